//! `butler retrieve-artifacts REPO DESTINATION`.

use std::process::ExitCode;

use butler_engine::butler::{Butler, RetrieveOptions};
use butler_engine::context::Progress;
use clap::Args;

use super::selection::Selection;
use super::transfer::Transfer;
use crate::arguments::Global;
use crate::printer::{Talk, counted};
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Bring the files of datasets to a folder or a prefix in a bucket
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  butler retrieve-artifacts repo calexps -d calexp --collections HSC/runs --where \"instrument='HSC' AND visit=903334\"\n  \
    butler retrieve-artifacts s3://bucket/repo . -d raw --no-preserve-path\n  butler retrieve-artifacts repo . -d calexp --zip"
)]
pub struct RetrieveArtifacts {
    /// Path, URI or alias of a repository
    repo: String,
    /// Folder or URI that the files go to
    destination: String,
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    transfer: Transfer,
    /// Keep the paths that the files have in the repository [default]
    #[arg(long, overrides_with = "no_preserve_path")]
    preserve_path: bool,
    /// Put all files into one folder
    #[arg(long, overrides_with = "preserve_path")]
    no_preserve_path: bool,
    /// Replace files that are there
    #[arg(long, overrides_with = "no_clobber")]
    clobber: bool,
    /// Replace nothing [default]
    #[arg(long, overrides_with = "clobber")]
    no_clobber: bool,
    /// Put all files into one ZIP archive, which `butler ingest-zip` takes up
    #[arg(long, overrides_with = "no_zip")]
    zip: bool,
    /// Bring each file by itself [default]
    #[arg(long, overrides_with = "zip")]
    no_zip: bool,
}

/// What was written, and where.
enum Places {
    Files(Vec<String>),
    Archive(Option<String>),
}

impl RetrieveArtifacts {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        let select = self.selection.select(global)?;
        let options = RetrieveOptions {
            destination: self.destination,
            mode: self.transfer.mode(),
            preserve_path: !self.no_preserve_path,
            clobber: self.clobber,
        };
        let places = runtime::run(async {
            let surroundings = surroundings();
            let butler = Butler::open(&self.repo, &surroundings).await?;
            let selected = butler.select_stored(&select).await?;
            if self.zip {
                let place = if selected.is_empty() { None } else { Some(butler.retrieve_zip(&selected, &options, &surroundings).await?) };
                return Ok(Places::Archive(place));
            }
            let progress = Progress::default();
            let butler = butler.watched(&progress);
            Ok(Places::Files(printer.watched(&progress, "files written", butler.retrieve(&selected, &options, &surroundings)).await?))
        })?;
        let places = match places {
            Places::Files(places) => places,
            Places::Archive(Some(place)) => {
                printer.line(place)?;
                return Ok(ExitCode::SUCCESS);
            }
            Places::Archive(None) => {
                printer.say("No datasets matched query.");
                return Ok(ExitCode::SUCCESS);
            }
        };
        if printer.talk() == Talk::Verbose {
            places.iter().try_for_each(|place| printer.line(place))?;
        }
        printer.say(format!("{} retrieved to {}", counted(places.len() as u64, "file"), options.destination));
        Ok(ExitCode::SUCCESS)
    }
}
