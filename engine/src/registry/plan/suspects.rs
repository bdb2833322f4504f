//! Which new UUIDs may be there already: asked once for all datasets of a transaction, as a bulk insert has many of them and almost all are new.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, FixedSizeBinaryArray};
use futures::TryStreamExt;

use super::Plan;
use crate::Result;
use crate::registry::file::{Bound, DataFile};
use crate::registry::keys::column;
use crate::registry::known_ids::{common, prefix};
use crate::registry::scan::id_column;
use crate::registry::table;
use crate::registry::transaction::{Op, Transaction};

/// UUIDs that may be there already or be given twice, by their first eight bytes; all others are certainly new.
#[derive(Debug, Default)]
pub(super) struct Suspects {
    prefixes: HashSet<u64>,
}

impl Suspects {
    /// The rows with such UUIDs.
    pub(super) fn among(&self, ids: &FixedSizeBinaryArray) -> Vec<u32> {
        if self.prefixes.is_empty() {
            return Vec::new();
        }
        let is_suspect = |row: &u32| self.prefixes.contains(&prefix(ids.value(*row as usize)));
        (0..u32::try_from(ids.len()).unwrap_or(u32::MAX)).filter(is_suspect).collect()
    }
}

impl Plan {
    /// The UUIDs of the datasets that each operation inserts: those given, or new ones.
    pub(super) fn new_ids(&self, transaction: &Transaction) -> Result<Vec<Option<ArrayRef>>> {
        let ids_of = |op: &Op| match op {
            Op::InsertDatasets(datasets) => self.ids_of(&datasets.rows).map(Some),
            _ => Ok(None),
        };
        transaction.ops.iter().map(ids_of).collect()
    }

    /// What of these columns is not certainly new.
    pub(super) async fn suspects(&self, columns: impl Iterator<Item = &ArrayRef>) -> Result<Suspects> {
        let mut wanted: Vec<u64> = columns.filter_map(|ids| ids.as_fixed_size_binary_opt()).flat_map(prefixes).collect();
        wanted.sort_unstable();
        let mut suspects: HashSet<u64> = wanted.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        if wanted.is_empty() {
            return Ok(Suspects::default());
        }
        for inline in &self.next.table(table::DATASET)?.inline {
            let ids = column(&inline.batch, "id")?.as_fixed_size_binary();
            suspects.extend(prefixes(ids).filter(|id| wanted.binary_search(id).is_ok()));
        }
        let state = self.next.table(table::DATASET_BY_ID)?;
        for file in self.known_ids.uncovered(&state.files) {
            self.read_ids(&file, state.spec.page_rows, within(&file, &wanted), &mut suspects).await?;
        }
        suspects.extend(self.known_ids.among(&wanted));
        Ok(Suspects { prefixes: suspects })
    }

    /// Reads the UUIDs of a file, and keeps them if there is room. If only a few pages may hold what is wanted, that is left to be looked up in these.
    async fn read_ids(&self, file: &Arc<DataFile>, page_rows: usize, wanted: &[u64], suspects: &mut HashSet<u64>) -> Result<()> {
        let touched = (wanted.len() as u64).saturating_mul(page_rows as u64);
        if touched.saturating_mul(4) < file.rows {
            suspects.extend(wanted);
            return Ok(());
        }
        let is_kept = self.known_ids.has_room(file.rows);
        let mut kept = Vec::with_capacity(if is_kept { usize::try_from(file.rows).unwrap_or(0) } else { 0 });
        let mut batches = id_column(&self.files, file).await?;
        while let Some(batch) = batches.try_next().await? {
            let ids = prefixes(column(&batch, "id")?.as_fixed_size_binary());
            if is_kept {
                kept.extend(ids);
            } else {
                common(wanted, &ids.collect::<Vec<_>>(), suspects);
            }
        }
        if is_kept {
            self.known_ids.add(&file.path, kept);
        }
        Ok(())
    }
}

fn prefixes(ids: &FixedSizeBinaryArray) -> impl Iterator<Item = u64> {
    (0..ids.len()).map(|row| prefix(ids.value(row)))
}

/// Those of sorted prefixes that lie within the bounds of a file.
fn within<'a>(file: &DataFile, wanted: &'a [u64]) -> &'a [u64] {
    let number = |bound: &Option<Bound>| match bound {
        Some(Bound::Hex(digits)) => u64::from_str_radix(digits.get(..16)?, 16).ok(),
        _ => None,
    };
    let range = file.ranges.get("id");
    let (Some(min), Some(max)) = (range.and_then(|r| number(&r.min)), range.and_then(|r| number(&r.max))) else { return wanted };
    let from = wanted.partition_point(|id| *id < min);
    &wanted[from..from + wanted[from..].partition_point(|id| *id <= max)]
}
