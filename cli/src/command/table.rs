//! `butler table FILE`.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

use butler_catalogs::fits::Selector;
use butler_catalogs::fits::write::Flags;
use butler_catalogs::print::{Look, Printer as Lines, info};
use butler_catalogs::tables::{Format, OpenOptions, Reader, Serialization, WriteOptions, Writer};
use butler_catalogs::{Source, meta};
use clap::{Args, ValueEnum};

use crate::output::Target;
use crate::printer::counted;
use crate::{Failure, Printer, runtime, source};

/// Show a table file of any format, or convert it
#[derive(Debug, Args)]
#[command(
    after_help = "FITS, Parquet, ECSV, VOTable, CSV and Arrow IPC are told by their content. A table is printed as astropy prints it, \
    cut to the terminal (80 x 24 characters if there is none, or COLUMNS and LINES); flags of afw tables are columns.\n\n\
    Examples:\n  butler table src.fits\n  butler table src.fits --info\n  butler table src.fits --columns id,coord_ra,coord_dec --limit 5\n  \
    butler table calib.fits --hdu 2 --all\n  butler table src.fits -o src.parquet"
)]
pub struct Table {
    /// Path or URI of a file
    file: String,
    /// Number or name of the HDU of a FITS file [default: the first table]
    #[arg(long, value_name = "HDU")]
    hdu: Option<String>,
    /// List the columns with type, unit and description instead of rows
    #[arg(long)]
    info: bool,
    /// Columns to take, apart by commas; of an afw table slots and other aliases too
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    columns: Option<Vec<String>>,
    /// Take so many rows from the beginning
    #[arg(long, value_name = "ROWS")]
    limit: Option<u64>,
    /// Write the table to FILE instead of printing it
    #[arg(short, long, value_name = "FILE", conflicts_with = "info")]
    output: Option<PathBuf>,
    /// Format to write [default: what the name of FILE says]
    #[arg(long, value_enum, value_name = "FORMAT", conflicts_with = "info")]
    format: Option<Written>,
    /// Write the flags of an afw table to FITS as bits of one column, as afw does, instead of a column each
    #[arg(long)]
    pack_flags: bool,
    /// Print every row and column
    #[arg(long)]
    all: bool,
    /// Lines to print at most, header included; negative: all
    #[arg(long, value_name = "LINES", allow_negative_numbers = true)]
    max_lines: Option<i64>,
    /// Characters of a line at most; negative: all
    #[arg(long, value_name = "CHARACTERS", allow_negative_numbers = true)]
    max_width: Option<i64>,
}

/// A format that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Written {
    /// FITS binary table
    Fits,
    /// Apache Parquet, with the metadata of astropy, the butler of LSST and VOParquet
    Parquet,
    /// Enhanced CSV
    Ecsv,
    /// VOTable, rows as BINARY2
    Votable,
    /// VOTable, rows as TABLEDATA
    Tabledata,
    /// Comma-separated values
    Csv,
    /// Arrow IPC file
    Arrow,
}

impl Written {
    fn format(self) -> Format {
        match self {
            Written::Fits => Format::Fits,
            Written::Parquet => Format::Parquet,
            Written::Ecsv => Format::Ecsv,
            Written::Votable | Written::Tabledata => Format::Votable,
            Written::Csv => Format::Csv,
            Written::Arrow => Format::Arrow,
        }
    }

    fn is_text(self) -> bool {
        !matches!(self, Written::Fits | Written::Parquet | Written::Arrow)
    }
}

impl Table {
    pub(super) fn run(self, printer: &Printer) -> Result<ExitCode, Failure> {
        runtime::run(async {
            let written = self.written()?;
            let source = source::open(&self.file).await?;
            let reader = Reader::open(&source, &self.options()).await?;
            if let Some(format) = written {
                return self.convert(reader, format, printer).await;
            }
            let lines = if self.info {
                let rows = match reader.row_count() {
                    Some(rows) => rows.min(self.limit.unwrap_or(u64::MAX)),
                    None => count(self.again(&source, None).await?).await?,
                };
                info(reader.schema(), rows, &self.look(&reader))
            } else {
                self.rows(&source, reader, printer).await?
            };
            printer.line(lines.join("\n"))
        })?;
        Ok(ExitCode::SUCCESS)
    }

    /// The format that is to be written; none if the table is to be printed.
    fn written(&self) -> Result<Option<Format>, Failure> {
        match (self.format, &self.output) {
            (Some(format), None) if !format.is_text() && io::stdout().is_terminal() => {
                Err(Failure::usage("a terminal can't show this format", "add -o FILE, or send the output into a file or a pipe"))
            }
            (Some(format), _) => Ok(Some(format.format())),
            (None, None) => Ok(None),
            (None, Some(path)) => Format::of_name(path).map(Some).ok_or_else(|| {
                let text = format!("the name `{}` does not say the format", path.display());
                Failure::usage(text, "add --format, or end the name in .fits, .parquet, .ecsv, .vot, .csv or .arrow")
            }),
        }
    }

    /// Writes the table in `format`.
    async fn convert(&self, mut reader: Reader, format: Format, printer: &Printer) -> Result<(), Failure> {
        announce(&reader, printer);
        let target = match &self.output {
            None => Target::standard_output(),
            Some(path) => Target::file(path)?,
        };
        let flags = if self.pack_flags { Flags::Packed } else { Flags::Columns };
        let serialization = if self.format == Some(Written::Tabledata) { Serialization::TableData } else { Serialization::Binary2 };
        let mut writer = Writer::new(format, target, reader.schema(), WriteOptions { flags, serialization })?;
        let mut rows = 0;
        while let Some(batch) = reader.next().await? {
            rows += batch.num_rows() as u64;
            writer.write(&batch)?;
        }
        writer.finish()?.finish().map_err(Failure::Output)?;
        if let Some(path) = &self.output {
            printer.detail(format!("{} written to `{}` as {}", counted(rows, "row"), path.display(), format.name()));
        }
        Ok(())
    }

    fn options(&self) -> OpenOptions {
        OpenOptions {
            hdu: self.hdu.as_deref().map(Selector::parse),
            columns: self.columns.clone(),
            rows: self.limit.map(|limit| 0..limit),
            ..OpenOptions::default()
        }
    }

    /// The lines of the first and the last rows; of a file that knows its number of rows, nothing between them is read.
    async fn rows(&self, source: &Source, mut reader: Reader, printer: &Printer) -> Result<Vec<String>, Failure> {
        announce(&reader, printer);
        let mut lines = Lines::new(reader.schema().clone(), self.look(&reader));
        let total = reader.row_count().map(|rows| rows.min(self.limit.unwrap_or(u64::MAX)));
        if let Some((total, (first, last))) = total.and_then(|total| Some((total, lines.parts(total)?))) {
            // Some more of each than will be shown: where the cut is depends on both.
            let room = first + last + 2;
            if total > 4 * room {
                reader = self.again(source, Some(0..room)).await?;
                feed(&mut lines, &mut reader).await?;
                lines.skip(total - 2 * room);
                reader = self.again(source, Some(total - room..total)).await?;
            }
        }
        feed(&mut lines, &mut reader).await?;
        Ok(lines.lines())
    }

    async fn again(&self, source: &Source, rows: Option<std::ops::Range<u64>>) -> Result<Reader, Failure> {
        let options = self.options();
        let rows = rows.or(options.rows.clone());
        Ok(Reader::open(source, &OpenOptions { rows, ..options }).await?)
    }

    fn look(&self, reader: &Reader) -> Look {
        let (width, lines) = terminal();
        let limit = |asked: Option<i64>, size: usize| match asked {
            None => (!self.all).then_some(size),
            Some(asked) => usize::try_from(asked).ok(),
        };
        Look {
            max_lines: limit(self.max_lines, lines),
            max_width: limit(self.max_width, width),
            blanks: reader.format().blanks(),
            units: reader.format().units(),
        }
    }
}

async fn feed(lines: &mut Lines, reader: &mut Reader) -> Result<(), Failure> {
    while let Some(batch) = reader.next().await? {
        lines.push(&batch);
    }
    Ok(())
}

async fn count(mut reader: Reader) -> Result<u64, Failure> {
    let mut rows = 0;
    while let Some(batch) = reader.next().await? {
        rows += batch.num_rows() as u64;
    }
    Ok(rows)
}

/// Says what of an afw table is not shown.
fn announce(reader: &Reader, printer: &Printer) {
    let metadata = reader.schema().metadata();
    if reader.format() == Format::Fits
        && let Some(archive) = metadata.get(meta::AFW_ARCHIVE).and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok())
    {
        printer.detail(format!("HDU {} and those behind it are the table's archive: footprints, PSFs and the like", archive["hdu"]));
    }
    if let Some(rows) = reader.row_count() {
        printer.detail(format!("{}, {}", counted(rows, "row"), counted(reader.schema().fields().len() as u64, "column")));
    }
}

/// Characters and lines: of the environment, else of the terminal, else what terminals once had.
fn terminal() -> (usize, usize) {
    let of = |name| std::env::var(name).ok().and_then(|text| text.parse().ok()).filter(|size: &usize| *size > 0);
    let size = if io::stdout().is_terminal() { terminal_size::terminal_size() } else { None };
    let (width, lines) = size.map_or((80, 24), |(width, height)| (usize::from(width.0), usize::from(height.0)));
    (of("COLUMNS").unwrap_or(width), of("LINES").unwrap_or(lines))
}
