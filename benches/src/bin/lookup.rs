//! Questions to a repository made by `insert`: wall time, requests and bytes of each, first and again.
//!
//! `lookup PLACE [REPEATS]`

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use butler_benches::repository::{Size, dataset_id, run_name, type_name};
use butler_benches::usage::peak_memory_mib;
use butler_engine::context::Context;
use butler_engine::context::stores::counting::Counters;
use butler_engine::context::stores::{Environment, Location, Stores};
use butler_engine::registry::Registry;
use butler_engine::sql::{Options, Session};
use futures::TryStreamExt;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [place, rest @ ..] = &arguments[..] else { return Err("usage: lookup PLACE [REPEATS]".into()) };
    let repeats: usize = rest.first().map_or(Ok(9), |r| r.parse())?;
    let counters = Arc::new(Counters::default());
    let started = Instant::now();
    let before = counters.counts();
    let stores = Stores::open(&Location::parse(place)?, &Environment::process())?.below("registry").counted(&counters);
    let registry = Registry::open(stores, Context::system()).await?;
    let snapshot = registry.snapshot();
    let datasets = snapshot.table("dataset")?.rows;
    println!("open: {:.1} ms, {}", started.elapsed().as_secs_f64() * 1e3, counters.counts().since(&before));
    println!("{datasets} datasets in {} files, version {}", snapshot.table("dataset")?.files.len(), snapshot.version);

    let size = Size::of(i64::try_from(datasets)?);
    let visit = size.visits / 2;
    let (name, run, number) = (type_name(17), run_name(7), 900_000 + 2 * visit);
    let id = uuid::Uuid::from_bytes(dataset_id(17, 7, visit, 42));
    let data_id = format!("instrument = 'HSC' AND visit = {number} AND detector = 42");
    let questions = [
        ("type + run + data ID", format!("SELECT id FROM datasets WHERE type = '{name}' AND run = '{run}' AND {data_id}")),
        ("the same with its file", format!("SELECT id, uri FROM datasets WHERE type = '{name}' AND run = '{run}' AND {data_id}")),
        ("UUID", format!("SELECT type, run, dataId FROM datasets WHERE id = '{id}'")),
        ("UUID with its file", format!("SELECT * FROM datasets WHERE id = '{id}'")),
        ("type + data ID, all runs", format!("SELECT run, id FROM datasets WHERE type = '{name}' AND {data_id}")),
        ("count by type", "SELECT type, count(*) FROM datasets GROUP BY type".to_owned()),
        ("count", "SELECT count(*) FROM datasets".to_owned()),
        ("all of a type and run", format!("SELECT id, visit, detector FROM datasets WHERE type = '{name}' AND run = '{run}'")),
        ("all types of a visit", format!("SELECT type, run, detector FROM datasets WHERE instrument = 'HSC' AND visit = {number}")),
    ];
    println!("{:<26} {:>9} {:>10} {:>10} {:>9} {:>12}", "question", "rows", "first ms", "again ms", "requests", "bytes");
    for (what, text) in questions {
        let mut times = Vec::new();
        let mut last = (0, counters.counts());
        for _ in 0..=repeats {
            let before = counters.counts();
            let started = Instant::now();
            let session = Session::new(registry.snapshot(), registry.files().clone(), Options::default())?;
            let batches: Vec<_> = session.sql(&text).await?.batches.try_collect().await?;
            times.push(started.elapsed().as_secs_f64() * 1e3);
            last = (batches.iter().map(|b| b.num_rows()).sum::<usize>(), counters.counts().since(&before));
        }
        let first = times.remove(0);
        times.sort_by(f64::total_cmp);
        let again = times.get(times.len() / 2).copied().unwrap_or(first);
        println!("{what:<26} {:>9} {first:>10.1} {again:>10.1} {:>9} {:>12}", last.0, last.1.requests(), last.1.read_bytes);
    }
    println!("peak memory {} MiB", peak_memory_mib());
    Ok(())
}
