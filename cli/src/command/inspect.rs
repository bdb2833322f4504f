//! `butler inspect FILE`.

use std::process::ExitCode;

use butler_catalogs::inspect::{Depth, inspect, summary};
use clap::{Args, ValueEnum};

use crate::{Failure, Printer, runtime, source};

/// Show what a FITS file holds, HDU by HDU
#[derive(Debug, Args)]
#[command(after_help = "Tile-compressed images are decompressed for --stats; a gzip stream is read whatever its name.\n\n\
    Examples:\n  butler inspect calexp.fits\n  butler inspect calexp.fits --stats --format json")]
pub struct Inspect {
    /// Path or URI of a file
    file: String,
    /// Read every value: minimum, maximum, sum, flags, mask planes, digests of pixels
    #[arg(long)]
    stats: bool,
    /// How to tell it
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "table")]
    format: Telling,
}

/// How what is found is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Telling {
    /// Lines for the eye
    Table,
    /// One JSON object
    Json,
}

impl Inspect {
    pub(super) fn run(self, printer: &Printer) -> Result<ExitCode, Failure> {
        let depth = if self.stats { Depth::Statistics } else { Depth::Headers };
        let told = runtime::run(async { Ok(inspect(&source::open(&self.file).await?, depth).await?) })?;
        match self.format {
            Telling::Json => printer.line(told)?,
            Telling::Table => printer.line(summary(&told).join("\n"))?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
