//! `butler demo [DIRECTORY]`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use butler_engine::Error;
use clap::Args;

use crate::arguments::Arguments;
use crate::{Failure, Printer};

/// The export of a real repository: ten visits of Hyper Suprime-Cam; see tests/data/README.md.
const EXPORT: &[u8] = include_bytes!("../../../tests/data/exports/jointcal_hsc.yaml");

/// What is shown: a line of talk, then a command. `{repo}` and the like are paths below the folder.
const TOUR: &[(&str, &[&str])] = &[
    ("A repository is a folder, or a prefix in a bucket (s3://bucket/repo); nothing else runs.", &["create", "{repo}"]),
    (
        "An export of a real one: ten visits of Hyper Suprime-Cam. Its files are not here, so the rows alone are imported.",
        &["import", "{repo}", "{export}", "--registry-only"],
    ),
    ("Its collections.", &["sql", "{repo}", "SELECT name, type FROM collections"]),
    (
        "Its dataset types, with their numbers of datasets.",
        &[
            "sql",
            "{repo}",
            "SELECT t.name, t.storage_class, t.dimensions, count(d.id) AS datasets FROM dataset_types t LEFT JOIN datasets d ON d.type = t.name GROUP BY ALL ORDER BY t.name",
        ],
    ),
    ("The data IDs of all calexps.", &["sql", "{repo}", "SELECT dataId FROM datasets WHERE type='calexp'"]),
    (
        "How many there are for each band and visit.",
        &[
            "sql",
            "{repo}",
            "SELECT band, visit, count(*) AS calexps FROM datasets WHERE type='calexp' GROUP BY band, visit ORDER BY band, visit",
        ],
    ),
    (
        "Dimension records are tables as well: where and when the visits were taken.",
        &["sql", "{repo}", "SELECT id, physical_filter, exposure_time, zenith_angle, region, timespan FROM visit ORDER BY id"],
    ),
    (
        "Any answer becomes a file: Parquet, Arrow, CSV or JSON.",
        &["sql", "{repo}", "SELECT id, dataId, run FROM datasets WHERE type='calexp'", "-o", "{calexps.parquet}", "-v"],
    ),
    ("Every change is a version; `--as-of 1` shows the repository before the import.", &["log", "{repo}"]),
    ("Everything that is stored can be checked.", &["verify", "{repo}"]),
];

/// Build a repository from an export in the program, and show what can be asked of it
#[derive(Debug, Args)]
#[command(after_help = "Each command is printed as it would be typed, then what it says.")]
pub struct Demo {
    /// Where to; made if it does not exist [default: a new folder in the folder for temporary files]
    directory: Option<PathBuf>,
}

impl Demo {
    pub(super) fn run(self, printer: &Printer) -> Result<ExitCode, Failure> {
        let folder = match self.directory {
            Some(folder) => folder,
            None => std::env::temp_dir().join(format!("butler-demo-{}", std::process::id())),
        };
        prepare(&folder)?;
        for (talk, words) in TOUR {
            let words: Vec<String> = words.iter().map(|word| with_path(word, &folder)).collect();
            printer.line(format!("\n# {talk}\n$ butler {}", words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")))?;
            let typed: Vec<OsString> = ["butler".to_owned()].into_iter().chain(words).map(OsString::from).collect();
            let arguments = Arguments::parse(&typed).map_err(|error| Error::internal(format!("the tour has a wrong command: {error}")))?;
            // What one command says must not depend on how the demo was asked for.
            let code = arguments.command.run(&arguments.global, &Printer::new(arguments.global.talk()))?;
            if code != ExitCode::SUCCESS {
                return Ok(code);
            }
        }
        printer.line(format!(
            "\n# The repository stays in {}; `butler sql {}` is a prompt.",
            folder.display(),
            quoted(&with_path("{repo}", &folder))
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Makes the folder with the export in it.
fn prepare(folder: &Path) -> Result<(), Failure> {
    let export = folder.join("export");
    if folder.join("repo").exists() {
        let error = Error::Exists { what: "folder", name: folder.join("repo").display().to_string() };
        return Err(error.with_hint("name another folder").into());
    }
    let failed = |doing: &'static str, path: &Path| {
        let location = path.display().to_string();
        move |source| Error::Io { doing, location, source }
    };
    std::fs::create_dir_all(&export).map_err(failed("create", &export))?;
    let file = export.join("export.yaml");
    std::fs::write(&file, EXPORT).map_err(failed("write", &file))?;
    Ok(())
}

/// `{name}` is a path below the folder; everything else is itself.
fn with_path(word: &str, folder: &Path) -> String {
    let name = word.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    name.map_or_else(|| word.to_owned(), |name| folder.join(name).to_string_lossy().into_owned())
}

/// A word as a shell wants it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=,@".contains(c);
    match word {
        _ if !word.is_empty() && word.chars().all(plain) => word.to_owned(),
        _ if word.contains(['"', '$', '`', '\\', '!']) => format!("'{}'", word.replace('\'', "'\\''")),
        _ => format!("\"{word}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_of_the_tour_can_be_typed() {
        for (_, words) in TOUR {
            let typed: Vec<OsString> = ["butler"].iter().chain(words.iter()).map(OsString::from).collect();
            assert!(Arguments::parse(&typed).is_ok(), "{words:?}");
        }
    }

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!((quoted("a/b"), quoted("it's"), quoted("a $b 'c'")), ("a/b".into(), "\"it's\"".into(), "'a $b '\\''c'\\'''".into()));
    }
}
