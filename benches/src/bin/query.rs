//! Questions in SQL about a repository that `insert` made: time, requests and bytes of each, first and warm, and the memory of it all.
//!
//! `query PLACE DATASETS [ROUNDS]`; DATASETS as given to `insert`.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use butler_benches::repository::{RUNS, Size, TYPES, dataset_id, run_name, type_name};
use butler_benches::usage::peak_memory_mib;
use butler_engine::context::Context;
use butler_engine::context::stores::counting::{Counters, Counts};
use butler_engine::context::stores::{Environment, Location, Stores};
use butler_engine::dimensions::Key;
use butler_engine::query::Queries;
use butler_engine::registry::Registry;
use butler_engine::sql::{Options, Session};
use futures::TryStreamExt;
use uuid::Uuid;

/// What is asked, with its name.
fn questions(size: Size) -> Vec<(&'static str, String)> {
    let (n, run, visit, detector) = (TYPES / 2, RUNS / 2, size.visits / 2, 42);
    let id: String = dataset_id(n, run, visit, detector).iter().map(|byte| format!("{byte:02x}")).collect();
    let number = 900_000 + 2 * visit;
    let (dataset_type, run) = (type_name(n), run_name(run));
    let at = format!("visit = {number} AND detector = {detector}");
    vec![
        ("type, run, visit, detector", format!("SELECT * FROM datasets WHERE type = '{dataset_type}' AND run = '{run}' AND {at}")),
        (
            "data ID and URI of the same",
            format!("SELECT dataId, uri FROM datasets WHERE type = '{dataset_type}' AND run = '{run}' AND {at}"),
        ),
        ("type, visit, detector", format!("SELECT * FROM datasets WHERE type = '{dataset_type}' AND {at}")),
        ("UUID", format!("SELECT * FROM datasets WHERE id = '{id}'")),
        ("count(*)", "SELECT count(*) FROM datasets".to_owned()),
        ("count by type", "SELECT type, count(*) FROM datasets GROUP BY type".to_owned()),
        ("count by type and run", "SELECT type, run, count(*) FROM datasets GROUP BY type, run".to_owned()),
        ("one type of one run", format!("SELECT dataId, uri FROM datasets WHERE type = '{dataset_type}' AND run = '{run}'")),
        ("one type", format!("SELECT * FROM datasets WHERE type = '{dataset_type}'")),
        ("one visit", format!("SELECT id, dataId FROM datasets WHERE visit = {number}")),
        ("count by band", "SELECT band, count(*) FROM datasets GROUP BY band".to_owned()),
    ]
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [place, count, rest @ ..] = &arguments[..] else { return Err("usage: query PLACE DATASETS [ROUNDS]".into()) };
    let rounds: usize = rest.first().map_or(Ok(9), |r| r.parse())?;
    let counters = Arc::new(Counters::default());
    let began = Instant::now();
    let stores = Stores::open(&Location::parse(place)?, &Environment::process())?.below("registry").counted(&counters);
    let registry = Registry::open(stores, Context::system()).await?;
    line("open the registry", began.elapsed(), None, &counters.counts(), 0);
    let began = Instant::now();
    let session = Session::new(registry.snapshot(), registry.files().clone(), Options::default())?;
    line("make a session", began.elapsed(), None, &Counts::default(), 0);
    for (name, text) in questions(Size::of(count.parse()?)) {
        let (first, _, _) = ask(&session, &counters, &text).await?;
        let mut times = Vec::new();
        let (mut counts, mut rows) = (Counts::default(), 0);
        for _ in 0..rounds {
            let (time, used, found) = ask(&session, &counters, &text).await?;
            times.push(time);
            (counts, rows) = (used, found);
        }
        times.sort();
        line(name, first, Some(times[rounds / 2]), &counts, rows);
    }
    lookups(&registry, &counters, Size::of(count.parse()?), rounds).await?;
    println!("peak memory {} MiB", peak_memory_mib());
    Ok(())
}

/// The same point lookups by the calls of the library, which need no plan.
async fn lookups(registry: &Registry, counters: &Counters, size: Size, rounds: usize) -> Result<(), Box<dyn Error>> {
    let queries = Queries::new(registry.snapshot(), registry.files().clone());
    let mut measured: [Vec<(Duration, Counts, usize)>; 3] = Default::default();
    for round in 0..=i64::try_from(rounds)? {
        let (n, run, visit, detector) = ((TYPES / 2 + round) % TYPES, RUNS / 2, (size.visits / 2 + round) % size.visits, 42);
        let data_id = || [("instrument", Key::from("HSC")), ("visit", Key::Int(900_000 + 2 * visit)), ("detector", Key::Int(detector))];
        let id = Uuid::from_bytes(dataset_id(n, run, visit, detector));
        let all: Vec<String> = (0..RUNS).rev().map(run_name).collect();
        let (name, one) = (type_name(n), [run_name(run)]);
        for (slot, collections) in [(0, Some(&one[..])), (1, Some(&all[..])), (2, None)] {
            let (before, began) = (counters.counts(), Instant::now());
            let found = match collections {
                Some(collections) => queries.find_dataset(&name, data_id(), collections, None).await?,
                None => queries.dataset(id).await?,
            };
            measured[slot].push((began.elapsed(), counters.counts().since(&before), found.len()));
        }
    }
    for (name, mut times) in ["find_dataset in one run", "find_dataset in 20 runs", "dataset by UUID"].into_iter().zip(measured) {
        let (first, ..) = times.remove(0);
        times.sort_by_key(|(time, ..)| *time);
        let (warm, counts, found) = times[times.len() / 2];
        line(name, first, Some(warm), &counts, found);
    }
    Ok(())
}

async fn ask(session: &Session, counters: &Counters, text: &str) -> Result<(Duration, Counts, usize), Box<dyn Error>> {
    let (before, began) = (counters.counts(), Instant::now());
    let mut batches = session.sql(text).await?.batches;
    let mut rows = 0;
    while let Some(batch) = batches.try_next().await? {
        rows += batch.num_rows();
    }
    Ok((began.elapsed(), counters.counts().since(&before), rows))
}

fn line(name: &str, first: Duration, warm: Option<Duration>, counts: &Counts, rows: usize) {
    let ms = |d: Duration| format!("{:.1}", d.as_secs_f64() * 1e3);
    let warm = warm.map_or("-".to_owned(), ms);
    println!(
        "{name:30} first {:>8} ms, warm {warm:>8} ms, {:>3} requests, {:>9} bytes, {rows:>7} rows",
        ms(first),
        counts.requests(),
        counts.read_bytes
    );
}
