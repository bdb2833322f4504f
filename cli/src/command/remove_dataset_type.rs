//! `butler remove-dataset-type REPO TYPE...`.

use std::process::ExitCode;

use butler_engine::butler::Butler;
use clap::Args;

use super::conditions::split;
use crate::arguments::Global;
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Remove dataset types of which there are no datasets
#[derive(Debug, Args)]
#[command(
    after_help = "All or none: if one of them has datasets, nothing is removed.\n\nExample: butler remove-dataset-type repo 'test_*'"
)]
pub struct RemoveDatasetType {
    /// Path, URI or alias of a repository
    repo: String,
    /// Names and patterns of dataset types
    #[arg(value_name = "TYPE", required = true)]
    types: Vec<String>,
}

impl RemoveDatasetType {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let removed = runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            Ok(butler.remove_dataset_types(&split(&self.types)).await?)
        })?;
        printer.say(format!("removed {}: {}", counted(removed.len() as u64, "dataset type"), removed.join(", ")));
        Ok(ExitCode::SUCCESS)
    }
}
