//! `butler uri REPO TYPE KEY=VALUE...`.

use std::process::ExitCode;

use butler_engine::butler::{Butler, Disassembly, PutOptions, Wanted};
use butler_engine::datasets::IdMode;
use butler_engine::datastore::Mode;
use clap::Args;

use super::dataset::Dataset;
use crate::arguments::Global;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Print where a dataset's files are
#[derive(Debug, Args)]
#[command(
    after_help = "A dataset that is stored in parts has a line for each, with its component. With --predict a dataset that is not stored is shown where it would be, with \
    `#predicted` behind.\n\nExamples:\n  butler uri repo calexp instrument=HSC visit=903334 detector=16 --collections HSC/runs\n  \
    butler uri repo 0192d1c2-5f0e-7c3a-9d2e-3f6d1b9c8a77"
)]
pub struct Uri {
    /// Path, URI or alias of a repository
    repo: String,
    #[command(flatten)]
    dataset: Dataset,
    /// If the dataset is not stored, print where its files would be
    #[arg(long)]
    predict: bool,
    /// The RUN collection that it would be put into [default: the first of --collections]
    #[arg(long, value_name = "RUN", requires = "predict")]
    run: Option<String>,
}

impl Uri {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        let mut wanted = self.dataset.wanted(global)?;
        if let (Some(run), true) = (&self.run, wanted.collections.is_empty()) {
            wanted.collections = vec![run.clone()];
        }
        let uris: Vec<(Option<String>, String)> = runtime::run(async {
            let surroundings = surroundings();
            let butler = Butler::open(&self.repo, &surroundings).await?;
            let found = match butler.find(&wanted).await {
                Err(error) if self.predict && error.is_not_found() => return self.predicted(&butler, wanted, None).await,
                found => found?,
            };
            if found.files.is_empty() && self.predict {
                return self.predicted(&butler, wanted, Some(found.run)).await;
            }
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

    /// Where the files would be in `run`, or in the run that was named.
    async fn predicted(&self, butler: &Butler, wanted: Wanted, run: Option<String>) -> Result<Vec<(Option<String>, String)>, Failure> {
        let named = run.or_else(|| self.run.clone()).or_else(|| wanted.collections.first().cloned());
        let Some(run) = named else {
            return Err(Failure::usage("where the dataset would be depends on its run", "name it with --run"));
        };
        let options = PutOptions {
            dataset_type: wanted.dataset_type,
            run,
            mode: Mode::Copy,
            ids: IdMode::Unique,
            formatter: None,
            disassembly: Disassembly::Configured,
        };
        let predicted = butler.predict(&options, wanted.data_id).await?;
        Ok(predicted.into_iter().map(|(component, uri)| (component, format!("{uri}#predicted"))).collect())
    }
}
