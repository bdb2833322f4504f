//! Tables of every format as streams of Arrow batches, and back.
//!
//! A format is told by the first bytes of a file, whatever its name. What a table says beyond its values goes through the keys of
//! [`crate::meta`], so that it survives from any format to any other that can say it.

use std::collections::VecDeque;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use ::parquet::arrow::arrow_reader::ArrowReaderMetadata;
use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::datatypes::{Schema, SchemaRef};

use crate::fits::afw;
use crate::fits::{Alike, Fits, ReadOptions, Selector, TableReader};
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
pub(crate) use votable::base64;
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

/// A table whose columns are known, and of which nothing else was read. It is opened once and read as often as one likes, by several at once.
#[derive(Clone)]
pub struct Table {
    format: Format,
    file: String,
    schema: SchemaRef,
    row_count: u64,
    inner: Opened,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table").field("file", &self.file).field("row_count", &self.row_count).finish_non_exhaustive()
    }
}

#[derive(Clone)]
enum Opened {
    Fits(Arc<TableReader>),
    Parquet(Box<parquet::Table>),
    Memory(Arc<[RecordBatch]>),
}

/// A table that is read batch by batch.
pub struct Reader {
    format: Format,
    schema: SchemaRef,
    row_count: u64,
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

impl Table {
    /// Opens the table in `source`; of FITS that in `hdu`, or the first. Without a format it is told by the first bytes.
    pub async fn open(source: &Source, format: Option<Format>, hdu: Option<&Selector>) -> Result<Table> {
        let format = match format {
            Some(format) => format,
            None => told(source).await?,
        };
        let (schema, row_count, inner) = match format {
            Format::Fits => {
                let which = hdu.cloned().unwrap_or(Selector::FirstTable);
                return Ok(Table::of_fits(source, Fits::open(source.clone()).await?.table(&which, &ReadOptions::default()).await?));
            }
            Format::Parquet => {
                let table = parquet::Table::open(source).await?;
                (table.schema().clone(), table.row_count(), Opened::Parquet(Box::new(table)))
            }
            _ => {
                let (schema, batches) = whole(source, format).await?;
                let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
                (schema, rows as u64, Opened::Memory(batches.into()))
            }
        };
        Ok(Table { format, file: source.name().to_owned(), schema, row_count, inner })
    }

    /// Opens the table in `source`, or the first of a FITS file, of many that may be written alike: what their headers say of columns is shared.
    pub async fn open_alike(source: &Source, alike: &Alike) -> Result<Table> {
        match told(source).await? {
            Format::Fits => Ok(Table::of_fits(source, Fits::open(source.clone()).await?.first_table(alike).await?)),
            format => Table::open(source, Some(format), None).await,
        }
    }

    fn of_fits(source: &Source, table: TableReader) -> Table {
        let (schema, row_count) = (table.schema().clone(), table.row_count());
        Table { format: Format::Fits, file: source.name().to_owned(), schema, row_count, inner: Opened::Fits(Arc::new(table)) }
    }

    /// Whether its rows lie in memory already, not in a file.
    pub fn is_in_memory(&self) -> bool {
        match &self.inner {
            Opened::Fits(table) => table.is_in_memory(),
            Opened::Parquet(_) => false,
            Opened::Memory(_) => true,
        }
    }

    /// The format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// What messages call the file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The columns and what is known of them.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Rows of the whole table.
    pub fn row_count(&self) -> u64 {
        self.row_count
    }

    /// The footer of a Parquet file, with the columns as they are stored: what its statistics are asked of.
    pub fn footer(&self) -> Option<&ArrowReaderMetadata> {
        match &self.inner {
            Opened::Parquet(table) => Some(table.metadata()),
            _ => None,
        }
    }

    /// A reader of the columns at `columns` of the schema, or all; and of `rows`, or all.
    pub fn read(&self, columns: Option<&[usize]>, rows: Option<Range<u64>>) -> Result<Reader> {
        self.read_groups(columns, rows, None)
    }

    /// The same, of some row groups of a Parquet file; rows are counted in these.
    pub fn read_groups(&self, columns: Option<&[usize]>, rows: Option<Range<u64>>, groups: Option<Vec<usize>>) -> Result<Reader> {
        let schema = match columns {
            None => self.schema.clone(),
            Some(columns) => Arc::new(self.schema.project(columns).map_err(Error::arrow("cannot take columns"))?),
        };
        self.read_as(schema, columns, rows, groups)
    }

    /// A reader of the columns that `names` mean (see [`find`]), called as these.
    pub fn read_named(&self, names: &[String], rows: Option<Range<u64>>) -> Result<Reader> {
        let chosen = positions(&self.file, &self.schema, names)?;
        let schema = Arc::new(projected(&self.schema, &chosen, names));
        self.read_as(schema, Some(&chosen), rows, None)
    }

    /// A reader of the columns at `columns`, called as in `schema`.
    fn read_as(
        &self,
        schema: SchemaRef,
        columns: Option<&[usize]>,
        rows: Option<Range<u64>>,
        groups: Option<Vec<usize>>,
    ) -> Result<Reader> {
        let inner = match &self.inner {
            Opened::Fits(table) => Inner::Fits(Box::new(table.of(columns, rows, schema.clone()))),
            Opened::Parquet(table) => {
                let all: Vec<usize>;
                let columns = match columns {
                    Some(columns) => columns,
                    None => {
                        all = (0..self.schema.fields().len()).collect();
                        &all
                    }
                };
                Inner::Parquet(Box::new(table.read(schema.clone(), columns, rows, groups)?))
            }
            Opened::Memory(batches) => Inner::Memory(taken(batches, &schema, columns, rows.unwrap_or(0..u64::MAX))?),
        };
        Ok(Reader { format: self.format, schema, row_count: self.row_count, inner })
    }
}

/// The format by the first bytes.
async fn told(source: &Source) -> Result<Format> {
    let begin = source.read(0..1024).await?;
    Format::of_bytes(&begin).ok_or_else(|| Error::Unknown { file: source.name().to_owned() })
}

/// The rows of a format that is read as a whole.
async fn whole(source: &Source, format: Format) -> Result<(SchemaRef, Vec<RecordBatch>)> {
    let file = source.name();
    let content = source.read(0..source.len()).await?;
    let text = || std::str::from_utf8(&content).map_err(|error| Error::format(file, format.name(), format!("it is not UTF-8: {error}")));
    match format {
        Format::Ecsv => ecsv::read(file, text()?),
        Format::Csv => csv::read(file, text()?),
        Format::Votable => votable::read(file, &content).map(|table| (table.schema, table.batches)),
        _ => ipc::read(file, content.clone()),
    }
}

impl Reader {
    /// Opens the table in `source`.
    pub async fn open(source: &Source, options: &OpenOptions) -> Result<Reader> {
        let table = Table::open(source, options.format, options.hdu.as_ref()).await?;
        match &options.columns {
            None => table.read(None, options.rows.clone()),
            Some(names) => table.read_named(names, options.rows.clone()),
        }
    }

    /// The format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The columns and what is known of them.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Rows of the whole table.
    pub fn row_count(&self) -> u64 {
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

/// The columns at `columns` of the rows in `range`.
fn taken(batches: &[RecordBatch], schema: &SchemaRef, columns: Option<&[usize]>, range: Range<u64>) -> Result<VecDeque<RecordBatch>> {
    let mut before = 0u64;
    let mut kept = VecDeque::new();
    for batch in batches {
        let rows = batch.num_rows() as u64;
        let start = range.start.clamp(before, before + rows) - before;
        let end = range.end.clamp(before, before + rows) - before;
        before += rows;
        if end <= start {
            continue;
        }
        let part = batch.slice(start as usize, (end - start) as usize);
        let arrays = match columns {
            None => part.columns().to_vec(),
            Some(columns) => columns.iter().map(|index| part.column(*index).clone()).collect(),
        };
        let options = RecordBatchOptions::new().with_row_count(Some(part.num_rows()));
        kept.push_back(RecordBatch::try_new_with_options(schema.clone(), arrays, &options).map_err(Error::arrow("cannot take columns"))?);
    }
    Ok(kept)
}

/// Where the column called `name` is: exactly, else in any case if that is unique, else by the aliases of an afw table.
pub fn find(schema: &SchemaRef, name: &str) -> Option<usize> {
    let exact = schema.fields().iter().position(|field| field.name() == name);
    let mut alike = schema.fields().iter().enumerate().filter(|(_, field)| field.name().eq_ignore_ascii_case(name));
    let only = || match (alike.next(), alike.next()) {
        (Some((index, _)), None) => Some(index),
        _ => None,
    };
    exact.or_else(only).or_else(|| schema.index_of(&afw::resolve(schema, name)).ok())
}

/// Where the columns called `names` are.
fn positions(file: &str, schema: &SchemaRef, names: &[String]) -> Result<Vec<usize>> {
    let known = || schema.fields().iter().map(|field| field.name().as_str());
    names.iter().map(|name| find(schema, name).ok_or_else(|| Error::missing(file, "column", name, known()))).collect()
}

/// The schema of the columns at `chosen`; one that was found by an alias is called by that.
fn projected(schema: &SchemaRef, chosen: &[usize], names: &[String]) -> Schema {
    let field = |(index, name): (&usize, &String)| {
        let field = schema.field(*index);
        if field.name().eq_ignore_ascii_case(name) { field.clone() } else { field.clone().with_name(name) }
    };
    Schema::new_with_metadata(chosen.iter().zip(names).map(field).collect::<Vec<_>>(), schema.metadata().clone())
}
