//! The state of one table at a version: Parquet files, inline rows, and tombstones that still matter.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::{AsArray, BooleanArray, RecordBatch};

use super::file::DataFile;
use super::keys::{KeySet, adapt, column};
use super::table::TableSpec;
use crate::{Error, Result};

/// Rows that stand in commit records (or the checkpoint) instead of a Parquet file. Tombstones are applied to them at once.
#[derive(Debug, Clone)]
pub struct Inline {
    /// The version whose state the rows reflect.
    pub as_of: u64,
    /// The rows.
    pub batch: RecordBatch,
}

/// Keys of rows that a commit removed. They apply to rows with `as_of < version`.
#[derive(Debug)]
pub struct Tombstones {
    /// The version that removed them.
    pub version: u64,
    /// The keys, over any columns of the table.
    pub batch: RecordBatch,
    /// The same as a set.
    pub keys: KeySet,
}

impl Tombstones {
    /// Of a tombstone segment.
    pub fn new(version: u64, batch: RecordBatch) -> Result<Tombstones> {
        Ok(Tombstones { version, keys: KeySet::of(&batch)?, batch })
    }
}

/// The state of one table.
#[derive(Debug, Clone)]
pub struct TableState {
    /// Names, types, keys and order.
    pub spec: Arc<TableSpec>,
    /// Live Parquet files.
    pub files: Vec<Arc<DataFile>>,
    /// Rows in records.
    pub inline: Vec<Inline>,
    /// Tombstones that apply to at least one file.
    pub tombstones: Vec<Arc<Tombstones>>,
    /// Number of rows that a reader sees.
    pub rows: u64,
}

impl TableState {
    /// An empty table.
    pub fn empty(spec: Arc<TableSpec>) -> TableState {
        TableState { spec, files: Vec::new(), inline: Vec::new(), tombstones: Vec::new(), rows: 0 }
    }

    /// Tombstones that apply to rows of `as_of`.
    pub fn tombstones_after(&self, as_of: u64) -> Vec<Arc<Tombstones>> {
        self.tombstones.iter().filter(|t| t.version > as_of).cloned().collect()
    }

    /// The values of the leading columns of rows that there may be: each combination once.
    pub fn block_keys(&self) -> Result<BTreeSet<Vec<String>>> {
        let mut keys: BTreeSet<Vec<String>> = self.files.iter().flat_map(|file| &file.blocks).map(|block| block.key.clone()).collect();
        for rows in &self.inline {
            let columns =
                self.spec.block_columns().iter().map(|c| Ok(column(&rows.batch, c)?.as_string_view())).collect::<Result<Vec<_>>>()?;
            keys.extend((0..rows.batch.num_rows()).map(|row| columns.iter().map(|c| c.value(row).to_owned()).collect()));
        }
        Ok(keys)
    }

    /// Inline rows in all.
    pub fn inline_rows(&self) -> u64 {
        self.inline.iter().map(|i| i.batch.num_rows() as u64).sum()
    }

    /// Memory of the inline rows in bytes, about.
    pub fn inline_bytes(&self) -> usize {
        self.inline.iter().map(|i| i.batch.get_array_memory_size()).sum()
    }

    /// Adds rows of a record.
    pub(super) fn add_inline(&mut self, as_of: u64, batch: &RecordBatch) -> Result<()> {
        let batch = adapt(batch, &self.spec.schema)?;
        self.rows += batch.num_rows() as u64;
        if batch.num_rows() > 0 {
            self.inline.push(Inline { as_of, batch });
        }
        Ok(())
    }

    /// Removes the rows with these keys; `removes` is how many there are, which only the writer has counted in the files.
    pub(super) fn bury(&mut self, tombstones: Arc<Tombstones>, removes: u64) -> Result<()> {
        for inline in &mut self.inline {
            if inline.as_of < tombstones.version {
                let keep = arrow::compute::not(&tombstones.keys.mask(&inline.batch)?)?;
                if keep.true_count() < keep.len() {
                    inline.batch = arrow::compute::filter_record_batch(&inline.batch, &keep)?;
                }
            }
        }
        self.inline.retain(|i| i.batch.num_rows() > 0);
        self.rows = self.rows.checked_sub(removes).ok_or_else(|| {
            Error::damaged(
                "log record",
                tombstones.version.to_string(),
                format!("it removes more rows of table `{}` than there are", self.spec.name),
            )
        })?;
        self.tombstones.push(tombstones);
        Ok(())
    }

    /// Adds files of an inserting commit.
    pub(super) fn add_files(&mut self, files: impl IntoIterator<Item = Arc<DataFile>>) {
        for file in files {
            self.rows += file.rows;
            self.files.push(file);
        }
    }

    /// Replaces files and folded inline rows by new files with the same visible rows.
    pub(super) fn replace(&mut self, removed: &[String], folded: Option<u64>, added: Vec<Arc<DataFile>>) {
        self.files.retain(|f| !removed.contains(&f.path));
        if let Some(through) = folded {
            self.inline.retain(|i| i.as_of > through);
        }
        self.files.extend(added);
    }

    /// Forgets tombstones that no file needs.
    pub(super) fn settle(&mut self) {
        let oldest = self.files.iter().map(|f| f.as_of).min().unwrap_or(u64::MAX);
        self.tombstones.retain(|t| t.version > oldest);
    }

    /// The same rows under a wider schema.
    pub(super) fn widen(&mut self, spec: Arc<TableSpec>) -> Result<()> {
        for inline in &mut self.inline {
            inline.batch = adapt(&inline.batch, &spec.schema)?;
        }
        self.spec = spec;
        Ok(())
    }
}

/// Rows of `batch` that none of `tombstones` names.
pub fn without(batch: RecordBatch, tombstones: &[Arc<Tombstones>]) -> Result<RecordBatch> {
    let mut keep: Option<BooleanArray> = None;
    for tombstone in tombstones {
        let alive = arrow::compute::not(&tombstone.keys.mask(&batch)?)?;
        keep = Some(match keep {
            Some(before) => arrow::compute::and(&before, &alive)?,
            None => alive,
        });
    }
    match keep {
        Some(keep) if keep.true_count() < keep.len() => Ok(arrow::compute::filter_record_batch(&batch, &keep)?),
        _ => Ok(batch),
    }
}
