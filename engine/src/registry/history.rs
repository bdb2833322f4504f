//! The past: which version is meant, and what each commit did.

use std::collections::BTreeMap;
use std::str::FromStr;

use futures::{StreamExt, TryStreamExt, stream};
use uuid::Uuid;

use super::handle::{AsOf, Registry};
use super::layout;
use super::record::{Entry, Record, SegmentKind, WriterInfo};
use super::table::DATASET_BY_ID;
use crate::time::{Scale, Time};
use crate::{Error, Result};

/// Records that are read at once.
const READ_AHEAD: usize = 16;

/// One version, as its record tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Commit {
    /// The version that it made.
    pub version: u64,
    /// When.
    pub time: Time,
    /// Its random id.
    pub commit_id: Uuid,
    /// What was done; `None` if its record has become a stub.
    pub details: Option<Details>,
}

/// What a record says beyond a stub.
#[derive(Debug, Clone, PartialEq)]
pub struct Details {
    /// The name of the operation.
    pub operation: String,
    /// Who did it.
    pub writer: WriterInfo,
    /// By table, rows added and removed; tables that did not change are left out.
    pub changes: BTreeMap<String, (u64, u64)>,
}

impl Registry {
    /// The newest `limit` commits up to version `last`, newest first.
    pub async fn history(&self, last: u64, limit: u64) -> Result<Vec<Commit>> {
        let versions = (last.saturating_sub(limit) + 1..=last).rev();
        let read = |version| async move {
            let entry = self.log().read(version).await?;
            entry.map(Commit::of).ok_or_else(|| Error::damaged("commit record", layout::record(version).to_string(), "it is missing"))
        };
        stream::iter(versions).map(read).buffered(READ_AHEAD).try_collect().await
    }
}

impl Commit {
    fn of(entry: Entry) -> Commit {
        let (version, time, commit_id) = (entry.version(), Time(entry.time_ns()), entry.commit_id());
        let details = match entry {
            Entry::Record { record, .. } => {
                let changes = changes(&record);
                Some(Details { operation: record.header.operation, writer: record.header.writer, changes })
            }
            Entry::Stub(_) => None,
        };
        Commit { version, time, commit_id, details }
    }
}

/// Rows added and removed. Files that hold rows of earlier versions only move them; the table in the order of UUIDs only repeats.
fn changes(record: &Record) -> BTreeMap<String, (u64, u64)> {
    let mut changes: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for segment in &record.segments {
        let (added, removed) = changes.entry(segment.table.clone()).or_default();
        match segment.kind {
            SegmentKind::Rows => *added += segment.batch.num_rows() as u64,
            SegmentKind::Tombstones => *removed += segment.removes,
        }
    }
    for file in record.header.added.iter().filter(|file| file.as_of == record.header.version) {
        changes.entry(file.table.clone()).or_default().0 += file.rows;
    }
    changes.retain(|table, change| table != DATASET_BY_ID && *change != (0, 0));
    changes
}

impl FromStr for AsOf {
    type Err = Error;

    /// A number is a version, anything else a time (ISO 8601, TAI).
    fn from_str(text: &str) -> Result<AsOf> {
        match text.parse() {
            Ok(version) => Ok(AsOf::Version(version)),
            Err(_) => Time::parse_iso(text, Scale::Tai).map(AsOf::Time).map_err(|_| {
                Error::invalid("version", text, "it is neither a number nor a time")
                    .with_hint("a time is written as 2026-01-31T12:00:00, in TAI; `butler log` lists versions and their times")
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_version_and_anything_else_a_time() {
        assert_eq!("12".parse::<AsOf>().unwrap(), AsOf::Version(12));
        assert_eq!("1970-01-01T00:00:01".parse::<AsOf>().unwrap(), AsOf::Time(Time(1_000_000_000)));
        assert!("yesterday".parse::<AsOf>().is_err());
    }
}
