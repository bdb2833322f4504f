//! A join of footprints of detectors with patches: through the index of pixels, and as a nested loop that relates every pair.
//!
//! `spatial FOOTPRINTS PATCHES [index]`; squares of 0.2 degrees all over a field of 20 by 20 degrees. With `index`, the nested loop is left out.

use std::error::Error;

use butler_benches::usage::{Usage, peak_memory_mib};
use butler_engine::context::Context;
use butler_engine::context::stores::{Environment, Location, Stores};
use butler_engine::dimensions::{LATEST, Universe};
use butler_engine::registry::Registry;
use butler_engine::sql::{Options, Session};
use futures::TryStreamExt;

/// So many squares of 0.2 degrees, spread evenly by two irrational steps.
fn squares(count: u64, steps: [f64; 2]) -> String {
    let [x, y] = steps;
    let corners = "ra - 0.1, dec - 0.1, ra + 0.1, dec - 0.1, ra + 0.1, dec + 0.1, ra - 0.1, dec + 0.1";
    let centers = format!(
        "SELECT value AS id, 140.0 + 20.0 * ((value * {x}) % 1.0) AS ra, -10.0 + 20.0 * ((value * {y}) % 1.0) AS dec FROM generate_series(1, {count})"
    );
    format!("(SELECT id, polygon({corners}) AS region FROM ({centers}))")
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [footprints, patches, rest @ ..] = &arguments[..] else { return Err("usage: spatial FOOTPRINTS PATCHES [index]".into()) };
    let stores = Stores::open(&Location::parse("memory://spatial")?, &Environment::process())?;
    let registry = Registry::create(stores, Context::system(), Universe::shipped(LATEST)?).await?;
    let session = Session::new(registry.snapshot(), registry.files().clone(), Options { partitions: 1, ..Options::default() })?;
    let a = squares(footprints.parse()?, [0.618_033_988_749_895, 0.754_877_666_246_693]);
    let b = squares(patches.parse()?, [0.569_840_290_998_053, 0.414_213_562_373_095]);
    for (name, condition) in
        [("index of pixels", "intersects(a.region, b.region)"), ("nested loop", "intersects(a.region, b.region) IS TRUE")]
    {
        if name == "nested loop" && rest.first().is_some_and(|only| only == "index") {
            continue;
        }
        let usage = Usage::start();
        let pairs = count(&session, &format!("SELECT a.id, b.id AS patch FROM {a} a JOIN {b} b ON {condition}")).await?;
        let used = usage.used();
        println!("{name:16} {:>9.3} s, {:>9.3} s of processors, {pairs} pairs", used.wall.as_secs_f64(), used.cpu.as_secs_f64());
    }
    println!("peak memory {} MiB", peak_memory_mib());
    Ok(())
}

async fn count(session: &Session, text: &str) -> Result<usize, Box<dyn Error>> {
    let mut batches = session.sql(text).await?.batches;
    let mut rows = 0;
    while let Some(batch) = batches.try_next().await? {
        rows += batch.num_rows();
    }
    Ok(rows)
}
