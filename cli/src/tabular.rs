//! A table as it is asked for and shown: which rows and columns of a file are taken, and whether they are printed, described or written in another format.
//! What `butler table` and `butler get` have in common.

use std::io::{self, IsTerminal};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use butler_catalogs::fits::Selector;
use butler_catalogs::fits::write::Flags;
use butler_catalogs::print::{Look, Printer as Lines, info};
use butler_catalogs::tables::{Format, Reader, Serialization, Table, WriteOptions, Writer};
use butler_catalogs::{Source, meta};
use clap::{Args, ValueEnum};

use crate::output::Target;
use crate::printer::counted;
use crate::{Failure, Printer};

mod chosen;

use chosen::Chosen;

/// The arguments.
#[derive(Debug, Default, Args)]
pub struct Tabular {
    /// Number or name of the HDU of a FITS file [default: the first table]
    #[arg(long, value_name = "HDU")]
    hdu: Option<String>,
    /// List the columns with type, unit and description instead of rows
    #[arg(long)]
    info: bool,
    /// Columns to take, apart by commas; of an afw table slots and other aliases too
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    columns: Option<Vec<String>>,
    /// Take rows for which this is true: a condition in SQL on the table's columns
    #[arg(long = "where", value_name = "CONDITION")]
    condition: Option<String>,
    /// Take so many rows from the beginning, or those from A up to B (`A:B`), counted from 0
    #[arg(long, value_name = "ROWS", visible_alias = "limit")]
    rows: Option<Rows>,
    /// Write to FILE instead of printing; one that is there is replaced
    #[arg(short, long, value_name = "FILE", conflicts_with = "info")]
    output: Option<PathBuf>,
    /// Format of a table to write [default: what the name of FILE says]
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

/// Rows by their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows(Range<u64>);

impl FromStr for Rows {
    type Err = String;

    fn from_str(text: &str) -> Result<Rows, String> {
        let number = |text: &str, absent: u64| match text {
            "" => Ok(absent),
            text => text.parse::<u64>().map_err(|_| "rows are N, or A:B from row A up to B, counted from 0".to_owned()),
        };
        let (start, end) = text.split_once(':').unwrap_or(("0", text));
        if text.is_empty() {
            return Err("it is empty".to_owned());
        }
        let (start, end) = (number(start, 0)?, number(end, u64::MAX)?);
        if start > end { Err(format!("row {start} is behind row {end}")) } else { Ok(Rows(start..end)) }
    }
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

impl Tabular {
    /// The file that is to be written.
    pub fn output(&self) -> Option<&Path> {
        self.output.as_deref()
    }

    /// Whether anything but a file to write is asked for, which makes sense of tables only.
    pub fn asks(&self) -> Option<&'static str> {
        [
            (self.hdu.is_some(), "--hdu"),
            (self.info, "--info"),
            (self.columns.is_some(), "--columns"),
            (self.condition.is_some(), "--where"),
            (self.rows.is_some(), "--rows"),
            (self.format.is_some(), "--format"),
            (self.pack_flags, "--pack-flags"),
        ]
        .into_iter()
        .find_map(|(is_given, name)| is_given.then_some(name))
    }

    /// Whether the file in `source` as it is stored is what is to be written.
    pub async fn is_copy(&self, source: &Source) -> Result<bool, Failure> {
        let Some(path) = &self.output else { return Ok(false) };
        if self.asks().is_some() {
            return Ok(false);
        }
        let stored = Format::of_bytes(&source.read(0..1024).await?);
        Ok(Format::of_name(path).is_none_or(|wanted| stored == Some(wanted)))
    }

    /// Fails if the arguments make no sense together.
    pub fn check(&self) -> Result<(), Failure> {
        self.written().map(drop)
    }

    /// Prints, describes or writes the table in `source`.
    pub async fn run(&self, source: &Source, printer: &Printer) -> Result<(), Failure> {
        let chosen = self.chosen(source).await?;
        let written = self.written()?;
        let rows = chosen.read(None)?;
        announce(rows.reader(), printer);
        if let Some(format) = written {
            return self.convert(rows, format, printer).await;
        }
        let lines = if self.info { self.described(rows).await? } else { self.lines(&chosen, rows).await? };
        printer.line(lines.join("\n"))
    }

    /// Names of the columns, one a line.
    pub async fn print_columns(&self, source: &Source, printer: &Printer) -> Result<(), Failure> {
        let rows = self.chosen(source).await?.read(None)?;
        let names: Vec<&str> = rows.schema().fields().iter().map(|field| field.name().as_str()).collect();
        printer.line(names.join("\n"))
    }

    /// The number of rows.
    pub async fn print_count(&self, source: &Source, printer: &Printer) -> Result<(), Failure> {
        let mut rows = self.chosen(source).await?.read(None)?;
        let count = rows.count().await?;
        printer.line(count.to_string())
    }

    /// The columns with what is known of them.
    pub async fn print_schema(&self, source: &Source, printer: &Printer) -> Result<(), Failure> {
        let rows = self.chosen(source).await?.read(None)?;
        printer.line(self.described(rows).await?.join("\n"))
    }

    async fn described(&self, mut rows: chosen::Batches) -> Result<Vec<String>, Failure> {
        let (schema, look) = (rows.schema().clone(), self.look(rows.reader()));
        let count = rows.count().await?;
        Ok(info(&schema, count, &look))
    }

    async fn chosen(&self, source: &Source) -> Result<Chosen<'_>, Failure> {
        let hdu = self.hdu.as_deref().map(Selector::parse);
        Ok(Chosen {
            table: Table::open(source, None, hdu.as_ref()).await?,
            columns: self.columns.as_deref(),
            condition: self.condition.as_deref(),
            rows: self.rows.as_ref().map_or(0..u64::MAX, |rows| rows.0.clone()),
        })
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

    /// Writes the rows in `format`.
    async fn convert(&self, mut rows: chosen::Batches, format: Format, printer: &Printer) -> Result<(), Failure> {
        let target = match &self.output {
            None => Target::standard_output(),
            Some(path) => Target::file(path)?,
        };
        let flags = if self.pack_flags { Flags::Packed } else { Flags::Columns };
        let serialization = if self.format == Some(Written::Tabledata) { Serialization::TableData } else { Serialization::Binary2 };
        let mut writer = Writer::new(format, target, rows.schema(), WriteOptions { flags, serialization })?;
        let mut count = 0;
        while let Some(batch) = rows.next().await? {
            count += batch.num_rows() as u64;
            writer.write(&batch)?;
        }
        writer.finish()?.finish().map_err(Failure::Output)?;
        if let Some(path) = &self.output {
            printer.detail(format!("{} written to `{}` as {}", counted(count, "row"), path.display(), format.name()));
        }
        Ok(())
    }

    /// The lines of the first and the last rows; of a file that knows its number of rows, nothing between them is read.
    async fn lines(&self, chosen: &Chosen<'_>, mut rows: chosen::Batches) -> Result<Vec<String>, Failure> {
        let mut lines = Lines::new(rows.schema().clone(), self.look(rows.reader()));
        if let Some((total, (first, last))) = rows.known_count().and_then(|total| Some((total, lines.parts(total)?))) {
            // Some more of each than will be shown: where the cut is depends on both.
            let room = first + last + 2;
            if total > 4 * room {
                feed(&mut lines, chosen.read(Some(0..room))?).await?;
                lines.skip(total - 2 * room);
                rows = chosen.read(Some(total - room..total))?;
            }
        }
        feed(&mut lines, rows).await?;
        Ok(lines.lines())
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

async fn feed(lines: &mut Lines, mut rows: chosen::Batches) -> Result<(), Failure> {
    while let Some(batch) = rows.next().await? {
        lines.push(&batch);
    }
    Ok(())
}

/// Says what of an afw table is not shown.
fn announce(reader: &Reader, printer: &Printer) {
    let metadata = reader.schema().metadata();
    if reader.format() == Format::Fits
        && let Some(archive) = metadata.get(meta::AFW_ARCHIVE).and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok())
    {
        printer.detail(format!("HDU {} and those behind it are the table's archive: footprints, PSFs and the like", archive["hdu"]));
    }
    printer.detail(format!("{}, {}", counted(reader.row_count(), "row"), counted(reader.schema().fields().len() as u64, "column")));
}

/// Characters and lines: of the environment, else of the terminal, else what terminals once had.
fn terminal() -> (usize, usize) {
    let of = |name| std::env::var(name).ok().and_then(|text| text.parse().ok()).filter(|size: &usize| *size > 0);
    let size = if io::stdout().is_terminal() { terminal_size::terminal_size() } else { None };
    let (width, lines) = size.map_or((80, 24), |(width, height)| (usize::from(width.0), usize::from(height.0)));
    (of("COLUMNS").unwrap_or(width), of("LINES").unwrap_or(lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_a_number_or_a_range() {
        for (text, range) in [("5", 0..5), ("3:7", 3..7), (":7", 0..7), ("3:", 3..u64::MAX), ("0", 0..0)] {
            assert_eq!(text.parse(), Ok(Rows(range)), "{text}");
        }
        for text in ["", "-1", "x", "7:3", "1:2:3"] {
            assert!(text.parse::<Rows>().is_err(), "{text}");
        }
    }
}
