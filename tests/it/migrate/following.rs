//! A repository of the reference is followed day by day.

use serde_json::json;

use super::{change, file, list, sandbox, sql, text};

#[test]
fn of_what_is_here_only_the_ids_are_read_again() {
    let (sandbox, expected) = sandbox("comCam", "");
    sandbox.butler(&["migrate", "source", "repo", "-q"]).ok();
    // Were they looked at, one file would be told as missing and the other as of another length.
    let path = |ty: &str| {
        let dataset = list(&expected["datasets"]).iter().find(|dataset| dataset["type"] == ty).unwrap();
        sandbox.path("source").join(text(&dataset["record"]["path"]))
    };
    std::fs::remove_file(path("raw")).unwrap();
    change(&sandbox.path("source/gen3.sqlite3"), |_| "UPDATE file_datastore_records SET file_size = 1000".to_owned());
    let again = sandbox.butler(&["migrate", "source", "repo", "--incremental"]);
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert!(again.stderr.contains("2 datasets here already with files, and not read again"), "{}", again.stderr);
    assert!(again.stderr.contains("2 dataset types, 2 datasets, 1 association"), "{}", again.stderr);
    assert!(again.stderr.contains("all of it is here already") && !again.stderr.contains("warning"), "{}", again.stderr);
}

#[test]
fn a_new_dataset_of_a_known_run_comes_with_its_file() {
    let (sandbox, _) = sandbox("comCam", "");
    sandbox.butler(&["migrate", "source", "repo", "-q"]).ok();
    let id = "0f0e0d0c0b0a49088706050403020100";
    change(&sandbox.path("source/gen3.sqlite3"), |source| {
        let tables = "SELECT tag_association_table FROM dataset_type WHERE name = 'raw'";
        let tags: String = source.query_row(tables, [], |row| row.get(0)).unwrap();
        format!(
            "INSERT INTO dataset (id, dataset_type_id, ingest_date, run_id)
                 SELECT '{id}', dataset_type_id, ingest_date, run_id FROM dataset WHERE dataset_type_id = (SELECT id FROM dataset_type WHERE name = 'raw');
             INSERT INTO {tags} (dataset_type_id, dataset_id, collection_id, instrument, detector, exposure)
                 SELECT dataset_type_id, '{id}', collection_id, instrument, 1, exposure FROM {tags};
             INSERT INTO file_datastore_records SELECT '{id}', 'raw/new.fits', formatter, storage_class, component, checksum, 7
                 FROM file_datastore_records WHERE path LIKE 'raw/%';"
        )
    });
    file(&sandbox, &json!({"record": {"path": "raw/new.fits"}}));
    let told = sandbox.butler(&["migrate", "source", "repo", "--incremental"]);
    assert_eq!(told.code, 0, "{}", told.stderr);
    assert!(told.stderr.contains("3 datasets, ") && told.stderr.contains("2 datasets here already"), "{}", told.stderr);
    let found = sql(&sandbox, "SELECT id, uri, detector FROM datasets WHERE type = 'raw' AND detector = 1");
    assert_eq!(found.len(), 1);
    assert!(text(&found[0]["uri"]).ends_with("source/raw/new.fits"), "{found:?}");
}

#[test]
fn what_a_move_has_taken_is_not_missed_afterwards() {
    let (sandbox, expected) = sandbox("comCam", "");
    sandbox.butler(&["migrate", "source", "repo", "-t", "move", "-q"]).ok();
    for dataset in list(&expected["datasets"]) {
        assert!(!sandbox.path("source").join(text(&dataset["record"]["path"])).exists());
    }
    sandbox.butler(&["verify", "repo"]).ok();
    let again = sandbox.butler(&["migrate", "source", "repo", "-t", "move", "--incremental"]);
    assert!(again.code == 0 && !again.stderr.contains("not there"), "{}", again.stderr);
    assert!(again.stderr.contains("all of it is here already"), "{}", again.stderr);
}

#[test]
fn tags_and_ranges_that_are_here_are_counted_and_new_ones_come() {
    let (sandbox, _) = sandbox("comCam", "");
    let source = sandbox.path("source/gen3.sqlite3");
    let tables = |source: &rusqlite::Connection, which: &str, of: &str| -> String {
        source.query_row(&format!("SELECT {which} FROM dataset_type WHERE name = '{of}'"), [], |row| row.get(0)).unwrap()
    };
    let tag = |name: &'static str| {
        move |source: &rusqlite::Connection| {
            let tags = tables(source, "tag_association_table", "raw");
            format!(
                "INSERT INTO collection (name, type) VALUES ('{name}', 2);
                 INSERT INTO collection_summary_dataset_type SELECT c.collection_id, t.id FROM collection c, dataset_type t WHERE c.name = '{name}' AND t.name = 'raw';
                 INSERT INTO collection_summary_instrument SELECT collection_id, 'LSSTComCam' FROM collection WHERE name = '{name}';
                 INSERT INTO {tags} (dataset_type_id, dataset_id, collection_id, instrument, detector, exposure)
                     SELECT dataset_type_id, dataset_id, (SELECT collection_id FROM collection WHERE name = '{name}'), instrument, detector, exposure FROM {tags} LIMIT 1;"
            )
        }
    };
    change(&source, tag("chosen"));
    sandbox.butler(&["migrate", "source", "repo", "-q"]).ok();
    let again = sandbox.butler(&["migrate", "source", "repo", "--incremental"]);
    assert!(again.stderr.contains("2 datasets, 2 associations") && again.stderr.contains("all of it is here"), "{}", again.stderr);
    // A tag elsewhere, and another range of the same calibration.
    change(&source, tag("later"));
    change(&source, |source| {
        let calibs = tables(source, "calibration_association_table", "camera");
        format!(
            "UPDATE {calibs} SET timespan_end = 1388534435000000000;
             INSERT INTO {calibs} (dataset_type_id, dataset_id, collection_id, instrument, timespan_begin, timespan_end)
                 SELECT dataset_type_id, dataset_id, collection_id, instrument, 1388534435000000000, 4102444800000000000 FROM {calibs}"
        )
    });
    let refused = sandbox.butler(&["migrate", "source", "repo", "--incremental"]);
    // It was valid for ever, and is here: what is here is kept, and what contradicts is an error.
    assert!(refused.code == 1 && refused.stderr.contains("LSSTComCam/calib"), "{}", refused.stderr);
    sandbox.butler(&["decertify-calibrations", "repo", "LSSTComCam/calib", "camera"]).ok();
    let told = sandbox.butler(&["migrate", "source", "repo", "--incremental"]);
    assert!(told.code == 0 && told.stderr.contains("2 datasets, 4 associations"), "{}", told.stderr);
    assert_eq!(sql(&sandbox, "SELECT id FROM validity").len(), 2);
    assert_eq!(sql(&sandbox, "SELECT collection FROM tags ORDER BY 1").len(), 2);
    assert!(sandbox.butler(&["migrate", "source", "repo", "--incremental"]).stderr.contains("all of it is here"));
}
