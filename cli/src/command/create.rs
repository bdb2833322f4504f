//! `butler create REPO`.

use std::path::PathBuf;
use std::process::ExitCode;

use butler_engine::butler::{Butler, CreateOptions};
use clap::Args;

use crate::arguments::Global;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Create an empty repository in a folder or a bucket
#[derive(Debug, Args)]
#[command(after_help = "An existing repository is never overwritten.\n\n\
    Examples:\n  butler create repo\n  butler create s3://bucket/repo\n  butler create s3://profile@bucket --seed-config reg.yaml --override")]
pub struct Create {
    /// Path or URI of the folder or bucket, made if it is a folder that does not exist
    repo: String,
    /// YAML file with wishes: `registry: uri:` places the registry elsewhere; one that asks for a SQL registry is understood
    #[arg(long, value_name = "FILE")]
    seed_config: Option<PathBuf>,
    /// YAML file that defines the universe of dimensions [default: daf_butler 8]
    #[arg(long, value_name = "FILE")]
    dimension_config: Option<PathBuf>,
    /// Let the repository carry its defaults itself; it always does
    #[arg(long)]
    standalone: bool,
    /// Let the seed overrule what follows from REPO; it always does
    #[arg(long = "override")]
    seed_rules: bool,
    /// Write the repository's configuration to FILE instead of `butler.yaml` in it
    #[arg(short = 'f', long, value_name = "FILE")]
    outfile: Option<PathBuf>,
}

impl Create {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        global.refuse_as_of()?;
        let options = CreateOptions { seed: self.seed_config, dimensions: self.dimension_config, configuration: self.outfile.clone() };
        let (butler, notes) = runtime::run(async { Ok(Butler::create(&self.repo, &options, &surroundings()).await?) })?;
        notes.iter().for_each(|note| printer.warn(note));
        let universe = &butler.registry().snapshot().universe;
        printer.say(format!("created repository {} with dimensions {} {}", butler.root(), universe.namespace, universe.version));
        if let Some(file) = self.outfile {
            printer.say(format!("its configuration is {}", file.display()));
        }
        Ok(ExitCode::SUCCESS)
    }
}
