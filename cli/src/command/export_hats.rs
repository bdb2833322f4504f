//! `butler export-hats REPO TYPE DIRECTORY`.

use std::path::PathBuf;
use std::process::ExitCode;

use butler_engine::butler::{Butler, HatsOptions};
use butler_engine::sql::Options;
use clap::{ArgAction, Args};

use crate::arguments::Global;
use crate::printer::counted;
use crate::runtime::surroundings;
use crate::{Failure, Printer, runtime};

/// Write all tables of a dataset type as one HATS catalog
#[derive(Debug, Args)]
#[command(
    after_help = "A HATS catalog is a folder of Parquet files, one for each HEALPix pixel, of an order that is deeper where there are more rows; LSDB and others \
    read it. Positions are the columns coord_ra and coord_dec, ra and dec or decl, or raj2000 and dej2000; rows without one are left out, and counted.\n\n\
    Examples:\n  butler export-hats repo src sources --collections HSC/runs\n  butler export-hats repo objectTable_tract objects --where \"detect_isPrimary\" --max-rows 500000"
)]
pub struct ExportHats {
    /// Path, URI or alias of a repository
    repo: String,
    /// A dataset type that is read as a table
    #[arg(value_name = "TYPE")]
    dataset_type: String,
    /// The folder to write; it must not exist
    directory: PathBuf,
    /// Collections to search, first match first (repeatable) [default: each RUN's rows]
    #[arg(long, value_name = "NAME", value_delimiter = ',', action = ArgAction::Append)]
    collections: Vec<String>,
    /// Take rows for which this is true: a condition in SQL
    #[arg(long = "where", value_name = "CONDITION")]
    condition: Option<String>,
    /// Right ascension in degrees: a column or an expression
    #[arg(long, value_name = "EXPRESSION", requires = "dec")]
    ra: Option<String>,
    /// Declination in degrees
    #[arg(long, value_name = "EXPRESSION", requires = "ra")]
    dec: Option<String>,
    /// Rows of a file at most
    #[arg(long, value_name = "ROWS", default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..))]
    max_rows: u64,
    /// Name of the catalog [default: TYPE]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
}

impl ExportHats {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        let as_of = global.as_of()?;
        let report = runtime::run(async {
            let surroundings = surroundings();
            let butler = Butler::open(&self.repo, &surroundings).await?;
            let session = butler.sql_with(as_of, Options { collections: self.collections.join(","), ..Options::default() }).await?;
            let options = HatsOptions {
                name: self.name.clone().unwrap_or_else(|| self.dataset_type.clone()),
                dataset_type: self.dataset_type.clone(),
                directory: self.directory.clone(),
                condition: self.condition.clone(),
                coordinates: self.ra.clone().zip(self.dec.clone()),
                max_rows: self.max_rows,
                now: surroundings.context.clock.now(),
            };
            Ok(butler.export_hats(&session, &options).await?)
        })?;
        let directory = self.directory.display();
        printer.say(format!("{} in {} written to `{directory}`", counted(report.rows, "row"), counted(report.files, "file")));
        if report.without_position > 0 {
            printer.say(format!("{} without a position left out", counted(report.without_position, "row")));
        }
        Ok(ExitCode::SUCCESS)
    }
}
