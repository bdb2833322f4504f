//! `-@ FILE`: options kept in a YAML file, with the names of commands on top.
//!
//! ```yaml
//! import:
//!   transfer: direct
//!   skip-dimensions: [visit, exposure]
//!   registry-only: true
//! ```
//!
//! What is typed wins over what the file says. `_` and `-` in names are the same.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use butler_engine::config::yaml::{self, Node, Value};
use butler_engine::error::near_matches;
use clap::parser::ValueSource;
use clap::{ArgMatches, Command};

use crate::Failure;
use crate::arguments::Arguments;

/// What was typed, with the options of the named files at its end.
pub fn expand(typed: Vec<OsString>) -> Result<Vec<OsString>, Failure> {
    let asked = |text: &OsString| text.to_str().is_some_and(|text| text.starts_with("-@") || text.starts_with("--options-file"));
    if !typed.iter().any(asked) {
        return Ok(typed);
    }
    let mut definition = Arguments::definition();
    definition.build();
    // Help, version and mistakes are for the real parser to tell.
    let Ok(matches) = definition.clone().ignore_errors(true).try_get_matches_from(&typed) else { return Ok(typed) };
    let Some((name, given)) = matches.subcommand() else { return Ok(typed) };
    let Some(command) = definition.find_subcommand(name) else { return Ok(typed) };
    let mut added = Vec::new();
    for file in given.get_many::<PathBuf>("options_file").into_iter().flatten() {
        added.extend(options_of(file, name, command, given)?);
    }
    let end = typed.iter().position(|text| text == "--").unwrap_or(typed.len());
    let (head, tail) = typed.split_at(end);
    Ok([head, &added, tail].concat())
}

fn options_of(file: &Path, name: &str, command: &Command, given: &ArgMatches) -> Result<Vec<OsString>, Failure> {
    let document = yaml::read_file(file)?;
    let mut added = Vec::new();
    let Some(options) = document.get(name) else { return Ok(added) };
    for (key, value) in options.entries()? {
        let long = key.replace('_', "-");
        let known = || command.get_arguments().filter_map(|argument| argument.get_long());
        let Some(argument) = command.get_arguments().find(|argument| argument.get_long() == Some(&long)) else {
            let near = near_matches(&long, known());
            let hint =
                near.first().map(|near| format!("did you mean `{near}`?")).unwrap_or_else(|| format!("`butler {name} --help` lists them"));
            return Err(Failure::usage(format!("{}:{}: `butler {name}` has no option `{key}`", file.display(), value.mark.line), hint));
        };
        if given.value_source(argument.get_id().as_str()) != Some(ValueSource::CommandLine) {
            added.extend(typed_form(&long, argument.get_action().takes_values(), value)?);
        }
    }
    Ok(added)
}

/// An option as it would be typed.
fn typed_form(long: &str, takes_values: bool, value: &Node) -> Result<Vec<OsString>, Failure> {
    if !takes_values {
        return Ok(if value.boolean()? { vec![format!("--{long}").into()] } else { Vec::new() });
    }
    let one = |value: &Node| -> Result<OsString, Failure> {
        let text = value.text().ok_or_else(|| value.mismatch("a text or a list of texts"))?;
        Ok(format!("--{long}={text}").into())
    };
    match &value.value {
        Value::Seq(all) => all.iter().map(one).collect(),
        _ => Ok(vec![one(value)?]),
    }
}
