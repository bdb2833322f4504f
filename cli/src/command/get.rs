//! `butler get REPO TYPE[.COMPONENT] KEY=VALUE...`.

use std::process::ExitCode;

use butler_catalogs::Source;
use butler_catalogs::tables::Format;
use butler_engine::butler::{Butler, FoundDataset, Surroundings, TablePart};
use clap::Args;

use super::dataset::Dataset;
use crate::arguments::Global;
use crate::tabular::Tabular;
use crate::{Failure, Printer, runtime};

mod readers;

use readers::Reader;

/// Print a dataset, or write its file with -o
#[derive(Debug, Args)]
#[command(
    after_help = "Tables are printed as astropy prints them, and -o writes them in the format that the name of FILE says; text, YAML and JSON are printed as \
    they are; of everything else -o writes the bytes as they are stored. `TYPE.columns`, `TYPE.schema` and `TYPE.rowcount` tell what a table has. Lengths, \
    and checksums of what is read whole, are compared with those in the registry.\n\n\
    Examples:\n  butler get repo src instrument=HSC visit=903334 detector=16\n  \
    butler get repo src instrument=HSC visit=903334 detector=16 --columns id,coord_ra,coord_dec --where \"NOT base_PixelFlags_flag\" -o src.parquet\n  butler get repo calexp_metadata instrument=HSC visit=903334 detector=16 --collections HSC/runs\n  \
    butler get repo calexp instrument=HSC visit=903334 full_name=1_53 --collections HSC/runs -o calexp.fits"
)]
pub struct Get {
    /// Path, URI or alias of a repository
    repo: String,
    #[command(flatten)]
    dataset: Dataset,
    #[command(flatten)]
    table: Tabular,
}

impl Get {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        let wanted = self.dataset.wanted(global)?;
        runtime::run(async {
            let butler = Butler::open(&self.repo, &Surroundings::system()).await?;
            let found = butler.find(&wanted).await?;
            match table(&butler, &found).await? {
                Some((source, part)) => self.show_table(&butler, &found, (&source, part), printer).await,
                None => self.show(&butler, &found, printer).await,
            }
        })?;
        Ok(ExitCode::SUCCESS)
    }

    /// Prints the dataset, or writes its bytes to a file.
    async fn show(&self, butler: &Butler, found: &FoundDataset, printer: &Printer) -> Result<(), Failure> {
        if let Some(option) = self.table.asks() {
            return Err(Failure::usage(format!("{found} is no table, so `{option}` has no meaning"), "leave it out"));
        }
        match self.table.output() {
            Some(path) => {
                let written = butler.get_to(found, path).await?;
                printer.say(format!("{written} bytes of {found} written to {}", path.display()));
            }
            None => {
                let content = butler.get(found).await?;
                Reader::of(&content).print(&content, found)?;
            }
        }
        Ok(())
    }

    /// Prints the table or what is meant of it, or writes it to a file.
    async fn show_table(
        &self,
        butler: &Butler,
        found: &FoundDataset,
        (source, part): (&Source, TablePart),
        printer: &Printer,
    ) -> Result<(), Failure> {
        match (part, self.table.output()) {
            (TablePart::Whole, Some(path)) if self.table.is_copy(source).await? => {
                let written = butler.get_to(found, path).await?;
                printer.say(format!("{written} bytes of {found} written to {}", path.display()));
                Ok(())
            }
            (TablePart::Whole, _) => {
                self.table.check()?;
                self.table.run(source, printer).await
            }
            (_, Some(_)) => Err(Failure::usage(format!("{found} is printed, not written"), "send the output into a file with `>`")),
            (TablePart::Columns, None) => self.table.print_columns(source, printer).await,
            (TablePart::RowCount, None) => self.table.print_count(source, printer).await,
            (TablePart::Schema, None) => self.table.print_schema(source, printer).await,
        }
    }
}

/// The file of a dataset and what is meant of it, if it is a table in a format that is understood.
async fn table(butler: &Butler, found: &FoundDataset) -> Result<Option<(Source, TablePart)>, Failure> {
    let Some(part) = found.table_part()? else { return Ok(None) };
    let source = butler.open_file(found).await?;
    let begin = source.read(0..1024).await?;
    Ok(Format::of_bytes(&begin).map(|_| (source, part)))
}
