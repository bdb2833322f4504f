//! The layers of `engine`: a module uses its own layer or a lower one, and DataFusion is named where queries are made and nowhere else.

use std::collections::BTreeSet;
use std::path::Path;

use butler_tests::{files_below, sources};

/// Module and layer, as ARCHITECTURE.md draws them.
const LAYERS: &[(&str, u8)] = &[
    ("error", 0),
    ("time", 0),
    ("context", 1),
    ("config", 1),
    ("sphere", 1),
    ("dimensions", 1),
    ("collections", 1),
    ("datasets", 1),
    ("stores", 1),
    ("registry", 2),
    ("datastore", 2),
    ("expression", 3),
    ("sql", 3),
    ("query", 3),
    ("observatory", 4),
    ("exchange", 5),
    ("reference", 5),
    ("gen2", 5),
    ("butler", 6),
];

/// Names that `lib.rs` lifts to the root of the crate.
const LIFTED: &[(&str, &str)] = &[("Error", "error"), ("ErrorKind", "error"), ("Result", "error"), ("Butler", "butler")];

/// Modules that do not know each other though they share a layer.
const STRANGERS: &[(&str, &str)] = &[("registry", "datastore")];

/// Where `datafusion` may be named: files, or folders with what is in them.
const DATAFUSION: &[&str] = &["error", "sql", "query", "expression/lower"];

fn layer(module: &str) -> u8 {
    let found = LAYERS.iter().find(|(name, _)| *name == module);
    found.unwrap_or_else(|| panic!("module `{module}` has no layer: give it one in LAYERS and in ARCHITECTURE.md")).1
}

#[test]
fn no_module_uses_a_higher_layer() {
    let root = sources().join("engine/src");
    let mut broken = Vec::new();
    for file in files_below(&root, ".rs") {
        let place = place_of(file.strip_prefix(&root).unwrap());
        let [module, ..] = place.as_slice() else { continue };
        let code = code_of(&std::fs::read_to_string(&file).unwrap());
        for used in modules_used(&code, &place) {
            let used = LIFTED.iter().find(|(name, _)| *name == used).map_or(used.as_str(), |(_, module)| module).to_owned();
            let estranged = STRANGERS.iter().any(|(a, b)| (*a, *b) == (module, &used) || (*b, *a) == (module, &used));
            if layer(&used) > layer(module) || estranged {
                broken.push(format!("{} uses `{used}`", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn datafusion_is_named_only_where_queries_are_made() {
    let root = sources().join("engine/src");
    let mut broken = Vec::new();
    for file in files_below(&root, ".rs") {
        let place = place_of(file.strip_prefix(&root).unwrap()).join("/");
        let allowed = DATAFUSION.iter().any(|a| place == *a || place.starts_with(&format!("{a}/")));
        if !allowed && words(&code_of(&std::fs::read_to_string(&file).unwrap())).any(|word| word == "datafusion") {
            broken.push(file.display().to_string());
        }
    }
    for folder in ["catalogs/src", "cli/src"] {
        for file in files_below(&sources().join(folder), ".rs") {
            if words(&code_of(&std::fs::read_to_string(&file).unwrap())).any(|word| word == "datafusion") {
                broken.push(file.display().to_string());
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// The module path of a file: `registry/log.rs` is `registry::log`, `lib.rs` is the root.
fn place_of(file: &Path) -> Vec<String> {
    let mut place: Vec<String> = file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if matches!(place.last().map(String::as_str), Some("lib" | "mod")) {
        place.pop();
    }
    place
}

/// The top-level modules that `code` at `place` names by `crate::` or by climbing with `super::`.
fn modules_used(code: &str, place: &[String]) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for (start, _) in code.match_indices("crate::") {
        if !code[..start].ends_with(|c: char| is_word(c) || c == '$') {
            used.extend(first_names(&code[start + "crate::".len()..]));
        }
    }
    let climb = "super::".repeat(place.len());
    for (start, _) in code.match_indices(&climb) {
        if !code[..start].ends_with(|c: char| is_word(c) || c == ':') && !code[start + climb.len()..].starts_with("super::") {
            used.extend(first_names(&code[start + climb.len()..]));
        }
    }
    used.retain(|name| {
        LAYERS.iter().any(|(module, _)| module == name) || LIFTED.iter().any(|(lifted, _)| lifted == name) || is_module(name)
    });
    used
}

fn is_module(name: &str) -> bool {
    let root = sources().join("engine/src");
    root.join(format!("{name}.rs")).exists() || root.join(name).is_dir()
}

/// The first name of a path, or of each path of a group in braces.
fn first_names(path: &str) -> Vec<String> {
    let Some(group) = path.strip_prefix('{') else {
        return words(path).next().filter(|word| path.starts_with(*word)).map(str::to_owned).into_iter().collect();
    };
    let mut names = Vec::new();
    let (mut depth, mut item) = (0, String::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(std::mem::take(&mut item)),
            _ if depth == 0 => item.push(c),
            _ => {}
        }
    }
    names.push(item);
    names.iter().filter_map(|item| words(item).next().map(str::to_owned)).collect()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c| !is_word(c)).filter(|word| !word.is_empty())
}

/// `source` without comments and without what stands between double quotes.
fn code_of(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\'") {
            3
        } else if rest.starts_with("r#\"") {
            rest.find("\"#").map_or(rest.len(), |end| end + 2)
        } else if c == '"' {
            end_of_text(rest)
        } else {
            code.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        rest = &rest[skipped..];
    }
    code
}

/// The length of the quoted text at the start of `rest`, both quotes included.
fn end_of_text(rest: &str) -> usize {
    let mut escaped = false;
    for (index, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return index + 1,
            _ => {}
        }
    }
    rest.len()
}

#[test]
fn grouped_nested_and_relative_paths_are_seen() {
    let place = ["registry".to_owned(), "log".to_owned()];
    let seen = |code: &str| modules_used(&code_of(code), &place).into_iter().collect::<Vec<_>>();
    assert_eq!(seen("use crate::{time::Time, registry::{record, log}, error};"), ["error", "registry", "time"]);
    assert_eq!(seen("fn f() -> crate::error::Result<()> { super::super::time::now() } use super::record;"), ["error", "time"]);
    assert_eq!(seen("// use crate::butler\n let a = \"crate::sql\"; $crate::sql::x"), [] as [&str; 0]);
}
