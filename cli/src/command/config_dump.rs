//! `butler config-dump REPO`.

use std::path::PathBuf;
use std::process::ExitCode;

use butler_engine::butler::{effective_config, subset};
use clap::{ArgAction, Args};

use crate::arguments::Global;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Print the configuration of a repository, with the defaults that it leaves to the program
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  butler config-dump repo\n  butler config-dump repo --subset .datastore.templates")]
pub struct ConfigDump {
    /// Path, URI or alias of a repository
    repo: String,
    /// Print only what stands under KEY; its first character separates its parts, e.g. .datastore.root
    #[arg(short = 's', long, value_name = "KEY")]
    subset: Option<String>,
    /// Folders with further configuration; there is none, the option is for old scripts (repeatable)
    #[arg(short = 'p', long = "searchpath", value_name = "FOLDER", action = ArgAction::Append, hide = true)]
    search_path: Vec<PathBuf>,
    /// Write to FILE instead of standard output
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

impl ConfigDump {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let config = runtime::run(async { Ok(effective_config(&self.repo, &surroundings()).await?) })?;
        let text = match &self.subset {
            None => config.to_text(),
            Some(key) => {
                let part = subset(&config, key)?;
                if part.text().is_some() { format!("{key}: {}", part.to_text()) } else { part.to_text() }
            }
        };
        match &self.file {
            Some(path) => std::fs::write(path, text).map_err(Failure::Output)?,
            None => printer.bytes(text.as_bytes())?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
