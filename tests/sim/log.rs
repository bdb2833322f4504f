//! The log alone: writers that commit by the protocol of the log, and what must be true when all is calm again.

use std::time::Duration;

use butler_engine::context::{Safeguard, Safeguards};
use butler_engine::registry::file::Hash;
use butler_engine::registry::log::{Entry, Log};
use butler_engine::registry::retry::RetryPolicy;
use uuid::Uuid;

use super::bare_commit::{Told, commit};
use super::faults::Fault;
use super::store::Process;
use super::world::World;
use super::{Coverage, recoveries, run, seeds};

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
        let outcome = process.live(commit(&log, &context, commit_id, &mut None, &mut seen)).await;
        told.push((commit_id, outcome.unwrap_or(Told::Unknown)));
    }
    (told, seen)
}

async fn live(seed: u64, safeguards: Safeguards) -> End {
    let world = World::new(seed);
    let writers = 2 + world.lock().random.below(3) as u32;
    let tasks: Vec<_> = (1..=writers).map(|number| tokio::task::spawn_local(writer(world.clone(), number, safeguards))).collect();
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
