//! Files of datasets: on local disk and on the S3 server of the run, between the two, and when the process is killed in between.

use std::process::Stdio;
use std::time::Duration;

use butler_tests::data;
use butler_tests::s3::Server;
use butler_tests::sandbox::Sandbox;
use uuid::Uuid;

/// Files of the export that is brought from place to place.
const FILES: usize = 33;

/// A sandbox with a folder `old`: an export and its files, of some bytes each.
fn sandbox(bytes: usize) -> Sandbox {
    let sandbox = Sandbox::new(crate::BUTLER);
    let text = std::fs::read_to_string(data("exports/ci_hsc_subset.yaml")).unwrap();
    for path in text.lines().filter_map(|line| line.trim().strip_prefix("path: ")) {
        let place = sandbox.path("old").join(path);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(&place, path.repeat(1 + bytes / path.len())).unwrap();
    }
    std::fs::write(sandbox.path("old/export.yaml"), text).unwrap();
    sandbox
}

fn lines(sandbox: &Sandbox, arguments: &[&str]) -> usize {
    sandbox.butler(arguments).ok().lines().count()
}

#[test]
fn files_go_from_disk_to_s3_to_s3_to_disk_and_stay_the_same() {
    let Some(server) = Server::of_this_run() else { return };
    let mut sandbox = sandbox(1000);
    server.variables().into_iter().for_each(|(name, value)| sandbox.set(name, value));
    let place = |name: &str| format!("s3://{}/{}/{name}", server.bucket, Uuid::new_v4());
    let (first, second, exported) = (place("first"), place("second"), place("exported"));
    for repo in [first.as_str(), second.as_str(), "back"] {
        sandbox.butler(&["create", repo, "-q"]).ok();
    }
    sandbox.butler(&["import", &first, "old", "-q"]).ok();
    sandbox.butler(&["export", &first, &exported, "-t", "auto", "-q"]).ok();
    sandbox.butler(&["import", &second, &exported, "-t", "auto", "-q"]).ok();
    sandbox.butler(&["transfer-datasets", &second, "back", "--register-dataset-types", "-q"]).ok();
    for repo in [first.as_str(), second.as_str(), "back"] {
        sandbox.butler(&["verify", repo, "--level", "3"]).ok();
        assert_eq!(lines(&sandbox, &["sql", repo, "SELECT uri FROM datasets WHERE is_stored", "--format", "csv"]), FILES + 1);
    }
    let calexp = ["calexp", "instrument=HSC", "visit=903334", "detector=16"];
    let get = |repo: &str| sandbox.butler(&[&["get", repo], &calexp[..]].concat()).ok();
    assert!(get(&first) == get(&second) && get(&second) == get("back"));
    let uri = sandbox.butler(&[&["uri", &second], &calexp[..]].concat()).ok();
    assert!(uri.starts_with(&format!("{second}/HSC/runs/ci_hsc/20240806T180642Z/calexp/20130617/r/HSC-R/903334/calexp_HSC_r_")), "{uri}");
    sandbox.butler(&["retrieve-artifacts", &second, "files", "--no-preserve-path", "-q"]).ok();
    assert_eq!(std::fs::read_dir(sandbox.path("files")).unwrap().count(), FILES);
    // A second import finds everything there; an object of somebody else is in nobody's way, and stays.
    sandbox.butler(&["import", &second, &exported, "-q"]).ok();
    sandbox.butler(&["put", &second, "calexp", "instrument=HSC", "visit=903334", "detector=16", "old/export.yaml", "--run", "u/me"]).ok();
    let again = ["put", &second, "calexp", "instrument=HSC", "visit=903334", "detector=16", "old/export.yaml", "--run", "u/me"];
    assert_eq!(sandbox.butler(&again).code, 1);
    sandbox.butler(&["remove-runs", &second, "HSC/*", "--no-confirm", "-q"]).ok();
    sandbox.butler(&["verify", &second, "--level", "3"]).ok();
    assert_eq!(lines(&sandbox, &["sql", &second, "SELECT uri FROM datasets", "--format", "csv"]), 2);
    sandbox.butler(&["verify", &first, "--level", "3"]).ok();
}

/// Starts `arguments`, kills the process after `delay`, and says whether it had ended before.
fn killed(sandbox: &Sandbox, arguments: &[&str], delay: Duration) -> bool {
    let mut command = sandbox.command(crate::BUTLER);
    let mut child = command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(delay);
    let ended = child.try_wait().unwrap().is_some();
    child.kill().unwrap();
    child.wait().unwrap();
    ended
}

/// Findings of `verify` that are errors.
pub fn errors(sandbox: &Sandbox, repo: &str) -> Vec<String> {
    let found = sandbox.butler(&["verify", repo, "--level", "3", "--format", "csv", "-q"]).stdout;
    found.lines().filter(|line| line.starts_with("E-")).map(str::to_owned).collect()
}

/// Imports and removes with a kill after ever longer times, and completes each by doing it again.
fn survives_kills(sandbox: &Sandbox, place: impl Fn(usize) -> String, step: Duration, modes: &[&str]) {
    for (number, mode) in (0..10).zip(modes.iter().cycle()) {
        let repo = place(number);
        sandbox.butler(&["create", &repo, "-q"]).ok();
        let delay = step * u32::try_from(number).unwrap();
        let import = ["import", &repo, "old", "-t", mode];
        killed(sandbox, &import, delay);
        assert_eq!(errors(sandbox, &repo), [] as [String; 0], "after an import by {mode} that was killed after {delay:?}");
        sandbox.butler(&import).ok();
        sandbox.butler(&["verify", &repo, "--level", "3"]).ok();
        assert_eq!(lines(sandbox, &["sql", &repo, "SELECT uri FROM datasets WHERE is_stored", "--format", "csv"]), FILES + 1);
        let remove = ["remove-runs", &repo, "HSC/*", "--no-confirm"];
        killed(sandbox, &remove, delay);
        assert_eq!(errors(sandbox, &repo), [] as [String; 0], "after a removal that was killed after {delay:?}");
        sandbox.butler(&remove).ok();
        sandbox.butler(&["empty-trash", &repo]).ok();
        sandbox.butler(&["verify", &repo, "--level", "3"]).ok();
        sandbox.butler(&["import", &repo, "old", "-t", mode, "-q"]).ok();
    }
    assert_eq!(butler_tests::files_below(&sandbox.path("old"), ".fits").len(), FILES, "no source is lost");
}

#[test]
fn an_import_or_removal_that_is_killed_loses_no_file_and_is_completed_by_another() {
    let sandbox = sandbox(200_000);
    survives_kills(&sandbox, |number| format!("repo{number}"), Duration::from_millis(25), &["copy", "auto", "symlink"]);
}

#[test]
fn an_import_or_removal_on_s3_that_is_killed_loses_no_file_and_is_completed_by_another() {
    let Some(server) = Server::of_this_run() else { return };
    let mut sandbox = sandbox(20_000);
    server.variables().into_iter().for_each(|(name, value)| sandbox.set(name, value));
    let folder = Uuid::new_v4();
    survives_kills(&sandbox, |number| format!("s3://{}/{folder}/{number}", server.bucket), Duration::from_millis(80), &["copy", "auto"]);
}

#[test]
fn an_archive_goes_to_s3_and_its_members_are_read_and_moved_on_from_there() {
    let Some(server) = Server::of_this_run() else { return };
    let mut sandbox = sandbox(100_000);
    server.variables().into_iter().for_each(|(name, value)| sandbox.set(name, value));
    let place = |name: &str| format!("s3://{}/{}/{name}", server.bucket, Uuid::new_v4());
    let (remote, archives) = (place("repo"), place("archives"));
    sandbox.butler(&["create", "first", "-q"]).ok();
    sandbox.butler(&["import", "first", "old", "-q"]).ok();
    let archive = sandbox.butler(&["retrieve-artifacts", "first", &archives, "--zip"]).ok();
    sandbox.butler(&["create", &remote, "-q"]).ok();
    sandbox.butler(&["register-dataset-type", &remote, "calexp", "ExposureF", "instrument", "visit", "detector", "-q"]).ok();
    for _ in 0..2 {
        sandbox.butler(&["ingest-zip", &remote, archive.trim(), "--transfer-dimensions"]).ok();
    }
    let calexp = ["calexp", "instrument=HSC", "visit=903334", "detector=16"];
    let get = |repo: &str| sandbox.butler(&[&["get", repo], &calexp[..]].concat()).ok();
    assert!(get("first") == get(&remote));
    let uri = sandbox.butler(&[&["uri", &remote], &calexp[..]].concat()).ok();
    assert!(uri.starts_with(&format!("{remote}/zips/")) && uri.contains(".zip#zip-path="), "{uri}");
    sandbox.butler(&["verify", &remote, "--level", "3"]).ok();
    sandbox.butler(&["create", "back", "-q"]).ok();
    sandbox.butler(&["transfer-datasets", &remote, "back", "--register-dataset-types", "-q"]).ok();
    sandbox.butler(&["verify", "back", "--level", "3"]).ok();
    assert_eq!(butler_tests::files_below(&sandbox.path("back"), ".fits").len(), FILES);
    sandbox.butler(&["remove-runs", &remote, "HSC/*", "--no-confirm", "-q"]).ok();
    sandbox.butler(&["verify", &remote, "--level", "2"]).ok();
}

#[tokio::test]
async fn a_deferred_dataset_is_found_at_once_and_read_later() {
    use butler_engine::butler::{Butler, Disassembly, NewFile, Parameters, PutOptions, Read, Surroundings, Wanted};
    use butler_engine::context::stores::Location;
    use butler_engine::datasets::IdMode;
    use butler_engine::datastore::Mode;
    use butler_engine::dimensions::Key;
    let sandbox = sandbox(10);
    sandbox.butler(&["create", "repo", "-q"]).ok();
    sandbox.butler(&["import", "repo", "old", "--registry-only", "-q"]).ok();
    let butler = Butler::open(sandbox.path("repo").to_str().unwrap(), &Surroundings::system()).await.unwrap();
    let exposure = data("../../catalogs/tests/data/afw/HSC-0908120-056-small.fits");
    let data_id = vec![
        ("instrument".to_owned(), Key::Text("HSC".to_owned())),
        ("visit".to_owned(), Key::Int(903_334)),
        ("detector".to_owned(), Key::Int(16)),
    ];
    let options = PutOptions {
        dataset_type: "calexp".to_owned(),
        run: "u/me".to_owned(),
        mode: Mode::Copy,
        ids: IdMode::Unique,
        formatter: None,
        disassembly: Disassembly::Configured,
    };
    let file = NewFile::of_one(Location::parse(exposure.to_str().unwrap()).unwrap(), data_id.clone());
    let id = butler.put(&options, vec![file]).await.unwrap().ids[0];
    let wanted = Wanted { dataset_type: "calexp".to_owned(), data_id, collections: vec!["u/me".to_owned()], ..Wanted::default() };
    let deferred = butler.defer(&wanted).await.unwrap();
    assert_eq!(deferred.found().id, id);
    let none = Parameters::default();
    let Read::Component(corner) = deferred.get(Some("xy0"), &none).await.unwrap() else { panic!("a component") };
    assert_eq!(corner.to_json().to_string(), r#"{"x":100,"y":100}"#);
    let part = Parameters([("bbox".to_owned(), "101,102,3,4".to_owned())].into());
    let Read::Cutout(cutout) = deferred.get(None, &part).await.unwrap() else { panic!("a part") };
    assert_eq!((cutout.bbox().count(), cutout.planes().len()), (12, 3));
    let Read::Bytes(whole) = deferred.get(None, &none).await.unwrap() else { panic!("bytes") };
    assert_eq!(whole.bytes.len() as u64, std::fs::metadata(&exposure).unwrap().len());
    assert!(deferred.get(Some("nosuch"), &none).await.is_err());
}

#[test]
fn a_cache_gives_remote_files_again_without_asking_for_them() {
    let Some(server) = Server::of_this_run() else { return };
    let mut sandbox = sandbox(1000);
    server.variables().into_iter().for_each(|(name, value)| sandbox.set(name, value));
    let repo = format!("s3://{}/{}/repo", server.bucket, Uuid::new_v4());
    sandbox.butler(&["create", &repo, "-q"]).ok();
    sandbox.butler(&["import", &repo, "old", "-t", "copy", "-q"]).ok();
    let calexp = ["calexp", "instrument=HSC", "visit=903334", "detector=16"];
    let plain = sandbox.butler(&[&["get", &repo], &calexp[..]].concat()).ok();
    let cache = sandbox.path("cache");
    sandbox.set("DAF_BUTLER_CACHE_DIRECTORY", cache.to_str().unwrap());
    sandbox.set("DAF_BUTLER_CACHE_EXPIRATION_MODE", "files=2");
    for detector in ["detector=16", "detector=22", "detector=23", "detector=16"] {
        let got = sandbox.butler(&["get", &repo, "calexp", "instrument=HSC", "visit=903334", detector]).ok();
        assert!(detector != "detector=16" || got == plain);
    }
    let kept = butler_tests::files_below(&cache, ".cached");
    assert_eq!(kept.len(), 2);
    kept.iter().for_each(|path| std::fs::write(path, "damaged").unwrap());
    assert!(sandbox.butler(&[&["get", &repo], &calexp[..]].concat()).ok() == plain);
}

/// Files of the transfer that is killed again and again.
pub const MANY: usize = 1000;

/// A sandbox with a folder `many`: an export and its files, of about a kilobyte each.
pub fn many_files() -> Sandbox {
    let sandbox = Sandbox::new(crate::BUTLER);
    let visits = [903334, 903336, 903338, 903342, 903344, 903346, 903986, 903988, 903990, 904010, 904014];
    let exposures = visits.into_iter().flat_map(|visit| (0..100).map(move |detector| (visit, detector))).take(MANY);
    let mut text = "version: 1.0.2\nuniverse_version: 8\ndata:\n- {type: run, name: u/many}\n- {type: dataset_type, name: many, \
                    dimensions: [visit, detector], storage_class: StructuredDataDict}\n- type: dataset\n  dataset_type: many\n  run: u/many\n  records:\n"
        .to_owned();
    std::fs::create_dir_all(sandbox.path("many")).unwrap();
    for (number, (visit, detector)) in exposures.enumerate() {
        let data_id = format!("{{instrument: HSC, visit: {visit}, detector: {detector}}}");
        text.push_str(&format!("  - {{dataset_id: {number}, data_id: {data_id}, path: {number}.yaml}}\n"));
        std::fs::write(sandbox.path("many").join(format!("{number}.yaml")), format!("{data_id}\n").repeat(20)).unwrap();
    }
    std::fs::write(sandbox.path("many/export.yaml"), text).unwrap();
    sandbox
}

/// Makes a repository with the dimensions of the many files.
pub fn create_for_many(sandbox: &Sandbox, repo: &str) {
    sandbox.butler(&["create", repo, "-q"]).ok();
    let dimensions = data("exports").display().to_string();
    sandbox.butler(&["import", repo, &dimensions, "--export-file", "hsc_session.yaml", "--registry-only", "-q"]).ok();
}

/// All of the many files are in the repository, whole.
pub fn check_many(sandbox: &Sandbox, repo: &str) {
    sandbox.butler(&["verify", repo, "--level", "3"]).ok();
    assert_eq!(lines(sandbox, &["sql", repo, "SELECT uri FROM datasets WHERE type = 'many' AND is_stored", "--format", "csv"]), MANY + 1);
}

#[test]
fn a_transfer_of_a_thousand_files_killed_twenty_times_loses_nothing_and_is_completed() {
    let mut sandbox = many_files();
    let repo = match Server::of_this_run() {
        Some(server) => {
            server.variables().into_iter().for_each(|(name, value)| sandbox.set(name, value));
            format!("s3://{}/{}", server.bucket, Uuid::new_v4())
        }
        None => "repo".to_owned(),
    };
    create_for_many(&sandbox, &repo);
    let import = ["import", &repo, "many", "-t", "copy"];
    let mut ended = 0;
    for kill in 1..=20 {
        ended += u32::from(killed(&sandbox, &import, Duration::from_millis(60 * kill)));
        assert_eq!(errors(&sandbox, &repo), [] as [String; 0], "after kill {kill}");
    }
    assert!(ended < 20, "it was never killed in time");
    sandbox.butler(&import).ok();
    check_many(&sandbox, &repo);
}

#[test]
fn a_file_that_is_moved_to_where_it_stands_already_stays() {
    let sandbox = Sandbox::new(crate::BUTLER);
    create_for_many(&sandbox, "repo");
    sandbox.butler(&["register-dataset-type", "repo", "many", "StructuredDataDict", "visit", "detector", "-q"]).ok();
    std::fs::write(sandbox.path("a.yaml"), "a: 1\n").unwrap();
    let put = |from: &str, run: &str, mode: &str| {
        sandbox.butler(&["put", "repo", "many", "instrument=HSC", "visit=903334", "detector=1", from, "--run", run, "-t", mode]).ok()
    };
    put("a.yaml", "u/me", "copy");
    let place = butler_tests::files_below(&sandbox.path("repo/u"), ".yaml").remove(0);
    sandbox.butler(&["remove-runs", "repo", "u/me", "--no-confirm", "-q"]).ok();
    std::fs::create_dir_all(place.parent().unwrap()).unwrap();
    std::fs::copy(sandbox.path("a.yaml"), &place).unwrap();
    // The same file by another name of its folder.
    std::os::unix::fs::symlink(sandbox.path("repo"), sandbox.path("alias")).unwrap();
    let alias = place.to_str().unwrap().replace("/repo/", "/alias/");
    put(&alias, "u/me", "move");
    assert_eq!(std::fs::read_to_string(&place).unwrap(), "a: 1\n");
    // A link to the source is not the file itself.
    put("a.yaml", "u/you", "symlink");
    let ingest = "path,visit,detector\na.yaml,903334,1\n";
    std::fs::write(sandbox.path("files.csv"), ingest).unwrap();
    let again =
        ["ingest-files", "repo", "many", "u/we", "files.csv", "--data-id", "instrument=HSC", "--id-generation-mode", "dataid_type_run"];
    for mode in ["symlink", "move"] {
        sandbox.butler(&[&again[..], &["-t", mode]].concat()).ok();
    }
    assert!(sandbox.path("a.yaml").exists());
    sandbox.butler(&["verify", "repo", "--level", "2"]).ok();
}
