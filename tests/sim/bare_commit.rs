//! Commits without content, by the protocol of the log and nothing above it.

use std::collections::BTreeMap;

use butler_engine::context::Context;
use butler_engine::registry::file::Hash;
use butler_engine::registry::log::{Append, Entry, Log, Seal};
use butler_engine::registry::record::{Header, Record, WriterInfo};
use uuid::Uuid;

/// What a writer was told about a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It is in the log at this version.
    Committed(u64),
    /// It is not and never will be in the log.
    NotCommitted,
    /// Unknown, or the process ended before it was told anything.
    Unknown,
}

/// Makes a record without content after `before`.
fn empty_record(before: Option<&Entry>, commit_id: Uuid, context: &Context) -> Record {
    let version = before.map_or(0, Entry::version) + 1;
    let header = Header {
        version,
        previous: before.map_or(Hash([0; 32]), Entry::hash),
        commit_id,
        writer: WriterInfo::default(),
        time_ns: context.clock.now().0,
        base: version - 1,
        operation: "simulated".to_owned(),
        application: None,
        added: Vec::new(),
        removed: Vec::new(),
        folded: BTreeMap::new(),
        segments: Vec::new(),
        claims: Vec::new(),
        gc_epoch: 0,
        min_reader: 1,
        min_writer: 1,
        row_totals: BTreeMap::new(),
        properties: BTreeMap::new(),
    };
    Record::new(header, Vec::new())
}

/// One commit by the protocol of the log, which is known up to `tip`; what was read of the log on the way is added to `seen`.
pub async fn commit(log: &Log, context: &Context, commit_id: Uuid, tip: &mut Option<Entry>, seen: &mut Vec<(u64, Hash)>) -> Told {
    for _ in 0..log.policy().races {
        let Ok(entries) = log.read_after(tip.as_ref().map_or(0, Entry::version), 0).await else { return Told::NotCommitted };
        seen.extend(entries.iter().map(|entry| (entry.version(), entry.hash())));
        *tip = entries.into_iter().last().or(tip.take());
        let record = empty_record(tip.as_ref(), commit_id, context);
        match settle(log, context, &record).await {
            Some(told) => return told,
            None => log.policy().pause_after_race(context).await,
        }
    }
    Told::NotCommitted
}

/// Appends until it is clear what became of `record`; `None`: lost the race.
async fn settle(log: &Log, context: &Context, record: &Record) -> Option<Told> {
    let (version, commit_id) = (record.header.version, record.header.commit_id);
    for failures in 0..log.policy().attempts {
        match log.append(record).await {
            Ok(Append::Appended { .. }) => return Some(Told::Committed(version)),
            Ok(Append::Lost(_)) => return None,
            Err(_) if failures == 0 => return Some(Told::NotCommitted),
            Ok(Append::Ambiguous { .. }) | Err(_) => log.policy().pause(failures, context).await,
        }
    }
    let mut noop = record.clone();
    noop.header.commit_id = context.ids.uuid4();
    match log.seal(&noop, commit_id).await {
        Seal::Sealed { .. } | Seal::Lost(_) => Some(Told::NotCommitted),
        Seal::Committed(_) => Some(Told::Committed(version)),
        Seal::Unknown { .. } => Some(Told::Unknown),
    }
}
