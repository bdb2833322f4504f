//! Rows of a table at a version, read without the query engine: for checks before a commit, exports, compaction and verification.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{AsArray, BooleanArray, RecordBatch};
use arrow::datatypes::{FieldRef, Schema, SchemaRef};
use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{RowSelection, RowSelector};
use parquet::arrow::async_reader::ParquetRecordBatchStreamBuilder;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::page_index::column_index::ColumnIndexMetaData;

use super::encode::bounds;
use super::file::{Bound, DataFile};
use super::files::Files;
use super::held::rows_for;
use super::keys::{adapt, column};
use super::pages::{Value, leaves, rows_that_may_hold};
use super::snapshot::Snapshot;
use super::state::{TableState, Tombstones, without};
use crate::Result;

/// What to read. The default is everything.
#[derive(Default, Clone)]
pub struct Scan {
    /// Columns to return, in this order; all where absent.
    pub columns: Option<Vec<String>>,
    /// Leading block columns must have these values (dataset type, run; or collection, dataset type). Exact: other rows are not returned.
    pub block: Vec<Option<String>>,
    /// The block column of that position must have one of these values. Exact as well.
    pub one_of: Option<(usize, Arc<BTreeSet<String>>)>,
    /// Files whose values of the column lie wholly outside are skipped, and pages if the bounds are one value. A hint: rows outside may still be returned.
    pub between: Vec<(String, Bound, Bound)>,
    /// Of a table in the order of UUIDs: only pages that may hold one of these, which are sorted. A hint as well; inline rows are returned all.
    pub ids: Option<Arc<[u128]>>,
    /// Rows of a batch at most; 0 for the usual number.
    pub batch_rows: usize,
}

/// Rows of a batch.
const BATCH_ROWS: usize = 8192;

impl Scan {
    /// Only these columns.
    pub fn columns(columns: &[&str]) -> Scan {
        Scan { columns: Some(columns.iter().map(|c| (*c).to_owned()).collect()), ..Scan::default() }
    }

    /// Only rows with this value in the n-th leading block column.
    pub fn block(mut self, position: usize, value: &str) -> Scan {
        self.block.resize(self.block.len().max(position + 1), None);
        self.block[position] = Some(value.to_owned());
        self
    }

    /// Only files and pages that may hold values of `column` in `[min, max]`.
    pub fn between(mut self, column: &str, min: Bound, max: Bound) -> Scan {
        self.between.push((column.to_owned(), min, max));
        self
    }

    /// Only files and pages that may hold values of these columns that `rows` have, as far as their least and greatest tell.
    pub fn near(self, rows: &RecordBatch, columns: &[&str]) -> Result<Scan> {
        columns.iter().try_fold(self, |scan, name| {
            Ok(match bounds(column(rows, name)?) {
                (Some(min), Some(max)) => scan.between(name, min, max),
                _ => scan,
            })
        })
    }

    /// Only rows with one of these values in the n-th leading block column.
    pub fn one_of(mut self, position: usize, values: impl IntoIterator<Item = String>) -> Scan {
        self.one_of = Some((position, Arc::new(values.into_iter().collect())));
        self
    }

    fn fits_block(&self, key: &[String]) -> bool {
        self.block.iter().zip(key).all(|(want, have)| want.as_ref().is_none_or(|want| want == have))
            && self.one_of.as_ref().is_none_or(|(position, values)| key.get(*position).is_some_and(|have| values.contains(have)))
    }

    /// Whether only some blocks are asked for.
    fn picks_blocks(&self) -> bool {
        !self.block.is_empty() || self.one_of.is_some()
    }

    /// Whether a file may hold rows that are asked for.
    pub(super) fn may_hold(&self, file: &DataFile) -> bool {
        let blocks = !self.picks_blocks() || file.blocks.is_empty() || file.blocks.iter().any(|b| self.fits_block(&b.key));
        blocks
            && self.ids.as_ref().is_none_or(|ids| ids_in(file, ids).is_none_or(|ids| !ids.is_empty()))
            && self.between.iter().all(|(column, min, max)| match file.ranges.get(column) {
                Some(range) => match (&range.min, &range.max) {
                    (Some(low), Some(high)) => low <= max && high >= min,
                    _ => file.rows == 0 || range.nulls < file.rows,
                },
                None => true,
            })
    }

    /// The rows of the fitting blocks or pages of a file; `None` for all.
    fn selection(&self, file: &DataFile, metadata: &ParquetMetaData) -> Option<RowSelection> {
        if let Some(ids) = &self.ids {
            return ids_in(file, ids).and_then(|ids| pages_of_ids(metadata, ids));
        }
        let mut ranges = self.block_ranges(file);
        let wanted = self.wanted(metadata);
        let rows = usize::try_from(file.rows).unwrap_or(usize::MAX);
        if wanted.is_empty() && ranges.first() == Some(&(0..rows)) {
            return None;
        }
        if !wanted.is_empty() {
            ranges = ranges.into_iter().flat_map(|range| rows_that_may_hold(metadata, range, &wanted)).collect();
        }
        Some(RowSelection::from_consecutive_ranges(ranges.into_iter(), rows))
    }

    /// The rows of the fitting blocks of a file.
    pub(super) fn block_ranges(&self, file: &DataFile) -> Vec<Range<usize>> {
        let rows = usize::try_from(file.rows).unwrap_or(usize::MAX);
        if !self.picks_blocks() || file.blocks.is_empty() || file.blocks.iter().all(|b| self.fits_block(&b.key)) {
            return std::iter::once(0..rows).collect();
        }
        let (mut ranges, mut start) = (Vec::new(), 0);
        for block in &file.blocks {
            let end = start + usize::try_from(block.rows).unwrap_or(usize::MAX);
            if self.fits_block(&block.key) {
                ranges.push(start..end);
            }
            start = end;
        }
        ranges
    }

    /// The values that columns must have, by number of the leaf.
    fn wanted(&self, metadata: &ParquetMetaData) -> Vec<(usize, Value<'_>)> {
        let exact = self.between.iter().filter(|(_, min, max)| min == max).collect::<Vec<_>>();
        if exact.is_empty() {
            return Vec::new();
        }
        let leaves = leaves(metadata);
        let value = |(column, bound, _): &&'_ (String, Bound, Bound)| match bound {
            Bound::Int(value) => Some((*leaves.get(column.as_str())?, Value::Int(*value))),
            _ => None,
        };
        let texts = exact.iter().filter_map(|(column, bound, _)| match bound {
            Bound::Text(text) => Some((*leaves.get(column.as_str())?, Value::Bytes(text.as_bytes()))),
            _ => None,
        });
        exact.iter().filter_map(value).chain(texts).collect()
    }

    fn schema(&self, state: &TableState) -> Result<SchemaRef> {
        let Some(columns) = &self.columns else { return Ok(state.spec.schema.clone()) };
        let fields = columns.iter().map(|name| Ok(state.spec.schema.field_with_name(name)?.clone())).collect::<Result<Vec<_>>>()?;
        Ok(Arc::new(Schema::new(fields)))
    }

    /// The columns of `schema`, those that tombstones look at, and those by whose order values can be found.
    fn with_sort_columns(&self, schema: &SchemaRef, state: &TableState, tombstones: &[Arc<Tombstones>]) -> Result<SchemaRef> {
        let sort = state.spec.sort.iter().filter(|name| self.ids.is_some() || self.between.iter().any(|(column, ..)| column == *name));
        let needed = sort.chain(tombstones.iter().flat_map(|t| t.keys.columns()));
        let mut fields: Vec<FieldRef> = schema.fields().iter().cloned().collect();
        for name in needed {
            if !fields.iter().any(|f| f.name() == name) {
                fields.push(Arc::new(state.spec.schema.field_with_name(name)?.clone()));
            }
        }
        Ok(Arc::new(Schema::new(fields)))
    }
}

impl Snapshot {
    /// The rows of `table` that `scan` asks for: inline rows first, then file after file in its order.
    pub fn scan(&self, files: &Files, table: &str, scan: Scan) -> Result<BoxStream<'static, Result<RecordBatch>>> {
        let state = self.table(table)?.clone();
        let schema = scan.schema(&state)?;
        let mut inline = Vec::new();
        for rows in &state.inline {
            let batch = filter_blocks(&rows.batch, &state, &scan)?;
            if batch.num_rows() > 0 {
                inline.push(Ok(adapt(&batch, &schema)?));
            }
        }
        let wanted: Vec<_> = state.files.iter().filter(|f| scan.may_hold(f)).cloned().collect();
        let files = files.clone();
        let from_files = stream::iter(wanted)
            .map(move |file| {
                let (files, state, scan, schema) = (files.clone(), state.clone(), scan.clone(), schema.clone());
                async move { scan_file(&files, &state, &file, &scan, schema).await }
            })
            .buffered(2)
            .try_flatten();
        Ok(stream::iter(inline).chain(from_files).boxed())
    }

    /// The values of the n-th leading block column in which there may be rows that `scan` asks for, as page indexes tell: nothing is read.
    pub fn blocks_that_may_hold(&self, files: &Files, table: &str, scan: &Scan, position: usize) -> Result<HashSet<String>> {
        let state = self.table(table)?;
        let mut found = HashSet::new();
        for rows in &state.inline {
            let batch = filter_blocks(&rows.batch, state, scan)?;
            if let Some(column) = state.spec.sort.get(position) {
                found.extend(super::keys::column(&batch, column)?.as_string_view().iter().flatten().map(str::to_owned));
            }
        }
        for file in state.files.iter().filter(|f| scan.may_hold(f)) {
            let rows = usize::try_from(file.rows).unwrap_or(usize::MAX);
            let pages = match files.footer_at_hand(file)? {
                Some(footer) => rows_that_may_hold(&footer, 0..rows, &scan.wanted(&footer)),
                None => std::iter::once(0..rows).collect(),
            };
            let (mut start, mut pages) = (0, pages.iter().peekable());
            for block in &file.blocks {
                let end = start + usize::try_from(block.rows).unwrap_or(usize::MAX);
                while pages.next_if(|page| page.end <= start).is_some() {}
                if pages.peek().is_some_and(|page| page.start < end) && scan.fits_block(&block.key) {
                    found.extend(block.key.get(position).cloned());
                }
                start = end;
            }
        }
        Ok(found)
    }

    /// All that [`Snapshot::scan`] returns, in one batch.
    pub async fn collect(&self, files: &Files, table: &str, scan: Scan) -> Result<RecordBatch> {
        let schema = scan.schema(self.table(table)?)?;
        let batches: Vec<_> = self.scan(files, table, scan)?.try_collect().await?;
        Ok(arrow::compute::concat_batches(&schema, &batches)?)
    }
}

fn filter_blocks(batch: &RecordBatch, state: &TableState, scan: &Scan) -> Result<RecordBatch> {
    let mut batch = batch.clone();
    for (column, want) in state.spec.sort.iter().zip(&scan.block) {
        if let Some(want) = want {
            let array = super::keys::column(&batch, column)?;
            let mask = arrow::compute::kernels::cmp::eq(array, &arrow::array::StringViewArray::new_scalar(want))?;
            batch = arrow::compute::filter_record_batch(&batch, &mask)?;
        }
    }
    if let Some((position, values)) = &scan.one_of
        && let Some(column) = state.spec.sort.get(*position)
    {
        let mask: BooleanArray =
            super::keys::column(&batch, column)?.as_string_view().iter().map(|v| v.map(|v| values.contains(v))).collect();
        batch = arrow::compute::filter_record_batch(&batch, &mask)?;
    }
    Ok(batch)
}

/// The rows of one file that `scan` asks for and no tombstone names.
pub(super) async fn scan_file(
    files: &Files,
    state: &TableState,
    file: &Arc<DataFile>,
    scan: &Scan,
    schema: SchemaRef,
) -> Result<BoxStream<'static, Result<RecordBatch>>> {
    let tombstones = state.tombstones_after(file.as_of);
    if let Some(all) = files.held(file, &scan.with_sort_columns(&schema, state, &tombstones)?).await? {
        let parts = rows_for(scan, file, &all, &state.spec.sort).into_iter().filter(|range| !range.is_empty());
        let parts = parts.map(|range| without(all.slice(range.start, range.len()), &tombstones).and_then(|batch| adapt(&batch, &schema)));
        return Ok(stream::iter(parts.collect::<Vec<_>>()).boxed());
    }
    let (reader, metadata) = files.open(file).await?;
    let batch_rows = if scan.batch_rows == 0 { BATCH_ROWS } else { scan.batch_rows };
    let mut builder = ParquetRecordBatchStreamBuilder::new_with_metadata(reader, metadata).with_batch_size(batch_rows);
    let mask = projection(builder.parquet_schema(), &schema, &tombstones);
    builder = builder.with_projection(mask);
    let selection = scan.selection(file, builder.metadata());
    if let Some(selection) = selection {
        builder = builder.with_row_selection(selection);
    }
    let name = file.path.clone();
    let batches = builder.build()?.map_err(move |e| crate::Error::damaged("registry file", name.clone(), e.to_string()));
    Ok(batches
        .and_then(move |batch| {
            let adapted = without(batch, &tombstones).and_then(|batch| adapt(&batch, &schema));
            futures::future::ready(adapted)
        })
        .try_filter(|batch| futures::future::ready(batch.num_rows() > 0))
        .boxed())
}

/// The columns of `schema` and those that the tombstones look at, as far as the file has them.
fn projection(parquet: &parquet::schema::types::SchemaDescriptor, schema: &Schema, tombstones: &[Arc<Tombstones>]) -> ProjectionMask {
    let wanted = |name: &str| {
        schema.fields().iter().any(|f| f.name() == name) || tombstones.iter().any(|t| t.keys.columns().iter().any(|c| c == name))
    };
    let roots = parquet.root_schema().get_fields().iter().enumerate().filter(|(_, f)| wanted(f.name())).map(|(i, _)| i);
    ProjectionMask::roots(parquet, roots)
}

/// The column `id` of a file, tombstones not applied.
pub(super) async fn id_column(files: &Files, file: &Arc<DataFile>) -> Result<BoxStream<'static, Result<RecordBatch>>> {
    let (reader, metadata) = files.open(file).await?;
    let builder = ParquetRecordBatchStreamBuilder::new_with_metadata(reader, metadata).with_batch_size(BATCH_ROWS);
    let mask = ProjectionMask::columns(builder.parquet_schema(), ["id"]);
    let name = file.path.clone();
    let batches = builder.with_projection(mask).build()?;
    Ok(batches.map_err(move |e| crate::Error::damaged("registry file", name.clone(), e.to_string())).boxed())
}

/// Those of sorted UUIDs that lie within the bounds of a file; `None` if it has none.
pub(super) fn ids_in<'a>(file: &DataFile, ids: &'a [u128]) -> Option<&'a [u128]> {
    let range = file.ranges.get("id")?;
    let (Some(Bound::Hex(min)), Some(Bound::Hex(max))) = (&range.min, &range.max) else { return None };
    let (min, max) = (u128::from_str_radix(min, 16).ok()?, u128::from_str_radix(max, 16).ok()?);
    Some(between(ids, min, max))
}

fn between(ids: &[u128], min: u128, max: u128) -> &[u128] {
    let from = ids.partition_point(|id| *id < min);
    &ids[from..from + ids[from..].partition_point(|id| *id <= max)]
}

/// The rows of the pages that may hold one of these UUIDs; `None` where the file does not tell.
fn pages_of_ids(metadata: &ParquetMetaData, ids: &[u128]) -> Option<RowSelection> {
    let leaf = metadata.file_metadata().schema_descr().columns().iter().position(|c| c.path().string() == "id")?;
    let mut selectors = Vec::new();
    for (group, rows) in metadata.row_groups().iter().enumerate() {
        let ColumnIndexMetaData::FIXED_LEN_BYTE_ARRAY(index) = metadata.column_index()?.get(group)?.get(leaf)? else { return None };
        let locations = metadata.offset_index()?.get(group)?.get(leaf)?.page_locations();
        let first = |page: usize| locations.get(page).map_or(rows.num_rows(), |location| location.first_row_index);
        for page in 0..locations.len() {
            let count = usize::try_from(first(page + 1) - first(page)).ok()?;
            let bound = |value: Option<&[u8]>| Some(u128::from_be_bytes(value?.try_into().ok()?));
            let (min, max) = (bound(index.min_value(page))?, bound(index.max_value(page))?);
            let is_wanted = !between(ids, min, max).is_empty();
            selectors.push(if is_wanted { RowSelector::select(count) } else { RowSelector::skip(count) });
        }
    }
    Some(selectors.into())
}
