//! Exports of the reference, imported: the registry then holds what the reference holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use butler_engine::context::Context;
use butler_engine::context::stores::Stores;
use butler_engine::dimensions::Universe;
use butler_engine::exchange::export::{Chosen, ExportOptions, What, export};
use butler_engine::exchange::import::{ExportFile, ImportOptions, ImportReport, Transfer, import};
use butler_engine::query::{Queries, QueryOptions, Records};
use butler_engine::registry::scan::Scan;
use butler_engine::registry::{AsOf, Registry, table};
use butler_engine::{ErrorKind, Result};
use butler_tests::contents::{Doubles, canonical, contents, digest};
use butler_tests::{data, tests_folder};
use futures::TryStreamExt;
use object_store::memory::InMemory;
use serde_json::Value;
use uuid::Uuid;

async fn registry() -> Registry {
    let stores = Stores::single(Arc::new(InMemory::new()));
    Registry::create(stores, Context::system(), Universe::shipped(8).unwrap()).await.unwrap()
}

async fn import_rows(registry: &Registry, file: &ExportFile) -> Result<ImportReport> {
    import(registry, file, &ImportOptions::new(Transfer::RegistryOnly)).await
}

fn export_named(name: &str) -> ExportFile {
    ExportFile::local(&data(&format!("exports/{}.yaml", name.replace('-', "_")))).unwrap()
}

/// The number of rows and their digest of every section.
async fn digests(registry: &Registry) -> BTreeMap<String, (usize, Uuid)> {
    contents(registry, Doubles::Bytes).await.into_iter().map(|(name, rows)| (name, (rows.len(), digest(&rows)))).collect()
}

fn recorded(name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(tests_folder().join("reference").join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Recorded by `tests/reference/imports.py`.
#[tokio::test]
async fn real_exports_give_what_the_reference_holds() {
    let mut faults = Vec::new();
    for case in recorded("imported_repositories.jsonl") {
        let registry = registry().await;
        for file in case["files"].as_array().unwrap() {
            import_rows(&registry, &export_named(file.as_str().unwrap())).await.unwrap();
        }
        let found = contents(&registry, Doubles::Bytes).await;
        let expected = case["sections"].as_object().unwrap();
        let names: std::collections::BTreeSet<&str> = found.keys().chain(expected.keys()).map(String::as_str).collect();
        for section in names {
            let rows = found.get(section).map_or(&[][..], Vec::as_slice);
            let same = expected.get(section).is_some_and(|e| e["rows"] == rows.len() && e["digest"] == digest(rows).to_string());
            if !same {
                faults.push(format!("{}.{section}: {} rows, not {:?}", case["repository"], rows.len(), expected.get(section)));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn file_of(given: &Value) -> ExportFile {
    match given["text"].as_str() {
        Some(text) => ExportFile::text("export.yaml", text.to_owned()),
        None => export_named(given["file"].as_str().unwrap().trim_end_matches(".yaml")),
    }
}

/// The rows of a registry as the recorded cases give them.
async fn rows_with_sections(registry: &Registry) -> Vec<String> {
    let mut lines = Vec::new();
    for (section, rows) in contents(registry, Doubles::Number).await {
        for row in rows {
            let row = match section.as_str() {
                "collection" | "dataset_type" | "dataset" => {
                    let mut row = row;
                    row["section"] = Value::from(section.as_str());
                    row
                }
                element => serde_json::json!({"section": "dimension", "element": element, "record": row}),
            };
            lines.push(canonical(&row));
        }
    }
    lines.sort();
    lines
}

/// The cases of `tests/reference/imports.jsonl`: what the reference holds after the files, or that it refuses the last one.
#[tokio::test]
async fn small_exports_of_every_kind_give_what_the_reference_gives() {
    for case in recorded("imports.jsonl") {
        let registry = registry().await;
        let mut refusal = None;
        for given in case["args"]["files"].as_array().unwrap() {
            if let Err(error) = import_rows(&registry, &file_of(given)).await {
                refusal = Some(error);
            }
        }
        match (&refusal, case.get("expected_error")) {
            (Some(error), Some(_)) => assert!(!error.to_string().contains('\n'), "one line: {error}"),
            (None, None) => {
                let mut expected: Vec<String> = case["expected"].as_array().unwrap().iter().map(canonical).collect();
                expected.sort();
                assert_eq!(rows_with_sections(&registry).await, expected, "{}", case["id"]);
            }
            (refusal, expected) => panic!("{}: {refusal:?}, but the reference: {expected:?}", case["id"]),
        }
    }
}

#[tokio::test]
async fn importing_a_file_again_changes_nothing() {
    for name in ["hsc_session", "synth", "jointcal_hsc"] {
        let registry = registry().await;
        let first = import_rows(&registry, &export_named(name)).await.unwrap();
        let before = digests(&registry).await;
        let second = import_rows(&registry, &export_named(name)).await.unwrap();
        assert_eq!((first.commits, second.commits), (1, 0), "{name}");
        assert_eq!(digests(&registry).await, before, "{name}");
    }
}

#[tokio::test]
async fn an_import_in_many_steps_gives_what_one_step_gives() {
    let (whole, stepwise) = (registry().await, registry().await);
    import_rows(&whole, &export_named("hsc_session")).await.unwrap();
    let mut options = ImportOptions::new(Transfer::RegistryOnly);
    options.commit_rows = 50;
    let report = import(&stepwise, &export_named("hsc_session"), &options).await.unwrap();
    assert!(report.commits > 5);
    assert_eq!(digests(&stepwise).await, digests(&whole).await);
    let version = stepwise.snapshot().version;
    let again = import(&stepwise, &export_named("hsc_session"), &options).await.unwrap();
    assert_eq!((again.commits, stepwise.snapshot().version), (0, version), "done again, it changes nothing");
}

#[tokio::test]
async fn a_collection_that_is_longer_than_a_step_says_so_until_all_of_it_is_there() {
    let registry = registry().await;
    let options = ImportOptions { commit_rows: 50, ..ImportOptions::new(Transfer::RegistryOnly) };
    let report = import(&registry, &export_named("hsc_session"), &options).await.unwrap();
    let mut seen = Vec::new();
    for version in 1..=report.version {
        let snapshot = registry.as_of(AsOf::Version(version)).await.unwrap();
        let Some(collection) = snapshot.collections().get("HSC/calib") else { continue };
        let scan = Scan::columns(&["id"]).block(0, "HSC/calib");
        let batches: Vec<_> = snapshot.scan(registry.files(), table::VALIDITY, scan).unwrap().try_collect().await.unwrap();
        let count: usize = batches.iter().map(|batch| batch.num_rows()).sum();
        seen.push((count, collection.doc.starts_with("(unfinished import)")));
    }
    let all = seen.last().unwrap().0;
    assert!(all > 100, "{seen:?}");
    assert!(seen.iter().all(|(count, is_unfinished)| *is_unfinished == (*count > 0 && *count < all)), "{seen:?}");
    assert!(seen.iter().filter(|(_, is_unfinished)| *is_unfinished).count() > 1, "{seen:?}");
}

#[tokio::test]
async fn a_faulty_file_leaves_nothing_behind() {
    let registry = registry().await;
    let text = std::fs::read_to_string(data("exports/ci_hsc_subset_skymap.yaml")).unwrap();
    let version = registry.snapshot().version;
    for fault in ["- type: dataset\n  dataset_type: skyMap\n  run: skymaps\n  records:\n  - dataset_id: 1\n", "- type: nosuch\n", "- [\n"] {
        let error = import_rows(&registry, &ExportFile::text("bad.yaml", format!("{text}{fault}"))).await.unwrap_err();
        assert!(error.to_string().starts_with("bad.yaml:"), "{error}");
        assert_eq!(registry.refresh().await.unwrap().version, version);
    }
}

#[tokio::test]
async fn files_are_recorded_where_they_are_or_named_as_missing() {
    use butler_engine::context::Context;
    use butler_engine::context::stores::{Environment, Location};
    use butler_engine::datastore::{Datastore, Mode, Pool, Rules};
    use butler_engine::exchange::import::FileTransfer;
    use butler_engine::registry::{scan::Scan, table};
    let folder = tempfile::tempdir().unwrap();
    let directory = Location::parse(folder.path().to_str().unwrap()).unwrap();
    let pool = Arc::new(Pool::new(Environment::process(), None));
    let datastore = Datastore::new(directory.clone(), pool, Rules::default(), &Context::system());
    let options = ImportOptions::new(Transfer::Files(Box::new(FileTransfer {
        directory,
        datastore,
        mode: Mode::Direct,
        known: Default::default(),
        elsewhere: false,
        missing: None,
    })));
    let registry = registry().await;
    let file = export_named("ci_hsc_subset_skymap");
    let error = import(&registry, &file, &options).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().ends_with("/skymaps/skyMap/skyMap_discrete_ci_hsc_skymaps.pickle` does not exist"), "{error}");
    assert_eq!(registry.refresh().await.unwrap().version, 1);
    let path = folder.path().join("skymaps/skyMap/skyMap_discrete_ci_hsc_skymaps.pickle");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, b"12345").unwrap();
    import(&registry, &file, &options).await.unwrap();
    let rows = registry.snapshot().collect(registry.files(), table::DATASET, Scan::columns(&["files"])).await.unwrap();
    let text = arrow::util::pretty::pretty_format_batches(&[rows]).unwrap().to_string();
    assert!(text.contains(&format!("path: file://{}, size_bytes: 5", path.display())), "{text}");
    let climbing = "version: 1.0.2\nuniverse_version: 8\ndata:\n- {type: run, name: r}\n- {type: dataset_type, name: x, dimensions: [], storage_class: S}\n- {type: dataset, dataset_type: x, run: r, records: [{dataset_id: 1, data_id: {}, path: ../x}]}\n";
    let error = import(&registry, &ExportFile::text("e.yaml", climbing), &options).await.unwrap_err();
    assert_eq!(error.to_string(), "e.yaml:6:54: path `../x` is not valid: it has the part `.` or `..`");
}

async fn export_text(registry: &Registry, collections: &[&str]) -> String {
    let mut text = Vec::new();
    let named = || What::Collections(collections.iter().map(|name| (*name).to_owned()).collect());
    let what = if collections.is_empty() { What::Everything } else { named() };
    let options = ExportOptions { what, ..ExportOptions::default() };
    export(registry, &options, &mut text).await.unwrap();
    String::from_utf8(text).unwrap()
}

#[tokio::test]
async fn an_export_of_everything_imports_as_the_same() {
    for case in recorded("imported_repositories.jsonl") {
        let registry = registry().await;
        for file in case["files"].as_array().unwrap() {
            import_rows(&registry, &export_named(file.as_str().unwrap())).await.unwrap();
        }
        let text = export_text(&registry, &[]).await;
        if let Some(folder) = std::env::var_os("BUTLER_KEEP_EXPORTS") {
            std::fs::write(std::path::Path::new(&folder).join(format!("{}.yaml", case["repository"].as_str().unwrap())), &text).unwrap();
        }
        let copy = self::registry().await;
        import_rows(&copy, &ExportFile::text("copy.yaml", text.clone())).await.unwrap();
        assert_eq!(digests(&copy).await, digests(&registry).await, "{}", case["repository"]);
        assert_eq!(export_text(&copy, &[]).await, text, "{}", case["repository"]);
    }
}

#[tokio::test]
async fn a_collection_is_exported_with_everything_that_its_import_needs() {
    let registry = registry().await;
    import_rows(&registry, &export_named("hsc_session")).await.unwrap();
    let all = contents(&registry, Doubles::Bytes).await;
    for name in ["HSC/raw/all", "u/demo/search", "u/demo/best", "HSC/calib", "shared/HSC", "skymaps", "u/demo/nothing"] {
        let copy = self::registry().await;
        let text = export_text(&registry, &[name]).await;
        import_rows(&copy, &ExportFile::text("copy.yaml", text)).await.unwrap();
        let part = contents(&copy, Doubles::Bytes).await;
        assert!(part["collection"].iter().any(|c| c["name"] == name));
        for (section, rows) in &part {
            assert!(rows.iter().all(|row| all[section].contains(row)), "{name} {section}");
        }
    }
    let raws = export_text(&registry, &["HSC/raw/all"]).await;
    assert!(raws.contains("element: exposure\n") && !raws.contains("element: visit\n") && !raws.contains("element: patch\n"));
    let calexps = export_text(&registry, &["shared/HSC/rerun/processCcdOutputs"]).await;
    for element in ["visit", "visit_detector_region", "visit_definition", "visit_system_membership", "exposure", "group", "visit_system"] {
        assert!(calexps.contains(&format!("element: {element}\n")), "{element}");
    }
}

/// The sections of an export: what each is about, in order.
fn sections(text: &str) -> Vec<String> {
    let line = |line: &str| {
        let (name, value) = line.trim_start_matches("- ").trim().split_once(": ")?;
        ["element", "name", "dataset_type", "collection"].contains(&name).then(|| value.to_owned())
    };
    let of_section = |section: &str| section.lines().skip(1).find_map(line);
    text.split("\n- type: ").skip(1).filter_map(of_section).collect()
}

#[tokio::test]
async fn chosen_pieces_bring_the_named_elements_and_no_children_of_chains() {
    let registry = registry().await;
    import_rows(&registry, &export_named("hsc_session")).await.unwrap();
    let queries = Queries::new(registry.snapshot(), registry.files().clone());
    let visit = QueryOptions { where_: "instrument = 'HSC' AND visit = 903334".to_owned(), ..QueryOptions::default() };
    let rows = queries.data_ids(&["visit"], &visit, Records::Optional).await.unwrap();
    let visits = queries.snapshot().universe.conform(["visit"]).unwrap();
    let filters = queries.dimension_records("physical_filter", &QueryOptions::default()).await.unwrap();
    let chosen = Chosen {
        collections: vec!["u/demo/search".to_owned()],
        data_ids: vec![(visits, rows.batch().clone())],
        records: vec![("physical_filter".to_owned(), filters.batch().clone())],
        elements: Some(["visit", "visit_definition"].map(str::to_owned).into()),
        ..Chosen::default()
    };
    let mut text = Vec::new();
    let options = ExportOptions { what: What::Chosen(chosen.clone()), ..ExportOptions::default() };
    let report = export(&registry, &options, &mut text).await.unwrap();
    assert_eq!(sections(&String::from_utf8(text).unwrap()), ["physical_filter", "visit", "visit_definition", "u/demo/search"]);
    assert_eq!(report.records, filters.len() as u64 + 2);

    let unknown = Chosen { elements: Some(["visits".to_owned()].into()), ..chosen };
    let options = ExportOptions { what: What::Chosen(unknown), ..ExportOptions::default() };
    let error = export(&registry, &options, &mut Vec::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
}
