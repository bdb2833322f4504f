//! The simulation: the real registry code on a store, a clock and a source of randomness that come from a seed, with faults and crashes before and
//! after every store operation.
//!
//! One thread, no time, no network: a run is a function of its seed. `BUTLER_SIM_SEEDS=N` runs N seeds instead of 2,000, `BUTLER_SIM_SEED=S` only S.
//! What the simulated world assumes of a real one:
//! - A create-if-absent is atomic; which of several comes first is drawn.
//! - A request whose answer is lost may be applied before, much later or never; a refusal (403, no space) that was applied nevertheless can be
//!   read at once.
//! - Bytes may be lost or flipped on the way where the registry reads whole objects, which carry their hash. Parts of Parquet files are protected by
//!   the transport; `verify` finds what is damaged at rest.
//! - Several faults may meet in one operation, but a world has only so many of them, so that every run ends.

mod bare_commit;
mod crashes;
mod exchanges;
mod faults;
mod files;
mod history;
mod log;
mod model;
mod random;
mod recoveries;
mod registry;
mod steps;
mod store;
mod world;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Seeds of one run of the tests.
const SEEDS: u64 = 2000;

/// The seeds that this run is to try, of the usual number times `share`.
fn seeds(share: f64) -> std::ops::Range<u64> {
    let number = |name: &str| std::env::var(name).ok().map(|value| value.parse::<u64>().unwrap_or_else(|_| panic!("{name} is a number")));
    match number("BUTLER_SIM_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..(number("BUTLER_SIM_SEEDS").unwrap_or(SEEDS) as f64 * share).ceil() as u64,
    }
}

/// How often something happened, summed over seeds.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Coverage {
    counts: BTreeMap<&'static str, u64>,
}

impl Coverage {
    fn hit(&mut self, name: &'static str) {
        *self.counts.entry(name).or_default() += 1;
    }

    fn add(&mut self, other: &Coverage) {
        other.counts.iter().for_each(|(name, count)| *self.counts.entry(name).or_default() += count);
    }

    /// Fails unless all of `names` happened; a run of fewer seeds than usual can't be asked for all.
    fn require(&self, names: impl IntoIterator<Item = &'static str>) {
        let is_short = seeds(1.0).count() < SEEDS as usize;
        let missing: Vec<_> = names.into_iter().filter(|name| !self.counts.contains_key(name)).collect();
        assert!(missing.is_empty() || is_short, "never happened: {missing:?}; happened: {:#?}", self.counts);
    }
}

/// Runs the worlds of all seeds on all processors and sums up what happened in them.
fn each_seed(share: f64, live: impl Fn(u64) -> Coverage + Sync) -> Coverage {
    let (next, end) = (AtomicU64::new(seeds(share).start), seeds(share).end);
    let work = || {
        let mut coverage = Coverage::default();
        while let Some(seed) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|seed| *seed < end) {
            coverage.add(&live(seed));
        }
        coverage
    };
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..processors).map(|_| scope.spawn(work)).collect();
        let mut coverage = Coverage::default();
        for thread in threads {
            coverage.add(&thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        coverage
    })
}

/// Runs one world to its end on a runtime of its own; what it left running is dropped. A world in which everybody waits for ever is told.
fn run<T>(world: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let processes = tokio::task::LocalSet::new();
    let world = async { tokio::time::timeout(Duration::from_secs(120), world).await };
    processes.block_on(&runtime, world).expect("the world ends in two minutes")
}
