//! The examples of docs/sql.md, run.

use std::sync::Arc;

use butler_engine::ErrorKind;
use butler_engine::context::Context;
use butler_engine::context::stores::{Environment, Location};
use butler_engine::datastore::{Datastore, Pool, Rules};
use butler_engine::sql::{Options, Session};
use butler_tests::oracle::Repositories;
use butler_tests::{data, sources};
use futures::TryStreamExt;

/// The blocks of SQL in the part of docs/sql.md that lists the functions.
fn examples() -> Vec<String> {
    let document = std::fs::read_to_string(sources().join("docs/sql.md")).unwrap();
    let (_, functions) = document.split_once("## Functions\n").unwrap();
    functions.split("```sql\n").skip(1).map(|block| block.split("\n```").next().unwrap().to_owned()).collect()
}

/// Files of datasets; there are none.
fn datastore() -> Datastore {
    let pool = Arc::new(Pool::new(Environment::default(), None));
    Datastore::new(Location::parse("memory://examples").unwrap(), pool, Rules::default(), &Context::system())
}

#[tokio::test]
async fn every_example_of_a_function_runs() {
    let mut repositories = Repositories::of(&data("exports"), super::BUTLER.as_ref());
    let repository = repositories.get("hsc_session").await.unwrap();
    let options = Options { may_read_files: true, datastore: Some(datastore()), ..Options::default() };
    let session = Session::new(repository.registry.snapshot(), repository.registry.files().clone(), options).unwrap();
    let mut answered = 0;
    let examples = examples();
    for example in &examples {
        // Files of examples are those of the project.
        let here = example.replace("'catalogs/", &format!("'{}/catalogs/", sources().display()));
        let rows = match session.sql(&here).await {
            Ok(answer) => answer.batches.try_collect::<Vec<_>>().await,
            Err(error) => Err(error),
        };
        match rows {
            Ok(_) => answered += 1,
            // Collections and dataset types are those of some repository, not of this one.
            Err(error) => {
                let text = error.to_string();
                let is_elsewhere =
                    error.kind() == ErrorKind::NotFound && ["collection `", "dataset type `"].iter().any(|what| text.contains(what));
                assert!(is_elsewhere, "{example}\n{error}");
            }
        }
    }
    assert!(answered * 10 >= examples.len() * 8, "{answered} of {} examples have an answer", examples.len());
}
