//! The log alone: writers that commit by the protocol of the log, and what must be true when all is calm again.

use std::collections::BTreeMap;
use std::time::Duration;

use butler_engine::context::{Context, Safeguard, Safeguards};
use butler_engine::registry::file::Hash;
use butler_engine::registry::log::{Append, Entry, Log, Seal};
use butler_engine::registry::record::{Header, Record, WriterInfo};
use butler_engine::registry::retry::RetryPolicy;
use uuid::Uuid;

use super::faults::Fault;
use super::store::Process;
use super::world::World;
use super::{Coverage, recoveries, run, seeds};

/// What a writer was told about a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Committed(u64),
    NotCommitted,
    /// Unknown, or the process ended before it was told anything.
    Unknown,
}

/// How one world ended.
struct End {
    told: Vec<(Uuid, Told)>,
    /// What readers saw at a version.
    seen: Vec<(u64, Hash)>,
    log: Vec<Entry>,
    coverage: Coverage,
    story: Vec<String>,
}

fn policy() -> RetryPolicy {
    RetryPolicy { races: 50, attempts: 3, reads: 2, first_pause: Duration::from_millis(50), ..RetryPolicy::default() }
}

/// Makes a record without content after `before`.
fn empty_record(before: Option<&Entry>, commit_id: Uuid, context: &Context) -> Record {
    let version = before.map_or(0, Entry::version) + 1;
    let header = Header {
        version,
        previous: before.map_or(Hash([0; 32]), Entry::hash),
        commit_id,
        writer: WriterInfo::default(),
        time_ns: context.clock.now().0,
        base: version - 1,
        operation: "simulated".to_owned(),
        application: None,
        added: Vec::new(),
        removed: Vec::new(),
        folded: BTreeMap::new(),
        segments: Vec::new(),
        claims: Vec::new(),
        gc_epoch: 0,
        min_reader: 1,
        min_writer: 1,
        row_totals: BTreeMap::new(),
        properties: BTreeMap::new(),
    };
    Record::new(header, Vec::new())
}

/// One commit by the protocol of the log.
async fn commit(log: &Log, context: &Context, commit_id: Uuid, seen: &mut Vec<(u64, Hash)>) -> Told {
    let mut tip: Option<Entry> = None;
    for _ in 0..log.policy().races {
        let Ok(entries) = log.read_after(tip.as_ref().map_or(0, Entry::version), 0).await else { return Told::NotCommitted };
        seen.extend(entries.iter().map(|entry| (entry.version(), entry.hash())));
        tip = entries.into_iter().last().or(tip);
        let record = empty_record(tip.as_ref(), commit_id, context);
        match settle(log, context, &record).await {
            Some(told) => return told,
            None => log.policy().pause_after_race(context).await,
        }
    }
    Told::NotCommitted
}

/// Appends until it is clear what became of `record`; `None`: lost the race.
async fn settle(log: &Log, context: &Context, record: &Record) -> Option<Told> {
    let (version, commit_id) = (record.header.version, record.header.commit_id);
    for failures in 0..log.policy().attempts {
        match log.append(record).await {
            Ok(Append::Appended { .. }) => return Some(Told::Committed(version)),
            Ok(Append::Lost(_)) => return None,
            Err(_) if failures == 0 => return Some(Told::NotCommitted),
            Ok(Append::Ambiguous { .. }) | Err(_) => log.policy().pause(failures, context).await,
        }
    }
    let mut noop = record.clone();
    noop.header.commit_id = context.ids.uuid4();
    match log.seal(&noop, commit_id).await {
        Seal::Sealed { .. } | Seal::Lost(_) => Some(Told::NotCommitted),
        Seal::Committed(_) => Some(Told::Committed(version)),
        Seal::Unknown { .. } => Some(Told::Unknown),
    }
}

/// A writer commits some times; where its process ends, another takes its place.
async fn writer(world: World, number: u32, safeguards: Safeguards) -> (Vec<(Uuid, Told)>, Vec<(u64, Hash)>) {
    let (mut told, mut seen) = (Vec::new(), Vec::new());
    let mut process = Process::start(&world, number);
    for _ in 0..4 {
        if process.has_ended() {
            process = Process::start(&world, number + 100);
        }
        let context = world.context(number, safeguards);
        let log = Log::new(process.stores(), context.clone(), policy());
        let commit_id = context.ids.uuid4();
        let outcome = process.live(commit(&log, &context, commit_id, &mut seen)).await;
        told.push((commit_id, outcome.unwrap_or(Told::Unknown)));
    }
    (told, seen)
}

async fn live(seed: u64, safeguards: Safeguards) -> End {
    let world = World::new(seed);
    let writers = 2 + world.lock().random.below(3) as u32;
    let tasks: Vec<_> = (1..=writers).map(|number| tokio::spawn(writer(world.clone(), number, safeguards))).collect();
    let (mut told, mut seen) = (Vec::new(), Vec::new());
    for task in tasks {
        let (of_task, seen_by_task) = task.await.unwrap();
        told.extend(of_task);
        seen.extend(seen_by_task);
    }
    world.calm_down();
    let reader = Process::start(&world, 0);
    let log = Log::new(reader.stores(), world.context(0, Safeguards::default()), policy());
    let log = log.read_after(0, 0).await.expect("a calm store is read");
    let state = world.lock();
    End { told, seen, log, coverage: state.coverage.clone(), story: state.story.clone() }
}

/// What is wrong at the end, if anything.
fn check(end: &End) -> Result<(), String> {
    for (commit_id, told) in &end.told {
        let at: Vec<u64> = end.log.iter().filter(|entry| entry.commit_id() == *commit_id).map(Entry::version).collect();
        let right = match told {
            Told::Committed(version) => at == [*version],
            Told::NotCommitted => at.is_empty(),
            Told::Unknown => at.len() <= 1,
        };
        if !right {
            return Err(format!("commit {commit_id} was told to be {told:?} and is in the log at {at:?}"));
        }
    }
    match end.seen.iter().find(|(version, hash)| end.log.get(*version as usize - 1).map(Entry::hash) != Some(*hash)) {
        Some((version, hash)) => Err(format!("a reader saw {hash} at version {version}, which is not in the log")),
        None => Ok(()),
    }
}

#[test]
fn a_commit_is_in_the_log_exactly_once_if_its_writer_was_told_so_and_never_if_told_not() {
    let mut coverage = Coverage::default();
    let mut outcomes = (0, 0, 0);
    for seed in seeds(1.0) {
        let (end, recovered) = recoveries::counting(|| run(live(seed, Safeguards::default())));
        if let Err(wrong) = check(&end) {
            panic!("seed {seed}: {wrong}\n{}", end.story.join("\n"));
        }
        coverage.add(&end.coverage);
        coverage.add(&recovered);
        for (_, told) in end.told {
            match told {
                Told::Committed(_) => outcomes.0 += 1,
                Told::NotCommitted => outcomes.1 += 1,
                Told::Unknown => outcomes.2 += 1,
            }
        }
    }
    eprintln!("log: committed, not committed, unknown: {outcomes:?}");
    // A log is read slot by slot: it lists nothing.
    coverage.require(Fault::all().into_iter().filter(|fault| *fault != Fault::StaleList).map(Fault::name));
    coverage.require(recoveries::names());
}

#[test]
fn without_recognising_own_commits_the_simulation_finds_a_commit_done_twice() {
    let safeguards = Safeguards::without(Safeguard::OwnCommit);
    let found = (0..200).find_map(|seed| check(&run(live(seed, safeguards))).err());
    assert!(found.is_some(), "200 seeds found nothing");
}

#[test]
fn a_seed_gives_the_same_run_each_time() {
    for seed in 0..20 {
        let (first, second) = (run(live(seed, Safeguards::default())), run(live(seed, Safeguards::default())));
        assert_eq!(first.story, second.story, "seed {seed}");
        assert_eq!(first.told, second.told, "seed {seed}");
    }
}
