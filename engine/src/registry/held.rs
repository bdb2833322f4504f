//! Columns of registry files that questions come back to, decoded and held in memory.
//!
//! A file is held once as many bytes of it have been read as it has: a process that asks one thing reads no more than the pages it must, one that asks many
//! things reads each column once. Small files are read whole at once, which costs no more requests than a page.

mod find;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{Schema, SchemaRef};
use futures::TryStreamExt;
use parquet::arrow::ProjectionMask;
use parquet::arrow::async_reader::ParquetRecordBatchStreamBuilder;

use super::file::DataFile;
use super::files::Files;
use super::keys::adapt;
use crate::{Error, Result};

pub(super) use self::find::rows_for;

/// Files of so many bytes are held from the first time on.
const SMALL_BYTES: u64 = 256 << 10;

/// The columns that are held, of all files of a registry.
#[derive(Debug)]
pub struct Held {
    budget_bytes: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    files: HashMap<String, Entry>,
    bytes: usize,
    turn: u64,
}

/// What is known of one file.
#[derive(Debug, Default)]
struct Entry {
    read_bytes: u64,
    columns: HashMap<String, ArrayRef>,
    bytes: usize,
    last_used: u64,
}

impl Held {
    /// Holds at most so many bytes.
    pub fn new(budget_bytes: usize) -> Held {
        Held { budget_bytes, state: Mutex::default() }
    }

    /// Bytes of a file were read.
    pub fn count(&self, path: &str, bytes: u64) {
        let mut state = self.state();
        match state.files.get_mut(path) {
            Some(entry) => entry.read_bytes += bytes,
            None => drop(state.files.insert(path.to_owned(), Entry { read_bytes: bytes, ..Entry::default() })),
        }
    }

    /// Whether a file is worth holding.
    fn is_worth(&self, file: &DataFile) -> bool {
        // One file must leave room for others; decoded it may be several times as large.
        if file.size_bytes > self.budget_bytes as u64 / 4 {
            return false;
        }
        file.size_bytes <= SMALL_BYTES || self.state().files.get(&file.path).is_some_and(|entry| entry.read_bytes >= file.size_bytes)
    }

    /// Those of the columns that are held.
    fn columns(&self, path: &str, schema: &Schema) -> Vec<Option<ArrayRef>> {
        let mut state = self.state();
        state.turn += 1;
        let turn = state.turn;
        let Some(entry) = state.files.get_mut(path) else { return vec![None; schema.fields().len()] };
        entry.last_used = turn;
        schema.fields().iter().map(|field| entry.columns.get(field.name()).cloned()).collect()
    }

    /// Holds columns; those of files that were not asked for longest give way.
    fn keep(&self, path: &str, batch: &RecordBatch) {
        let mut state = self.state();
        let turn = state.turn;
        let entry = state.files.entry(path.to_owned()).or_default();
        entry.last_used = turn;
        let mut added = 0;
        for (field, array) in batch.schema_ref().fields().iter().zip(batch.columns()) {
            if entry.columns.insert(field.name().clone(), array.clone()).is_none() {
                added += array.get_array_memory_size();
            }
        }
        entry.bytes += added;
        state.bytes += added;
        while state.bytes > self.budget_bytes {
            let held = state.files.iter().filter(|(_, entry)| entry.bytes > 0);
            let Some(oldest) = held.min_by_key(|(_, entry)| entry.last_used).map(|(path, _)| path.clone()) else { break };
            if let Some(entry) = state.files.get_mut(&oldest) {
                let freed = std::mem::take(&mut entry.bytes);
                entry.columns.clear();
                // It must earn its place again.
                entry.read_bytes = 0;
                state.bytes -= freed;
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Files {
    /// All rows of some columns of a file, tombstoned ones included, if it is held or is from now on; `None` where it is better read by pages.
    pub async fn held(&self, file: &Arc<DataFile>, schema: &SchemaRef) -> Result<Option<RecordBatch>> {
        let Some(held) = self.holder() else { return Ok(None) };
        let mut columns = held.columns(&file.path, schema);
        if columns.iter().any(Option::is_none) {
            if !held.is_worth(file) {
                return Ok(None);
            }
            let absent = schema.fields().iter().zip(&columns).filter(|(_, column)| column.is_none()).map(|(field, _)| field.clone());
            let read = self.read_columns(file, Arc::new(Schema::new(absent.collect::<Vec<_>>()))).await?;
            held.keep(&file.path, &read);
            let mut read = read.columns().iter().cloned();
            columns.iter_mut().filter(|column| column.is_none()).for_each(|column| *column = read.next());
        }
        let options = RecordBatchOptions::new().with_row_count(Some(usize::try_from(file.rows).unwrap_or(usize::MAX)));
        let columns = columns.into_iter().collect::<Option<Vec<_>>>().ok_or_else(|| Error::internal("a held column is missing"))?;
        Ok(Some(RecordBatch::try_new_with_options(schema.clone(), columns, &options)?))
    }

    /// All rows of these columns; those that the file lacks are null.
    async fn read_columns(&self, file: &Arc<DataFile>, schema: SchemaRef) -> Result<RecordBatch> {
        let (reader, metadata) = self.open(file).await?;
        let builder = ParquetRecordBatchStreamBuilder::new_with_metadata(reader, metadata);
        let parquet = builder.parquet_schema();
        let is_wanted = |name: &str| schema.field_with_name(name).is_ok();
        let roots = parquet.root_schema().get_fields().iter().enumerate().filter(|(_, f)| is_wanted(f.name())).map(|(i, _)| i);
        let mask = ProjectionMask::roots(parquet, roots.collect::<Vec<_>>());
        let batches = builder.with_projection(mask).with_batch_size(1 << 16).build()?;
        let damaged = |e: parquet::errors::ParquetError| Error::damaged("registry file", file.path.clone(), e.to_string());
        let batches: Vec<RecordBatch> = batches.map_err(damaged).try_collect().await?;
        let adapted = batches.iter().map(|batch| adapt(batch, &schema)).collect::<Result<Vec<_>>>()?;
        let whole = arrow::compute::concat_batches(&schema, &adapted)?;
        drop(adapted);
        let columns = whole.columns().iter().map(compact).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(whole.num_rows()));
        Ok(RecordBatch::try_new_with_options(schema, columns, &options)?)
    }
}

/// The same values; texts in one buffer. As they were read they refer to one for each page, and whatever is made of them would carry all of these along.
fn compact(array: &ArrayRef) -> ArrayRef {
    match array.as_string_view_opt() {
        Some(texts) => Arc::new(texts.gc()),
        None => array.clone(),
    }
}

#[cfg(test)]
mod tests;
