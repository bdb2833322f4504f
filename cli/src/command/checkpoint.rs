//! `butler checkpoint REPO`.

use std::process::ExitCode;

use butler_engine::butler::Butler;
use clap::Args;

use crate::arguments::Global;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Write the registry's full state, so that opening the repository reads no history
#[derive(Debug, Args)]
#[command(after_help = "This happens by itself after 64 commits.")]
pub struct Checkpoint {
    /// Path, URI or alias of a repository
    repo: String,
}

impl Checkpoint {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let version = runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            Ok(butler.checkpoint().await?)
        })?;
        printer.say(format!("wrote a checkpoint of version {version}"));
        Ok(ExitCode::SUCCESS)
    }
}
