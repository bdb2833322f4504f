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

/// Datasets of one commit, about.
const COMMIT_ROWS: usize = 100_000;

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
    let mut tx = Transaction::new("insert");
    let mut rows = 0;
    for (run, dataset_type) in (0..RUNS).flat_map(|run| (0..TYPES).map(move |dataset_type| (run, dataset_type))) {
        let making = Usage::start();
        let new = datasets(size, dataset_type, run)?;
        rows += new.rows.num_rows();
        tx.insert_datasets(new);
        made.cpu += making.used().cpu;
        if rows >= COMMIT_ROWS || (run, dataset_type) == (RUNS - 1, TYPES - 1) {
            registry.commit(std::mem::replace(&mut tx, Transaction::new("insert"))).await?.version()?;
            rows = 0;
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
