//! How the rows of a listing leave the program: as a table, or in a format that other programs read.
//!
//! Rows are written as they come, in bounded memory. A file is complete or absent: it is written beside its place and renamed in the end.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use butler_engine::Error;
use butler_engine::sql::values::Kind;
use clap::{Args, ValueEnum};

use crate::Failure;

mod catalog;
mod cells;
mod grid;
mod table;
mod writers;

pub use cells::cells;
pub use grid::{Align, Grid};
pub use writers::Rows;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns for the eye
    Table,
    /// One JSON list
    Json,
    /// A JSON object a line
    Jsonl,
    /// Comma-separated values with a header
    Csv,
    /// Apache Parquet
    Parquet,
    /// Arrow IPC file
    Arrow,
    /// FITS binary table
    Fits,
    /// Enhanced CSV
    Ecsv,
    /// VOTable
    Votable,
}

impl Format {
    /// Whether a terminal can show it.
    fn is_text(self) -> bool {
        !matches!(self, Format::Parquet | Format::Arrow | Format::Fits)
    }
}

/// Options of commands that list something.
#[derive(Debug, Clone, Default, Args)]
pub struct Output {
    /// How to write the rows [default: table, or what the name of FILE says]
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write the rows to FILE
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Output {
    /// To `file`, in the format that is called `format`, or that its name says.
    pub fn to_file(file: &str, format: Option<&str>) -> Result<Output, Failure> {
        let named = |name: &str| {
            Format::from_str(name, true).map_err(|_| {
                Failure::usage(format!("`{name}` is no format"), "PARQUET, CSV, JSON, JSONL, ARROW, FITS, ECSV and VOTABLE are")
            })
        };
        Ok(Output { format: format.map(named).transpose()?, output: Some(PathBuf::from(file)) })
    }

    /// The format that is meant.
    pub fn format(&self) -> Result<Format, Failure> {
        match (self.format, &self.output) {
            (Some(format), _) => Ok(format),
            (None, None) => Ok(Format::Table),
            (None, Some(path)) => format_of(path).ok_or_else(|| {
                let text = format!("the name `{}` does not say the format", path.display());
                Failure::usage(text, "add --format, or end the name in .parquet, .csv, .json, .jsonl, .arrow, .fits, .ecsv, .vot or .txt")
            }),
        }
    }

    /// The file that is written, if it is not standard output.
    pub fn file(&self) -> Option<&Path> {
        self.output.as_deref()
    }

    /// A writer for rows of `schema`.
    pub fn writer(&self, schema: &SchemaRef) -> Result<Rows, Failure> {
        let format = self.format()?;
        let target = match &self.output {
            None if !format.is_text() && io::stdout().is_terminal() => {
                return Err(Failure::usage("a terminal can't show this format", "add -o FILE, or send the output into a file or a pipe"));
            }
            None => Target::standard_output(),
            Some(path) => Target::file(path)?,
        };
        Rows::new(format, target, schema)
    }

    /// Writes text that shows the rows as a table.
    pub fn text(&self, text: &str) -> Result<(), Failure> {
        let mut target = match &self.output {
            None => Target::standard_output(),
            Some(path) => Target::file(path)?,
        };
        target.write_all(text.as_bytes()).and_then(|()| target.finish()).map_err(Failure::Output)
    }

    /// Writes rows as the table that the `butler` of LSST prints.
    pub fn rows(&self, rows: &butler_engine::query::Rows) -> Result<(), Failure> {
        let mut grid = Grid::new(Align::Right);
        for (field, column) in rows.batch().schema().fields().iter().zip(rows.batch().columns()) {
            let name = if Kind::of(field) == Kind::Timespan { format!("{} (TAI)", field.name()) } else { field.name().clone() };
            grid = grid.column(&name, cells(field, column)?);
        }
        let mut text = String::new();
        grid.push(&mut text);
        self.text(&text)
    }

    /// Writes rows that are at hand; returns how many.
    pub fn write(&self, batch: &RecordBatch) -> Result<u64, Failure> {
        let mut rows = self.writer(&batch.schema())?;
        rows.write(batch)?;
        rows.finish()
    }
}

fn format_of(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "txt" => Some(Format::Table),
        "json" => Some(Format::Json),
        "jsonl" | "ndjson" => Some(Format::Jsonl),
        "csv" => Some(Format::Csv),
        "parquet" | "parq" => Some(Format::Parquet),
        "arrow" | "ipc" | "feather" => Some(Format::Arrow),
        "fits" | "fit" => Some(Format::Fits),
        "ecsv" => Some(Format::Ecsv),
        "vot" | "votable" | "xml" => Some(Format::Votable),
        _ => None,
    }
}

/// Where bytes go: standard output, or a file that appears under its name when it is whole.
pub struct Target {
    bytes: BufWriter<Box<dyn Write + Send>>,
    rename: Option<(PathBuf, PathBuf)>,
}

impl Target {
    pub(crate) fn standard_output() -> Target {
        Target { bytes: BufWriter::with_capacity(1 << 16, Box::new(io::stdout())), rename: None }
    }

    pub(crate) fn file(path: &Path) -> Result<Target, Failure> {
        // A device or a pipe is written in place.
        let in_place = path.exists() && !path.is_file();
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let written = if in_place { path.to_owned() } else { path.with_file_name(name) };
        let location = path.display().to_string();
        let file = File::create(&written).map_err(|source| Error::Io { doing: "create", location, source })?;
        let rename = (!in_place).then(|| (written, path.to_owned()));
        Ok(Target { bytes: BufWriter::with_capacity(1 << 16, Box::new(file)), rename })
    }

    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.bytes.flush()?;
        match self.rename.take() {
            Some((written, place)) => std::fs::rename(written, place),
            None => Ok(()),
        }
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.bytes.flush()
    }
}

impl Drop for Target {
    /// What was not finished leaves nothing behind.
    fn drop(&mut self) {
        if let Some((written, _)) = self.rename.take() {
            let _ = std::fs::remove_file(written);
        }
    }
}
