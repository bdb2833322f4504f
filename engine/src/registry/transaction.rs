//! What a commit is to do, as its caller says it: a list of operations, checked and turned into rows when it is committed.

use arrow::array::RecordBatch;
use uuid::Uuid;

use super::record::Application;
use crate::collections::{ChainEdit, Collection};
use crate::datasets::DatasetType;
use crate::time::Timespan;
use crate::{Error, Result};

/// What happens to a row whose key exists with other values. Equal rows are always skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnConflict {
    /// It is an error.
    #[default]
    Fail,
    /// The existing row stays.
    Keep,
    /// The given row replaces it.
    Update,
}

/// New datasets of one type in one RUN.
#[derive(Debug, Clone)]
pub struct NewDatasets {
    /// Name of the dataset type.
    pub dataset_type: String,
    /// Name of the RUN collection.
    pub run: String,
    /// Columns `id` and the required dimensions; if present also `ingest_ns` and `files`. Implied dimensions are filled in from their records.
    pub rows: RecordBatch,
}

/// Which validity ranges are to end.
#[derive(Debug, Clone)]
pub struct Decertify {
    /// The CALIBRATION collection.
    pub collection: String,
    /// The dataset type.
    pub dataset_type: String,
    /// From when to when nothing is to be valid.
    pub timespan: Timespan,
    /// Only these datasets; all of the type where absent.
    pub ids: Option<Vec<Uuid>>,
}

#[derive(Debug, Clone)]
pub(super) enum Op {
    RegisterCollection(Collection),
    SetDoc { collection: String, doc: String },
    EditChain { collection: String, edit: ChainEdit },
    RemoveCollection(String),
    RemoveRun(String),
    RegisterDatasetType(DatasetType),
    RemoveDatasetType(String),
    InsertRecords { element: String, rows: RecordBatch, on_conflict: OnConflict },
    InsertDatasets(NewDatasets),
    RemoveDatasets(Vec<Uuid>),
    SetFiles(RecordBatch),
    Trash { rows: RecordBatch, owner: Uuid },
    TakeTrash { rows: RecordBatch, owner: Uuid },
    EmptyTrash(RecordBatch),
    Associate { collection: String, ids: Vec<Uuid> },
    Disassociate { collection: String, ids: Vec<Uuid> },
    Certify { collection: String, ids: Vec<Uuid>, timespan: Timespan },
    Decertify(Decertify),
}

/// A list of operations that are committed together or not at all.
#[derive(Debug, Clone)]
pub struct Transaction {
    pub(super) operation: String,
    pub(super) application: Option<Application>,
    pub(super) ops: Vec<Op>,
    pub(super) files_seen_at: Option<u64>,
}

impl Transaction {
    /// An empty one; `operation` names it in the log.
    pub fn new(operation: impl Into<String>) -> Transaction {
        Transaction { operation: operation.into(), application: None, ops: Vec::new(), files_seen_at: None }
    }

    /// Whether nothing is to be done.
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
    }

    /// How many rows, ids and names its caller has given, as a measure of how large it is.
    pub(super) fn given_rows(&self) -> usize {
        let of = |op: &Op| match op {
            Op::InsertRecords { rows, .. } | Op::SetFiles(rows) | Op::EmptyTrash(rows) => rows.num_rows(),
            Op::Trash { rows, .. } | Op::TakeTrash { rows, .. } => rows.num_rows(),
            Op::InsertDatasets(datasets) => datasets.rows.num_rows(),
            Op::RemoveDatasets(ids) => ids.len(),
            Op::Associate { ids, .. } | Op::Disassociate { ids, .. } | Op::Certify { ids, .. } => ids.len(),
            _ => 1,
        };
        self.ops.iter().map(of).sum()
    }

    /// Makes the commit idempotent: a step `sequence` of operation `id` that is in the log already is not done again.
    pub fn set_application(&mut self, id: impl Into<String>, sequence: u64) {
        self.application = Some(Application { id: id.into(), sequence });
    }

    /// Registers a collection; nothing happens if it exists with the same type.
    pub fn register_collection(&mut self, collection: Collection) {
        self.ops.push(Op::RegisterCollection(collection));
    }

    /// Sets the documentation of a collection.
    pub fn set_doc(&mut self, collection: impl Into<String>, doc: impl Into<String>) {
        self.ops.push(Op::SetDoc { collection: collection.into(), doc: doc.into() });
    }

    /// Sets the children of a CHAINED collection, in search order.
    pub fn set_chain(&mut self, collection: impl Into<String>, children: Vec<String>) {
        self.edit_chain(collection, ChainEdit::Redefine(children));
    }

    /// Changes the children of a CHAINED collection, as they are when it is committed.
    pub fn edit_chain(&mut self, collection: impl Into<String>, edit: ChainEdit) {
        self.ops.push(Op::EditChain { collection: collection.into(), edit });
    }

    /// Removes a collection that is no RUN; datasets stay.
    pub fn remove_collection(&mut self, collection: impl Into<String>) {
        self.ops.push(Op::RemoveCollection(collection.into()));
    }

    /// Removes a RUN with all its datasets.
    pub fn remove_run(&mut self, run: impl Into<String>) {
        self.ops.push(Op::RemoveRun(run.into()));
    }

    /// Registers a dataset type; nothing happens if it exists with the same definition.
    pub fn register_dataset_type(&mut self, dataset_type: DatasetType) {
        self.ops.push(Op::RegisterDatasetType(dataset_type));
    }

    /// Removes a dataset type that no dataset has.
    pub fn remove_dataset_type(&mut self, name: impl Into<String>) {
        self.ops.push(Op::RemoveDatasetType(name.into()));
    }

    /// Inserts dimension records: rows in the schema of the element.
    pub fn insert_records(&mut self, element: impl Into<String>, rows: RecordBatch, on_conflict: OnConflict) {
        self.ops.push(Op::InsertRecords { element: element.into(), rows, on_conflict });
    }

    /// Inserts datasets. Equal ones (UUID, type, run and data ID) are skipped.
    pub fn insert_datasets(&mut self, datasets: NewDatasets) {
        self.ops.push(Op::InsertDatasets(datasets));
    }

    /// Removes datasets, with their tags and validity ranges.
    pub fn remove_datasets(&mut self, ids: Vec<Uuid>) {
        self.ops.push(Op::RemoveDatasets(ids));
    }

    /// Gives datasets other files, or none: columns `id` and `files`.
    pub fn set_files(&mut self, rows: RecordBatch) {
        self.ops.push(Op::SetFiles(rows));
    }

    /// Says that its files were seen in their places after the state of `version` was read. It is refused with [`Error::TrashChanged`] if files have
    /// gone into or out of the trash since.
    pub fn set_files_seen_at(&mut self, version: u64) {
        self.files_seen_at = Some(version);
    }

    /// Notes files that no dataset names any more, to be deleted by `owner`: columns `path`, `id` (of the dataset that had it) and `size_bytes`.
    pub fn trash(&mut self, rows: RecordBatch, owner: Uuid) {
        self.ops.push(Op::Trash { rows, owner });
    }

    /// Makes `owner` the one who deletes noted files: columns `path` and `trashed_ns`. Notes that have another time by now are left alone.
    pub fn take_trash(&mut self, rows: RecordBatch, owner: Uuid) {
        self.ops.push(Op::TakeTrash { rows, owner });
    }

    /// Forgets noted files, which have been deleted: column `path`.
    pub fn empty_trash(&mut self, rows: RecordBatch) {
        self.ops.push(Op::EmptyTrash(rows));
    }

    /// Puts datasets into a TAGGED collection.
    pub fn associate(&mut self, collection: impl Into<String>, ids: Vec<Uuid>) {
        self.ops.push(Op::Associate { collection: collection.into(), ids });
    }

    /// Takes datasets out of a TAGGED collection.
    pub fn disassociate(&mut self, collection: impl Into<String>, ids: Vec<Uuid>) {
        self.ops.push(Op::Disassociate { collection: collection.into(), ids });
    }

    /// Makes datasets valid for a timespan in a CALIBRATION collection.
    pub fn certify(&mut self, collection: impl Into<String>, ids: Vec<Uuid>, timespan: Timespan) {
        self.ops.push(Op::Certify { collection: collection.into(), ids, timespan });
    }

    /// Ends validity in a CALIBRATION collection for a timespan.
    pub fn decertify(&mut self, decertify: Decertify) {
        self.ops.push(Op::Decertify(decertify));
    }
}

/// How a commit ended. Losing a race is not an error; it is repeated inside.
#[derive(Debug)]
#[must_use]
pub enum Outcome {
    /// It is done, in this version; or nothing was to be done, and this is the version that was looked at.
    Committed {
        /// The version.
        version: u64,
    },
    /// It is not done and never will be.
    NotCommitted {
        /// Which claim is broken, or what else stood against it.
        reason: Error,
    },
    /// Nobody can tell before the store answers again.
    Unknown {
        /// What to ask for.
        commit_id: Uuid,
    },
}

impl Outcome {
    /// The version, or the reason as an error.
    pub fn version(self) -> Result<u64> {
        match self {
            Outcome::Committed { version } => Ok(version),
            Outcome::NotCommitted { reason } => Err(reason),
            Outcome::Unknown { commit_id } => Err(Error::Unknown { commit_id }),
        }
    }
}
