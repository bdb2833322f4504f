use super::*;
use crate::query::{Found, QueryOptions};
use crate::registry::tests::{calexps, collection, commit, insert, with_instrument};
use crate::registry::{Registry, Transaction};

const RUNS: i64 = 9;
const VISITS: std::ops::Range<i64> = 1..6;

/// Which visits a run has: each visit is in some of them, and the first ones lack most.
fn has(run: i64, visit: i64) -> bool {
    (run * 5 + visit * 3) % 7 < 2
}

async fn in_many_runs(registry: &Registry) -> Vec<String> {
    let names: Vec<String> = (0..RUNS).map(|run| format!("u/many/{run}")).collect();
    let mut tx = Transaction::new("runs");
    names.iter().for_each(|name| tx.register_collection(collection(name, CollectionType::Run)));
    commit(registry, tx).await.unwrap();
    for (run, name) in (0..RUNS).zip(&names) {
        let pairs: Vec<(i64, i64)> = VISITS.filter(|visit| has(run, *visit)).map(|visit| (visit, 3)).collect();
        if !pairs.is_empty() {
            insert(registry, calexps(name, run.unsigned_abs() + 100, &pairs)).await.unwrap();
        }
    }
    names
}

async fn check_all(registry: &Registry, chain: &[String]) {
    let queries = Queries::new(registry.snapshot(), registry.files().clone());
    let all = queries.datasets("calexp", chain, Found::First, &QueryOptions::default()).await.unwrap();
    for visit in VISITS {
        let data_id = [("instrument", Key::from("Cam")), ("visit", Key::Int(visit)), ("detector", Key::Int(3))];
        let found = queries.find_dataset("calexp", data_id, chain, None).await.unwrap();
        let first = chain.iter().find(|name| has(name.rsplit('/').next().unwrap().parse().unwrap(), visit));
        let run = (!found.is_empty()).then(|| found.key("run", 0).unwrap().unwrap().to_string());
        assert_eq!(run.as_ref(), first, "visit {visit} in {chain:?}");
        let rows = (0..all.len()).filter(|row| all.key("visit", *row).unwrap() == Some(Key::Int(visit)));
        let listed: Vec<String> = rows.map(|row| all.key("run", row).unwrap().unwrap().to_string()).collect();
        assert_eq!(listed, run.into_iter().collect::<Vec<_>>(), "visit {visit} in {chain:?}");
    }
}

#[tokio::test]
async fn a_dataset_comes_from_the_first_of_many_runs_that_has_it() {
    let registry = with_instrument().await;
    let names = in_many_runs(&registry).await;
    let backwards: Vec<String> = names.iter().rev().cloned().collect();
    for chain in [&names, &backwards] {
        check_all(&registry, chain).await;
    }
    registry.compact(&Default::default()).await.unwrap();
    for chain in [&names, &backwards] {
        check_all(&registry, chain).await;
    }
}

#[tokio::test]
async fn an_order_and_a_cut_are_those_of_the_answer_found_first() {
    let registry = with_instrument().await;
    let names = in_many_runs(&registry).await;
    let queries = Queries::new(registry.snapshot(), registry.files().clone());
    let options = QueryOptions { order_by: vec!["-visit".to_owned()], limit: Some(2), offset: 1, ..QueryOptions::default() };
    let cut = queries.datasets("calexp", &names, Found::First, &options).await.unwrap();
    let mut visits: Vec<i64> = VISITS.filter(|visit| (0..RUNS).any(|run| has(run, *visit))).collect();
    visits.reverse();
    let found: Vec<Option<Key>> = (0..cut.len()).map(|row| cut.key("visit", row).unwrap()).collect();
    assert_eq!(found, visits[1..3].iter().map(|visit| Some(Key::Int(*visit))).collect::<Vec<_>>());
}
