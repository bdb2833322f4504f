//! Registries and datastores of other shapes: chained datastores, datasets in parts, modes of transfer, integer IDs.

use std::path::Path;

use butler_tests::sandbox::Sandbox;
use serde_json::Value as Json;
use uuid::Uuid;

use super::{change, id, list, sandbox, sql, text};

const STORE: &str = "lsst.daf.butler.datastores";

/// Gives a source two datastores in a chain, after one in memory: raws are in the second alone, the camera is in both, in three parts.
fn chain(sandbox: &Sandbox) {
    let store = |number: &str| {
        format!(
            "  - cls: {STORE}.fileDatastore.FileDatastore\n    root: <butlerRoot>/{number}\n    records:\n      table: {number}_records\n"
        )
    };
    let text = format!(
        "datastore:\n  cls: {STORE}.chainedDatastore.ChainedDatastore\n  datastores:\n  - cls: {STORE}.inMemoryDatastore.InMemoryDatastore\n{}{}registry:\n  db: sqlite:///<butlerRoot>/gen3.sqlite3\n",
        store("first"),
        store("second")
    );
    std::fs::write(sandbox.path("source/butler.yaml"), text).unwrap();
    change(&sandbox.path("source/gen3.sqlite3"), |_| {
        "CREATE TABLE second_records AS SELECT * FROM file_datastore_records WHERE path LIKE 'raw/%';
         UPDATE second_records SET file_size = 7;
         CREATE TABLE first_records AS SELECT * FROM file_datastore_records WHERE 0;
         INSERT INTO first_records SELECT dataset_id, 'camera.' || part || '.fits', formatter, storage_class, part, checksum, 6
             FROM file_datastore_records, (SELECT 'a' AS part UNION SELECT 'b' UNION SELECT 'c') WHERE path NOT LIKE 'raw/%';
         INSERT INTO second_records SELECT * FROM first_records;
         DROP TABLE file_datastore_records;
         UPDATE dataset_type SET storage_class = 'OfAnotherPackage' WHERE name = 'camera'"
            .to_owned()
    });
    for folder in ["first", "second"] {
        for part in ["a", "b", "c"] {
            write(&sandbox.path(&format!("source/{folder}/camera.{part}.fits")), &format!("part {part}"));
        }
    }
    let raw = sql_of_source(sandbox, "SELECT path FROM second_records WHERE path LIKE 'raw/%'");
    write(&sandbox.path("source/second").join(raw), "the raw");
}

fn sql_of_source(sandbox: &Sandbox, query: &str) -> String {
    rusqlite::Connection::open(sandbox.path("source/gen3.sqlite3")).unwrap().query_row(query, [], |row| row.get(0)).unwrap()
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

#[test]
fn of_chained_datastores_the_first_that_has_a_dataset_gives_its_files() {
    let (sandbox, _) = sandbox("comCam", "");
    chain(&sandbox);
    let told = sandbox.butler(&["migrate", "source", "repo"]);
    assert!(told.code == 0 && !told.stderr.contains("warning"), "{}", told.stderr);
    let uri = |ty: &str| text(&sql(&sandbox, &format!("SELECT uri FROM datasets WHERE type = '{ty}'"))[0]["uri"]).to_owned();
    assert!(uri("raw").contains("/source/second/raw/"), "{}", uri("raw"));
    let parts = sandbox.butler(&["uri", "repo", "camera", "instrument=LSSTComCam", "--collections", "LSSTComCam/calib/unbounded"]).ok();
    for part in ["a", "b", "c"] {
        assert!(parts.contains(&format!("/source/first/camera.{part}.fits")), "{parts}");
        // The storage class is not known here, and the part has a file.
        let component = format!("camera.{part}");
        sandbox
            .butler(&["get", "repo", &component, "instrument=LSSTComCam", "--collections", "LSSTComCam/calib/unbounded", "-o", part])
            .ok();
        assert_eq!(std::fs::read_to_string(sandbox.path(part)).unwrap(), format!("part {part}"));
    }
    let none =
        sandbox.butler(&["get", "repo", "camera.d", "instrument=LSSTComCam", "--collections", "LSSTComCam/calib/unbounded", "-o", "d"]);
    assert!(none.code == 1 && none.stderr.contains("those that are there are a, b, c"), "{}", none.stderr);
}

#[test]
fn files_come_by_every_mode_and_parts_come_together() {
    for mode in ["copy", "move", "hardlink", "symlink", "relsymlink", "link", "auto"] {
        let (sandbox, _) = sandbox("comCam", "");
        chain(&sandbox);
        let told = sandbox.butler(&["migrate", "source", "repo", "-t", mode]);
        assert!(told.code == 0 && !told.stderr.contains("warning"), "{mode}: {}", told.stderr);
        sandbox.butler(&["verify", "repo"]).ok();
        let root = sandbox.path("repo").canonicalize().unwrap();
        let rows = sql(&sandbox, "SELECT coalesce(uri, components[1]['uri']) AS uri, size_bytes FROM datasets ORDER BY type");
        assert_eq!(rows.len(), 2);
        for row in &rows {
            let path = Path::new(text(&row["uri"]).trim_start_matches("file://"));
            assert!(path.starts_with(&root), "{mode}: {rows:?}");
            assert_eq!(path.is_symlink(), mode.ends_with("symlink"), "{mode}");
        }
        assert_eq!((&rows[0]["size_bytes"], &rows[1]["size_bytes"]), (&Json::from(18), &Json::from(7)));
        // Only a move takes files of the source, and only those that it has brought.
        assert_eq!(sandbox.path("source/first/camera.a.fits").exists(), mode != "move", "{mode}");
        assert!(sandbox.path("source/second/camera.a.fits").exists(), "{mode}");
    }
}

/// Gives a source integer IDs, as registries had before they had UUIDs.
fn number(source: &rusqlite::Connection) -> String {
    let names = |query: &str| -> Vec<String> {
        source.prepare(query).unwrap().query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    let of_datasets = "name LIKE 'dataset_tags%' OR name LIKE 'dataset_calibs%' OR name IN ('file_datastore_records', 'dataset_location')";
    let mut statements =
        "PRAGMA foreign_keys = OFF; CREATE TABLE numbers AS SELECT id, rowid + 100 AS number FROM dataset ORDER BY id;".to_owned();
    let tables = names(&format!("SELECT name FROM sqlite_master WHERE type = 'table' AND ({of_datasets})"));
    for (table, column) in tables.iter().map(|table| (table.as_str(), "dataset_id")).chain([("dataset", "id")]) {
        statements += &format!(
            "CREATE TABLE numbered AS SELECT * FROM {table};
             ALTER TABLE numbered ADD COLUMN number BIGINT;
             UPDATE numbered SET number = (SELECT number FROM numbers WHERE numbers.id = numbered.{column});
             ALTER TABLE numbered DROP COLUMN {column};
             ALTER TABLE numbered RENAME COLUMN number TO {column};
             DROP TABLE {table};
             ALTER TABLE numbered RENAME TO {table};"
        );
    }
    let (new, old) = ("ByDimensionsDatasetRecordStorageManagerUUID", "ByDimensionsDatasetRecordStorageManager");
    statements
        + &format!(
            "DELETE FROM butler_attributes WHERE name LIKE 'version:%{new}';
             UPDATE butler_attributes SET value = replace(value, '{new}', '{old}') WHERE name = 'config:registry.managers.datasets';
             INSERT INTO butler_attributes SELECT 'version:' || value, '0.3.0' FROM butler_attributes WHERE name = 'config:registry.managers.datasets';"
        )
}

#[test]
fn integer_ids_become_the_uuids_that_an_import_gives_them() {
    let (sandbox, expected) = sandbox("comCam", "");
    let numbers = |sandbox: &Sandbox| {
        let source = rusqlite::Connection::open(sandbox.path("source/gen3.sqlite3")).unwrap();
        let mut statement = source.prepare("SELECT id, number FROM numbers").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))).unwrap();
        rows.collect::<Result<Vec<_>, _>>().unwrap()
    };
    change(&sandbox.path("source/gen3.sqlite3"), number);
    let told = sandbox.butler(&["migrate", "source", "repo"]);
    assert!(told.code == 0 && told.stderr.contains("2 datasets, 1 association"), "{}", told.stderr);
    let namespace = Uuid::parse_str("4d4851f4-2890-4d41-8779-5f38a3f5062b").unwrap();
    let rows = sql(&sandbox, "SELECT id, type, uri FROM datasets");
    for (was, number) in numbers(&sandbox) {
        let dataset = list(&expected["datasets"]).iter().find(|dataset| id(&dataset["id"]) == was).unwrap();
        let now = Uuid::new_v3(&namespace, number.to_string().as_bytes());
        let row = rows.iter().find(|row| text(&row["id"]) == now.to_string()).unwrap();
        assert_eq!(row["type"], dataset["type"]);
        assert!(text(&row["uri"]).ends_with(text(&dataset["record"]["path"])));
    }
    assert_eq!(sql(&sandbox, "SELECT id FROM validity").len(), 1);
    let again = sandbox.butler(&["migrate", "source", "repo", "--incremental"]);
    assert!(again.stderr.contains("2 datasets here already with files") && again.stderr.contains("all of it is here"), "{}", again.stderr);
}
