//! Finding existing rows: by UUID, by the leading columns of a table, by key.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray, FixedSizeBinaryArray, RecordBatch};
use arrow::datatypes::SchemaRef;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use hashbrown::HashSet;
use uuid::Uuid;

use super::Plan;
use super::footprint::hex;
use crate::registry::file::DataFile;
use crate::registry::keys::{KeySet, adapt, column};
use crate::registry::known_ids::prefix;
use crate::registry::scan::{Scan, scan_file};
use crate::registry::table;
use crate::{Error, Result};

/// Index files that are opened at once.
const FILES_AT_ONCE: usize = 16;

impl Plan {
    /// Whether the table has a row with this value in its n-th leading column.
    pub(super) async fn has_rows(&self, table: &str, position: usize, value: &str) -> Result<bool> {
        let name = self.next.table(table)?.spec.sort[position].clone();
        let scan = Scan::columns(&[&name]).block(position, value);
        let mut rows = self.next.scan(&self.files, table, scan)?;
        Ok(rows.try_next().await?.is_some())
    }

    /// The rows of `dataset_by_id` (id, type, run, data ID) of these datasets, in no particular order; unknown ones are left out.
    pub(super) async fn find_datasets(&self, ids: &ArrayRef) -> Result<RecordBatch> {
        let schema = self.next.table(table::DATASET_BY_ID)?.spec.schema.clone();
        let wanted: HashSet<&[u8]> = ids.as_fixed_size_binary().iter().flatten().collect();
        let keep = |batch: &RecordBatch| -> Result<Option<RecordBatch>> {
            let mask: BooleanArray =
                column(batch, "id")?.as_fixed_size_binary().iter().map(|id| Some(id.is_some_and(|id| wanted.contains(id)))).collect();
            Ok(if mask.true_count() == 0 { None } else { Some(arrow::compute::filter_record_batch(batch, &mask)?) })
        };
        let mut found = Vec::new();
        if wanted.is_empty() {
            return Ok(RecordBatch::new_empty(schema));
        }
        for inline in &self.next.table(table::DATASET)?.inline {
            found.extend(keep(&inline.batch)?.map(|batch| adapt(&batch, &schema)).transpose()?);
        }
        let mut rows = self.index_rows(&wanted, schema.clone())?;
        while let Some(batch) = rows.try_next().await? {
            found.extend(keep(&batch)?);
        }
        drop(rows);
        Ok(arrow::compute::concat_batches(&schema, &found)?)
    }

    /// Rows of the files of `dataset_by_id` among which those with these UUIDs are.
    fn index_rows(&self, wanted: &HashSet<&[u8]>, schema: SchemaRef) -> Result<BoxStream<'static, Result<RecordBatch>>> {
        let state = self.next.table(table::DATASET_BY_ID)?.clone();
        let all = numbers(wanted.iter().copied());
        let mut prefixes: Vec<u64> = wanted.iter().map(|id| prefix(id)).collect();
        prefixes.sort_unstable();
        let known = self.known_ids.among(&prefixes);
        let in_covered: Arc<[u128]> = all.iter().copied().filter(|id| known.contains(&((id >> 64) as u64))).collect();
        let scan = |file: &DataFile| Scan {
            ids: Some(if self.known_ids.covers(&file.path) { in_covered.clone() } else { all.clone() }),
            ..Scan::default()
        };
        let chosen: Vec<_> = state.files.iter().map(|file| (file.clone(), scan(file))).filter(|(file, scan)| scan.may_hold(file)).collect();
        let files = self.files.clone();
        let reads = chosen.into_iter().map(move |(file, scan)| {
            let (files, state, schema) = (files.clone(), state.clone(), schema.clone());
            async move { scan_file(&files, &state, &file, &scan, schema).await }
        });
        Ok(futures::stream::iter(reads).buffered(FILES_AT_ONCE).try_flatten().boxed())
    }

    /// The same, where each must exist.
    pub(super) async fn datasets(&mut self, ids: &[Uuid]) -> Result<RecordBatch> {
        self.footprint.uses_existing_datasets();
        let mut unique = ids.to_vec();
        unique.sort_unstable();
        unique.dedup();
        let found = self.find_datasets(&id_array(&unique)?).await?;
        if found.num_rows() < unique.len() {
            let present: std::collections::HashSet<&[u8]> = column(&found, "id")?.as_fixed_size_binary().iter().flatten().collect();
            let absent = unique.iter().find(|id| !present.contains(&id.as_bytes()[..]));
            return Err(Error::missing("dataset", &absent.copied().unwrap_or_default().to_string(), []));
        }
        Ok(found)
    }

    /// How many of the datasets with these UUIDs are in the base, not pending.
    pub(super) fn count_pending(&self, table: &str, keys: &RecordBatch) -> Result<u64> {
        let set = KeySet::of(keys)?;
        let mut pending = 0;
        for inline in self.next.table(table)?.inline.iter().filter(|i| i.as_of > self.base.version) {
            pending += set.mask(&inline.batch)?.true_count() as u64;
        }
        Ok(pending)
    }
}

/// UUIDs as a column.
pub(super) fn id_array(ids: &[Uuid]) -> Result<ArrayRef> {
    let bytes = ids.iter().map(|id| id.as_bytes());
    if ids.is_empty() {
        return Ok(Arc::new(FixedSizeBinaryArray::new_null(16, 0)));
    }
    Ok(Arc::new(FixedSizeBinaryArray::try_from_iter(bytes)?))
}

/// UUIDs as numbers, sorted, which is the order of their bytes.
fn numbers<'a>(ids: impl Iterator<Item = &'a [u8]>) -> Arc<[u128]> {
    let mut numbers: Vec<u128> = ids.filter_map(|id| id.try_into().ok()).map(u128::from_be_bytes).collect();
    numbers.sort_unstable();
    numbers.into()
}

/// Least and greatest UUID of a column, as hexadecimal digits.
pub(super) fn id_bounds(ids: &ArrayRef) -> Option<(String, String)> {
    let ids = ids.as_fixed_size_binary();
    let min = ids.iter().flatten().min()?;
    let max = ids.iter().flatten().max()?;
    Some((hex(min), hex(max)))
}
