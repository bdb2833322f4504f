//! Real processes that commit at the same time, on local disk and on the S3 server of the run, also while that is killed and started again.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use arrow::array::AsArray;
use butler_engine::collections::{Collection, CollectionType};
use butler_engine::context::Context;
use butler_engine::context::stores::{Environment, Location, Stores};
use butler_engine::dimensions::Universe;
use butler_engine::registry::log::{Entry, Log};
use butler_engine::registry::record::SegmentKind;
use butler_engine::registry::retry::RetryPolicy;
use butler_engine::registry::verify::verify;
use butler_engine::registry::{Outcome, Registry, Transaction, table};
use butler_tests::s3::Server;

const PROCESSES: usize = 8;
const COMMITS: usize = 100;
const KILLS: u32 = 10;

/// In a child: where to commit, and the file that its outcomes are written to.
const LOCATION: &str = "BUTLER_TEST_CHILD_LOCATION";
const OUTCOMES: &str = "BUTLER_TEST_CHILD_OUTCOMES";

fn stores(location: &str, environment: &Environment) -> Stores {
    Stores::open(&Location::parse(location).unwrap(), environment).unwrap()
}

/// Not a test: what a child process does. Each commit registers a run of its own, and each tenth edits one of a few chains that all processes edit.
#[tokio::test]
#[ignore = "run by the tests below in processes of its own"]
async fn child() {
    let (Ok(location), Ok(outcomes)) = (std::env::var(LOCATION), std::env::var(OUTCOMES)) else { return };
    let context = Context::system();
    let mut file = std::fs::File::create(outcomes).unwrap();
    let registry = opened(&location, &context).await;
    let mut done = 0;
    while done < COMMITS {
        let name = context.ids.uuid4().to_string();
        let mut tx = Transaction::new("register");
        tx.register_collection(Collection { name: name.clone(), kind: CollectionType::Run, doc: String::new(), children: Vec::new() });
        if done % 10 == 0 {
            tx.set_chain(format!("chain{}", done % 3), vec![name.clone()]);
        }
        // What the store refuses before the first request of a commit is tried again, as a user would.
        let told = match registry.commit(tx).await {
            Ok(Outcome::Committed { version }) => format!("Committed {version}"),
            Ok(Outcome::NotCommitted { .. }) | Err(_) => "NotCommitted".to_owned(),
            Ok(Outcome::Unknown { .. }) => "Unknown".to_owned(),
        };
        writeln!(file, "{name} {told}").unwrap();
        done += usize::from(told.starts_with("Committed"));
    }
}

/// Opens a registry whose gateway may be down for a while.
async fn opened(location: &str, context: &Context) -> Registry {
    let stores = stores(location, &Environment::process());
    for _ in 0..60 {
        match Registry::open(stores.clone(), context.clone()).await {
            Ok(registry) => return registry,
            Err(error) => eprintln!("not yet open: {error}"),
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    panic!("the registry at {location} can't be opened");
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
    let stores = stores(location, &Environment::of(variables.iter().copied()));
    let registry = Registry::create(stores.clone(), Context::system(), Universe::shipped(8).unwrap()).await.unwrap();
    let mut tx = Transaction::new("chains");
    for n in 0..3 {
        tx.register_collection(Collection {
            name: format!("chain{n}"),
            kind: CollectionType::Chained,
            doc: String::new(),
            children: Vec::new(),
        });
    }
    registry.commit(tx).await.unwrap().version().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = (0..PROCESSES).map(|number| folder.path().join(format!("{number}"))).collect();
    let mut children: Vec<Child> = files.iter().map(|file| start(location, file, variables)).collect();
    trouble(&mut || children.iter_mut().any(|child| child.try_wait().unwrap().is_none()));
    for child in &mut children {
        assert!(child.wait().unwrap().success(), "a process failed");
    }
    let registry = Registry::open(stores.clone(), Context::system()).await.unwrap();
    let at = versions_of_collections(&stores).await;
    let mut committed = 0;
    for line in files.iter().flat_map(|file| std::fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()) {
        let (name, told) = line.split_once(' ').unwrap();
        let versions = at.get(name).cloned().unwrap_or_default();
        match told {
            "NotCommitted" => assert!(versions.is_empty(), "{line}, yet it is at {versions:?}"),
            "Unknown" => assert!(versions.len() <= 1, "{line}, at {versions:?}"),
            told => {
                assert_eq!(versions.len(), 1, "{line}, at {versions:?}");
                assert_eq!(told, format!("Committed {}", versions[0]), "{line}");
                assert!(registry.snapshot().collection(name).is_ok(), "{line}, yet there is no such collection");
                committed += 1;
            }
        }
    }
    assert_eq!(committed, PROCESSES * COMMITS);
    let report = verify(stores, Context::system(), 1).await.unwrap();
    assert!(!report.has_errors(), "{report:?}");
}

/// The versions whose records register a RUN collection, by its name.
async fn versions_of_collections(stores: &Stores) -> HashMap<String, Vec<u64>> {
    let log = Log::new(stores.clone(), Context::system(), RetryPolicy::default());
    let mut at: HashMap<String, Vec<u64>> = HashMap::new();
    for entry in log.read_after(0, 0).await.unwrap() {
        let Entry::Record { record, .. } = entry else { panic!("a record was replaced though nothing was vacuumed") };
        let rows = record.segments.iter().filter(|s| s.table == table::COLLECTION && s.kind == SegmentKind::Rows);
        for name in rows.flat_map(|s| s.batch.column_by_name("name").unwrap().as_string_view().iter().flatten()) {
            at.entry(name.to_owned()).or_default().push(record.header.version);
        }
    }
    at
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
