//! How names may be written, and what is said where they are wrong.

use super::*;

#[tokio::test]
async fn names_are_found_without_regard_to_case() {
    let registry = populated().await;
    let session = session(registry);
    for text in [
        "SELECT dataId FROM datasets WHERE dataId.visit = 2",
        "select DATAID from Datasets D where d.dataId.Visit = 2",
        "SELECT \"dataId\" FROM registry.datasets WHERE dataid['visit'] = 2",
        "SELECT dataId FROM (SELECT dataId, visit FROM datasets) AS s WHERE visit = 2 GROUP BY dataid ORDER BY dataId",
        "WITH c AS (SELECT * FROM datasets) SELECT c.dataid FROM c WHERE VISIT = 2",
        "SELECT DataId FROM Find_First('calexp', 'chain') WHERE visit = 2",
    ] {
        let lines = ask(&session, text).await;
        assert_eq!((lines[0].as_str(), lines.len()), ("dataId", 2), "{text}");
    }
    assert_eq!(ask(&session, "SELECT visit AS dataId FROM datasets ORDER BY dataId LIMIT 1").await[0], "dataId");
}

#[tokio::test]
async fn what_does_not_exist_is_named_with_what_looks_alike() {
    let registry = populated().await;
    let session = session(registry);
    for (text, error, hint) in [
        ("SELECT typo FROM datasets", "column `typo` does not exist", "did you mean `type`?"),
        ("SELECT * FROM datasest", "table `datasest` does not exist", "did you mean `datasets`"),
        ("SELECT glb(type, 'x') FROM datasets", "function `glb` does not exist", "did you mean `glob`?"),
        ("SELECT * FROM find_frist('a', 'b')", "table function `find_frist` does not exist", "did you mean `find_first`?"),
        ("SELECT * FROM find_first('calxep', 'run1')", "dataset type `calxep` does not exist", "did you mean `calexp`?"),
        ("SELECT * FROM datasets_in('run3')", "collection `run3` does not exist", "did you mean `run1` or `run2`?"),
        ("SELECT tai(1.5)", "call `tai(Float64)` is not valid", "it is called as `tai(text)`"),
    ] {
        let (said, given) = refused(&session, text).await;
        assert!(said.starts_with(error), "{text}: {said}");
        assert!(given.as_deref().unwrap_or_default().starts_with(hint), "{text}: {given:?}");
    }
}

#[tokio::test]
async fn statements_that_change_something_are_refused() {
    let registry = populated().await;
    let session = session(registry);
    for text in [
        "DELETE FROM datasets",
        "INSERT INTO collections VALUES ('x')",
        "UPDATE datasets SET run = 'x'",
        "CREATE TABLE t AS SELECT 1",
        "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/passwd'",
        "DROP TABLE datasets",
        "COPY datasets TO 'x.csv'",
        "EXPLAIN ANALYZE INSERT INTO collections VALUES ('x')",
        "TRUNCATE TABLE datasets",
    ] {
        let (said, _) = refused(&session, text).await;
        assert!(said.contains("SQL only reads a repository"), "{text}: {said}");
    }
    for text in ["SELECT 1; SELECT 2", "", "SELEC 1", "SELECT * FROM '/etc/passwd'"] {
        refused(&session, text).await;
    }
}

#[tokio::test]
async fn a_session_can_be_set_and_shown() {
    let registry = populated().await;
    let session = session(registry);
    ask(&session, "SET datafusion.execution.batch_size = 100").await;
    assert_eq!(ask(&session, "SHOW datafusion.execution.batch_size").await[1], "datafusion.execution.batch_size|100");
    assert!(ask(&session, "SHOW TABLES").await.iter().any(|line| line.starts_with("butler|registry|datasets")));
    assert!(ask(&session, "DESCRIBE visit").await.iter().any(|line| line.starts_with("region|Binary")));
}
