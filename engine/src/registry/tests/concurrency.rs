//! Several writers at once.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_that_race_lose_and_duplicate_nothing() {
    let registry = with_instrument().await;
    let mut work = Vec::new();
    for writer in 0..4u64 {
        let own = Registry::open(registry.stores().clone(), Context::system()).await.unwrap();
        work.push(tokio::spawn(async move {
            for detector in 0..10 {
                insert(&own, calexps("run1", 1, &[(1 + i64::try_from(writer).unwrap(), detector)])).await.unwrap();
            }
        }));
    }
    for task in work {
        task.await.unwrap();
    }
    registry.refresh().await.unwrap();
    assert_eq!(count(&registry, table::DATASET).await, 40);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_racing_writers_of_the_same_data_id_one_wins() {
    let registry = with_instrument().await;
    let mut work = Vec::new();
    for salt in 0..8u64 {
        let own = Registry::open(registry.stores().clone(), Context::system()).await.unwrap();
        work.push(tokio::spawn(async move { insert(&own, calexps("run1", salt, &[(1, 0)])).await }));
    }
    let mut wins = 0;
    for task in work {
        wins += usize::from(task.await.unwrap().is_ok());
    }
    assert_eq!(wins, 1);
    registry.refresh().await.unwrap();
    assert_eq!(count(&registry, table::DATASET).await, 1);
}

#[tokio::test]
async fn transactions_that_wait_go_into_one_record_and_a_broken_claim_rejects_only_its_own() {
    let registry = with_instrument().await;
    let before = registry.snapshot().version;
    let commits = (0..8).map(|n| {
        let registry = registry.clone();
        // Number 3 and 4 want the same data ID.
        let visit = if n == 4 { 3 } else { n };
        async move { insert(&registry, calexps("run1", n, &[(1, i64::try_from(visit).unwrap())])).await }
    });
    let outcomes = futures::future::join_all(commits).await;
    assert_eq!(outcomes.iter().filter(|o| o.is_err()).count(), 1);
    assert!(registry.snapshot().version <= before + 2, "eight commits became {}", registry.snapshot().version - before);
    assert_eq!(count(&registry, table::DATASET).await, 7);
}

#[tokio::test]
async fn a_step_of_an_application_is_done_once() {
    let registry = with_instrument().await;
    let step = async |sequence| {
        let mut tx = Transaction::new("step");
        tx.set_application("import", sequence);
        tx.set_doc("run1", format!("step {sequence} at {}", registry.snapshot().version));
        commit(&registry, tx).await.unwrap()
    };
    let first = step(0).await;
    assert_eq!(step(0).await, first);
    assert_eq!(step(1).await, first + 1);
}
