use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use futures::stream::BoxStream;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMultipartOptions, PutOptions, PutPayload,
    PutResult,
};

use super::*;
use crate::ErrorKind;
use crate::registry::record::{Header, WriterInfo};

/// What a store does with the next conditional puts.
#[derive(Debug, Clone, Copy)]
enum Fault {
    AppliedButError,
    LostButError,
    ConflictButNothing,
    Refused,
    RefusedButApplied,
}

/// A store that fails as told.
#[derive(Debug)]
struct Faulty {
    inner: InMemory,
    faults: Mutex<Vec<Fault>>,
}

impl fmt::Display for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Faulty")
    }
}

fn reset() -> object_store::Error {
    object_store::Error::Generic { store: "S3", source: "connection reset".into() }
}

#[async_trait]
impl ObjectStore for Faulty {
    async fn put_opts(&self, location: &Path, payload: PutPayload, options: PutOptions) -> object_store::Result<PutResult> {
        let fault = self.faults.lock().unwrap().pop();
        let path = location.to_string();
        match fault {
            None => self.inner.put_opts(location, payload, options).await,
            Some(Fault::AppliedButError) => {
                self.inner.put_opts(location, payload, options).await?;
                Err(reset())
            }
            Some(Fault::LostButError) => Err(reset()),
            Some(Fault::ConflictButNothing) => Err(object_store::Error::AlreadyExists { path, source: "409".into() }),
            Some(Fault::Refused) => Err(object_store::Error::PermissionDenied { path, source: "403".into() }),
            Some(Fault::RefusedButApplied) => {
                self.inner.put_opts(location, payload, options).await?;
                Err(object_store::Error::PermissionDenied { path, source: "403".into() })
            }
        }
    }

    async fn put_multipart_opts(&self, location: &Path, options: PutMultipartOptions) -> object_store::Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(location, options).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> object_store::Result<GetResult> {
        self.inner.get_opts(location, options).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, object_store::Result<Path>>) -> BoxStream<'static, object_store::Result<Path>> {
        self.inner.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> object_store::Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> object_store::Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

/// A log whose store fails so, first fault first, with pauses too short to notice.
fn log(faults: &[Fault]) -> Log {
    let store = Faulty { inner: InMemory::new(), faults: Mutex::new(faults.iter().rev().copied().collect()) };
    let policy = RetryPolicy { first_pause: Duration::from_nanos(1), longest_pause: Duration::from_nanos(1), ..RetryPolicy::default() };
    Log::new(Stores::single(Arc::new(store)), Context::system(), policy)
}

fn record(version: u64, previous: Hash, commit: u128) -> Record {
    let header = Header {
        version,
        previous,
        commit_id: Uuid::from_u128(commit),
        writer: WriterInfo::default(),
        time_ns: 0,
        base: version - 1,
        operation: "test".to_owned(),
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

const START: Hash = Hash([0; 32]);

async fn append_chain(log: &Log, count: u64) -> Vec<Hash> {
    let mut hashes = vec![START];
    for version in 1..=count {
        let Append::Appended { hash } = log.append(&record(version, hashes[version as usize - 1], version.into())).await.unwrap() else {
            panic!("alone, every append succeeds")
        };
        hashes.push(hash);
    }
    hashes
}

#[tokio::test]
async fn a_slot_belongs_to_the_first_record() {
    let log = log(&[]);
    assert!(log.read(1).await.unwrap().is_none());
    assert!(matches!(log.append(&record(1, START, 1)).await.unwrap(), Append::Appended { .. }));
    let Append::Lost(entry) = log.append(&record(1, START, 2)).await.unwrap() else { panic!("the slot is taken") };
    assert_eq!(entry.commit_id(), Uuid::from_u128(1));
}

#[tokio::test]
async fn only_one_of_many_racing_writers_owns_a_slot() {
    let log = log(&[]);
    let appends = (1..=20).map(|commit| {
        let log = log.clone();
        tokio::spawn(async move { matches!(log.append(&record(1, START, commit)).await.unwrap(), Append::Appended { .. }) })
    });
    let won = futures::future::join_all(appends).await.into_iter().filter(|won| *won.as_ref().unwrap()).count();
    assert_eq!(won, 1);
}

#[tokio::test]
async fn a_put_whose_answer_was_lost_is_recognised_as_ours() {
    let log = log(&[Fault::AppliedButError]);
    assert!(matches!(log.append(&record(1, START, 1)).await.unwrap(), Append::Appended { .. }));
}

#[tokio::test]
async fn already_exists_about_our_own_earlier_put_is_a_success() {
    let log = log(&[]);
    let ours = record(1, START, 1);
    assert!(matches!(log.append(&ours).await.unwrap(), Append::Appended { .. }));
    assert!(matches!(log.append(&ours).await.unwrap(), Append::Appended { .. }));
}

#[tokio::test]
async fn an_unclear_failure_with_an_empty_slot_stays_ambiguous() {
    let log = log(&[Fault::LostButError, Fault::ConflictButNothing]);
    let ours = record(1, START, 1);
    assert!(matches!(log.append(&ours).await.unwrap(), Append::Ambiguous { .. }));
    assert!(matches!(log.append(&ours).await.unwrap(), Append::Ambiguous { .. }));
    assert!(matches!(log.append(&ours).await.unwrap(), Append::Appended { .. }));
}

#[tokio::test]
async fn a_refusal_is_an_error_only_if_the_slot_is_empty() {
    let denied = log(&[Fault::Refused]).append(&record(1, START, 1)).await.unwrap_err();
    assert!(denied.is_refusal());
    assert_eq!(denied.kind(), ErrorKind::Invalid);
    assert!(matches!(log(&[Fault::RefusedButApplied]).append(&record(1, START, 1)).await.unwrap(), Append::Appended { .. }));
}

#[tokio::test]
async fn a_seal_decides_about_a_pending_commit() {
    let pending = record(1, START, 1);
    let noop = record(1, START, 2);
    let empty = log(&[Fault::LostButError]);
    assert!(matches!(empty.append(&pending).await.unwrap(), Append::Ambiguous { .. }));
    assert!(matches!(empty.seal(&noop, pending.header.commit_id).await, Seal::Sealed { .. }));
    assert!(matches!(empty.append(&pending).await.unwrap(), Append::Lost(_)), "a late attempt can't land");

    let done = log(&[]);
    assert!(matches!(done.append(&pending).await.unwrap(), Append::Appended { .. }));
    assert!(matches!(done.seal(&noop, pending.header.commit_id).await, Seal::Committed(_)));
    assert!(matches!(done.seal(&noop, Uuid::from_u128(9)).await, Seal::Lost(_)));

    let silent = log(&[Fault::LostButError; 100]);
    assert!(matches!(silent.seal(&noop, pending.header.commit_id).await, Seal::Unknown { .. }));
}

#[tokio::test]
async fn the_tail_is_read_whatever_the_hint() {
    let log = log(&[]);
    let hashes = append_chain(&log, 70).await;
    for (after, hint) in [(0, 0), (0, 70), (0, 3), (0, 1_000_000), (69, 0), (30, 64), (70, 70)] {
        let entries = log.read_after(after, hint).await.unwrap();
        let read: Vec<Hash> = entries.iter().map(Entry::hash).collect();
        assert_eq!(read, hashes[after as usize + 1..], "after {after}, hint {hint}");
    }
}

#[tokio::test]
async fn a_missing_or_foreign_record_in_the_middle_is_damage() {
    let log = log(&[]);
    append_chain(&log, 10).await;
    let slot = layout::record(5);
    let store = Arc::clone(&log.stores.commit);
    store.put(&slot, record(5, START, 99).encode().unwrap().into()).await.unwrap();
    assert_eq!(log.read_after(0, 0).await.unwrap_err().kind(), ErrorKind::Data);
    store.put(&slot, record(4, START, 99).encode().unwrap().into()).await.unwrap();
    assert_eq!(log.read(5).await.unwrap_err().kind(), ErrorKind::Data);
    store.delete(&slot).await.unwrap();
    assert_eq!(log.read_after(0, 10).await.unwrap_err().kind(), ErrorKind::Data);
}

#[tokio::test]
async fn a_stub_keeps_the_chain_and_the_name() {
    let log = log(&[]);
    let hashes = append_chain(&log, 3).await;
    let second = log.read(2).await.unwrap().unwrap();
    log.put_stub(&second).await.unwrap();
    assert!(matches!(log.read(2).await.unwrap(), Some(Entry::Stub(_))));
    assert_eq!(log.read_after(0, 0).await.unwrap().len(), 3);
    assert!(matches!(log.append(&record(2, hashes[1], 77)).await.unwrap(), Append::Lost(Entry::Stub(_))));
}
