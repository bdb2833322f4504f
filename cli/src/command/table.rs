//! `butler table FILE`.

use std::process::ExitCode;

use clap::Args;

use crate::tabular::Tabular;
use crate::{Failure, Printer, runtime, source};

/// Show a table file of any format, or convert it
#[derive(Debug, Args)]
#[command(
    after_help = "FITS, Parquet, ECSV, VOTable, CSV and Arrow IPC are told by their content. A table is printed as astropy prints it, \
    cut to the terminal (80 x 24 characters if there is none, or COLUMNS and LINES); flags of afw tables are columns.\n\n\
    Examples:\n  butler table src.fits\n  butler table src.fits --info\n  butler table src.fits --columns id,coord_ra,coord_dec --rows 5\n  \
    butler table src.fits --where \"base_PsfFlux_instFlux > 1000 AND NOT base_PixelFlags_flag_edge\"\n  \
    butler table calib.fits --hdu 2 --all\n  butler table src.fits -o src.parquet"
)]
pub struct Table {
    /// Path or URI of a file
    file: String,
    #[command(flatten)]
    table: Tabular,
}

impl Table {
    pub(super) fn run(self, printer: &Printer) -> Result<ExitCode, Failure> {
        self.table.check()?;
        runtime::run(async {
            let source = source::open(&self.file).await?;
            self.table.run(&source, printer).await
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
