//! Real processes that commit at the same time, on local disk and on the S3 server of the run, also while that is killed and started again.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use butler_engine::context::Context;
use butler_engine::context::stores::{Environment, Location, Stores};
use butler_engine::registry::log::{Entry, Log};
use butler_engine::registry::retry::RetryPolicy;
use butler_tests::bare_commit::{Told, commit};
use butler_tests::s3::Server;

const PROCESSES: usize = 8;
const COMMITS: usize = 100;
const KILLS: u32 = 10;

/// In a child: where to commit, and the file that its outcomes are written to.
const LOCATION: &str = "BUTLER_TEST_CHILD_LOCATION";
const OUTCOMES: &str = "BUTLER_TEST_CHILD_OUTCOMES";

fn log_of(location: &str, environment: &Environment) -> Log {
    let stores = Stores::open(&Location::parse(location).unwrap(), environment).unwrap();
    Log::new(stores, Context::system(), RetryPolicy::default())
}

/// Not a test: what a child process does.
#[tokio::test]
#[ignore = "run by the tests below in processes of its own"]
async fn child() {
    let (Ok(location), Ok(outcomes)) = (std::env::var(LOCATION), std::env::var(OUTCOMES)) else { return };
    let (log, context) = (log_of(&location, &Environment::process()), Context::system());
    let mut file = std::fs::File::create(outcomes).unwrap();
    let (mut done, mut tip) = (0, None);
    while done < COMMITS {
        let commit_id = context.ids.uuid4();
        let told = commit(&log, &context, commit_id, &mut tip, &mut Vec::new()).await;
        writeln!(file, "{commit_id} {told:?}").unwrap();
        done += usize::from(matches!(told, Told::Committed(_)));
    }
}

fn start(location: &str, outcomes: &Path, variables: &[(&str, &str)]) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["processes::child", "--exact", "--ignored"])
        .env(LOCATION, location)
        .env(OUTCOMES, outcomes)
        .envs(variables.iter().copied())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap()
}

/// Has processes commit to `location`, meanwhile does `trouble`, and checks the log against what each process was told.
async fn race(location: &str, variables: &[(&str, &str)], trouble: impl FnOnce(&mut dyn FnMut() -> bool)) {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = (0..PROCESSES).map(|number| folder.path().join(format!("{number}"))).collect();
    let mut children: Vec<Child> = files.iter().map(|file| start(location, file, variables)).collect();
    trouble(&mut || children.iter_mut().any(|child| child.try_wait().unwrap().is_none()));
    for child in &mut children {
        assert!(child.wait().unwrap().success(), "a process failed");
    }
    let entries = log_of(location, &Environment::of(variables.iter().copied())).read_after(0, 0).await.unwrap();
    let mut at: HashMap<String, Vec<u64>> = HashMap::new();
    entries.iter().for_each(|entry| at.entry(entry.commit_id().to_string()).or_default().push(entry.version()));
    let mut committed = 0;
    for line in files.iter().flat_map(|file| std::fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()) {
        let (commit_id, told) = line.split_once(' ').unwrap();
        let versions = at.get(commit_id).cloned().unwrap_or_default();
        match told {
            "NotCommitted" => assert!(versions.is_empty(), "{line}, yet it is at {versions:?}"),
            "Unknown" => assert!(versions.len() <= 1, "{line}, at {versions:?}"),
            told => {
                assert_eq!(told, format!("Committed({})", versions[0]), "{line}");
                assert_eq!(versions.len(), 1, "{line} stands more than once");
                committed += 1;
            }
        }
    }
    assert_eq!(committed, PROCESSES * COMMITS);
    assert_eq!(entries.last().map_or(0, Entry::version), entries.len() as u64);
}

#[tokio::test]
async fn eight_processes_lose_and_duplicate_no_commit_on_local_disk() {
    let folder = tempfile::tempdir().unwrap();
    race(folder.path().to_str().unwrap(), &[], |_| {}).await;
}

#[tokio::test]
async fn eight_processes_lose_and_duplicate_no_commit_on_s3() {
    let Some(server) = Server::of_this_run() else { return };
    let location = format!("s3://{}/{}", server.bucket, Context::system().ids.uuid4());
    race(&location, &server.variables(), |_| {}).await;
}

#[tokio::test]
async fn eight_processes_lose_and_duplicate_no_commit_while_the_gateway_is_killed_ten_times() {
    let Some(server) = Server::alone() else { return };
    let Some(pid_file) = server.pid_file.clone() else {
        eprintln!("skipped: {} may not be killed", server.name);
        return;
    };
    let location = format!("s3://{}/{}", server.bucket, Context::system().ids.uuid4());
    race(&location, &server.variables(), |running| {
        for kill in 0..KILLS {
            std::thread::sleep(Duration::from_millis(700 + 130 * u64::from(kill)));
            assert!(running(), "all was done after {kill} kills");
            let pid = std::fs::read_to_string(&pid_file).unwrap();
            let killed = Command::new("kill").args(["-KILL", pid.trim()]).status().unwrap();
            assert!(killed.success());
        }
    })
    .await;
}
