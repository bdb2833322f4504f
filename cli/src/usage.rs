//! Wrong usage told as every other error is: one line, what to try, the usage line. Help and version are no errors.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::Printer;
use crate::failure::USAGE;
use crate::printer::Talk;

/// Tells what the parser says, and gives the exit code.
pub fn report(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayVersion => {
            let _ = writeln!(io::stdout().lock(), "butler {}", env!("CARGO_PKG_VERSION"));
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelp => {
            let _ = error.print();
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            ExitCode::from(USAGE)
        }
        _ => {
            Printer::new(Talk::Normal).error(text(error), Some(&hint(error)));
            ExitCode::from(USAGE)
        }
    }
}

/// The parser's message in our words; those that it seldom gives, in its own.
fn text(error: &clap::Error) -> String {
    let get = |kind| error.get(kind).map(quoted).unwrap_or_default();
    let argument = || get(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => format!("there is no argument {}", argument()),
        ErrorKind::InvalidSubcommand => format!("there is no command {}", get(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("missing {}", argument()),
        ErrorKind::MissingSubcommand => "no command given".to_owned(),
        ErrorKind::ArgumentConflict if error.get(ContextKind::PriorArg).is_none() => format!("{} can't be used here", argument()),
        ErrorKind::ArgumentConflict => format!("{} can't be used with {}", argument(), get(ContextKind::PriorArg)),
        ErrorKind::InvalidValue if get(ContextKind::InvalidValue) == "``" => format!("{} needs a value", argument()),
        ErrorKind::InvalidValue => format!("{} can't be {}", argument(), get(ContextKind::InvalidValue)),
        ErrorKind::ValueValidation => {
            let reason = std::error::Error::source(error).map(|e| format!(": {e}")).unwrap_or_default();
            format!("{} can't be {}{reason}", argument(), get(ContextKind::InvalidValue))
        }
        _ => {
            let own = error.to_string();
            own.lines().next().unwrap_or_default().trim_start_matches("error: ").replace('\'', "`")
        }
    }
}

fn hint(error: &clap::Error) -> String {
    let suggestions = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(near) = suggestions.iter().find_map(|kind| error.get(*kind)) {
        return format!("did you mean {}?", quoted(near).replace(", ", " or "));
    }
    let valid = error.get(ContextKind::ValidValue).filter(|_| error.kind() == ErrorKind::InvalidValue).map(quoted).unwrap_or_default();
    if !valid.is_empty() {
        return format!("it can be {valid}");
    }
    match error.get(ContextKind::Usage) {
        Some(usage) => {
            let usage = usage.to_string();
            format!("usage: {}", usage.trim_start_matches("Usage: ").split_whitespace().collect::<Vec<_>>().join(" "))
        }
        None => "`butler COMMAND --help` explains it".to_owned(),
    }
}

fn quoted(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", "),
        ContextValue::StyledStrs(all) => all.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", "),
        other => format!("`{other}`"),
    }
}
