//! `butler completions SHELL`.

use std::process::ExitCode;

use clap::Args;
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::{Failure, Printer};

/// Print the completions of a shell, to be sourced or put where the shell looks for them
#[derive(Debug, Args)]
#[command(after_help = "Example: source <(butler completions bash)")]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self, printer: &Printer) -> Result<ExitCode, Failure> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::definition(), "butler", &mut text);
        printer.bytes(&text)?;
        Ok(ExitCode::SUCCESS)
    }
}
