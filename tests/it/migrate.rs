//! Repositories of the reference come here with everything that their registries know.

use std::collections::BTreeSet;
use std::path::Path;

use butler_tests::data;
use butler_tests::sandbox::Sandbox;
use serde_json::Value as Json;

mod following;
mod postgres;
mod shapes;

/// A sandbox with the repository of a real registry in `source`, its files being of one line each, but for `missing`.
fn sandbox(folder: &str, missing: &str) -> (Sandbox, Json) {
    let sandbox = Sandbox::new(crate::BUTLER);
    let from = data("gen3/registries").join(folder);
    std::fs::create_dir(sandbox.path("source")).unwrap();
    for name in ["gen3.sqlite3", "butler.yaml"] {
        std::fs::copy(from.join(name), sandbox.path("source").join(name)).unwrap();
    }
    let expected: Json = serde_json::from_str(&std::fs::read_to_string(from.join("expected.json")).unwrap()).unwrap();
    for dataset in list(&expected["datasets"]) {
        if dataset["type"] != missing {
            file(&sandbox, dataset);
        }
    }
    (sandbox, expected)
}

fn file(sandbox: &Sandbox, dataset: &Json) {
    let path = sandbox.path("source").join(text(&dataset["record"]["path"]));
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, "a file\n").unwrap();
}

fn list(json: &Json) -> &[Json] {
    json.as_array().map_or(&[], Vec::as_slice)
}

fn text(json: &Json) -> &str {
    json.as_str().unwrap()
}

fn sql(sandbox: &Sandbox, query: &str) -> Vec<Json> {
    serde_json::from_str(&sandbox.butler(&["sql", "repo", query, "--format", "json"]).ok()).unwrap()
}

/// An ID without dashes.
fn id(json: &Json) -> String {
    text(json).replace('-', "")
}

fn set(rows: impl IntoIterator<Item = String>) -> BTreeSet<String> {
    rows.into_iter().collect()
}

#[test]
fn what_a_registry_of_the_reference_knows_comes_along() {
    for folder in ["comCam", "lsstCamSim"] {
        let (sandbox, expected) = sandbox(folder, "");
        sandbox.butler(&["migrate", "source", "repo", "-q"]).ok();
        let told = set(sql(&sandbox, "SELECT id, type, run FROM datasets")
            .iter()
            .map(|row| format!("{} {} {}", id(&row["id"]), text(&row["type"]), text(&row["run"]))));
        let wanted =
            set(list(&expected["datasets"]).iter().map(|row| format!("{} {} {}", id(&row["id"]), text(&row["type"]), text(&row["run"]))));
        assert_eq!(told, wanted, "{folder}");
        collections_agree(&sandbox, &expected);
        records_agree(&sandbox, &expected);
        datasets_agree(&sandbox, &expected);
        validity_agrees(&sandbox, &expected);
    }
}

/// Data IDs, paths and formatters; the length is that of the file that is there.
fn datasets_agree(sandbox: &Sandbox, expected: &Json) {
    let told = sql(sandbox, "SELECT id, uri, formatter, size_bytes, instrument, detector, exposure FROM datasets");
    assert_eq!(told.len(), list(&expected["datasets"]).len());
    for dataset in list(&expected["datasets"]) {
        let row = told.iter().find(|row| id(&row["id"]) == id(&dataset["id"])).unwrap();
        let path = sandbox.path("source").canonicalize().unwrap().join(text(&dataset["record"]["path"]));
        assert_eq!(text(&row["uri"]), format!("file://{}", path.display()));
        assert_eq!(row["formatter"], dataset["record"]["formatter"]);
        assert_eq!(row["size_bytes"], 7);
        for key in ["instrument", "detector", "exposure"] {
            assert_eq!(row.get(key), Some(dataset["data_id"].get(key).unwrap_or(&Json::Null)), "{key}");
        }
    }
}

/// Nanoseconds that the reference takes for unbounded are none here.
fn bound(ns: &Json) -> Json {
    if matches!(ns.as_i64(), Some(0 | 4_102_444_800_000_000_000)) { Json::Null } else { ns.clone() }
}

fn validity_agrees(sandbox: &Sandbox, expected: &Json) {
    let query = "SELECT type, collection, id, CAST(timespan.begin AS BIGINT) AS b, CAST(timespan.\"end\" AS BIGINT) AS e FROM validity";
    let line = |ty: &Json, collection: &Json, dataset: &Json, bounds: [Json; 2]| {
        format!("{} {} {} {bounds:?}", text(ty), text(collection), id(dataset))
    };
    let told = sql(sandbox, query);
    let told = told.iter().map(|row| line(&row["type"], &row["collection"], &row["id"], [row["b"].clone(), row["e"].clone()]));
    let wanted = list(&expected["calibs"]).iter().map(|row| {
        let bounds = &row["timespan_ns_tai"];
        line(&row["type"], &row["collection"], &row["dataset_id"], [bound(&bounds[0]), bound(&bounds[1])])
    });
    assert_eq!(set(told), set(wanted));
}

#[test]
fn a_range_of_validity_with_bounds_keeps_them_to_the_nanosecond() {
    let (sandbox, mut expected) = sandbox("comCam", "");
    change(&sandbox.path("source/gen3.sqlite3"), |source| {
        let tables = "SELECT calibration_association_table FROM dataset_type WHERE name = 'camera'";
        let table: String = source.query_row(tables, [], |row| row.get(0)).unwrap();
        format!("UPDATE {table} SET timespan_begin = 1388534435000000001, timespan_end = 1420070435999999999")
    });
    expected["calibs"][0]["timespan_ns_tai"] = serde_json::json!([1_388_534_435_000_000_001_i64, 1_420_070_435_999_999_999_i64]);
    sandbox.butler(&["migrate", "source", "repo", "-q"]).ok();
    validity_agrees(&sandbox, &expected);
}

/// Changes a registry by a statement that may depend on it.
fn change(path: &Path, statement: impl FnOnce(&rusqlite::Connection) -> String) {
    let source = rusqlite::Connection::open(path).unwrap();
    source.execute_batch(&statement(&source)).unwrap();
}

fn collections_agree(sandbox: &Sandbox, expected: &Json) {
    let told =
        set(sql(sandbox, "SELECT name, type FROM collections").iter().map(|row| format!("{} {}", text(&row["name"]), text(&row["type"]))));
    let wanted = set(list(&expected["collections"]).iter().map(|row| format!("{} {}", text(&row["name"]), text(&row["type"]))));
    assert_eq!(told, wanted);
    for chain in list(&expected["collections"]).iter().filter(|collection| collection["type"] == "CHAINED") {
        let listed = sandbox.butler(&["query-collections", "repo", text(&chain["name"]), "--chains", "tree"]).ok();
        let places: Vec<_> = list(&chain["children"]).iter().map(|child| listed.find(text(child)).unwrap()).collect();
        assert!(places.is_sorted(), "{listed}");
    }
}

/// Records whose fields have kept their names; those that migrations make are tested with imports.
fn records_agree(sandbox: &Sandbox, expected: &Json) {
    for element in ["instrument", "detector", "physical_filter", "exposure", "visit", "visit_detector_region", "visit_definition"] {
        let Some(wanted) = expected["dimension_records"].get(element) else { continue };
        let told = sandbox.butler(&["query-dimension-records", "repo", element, "--format", "json"]).ok();
        let told: Vec<Json> = serde_json::from_str(&told).unwrap();
        // A dump keeps the first of many.
        assert!(told.len() >= list(wanted).len(), "{element}: {} of {}", told.len(), list(wanted).len());
        for record in list(wanted) {
            let same = |told: &&Json| {
                ["instrument", "id", "name", "visit", "detector", "exposure"].iter().all(|key| told.get(*key) == record.get(*key))
            };
            let found = told.iter().find(same).unwrap_or_else(|| panic!("{element} lacks {record}"));
            timespans_agree(sandbox, element, record);
            for field in [
                "full_name",
                "obs_id",
                "day_obs",
                "exposure_time",
                "observation_type",
                "tracking_ra",
                "physical_filter",
                "band",
                "class_name",
            ] {
                if let Some(value) = record.get(field) {
                    assert_eq!(found.get(field), Some(value), "{element}.{field}");
                }
            }
        }
    }
}

/// The timespan of a record, if its element has one.
fn timespans_agree(sandbox: &Sandbox, element: &str, record: &Json) {
    let (Some(begin), Some(end)) = (record.get("timespan_begin"), record.get("timespan_end")) else { return };
    let query = format!(
        "SELECT CAST(timespan.begin AS BIGINT) AS b, CAST(timespan.\"end\" AS BIGINT) AS e FROM {element} WHERE id = {}",
        record["id"]
    );
    let told = sql(sandbox, &query);
    assert_eq!((&told[0]["b"], &told[0]["e"]), (&bound(begin), &bound(end)), "{element}");
}

#[test]
fn a_missing_file_is_named_and_comes_with_the_next_migration() {
    let (sandbox, expected) = sandbox("comCam", "raw");
    let first = sandbox.butler(&["migrate", "source", "repo"]);
    assert_eq!(first.code, 0, "{}", first.stderr);
    assert!(first.stderr.contains("1 file not there") && first.stderr.contains("3019053000001-R22-S00-det000.fits"), "{}", first.stderr);
    let again = sandbox.butler(&["migrate", "source", "repo"]);
    assert_eq!(again.code, 1, "{}", again.stderr);
    assert!(again.stderr.contains("--incremental"), "{}", again.stderr);
    let raw = list(&expected["datasets"]).iter().find(|dataset| dataset["type"] == "raw").unwrap();
    file(&sandbox, raw);
    let second = sandbox.butler(&["migrate", "source", "repo", "--incremental"]);
    assert!(second.code == 0 && !second.stderr.contains("not there"), "{}", second.stderr);
    let third = sandbox.butler(&["migrate", "source", "repo", "--incremental"]);
    assert!(third.stderr.contains("all of it is here already"), "{}", third.stderr);
}

#[test]
fn a_report_lists_what_is_missing_and_one_that_cannot_be_written_leaves_no_repository() {
    let (sandbox, _) = sandbox("comCam", "raw");
    let refused = sandbox.butler(&["migrate", "source", "repo", "--report", "nowhere/report.txt"]);
    assert!(refused.code == 1 && refused.stderr.contains("nowhere/report.txt"), "{}", refused.stderr);
    assert!(!sandbox.path("repo").exists());
    sandbox.butler(&["migrate", "source", "repo", "-q", "--report", "report.txt"]).ok();
    let report = std::fs::read_to_string(sandbox.path("report.txt")).unwrap();
    let missing: Vec<&str> = report.lines().filter_map(|line| line.strip_prefix("missing\t")).collect();
    assert!(missing.len() == 1 && missing[0].ends_with("3019053000001-R22-S00-det000.fits"), "{report}");
    // The sandbox has a word in the place of each other file.
    let resized: Vec<&str> = report.lines().filter_map(|line| line.strip_prefix("resized\t")).collect();
    assert!(resized.len() + missing.len() == report.lines().count() && resized[0].contains("camera_LSSTComCam"), "{report}");
}

#[test]
fn what_the_source_gets_later_comes_with_the_next_migration() {
    let (sandbox, _) = sandbox("comCam", "");
    sandbox.butler(&["migrate", "source", "repo", "-q"]).ok();
    let source = rusqlite::Connection::open(sandbox.path("source/gen3.sqlite3")).unwrap();
    let tags: String = source.query_row("SELECT tag_association_table FROM dataset_type WHERE name = 'raw'", [], |row| row.get(0)).unwrap();
    let statements = format!(
        "INSERT INTO collection (name, type) VALUES ('chosen', 2);
         INSERT INTO collection_summary_dataset_type SELECT c.collection_id, t.id FROM collection c, dataset_type t WHERE c.name = 'chosen' AND t.name = 'raw';
         INSERT INTO collection_summary_instrument SELECT collection_id, 'LSSTComCam' FROM collection WHERE name = 'chosen';
         INSERT INTO {tags} (dataset_type_id, dataset_id, collection_id, instrument, detector, exposure)
             SELECT dataset_type_id, dataset_id, (SELECT collection_id FROM collection WHERE name = 'chosen'), instrument, detector, exposure FROM {tags};"
    );
    source.execute_batch(&statements).unwrap();
    sandbox.butler(&["migrate", "source", "repo", "--incremental", "-q"]).ok();
    let found = sandbox.butler(&["query-datasets", "repo", "raw", "--collections", "chosen"]).ok();
    assert!(found.contains("3019053000001"), "{found}");
}

#[test]
fn a_dry_run_writes_nothing() {
    let (sandbox, _) = sandbox("comCam", "");
    let told = sandbox.butler(&["migrate", "source", "repo", "--dry-run"]);
    assert!(told.code == 0 && told.stderr.contains("2 datasets") && told.stderr.contains("nothing was written"), "{}", told.stderr);
    assert!(!sandbox.path("repo").exists());
}

#[test]
fn a_broken_source_is_one_line_with_a_hint_and_leaves_nothing() {
    type Broken = (&'static str, fn(&Path), &'static str);
    let cases: [Broken; 8] = [
        ("no repository", |folder| std::fs::remove_file(folder.join("butler.yaml")).unwrap(), "does not exist"),
        ("no database", |folder| std::fs::remove_file(folder.join("gen3.sqlite3")).unwrap(), "--db"),
        ("no SQLite file", |folder| std::fs::write(folder.join("gen3.sqlite3"), "SQL".repeat(999)).unwrap(), "is damaged: it is none"),
        (
            "a page of records that is gone",
            |folder| {
                // What is read last.
                let path = folder.join("gen3.sqlite3");
                let mut bytes = std::fs::read(&path).unwrap();
                let root: u32 = rusqlite::Connection::open(&path)
                    .unwrap()
                    .query_row("SELECT rootpage FROM sqlite_master WHERE name = 'file_datastore_records'", [], |row| row.get(0))
                    .unwrap();
                let size = usize::from(u16::from_be_bytes([bytes[16], bytes[17]]));
                let root = root as usize;
                bytes[(root - 1) * size..root * size].fill(0xff);
                std::fs::write(path, bytes).unwrap();
            },
            "gen3.sqlite3` is damaged: ",
        ),
        (
            "half a file",
            |folder| {
                let path = folder.join("gen3.sqlite3");
                let bytes = std::fs::read(&path).unwrap();
                std::fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
            },
            "gen3.sqlite3` is damaged: ",
        ),
        (
            "not a registry",
            |folder| change(&folder.join("gen3.sqlite3"), |_| "DROP TABLE butler_attributes".to_owned()),
            "butler_attributes",
        ),
        (
            "a manager of later",
            |folder| {
                let newer = "UPDATE butler_attributes SET value = '9.0.0' WHERE name LIKE 'version:%ManagerUUID'";
                change(&folder.join("gen3.sqlite3"), |_| newer.to_owned());
            },
            "9.0.0, which is not known",
        ),
        (
            "a universe of later",
            |folder| {
                let newer = "UPDATE butler_attributes SET value = replace(value, '\"version\": 1,', '\"version\": 99,') WHERE name = 'config:dimensions.json'";
                change(&folder.join("gen3.sqlite3"), |_| newer.to_owned());
            },
            "daf_butler 99",
        ),
    ];
    for (name, spoil, told) in cases {
        let (sandbox, _) = sandbox("comCam", "");
        spoil(&sandbox.path("source"));
        let failed = sandbox.butler(&["migrate", "source", "repo"]);
        assert!(failed.code != 0 && failed.code != 101, "{name}: {}", failed.stderr);
        assert!(failed.stderr.contains(told), "{name}: {}", failed.stderr);
        assert!(failed.stderr.contains("hint"), "{name}: {}", failed.stderr);
        assert_eq!(failed.stderr.lines().filter(|line| line.starts_with("error")).count(), 1, "{name}: {}", failed.stderr);
        assert!(!sandbox.path("repo").exists(), "{name}");
    }
}

#[test]
fn what_came_from_the_reference_goes_back_unchanged() {
    let (sandbox, _) = sandbox("comCam", "");
    // The recorded answer is of lsst-daf-butler alone, which has no formatters of instruments.
    let source = rusqlite::Connection::open(sandbox.path("source/gen3.sqlite3")).unwrap();
    let plain = "UPDATE file_datastore_records SET formatter = 'lsst.daf.butler.formatters.yaml.YamlFormatter';
        UPDATE dataset_type SET storage_class = 'StructuredDataDict';";
    source.execute_batch(plain).unwrap();
    sandbox.butler(&["migrate", "source", "repo", "-q"]).ok();
    sandbox.butler(&["export", "repo", "exported", "-q"]).ok();
    let exported = std::fs::read_to_string(sandbox.path("exported/export.yaml")).unwrap();
    // What the reference exported after it had imported this.
    let recorded = std::fs::read_to_string(data("gen3/registries/comCam/reference_export.yaml")).unwrap();
    let folder = sandbox.folder().canonicalize().unwrap();
    assert_eq!(exported, recorded.replace("[DIR]", &folder.display().to_string()));
}
