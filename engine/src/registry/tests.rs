//! The registry as a whole, in memory.

mod care;
mod concurrency;
mod constraints;
mod history;

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringViewArray};
use object_store::memory::InMemory;
use uuid::Uuid;

use super::table;
use super::transaction::NewDatasets;
use super::{Registry, Transaction};
use crate::collections::{Collection, CollectionType};
use crate::context::Context;
use crate::context::stores::Stores;
use crate::datasets::DatasetType;
use crate::dimensions::Universe;
use crate::registry::scan::Scan;
use crate::registry::transaction::OnConflict;
use crate::{Error, Result};

pub(crate) fn stores() -> Stores {
    Stores::single(Arc::new(InMemory::new()))
}

pub(crate) async fn registry() -> Registry {
    Registry::create(stores(), Context::system(), Universe::shipped(8).unwrap()).await.unwrap()
}

/// A registry with instrument Cam, detectors 0 to 9, filters r and i, visits 1 to 5, the dataset types `calexp` and `bias`, and collections.
pub(crate) async fn with_instrument() -> Registry {
    let registry = registry().await;
    let mut tx = Transaction::new("setup");
    for (element, rows) in records() {
        tx.insert_records(element, rows, OnConflict::Fail);
    }
    for (name, dimensions, calibration) in [("calexp", vec!["visit", "detector"], false), ("bias", vec!["detector"], true)] {
        tx.register_dataset_type(dataset_type(&registry, name, &dimensions, calibration));
    }
    for (name, kind) in [
        ("run1", CollectionType::Run),
        ("run2", CollectionType::Run),
        ("tag", CollectionType::Tagged),
        ("calib", CollectionType::Calibration),
        ("chain", CollectionType::Chained),
    ] {
        tx.register_collection(collection(name, kind));
    }
    commit(&registry, tx).await.unwrap();
    registry
}

pub(crate) fn dataset_type(registry: &Registry, name: &str, dimensions: &[&str], is_calibration: bool) -> DatasetType {
    let universe = registry.snapshot().universe.clone();
    DatasetType {
        name: name.to_owned(),
        dimensions: universe.conform(dimensions).unwrap(),
        storage_class: "ExposureF".to_owned(),
        is_calibration,
    }
}

pub(crate) fn collection(name: &str, kind: CollectionType) -> Collection {
    Collection { name: name.to_owned(), kind, doc: String::new(), children: Vec::new() }
}

pub(crate) async fn commit(registry: &Registry, tx: Transaction) -> Result<u64> {
    registry.commit(tx).await?.version()
}

pub(crate) fn ints(values: impl IntoIterator<Item = i64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(values))
}

pub(crate) fn texts<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> ArrayRef {
    Arc::new(StringViewArray::from_iter_values(values))
}

pub(crate) fn batch<'a>(columns: impl IntoIterator<Item = (&'a str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).unwrap()
}

fn records() -> Vec<(&'static str, RecordBatch)> {
    let cam = |n: usize| texts(vec!["Cam"; n]);
    vec![
        ("instrument", batch([("name", texts(["Cam"])), ("detector_max", ints([10])), ("visit_max", ints([1000]))])),
        ("physical_filter", batch([("instrument", cam(2)), ("name", texts(["Cam-r", "Cam-i"])), ("band", texts(["r", "i"]))])),
        ("day_obs", batch([("instrument", cam(1)), ("id", ints([20200101]))])),
        ("detector", batch([("instrument", cam(10)), ("id", ints(0..10)), ("full_name", texts((0..10).map(|i| format!("d{i}"))))])),
        ("visit", visits(1..6)),
    ]
}

pub(crate) fn visits(ids: std::ops::Range<i64>) -> RecordBatch {
    let n = usize::try_from(ids.end - ids.start).unwrap();
    batch([
        ("instrument", texts(vec!["Cam"; n])),
        ("id", ints(ids.clone())),
        ("name", texts(ids.clone().map(|i| format!("v{i}")))),
        ("physical_filter", texts(ids.map(|i| if i % 2 == 0 { "Cam-r" } else { "Cam-i" }))),
        ("day_obs", ints(vec![20200101; n])),
    ])
}

/// Datasets `calexp` of these (visit, detector) pairs; their UUIDs follow from `salt` and the pair.
pub(crate) fn calexps(run: &str, salt: u64, pairs: &[(i64, i64)]) -> NewDatasets {
    let ids: Vec<Uuid> = pairs.iter().map(|p| calexp_id(salt, *p)).collect();
    let rows = batch([
        ("id", super::plan::test_ids(&ids)),
        ("instrument", texts(vec!["Cam"; pairs.len()])),
        ("visit", ints(pairs.iter().map(|p| p.0))),
        ("detector", ints(pairs.iter().map(|p| p.1))),
    ]);
    NewDatasets { dataset_type: "calexp".to_owned(), run: run.to_owned(), rows }
}

pub(crate) fn calexp_id(salt: u64, pair: (i64, i64)) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{salt} {pair:?}").as_bytes())
}

/// Biases of these detectors.
pub(crate) fn biases(run: &str, detectors: &[i64]) -> NewDatasets {
    let ids: Vec<Uuid> = detectors.iter().map(|d| bias_id(run, *d)).collect();
    let rows = batch([
        ("id", super::plan::test_ids(&ids)),
        ("instrument", texts(vec!["Cam"; detectors.len()])),
        ("detector", ints(detectors.iter().copied())),
    ]);
    NewDatasets { dataset_type: "bias".to_owned(), run: run.to_owned(), rows }
}

pub(crate) fn bias_id(run: &str, detector: i64) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("bias {run} {detector}").as_bytes())
}

pub(crate) async fn insert(registry: &Registry, datasets: NewDatasets) -> Result<u64> {
    let mut tx = Transaction::new("insert");
    tx.insert_datasets(datasets);
    commit(registry, tx).await
}

/// Rows of a table as sorted texts.
pub(crate) async fn rows(registry: &Registry, table: &str, columns: &[&str]) -> Vec<String> {
    rows_at(registry, &registry.snapshot(), table, columns).await
}

pub(crate) async fn rows_at(registry: &Registry, snapshot: &super::Snapshot, table: &str, columns: &[&str]) -> Vec<String> {
    let batch = snapshot.collect(registry.files(), table, Scan::columns(columns)).await.unwrap();
    let mut rows: Vec<String> = (0..batch.num_rows())
        .map(|row| {
            let value = |c: &ArrayRef| arrow::util::display::array_value_to_string(c, row).unwrap();
            batch.columns().iter().map(value).collect::<Vec<_>>().join(" ")
        })
        .collect();
    rows.sort();
    rows
}

/// Ids of a table.
pub(crate) async fn count(registry: &Registry, table: &str) -> usize {
    let batch = registry.snapshot().collect(registry.files(), table, Scan::default()).await.unwrap();
    assert_eq!(batch.num_rows() as u64, registry.snapshot().table(table).unwrap().rows, "row total of {table}");
    batch.num_rows()
}
