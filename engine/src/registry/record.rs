//! One commit: what a record of the log says.

use std::collections::BTreeMap;

use arrow::array::RecordBatch;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::file::{DataFile, Hash};

/// The header of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// The version that this record makes; the first is 1.
    pub version: u64,
    /// Hash of the record before (all zeros for the first): the chain.
    pub previous: Hash,
    /// Random; tells one's own record from another's after an ambiguous answer.
    pub commit_id: Uuid,
    /// Who wrote it.
    pub writer: WriterInfo,
    /// Commit time, nanoseconds TAI: `max(time of the record before + 1000, the writer's clock)`.
    pub time_ns: i64,
    /// The version that the writer computed on first; `version - 1` unless it lost races.
    pub base: u64,
    /// What was done, e.g. `import`, `create`, `compact`.
    pub operation: String,
    /// Makes a retried operation idempotent: the same pair is committed once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<Application>,
    /// Parquet files added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<DataFile>,
    /// Paths of Parquet files that are no longer part of the state.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
    /// Per table: inline rows and tombstones of versions up to this one are now in `added` files.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub folded: BTreeMap<String, u64>,
    /// What the segments hold, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<SegmentInfo>,
    /// What was checked before the commit, in words for people and `verify`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<String>,
    /// The garbage-collection epoch in force after this commit.
    pub gc_epoch: u64,
    /// Oldest reader format that understands this record.
    pub min_reader: u32,
    /// Oldest writer format that may write after this record.
    pub min_writer: u32,
    /// Rows of every table after this commit, counted by the writer and recomputed by every reader.
    pub row_totals: BTreeMap<String, u64>,
    /// Free facts of an operation, e.g. the universe in `create`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, String>,
}

/// Who wrote a record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriterInfo {
    /// Login name.
    pub user: String,
    /// Host name.
    pub host: String,
    /// Process number.
    pub process: u32,
    /// Program and version.
    pub tool: String,
}

/// A step of an operation that may be run again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Application {
    /// The operation, e.g. a hash of what is imported.
    pub id: String,
    /// The step, from 0.
    pub sequence: u64,
}

/// What a segment holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentInfo {
    /// Its table.
    pub table: String,
    /// Rows or tombstones.
    pub kind: SegmentKind,
    /// Number of rows.
    pub rows: u64,
    /// Of tombstones: how many rows of the table they remove, counted by the writer.
    #[serde(default)]
    pub removes: u64,
}

/// What the rows of a segment mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentKind {
    /// Rows added.
    Rows,
    /// Keys of rows removed: they apply to rows of earlier versions only, so that one commit can replace a row.
    Tombstones,
}

/// Inline rows or tombstones of one table.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Its table.
    pub table: String,
    /// Rows or tombstones.
    pub kind: SegmentKind,
    /// The rows, or the key columns.
    pub batch: RecordBatch,
    /// Of tombstones: how many rows they remove.
    pub removes: u64,
}

impl Segment {
    /// Rows of `table`.
    pub fn rows(table: impl Into<String>, batch: RecordBatch) -> Segment {
        Segment { table: table.into(), kind: SegmentKind::Rows, batch, removes: 0 }
    }

    /// Keys of rows of `table` that are removed; `removes` rows have them.
    pub fn tombstones(table: impl Into<String>, keys: RecordBatch, removes: u64) -> Segment {
        Segment { table: table.into(), kind: SegmentKind::Tombstones, batch: keys, removes }
    }
}

/// A record: a header and the segments that it announces.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Everything but rows.
    pub header: Header,
    /// Inline rows and tombstones, as `header.segments` lists them.
    pub segments: Vec<Segment>,
}

/// What is left of a record past the horizon: enough to keep the chain, to keep the name taken, and to recognise a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stub {
    /// The version that the record made.
    pub version: u64,
    /// Hash of the record before.
    pub previous: Hash,
    /// The record's commit id.
    pub commit_id: Uuid,
    /// The record's application step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<Application>,
    /// The record's own hash.
    pub hash_of_record: Hash,
    /// The record's commit time, nanoseconds TAI.
    pub time_ns: i64,
    /// Oldest reader format that understands this stub.
    pub min_reader: u32,
}

/// What stands in a slot of the log.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A commit.
    Record {
        /// The commit.
        record: Box<Record>,
        /// Its hash.
        hash: Hash,
    },
    /// A commit past the horizon.
    Stub(Stub),
}

impl Entry {
    /// The version that it makes.
    pub fn version(&self) -> u64 {
        match self {
            Entry::Record { record, .. } => record.header.version,
            Entry::Stub(stub) => stub.version,
        }
    }

    /// The id of the commit.
    pub fn commit_id(&self) -> Uuid {
        match self {
            Entry::Record { record, .. } => record.header.commit_id,
            Entry::Stub(stub) => stub.commit_id,
        }
    }

    /// The step that the commit was of an operation that may be run again.
    pub fn application(&self) -> Option<&Application> {
        match self {
            Entry::Record { record, .. } => record.header.application.as_ref(),
            Entry::Stub(stub) => stub.application.as_ref(),
        }
    }

    /// Hash of the record before.
    pub fn previous(&self) -> Hash {
        match self {
            Entry::Record { record, .. } => record.header.previous,
            Entry::Stub(stub) => stub.previous,
        }
    }

    /// Hash of the record, also where only its stub is left: what the next record calls `previous`.
    pub fn hash(&self) -> Hash {
        match self {
            Entry::Record { hash, .. } => *hash,
            Entry::Stub(stub) => stub.hash_of_record,
        }
    }

    /// Commit time, nanoseconds TAI.
    pub fn time_ns(&self) -> i64 {
        match self {
            Entry::Record { record, .. } => record.header.time_ns,
            Entry::Stub(stub) => stub.time_ns,
        }
    }

    /// What is left of it past the horizon.
    pub fn stub(&self) -> Stub {
        match self {
            Entry::Stub(stub) => stub.clone(),
            Entry::Record { record, hash } => Stub {
                version: record.header.version,
                previous: record.header.previous,
                commit_id: record.header.commit_id,
                application: record.header.application.clone(),
                hash_of_record: *hash,
                time_ns: record.header.time_ns,
                min_reader: 1,
            },
        }
    }
}
