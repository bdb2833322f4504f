//! Tables of every format as streams of Arrow batches, and back.
//!
//! A format is told by the first bytes of a file, whatever its name. What a table says beyond its values goes through the keys of
//! [`crate::meta`], so that it survives from any format to any other that can say it.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;

use crate::fits::{Fits, ReadOptions, Selector, TableReader};
use crate::print::{Blanks, Spelling};
use crate::{Error, Result, Source};

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
    Rows(Box<Chosen>),
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
        let rows = match format {
            Format::Fits => return Reader::fits(source, options).await,
            _ => return Err(Error::Unknown { file: source.name().to_owned() }),
        };
        #[allow(unreachable_code)]
        rows
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
            Inner::Rows(rows) => rows.next().await,
        }
    }
}

struct Chosen {
    _unused: Arc<()>,
}

impl Chosen {
    async fn next(&mut self) -> Result<Option<RecordBatch>> {
        Ok(None)
    }
}
