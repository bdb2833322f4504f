//! `butler get REPO TYPE[.COMPONENT] KEY=VALUE...`.

use std::io::Write;
use std::process::ExitCode;

use butler_catalogs::Source;
use butler_catalogs::images::{Cutout, Form, Value};
use butler_catalogs::tables::Format;
use butler_engine::butler::{Butler, FoundDataset, Parameters, Read, TablePart};
use clap::Args;

use super::dataset::Dataset;
use crate::arguments::Global;
use crate::output::Target;
use crate::tabular::Tabular;
use crate::{Failure, Printer, runtime};

mod readers;

use crate::runtime::surroundings;
use readers::Reader;

/// Print a dataset, or write its file with -o
#[derive(Debug, Args)]
#[command(
    after_help = "Tables are printed as astropy prints them, and -o writes them in the format that the name of FILE says; text, YAML and JSON are printed as \
    they are; of everything else -o writes the bytes as they are stored. `TYPE.columns`, `TYPE.schema` and `TYPE.rowcount` tell what a table has. A \
    component of an exposure (`calexp.wcs`) is printed, or written in the form that the name of FILE says: FITS, JSON, YAML, text, NumPy. Lengths, \
    and checksums of what is read whole, are compared with those in the registry.\n\n\
    Examples:\n  butler get repo src instrument=HSC visit=903334 detector=16\n  \
    butler get repo src instrument=HSC visit=903334 detector=16 --columns id,coord_ra,coord_dec --where \"NOT base_PixelFlags_flag\" -o src.parquet\n  butler get repo calexp_metadata instrument=HSC visit=903334 detector=16 --collections HSC/runs\n  \
    butler get repo calexp instrument=HSC visit=903334 full_name=1_53 --collections HSC/runs -o calexp.fits\n  \
    butler get repo calexp.wcs instrument=HSC visit=903334 detector=16\n  \
    butler get repo calexp.image instrument=HSC visit=903334 detector=16 -p bbox=100,200,64,64 -o stamp.npy"
)]
pub struct Get {
    /// Path, URI or alias of a repository
    repo: String,
    #[command(flatten)]
    dataset: Dataset,
    /// Ask for less than all, by a parameter of the storage class: `bbox=X,Y,WIDTH,HEIGHT` and `origin=LOCAL` of images (repeatable)
    #[arg(short, long, value_name = "NAME=VALUE", value_parser = parameter)]
    parameter: Vec<(String, String)>,
    #[command(flatten)]
    table: Tabular,
}

fn parameter(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or("it is not NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

impl Get {
    pub(super) fn run(self, global: &Global, printer: &Printer) -> Result<ExitCode, Failure> {
        let wanted = self.dataset.wanted(global)?;
        runtime::run(async {
            let butler = Butler::open(&self.repo, &surroundings()).await?;
            let found = butler.find(&wanted).await?;
            match table(&butler, &found).await? {
                Some(_) if !self.parameter.is_empty() => {
                    Err(Failure::usage(format!("{found} is a table, which is asked by other options"), "see --columns, --where and --rows"))
                }
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
        if found.component.is_some() || !self.parameter.is_empty() {
            let parameters = Parameters(self.parameter.iter().cloned().collect());
            match butler.read(found, &parameters).await? {
                Read::Component(value) => return self.show_component(butler, found, &value, printer).await,
                Read::Cutout(cutout) => return self.write_cutout(found, &cutout, printer),
                Read::Bytes(_) | Read::Table(..) => {}
            }
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

    /// Prints a component of an exposure, or writes it in the form that the name of the file says.
    async fn show_component(&self, butler: &Butler, found: &FoundDataset, value: &Value, printer: &Printer) -> Result<(), Failure> {
        let Some(path) = self.table.output() else { return printer.bytes(value.to_text().as_bytes()) };
        let is_own = found.files.iter().any(|file| file.component == found.component) && self.parameter.is_empty();
        let form = Form::of_name(path).unwrap_or(Form::Fits);
        if is_own && form == Form::Fits {
            let written = butler.get_to(found, path).await?;
            printer.say(format!("{written} bytes of {found} written to {}", path.display()));
            return Ok(());
        }
        let mut bytes = Vec::new();
        value.write(form, &mut bytes)?;
        write(path, &bytes, &found.to_string(), printer)
    }

    /// Writes a part of an exposure.
    fn write_cutout(&self, found: &FoundDataset, cutout: &Cutout, printer: &Printer) -> Result<(), Failure> {
        match self.table.output() {
            Some(path) => write(path, &cutout.to_fits(), &format!("{} of {found}", cutout.bbox()), printer),
            None => Err(Failure::usage(format!("{found} is an exposure, and so is a part of it"), "`-o FILE` writes it as FITS")),
        }
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

fn write(path: &std::path::Path, bytes: &[u8], what: &str, printer: &Printer) -> Result<(), Failure> {
    let mut target = Target::file(path)?;
    target.write_all(bytes).and_then(|()| target.finish()).map_err(Failure::Output)?;
    printer.say(format!("{} bytes of {what} written to {}", bytes.len(), path.display()));
    Ok(())
}

/// The file of a dataset and what is meant of it, if it is a table in a format that is understood.
async fn table(butler: &Butler, found: &FoundDataset) -> Result<Option<(Source, TablePart)>, Failure> {
    let Some(part) = found.table_part()? else { return Ok(None) };
    let source = butler.open_file(found).await?;
    let begin = source.read(0..1024).await?;
    Ok(Format::of_bytes(&begin).map(|_| (source, part)))
}
