//! Rows of a table as a Parquet file: sorted, with page indexes, and with what the log says about it.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::{max, max_string_view, min, min_string_view};
use arrow::datatypes::{DataType, Int64Type};
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::{ParquetMetaData, SortingColumn};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use super::codes::is_constant;
use super::file::{Block, Bound, ColumnRange, DataFile, Hash};
use super::keys::column;
use super::table::{self, TableSpec};
use crate::Result;

mod order;

pub use order::{in_order, sorted};

/// Rows of a row group: small enough that the pages of a few columns lie within one coalesced read, large enough to compress.
pub const ROW_GROUP_ROWS: usize = 32_768;

/// A Parquet file in memory.
#[derive(Debug)]
pub struct Encoded {
    /// Its content.
    pub bytes: Bytes,
    /// What the log says about it.
    pub file: DataFile,
}

/// Writes one Parquet file into memory, batch by batch.
#[derive(Debug)]
pub struct TableWriter {
    spec: Arc<TableSpec>,
    writer: ArrowWriter<Vec<u8>>,
    statistics: Statistics,
}

/// What the log says of the rows of a file.
#[derive(Debug, Default)]
pub(super) struct Statistics {
    pub(super) rows: u64,
    pub(super) ranges: BTreeMap<String, ColumnRange>,
    pub(super) blocks: Vec<Block>,
}

impl Statistics {
    /// Adds rows, which follow those before.
    pub(super) fn add(&mut self, spec: &TableSpec, batch: &RecordBatch) -> Result<()> {
        widen_ranges(spec, batch, &mut self.ranges)?;
        extend_blocks(spec, batch, &mut self.blocks)?;
        self.rows += batch.num_rows() as u64;
        Ok(())
    }
}

impl TableWriter {
    /// A file of that table.
    pub fn new(spec: Arc<TableSpec>) -> Result<TableWriter> {
        let writer = ArrowWriter::try_new(Vec::new(), spec.schema.clone(), Some(properties(&spec)))?;
        Ok(TableWriter { spec, writer, statistics: Statistics::default() })
    }

    /// Adds rows, which follow those before in the order of the table.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.writer.write(batch)?;
        self.statistics.add(&self.spec, batch)
    }

    /// Length of the file so far, about.
    pub fn size_bytes(&self) -> usize {
        self.writer.bytes_written() + self.writer.in_progress_size()
    }

    /// The file, to be stored at `path`.
    pub fn finish(mut self, path: String, as_of: u64, epoch: u64) -> Result<Encoded> {
        let metadata = self.writer.finish()?;
        let bytes = Bytes::from(std::mem::take(self.writer.inner_mut()));
        let file = DataFile {
            table: self.spec.name.clone(),
            path,
            size_bytes: bytes.len() as u64,
            footer_bytes: footer_bytes(&metadata, bytes.len() as u64),
            rows: self.statistics.rows,
            hash: Hash::of(&bytes),
            as_of,
            epoch,
            ranges: self.statistics.ranges,
            blocks: self.statistics.blocks,
        };
        Ok(Encoded { bytes, file })
    }
}

fn properties(spec: &TableSpec) -> WriterProperties {
    let sorting = spec
        .sort
        .iter()
        .filter_map(|name| leaf_index(spec, name))
        .map(|column_idx| SortingColumn { column_idx, descending: false, nulls_first: true })
        .collect();
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).unwrap_or_default()))
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_data_page_row_count_limit(spec.page_rows)
        .set_write_batch_size(spec.page_rows.min(1024))
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_statistics_truncate_length(Some(64))
        .set_column_index_truncate_length(Some(64))
        .set_created_by(concat!("butler ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_sorting_columns(Some(sorting));
    // Values that never repeat gain nothing from a dictionary, and bounds of bytes and lists prune nothing.
    for field in spec.schema.fields() {
        let path = ColumnPath::from(field.name().as_str());
        match field.data_type() {
            // UUIDs do not compress.
            DataType::FixedSizeBinary(_) => {
                properties =
                    properties.set_column_dictionary_enabled(path.clone(), false).set_column_compression(path, Compression::UNCOMPRESSED);
            }
            DataType::Binary => {
                properties = properties
                    .set_column_dictionary_enabled(path.clone(), false)
                    .set_column_statistics_enabled(path, EnabledStatistics::None);
            }
            _ => {}
        }
    }
    if spec.name == table::DATASET {
        for (leaf, dictionary) in [("path", false), ("checksum", false), ("size_bytes", true), ("formatter", true), ("component", true)] {
            let path = ColumnPath::new(vec!["files".into(), "list".into(), "item".into(), leaf.into()]);
            properties = properties
                .set_column_dictionary_enabled(path.clone(), dictionary)
                .set_column_statistics_enabled(path, EnabledStatistics::None);
        }
    }
    properties.build()
}

/// Position of a column among the leaves of the Parquet schema.
fn leaf_index(spec: &TableSpec, name: &str) -> Option<i32> {
    let mut leaf = 0;
    for field in spec.schema.fields() {
        if field.name() == name {
            return Some(leaf);
        }
        leaf += leaves(field.data_type());
    }
    None
}

fn leaves(data_type: &DataType) -> i32 {
    match data_type {
        DataType::Struct(fields) => fields.iter().map(|f| leaves(f.data_type())).sum(),
        DataType::List(item) => leaves(item.data_type()),
        _ => 1,
    }
}

/// Bytes from the first page index to the end.
fn footer_bytes(metadata: &ParquetMetaData, size: u64) -> u64 {
    let columns = metadata.row_groups().iter().flat_map(|g| g.columns());
    let offsets = columns.flat_map(|c| [c.column_index_offset(), c.offset_index_offset()]).flatten();
    let first = offsets.filter_map(|o| u64::try_from(o).ok()).min();
    // A file without rows has no index; its footer is small.
    first.map_or(size.min(64 * 1024), |first| size - first)
}

fn widen_ranges(spec: &TableSpec, batch: &RecordBatch, ranges: &mut BTreeMap<String, ColumnRange>) -> Result<()> {
    let own_key = spec.key.iter().filter(|k| !spec.sort.contains(k));
    for name in spec.sort.iter().chain(own_key) {
        let array = column(batch, name)?;
        // One value is quickly told from many.
        let (low, high) = if is_constant(array) && array.len() > 1 { bounds(&array.slice(0, 1)) } else { bounds(array) };
        let range = ranges.entry(name.clone()).or_insert(ColumnRange { min: None, max: None, nulls: 0 });
        range.min = lesser(range.min.take(), low);
        range.max = greater(range.max.take(), high);
        range.nulls += array.null_count() as u64;
    }
    Ok(())
}

fn lesser(a: Option<Bound>, b: Option<Bound>) -> Option<Bound> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b < a { b } else { a }),
        (a, b) => a.or(b),
    }
}

fn greater(a: Option<Bound>, b: Option<Bound>) -> Option<Bound> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b > a { b } else { a }),
        (a, b) => a.or(b),
    }
}

/// Least and greatest value of a column, where its type has bounds here.
pub(super) fn bounds(array: &ArrayRef) -> (Option<Bound>, Option<Bound>) {
    match array.data_type() {
        DataType::Int64 => {
            let values = array.as_primitive::<Int64Type>();
            (min(values).map(Bound::Int), max(values).map(Bound::Int))
        }
        DataType::Utf8View => {
            let values = array.as_string_view();
            let text = |v: Option<&str>| v.map(|v| Bound::Text(v.to_owned()));
            (text(min_string_view(values)), text(max_string_view(values)))
        }
        DataType::FixedSizeBinary(_) => {
            let values = array.as_fixed_size_binary();
            let hex = |v: Option<&[u8]>| v.map(|v| Bound::Hex(v.iter().map(|b| format!("{b:02x}")).collect()));
            (hex(values.iter().flatten().min()), hex(values.iter().flatten().max()))
        }
        _ => (None, None),
    }
}

fn extend_blocks(spec: &TableSpec, batch: &RecordBatch, blocks: &mut Vec<Block>) -> Result<()> {
    if spec.blocks == 0 || batch.num_rows() == 0 {
        return Ok(());
    }
    let columns = spec.block_columns().iter().map(|c| column(batch, c).cloned()).collect::<Result<Vec<_>>>()?;
    for range in arrow::compute::partition(&columns)?.ranges() {
        let key: Vec<String> = columns.iter().map(|c| c.as_string_view().value(range.start).to_owned()).collect();
        let rows = range.len() as u64;
        match blocks.last_mut() {
            Some(last) if last.key == key => last.rows += rows,
            _ => blocks.push(Block { key, rows }),
        }
    }
    Ok(())
}
