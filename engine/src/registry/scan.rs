//! Rows of a table at a version, read without the query engine: for checks before a commit, exports, compaction and verification.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{Schema, SchemaRef};
use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{RowSelection, RowSelector};
use parquet::arrow::async_reader::ParquetRecordBatchStreamBuilder;

use super::file::{Bound, DataFile};
use super::files::Files;
use super::keys::adapt;
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
    /// Files whose values of the column lie wholly outside are skipped. A hint: rows outside may still be returned.
    pub between: Vec<(String, Bound, Bound)>,
}

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

    /// Only files that may hold values of `column` in `[min, max]`.
    pub fn between(mut self, column: &str, min: Bound, max: Bound) -> Scan {
        self.between.push((column.to_owned(), min, max));
        self
    }

    fn fits_block(&self, key: &[String]) -> bool {
        self.block.iter().zip(key).all(|(want, have)| want.as_ref().is_none_or(|want| want == have))
    }

    /// Whether a file may hold rows that are asked for.
    pub(super) fn may_hold(&self, file: &DataFile) -> bool {
        let blocks = self.block.is_empty() || file.blocks.is_empty() || file.blocks.iter().any(|b| self.fits_block(&b.key));
        blocks
            && self.between.iter().all(|(column, min, max)| match file.ranges.get(column) {
                Some(range) => match (&range.min, &range.max) {
                    (Some(low), Some(high)) => low <= max && high >= min,
                    _ => file.rows == 0 || range.nulls < file.rows,
                },
                None => true,
            })
    }

    /// The rows of the fitting blocks of a file; `None` for all.
    fn selection(&self, file: &DataFile) -> Option<RowSelection> {
        if self.block.is_empty() || file.blocks.is_empty() || file.blocks.iter().all(|b| self.fits_block(&b.key)) {
            return None;
        }
        let selectors = file.blocks.iter().map(|block| {
            let rows = usize::try_from(block.rows).unwrap_or(usize::MAX);
            if self.fits_block(&block.key) { RowSelector::select(rows) } else { RowSelector::skip(rows) }
        });
        Some(selectors.collect::<Vec<_>>().into())
    }

    fn schema(&self, state: &TableState) -> Result<SchemaRef> {
        let Some(columns) = &self.columns else { return Ok(state.spec.schema.clone()) };
        let fields = columns.iter().map(|name| Ok(state.spec.schema.field_with_name(name)?.clone())).collect::<Result<Vec<_>>>()?;
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
    let (reader, metadata) = files.open(file).await?;
    let mut builder = ParquetRecordBatchStreamBuilder::new_with_metadata(reader, metadata).with_batch_size(8192);
    let mask = projection(builder.parquet_schema(), &schema, &tombstones);
    builder = builder.with_projection(mask);
    if let Some(selection) = scan.selection(file) {
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
