//! Verification finds damage and nothing else; vacuum deletes only what nothing needs.

use std::time::Duration;

use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use super::*;
use crate::registry::verify::{Code, Report, verify};
use crate::registry::{AsOf, CompactOptions, VacuumOptions};
use crate::time::{Time, Timespan};

async fn check(registry: &Registry) -> Report {
    verify(registry.stores().clone(), Context::system(), 1).await.unwrap()
}

/// A registry with files, inline rows, tombstones, tags, validity ranges and two checkpoints.
async fn rich() -> Registry {
    let registry = with_instrument().await;
    let mut tx = Transaction::new("visits");
    tx.insert_records("visit", visits(6..401), OnConflict::Fail);
    commit(&registry, tx).await.unwrap();
    let pairs = |visits: std::ops::Range<i64>| visits.flat_map(|v| (0..10).map(move |d| (v, d))).collect::<Vec<_>>();
    insert(&registry, calexps("run1", 1, &pairs(1..151))).await.unwrap();
    insert(&registry, calexps("run2", 2, &pairs(100..211))).await.unwrap();
    insert(&registry, biases("run1", &[0, 1, 2])).await.unwrap();
    registry.checkpoint().await.unwrap();
    let mut tx = Transaction::new("more");
    tx.associate("tag", vec![calexp_id(1, (1, 0)), calexp_id(2, (100, 3))]);
    tx.certify("calib", vec![bias_id("run1", 0)], Timespan::new(Some(Time(1)), Some(Time(9))));
    tx.set_chain("chain", vec!["run1".to_owned(), "tag".to_owned()]);
    tx.remove_datasets(vec![calexp_id(1, (7, 7))]);
    commit(&registry, tx).await.unwrap();
    registry
}

async fn objects(store: &dyn ObjectStore, prefix: &str) -> Vec<Path> {
    let listed: Vec<_> = store.list(Some(&Path::from(prefix))).try_collect().await.unwrap();
    listed.into_iter().map(|o| o.location).collect()
}

async fn flip(store: &dyn ObjectStore, path: &Path, at: usize) -> bytes::Bytes {
    let bytes = store.get(path).await.unwrap().bytes().await.unwrap();
    let mut flipped = bytes.to_vec();
    flipped[at] ^= 1 << (at % 8);
    store.put(path, flipped.into()).await.unwrap();
    bytes
}

#[tokio::test]
async fn an_undamaged_registry_verifies_clean() {
    let registry = rich().await;
    assert_eq!(check(&registry).await.findings, []);
    registry.compact(&CompactOptions::default()).await.unwrap();
    // The files before compaction are still named by kept versions.
    assert_eq!(check(&registry).await.findings, []);
}

#[tokio::test]
async fn a_flipped_byte_of_a_parquet_object_is_found() {
    let registry = rich().await;
    let store = registry.stores().ordinary.clone();
    for path in objects(&*store, "data").await {
        let length = usize::try_from(store.head(&path).await.unwrap().size).unwrap();
        for at in [length / 3, length - 20] {
            let bytes = flip(&*store, &path, at).await;
            let report = check(&registry).await;
            assert!(report.findings.iter().any(|f| f.code == Code::ObjHash && f.object == path.as_ref()), "{path} at {at}: {report:?}");
            store.put(&path, bytes.into()).await.unwrap();
        }
        let bytes = store.get(&path).await.unwrap().bytes().await.unwrap();
        store.delete(&path).await.unwrap();
        assert!(check(&registry).await.findings.iter().any(|f| f.code == Code::ObjMissing));
        store.put(&path, bytes.into()).await.unwrap();
    }
    assert_eq!(check(&registry).await.findings, []);
}

#[tokio::test]
async fn a_flipped_byte_of_a_record_or_checkpoint_is_found_and_a_reader_never_believes_it() {
    let registry = rich().await;
    let store = registry.stores().ordinary.clone();
    let rows = count(&registry, table::DATASET).await as u64;
    for prefix in ["log", "checkpoint"] {
        for path in objects(&*store, prefix).await {
            let length = usize::try_from(store.head(&path).await.unwrap().size).unwrap();
            for at in (0..length).step_by(length / 3 + 1).chain([length - 1]) {
                let bytes = flip(&*store, &path, at).await;
                let report = verify(registry.stores().clone(), Context::system(), 1).await.unwrap();
                assert!(report.has_errors(), "{path} at {at}");
                if let Ok(opened) = Registry::open(registry.stores().clone(), Context::system()).await {
                    assert_eq!(opened.snapshot().table(table::DATASET).unwrap().rows, rows, "{path} at {at}");
                }
                store.put(&path, bytes.into()).await.unwrap();
            }
        }
    }
    assert_eq!(check(&registry).await.findings, []);
}

#[tokio::test]
async fn a_flipped_or_cut_hint_is_harmless() {
    let registry = rich().await;
    let store = registry.stores().ordinary.clone();
    let path = Path::from("_latest");
    let bytes = store.get(&path).await.unwrap().bytes().await.unwrap();
    for at in 0..bytes.len() {
        flip(&*store, &path, at).await;
        let opened = Registry::open(registry.stores().clone(), Context::system()).await.unwrap();
        assert_eq!(opened.snapshot().hash, registry.snapshot().hash, "flipped at {at}");
        store.put(&path, bytes.slice(..at).into()).await.unwrap();
        let opened = Registry::open(registry.stores().clone(), Context::system()).await.unwrap();
        assert_eq!(opened.snapshot().hash, registry.snapshot().hash, "cut at {at}");
        store.put(&path, bytes.clone().into()).await.unwrap();
    }
}

#[tokio::test]
async fn a_missing_record_is_found() {
    let registry = rich().await;
    let store = registry.stores().ordinary.clone();
    let logs = objects(&*store, "log").await;
    store.delete(&logs[2]).await.unwrap();
    assert!(check(&registry).await.findings.iter().any(|f| f.code == Code::LogChain && f.object == logs[2].as_ref()));
}

#[tokio::test]
async fn vacuum_deletes_what_no_kept_version_needs_after_two_fences() {
    let registry = rich().await;
    let before = rows(&registry, table::DATASET, &["id", "run", "visit"]).await;
    let store = registry.stores().ordinary.clone();
    registry.compact(&CompactOptions::default()).await.unwrap();
    let orphan = Path::from("data/dataset/e0-00000000-0000-7000-8000-000000000000.parquet");
    store.put(&orphan, "orphan".into()).await.unwrap();
    let options = VacuumOptions { keep_versions: 0, keep: Duration::ZERO, execute: true };
    let files = objects(&*store, "data").await.len();
    let dry = registry.vacuum(&VacuumOptions { execute: false, ..options.clone() }).await.unwrap();
    assert!(dry.deleted.iter().all(|p| !p.starts_with("data")) && dry.waiting.contains(&orphan.to_string()), "{dry:?}");
    assert_eq!(objects(&*store, "data").await.len(), files, "a dry run deletes nothing");
    registry.vacuum(&options).await.unwrap();
    assert!(objects(&*store, "data").await.contains(&orphan), "one fence is not enough");
    registry.vacuum(&options).await.unwrap();
    let left = objects(&*store, "data").await;
    assert!(!left.contains(&orphan));
    assert!(left.len() < files, "{left:?}");
    let opened = Registry::open(registry.stores().clone(), Context::system()).await.unwrap();
    assert_eq!(rows(&opened, table::DATASET, &["id", "run", "visit"]).await, before);
    let report = check(&registry).await;
    assert!(!report.has_errors(), "{report:?}");
    let expired = opened.as_of(AsOf::Version(2)).await.unwrap_err();
    assert!(matches!(expired, Error::SnapshotExpired { .. }), "{expired}");
}

#[tokio::test]
async fn vacuum_keeps_what_the_retention_says() {
    let registry = rich().await;
    registry.compact(&CompactOptions::default()).await.unwrap();
    for _ in 0..3 {
        let vacuumed = registry.vacuum(&VacuumOptions { execute: true, ..VacuumOptions::default() }).await.unwrap();
        assert_eq!((vacuumed.deleted.len(), vacuumed.stubs), (0, 0));
    }
    assert_eq!(registry.as_of(AsOf::Version(2)).await.unwrap().version, 2);
}
