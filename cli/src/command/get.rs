//! `butler get REPO TYPE[.COMPONENT] KEY=VALUE...`.

use std::path::PathBuf;
use std::process::ExitCode;

use butler_engine::butler::{Butler, Surroundings};
use clap::Args;

use super::dataset::Dataset;
use crate::arguments::Global;
use crate::{Failure, Printer, runtime};

mod readers;

use readers::Reader;

/// Print a dataset, or write its file with -o
#[derive(Debug, Args)]
#[command(
    after_help = "Text, YAML and JSON are printed; of everything else -o writes the bytes as they are stored. Length and checksum are compared with those \
    in the registry.\n\n\
    Examples:\n  butler get repo calexp_metadata instrument=HSC visit=903334 detector=16 --collections HSC/runs\n  \
    butler get repo calexp instrument=HSC visit=903334 full_name=1_53 --collections HSC/runs -o calexp.fits"
)]
pub struct Get {
    /// Path, URI or alias of a repository
    repo: String,
    #[command(flatten)]
    dataset: Dataset,
    /// Write the dataset to FILE; one that is there is replaced
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Get {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        let wanted = self.dataset.wanted(global)?;
        runtime::run(async {
            let surroundings = Surroundings::system();
            let butler = Butler::open(&self.repo, &surroundings).await?;
            let found = butler.find(&wanted).await?;
            match &self.output {
                Some(path) => {
                    let written = butler.get_to(&found, path).await?;
                    printer.say(format!("{written} bytes of {found} written to {}", path.display()));
                }
                None => {
                    let content = butler.get(&found).await?;
                    Reader::of(&content).print(&content, &found)?;
                }
            }
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
