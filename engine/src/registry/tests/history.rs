//! Opening, checkpoints, folding, compaction, time travel.

use super::*;
use crate::registry::{AsOf, CompactOptions};

async fn reopen(registry: &Registry) -> Registry {
    Registry::open(registry.stores().clone(), Context::system()).await.unwrap()
}

fn many(run: &str, salt: u64, visits: std::ops::Range<i64>) -> NewDatasets {
    let pairs: Vec<(i64, i64)> = visits.flat_map(|v| (0..10).map(move |d| (v, d))).collect();
    calexps(run, salt, &pairs)
}

async fn all(registry: &Registry) -> Vec<String> {
    rows(registry, table::DATASET, &["id", "run", "visit", "detector", "band"]).await
}

#[tokio::test]
async fn a_reopened_registry_has_the_same_rows() {
    let registry = with_instrument().await;
    insert(&registry, many("run1", 1, 1..6)).await.unwrap();
    assert_eq!(all(&reopen(&registry).await).await, all(&registry).await);
    assert_eq!(all(&registry).await.len(), 50);
}

#[tokio::test]
async fn a_missing_hint_or_a_damaged_checkpoint_costs_requests_only() {
    use object_store::{ObjectStoreExt, path::Path};
    let registry = with_instrument().await;
    insert(&registry, many("run1", 1, 1..6)).await.unwrap();
    let latest = registry.checkpoint().await.unwrap();
    let store = registry.stores().ordinary.clone();
    store.put(&Path::from(latest.name.as_str()), "nonsense".into()).await.unwrap();
    assert_eq!(all(&reopen(&registry).await).await.len(), 50);
    store.delete(&Path::from("_latest")).await.unwrap();
    assert_eq!(all(&reopen(&registry).await).await.len(), 50);
}

#[tokio::test]
async fn bulk_rows_go_into_files_and_are_found_by_id_and_key() {
    let registry = with_instrument().await;
    let mut tx = Transaction::new("visits");
    tx.insert_records("visit", visits(6..301), OnConflict::Fail);
    commit(&registry, tx).await.unwrap();
    insert(&registry, many("run1", 1, 1..201)).await.unwrap();
    let files = |name: &str| registry.snapshot().table(name).unwrap().files.len();
    assert_eq!((files(table::DATASET), files(table::DATASET_BY_ID)), (1, 1));
    assert!(insert(&registry, calexps("run1", 2, &[(100, 5)])).await.is_err());
    assert!(insert(&registry, calexps("run2", 1, &[(100, 5)])).await.is_err());
    let mut tx = Transaction::new("remove");
    tx.remove_datasets(vec![calexp_id(1, (100, 5))]);
    commit(&registry, tx).await.unwrap();
    insert(&registry, calexps("run1", 2, &[(100, 5)])).await.unwrap();
    assert_eq!(count(&registry, table::DATASET).await, 2000);
}

#[tokio::test]
async fn folding_and_compaction_change_no_row() {
    let registry = with_instrument().await;
    let mut tx = Transaction::new("visits");
    tx.insert_records("visit", visits(6..601), OnConflict::Fail);
    commit(&registry, tx).await.unwrap();
    for step in 0..6 {
        insert(&registry, many("run1", 1, step * 100 + 1..step * 100 + 90)).await.unwrap();
        insert(&registry, many("run2", 2, step * 100 + 1..step * 100 + 121)).await.unwrap_or_default();
    }
    let mut tx = Transaction::new("remove");
    tx.remove_datasets((1..50).map(|v| calexp_id(1, (v, 3))).collect());
    commit(&registry, tx).await.unwrap();
    let before = all(&registry).await;
    registry.checkpoint().await.unwrap();
    assert_eq!(all(&registry).await, before);
    let compacted = registry.compact(&CompactOptions::default()).await.unwrap();
    assert!(compacted.iter().any(|c| c.table == table::DATASET && c.files.1 == 1), "{compacted:?}");
    assert_eq!(all(&registry).await, before);
    assert_eq!(all(&reopen(&registry).await).await, before);
    assert!(registry.snapshot().table(table::DATASET).unwrap().tombstones.is_empty());
    assert_eq!(registry.compact(&CompactOptions::default()).await.unwrap(), []);
    count(&registry, table::DATASET).await;
}

#[tokio::test]
async fn a_compaction_that_races_with_a_removal_loses_nothing() {
    let registry = with_instrument().await;
    let mut tx = Transaction::new("visits");
    tx.insert_records("visit", visits(6..401), OnConflict::Fail);
    commit(&registry, tx).await.unwrap();
    insert(&registry, many("run1", 1, 1..150)).await.unwrap();
    insert(&registry, many("run1", 1, 200..350)).await.unwrap();
    let other = reopen(&registry).await;
    let mut tx = Transaction::new("remove");
    tx.remove_datasets(vec![calexp_id(1, (5, 5))]);
    let options = CompactOptions::default();
    let (removed, compacted) = futures::join!(other.commit(tx), registry.compact(&options));
    removed.unwrap().version().unwrap();
    compacted.unwrap();
    registry.refresh().await.unwrap();
    let ids = all(&registry).await;
    assert_eq!(ids.len(), 2990 - 1);
    count(&registry, table::DATASET).await;
}

#[tokio::test]
async fn the_past_can_be_read() {
    let registry = with_instrument().await;
    let mut versions = Vec::new();
    for visit in 1..6 {
        versions.push(insert(&registry, many("run1", 1, visit..visit + 1)).await.unwrap());
    }
    for (n, version) in versions.iter().enumerate() {
        let past = registry.as_of(AsOf::Version(*version)).await.unwrap();
        assert_eq!(past.table(table::DATASET).unwrap().rows, 10 * (n as u64 + 1));
        assert_eq!(registry.as_of(AsOf::Time(past.time)).await.unwrap().version, *version);
    }
    assert!(registry.as_of(AsOf::Version(99)).await.is_err());
}

#[tokio::test]
async fn the_log_alone_gives_what_the_checkpoint_gives() {
    use futures::TryStreamExt;
    use object_store::ObjectStoreExt;
    let registry = with_instrument().await;
    for visit in 1..6 {
        insert(&registry, many("run1", 1, visit..visit + 1)).await.unwrap();
    }
    for n in 0..80 {
        let mut tx = Transaction::new("doc");
        tx.set_doc("run1", format!("doc {n}"));
        commit(&registry, tx).await.unwrap();
    }
    let store = registry.stores().ordinary.clone();
    let checkpoints: Vec<_> = store.list(Some(&"checkpoint".into())).try_collect().await.unwrap();
    assert!(checkpoints.len() >= 2, "a committing process writes checkpoints");
    let with = reopen(&registry).await;
    for checkpoint in checkpoints {
        store.delete(&checkpoint.location).await.unwrap();
    }
    let without = reopen(&registry).await;
    assert_eq!(all(&with).await, all(&without).await);
    assert_eq!(with.snapshot().collection("run1").unwrap().doc, "doc 79");
    assert_eq!(with.snapshot().row_totals(), without.snapshot().row_totals());
}
