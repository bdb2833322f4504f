//! `kill -9` in the middle of an import: nothing is damaged, and a second run completes it.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use butler_engine::context::Context;
use butler_engine::context::stores::{Environment, Location, Stores};
use butler_engine::dimensions::Universe;
use butler_engine::exchange::import::{ExportFile, ImportOptions, Transfer, import};
use butler_engine::registry::Registry;
use butler_engine::registry::verify::verify;
use butler_tests::contents::{Doubles, contents};
use butler_tests::data;
use butler_tests::sandbox::Sandbox;

use super::BUTLER;

const KILLS: u32 = 20;
const EXPORT: &str = "exports/jointcal_hsc.yaml";
/// In a child: the registry to import into.
const LOCATION: &str = "BUTLER_TEST_IMPORT_LOCATION";
/// Datasets of a commit in a child: few, so that an import is many commits.
const COMMIT_ROWS: usize = 20;

/// A random part of `longest`.
fn part_of(longest: Duration) -> Duration {
    let random = Context::system().ids.uuid4().as_u128() as u16;
    longest.mul_f64(f64::from(random) / f64::from(u16::MAX))
}

/// Lets `child` work for `time`, then ends it with SIGKILL. `false`: it was done before.
fn killed_after(mut child: Child, time: Duration) -> bool {
    std::thread::sleep(time);
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

#[test]
fn butler_import_killed_at_twenty_random_times_is_completed_by_a_second_run() {
    let sandbox = Sandbox::new(BUTLER);
    let file = data(EXPORT).display().to_string();
    let import = |repo: &str| ["import", repo, ".", "--registry-only", "--export-file", &file].map(str::to_owned);
    let run = |arguments: &[String]| sandbox.butler(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let exported = |repo: &str| {
        run(&["export", repo, repo, "--file", "again.yaml"].map(str::to_owned)).ok();
        std::fs::read_to_string(sandbox.path(repo).join("again.yaml")).unwrap()
    };
    run(&["create", "whole"].map(str::to_owned)).ok();
    let started = Instant::now();
    run(&import("whole")).ok();
    let longest = started.elapsed().mul_f64(1.1);
    let expected = exported("whole");
    let (mut kills, mut number) = (0, 0);
    while kills < KILLS {
        number += 1;
        let (repo, time) = (format!("killed{number}"), part_of(longest));
        run(&["create", &repo].map(str::to_owned)).ok();
        let mut command = sandbox.command(sandbox.path("../bin/butler"));
        let child = command.args(import(&repo)).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        kills += u32::from(killed_after(child, time));
        let verified = run(&["verify", &repo, "--level", "1"].map(str::to_owned));
        assert!(verified.code < 2, "after {time:?}: {}{}", verified.stdout, verified.stderr);
        run(&import(&repo)).ok();
        assert!(exported(&repo) == expected, "the import that was killed after {time:?} differs");
    }
}

fn stores(location: &Path) -> Stores {
    Stores::open(&Location::parse(&location.display().to_string()).unwrap(), &Environment::process()).unwrap()
}

async fn new_registry(location: &Path) -> Registry {
    std::fs::create_dir(location).unwrap();
    Registry::create(stores(location), Context::system(), Universe::shipped(8).unwrap()).await.unwrap()
}

async fn import_in_steps(registry: &Registry) {
    let options = ImportOptions { commit_rows: COMMIT_ROWS, ..ImportOptions::new(Transfer::RegistryOnly) };
    import(registry, &ExportFile::local(&data(EXPORT)).unwrap(), &options).await.unwrap();
}

/// Not a test: what a child process does.
#[tokio::test]
#[ignore = "run by the test below in a process of its own"]
async fn child() {
    let Ok(location) = std::env::var(LOCATION) else { return };
    import_in_steps(&Registry::open(stores(Path::new(&location)), Context::system()).await.unwrap()).await;
}

fn start(location: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["kills::child", "--exact", "--ignored"]).env(LOCATION, location).stdout(Stdio::null()).spawn().unwrap()
}

#[tokio::test]
async fn an_import_of_many_commits_killed_again_and_again_ends_as_if_it_had_not_been() {
    let folder = tempfile::tempdir().unwrap();
    let whole = new_registry(&folder.path().join("whole")).await;
    import_in_steps(&whole).await;
    let expected = contents(&whole, Doubles::Bytes).await;
    let place = folder.path().join("timed");
    new_registry(&place).await;
    let started = Instant::now();
    assert!(start(&place).wait().unwrap().success());
    let longest = started.elapsed();
    let (mut kills, mut number) = (0, 0);
    while kills < KILLS {
        number += 1;
        let place = folder.path().join(format!("killed{number}"));
        new_registry(&place).await;
        while killed_after(start(&place), part_of(longest)) {
            kills += 1;
            let report = verify(stores(&place), Context::system(), 1).await.unwrap();
            assert!(!report.has_errors(), "{report:?}");
        }
        let found = Registry::open(stores(&place), Context::system()).await.unwrap();
        assert!(contents(&found, Doubles::Bytes).await == expected, "{} differs after kills", place.display());
    }
}
