//! `butler uri REPO TYPE KEY=VALUE...`.

use std::process::ExitCode;

use butler_engine::butler::{Butler, Surroundings};
use clap::Args;

use super::dataset::Dataset;
use crate::arguments::Global;
use crate::{Failure, Printer, runtime};

/// Print where a dataset's files are
#[derive(Debug, Args)]
#[command(
    after_help = "A dataset that is stored in parts has a line for each, with its component.\n\nExamples:\n  butler uri repo calexp instrument=HSC visit=903334 detector=16 --collections HSC/runs\n  \
    butler uri repo 0192d1c2-5f0e-7c3a-9d2e-3f6d1b9c8a77"
)]
pub struct Uri {
    /// Path, URI or alias of a repository
    repo: String,
    #[command(flatten)]
    dataset: Dataset,
}

impl Uri {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        let wanted = self.dataset.wanted(global)?;
        let uris: Vec<(Option<String>, String)> = runtime::run(async {
            let surroundings = Surroundings::system();
            let butler = Butler::open(&self.repo, &surroundings).await?;
            let found = butler.find(&wanted).await?;
            if found.files.is_empty() {
                found.file()?;
            }
            Ok(found.uris(butler.datastore())?.into_iter().map(|(component, uri)| (component.map(str::to_owned), uri)).collect())
        })?;
        for (component, uri) in uris {
            printer.line(match component {
                None => uri,
                Some(component) => format!("{component} {uri}"),
            })?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
