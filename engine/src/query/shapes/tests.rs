use super::*;
use crate::query::{Found, Queries, QueryOptions};
use crate::registry::Registry;
use crate::registry::tests::{calexps, insert, with_instrument};

const PAIRS: [(i64, i64); 5] = [(1, 0), (1, 1), (2, 0), (3, 1), (4, 2)];

async fn registry() -> Registry {
    let registry = with_instrument().await;
    insert(&registry, calexps("run1", 1, &PAIRS)).await.unwrap();
    registry
}

async fn visits_of(queries: &Queries, where_: &str) -> Vec<(i64, i64)> {
    let options =
        QueryOptions { where_: where_.to_owned(), order_by: vec!["visit".to_owned(), "detector".to_owned()], ..QueryOptions::default() };
    let rows = queries.datasets("calexp", &["run1".to_owned()], Found::All, &options).await.unwrap();
    let key = |name: &str, row| rows.key(name, row).unwrap().unwrap().to_string().parse().unwrap();
    (0..rows.len()).map(|row| (key("visit", row), key("detector", row))).collect()
}

fn expected(fits: impl Fn(i64, i64) -> bool) -> Vec<(i64, i64)> {
    PAIRS.into_iter().filter(|(visit, detector)| fits(*visit, *detector)).collect()
}

fn count(queries: &Queries) -> usize {
    queries.shapes.known().len()
}

#[tokio::test]
async fn questions_that_differ_in_values_share_a_plan_and_no_rows() {
    let registry = registry().await;
    let queries = Queries::new(registry.snapshot(), registry.files().clone());
    for visit in [1, 2, 9, 3, 1] {
        assert_eq!(visits_of(&queries, &format!("instrument='Cam' AND visit={visit}")).await, expected(|v, _| v == visit), "visit {visit}");
    }
    assert_eq!(count(&queries), 1);
    assert_eq!(visits_of(&queries, "instrument='Cam' AND visit>1").await, expected(|v, _| v > 1));
    assert_eq!(count(&queries), 2);
    for list in [[1, 4], [2, 3], [7, 7]] {
        let [a, b] = list;
        assert_eq!(visits_of(&queries, &format!("instrument='Cam' AND visit IN ({a}, {b})")).await, expected(|v, _| list.contains(&v)));
    }
}

#[tokio::test]
async fn a_value_outside_of_the_scans_is_that_of_each_question() {
    let registry = registry().await;
    let queries = Queries::new(registry.snapshot(), registry.files().clone());
    for (visit, detector) in [(1, 2), (2, 1), (4, 0)] {
        let where_ =
            format!("instrument='Cam' AND (visit.id={visit} OR detector.id={detector} OR visit.exposure_time = detector.id * 1000000)");
        assert_eq!(visits_of(&queries, &where_).await, expected(|v, d| v == visit || d == detector), "{where_}");
    }
    let known = queries.shapes.known();
    assert!(known.values().any(|known| known.physical.is_none()), "{known:?}");
}

#[tokio::test]
async fn a_plan_that_is_kept_holds_no_rows() {
    let registry = registry().await;
    let queries = Queries::new(registry.snapshot(), registry.files().clone());
    visits_of(&queries, "instrument='Cam' AND visit=1").await;
    let known = queries.shapes.known();
    for plan in known.values().filter_map(|known| known.physical.as_ref()) {
        let scans = scans(plan).unwrap();
        assert!(!scans.is_empty());
        assert!(scans.into_iter().all(|scan| scan.into_rows().name() == "EmptyExec"));
    }
}

#[test]
fn a_plan_for_few_rows_does_not_serve_many() {
    assert!(are_alike(Some(0), Some(FEW_ROWS)));
    assert!(are_alike(Some(1_000_000), Some(2_000_000)));
    assert!(!are_alike(Some(10), Some(1_000_000)));
    assert!(!are_alike(None, Some(1_000_000)));
}
