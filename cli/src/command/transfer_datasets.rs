//! `butler transfer-datasets SOURCE DEST`.

use std::process::ExitCode;

use butler_engine::butler::{Butler, TransferOptions};
use butler_engine::context::Progress;
use clap::Args;

use super::selection::Selection;
use super::transfer::Transfer;
use crate::arguments::Global;
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Bring datasets with their files into another repository
#[derive(Debug, Args)]
#[command(after_help = "Datasets keep their UUIDs and runs; those that are there already are skipped.\n\n\
    Examples:\n  butler transfer-datasets repo s3://bucket/repo -d calexp --collections HSC/runs --register-dataset-types\n  \
    butler transfer-datasets main mine -d src --where \"instrument='HSC' AND visit=903334\" -t direct")]
pub struct TransferDatasets {
    /// Path, URI or alias of the repository that has the datasets
    source: String,
    /// Path, URI or alias of the repository that gets them
    dest: String,
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    transfer: Transfer,
    /// Register dataset types that the other repository lacks
    #[arg(long)]
    register_dataset_types: bool,
    /// Bring dimension records along [default]
    #[arg(long, overrides_with = "no_transfer_dimensions")]
    transfer_dimensions: bool,
    /// Leave dimension records: they are there
    #[arg(long, overrides_with = "transfer_dimensions")]
    no_transfer_dimensions: bool,
    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
}

impl TransferDatasets {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        let select = self.selection.select(global)?;
        let options = TransferOptions {
            mode: self.transfer.mode(),
            register_dataset_types: self.register_dataset_types,
            transfer_dimensions: !self.no_transfer_dimensions,
        };
        let (count, version) = runtime::run(async {
            let surroundings = surroundings();
            let source = Butler::open(&self.source, &surroundings).await?;
            let dest = Butler::open(&self.dest, &surroundings).await?;
            let selected = source.select(&select).await?;
            let count: usize = selected.iter().map(|one| one.rows.len()).sum();
            if self.dry_run || count == 0 {
                return Ok((count as u64, None));
            }
            let progress = Progress::default();
            let dest = dest.watched(&progress);
            let report = printer.watched(&progress, "files in place", source.transfer_to(&dest, &selected, &options)).await?;
            Ok((count as u64, Some(report.version)))
        })?;
        match version {
            Some(version) => printer.say(format!("{} transferred: version {version} of {}", counted(count, "dataset"), self.dest)),
            None if self.dry_run => printer.say(format!("{} would be transferred", counted(count, "dataset"))),
            None => printer.say("nothing was found"),
        }
        Ok(ExitCode::SUCCESS)
    }
}
