//! Where the datasets with given UUIDs are: found in the table in the order of UUIDs, so that a lookup reads a page there and a page of datasets.
//!
//! What is found only narrows what is read: the filter is still applied to every row, so an entry of a dataset that is gone does no harm.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Int64Type};
use datafusion::common::ScalarValue;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::utils::{Guarantee, LiteralGuarantee};
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt, TryStreamExt};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, RowSelection};
use parquet::arrow::async_reader::ParquetRecordBatchStreamBuilder;
use parquet::file::metadata::ParquetMetaData;

use super::provider::Stored;
use super::provider::reader::Reader;
use crate::registry::file::{Bound, DataFile};
use crate::registry::pages::{Value, leaves, rows_that_may_hold};
use crate::{Error, Result};

/// More UUIDs than these are not looked up one by one.
const MOST_IDS: usize = 10_000;

/// Index files that are read at once.
const FILES_AT_ONCE: usize = 16;

/// So many index files are read at once with all columns.
const FEW_FILES: usize = 2;

/// Rows by file.
pub type Located = HashMap<String, RowSelection>;

/// The rows of `datasets` that may have a UUID that `filter` asks for; `None` if it does not ask for few.
pub async fn locate(by_id: &Stored, datasets: &Stored, filter: &Arc<dyn PhysicalExpr>) -> Result<Option<Located>> {
    let Some(ids) = wanted_ids(filter) else { return Ok(None) };
    let found = entries_of_all(by_id, &ids).await?;
    let blocks = blocks(datasets);
    let mut ranges: BTreeMap<usize, Vec<Range<usize>>> = BTreeMap::new();
    for batch in &found {
        for row in 0..batch.num_rows() {
            find(datasets, &blocks, batch, row, &mut ranges).await?;
        }
    }
    let files = &datasets.state().files;
    Ok(Some(ranges.into_iter().map(|(i, ranges)| (files[i].path.clone(), selection(ranges, &files[i]))).collect()))
}

fn wanted_ids(filter: &Arc<dyn PhysicalExpr>) -> Option<HashSet<[u8; 16]>> {
    let guarantees = LiteralGuarantee::analyze(filter);
    let wanted = guarantees.iter().find(|g| g.column.name == "id" && g.guarantee == Guarantee::In && g.literals.len() <= MOST_IDS)?;
    let id = |literal: &ScalarValue| match literal {
        ScalarValue::FixedSizeBinary(16, Some(bytes)) => bytes.as_slice().try_into().ok(),
        _ => None,
    };
    wanted.literals.iter().map(id).collect()
}

/// Columns that are read of an index file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Columns {
    /// All.
    All,
    /// The UUID alone, to see whether a file has it.
    Id,
}

/// The entries for these UUIDs.
///
/// After a compaction one file may hold a UUID. Before, many may: then their UUIDs are read first, and all columns of only those that have it.
async fn entries_of_all(by_id: &Stored, ids: &HashSet<[u8; 16]>) -> Result<Vec<RecordBatch>> {
    let mut files: Vec<&Arc<DataFile>> = by_id.state().files.iter().filter(|file| ids.iter().any(|id| may_hold(file, id))).collect();
    if files.len() > FEW_FILES {
        let hits = read_all(by_id, &files, ids, Columns::Id).await?;
        files =
            files.into_iter().zip(hits).filter(|(_, hits)| hits.iter().any(|batch| batch.num_rows() > 0)).map(|(file, _)| file).collect();
    }
    Ok(read_all(by_id, &files, ids, Columns::All).await?.into_iter().flatten().collect())
}

async fn read_all(by_id: &Stored, files: &[&Arc<DataFile>], ids: &HashSet<[u8; 16]>, columns: Columns) -> Result<Vec<Vec<RecordBatch>>> {
    let reads: Vec<BoxFuture<'_, Result<Vec<RecordBatch>>>> = files.iter().map(|file| entries(by_id, file, ids, columns).boxed()).collect();
    futures::stream::iter(reads).buffered(FILES_AT_ONCE).try_collect().await
}

/// The entries of an index file for these UUIDs.
async fn entries(by_id: &Stored, file: &Arc<DataFile>, ids: &HashSet<[u8; 16]>, columns: Columns) -> Result<Vec<RecordBatch>> {
    let footer = by_id.files().footer(file).await?;
    let leaf =
        leaves(&footer).get("id").copied().ok_or_else(|| Error::damaged("registry file", file.path.clone(), "it has no column `id`"))?;
    let wanted = ids.iter().filter(|id| may_hold(file, id));
    let ranges: Vec<Range<usize>> = wanted.flat_map(|id| rows_that_may_hold(&footer, 0..rows(file), &[(leaf, Value::Bytes(id))])).collect();
    if ranges.is_empty() {
        return Ok(Vec::new());
    }
    let mask = match columns {
        Columns::All => ProjectionMask::all(),
        Columns::Id => ProjectionMask::leaves(footer.file_metadata().schema_descr(), [leaf]),
    };
    let batches = read(by_id, file, footer, selection(ranges, file), mask).await?;
    let wanted = |batch: RecordBatch| {
        let column = batch.column_by_name("id").ok_or_else(|| Error::internal("an index without `id`"))?;
        let is_wanted = |id: Option<&[u8]>| id.and_then(|id| <[u8; 16]>::try_from(id).ok()).is_some_and(|id| ids.contains(&id));
        let mask = column.as_fixed_size_binary().iter().map(|id| Some(is_wanted(id)));
        Ok(arrow::compute::filter_record_batch(&batch, &mask.collect())?)
    };
    batches.into_iter().map(wanted).collect()
}

fn may_hold(file: &DataFile, id: &[u8; 16]) -> bool {
    let hex = |id: &[u8; 16]| uuid::Uuid::from_bytes(*id).simple().to_string();
    match file.ranges.get("id").map(|r| (&r.min, &r.max)) {
        Some((Some(Bound::Hex(min)), Some(Bound::Hex(max)))) => {
            let id = hex(id);
            *min <= id && id <= *max
        }
        _ => true,
    }
}

async fn read(
    stored: &Stored,
    file: &Arc<DataFile>,
    footer: Arc<ParquetMetaData>,
    selection: RowSelection,
    mask: ProjectionMask,
) -> Result<Vec<RecordBatch>> {
    let metadata = ArrowReaderMetadata::try_new(footer, ArrowReaderOptions::new())?;
    let reader = Reader::new(stored.files().clone(), file.clone(), None);
    let builder = ParquetRecordBatchStreamBuilder::new_with_metadata(reader, metadata);
    let stream = builder.with_row_selection(selection).with_projection(mask).build()?;
    Ok(stream.try_collect().await?)
}

/// Where the rows with given values of the leading columns are: numbers of files, and rows in them.
type Blocks<'a> = HashMap<&'a [String], Vec<(usize, Range<usize>)>>;

fn blocks(datasets: &Stored) -> Blocks<'_> {
    let mut blocks: Blocks<'_> = HashMap::new();
    for (number, file) in datasets.state().files.iter().enumerate() {
        let mut start = 0;
        for block in &file.blocks {
            let end = start + usize::try_from(block.rows).unwrap_or(usize::MAX);
            blocks.entry(&block.key).or_default().push((number, start..end));
            start = end;
        }
    }
    blocks
}

/// Adds the rows, by number of the file, at which the dataset of an entry may be.
async fn find(
    datasets: &Stored,
    blocks: &Blocks<'_>,
    entries: &RecordBatch,
    row: usize,
    ranges: &mut BTreeMap<usize, Vec<Range<usize>>>,
) -> Result<()> {
    let leading = datasets.state().spec.block_columns();
    let key: Vec<String> = leading.iter().filter_map(|name| text(entries, name, row)).collect();
    for (number, within) in blocks.get(key.as_slice()).into_iter().flatten() {
        let footer = datasets.files().footer(&datasets.state().files[*number]).await?;
        let wanted = wanted(&footer, datasets, entries, row);
        ranges.entry(*number).or_default().extend(rows_that_may_hold(&footer, within.clone(), &wanted));
    }
    Ok(())
}

/// The values of the data ID of an entry, as far as the file is sorted by them.
fn wanted<'a>(footer: &ParquetMetaData, datasets: &Stored, entries: &'a RecordBatch, row: usize) -> Vec<(usize, Value<'a>)> {
    let leaves = leaves(footer);
    let spec = &datasets.state().spec;
    let columns = spec.sort.iter().skip(spec.blocks);
    columns
        .filter_map(|name| {
            let array = entries.column_by_name(name)?;
            let value = match array.data_type() {
                _ if array.is_null(row) => Value::Null,
                DataType::Int64 => Value::Int(array.as_primitive::<Int64Type>().value(row)),
                DataType::Utf8View => Value::Bytes(array.as_string_view().value(row).as_bytes()),
                _ => return None,
            };
            Some((*leaves.get(name.as_str())?, value))
        })
        .collect()
}

fn text(batch: &RecordBatch, name: &str, row: usize) -> Option<String> {
    let array: &ArrayRef = batch.column_by_name(name)?;
    array.as_string_view_opt().filter(|a| a.is_valid(row)).map(|a| a.value(row).to_owned())
}

fn rows(file: &DataFile) -> usize {
    usize::try_from(file.rows).unwrap_or(usize::MAX)
}

/// The selection of ranges that may overlap and stand in any order.
fn selection(mut ranges: Vec<Range<usize>>, file: &DataFile) -> RowSelection {
    ranges.sort_unstable_by_key(|r| (r.start, r.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    RowSelection::from_consecutive_ranges(merged.into_iter(), rows(file))
}
