//! How fast a FITS table becomes Arrow, and Parquet.
//!
//! `catalog FILE [COLUMN,COLUMN,...]`: the bytes alone; the table as a stream of batches that are dropped; the table in memory; the table as
//! Parquet that is written nowhere. With columns, only those.

use std::error::Error;
use std::path::Path;

use butler_benches::usage::{Usage, peak_memory_mib};
use butler_catalogs::Source;
use butler_catalogs::fits::{Fits, ReadOptions, Selector, TableReader};
use butler_catalogs::tables::{Format, WriteOptions, Writer};

// That of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bytes that are read at a time where nothing is decoded.
const STEP: u64 = 1 << 20;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, rest @ ..] = &arguments[..] else { return Err("usage: catalog FILE [COLUMN,COLUMN,...]".into()) };
    let source = Source::file(Path::new(file))?;
    let columns = rest.first().map(|names| names.split(',').map(str::to_owned).collect());
    let options = ReadOptions { columns, ..ReadOptions::default() };
    let open = async || -> Result<TableReader, Box<dyn Error>> {
        Ok(Fits::open(source.clone()).await?.table(&Selector::FirstTable, &options).await?)
    };

    let usage = Usage::start();
    let mut buffer = Vec::new();
    for start in (0..source.len()).step_by(STEP as usize) {
        source.read_into(start..start + STEP, &mut buffer).await?;
    }
    tell("bytes alone", usage, source.len(), 0);

    let usage = Usage::start();
    let mut reader = open().await?;
    let rows = reader.row_count();
    while reader.next().await?.is_some() {}
    tell("streamed", usage, source.len(), rows);

    let usage = Usage::start();
    let mut writer = Writer::new(Format::Parquet, std::io::sink(), open().await?.schema(), WriteOptions::default())?;
    let mut reader = open().await?;
    while let Some(batch) = reader.next().await? {
        writer.write(&batch)?;
    }
    writer.finish()?;
    tell("to Parquet", usage, source.len(), rows);
    println!("peak memory {} MiB", peak_memory_mib());

    let usage = Usage::start();
    let batches = open().await?.collect().await?;
    tell("in memory", usage, source.len(), rows);
    println!("{} batches, peak memory {} MiB", batches.len(), peak_memory_mib());
    Ok(())
}

fn tell(what: &str, usage: Usage, bytes: u64, rows: u64) {
    let used = usage.used();
    let cpu = used.cpu.as_secs_f64().max(0.01);
    println!(
        "{what}: {:.3} s wall, {cpu:.2} s CPU, {:.0} MB per CPU second, {:.0} rows per CPU second",
        used.wall.as_secs_f64(),
        bytes as f64 / 1e6 / cpu,
        rows as f64 / cpu
    );
}
