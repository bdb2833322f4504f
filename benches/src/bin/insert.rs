//! Bulk insert: makes a repository of N datasets at a place, from Arrow batches, and says how fast.
//!
//! `insert PLACE DATASETS [compact]`

use std::error::Error;

use butler_benches::repository::{RUNS, Size, TYPES, datasets, prepare};
use butler_benches::usage::{Usage, Used, peak_memory_mib};
use butler_engine::context::Context;
use butler_engine::context::stores::{Environment, Location, Stores};
use butler_engine::dimensions::{LATEST, Universe};
use butler_engine::registry::{CompactOptions, Registry, Transaction};

/// Dataset types that go into one commit.
const TYPES_AT_ONCE: i64 = 10;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [place, count, rest @ ..] = &arguments[..] else { return Err("usage: insert PLACE DATASETS [compact]".into()) };
    let size = Size::of(count.parse()?);
    let stores = Stores::create(&Location::parse(place)?, &Environment::process())?;
    let registry = Registry::create(stores.below("registry"), Context::system(), Universe::shipped(LATEST)?).await?;
    prepare(&registry, size).await?;
    let mut made = Used { wall: Default::default(), cpu: Default::default() };
    let total = Usage::start();
    for run in 0..RUNS {
        for first in (0..TYPES).step_by(usize::try_from(TYPES_AT_ONCE)?) {
            let making = Usage::start();
            let mut tx = Transaction::new("insert");
            for n in first..first + TYPES_AT_ONCE {
                tx.insert_datasets(datasets(size, n, run)?);
            }
            made.cpu += making.used().cpu;
            registry.commit(tx).await?.version()?;
        }
    }
    let used = total.used();
    let cpu = used.cpu.saturating_sub(made.cpu).as_secs_f64();
    println!(
        "insert: {} datasets, {:.2} s wall, {cpu:.2} s CPU without making the batches, {:.0} datasets per CPU second, peak memory {} MiB",
        size.datasets(),
        used.wall.as_secs_f64(),
        size.datasets() as f64 / cpu,
        peak_memory_mib()
    );
    if rest.iter().any(|r| r == "compact") {
        let compacting = Usage::start();
        let done = registry.compact(&CompactOptions::default()).await?;
        let used = compacting.used();
        println!(
            "compact: {:.2} s wall, {:.2} s CPU, peak memory {} MiB",
            used.wall.as_secs_f64(),
            used.cpu.as_secs_f64(),
            peak_memory_mib()
        );
        for table in done {
            println!("  {}: {} -> {} files, {} -> {} bytes", table.table, table.files.0, table.files.1, table.bytes.0, table.bytes.1);
        }
    }
    Ok(())
}
