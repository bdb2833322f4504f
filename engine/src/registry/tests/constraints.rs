//! What a commit refuses, and what it leaves out as done already.

use super::*;
use crate::ErrorKind;
use crate::time::{Time, Timespan};

#[tokio::test]
async fn implied_dimensions_are_filled_in_from_the_records() {
    let registry = with_instrument().await;
    insert(&registry, calexps("run1", 1, &[(1, 0), (2, 1)])).await.unwrap();
    assert_eq!(
        rows(&registry, table::DATASET, &["type", "run", "instrument", "visit", "detector", "band", "physical_filter", "day_obs"]).await,
        ["calexp run1 Cam 1 0 i Cam-i 20200101", "calexp run1 Cam 2 1 r Cam-r 20200101"]
    );
}

#[tokio::test]
async fn an_equal_dataset_is_skipped() {
    let registry = with_instrument().await;
    let version = insert(&registry, calexps("run1", 1, &[(1, 0)])).await.unwrap();
    assert_eq!(insert(&registry, calexps("run1", 1, &[(1, 0)])).await.unwrap(), version);
    assert_eq!(insert(&registry, calexps("run1", 1, &[(1, 0), (1, 1)])).await.unwrap(), version + 1);
    assert_eq!(count(&registry, table::DATASET).await, 2);
}

#[tokio::test]
async fn a_data_id_is_unique_in_its_type_and_run() {
    let registry = with_instrument().await;
    insert(&registry, calexps("run1", 1, &[(1, 0)])).await.unwrap();
    let error = insert(&registry, calexps("run1", 2, &[(1, 0)])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
    insert(&registry, calexps("run2", 2, &[(1, 0)])).await.unwrap();
    assert_eq!(count(&registry, table::DATASET).await, 2);
}

#[tokio::test]
async fn a_uuid_has_one_dataset() {
    let registry = with_instrument().await;
    insert(&registry, calexps("run1", 1, &[(1, 0)])).await.unwrap();
    let error = insert(&registry, calexps("run2", 1, &[(1, 0)])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
    let mut other = calexps("run1", 1, &[(1, 1)]);
    let mut columns: Vec<_> = other.rows.columns().to_vec();
    columns[0] = super::super::plan::test_ids(&[calexp_id(1, (1, 0))]);
    other.rows = RecordBatch::try_new(other.rows.schema(), columns).unwrap();
    let error = insert(&registry, other).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
    assert_eq!(count(&registry, table::DATASET).await, 1);
}

#[tokio::test]
async fn every_key_of_a_data_id_exists() {
    let registry = with_instrument().await;
    for pair in [(99, 0), (1, 77)] {
        let error = insert(&registry, calexps("run1", 1, &[(1, 0), pair])).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    }
    assert_eq!(count(&registry, table::DATASET).await, 0);
}

#[tokio::test]
async fn a_run_and_a_dataset_type_must_exist() {
    let registry = with_instrument().await;
    let error = insert(&registry, calexps("rnu1", 1, &[(1, 0)])).await.unwrap_err();
    assert_eq!(error.hint().unwrap(), "did you mean `run1`?");
    assert!(insert(&registry, calexps("tag", 1, &[(1, 0)])).await.is_err());
}

#[tokio::test]
async fn records_conflict_unless_equal_kept_or_updated() {
    let registry = with_instrument().await;
    let visit = |filter: &str| {
        let columns = visits(1..2);
        let mut arrays = columns.columns().to_vec();
        arrays[3] = texts([filter]);
        RecordBatch::try_new(columns.schema(), arrays).unwrap()
    };
    let put = async |rows: RecordBatch, on_conflict| {
        let mut tx = Transaction::new("records");
        tx.insert_records("visit", rows, on_conflict);
        commit(&registry, tx).await
    };
    let before = registry.snapshot().version;
    assert_eq!(put(visit("Cam-i"), OnConflict::Fail).await.unwrap(), before);
    let error = put(visit("Cam-r"), OnConflict::Fail).await.unwrap_err();
    assert!(matches!(&error, Error::Differs { field, .. } if field == "physical_filter"), "{error}");
    assert_eq!(put(visit("Cam-r"), OnConflict::Keep).await.unwrap(), before);
    put(visit("Cam-r"), OnConflict::Update).await.unwrap();
    assert_eq!(rows(&registry, "visit", &["id", "physical_filter"]).await[0], "1 Cam-r");
    assert_eq!(count(&registry, "visit").await, 5);
}

#[tokio::test]
async fn a_record_without_its_parent_is_refused() {
    let registry = with_instrument().await;
    let mut tx = Transaction::new("records");
    tx.insert_records(
        "detector",
        batch([("instrument", texts(["Nope"])), ("id", ints([1])), ("full_name", texts(["x"]))]),
        OnConflict::Fail,
    );
    let error = commit(&registry, tx).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
}

#[tokio::test]
async fn definitions_do_not_change() {
    let registry = with_instrument().await;
    let mut tx = Transaction::new("type");
    tx.register_dataset_type(dataset_type(&registry, "calexp", &["exposure", "detector"], false));
    assert_eq!(commit(&registry, tx).await.unwrap_err().kind(), ErrorKind::Conflict);
    let mut tx = Transaction::new("collection");
    tx.register_collection(collection("run1", CollectionType::Tagged));
    assert_eq!(commit(&registry, tx).await.unwrap_err().kind(), ErrorKind::Conflict);
}

#[tokio::test]
async fn chains_have_no_cycle() {
    let registry = with_instrument().await;
    let mut tx = Transaction::new("chain");
    tx.register_collection(collection("outer", CollectionType::Chained));
    tx.set_chain("chain", vec!["run1".to_owned()]);
    tx.set_chain("outer", vec!["chain".to_owned(), "run2".to_owned()]);
    commit(&registry, tx).await.unwrap();
    assert_eq!(registry.snapshot().collection("outer").unwrap().children, ["chain", "run2"]);
    let mut tx = Transaction::new("chain");
    tx.set_chain("chain", vec!["run1".to_owned(), "outer".to_owned()]);
    assert!(commit(&registry, tx).await.is_err());
}

#[tokio::test]
async fn a_tagged_collection_has_one_dataset_for_a_data_id() {
    let registry = with_instrument().await;
    insert(&registry, calexps("run1", 1, &[(1, 0), (1, 1)])).await.unwrap();
    insert(&registry, calexps("run2", 2, &[(1, 0)])).await.unwrap();
    let tag = async |ids: Vec<Uuid>| {
        let mut tx = Transaction::new("tag");
        tx.associate("tag", ids);
        commit(&registry, tx).await
    };
    let version = tag(vec![calexp_id(1, (1, 0))]).await.unwrap();
    assert_eq!(tag(vec![calexp_id(1, (1, 0))]).await.unwrap(), version);
    assert_eq!(tag(vec![calexp_id(2, (1, 0))]).await.unwrap_err().kind(), ErrorKind::Conflict);
    tag(vec![calexp_id(1, (1, 1))]).await.unwrap();
    assert_eq!(rows(&registry, table::TAG, &["collection", "visit", "detector"]).await, ["tag 1 0", "tag 1 1"]);
}

#[tokio::test]
async fn validity_ranges_do_not_overlap_and_are_cut() {
    let registry = with_instrument().await;
    insert(&registry, biases("run1", &[0, 1])).await.unwrap();
    insert(&registry, biases("run2", &[0])).await.unwrap();
    let span = |a: i64, b: i64| Timespan::new(Some(Time(a)), Some(Time(b)));
    let certify = async |run: &str, timespan| {
        let mut tx = Transaction::new("certify");
        tx.certify("calib", vec![bias_id(run, 0)], timespan);
        commit(&registry, tx).await
    };
    certify("run1", span(10, 20)).await.unwrap();
    assert_eq!(certify("run2", span(19, 30)).await.unwrap_err().kind(), ErrorKind::Conflict);
    certify("run2", span(20, 30)).await.unwrap();
    let mut tx = Transaction::new("decertify");
    tx.decertify(crate::registry::transaction::Decertify {
        collection: "calib".to_owned(),
        dataset_type: "bias".to_owned(),
        timespan: span(12, 25),
        ids: None,
    });
    commit(&registry, tx).await.unwrap();
    assert_eq!(rows(&registry, table::VALIDITY, &["run", "timespan"]).await, ["run1 {begin: 10, end: 12}", "run2 {begin: 25, end: 30}"]);
    count(&registry, table::VALIDITY).await;
}

#[tokio::test]
async fn removing_a_run_takes_its_datasets_tags_and_validity_ranges() {
    let registry = with_instrument().await;
    insert(&registry, calexps("run1", 1, &[(1, 0), (1, 1)])).await.unwrap();
    insert(&registry, calexps("run2", 2, &[(1, 2)])).await.unwrap();
    let mut tx = Transaction::new("tag");
    tx.associate("tag", vec![calexp_id(1, (1, 0)), calexp_id(2, (1, 2))]);
    commit(&registry, tx).await.unwrap();
    let mut tx = Transaction::new("remove");
    tx.remove_run("run1");
    commit(&registry, tx).await.unwrap();
    assert_eq!(rows(&registry, table::TAG, &["run"]).await, ["run2"]);
    assert_eq!(count(&registry, table::DATASET).await, 1);
    assert!(registry.snapshot().collection("run1").is_err());
    let mut tx = Transaction::new("remove");
    tx.remove_datasets(vec![calexp_id(2, (1, 2))]);
    commit(&registry, tx).await.unwrap();
    assert_eq!((count(&registry, table::DATASET).await, count(&registry, table::TAG).await), (0, 0));
}
