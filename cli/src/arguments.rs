//! What can be typed: the options that every command takes, before or after its name.

use std::ffi::OsString;
use std::path::PathBuf;

use butler_engine::Error;
use butler_engine::registry::AsOf;
use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser};

use crate::Failure;
use crate::command::Command;
use crate::printer::Talk;

/// Everything that was typed.
#[derive(Debug, Parser)]
#[command(
    name = "butler",
    bin_name = "butler",
    about = "The LSST data butler: what datasets exist, where they are, and SQL over all of it",
    disable_version_flag = true,
    propagate_version = true,
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 done, 1 failed, 2 wrong usage, 75 try again later."
)]
pub struct Arguments {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// The command and its own.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Global {
    /// Show log messages of this level and above: CRITICAL, ERROR, WARNING, INFO, VERBOSE, DEBUG or TRACE, for all or for one COMPONENT (repeatable)
    #[arg(long, global = true, value_name = "LEVEL|COMPONENT=LEVEL", value_delimiter = ',', action = ArgAction::Append)]
    pub log_level: Vec<String>,
    /// Put time, place and thread into log messages
    #[arg(long, global = true)]
    pub long_log: bool,
    /// Write log messages to FILE as well (repeatable); a name that ends in `.json` gets them as JSON
    #[arg(long, global = true, value_name = "FILE", action = ArgAction::Append)]
    pub log_file: Vec<PathBuf>,
    /// Show progress even if standard error is not a terminal
    #[arg(long, global = true, overrides_with = "no_progress")]
    pub progress: bool,
    /// Show no progress
    #[arg(long, global = true)]
    pub no_progress: bool,
    /// Say nothing but errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more; twice, still more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// Read the repository as it was at a VERSION (a number) or a TIME (TAI, e.g. 2026-01-31T12:00:00)
    #[arg(long, global = true, value_name = "VERSION|TIME")]
    pub as_of: Option<String>,
    /// Take options from a YAML FILE with the names of commands on top (repeatable); what is typed wins
    #[arg(short = '@', long, global = true, value_name = "FILE", action = ArgAction::Append)]
    pub options_file: Vec<PathBuf>,
    /// Print the version
    #[arg(long, global = true, action = ArgAction::Version)]
    version: Option<bool>,
}

impl Arguments {
    /// Understands what was typed, the program's name first.
    pub fn parse(typed: &[OsString]) -> Result<Arguments, clap::Error> {
        let matches = Arguments::definition().try_get_matches_from(typed)?;
        Arguments::from_arg_matches(&matches)
    }

    /// The definition from which parser, help, completions and man pages are made.
    pub fn definition() -> clap::Command {
        Arguments::command().version(env!("CARGO_PKG_VERSION"))
    }
}

impl Global {
    /// Which state of the past is meant.
    pub fn as_of(&self) -> Result<Option<AsOf>, Failure> {
        self.as_of.as_deref().map(|text| text.parse().map_err(|error: Error| Failure::Usage(error.to_string(), error.hint()))).transpose()
    }

    /// Fails if a state of the past is meant: it can't be changed.
    pub fn refuse_as_of(&self) -> Result<(), Failure> {
        match self.as_of {
            None => Ok(()),
            Some(_) => Err(Failure::usage("`--as-of` is for commands that read; the past can't be changed", "leave it out")),
        }
    }

    /// Whether progress is shown, if that was said.
    pub fn shows_progress(&self) -> Option<bool> {
        if self.progress { Some(true) } else { self.no_progress.then_some(false) }
    }

    /// How much to say.
    pub fn talk(&self) -> Talk {
        match (self.quiet, self.verbose) {
            (true, _) => Talk::Quiet,
            (_, 0) => Talk::Normal,
            _ => Talk::Verbose,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_consistent() {
        Arguments::definition().debug_assert();
    }

    #[test]
    fn global_options_stand_before_or_after_the_command() {
        for typed in ["butler -v --log-level DEBUG completions bash", "butler completions bash -v --log-level DEBUG"] {
            let typed: Vec<OsString> = typed.split(' ').map(OsString::from).collect();
            let global = Arguments::parse(&typed).unwrap().global;
            assert_eq!((global.verbose, global.log_level), (1, vec!["DEBUG".to_owned()]));
        }
    }
}
