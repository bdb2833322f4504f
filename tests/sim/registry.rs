//! The whole registry: processes that insert, import, edit chains, tag, certify, remove, checkpoint, compact and vacuum at the same time, and what
//! must be true when all is calm again.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::Duration;

use butler_engine::context::{Safeguard, Safeguards};
use butler_engine::registry::retry::RetryPolicy;
use butler_engine::registry::settings::{Limits, Settings};
use butler_engine::registry::{AsOf, CompactOptions, Outcome, Registry, VacuumOptions};
use butler_engine::{Error, registry};
use object_store::path::Path;

use super::faults::{Fault, Plan};
use super::history::{History, Told};
use super::model::{Model, Work};
use super::random::Random;
use super::store::Process;
use super::world::{Object, World};
use super::{Coverage, each_seed, recoveries, run, steps};

/// What a process does next.
#[derive(Debug, Clone)]
enum Activity {
    /// Transactions at the same time: they may go into one record.
    Commit(Vec<Work>),
    /// Chunks of an import, one after the other; a process that takes over begins again.
    Import(Vec<Work>),
    Checkpoint,
    Compact,
    Vacuum {
        keep_versions: u64,
    },
    Look,
}

/// Small enough that a handful of rows reaches files, folds and checkpoints.
pub fn settings() -> Settings {
    let retry = RetryPolicy { races: 50, attempts: 3, reads: 3, first_pause: Duration::from_millis(50), ..RetryPolicy::default() };
    let limits = Limits { inline_rows: 2, tail_records: 5, longest_tail: 12, resident_rows: 3, ..Limits::default() };
    // The suite over all stores has the probe; here it would be most of what happens.
    Settings { retry, limits, is_store_trusted: true }
}

/// The objects of the registry that all worlds begin with, and its model.
pub fn beginning() -> &'static (BTreeMap<Path, Object>, Model) {
    static BEGINNING: OnceLock<(BTreeMap<Path, Object>, Model)> = OnceLock::new();
    BEGINNING.get_or_init(|| {
        let world = World::with(Random::new(0), Plan::none());
        let process = Process::start(&world, 0);
        let set_up = steps::set_up(process.stores(), world.context(0, Safeguards::default()));
        // On a thread of its own, as the caller may be in a runtime.
        let model = std::thread::scope(|scope| scope.spawn(|| run(set_up)).join().unwrap());
        let objects = world.lock().objects.iter().map(|(path, object)| (path.clone(), Object { made_at: 0, ..object.clone() })).collect();
        (objects, model)
    })
}

/// Puts the registry that all worlds begin with into `world`.
pub fn begin(world: &World) {
    let mut state = world.lock();
    state.objects = beginning().0.clone();
    // What is there in the beginning is new to nobody.
    state.operations = 1000;
    state.firsts = state
        .objects
        .iter()
        .filter(|(path, _)| path.as_ref().starts_with("log/"))
        .map(|(path, object)| (path.clone(), object.bytes.clone()))
        .collect();
}

/// One process after the other in the same place; where one ends, the next goes on with what is left to do.
struct Worker {
    world: World,
    number: u32,
    safeguards: Safeguards,
    history: History,
    works: u32,
}

impl Worker {
    fn draw(&mut self) -> Activity {
        let mut random = Random::new(self.world.lock().random.next());
        let mut work = |worker: &mut Worker, application| {
            worker.works += 1;
            let steps = (0..1 + random.below(2)).map(|_| steps::draw(&mut random)).collect();
            Work { name: format!("work {}.{}", worker.number, worker.works), application, steps }
        };
        let choice = self.world.lock().random.below(16);
        match choice {
            0..=7 => Activity::Commit(vec![work(self, None)]),
            8 => Activity::Commit((0..3).map(|_| work(self, None)).collect()),
            9..=10 => {
                let id = format!("import {}.{}", self.number, self.works);
                Activity::Import((0..3).map(|chunk| work(self, Some((id.clone(), chunk)))).collect())
            }
            11 => Activity::Checkpoint,
            12 => Activity::Compact,
            13 => Activity::Vacuum { keep_versions: self.world.lock().random.below(4) },
            _ => Activity::Look,
        }
    }

    async fn work(&mut self) {
        let mut todo: Vec<Activity> = (0..4).map(|_| self.draw()).collect();
        todo.reverse();
        for _ in 0..10 {
            let process = Process::start(&self.world, self.number);
            let context = self.world.context(self.number, self.safeguards);
            let opened = process.live(Registry::open_with(process.stores(), context, settings())).await;
            let Some(Ok(registry)) = opened else { continue };
            while let Some(activity) = todo.last().cloned() {
                let done = process.live(self.act(&registry, &activity)).await;
                if done.is_none() {
                    break;
                }
                todo.pop();
            }
            // What was not finished is given up, but an import is begun again.
            if !matches!(todo.last(), Some(Activity::Import(_))) {
                todo.pop();
            }
            if todo.is_empty() {
                return;
            }
        }
    }

    async fn act(&mut self, registry: &Registry, activity: &Activity) {
        match activity {
            Activity::Commit(works) => {
                let history = &self.history;
                futures::future::join_all(works.iter().map(|work| commit(registry, work, history))).await;
            }
            Activity::Import(chunks) => {
                for chunk in chunks {
                    commit(registry, chunk, &self.history).await;
                }
            }
            Activity::Checkpoint => drop(registry.checkpoint().await),
            Activity::Compact => drop(registry.compact(&compaction()).await),
            Activity::Vacuum { keep_versions } => {
                self.history.vacuum();
                drop(registry.vacuum(&vacuum(*keep_versions)).await);
            }
            Activity::Look => {
                if let Ok(snapshot) = registry.refresh().await
                    && let Ok(lines) = steps::lines(registry, &snapshot).await
                {
                    self.history.saw(snapshot.version, lines);
                }
            }
        }
    }
}

pub fn compaction() -> CompactOptions {
    CompactOptions { target_bytes: 20_000, max_files: 3, ..CompactOptions::default() }
}

pub fn vacuum(keep_versions: u64) -> VacuumOptions {
    VacuumOptions { keep_versions, keep: Duration::ZERO, execute: true }
}

/// Commits `work` and writes down what was told.
pub async fn commit(registry: &Registry, work: &Work, history: &History) {
    let before = registry.snapshot().version;
    history.begin(work);
    let told = match registry.commit(steps::transaction(work)).await {
        Ok(Outcome::Committed { version }) => Told::Committed(version),
        Ok(Outcome::Unknown { .. }) => Told::Unknown,
        Ok(Outcome::NotCommitted { reason }) | Err(reason) => {
            Told::NotCommitted { claim: is_claim(&reason).then(|| reason.to_string()), before, after: registry.snapshot().version }
        }
    };
    history.end(work, told);
}

/// Whether a rule of the registry stood against it, not the store.
fn is_claim(reason: &Error) -> bool {
    match reason {
        Error::Missing { .. } | Error::Exists { .. } | Error::Differs { .. } | Error::Invalid { .. } => true,
        Error::Conflict { what, .. } => *what != "commit",
        Error::While { source, .. } | Error::Hinted { source, .. } => is_claim(source),
        _ => false,
    }
}

/// How one world ended: what is wrong, if anything.
struct End {
    wrong: Option<String>,
    coverage: Coverage,
    story: Vec<String>,
}

async fn live(seed: u64, safeguards: Safeguards) -> End {
    let world = World::new(seed);
    begin(&world);
    let history = History::default();
    let workers = 2 + world.lock().random.below(2) as u32;
    let tasks: Vec<_> = (1..=workers)
        .map(|number| {
            let mut worker = Worker { world: world.clone(), number, safeguards, history: history.clone(), works: 0 };
            tokio::task::spawn_local(async move { worker.work().await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    world.calm_down();
    let with_verify = world.lock().random.once_in(3);
    let wrong = check(&world, &history, with_verify).await.err();
    let state = world.lock();
    let mut coverage = state.coverage.clone();
    history.count(&mut coverage);
    End { wrong, coverage, story: state.story.clone() }
}

/// What must be true of a calm world.
///
/// `with_verify`: also every object and constraint, which takes most of the time.
pub async fn check(world: &World, history: &History, with_verify: bool) -> Result<(), String> {
    let process = Process::start(world, 0);
    let context = world.context(0, Safeguards::default());
    let firsts = world.lock().firsts.clone();
    let states = history.replay(&firsts, &beginning().1)?;
    let registry =
        Registry::open_with(process.stores(), context.clone(), settings()).await.map_err(|e| format!("it can't be opened: {e}"))?;
    let tip = registry.snapshot().version;
    if tip != states.last_version() {
        return Err(format!("the tip is {tip}, and {} is the last record", states.last_version()));
    }
    // The first record makes an empty registry, the second what is there in the beginning.
    let drawn = 2 + world.lock().random.below(tip - 1);
    for version in [tip, drawn] {
        let snapshot = match registry.as_of(AsOf::Version(version)).await {
            Ok(snapshot) => snapshot,
            Err(Error::SnapshotExpired { .. }) if history.had_vacuum() && version < tip => continue,
            Err(error) => return Err(format!("version {version} can't be read: {error}")),
        };
        let lines = steps::lines(&registry, &snapshot).await.map_err(|e| format!("version {version} can't be read: {e}"))?;
        states.compare(version, &lines)?;
    }
    if !with_verify {
        return Ok(());
    }
    let report = registry::verify::verify(process.stores(), context, 1).await.map_err(|e| format!("verify failed: {e}"))?;
    match report.findings.iter().find(|finding| finding.code.is_error()) {
        Some(finding) => Err(format!("verify found {finding:?}")),
        None => Ok(()),
    }
}

#[test]
fn at_every_version_the_registry_is_what_its_commits_make_it_and_every_answer_was_true() {
    let coverage = each_seed(1.0, |seed| {
        let (end, recovered) = recoveries::counting(|| run(live(seed, Safeguards::default())));
        if let Some(wrong) = end.wrong {
            panic!("seed {seed}: {wrong}\n{}", end.story.join("\n"));
        }
        let mut coverage = end.coverage;
        coverage.add(&recovered);
        coverage
    });
    eprintln!("{:#?}", coverage.counts);
    coverage.require(Fault::all().into_iter().map(Fault::name));
    coverage.require(recoveries::names());
}

fn finds_a_loss_without(safeguard: Safeguard) {
    let found = (0..1000).find_map(|seed| run(live(seed, Safeguards::without(safeguard))).wrong);
    assert!(found.is_some(), "1,000 seeds found nothing");
    eprintln!("without {safeguard:?}: {}", found.unwrap_or_default());
}

#[test]
fn without_recognising_own_commits_the_simulation_finds_a_loss() {
    finds_a_loss_without(Safeguard::OwnCommit);
}

#[test]
fn without_the_validation_of_claims_the_simulation_finds_a_loss() {
    finds_a_loss_without(Safeguard::Claims);
}

#[test]
fn without_the_epoch_fence_the_simulation_finds_a_loss() {
    finds_a_loss_without(Safeguard::EpochFence);
}

#[test]
fn a_seed_gives_the_same_run_each_time() {
    for seed in 0..20 {
        let (first, second) = (run(live(seed, Safeguards::default())), run(live(seed, Safeguards::default())));
        assert_eq!(first.story, second.story, "seed {seed}");
    }
}
