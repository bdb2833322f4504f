//! Tables as streams of Arrow batches.
//!
//! Rows are read as they lie, a block of some hundred at a time so that they fit into the processor's cache, and are added to columns at once. Memory is that
//! of a batch, whatever the size of the table.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::datatypes::SchemaRef;
use bytes::Bytes;
use futures::stream::{self, Stream};

use super::column::{Column, Layout, columns};
use super::{Fault, Hdu};
use crate::{Chunk, Error, Result, Source};

mod ascii;
mod bits;
mod decode;
mod growing;
mod heap;
mod outputs;
mod schema;

use bits::Transposed;
use growing::Growing;

pub(super) use ascii::data_type as ascii_type;
pub(super) use decode::element_type;
pub(crate) use outputs::{Output, Part};
pub(crate) use schema::{HIDDEN_BEGIN, HIDDEN_END, is_of_columns, is_structural, is_told, told};

/// Bytes of rows that are turned into columns at a time: half of a common second-level cache.
const BLOCK_BYTES: u64 = 512 << 10;
/// Bytes of rows of a batch, if the caller does not say how many rows.
const BATCH_BYTES: u64 = 4 << 20;
/// Rows of a batch, and of a block, at least and at most.
const BATCH_ROWS: Range<u64> = 64..8192;
/// Bytes of rows that are fetched from a remote store at a time.
const FAR_BYTES: u64 = 8 << 20;
/// Bytes of variable-length arrays of a batch beyond which it gets fewer rows.
const HEAP_BYTES: u64 = 64 << 20;

/// What is read of a table, and how.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The columns, in this order; all if absent. A name that is not there is searched in any case, then among the aliases of an afw table.
    pub columns: Option<Vec<String>>,
    /// The rows; all if absent.
    pub rows: Option<Range<u64>>,
    /// Rows of a batch; if absent, as many as have some MiB.
    pub batch_rows: Option<u64>,
    /// How the columns of the file are seen.
    pub view: View,
}

/// How the columns of a file are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// As what they mean: flags and compound fields of afw tables are columns, texts end before the spaces that fill their field.
    #[default]
    Meaning,
    /// As they are stored.
    Stored,
}

/// Reads a table batch by batch.
#[derive(Debug)]
pub struct TableReader {
    source: Source,
    hdu: usize,
    fields: Fields,
    geometry: Geometry,
    /// Rows that are still to be read.
    rows: Range<u64>,
    batch_rows: u64,
    buffer: Vec<u8>,
    /// Rows of a remote table that are at hand, and which.
    window: (Range<u64>, Bytes),
}

/// The columns of a file and what they become, whatever the rows. Clones share them.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    pub columns: Arc<[Column]>,
    pub outputs: Arc<[Output]>,
    pub schema: SchemaRef,
}

/// Where the rows and the heap are in the file.
#[derive(Debug, Clone)]
struct Geometry {
    row_bytes: u64,
    row_count: u64,
    data: u64,
    /// Byte range of the heap in the file.
    heap: Range<u64>,
}

impl TableReader {
    /// A reader of the table in `hdu` of `source`.
    pub(crate) fn new(source: Source, hdu: &Hdu, options: &ReadOptions) -> Result<TableReader> {
        let index = hdu.index();
        let fail = |fault| Error::fits(source.name(), Some(index), fault);
        if !hdu.kind().is_table() {
            return Err(fail(Fault::new("it is not a table")));
        }
        let geometry = Geometry::new(hdu).map_err(fail)?;
        let mut columns = columns(hdu).map_err(fail)?;
        columns.iter_mut().for_each(|column| column.as_stored = options.view == View::Stored);
        let mut outputs = outputs::outputs(hdu, &columns, options.view).map_err(fail)?;
        let mut schema = schema::schema(hdu, &outputs);
        if let Some(names) = &options.columns {
            outputs = outputs::chosen(source.name(), outputs, names, &schema)?;
            schema = schema::schema(hdu, &outputs);
        }
        let fields = Fields { columns: columns.into(), outputs: outputs.into(), schema };
        let mut reader = TableReader::with(source, index, fields, geometry, options.rows.clone());
        reader.batch_rows = options.batch_rows.unwrap_or(reader.batch_rows).max(1);
        Ok(reader)
    }

    /// A reader of the whole table in `hdu` of `source`, whose fields are known.
    pub(super) fn over(source: Source, hdu: &Hdu, fields: Fields) -> Result<TableReader> {
        let geometry = Geometry::new(hdu).map_err(|fault| Error::fits(source.name(), Some(hdu.index()), fault))?;
        Ok(TableReader::with(source, hdu.index(), fields, geometry, None))
    }

    fn with(source: Source, hdu: usize, fields: Fields, geometry: Geometry, rows: Option<Range<u64>>) -> TableReader {
        let rows = rows.unwrap_or(0..geometry.row_count);
        let end = rows.end.min(geometry.row_count);
        let fitting = geometry.rows_of(BATCH_BYTES);
        TableReader {
            source,
            hdu,
            fields,
            rows: rows.start.min(end)..end,
            batch_rows: fitting,
            buffer: Vec::new(),
            window: (0..0, Bytes::new()),
            geometry,
        }
    }

    /// Another reader of the same table, without reading its header again: of the columns at `columns` of the schema, or all, called as in `schema`; and of
    /// `rows`, or all.
    pub(crate) fn of(&self, columns: Option<&[usize]>, rows: Option<Range<u64>>, schema: SchemaRef) -> TableReader {
        let outputs = match columns {
            None => self.fields.outputs.clone(),
            Some(columns) => columns.iter().filter_map(|index| self.fields.outputs.get(*index).cloned()).collect(),
        };
        let fields = Fields { columns: self.fields.columns.clone(), outputs, schema };
        let batch_rows = self.batch_rows;
        TableReader { batch_rows, ..TableReader::with(self.source.clone(), self.hdu, fields, self.geometry.clone(), rows) }
    }

    /// The fields, to be shared.
    pub(super) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Whether its rows lie in memory already, not in a file.
    pub(crate) fn is_in_memory(&self) -> bool {
        self.source.is_in_memory()
    }

    /// The columns and what is known of them.
    pub fn schema(&self) -> &SchemaRef {
        &self.fields.schema
    }

    /// Rows of the whole table.
    pub fn row_count(&self) -> u64 {
        self.geometry.row_count
    }

    /// The columns as they lie in the file.
    pub fn columns(&self) -> &[Column] {
        &self.fields.columns
    }

    /// The next rows; none after the last.
    pub async fn next(&mut self) -> Result<Option<RecordBatch>> {
        if self.rows.is_empty() {
            return Ok(None);
        }
        let count = self.batch_rows.min(self.rows.end - self.rows.start);
        let mut buffer = std::mem::take(&mut self.buffer);
        let result = self.batch(count, &mut buffer).await;
        self.buffer = buffer;
        let batch = result?;
        self.rows.start += batch.num_rows() as u64;
        Ok(Some(batch))
    }

    /// The batches as a stream, which ends after an error.
    pub fn into_stream(self) -> impl Stream<Item = Result<RecordBatch>> + Send {
        stream::unfold(Some(self), async |state| {
            let mut reader = state?;
            match reader.next().await {
                Ok(Some(batch)) => Some((Ok(batch), Some(reader))),
                Ok(None) => None,
                Err(error) => Some((Err(error), None)),
            }
        })
    }

    /// All batches, for tables that are known to be small.
    pub async fn collect(mut self) -> Result<Vec<RecordBatch>> {
        let mut batches = Vec::new();
        while let Some(batch) = self.next().await? {
            batches.push(batch);
        }
        Ok(batches)
    }

    async fn batch(&mut self, count: u64, buffer: &mut Vec<u8>) -> Result<RecordBatch> {
        let Fields { columns, outputs, schema } = self.fields.clone();
        let mut growing: Vec<Growing> =
            outputs.iter().map(|output| Growing::new(&columns[output.column], output.part, count as usize)).collect();
        let mut bits = Transposed::new(&columns, &outputs, count as usize);
        // Arrays of variable length are bounded by the batch, which is one block then.
        let has_heap = outputs.iter().any(|output| columns[output.column].has_heap());
        let block = if has_heap { count } else { self.geometry.rows_of(BLOCK_BYTES) };
        let mut done = 0;
        while done < count {
            let wanted = block.min(count - done);
            let bytes = self.block(self.rows.start + done, wanted, buffer).await?;
            let mut rows = decode::Rows { bytes: &bytes, stride: self.geometry.row_bytes as usize, count: wanted as usize };
            if has_heap {
                heap::shorten(&mut rows, &columns, &outputs, HEAP_BYTES).map_err(|fault| self.fail(fault))?;
            }
            bits.push(&rows);
            for (output, growing) in outputs.iter().zip(&mut growing) {
                let column = &columns[output.column];
                if let Some(blocks) = growing.push(&rows, column) {
                    blocks.push(self.array(&rows, column, output.part).await?);
                }
            }
            done += rows.count as u64;
            if (rows.count as u64) < wanted {
                break;
            }
        }
        let planes = bits.finish(done as usize);
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(outputs.len());
        for (output, growing) in outputs.iter().zip(growing) {
            let column = &columns[output.column];
            arrays.push(growing.finish(column, output, &planes).map_err(|fault| self.fail(fault.of(&column.name)))?);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(done as usize));
        RecordBatch::try_new_with_options(schema, arrays, &options).map_err(Error::arrow("cannot make a batch"))
    }

    fn fail(&self, fault: Fault) -> Error {
        Error::fits(self.source.name(), Some(self.hdu), fault)
    }

    /// The bytes of `count` rows from `first`.
    async fn block<'a>(&mut self, first: u64, count: u64, buffer: &'a mut Vec<u8>) -> Result<Chunk<'a>> {
        if !self.source.is_remote() {
            return self.source.read_into(self.geometry.bytes(first..first + count), buffer).await;
        }
        self.fetch(first, count).await?;
        let start = (first - self.window.0.start) * self.geometry.row_bytes;
        Ok(Chunk::Shared(self.window.1.slice(start as usize..(start + count * self.geometry.row_bytes) as usize)))
    }

    /// A column of a block that is not of numbers alone.
    async fn array(&self, rows: &decode::Rows<'_>, column: &Column, part: Part) -> Result<ArrayRef> {
        let array = match &column.layout {
            Layout::Ascii { kind, width, decimals } => ascii::array(rows, column, *kind, *width as usize, *decimals),
            Layout::Binary(form) if form.descriptor.is_some() => heap::array(&self.source, rows, column, form, &self.geometry.heap).await?,
            Layout::Binary(form) => decode::array(rows, column, form, part),
        };
        array.map_err(|fault| self.fail(fault.of(&column.name)))
    }

    /// Has the rows from `first` in the window, and as many more as a request should bring.
    async fn fetch(&mut self, first: u64, count: u64) -> Result<()> {
        let window = &self.window.0;
        if window.start <= first && first + count <= window.end {
            return Ok(());
        }
        let wanted = (FAR_BYTES / self.geometry.row_bytes.max(1)).max(count).min(self.rows.end - first);
        let rows = first..first + wanted;
        self.window = (rows.clone(), self.source.read(self.geometry.bytes(rows)).await?);
        Ok(())
    }
}

impl Geometry {
    fn new(hdu: &Hdu) -> Result<Geometry, Fault> {
        hdu.whole()?;
        let header = hdu.header();
        if header.integer("NAXIS") != Some(2) || hdu.header().integer("BITPIX") != Some(8) {
            return Err(Fault::new("a table must have `NAXIS` 2 and `BITPIX` 8"));
        }
        let (row_bytes, row_count) = (header.count("NAXIS1")?, header.count("NAXIS2")?);
        if row_bytes == 0 && row_count > 0 {
            return Err(Fault::new(format!("it claims {row_count} rows of 0 bytes")));
        }
        if row_bytes > 1 << 31 {
            return Err(Fault::new(format!("a row has {row_bytes} bytes, above 2 GiB")));
        }
        let data = hdu.data_range();
        // `GCOUNT` of 0 makes the data smaller than the rows.
        let rows_end = row_bytes.checked_mul(row_count).and_then(|bytes| data.start.checked_add(bytes)).filter(|end| *end <= data.end);
        let rows_end = rows_end.ok_or_else(|| {
            let groups = header.value("GCOUNT").map_or_else(|| "absent".to_owned(), |value| value.to_json().to_string());
            Fault::new(format!("{row_count} rows of {row_bytes} bytes go beyond its data; `GCOUNT` is {groups} and must be 1"))
        })?;
        let heap = match header.value("THEAP") {
            None => rows_end,
            Some(_) => data.start.saturating_add(header.count("THEAP")?),
        };
        if heap < rows_end || heap > data.end {
            return Err(Fault::new(format!("`THEAP` is outside of the {} bytes behind the rows", data.end - rows_end)));
        }
        Ok(Geometry { row_bytes, row_count, data: data.start, heap: heap..data.end })
    }

    /// How many rows have so many bytes: a multiple of eight, so that the bits of blocks make whole bytes.
    fn rows_of(&self, bytes: u64) -> u64 {
        (bytes / self.row_bytes.max(1)).clamp(BATCH_ROWS.start, BATCH_ROWS.end) & !7
    }

    fn bytes(&self, rows: Range<u64>) -> Range<u64> {
        self.data + rows.start * self.row_bytes..self.data + rows.end * self.row_bytes
    }
}
