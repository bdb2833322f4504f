//! `butler ingest-zip REPO ZIP`.

use std::process::ExitCode;

use butler_engine::butler::{Butler, IngestZipOptions};
use butler_engine::context::stores::Location;
use clap::Args;

use super::transfer::Transfer;
use crate::arguments::Global;
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Store a ZIP archive of datasets that `retrieve-artifacts --zip` made
#[derive(Debug, Args)]
#[command(
    after_help = "The archive is stored as it is; its members are read without unpacking it. Dataset types must be registered. All datasets are ingested or none; \
    doing it again changes nothing.\n\n\
    Examples:\n  butler retrieve-artifacts repo . --zip -d calexp --collections HSC/runs\n  \
    butler ingest-zip other ceb2201c-4a22-5961-854d-0c8d13a691da.zip --transfer-dimensions\n  butler ingest-zip s3://bucket/repo s3://bucket/calexps.zip -t move"
)]
pub struct IngestZip {
    /// Path, URI or alias of a repository
    repo: String,
    /// Path or URI of the archive
    zip: String,
    #[command(flatten)]
    transfer: Transfer,
    /// Take dimension records that the repository lacks from the archive
    #[arg(long, overrides_with = "no_transfer_dimensions")]
    transfer_dimensions: bool,
    /// All dimension records are there [default]
    #[arg(long, overrides_with = "transfer_dimensions")]
    no_transfer_dimensions: bool,
    /// Only check the archive and say what would be done
    #[arg(long, overrides_with = "no_dry_run")]
    dry_run: bool,
    /// Do it [default]
    #[arg(long, overrides_with = "dry_run")]
    no_dry_run: bool,
}

impl IngestZip {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let options = IngestZipOptions {
            archive: Location::parse(&self.zip)?,
            mode: self.transfer.mode(),
            transfer_dimensions: self.transfer_dimensions,
            dry_run: self.dry_run,
        };
        let report = runtime::run(async { Ok(Butler::open(&self.repo, &surroundings()).await?.ingest_zip(&options).await?) })?;
        let new = counted((report.datasets - report.known) as u64, "dataset");
        let files = counted(report.files as u64, "file");
        printer.say(match (report.datasets == report.known, self.dry_run) {
            (true, _) => {
                format!("all of its {} is there already: version {} stays", counted(report.datasets as u64, "dataset"), report.version)
            }
            (false, true) => format!("{new} in {files} would be ingested"),
            (false, false) => format!("{new} in {files} ingested: version {}", report.version),
        });
        Ok(ExitCode::SUCCESS)
    }
}
