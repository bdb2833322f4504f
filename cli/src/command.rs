//! The commands, one file each: its arguments with their help, and the call.

mod completions;
mod doctor;
mod man;

use std::process::ExitCode;

use clap::Subcommand;

use crate::arguments::Global;
use crate::{Failure, Printer};

/// The commands.
#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Doctor(doctor::Doctor),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Command {
    /// Does it.
    pub fn run(self, _global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        match self {
            Command::Doctor(command) => command.run(printer),
            Command::Completions(command) => command.run(printer),
            Command::Man(command) => command.run(printer),
        }
    }
}
