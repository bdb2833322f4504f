//! `butler man DIRECTORY`.

use std::path::PathBuf;
use std::process::ExitCode;

use butler_engine::Error;
use clap::Args;

use crate::arguments::Arguments;
use crate::{Failure, Printer};

/// Write the manual, one page a command, into a folder
#[derive(Debug, Args)]
#[command(after_help = "Example: butler man ~/.local/share/man/man1 && man butler-create")]
pub struct Man {
    /// Where to; made if it does not exist
    directory: PathBuf,
}

impl Man {
    pub(super) fn run(self, printer: &Printer) -> Result<ExitCode, Failure> {
        let failed = |doing: &'static str| {
            let location = self.directory.display().to_string();
            move |source| Error::Io { doing, location, source }
        };
        std::fs::create_dir_all(&self.directory).map_err(failed("create"))?;
        clap_mangen::generate_to(Arguments::definition(), &self.directory).map_err(failed("write into"))?;
        printer.say(format!("wrote the manual to {}", self.directory.display()));
        Ok(ExitCode::SUCCESS)
    }
}
