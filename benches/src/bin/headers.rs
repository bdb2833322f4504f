//! How fast raws are told, ingested and made visits of.
//!
//! `headers FOLDER`: of the raws of HSC that `benches/reference/headers.py FOLDER` makes in `FOLDER/raws` (100 exposures of 100 detectors) the headers are told, then
//! they are ingested in place into a new repository; of those in `FOLDER/exposures` (1,000 exposures of one detector) visits are defined.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use butler_benches::usage::{Usage, peak_memory_mib};
use butler_engine::butler::{Butler, CreateOptions, RawsOptions, Surroundings, VisitsOptions};
use butler_engine::datastore::Mode;
use butler_observatory::Observatory;
use butler_observatory::header::FitsHeaders;

async fn made(place: &Path, raws: &Path) -> Result<(Butler, usize), Box<dyn Error>> {
    let surroundings = Surroundings::system();
    let place = place.display().to_string();
    Butler::create(&place, &CreateOptions::default(), &surroundings).await?;
    let butler = Butler::open(&place, &surroundings).await?;
    let observatory = Arc::new(Observatory::new());
    butler.register_instrument(&*observatory.instrument("HSC")?, false).await?;
    let files = butler.find_files(&raws.display().to_string(), &|name| name.ends_with(".fits")).await?;
    let report = butler.ingest_raws(observatory, files, &RawsOptions { mode: Mode::Direct, ..RawsOptions::default() }).await?;
    Ok((butler, report.ingested))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder] = &arguments[..] else { return Err("usage: headers FOLDER".into()) };
    let folder = Path::new(folder);
    let observatory = Observatory::new();

    let usage = Usage::start();
    let (mut files, mut properties) = (0, 0);
    for entry in std::fs::read_dir(folder.join("raws"))? {
        let mut headers = FitsHeaders::open_file(&entry?.path()).await?;
        properties += observatory.translate_fits(&mut headers).await?.iter().map(|info| info.values().count()).sum::<usize>();
        files += 1;
    }
    let cpu = usage.used().cpu.as_secs_f64();
    println!("{files} headers told ({properties} properties): {:.0} files per CPU second", f64::from(files) / cpu);

    let usage = Usage::start();
    let (_, ingested) = made(&folder.join("repo_raws"), &folder.join("raws")).await?;
    let used = usage.used();
    println!("{ingested} raws ingested: {:.2} s CPU, {:.2} s", used.cpu.as_secs_f64(), used.wall.as_secs_f64());

    let (butler, exposures) = made(&folder.join("repo_exposures"), &folder.join("exposures")).await?;
    let usage = Usage::start();
    let report = butler.define_visits(&*observatory.instrument("HSC")?, &VisitsOptions::default()).await?;
    let used = usage.used();
    println!(
        "{} visits of {exposures} exposures, 112 detectors each: {:.2} s CPU, {:.2} s",
        report.defined,
        used.cpu.as_secs_f64(),
        used.wall.as_secs_f64()
    );
    println!("peak {} MiB", peak_memory_mib());
    Ok(())
}
