//! From operations to rows: each is checked against the state that it will be committed on, and becomes rows and tombstones.
//!
//! The checks are the claims of a commit. What they looked at is remembered as a [`Footprint`]: a commit of somebody else that touches it makes the plan
//! void, any other leaves it as it is.

mod collections;
mod datasets;
mod footprint;
mod lookup;
mod records;
mod removal;
mod stored;
mod suspects;
mod tags;

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, UInt32Array};

pub(super) use footprint::Footprint;
use suspects::Suspects;

use super::files::Files;
use super::keys::{KeySet, adapt};
use super::known_ids::KnownIds;
use super::snapshot::Snapshot;
use super::state::Tombstones;
use super::table;
use super::transaction::{Op, Transaction};
use crate::context::Context;
use crate::{Error, Result};

/// A state in the making: the tip and, on top, the rows and tombstones of the operations planned so far.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    base: Arc<Snapshot>,
    /// The base with everything pending applied; pending inline rows carry the version after the base.
    pub(super) next: Snapshot,
    files: Files,
    known_ids: KnownIds,
    context: Context,
    removes: BTreeMap<String, Vec<(RecordBatch, u64)>>,
    pub(super) footprint: Footprint,
}

impl Plan {
    pub(super) fn new(base: Arc<Snapshot>, files: Files, known_ids: KnownIds, context: Context) -> Plan {
        let next = (*base).clone();
        Plan { base, next, files, known_ids, context, removes: BTreeMap::new(), footprint: Footprint::default() }
    }

    /// Plans all operations of `transaction`; on an error nothing of it stays.
    pub(super) async fn add(&mut self, transaction: &Transaction) -> Result<()> {
        let mut attempt = self.clone();
        attempt.check_files_seen(transaction.files_seen_at)?;
        let ids = attempt.new_ids(transaction)?;
        let suspects = attempt.suspects(ids.iter().flatten()).await?;
        for (op, ids) in transaction.ops.iter().zip(ids) {
            attempt.add_op(op, ids, &suspects).await?;
        }
        *self = attempt;
        Ok(())
    }

    /// `ids`: of the datasets that it inserts.
    async fn add_op(&mut self, op: &Op, ids: Option<ArrayRef>, suspects: &Suspects) -> Result<()> {
        match op {
            Op::RegisterCollection(collection) => self.register_collection(collection),
            Op::SetDoc { collection, doc } => self.set_doc(collection, doc),
            Op::EditChain { collection, edit } => self.edit_chain(collection, edit),
            Op::RemoveCollection(name) => self.remove_collection(name).await,
            Op::RemoveRun(name) => self.remove_run(name).await,
            Op::RegisterDatasetType(dataset_type) => self.register_dataset_type(dataset_type),
            Op::RemoveDatasetType(name) => self.remove_dataset_type(name).await,
            Op::InsertRecords { element, rows, on_conflict } => self.insert_records(element, rows, *on_conflict).await,
            Op::InsertDatasets(datasets) => self.insert_datasets(datasets, ids, suspects).await,
            Op::RemoveDatasets(ids) => self.remove_datasets(ids).await,
            Op::SetFiles(rows) => self.set_files(rows).await,
            Op::Trash { rows, owner } => self.trash(rows, *owner).await,
            Op::TakeTrash { rows, owner } => self.take_trash(rows, *owner).await,
            Op::EmptyTrash(rows) => self.empty_trash(rows).await,
            Op::Associate { collection, ids } => self.associate(collection, ids).await,
            Op::Disassociate { collection, ids } => self.disassociate(collection, ids).await,
            Op::Certify { collection, ids, timespan } => self.certify(collection, ids, *timespan).await,
            Op::Decertify(decertify) => self.decertify(decertify).await,
        }
    }

    fn pending_version(&self) -> u64 {
        self.base.version + 1
    }

    /// Adds rows to a table.
    fn insert(&mut self, table: &str, rows: &RecordBatch) -> Result<()> {
        if rows.num_rows() == 0 {
            return Ok(());
        }
        let version = self.pending_version();
        let state = self.next.tables.get_mut(table).ok_or_else(|| Error::internal(format!("there is no table `{table}`")))?;
        Arc::make_mut(state).add_inline(version, rows)
    }

    /// Removes the rows with these keys; `in_base` of them are in the base, the others are pending.
    fn bury(&mut self, table: &str, keys: RecordBatch, in_base: u64) -> Result<()> {
        let version = self.pending_version();
        let state = self.next.tables.get_mut(table).ok_or_else(|| Error::internal(format!("there is no table `{table}`")))?;
        let state = Arc::make_mut(state);
        let set = KeySet::of(&keys)?;
        for inline in state.inline.iter_mut().filter(|i| i.as_of == version) {
            let keep = arrow::compute::not(&set.mask(&inline.batch)?)?;
            state.rows -= (keep.len() - keep.true_count()) as u64;
            inline.batch = arrow::compute::filter_record_batch(&inline.batch, &keep)?;
        }
        let tombstones = Arc::new(Tombstones::new(version, keys.clone())?);
        state.bury(tombstones.clone(), in_base)?;
        if table == table::DATASET {
            self.next.state_mut(table::DATASET_BY_ID)?.bury(tombstones, 0)?;
        }
        if in_base > 0 {
            self.removes.entry(table.to_owned()).or_default().push((keys, in_base));
        }
        Ok(())
    }

    /// Whether nothing is to be committed.
    pub(super) fn is_empty(&self) -> bool {
        self.removes.is_empty() && self.next.tables.values().all(|t| t.inline.iter().all(|i| i.as_of != self.pending_version()))
    }

    /// The pending rows of every table that has any.
    pub(super) fn rows(&self) -> Result<Vec<(String, Vec<RecordBatch>)>> {
        let mut rows = Vec::new();
        for (name, state) in &self.next.tables {
            let pending: Vec<RecordBatch> = state
                .inline
                .iter()
                .filter(|i| i.as_of == self.pending_version())
                .map(|i| adapt(&i.batch, &state.spec.schema))
                .collect::<Result<_>>()?;
            if !pending.is_empty() {
                rows.push((name.clone(), pending));
            }
        }
        Ok(rows)
    }

    /// The pending tombstones: table, keys, and how many rows they remove.
    pub(super) fn tombstones(&self) -> impl Iterator<Item = (&str, &RecordBatch, u64)> {
        self.removes.iter().flat_map(|(table, list)| list.iter().map(move |(keys, removes)| (table.as_str(), keys, *removes)))
    }
}

/// The rows of `batch` at those positions.
fn take(batch: &RecordBatch, positions: Vec<u32>) -> Result<RecordBatch> {
    Ok(arrow::compute::take_record_batch(batch, &UInt32Array::from(positions))?)
}

/// The columns of the data ID in the dataset tables of this state.
fn dimension_columns(snapshot: &Snapshot) -> Result<Vec<String>> {
    let schema = &snapshot.table(table::DATASET_BY_ID)?.spec.schema;
    Ok(schema.fields().iter().skip(3).map(|f| f.name().clone()).collect())
}

/// UUIDs as a column.
#[cfg(test)]
pub(super) fn test_ids(ids: &[uuid::Uuid]) -> ArrayRef {
    lookup::id_array(ids).unwrap()
}
