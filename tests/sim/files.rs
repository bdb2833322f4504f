//! Operations on the files of datasets, with a crash before and after every request and with others at work at the same time: a registered dataset is
//! never without its file, nobody else's file is touched, and doing it again completes it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use arrow::array::{Array, AsArray};
use arrow::datatypes::Int64Type;
use butler_engine::butler::{Butler, Disassembly, NewFile, Prune, PutOptions, Select, Selected};
use butler_engine::context::Safeguards;
use butler_engine::context::stores::{Environment, Location, Stores};
use butler_engine::datasets::{IdMode, split_member};
use butler_engine::datastore::{Datastore, Mode, Pool, Rules, Templates};
use butler_engine::dimensions::Key;
use butler_engine::exchange::import::{ExportFile, FileTransfer, ImportOptions, Transfer, import};
use butler_engine::query::{Found, QueryOptions};
use butler_engine::registry::scan::Scan;
use butler_engine::registry::{Registry, table, verify};
use butler_engine::{Error, Result};
use bytes::Bytes;
use object_store::path::Path;

use super::exchanges::{self, ARCHIVE, RAWS, SECOND, open_second};
use super::faults::{Fault, Plan};
use super::random::Random;
use super::registry::{begin, settings};
use super::store::Process;
use super::world::{Object, World};
use super::{Coverage, each_seed, run};

/// A visit and a detector.
pub(super) type Exposure = (i64, i64);

/// Longer than anybody waits for who may be deleting files.
const A_DAY_NS: i64 = 86_400_000_000_000;

/// A process that no longer runs, as everybody on this machine can see.
const GONE: u32 = 5_000_000;

/// What the file of an exposure holds; that of detector 2 is so large that stores copy it by themselves.
pub(super) fn content(exposure: Exposure) -> Bytes {
    let text = format!("pixels of {exposure:?} ");
    Bytes::from(if exposure.1 == 2 { text.repeat(4000) } else { text })
}

fn source(exposure: Exposure) -> Path {
    Path::from(format!("outside/{}-{}.fits", exposure.0, exposure.1))
}

pub(super) fn place(path: &str) -> Location {
    Location::parse(&format!("memory://sim/{path}")).unwrap()
}

/// A repository in the simulated store, as `process` opens it: the registry at its root, files below `files`.
async fn open(process: &Process) -> Result<Butler> {
    open_at(process, process.stores(), "files").await
}

/// The same with a registry in `stores` and files below a folder.
pub(super) async fn open_at(process: &Process, stores: Stores, files: &str) -> Result<Butler> {
    let context = process.world.context(process.number, Safeguards::default());
    let registry = Registry::open_with(stores.clone(), context.clone(), settings()).await?;
    let pool = Arc::new(Pool::new(Environment::default(), None));
    pool.set(&place(""), process.stores().ordinary)?;
    let rules = Rules { templates: Templates::shipped()?, ..Rules::default() };
    let datastore = Datastore::new(place(files), pool, rules, &context);
    Ok(Butler::of_parts(place(files), stores, registry, datastore))
}

/// What is done with files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Put(Mode),
    Import(Mode),
    Purge,
    Unstore,
    RemoveRun,
    EmptyTrash,
    Restore,
    IngestZip,
    IngestRaws,
    Transfer,
    Retrieve,
}

pub(super) const NEW: [Exposure; 3] = [(2, 0), (2, 1), (2, 2)];

pub(super) async fn put(butler: &Butler, run: &str, exposures: &[Exposure], mode: Mode) -> Result<()> {
    let options = PutOptions {
        dataset_type: "calexp".to_owned(),
        run: run.to_owned(),
        mode,
        ids: IdMode::DataIdTypeRun,
        formatter: None,
        disassembly: Disassembly::Never,
    };
    let files = exposures.iter().map(|exposure| {
        let (instrument, visit, detector) = (Key::Text("Cam".to_owned()), Key::Int(exposure.0), Key::Int(exposure.1));
        NewFile::of_one(place(source(*exposure).as_ref()), [("instrument", instrument), ("visit", visit), ("detector", detector)])
    });
    butler.put(&options, files.collect()).await.map(drop)
}

async fn import_new(butler: &Butler, mode: Mode) -> Result<()> {
    let mut text = "version: 1.0.2\nuniverse_version: 8\ndata:\n- {type: run, name: imported}\n- {type: dataset_type, name: calexp, \
                    dimensions: [visit, detector], storage_class: ExposureF}\n- type: dataset\n  dataset_type: calexp\n  run: imported\n  records:\n"
        .to_owned();
    for (number, (visit, detector)) in NEW.iter().enumerate() {
        text.push_str(&format!(
            "  - {{dataset_id: {number}, data_id: {{instrument: Cam, visit: {visit}, detector: {detector}}}, path: {visit}-{detector}.fits}}\n"
        ));
    }
    let transfer = FileTransfer {
        directory: place("outside"),
        datastore: butler.datastore().clone(),
        mode,
        known: HashMap::new(),
        elsewhere: false,
        missing: None,
    };
    let options = ImportOptions { commit_rows: 1, ..ImportOptions::new(Transfer::Files(Box::new(transfer))) };
    import(butler.registry(), &ExportFile::text("export.yaml", text), &options).await.map(drop)
}

pub(super) async fn selected(butler: &Butler, run: &str, visit: i64) -> Result<Vec<Selected>> {
    let select = Select {
        dataset_types: vec!["calexp".to_owned()],
        collections: vec![run.to_owned()],
        found: Found::All,
        options: QueryOptions { where_: format!("instrument = 'Cam' AND visit = {visit}"), ..QueryOptions::default() },
        as_of: None,
    };
    butler.select(&select).await
}

impl Operation {
    async fn perform(self, process: &Process) -> Result<()> {
        let butler = &open(process).await?;
        match self {
            Operation::Put(mode) => put(butler, "run1", &NEW, mode).await,
            Operation::Import(mode) => import_new(butler, mode).await,
            Operation::Purge | Operation::Unstore => {
                let how = if self == Operation::Purge { Prune::Purge } else { Prune::Unstore };
                butler.prune(&selected(butler, "run1", 1).await?, &how).await?;
                butler.empty_trash().await.map(drop)
            }
            Operation::RemoveRun => {
                // A run that is gone needs no removal.
                if butler.registry().snapshot().collections().contains_key("run1") {
                    butler.remove_runs(&butler.removable_runs(&["run1".to_owned()]).await?).await?;
                }
                butler.empty_trash().await.map(drop)
            }
            Operation::EmptyTrash => butler.empty_trash().await.map(drop),
            Operation::Restore => exchanges::restore(butler).await,
            Operation::IngestZip => exchanges::ingest_zip(butler).await,
            Operation::IngestRaws => exchanges::ingest_raws(butler).await,
            Operation::Transfer => exchanges::transfer(butler, &open_second(process).await?).await,
            Operation::Retrieve => exchanges::retrieve(butler).await,
        }
    }

    /// Whether the sources are gone afterwards.
    fn moves(self) -> bool {
        matches!(self, Operation::Put(Mode::Move) | Operation::Import(Mode::Move) | Operation::IngestRaws)
    }
}

/// The objects below a folder.
fn below(world: &World, folder: &str) -> BTreeMap<Path, Bytes> {
    let folder = Path::from(folder);
    let state = world.lock();
    state
        .objects
        .iter()
        .filter(|(path, _)| path.prefix_matches(&folder))
        .map(|(path, object)| (path.clone(), object.bytes.clone()))
        .collect()
}

/// The file of a dataset, below its folder; in an archive the path is that of the archive, with the name of the member.
type File = (Path, Option<String>);
type Datasets = BTreeMap<(String, Exposure), Option<File>>;

/// The datasets of a repository and where their files are, if they have any.
async fn datasets(butler: &Butler, folder: &str) -> Datasets {
    let registry = butler.registry();
    let columns = Scan::columns(&["type", "run", "visit", "exposure", "detector", "files"]);
    let rows = registry.refresh().await.unwrap().collect(registry.files(), table::DATASET, columns).await.unwrap();
    let ints = |name: &str| rows.column_by_name(name).unwrap().as_primitive::<Int64Type>().clone();
    let (visits, exposures, detectors) = (ints("visit"), ints("exposure"), ints("detector"));
    let runs = rows.column_by_name("run").unwrap().as_string_view();
    let files = rows.column_by_name("files").unwrap().as_list::<i32>();
    let file = |row: usize| {
        let of_dataset = files.value(row);
        let paths = of_dataset.as_struct().column_by_name("path")?.as_string_view();
        let (path, member) = split_member((!paths.is_empty()).then(|| paths.value(0))?);
        Some((Path::from(format!("{folder}/{path}")), member.map(str::to_owned)))
    };
    let of_row = |row: usize| {
        let visit = if visits.is_null(row) { exposures.value(row) } else { visits.value(row) };
        let file = if files.is_null(row) { None } else { file(row) };
        ((runs.value(row).to_owned(), (visit, detectors.value(row))), file)
    };
    (0..rows.num_rows()).map(of_row).collect()
}

/// The datasets of a repository, of which each that has a file has the right one.
async fn checked(process: &Process, stores: Stores, folder: &str) -> std::result::Result<Datasets, String> {
    let butler = open_at(process, stores.clone(), folder).await.map_err(|e| e.to_string())?;
    let context = process.world.context(process.number, Safeguards::default());
    let report = verify::verify(stores, context, 1).await.map_err(|e| e.to_string())?;
    if report.has_errors() {
        return Err(format!("{report:?}"));
    }
    let datasets = datasets(&butler, folder).await;
    let files = below(&process.world, folder);
    for ((run, exposure), file) in &datasets {
        let Some((path, member)) = file else { continue };
        let expected = match member {
            Some(_) => ARCHIVE.get().map(|(_, path)| Bytes::from(std::fs::read(path).unwrap())).unwrap_or_default(),
            None => content(*exposure),
        };
        if files.get(path) != Some(&expected) {
            let found = files.get(path).map(|bytes| bytes.slice(..bytes.len().min(100)));
            return Err(format!("{exposure:?} in {run} is registered, and {path} is {found:?}"));
        }
    }
    Ok(datasets)
}

const SOMEBODY: &str = "files/run1/somebody.txt";

/// What must be true at every moment. Gives the datasets of the repository, and of the second one if there is one.
async fn check(world: &World, moves: bool) -> std::result::Result<[Datasets; 2], String> {
    let process = Process::start(world, 99);
    let first = checked(&process, process.stores(), "files").await?;
    let second = match below(world, SECOND).is_empty() {
        true => Datasets::new(),
        false => checked(&process, process.stores().below(SECOND), &format!("{SECOND}/files")).await?,
    };
    if !below(world, "files").contains_key(&Path::from(SOMEBODY)) {
        return Err(format!("{SOMEBODY} belongs to nobody here and is gone"));
    }
    let sources = below(world, "outside");
    let has_raws = !below(world, RAWS).is_empty();
    let raws = exchanges::raws().into_iter().filter(|_| has_raws);
    for (path, exposure) in NEW.map(|exposure| (source(exposure), exposure)).into_iter().chain(raws) {
        let has_moved = moves && first.iter().any(|((_, other), file)| *other == exposure && file.is_some());
        if !has_moved && !sources.contains_key(&path) {
            return Err(format!("the source of {exposure:?} is gone"));
        }
    }
    Ok([first, second])
}

/// A world with datasets of visit 1 in two runs, sources of visit 2, and a file of somebody else.
async fn prepare(operation: Operation) -> World {
    let world = World::with(Random::new(1), Plan::none());
    begin(&world);
    let add = |path: Path, bytes: Bytes| world.lock().objects.insert(path, Object { bytes, made_at: 0, seen_by: None });
    for exposure in [(1, 0), (1, 1), (1, 2)].into_iter().chain(NEW) {
        add(source(exposure), content(exposure));
    }
    add(Path::from(SOMEBODY), Bytes::from_static(b"not ours"));
    let process = Process::start(&world, 1);
    let butler = open(&process).await.unwrap();
    put(&butler, "run1", &[(1, 0), (1, 1), (1, 2)], Mode::Copy).await.unwrap();
    put(&butler, "run2", &[(1, 0)], Mode::Copy).await.unwrap();
    exchanges::prepare(operation, &process, &butler).await;
    if operation == Operation::EmptyTrash {
        // Somebody has removed datasets and then ended.
        let before = below(&world, "files");
        butler.prune(&selected(&butler, "run1", 1).await.unwrap(), &Prune::Purge).await.unwrap();
        let mut noted = butler_engine::registry::Transaction::new("trash");
        let gone: Vec<&Path> = before.keys().filter(|path| !below(&world, "files").contains_key(path)).collect();
        let paths: Vec<&str> = gone.iter().map(|path| path.as_ref().trim_start_matches("files/")).collect();
        noted.trash(super::steps::trash(&paths), uuid::Uuid::nil());
        butler.registry().commit(noted).await.unwrap().version().unwrap();
        before.into_iter().for_each(|(path, bytes)| drop(add(path, bytes)));
        world.lock().now_ns += A_DAY_NS;
    }
    world
}

fn copy(of: &World, seed: u64, plan: Plan) -> World {
    let (world, from) = (World::with(Random::new(seed), plan), of.lock());
    let mut to = world.lock();
    to.objects.clone_from(&from.objects);
    to.firsts.clone_from(&from.firsts);
    (to.operations, to.now_ns) = (from.operations, from.now_ns);
    drop(to);
    world
}

/// The datasets of both repositories, and all files.
type End = ([Datasets; 2], BTreeMap<Path, Bytes>);

async fn end(world: &World, operation: Operation) -> std::result::Result<End, String> {
    let datasets = check(world, operation.moves()).await?;
    let folders = ["files".to_owned(), "outside".to_owned(), format!("{SECOND}/files")];
    Ok((datasets, folders.iter().flat_map(|folder| below(world, folder)).collect()))
}

/// How two ends differ, in few words.
fn difference(end: &End, calm: &End) -> String {
    let files = |end: &End| end.1.iter().map(|(path, bytes)| format!("{path} ({} bytes)", bytes.len())).collect::<BTreeSet<_>>();
    let (ours, theirs) = (files(end), files(calm));
    let (more, less): (Vec<_>, Vec<_>) = (ours.difference(&theirs).collect(), theirs.difference(&ours).collect());
    format!("{:#?}, not with {:#?}; more files: {more:?}; less: {less:?}", end.0, calm.0)
}

/// Performs `operation` with a fault at a request; `None` if it ended before.
async fn disturb(prepared: &World, operation: Operation, requests: u64, fault: Fault) -> std::result::Result<Option<End>, String> {
    let world = copy(prepared, 2, Plan::none());
    let process = Process::start(&world, GONE);
    world.lock().plan = Plan::at(requests, fault);
    let ended = process.live(operation.perform(&process)).await;
    let was_hit = !world.lock().plan.is_waiting();
    world.calm_down();
    end(&world, operation).await.map_err(|wrong| format!("{wrong}\n(at first it ended with {ended:?})"))?;
    world.lock().now_ns += A_DAY_NS;
    let second = Process::start(&world, 2);
    operation.perform(&second).await.map_err(|e| format!("doing it again: {e}\n(at first it ended with {ended:?})"))?;
    Ok(was_hit.then_some(end(&world, operation).await?))
}

/// Disturbs an operation at each of its requests, until there are no more.
fn disturb_everywhere(operation: Operation) {
    use super::faults::Answer;
    let prepared = run(prepare(operation));
    let undisturbed = run(disturb(&prepared, operation, u64::MAX, Fault::CrashBefore)).map(|_| ());
    assert_eq!(undisturbed, Ok(()), "{operation:?} undisturbed");
    let calm = run(async {
        let world = copy(&prepared, 2, Plan::none());
        operation.perform(&Process::start(&world, GONE)).await.unwrap();
        end(&world, operation).await.unwrap()
    });
    let faults =
        [Fault::CrashBefore, Fault::CrashAfter, Fault::After(Answer::Forbidden403), Fault::Before(Answer::Forbidden403), Fault::NoSpace];
    for fault in faults {
        let mut requests = 0;
        loop {
            match run(disturb(&prepared, operation, requests, fault)) {
                Ok(None) => break,
                Ok(Some(end)) if end == calm => requests += 1,
                Ok(Some(end)) => {
                    panic!("{fault:?} after {requests} requests of {operation:?}: it ends with {}", difference(&end, &calm))
                }
                Err(wrong) => panic!("{fault:?} after {requests} requests of {operation:?}: {wrong}"),
            }
        }
        assert!(requests > 0, "{operation:?} was never disturbed");
    }
}

#[test]
fn putting_files_survives_a_fault_at_every_request() {
    disturb_everywhere(Operation::Put(Mode::Copy));
    disturb_everywhere(Operation::Put(Mode::Move));
}

#[test]
fn importing_files_survives_a_fault_at_every_request() {
    disturb_everywhere(Operation::Import(Mode::Copy));
    disturb_everywhere(Operation::Import(Mode::Move));
}

#[test]
fn pruning_survives_a_fault_at_every_request() {
    disturb_everywhere(Operation::Purge);
    disturb_everywhere(Operation::Unstore);
}

#[test]
fn removing_a_run_with_its_files_survives_a_fault_at_every_request() {
    disturb_everywhere(Operation::RemoveRun);
}

#[test]
fn emptying_the_trash_survives_a_fault_at_every_request() {
    disturb_everywhere(Operation::EmptyTrash);
}

#[test]
fn restoring_survives_a_fault_at_every_request() {
    disturb_everywhere(Operation::Restore);
}

#[test]
fn ingesting_an_archive_survives_a_fault_at_every_request() {
    disturb_everywhere(Operation::IngestZip);
}

#[test]
fn ingesting_raws_survives_a_fault_at_every_request() {
    // A move does all that a copy does.
    disturb_everywhere(Operation::IngestRaws);
}

#[test]
fn transferring_and_retrieving_survive_a_fault_at_every_request() {
    disturb_everywhere(Operation::Transfer);
    disturb_everywhere(Operation::Retrieve);
}

/// Removes, puts back and empties the trash, again and again, until it has had enough of it or ends.
async fn worker(process: &Process, coverage: &std::sync::Mutex<Coverage>) {
    for _ in 0..6 {
        let Ok(butler) = open(process).await else { continue };
        let choice = process.world.lock().random.below(4);
        let (name, done) = match choice {
            0 | 1 => ("put", put(&butler, "run1", &[(1, 0), (1, 1)], Mode::Copy).await),
            2 => ("purge", async { butler.prune(&selected(&butler, "run1", 1).await?, &Prune::Purge).await.map(drop) }.await),
            _ => ("empty trash", butler.empty_trash().await.map(drop)),
        };
        if let Err(error @ Error::Internal { .. }) = &done {
            panic!("{name}: {error}");
        }
        coverage.lock().unwrap().hit(if done.is_ok() { name } else { "refused" });
    }
}

#[test]
fn whoever_removes_puts_back_and_empties_the_trash_at_the_same_time_no_dataset_loses_its_file() {
    let prepared = run(prepare(Operation::Purge));
    let coverage = each_seed(0.05, |seed| {
        run(async {
            let world = copy(&prepared, seed, Plan::none());
            world.lock().plan = Plan::draw(&mut Random::new(seed));
            let coverage = std::sync::Mutex::new(Coverage::default());
            let work = |number: u32| {
                let (world, coverage) = (&world, &coverage);
                async move {
                    // Who ends is followed by another.
                    for life in 0..3 {
                        let process = Process::start(world, number + 10 * life);
                        if process.live(worker(&process, coverage)).await.is_some() {
                            break;
                        }
                        coverage.lock().unwrap().hit("crash");
                    }
                }
            };
            futures::join!(work(1), work(2), work(3));
            world.calm_down();
            if let Err(wrong) = check(&world, false).await {
                let story = world.lock().story.join("\n");
                panic!("seed {seed}: {wrong}\n{story}");
            }
            coverage.into_inner().unwrap()
        })
    });
    coverage.require(["put", "purge", "empty trash", "refused", "crash"]);
}
