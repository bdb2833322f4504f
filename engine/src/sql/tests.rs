//! SQL over small registries in memory: what is found, what is read, what is refused.

mod names;
mod pruning;
mod tables;

use futures::TryStreamExt;
use tokio::sync::OnceCell;

use super::values::text::{Style, Texts};
use super::{Options, Session};
use crate::collections::CollectionType;
use crate::registry::tests::{bias_id, biases, calexp_id, calexps, collection, commit, insert, visits, with_instrument};
use crate::registry::transaction::OnConflict;
use crate::registry::{Registry, Transaction};
use crate::time::{Time, Timespan};

fn session(registry: &Registry) -> Session {
    let options =
        Options { datastore_root: "s3://bucket/root".to_owned(), log: Some(registry.log().clone()), partitions: 2, ..Options::default() };
    Session::new(registry.snapshot(), registry.files().clone(), options).unwrap()
}

/// The registry of [`populate`], made once: tests only read it.
async fn populated() -> &'static Registry {
    static REGISTRY: OnceCell<Registry> = OnceCell::const_new();
    REGISTRY.get_or_init(populate).await
}

/// `calexp` of visits 1 and 2 and two biases in Parquet files; after that two `calexp` in another run, a tag, a certified bias, and a removal.
async fn populate() -> Registry {
    let registry = with_instrument().await;
    insert(&registry, calexps("run1", 1, &[(1, 0), (2, 1)])).await.unwrap();
    insert(&registry, biases("run2", &[0, 1])).await.unwrap();
    bulk(&registry, "bulk", 9).await;
    registry.compact(&Default::default()).await.unwrap();
    let mut tx = Transaction::new("remove");
    tx.remove_run("bulk");
    commit(&registry, tx).await.unwrap();
    insert(&registry, calexps("run2", 2, &[(1, 0), (3, 1)])).await.unwrap();
    let mut tx = Transaction::new("certify");
    tx.certify("calib", vec![bias_id("run2", 0)], Timespan::new(Some(Time(0)), None));
    tx.associate("tag", vec![calexp_id(1, (2, 1))]);
    tx.remove_datasets(vec![calexp_id(1, (1, 0))]);
    tx.set_chain("chain", vec!["run2".into(), "tag".into(), "calib".into()]);
    commit(&registry, tx).await.unwrap();
    registry
}

/// So many `calexp` in a new run that they, and all that comes after, go into Parquet files.
async fn bulk(registry: &Registry, run: &str, salt: u64) {
    let mut tx = Transaction::new("setup");
    tx.insert_records("visit", visits(1000..1150), OnConflict::Keep);
    tx.register_collection(collection(run, CollectionType::Run));
    let pairs: Vec<(i64, i64)> = (1000..1150).flat_map(|visit| (0..10).map(move |detector| (visit, detector))).collect();
    tx.insert_datasets(calexps(run, salt, &pairs));
    commit(registry, tx).await.unwrap();
    assert!(!registry.snapshot().table("dataset").unwrap().files.is_empty());
}

/// The header and the rows of an answer, columns apart by `|`.
async fn ask(session: &Session, text: &str) -> Vec<String> {
    let answer = session.sql(text).await.unwrap_or_else(|e| panic!("{text}: {e}"));
    let mut lines = vec![answer.schema.fields().iter().map(|f| f.name().as_str()).collect::<Vec<_>>().join("|")];
    let batches: Vec<_> = answer.batches.try_collect().await.unwrap_or_else(|e| panic!("{text}: {e}"));
    for batch in batches {
        let columns = answer.schema.fields().iter().zip(batch.columns());
        let texts: Vec<_> = columns.map(|(f, a)| Texts::new(f, a, Style::Table).unwrap()).collect();
        for row in 0..batch.num_rows() {
            let cell = |t: &Texts<'_>| {
                let mut cell = String::new();
                t.push(row, &mut cell).unwrap();
                cell
            };
            lines.push(texts.iter().map(cell).collect::<Vec<_>>().join("|"));
        }
    }
    lines
}

/// The error of a statement, and its hint.
async fn refused(session: &Session, text: &str) -> (String, Option<String>) {
    let error = match session.sql(text).await {
        Err(error) => error,
        Ok(answer) => answer.batches.try_collect::<Vec<_>>().await.expect_err(text),
    };
    (error.to_string(), error.hint())
}
