//! What is read: a question touches no more of the files than it must.

use std::sync::Arc;

use super::*;
use crate::context::Context;
use crate::context::stores::Stores;
use crate::context::stores::counting::{Counters, Counts};
use crate::registry::Settings;
use crate::registry::settings::Limits;

/// A registry with several files of datasets, opened anew, whose requests are counted.
async fn counted() -> (Registry, Arc<Counters>) {
    let registry = with_instrument().await;
    for (run, salt) in [("run1", 1), ("run2", 2)] {
        let pairs: Vec<(i64, i64)> = (1..6).flat_map(|visit| (0..10).map(move |detector| (visit, detector))).collect();
        insert(&registry, calexps(run, salt, &pairs)).await.unwrap();
        insert(&registry, biases(run, &[0, 1, 2])).await.unwrap();
        bulk(&registry, &format!("bulk {run}"), 10 + salt).await;
        registry.checkpoint().await.unwrap();
    }
    assert!(registry.snapshot().table("dataset").unwrap().files.len() > 3);
    let counters = Arc::new(Counters::default());
    let stores: Stores = registry.stores().counted(&counters);
    // Nothing is held in memory: what is read is read by pages.
    let settings = Settings { limits: Limits { held_bytes: 0, ..Limits::default() }, ..Settings::default() };
    (Registry::open_with(stores, Context::system(), settings).await.unwrap(), counters)
}

async fn reads(session: &Session, counters: &Counters, text: &str) -> (Vec<String>, Counts) {
    let before = counters.counts();
    let lines = ask(session, text).await;
    (lines, counters.counts().since(&before))
}

#[tokio::test]
async fn counts_by_type_read_nothing() {
    let (registry, counters) = counted().await;
    let session = session(&registry);
    for text in [
        "SELECT type, count(*) FROM datasets GROUP BY type ORDER BY type",
        "SELECT count(*) FROM datasets",
        "SELECT count(*) FROM datasets WHERE type = 'calexp' AND run = 'run1'",
        "SELECT DISTINCT run FROM datasets",
        "SELECT count(*) FROM visit",
    ] {
        let (lines, counts) = reads(&session, &counters, text).await;
        assert!(lines.len() > 1);
        assert_eq!(counts.requests(), 0, "{text}");
    }
}

#[tokio::test]
async fn a_point_lookup_reads_one_file() {
    let (registry, counters) = counted().await;
    let session = session(&registry);
    let text = "SELECT dataId, uri FROM datasets WHERE type = 'calexp' AND run = 'run1' AND dataId.visit = 3 AND detector = 4";
    reads(&session, &counters, text).await;
    let (lines, counts) = reads(&session, &counters, text).await;
    assert_eq!(lines.len(), 2);
    assert!(counts.requests() <= 2, "{counts:?}");
}

#[tokio::test]
async fn a_lookup_by_uuid_reads_the_index_and_one_page() {
    let (registry, counters) = counted().await;
    registry.compact(&Default::default()).await.unwrap();
    let session = session(&registry);
    let text = format!("SELECT run, visit, detector FROM datasets WHERE id = '{}'", calexp_id(2, (3, 4)));
    reads(&session, &counters, &text).await;
    let (lines, counts) = reads(&session, &counters, &text).await;
    assert_eq!(lines, ["run|visit|detector", "run2|3|4"]);
    assert!(counts.requests() <= 2, "{counts:?}");
    let (lines, counts) = reads(&session, &counters, &format!("SELECT * FROM datasets WHERE id = '{}'", uuid::Uuid::nil())).await;
    assert_eq!((lines.len(), counts.requests()), (1, 0));
}

#[tokio::test]
async fn files_of_other_types_and_runs_are_not_opened() {
    let (registry, counters) = counted().await;
    let session = session(&registry);
    for text in [
        "SELECT * FROM datasets WHERE type = 'raw'",
        "SELECT * FROM datasets WHERE glob(run, 'run3*')",
        "SELECT * FROM datasets WHERE visit > 2000",
    ] {
        let (lines, counts) = reads(&session, &counters, text).await;
        assert_eq!((lines.len(), counts.requests()), (1, 0), "{text}");
    }
}

#[tokio::test]
async fn explain_shows_what_is_pruned() {
    let (registry, _) = counted().await;
    let session = session(&registry);
    let plan = ask(&session, "EXPLAIN ANALYZE SELECT id FROM datasets WHERE type = 'calexp' AND dataId.visit = 3").await.join("\n");
    assert!(plan.contains("predicate=visit@") && !plan.contains("type@1 = calexp") && plan.contains("bytes_scanned="), "{plan}");
}

#[tokio::test]
async fn before_a_compaction_every_dataset_is_found_by_its_uuid_as_well() {
    let (registry, counters) = counted().await;
    let session = session(&registry);
    let files = registry.snapshot().table("dataset_by_id").unwrap().files.len() as u64;
    for (salt, run) in [(1, "run1"), (2, "run2"), (11, "bulk run1"), (12, "bulk run2")] {
        let visit = if salt > 10 { 1_100 } else { 3 };
        let text = format!("SELECT run, visit FROM datasets WHERE id = '{}'", calexp_id(salt, (visit, 4)));
        reads(&session, &counters, &text).await;
        let (lines, counts) = reads(&session, &counters, &text).await;
        assert_eq!(lines, ["run|visit".to_owned(), format!("{run}|{visit}")]);
        assert!(files > 2 && counts.requests() <= files + 2, "{counts:?}");
    }
}
