//! Tables of every format as streams of Arrow batches, and back.
//!
//! A format is told by the first bytes of a file, whatever its name. What a table says beyond its values goes through the keys of
//! [`crate::meta`], so that it survives from any format to any other that can say it.

use std::collections::VecDeque;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::datatypes::{Schema, SchemaRef};

use crate::fits::afw;
use crate::fits::{Fits, ReadOptions, Selector, TableReader};
use crate::print::{Blanks, Spelling};
use crate::{Error, Result, Source};

mod csv;
mod delimited;
pub(crate) mod described;
mod ecsv;
mod ipc;
mod parquet;
mod rows;
#[cfg(test)]
mod tests;
pub(crate) mod text;
mod votable;
mod writer;
pub(crate) mod yaml;

pub use votable::Serialization;
pub use writer::{WriteOptions, Writer};

/// A format of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// FITS binary and ASCII tables.
    Fits,
    /// Apache Parquet.
    Parquet,
    /// Enhanced CSV of astropy.
    Ecsv,
    /// VOTable of the IVOA.
    Votable,
    /// Comma-separated values.
    Csv,
    /// Arrow IPC, file or stream.
    Arrow,
}

/// What is read of a file, and how.
#[derive(Debug, Clone, Default)]
pub struct OpenOptions {
    /// The format; if absent, what the first bytes say.
    pub format: Option<Format>,
    /// The HDU of a FITS file; the first table if absent.
    pub hdu: Option<Selector>,
    /// The columns, in this order; all if absent.
    pub columns: Option<Vec<String>>,
    /// The rows; all if absent.
    pub rows: Option<Range<u64>>,
}

/// A table that is read batch by batch.
pub struct Reader {
    format: Format,
    schema: SchemaRef,
    row_count: Option<u64>,
    inner: Inner,
}

enum Inner {
    Fits(Box<TableReader>),
    Parquet(Box<parquet::Reader>),
    Memory(VecDeque<RecordBatch>),
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 6] = [Format::Fits, Format::Parquet, Format::Ecsv, Format::Votable, Format::Csv, Format::Arrow];

    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Format::Fits => "FITS",
            Format::Parquet => "Parquet",
            Format::Ecsv => "ECSV",
            Format::Votable => "VOTable",
            Format::Csv => "CSV",
            Format::Arrow => "Arrow IPC",
        }
    }

    /// What the end of a file's name says.
    pub fn of_name(path: &Path) -> Option<Format> {
        Some(match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "fits" | "fit" | "fts" | "fz" => Format::Fits,
            "parquet" | "parq" | "pq" => Format::Parquet,
            "ecsv" => Format::Ecsv,
            "vot" | "votable" | "xml" => Format::Votable,
            "csv" => Format::Csv,
            "arrow" | "ipc" | "feather" | "arrows" => Format::Arrow,
            _ => return None,
        })
    }

    /// What the first bytes of a file say.
    pub fn of_bytes(begin: &[u8]) -> Option<Format> {
        let text = begin.strip_prefix(b"\xef\xbb\xbf").unwrap_or(begin);
        let blanks = text.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let text = &text[blanks..];
        let is_text = !begin.is_empty() && !begin.contains(&0) && begin.iter().all(|byte| *byte >= 9);
        Some(match begin {
            _ if begin.starts_with(b"SIMPLE  =") => Format::Fits,
            _ if begin.starts_with(b"PAR1") => Format::Parquet,
            _ if begin.starts_with(b"ARROW1") || begin.starts_with(&[0xff; 4]) => Format::Arrow,
            _ if text.starts_with(b"# %ECSV") => Format::Ecsv,
            _ if text.starts_with(b"<") && begin.windows(8).any(|word| word.eq_ignore_ascii_case(b"VOTABLE ") || word == b"VOTABLE>") => {
                Format::Votable
            }
            _ if is_text && !text.starts_with(b"<") => Format::Csv,
            _ => return None,
        })
    }

    /// What astropy masks when it reads a file of this format.
    pub fn blanks(self) -> Blanks {
        match self {
            Format::Fits => Blanks::Texts,
            Format::Votable => Blanks::Numbers,
            _ => Blanks::Shown,
        }
    }

    /// Which units a file of this format spells.
    pub fn units(self) -> Spelling {
        if self == Format::Fits { Spelling::Fits } else { Spelling::Any }
    }
}

impl Reader {
    /// Opens the table in `source`.
    pub async fn open(source: &Source, options: &OpenOptions) -> Result<Reader> {
        let format = match options.format {
            Some(format) => format,
            None => {
                let begin = source.read(0..1024).await?;
                Format::of_bytes(&begin).ok_or_else(|| Error::Unknown { file: source.name().to_owned() })?
            }
        };
        match format {
            Format::Fits => Reader::fits(source, options).await,
            Format::Parquet => {
                let reader = parquet::Reader::open(source, options.columns.as_deref(), options.rows.clone()).await?;
                let (schema, row_count) = (reader.schema().clone(), Some(reader.row_count()));
                Ok(Reader { format, schema, row_count, inner: Inner::Parquet(Box::new(reader)) })
            }
            _ => Reader::whole(source, format, options).await,
        }
    }

    /// A format that is read as a whole.
    async fn whole(source: &Source, format: Format, options: &OpenOptions) -> Result<Reader> {
        let file = source.name();
        let content = source.read(0..source.len()).await?;
        let text =
            || std::str::from_utf8(&content).map_err(|error| Error::format(file, format.name(), format!("it is not UTF-8: {error}")));
        let (schema, batches) = match format {
            Format::Ecsv => ecsv::read(file, text()?)?,
            Format::Csv => csv::read(file, text()?)?,
            Format::Votable => {
                let table = votable::read(file, &content)?;
                (table.schema, table.batches)
            }
            _ => ipc::read(file, content.clone())?,
        };
        let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
        let (schema, batches) = match &options.columns {
            None => (schema, batches),
            Some(names) => {
                let chosen = positions(file, &schema, names)?;
                let schema = Arc::new(projected(&schema, &chosen, names));
                let of = |batch: RecordBatch| {
                    let arrays = chosen.iter().map(|index| batch.column(*index).clone()).collect();
                    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
                    RecordBatch::try_new_with_options(schema.clone(), arrays, &options).map_err(Error::arrow("cannot take columns"))
                };
                let batches = batches.into_iter().map(of).collect::<Result<Vec<_>>>()?;
                (schema, batches)
            }
        };
        let range = options.rows.clone().unwrap_or(0..u64::MAX);
        let inner = Inner::Memory(cut(batches, range));
        Ok(Reader { format, schema, row_count: Some(rows as u64), inner })
    }

    async fn fits(source: &Source, options: &OpenOptions) -> Result<Reader> {
        let read = ReadOptions { columns: options.columns.clone(), rows: options.rows.clone(), ..ReadOptions::default() };
        let which = options.hdu.clone().unwrap_or(Selector::FirstTable);
        let reader = Fits::open(source.clone()).await?.table(&which, &read).await?;
        let (schema, row_count) = (reader.schema().clone(), Some(reader.row_count()));
        Ok(Reader { format: Format::Fits, schema, row_count, inner: Inner::Fits(Box::new(reader)) })
    }

    /// The format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The columns and what is known of them.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Rows of the whole table, if that is known before they are read.
    pub fn row_count(&self) -> Option<u64> {
        self.row_count
    }

    /// The next rows; none after the last.
    pub async fn next(&mut self) -> Result<Option<RecordBatch>> {
        match &mut self.inner {
            Inner::Fits(reader) => reader.next().await,
            Inner::Parquet(reader) => reader.next().await,
            Inner::Memory(batches) => Ok(batches.pop_front()),
        }
    }
}

/// The rows in `range`.
fn cut(batches: Vec<RecordBatch>, range: Range<u64>) -> VecDeque<RecordBatch> {
    let mut before = 0u64;
    let mut kept = VecDeque::new();
    for batch in batches {
        let rows = batch.num_rows() as u64;
        let start = range.start.clamp(before, before + rows) - before;
        let end = range.end.clamp(before, before + rows) - before;
        if end > start {
            kept.push_back(batch.slice(start as usize, (end - start) as usize));
        }
        before += rows;
    }
    kept
}

/// Where the columns called `names` are: exactly, else in any case if that is unique.
fn positions(file: &str, schema: &SchemaRef, names: &[String]) -> Result<Vec<usize>> {
    let find = |name: &String| {
        let exact = schema.fields().iter().position(|field| field.name() == name);
        let mut alike = schema.fields().iter().enumerate().filter(|(_, field)| field.name().eq_ignore_ascii_case(name));
        let only = || match (alike.next(), alike.next()) {
            (Some((index, _)), None) => Some(index),
            _ => None,
        };
        let aliased = || schema.index_of(&afw::resolve(schema, name)).ok();
        let known = schema.fields().iter().map(|field| field.name().as_str());
        exact.or_else(only).or_else(aliased).ok_or_else(|| Error::missing(file, "column", name, known))
    };
    names.iter().map(find).collect()
}

/// The schema of the columns at `chosen`; one that was found by an alias is called by that.
fn projected(schema: &SchemaRef, chosen: &[usize], names: &[String]) -> Schema {
    let field = |(index, name): (&usize, &String)| {
        let field = schema.field(*index);
        if field.name().eq_ignore_ascii_case(name) { field.clone() } else { field.clone().with_name(name) }
    };
    Schema::new_with_metadata(chosen.iter().zip(names).map(field).collect::<Vec<_>>(), schema.metadata().clone())
}
