//! A crash before and after every single request of each operation: the next process finds a registry that is whole, does the operation again, and ends
//! where an undisturbed one would have.

use butler_engine::Error;
use butler_engine::context::Safeguards;
use butler_engine::registry::{Registry, verify};

use super::faults::{Fault, Plan};
use super::history::History;
use super::model::{Step, Work, bias_id, calexp_id};
use super::random::Random;
use super::registry::{begin, check, commit, compaction, settings, vacuum};
use super::run;
use super::steps::set_up;
use super::store::Process;
use super::world::World;

/// What is disturbed.
#[derive(Debug, Clone)]
enum Operation {
    Work(Vec<Step>),
    /// Steps that are committed one after the other and marked as parts of one operation.
    Import(Vec<Step>),
    Checkpoint,
    Compact,
    Vacuum,
}

fn work(name: &str, steps: Vec<Step>) -> Work {
    Work { name: name.to_owned(), application: None, steps }
}

/// Work that leaves files, inline rows, a chain, tags and validity ranges behind.
fn preparation() -> Vec<Work> {
    let visits = Step::Visits { ids: vec![3, 4, 5], filter: "Cam-i" };
    let calexps = |run, salt, visit| Step::Calexps { run, salt, keys: (0..4).map(|detector| (visit, detector)).collect() };
    let tagged = (0..4).map(|detector| calexp_id(0, (1, detector))).collect();
    let valid = (0..4).map(|detector| bias_id("run2", detector)).collect();
    vec![
        work("visits", vec![visits]),
        work("calexps", vec![calexps("run1", 0, 1), calexps("run1", 0, 2)]),
        work("more calexps", vec![calexps("run2", 1, 3)]),
        work("biases", vec![Step::Biases { run: "run2", detectors: vec![0, 1, 2, 3] }]),
        work("chain", vec![Step::SetChain { chain: "chain1", children: vec!["run1", "tag"] }]),
        work("tags", vec![Step::Associate { ids: tagged }]),
        work("validity", vec![Step::Certify { ids: valid, begin: 0, end: 50 }]),
        work("removal", vec![Step::Remove { ids: vec![calexp_id(0, (2, 3)), calexp_id(0, (1, 0))] }]),
    ]
}

impl Operation {
    /// Does it, in the `attempt`-th try.
    async fn perform(&self, registry: &Registry, history: &History, attempt: u32) {
        match self {
            Operation::Work(steps) => commit(registry, &work(&format!("disturbed {attempt}"), steps.clone()), history).await,
            Operation::Import(chunks) => {
                for (chunk, step) in (0..).zip(chunks) {
                    let mut work = work(&format!("chunk {chunk} try {attempt}"), vec![step.clone()]);
                    work.application = Some(("import".to_owned(), chunk));
                    commit(registry, &work, history).await;
                }
            }
            Operation::Checkpoint => drop(registry.checkpoint().await.unwrap()),
            Operation::Compact => drop(registry.compact(&compaction()).await.unwrap()),
            Operation::Vacuum => {
                history.vacuum();
                // What nobody names is deleted two epochs later.
                for _ in 0..3 {
                    registry.vacuum(&vacuum(1)).await.unwrap();
                }
            }
        }
    }
}

async fn open(world: &World, process: &Process) -> Registry {
    let context = world.context(process.number, Safeguards::default());
    Registry::open_with(process.stores(), context, settings()).await.unwrap()
}

/// A world in which the preparation is done.
struct Prepared {
    world: World,
    history: History,
}

impl Prepared {
    async fn new(operation: &Operation) -> Prepared {
        let world = World::with(Random::new(1), Plan::none());
        begin(&world);
        let history = History::default();
        let process = Process::start(&world, 1);
        let registry = open(&world, &process).await;
        for work in preparation() {
            commit(&registry, &work, &history).await;
        }
        if matches!(operation, Operation::Vacuum) {
            registry.compact(&compaction()).await.unwrap();
        }
        Prepared { world, history }
    }

    fn copy(&self, plan: Plan) -> Prepared {
        // Another seed than the preparation's: names that are random there must not come again.
        let (world, from) = (World::with(Random::new(2), plan), self.world.lock());
        let mut to = world.lock();
        to.objects.clone_from(&from.objects);
        to.firsts.clone_from(&from.firsts);
        (to.operations, to.now_ns) = (from.operations, from.now_ns);
        drop(to);
        Prepared { world, history: self.history.continued() }
    }
}

/// Performs `operation` with a crash at a request; `false` if it ended before.
async fn disturb(prepared: &Prepared, operation: &Operation, requests: u64, fault: Fault) -> Result<bool, String> {
    let Prepared { world, history } = prepared.copy(Plan::none());
    let process = Process::start(&world, 1);
    let registry = open(&world, &process).await;
    world.lock().plan = Plan::at(requests, fault);
    let ended = process.live(operation.perform(&registry, &history, 1)).await;
    world.calm_down();
    if ended.is_none() {
        // Whatever a crash leaves is whole.
        check(&world, &history, true).await?;
        let process = Process::start(&world, 2);
        operation.perform(&open(&world, &process).await, &history, 2).await;
    }
    check(&world, &history, false).await?;
    let undone = history.undone();
    if !undone.is_empty() {
        return Err(format!("not done in the end: {undone:?}"));
    }
    Ok(ended.is_none())
}

/// Disturbs `operation` at each of its requests, until there are no more.
fn disturb_everywhere(operation: &Operation) {
    let prepared = run(Prepared::new(operation));
    for fault in [Fault::CrashBefore, Fault::CrashAfter] {
        let mut requests = 0;
        loop {
            match run(disturb(&prepared, operation, requests, fault)) {
                Ok(true) => requests += 1,
                Ok(false) => break,
                Err(wrong) => panic!("{fault:?} after {requests} requests of {operation:?}: {wrong}"),
            }
        }
        assert!(requests > 0, "{operation:?} was never disturbed");
    }
}

#[test]
fn create_survives_a_crash_at_every_request() {
    for fault in [Fault::CrashBefore, Fault::CrashAfter] {
        for requests in 0.. {
            let was_hit = run(async {
                let world = World::with(Random::new(requests), Plan::at(requests, fault));
                let process = Process::start(&world, 1);
                let ended = process.live(set_up(process.stores(), world.context(1, Safeguards::default()))).await;
                let was_hit = !world.lock().plan.is_waiting();
                world.calm_down();
                if ended.is_none() {
                    let (process, context) = (Process::start(&world, 2), world.context(2, Safeguards::default()));
                    let universe = butler_engine::dimensions::Universe::shipped(8).unwrap();
                    match Registry::create(process.stores(), context.clone(), universe).await {
                        Ok(_) | Err(Error::Exists { .. }) => {}
                        Err(error) => panic!("{fault:?} after {requests} requests: {error}"),
                    }
                    let report = verify::verify(process.stores(), context, 1).await.unwrap();
                    assert!(!report.has_errors(), "{fault:?} after {requests} requests: {report:?}");
                }
                was_hit
            });
            if !was_hit {
                break;
            }
        }
    }
}

#[test]
fn an_insert_survives_a_crash_at_every_request() {
    let keys = (0..4).map(|detector| (4, detector)).collect();
    disturb_everywhere(&Operation::Work(vec![
        Step::Visits { ids: vec![6, 7, 8], filter: "Cam-r" },
        Step::Calexps { run: "run1", salt: 0, keys },
        Step::RegisterRun { run: "run3" },
    ]));
}

#[test]
fn an_import_survives_a_crash_at_every_request() {
    let chunk = |visit| Step::Calexps { run: "run1", salt: 0, keys: (0..4).map(|detector| (visit, detector)).collect() };
    let visits = Step::Visits { ids: vec![6, 7, 8], filter: "Cam-r" };
    disturb_everywhere(&Operation::Import(vec![visits, chunk(6), chunk(7), chunk(8)]));
}

#[test]
fn a_chain_edit_survives_a_crash_at_every_request() {
    disturb_everywhere(&Operation::Work(vec![Step::SetChain { chain: "chain2", children: vec!["chain1", "run2"] }]));
}

#[test]
fn tagging_survives_a_crash_at_every_request() {
    let ids = (0..4).map(|detector| calexp_id(1, (3, detector))).collect();
    disturb_everywhere(&Operation::Work(vec![Step::Associate { ids }]));
}

#[test]
fn certifying_survives_a_crash_at_every_request() {
    let ids: Vec<_> = (0..4).map(|detector| bias_id("run2", detector)).collect();
    disturb_everywhere(&Operation::Work(vec![Step::Decertify { begin: 20, end: 30 }]));
    disturb_everywhere(&Operation::Work(vec![Step::Certify { ids, begin: 50, end: 70 }]));
}

#[test]
fn removing_survives_a_crash_at_every_request() {
    disturb_everywhere(&Operation::Work(vec![Step::Remove { ids: vec![calexp_id(0, (1, 1)), bias_id("run2", 2)] }]));
}

#[test]
fn a_checkpoint_survives_a_crash_at_every_request() {
    disturb_everywhere(&Operation::Checkpoint);
}

#[test]
fn a_compaction_survives_a_crash_at_every_request() {
    disturb_everywhere(&Operation::Compact);
}

#[test]
fn a_vacuum_survives_a_crash_at_every_request() {
    disturb_everywhere(&Operation::Vacuum);
}
