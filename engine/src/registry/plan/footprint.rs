//! What a plan has looked at, so that a commit of somebody else tells whether the plan still holds.

use std::collections::BTreeSet;

use arrow::array::{Array, AsArray, RecordBatch};

use crate::Result;
use crate::registry::file::{Bound, DataFile};
use crate::registry::keys::column;
use crate::registry::record::{Record, Segment, SegmentKind};
use crate::registry::table;

/// The parts of the state that a plan depends on or changes.
#[derive(Debug, Clone, Default)]
pub(in crate::registry) struct Footprint {
    collections: BTreeSet<String>,
    chains: bool,
    dataset_types: BTreeSet<String>,
    removed_types: BTreeSet<String>,
    /// (table, leading values) that rows are inserted into or looked up in.
    blocks: BTreeSet<(&'static str, [String; 2])>,
    /// Runs and collections whose rows are removed as a whole.
    emptied: BTreeSet<String>,
    elements: BTreeSet<String>,
    /// Least and greatest UUID inserted, as hexadecimal digits.
    ids: Option<(String, String)>,
    existing_datasets: bool,
    /// Whether it matters which files are to be deleted.
    trash: bool,
}

impl Footprint {
    pub(super) fn uses_collection(&mut self, name: &str) {
        self.collections.insert(name.to_owned());
    }

    pub(super) fn edits_chains(&mut self) {
        self.chains = true;
    }

    pub(super) fn uses_dataset_type(&mut self, name: &str) {
        self.dataset_types.insert(name.to_owned());
    }

    pub(super) fn removes_dataset_type(&mut self, name: &str) {
        self.uses_dataset_type(name);
        self.removed_types.insert(name.to_owned());
    }

    pub(super) fn uses_block(&mut self, table: &'static str, first: &str, second: &str) {
        self.blocks.insert((table, [first.to_owned(), second.to_owned()]));
    }

    pub(super) fn has_block(&self, table: &'static str, first: &str, second: &str) -> bool {
        self.blocks.contains(&(table, [first.to_owned(), second.to_owned()]))
    }

    pub(super) fn empties(&mut self, collection: &str) {
        self.uses_collection(collection);
        self.emptied.insert(collection.to_owned());
    }

    pub(super) fn inserts_records(&mut self, element: &str) {
        self.elements.insert(element.to_owned());
    }

    pub(super) fn inserts_ids(&mut self, min: String, max: String) {
        self.ids = Some(match self.ids.take() {
            Some((low, high)) => (low.min(min), high.max(max)),
            None => (min, max),
        });
    }

    pub(super) fn uses_existing_datasets(&mut self) {
        self.existing_datasets = true;
    }

    pub(super) fn uses_trash(&mut self) {
        self.trash = true;
    }

    /// What the claims are, in words.
    pub(in crate::registry) fn claims(&self) -> Vec<String> {
        let mut claims: Vec<String> = self.collections.iter().take(20).map(|c| format!("collection {c}")).collect();
        claims.extend(self.dataset_types.iter().take(20).map(|t| format!("dataset type {t}")));
        claims.extend(self.elements.iter().map(|e| format!("keys of {e} absent or equal")));
        claims.extend(self.blocks.iter().take(20).map(|(table, [a, b])| format!("keys of {table} {a} in {b} absent or equal")));
        if self.chains {
            claims.push("chains have no cycle".to_owned());
        }
        if self.existing_datasets {
            claims.push("datasets present".to_owned());
        }
        if self.trash {
            claims.push("files not in the trash".to_owned());
        }
        claims
    }

    /// Whether a commit of somebody else may have changed what this plan depends on.
    pub(in crate::registry) fn is_touched_by(&self, record: &Record) -> Result<bool> {
        if record.header.added.iter().any(|file| !maintenance(record) && self.touches_file(file)) {
            return Ok(true);
        }
        for segment in &record.segments {
            if self.touches_segment(segment)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn touches_file(&self, file: &DataFile) -> bool {
        match file.table.as_str() {
            table::DATASET_BY_ID => match (&self.ids, file.ranges.get("id").map(|r| (&r.min, &r.max))) {
                (Some((low, high)), Some((Some(Bound::Hex(min)), Some(Bound::Hex(max))))) => low <= max && high >= min,
                (ids, _) => ids.is_some(),
            },
            table::DATASET | table::TAG | table::VALIDITY => {
                file.blocks.iter().any(|b| self.touches_block(&file.table, &b.key[0], &b.key[1]))
            }
            table::TRASH => self.trash,
            element => self.elements.contains(element),
        }
    }

    fn touches_block(&self, table: &str, first: &str, second: &str) -> bool {
        let removed = match table {
            table::DATASET => self.removed_types.contains(first) || self.emptied.contains(second),
            _ => self.emptied.contains(first),
        };
        removed || self.blocks.iter().any(|(t, [a, b])| *t == table && a == first && b == second)
    }

    fn touches_segment(&self, segment: &Segment) -> Result<bool> {
        let batch = &segment.batch;
        let removes = segment.kind == SegmentKind::Tombstones;
        Ok(match segment.table.as_str() {
            table::COLLECTION => {
                // Another's chain edit could close a circle with ours.
                let chain_edit =
                    self.chains && !removes && column(batch, "children")?.as_list::<i32>().iter().flatten().any(|c| !c.is_empty());
                chain_edit || names(batch, "name")?.any(|name| self.collections.contains(name))
            }
            table::DATASET_TYPE => names(batch, "name")?.any(|name| self.dataset_types.contains(name)),
            table::DATASET | table::TAG | table::VALIDITY if removes => self.existing_datasets || !self.emptied.is_empty(),
            table @ (table::DATASET | table::TAG | table::VALIDITY) => self.touches_rows(table, batch)?,
            table::TRASH => self.trash,
            element => self.elements.contains(element) || (removes && !self.blocks.is_empty()),
        })
    }

    fn touches_rows(&self, table: &str, batch: &RecordBatch) -> Result<bool> {
        let leading = if table == table::DATASET { ["type", "run"] } else { ["collection", "type"] };
        let pairs = names(batch, leading[0])?.zip(names(batch, leading[1])?);
        let blocks = pairs.into_iter().any(|(a, b)| self.touches_block(table, a, b));
        let ids = match &self.ids {
            Some((low, high)) if table == table::DATASET => {
                column(batch, "id")?.as_fixed_size_binary().iter().flatten().map(hex).any(|id| *low <= id && id <= *high)
            }
            _ => false,
        };
        Ok(blocks || ids)
    }
}

fn maintenance(record: &Record) -> bool {
    !record.header.removed.is_empty() || !record.header.folded.is_empty()
}

fn names<'a>(batch: &'a RecordBatch, name: &str) -> Result<impl Iterator<Item = &'a str>> {
    Ok(column(batch, name)?.as_string_view().iter().flatten())
}

/// Bytes as lowercase hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
