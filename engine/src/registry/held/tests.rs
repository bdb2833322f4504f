use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use arrow::util::pretty::pretty_format_batches;

use super::*;
use crate::context::Context;
use crate::context::stores::counting::Counters;
use crate::registry::Settings;
use crate::registry::file::Bound;
use crate::registry::scan::Scan;
use crate::registry::settings::Limits;
use crate::registry::tests::{calexp_id, calexps, collection, commit, insert, stores, with_instrument};
use crate::registry::{Registry, Snapshot, Transaction, table};

/// 40 datasets in two runs, in files; one of them removed since.
async fn in_files() -> Registry {
    let stores = with_instrument().await.stores().clone();
    let settings = Settings { limits: Limits { inline_rows: 0, ..Limits::default() }, ..Settings::default() };
    let registry = Registry::open_with(stores, Context::system(), settings).await.unwrap();
    for (salt, run) in [(0, "run1"), (1, "run2")] {
        let pairs: Vec<(i64, i64)> = (1..5).flat_map(|visit| (0..5).map(move |detector| (visit, detector))).collect();
        insert(&registry, calexps(run, salt, &pairs)).await.unwrap();
    }
    registry.compact(&crate::registry::CompactOptions::default()).await.unwrap();
    let mut removal = Transaction::new("remove");
    removal.remove_datasets(vec![calexp_id(0, (2, 3))]);
    commit(&registry, removal).await.unwrap();
    registry
}

async fn found(snapshot: &Snapshot, files: &Files, table: &str, scan: Scan, keep: &[(&str, i64)]) -> String {
    let mut rows = snapshot.collect(files, table, scan).await.unwrap();
    for (name, value) in keep {
        let mask =
            arrow::compute::kernels::cmp::eq(rows.column_by_name(name).unwrap(), &arrow::array::Int64Array::new_scalar(*value)).unwrap();
        rows = arrow::compute::filter_record_batch(&rows, &mask).unwrap();
    }
    let rows: RecordBatch = rows.project(&[0, 1, 2]).unwrap();
    pretty_format_batches(&[rows]).unwrap().to_string()
}

#[tokio::test]
async fn a_held_file_gives_the_rows_that_its_pages_give() {
    let registry = in_files().await;
    let snapshot = registry.snapshot();
    assert!(!snapshot.table(table::DATASET).unwrap().files.is_empty(), "the rows should be in files");
    let (plain, holding) = (registry.files().clone(), Files::with_budget(registry.files().store().clone(), 1 << 20).holding());
    let columns = ["id", "run", "type", "visit", "detector"];
    for _ in 0..2 {
        for visit in 0..6 {
            for run in ["run1", "run2", "run3"] {
                let scan =
                    || Scan::columns(&columns).block(0, "calexp").block(1, run).between("visit", Bound::Int(visit), Bound::Int(visit));
                let by_pages = found(&snapshot, &plain, table::DATASET, scan(), &[("visit", visit)]).await;
                assert_eq!(found(&snapshot, &holding, table::DATASET, scan(), &[("visit", visit)]).await, by_pages);
            }
        }
        let everything = || Scan::columns(&columns);
        let by_pages = found(&snapshot, &plain, table::DATASET, everything(), &[]).await;
        assert_eq!(found(&snapshot, &holding, table::DATASET, everything(), &[]).await, by_pages);
    }
}

#[tokio::test]
async fn one_uuid_among_held_ones_is_found_without_looking_at_the_others() {
    let registry = in_files().await;
    let holding = Files::with_budget(registry.files().store().clone(), 1 << 20).holding();
    for pair in [(1, 0), (4, 4), (9, 9), (2, 3)] {
        let scan = Scan { ids: Some(Arc::from([calexp_id(0, pair).as_u128()])), ..Scan::default() };
        let rows = registry.snapshot().collect(&holding, table::DATASET_BY_ID, scan).await.unwrap();
        assert_eq!(rows.num_rows(), usize::from([(1, 0), (4, 4)].contains(&pair)), "{pair:?}");
    }
}

#[tokio::test]
async fn what_one_question_has_read_no_other_requests() {
    let registry = in_files().await;
    let counters = Arc::new(Counters::default());
    let counted = registry.stores().counted(&counters);
    let holding = Files::with_budget(counted.ordinary.clone(), 1 << 20).holding();
    let ask = async || registry.snapshot().collect(&holding, table::DATASET, Scan::columns(&["id", "visit"])).await.unwrap().num_rows();
    assert_eq!(ask().await, 39);
    let before = counters.counts();
    assert!(before.requests() > 0);
    assert_eq!((ask().await, counters.counts().since(&before).requests()), (39, 0));
}

#[tokio::test]
async fn held_columns_stay_within_their_budget_and_the_longest_unused_give_way() {
    let registry = in_files().await;
    let snapshot = registry.snapshot();
    let file = snapshot.table(table::DATASET).unwrap().files[0].clone();
    let schema = |name: &str| {
        Arc::new(Schema::new(vec![snapshot.table(table::DATASET).unwrap().spec.schema.field_with_name(name).unwrap().clone()]))
    };
    let budget = usize::try_from(file.size_bytes).unwrap() * 4;
    let files = Files::with_budget(registry.files().store().clone(), budget).holding();
    let held = files.holder().unwrap().clone();
    for name in ["id", "visit", "detector", "run", "type", "band", "files"] {
        files.held(&file, &schema(name)).await.unwrap().unwrap();
        assert!(held.state().bytes <= budget);
    }
    let nothing = Files::with_budget(registry.files().store().clone(), 16).holding();
    assert!(nothing.held(&file, &schema("id")).await.unwrap().is_none(), "a file that is too large is never held");
}

#[tokio::test]
async fn a_large_file_is_held_once_as_much_was_read_of_it_as_it_has() {
    let file = DataFile {
        table: "visit".to_owned(),
        path: "data/visit/e0-0.parquet".to_owned(),
        size_bytes: 10 << 20,
        footer_bytes: 0,
        rows: 1,
        hash: crate::registry::file::Hash::of(b""),
        as_of: 0,
        epoch: 0,
        ranges: Default::default(),
        blocks: Vec::new(),
    };
    let held = Held::new(64 << 20);
    held.count(&file.path, (10 << 20) - 1);
    assert!(!held.is_worth(&file));
    held.count(&file.path, 1);
    assert!(held.is_worth(&file));
}

#[tokio::test]
async fn a_registry_holds_columns_for_questions_only() {
    let settings = Settings { limits: Limits { held_bytes: 1 << 20, ..Limits::default() }, ..Settings::default() };
    let stores = stores();
    Registry::create(stores.clone(), Context::system(), crate::dimensions::Universe::shipped(8).unwrap()).await.unwrap();
    let registry = Registry::open_with(stores, Context::system(), settings).await.unwrap();
    let mut tx = Transaction::new("run");
    tx.register_collection(collection("run", crate::collections::CollectionType::Run));
    commit(&registry, tx).await.unwrap();
    assert!(registry.files().holder().is_none());
    assert!(registry.files().holding().holder().is_some());
}
