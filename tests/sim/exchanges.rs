//! Operations that bring files in from elsewhere, out, or back, for the faults of [`super::files`].

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use butler_engine::Result;
use butler_engine::butler::{Butler, IngestZipOptions, Prune, RawsOptions, RestoreOptions, RetrieveOptions, Surroundings, TransferOptions};
use butler_engine::context::Safeguards;
use butler_engine::context::stores::Location;
use butler_engine::datastore::Mode;
use butler_engine::registry::AsOf;
use butler_observatory::Observatory;
use butler_tests::data;
use object_store::path::Path;

use super::files::{Exposure, NEW, Operation, content, open_at, place, put, selected};
use super::steps;
use super::store::Process;
use super::world::Object;

/// The folder of a second repository.
pub const SECOND: &str = "second";
/// The folder of raw files, of which an index tells.
pub const RAWS: &str = "outside/raws";
/// Where files are retrieved to.
pub const RETRIEVED: &str = "outside/retrieved";
/// An archive on local disk with the datasets of the run `zipped`. It stays as long as its folder.
pub static ARCHIVE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();

/// The raw files that the index tells of.
pub fn raws() -> [(Path, Exposure); 3] {
    [1, 6, 12].map(|detector| (Path::from(format!("{RAWS}/HSCA904014{detector:02}.fits")), (904_014, detector)))
}

pub async fn open_second(process: &Process) -> Result<Butler> {
    open_at(process, process.stores().below(SECOND), &format!("{SECOND}/files")).await
}

/// What an operation finds: an archive, raws, a second repository, datasets that are gone.
pub async fn prepare(operation: Operation, process: &Process, butler: &Butler) {
    let world = &process.world;
    let add = |path: Path, bytes: bytes::Bytes| drop(world.lock().objects.insert(path, Object { bytes, made_at: 0, seen_by: None }));
    match operation {
        Operation::Restore => {
            let select = selected(butler, "run1", 1).await.unwrap();
            let files: Vec<_> = world
                .lock()
                .objects
                .iter()
                .filter(|(path, _)| path.as_ref().starts_with("files/run1/"))
                .map(|(p, o)| (p.clone(), o.bytes.clone()))
                .collect();
            butler.prune(&select, &Prune::Purge).await.unwrap();
            butler.empty_trash().await.unwrap();
            // Somebody had a copy of them.
            files.into_iter().for_each(|(path, bytes)| add(path, bytes));
        }
        Operation::IngestZip => {
            put(butler, "zipped", &NEW, Mode::Copy).await.unwrap();
            let folder = tempfile::tempdir().unwrap();
            let options = options(folder.path().display().to_string());
            let select = selected(butler, "zipped", 2).await.unwrap();
            let archive = butler.retrieve_zip(&select, &options, &Surroundings::system()).await.unwrap();
            ARCHIVE.set((folder, PathBuf::from(archive))).unwrap();
            butler.remove_runs(&butler.removable_runs(&["zipped".to_owned()]).await.unwrap()).await.unwrap();
            butler.empty_trash().await.unwrap();
        }
        Operation::IngestRaws => {
            butler.register_instrument(&Observatory::new().instrument("HSC").unwrap(), false).await.unwrap();
            add(Path::from(format!("{RAWS}/_index.json")), std::fs::read(data("raws/_index.json")).unwrap().into());
            raws().into_iter().for_each(|(path, raw)| add(path, content(raw)));
        }
        Operation::Transfer => {
            steps::set_up(process.stores().below(SECOND), world.context(process.number, Safeguards::default())).await;
        }
        _ => {}
    }
}

fn options(destination: String) -> RetrieveOptions {
    RetrieveOptions { destination, mode: Mode::Copy, preserve_path: true, clobber: false }
}

/// Brings back what has been removed since the last put.
pub async fn restore(butler: &Butler) -> Result<()> {
    let commits = butler.log(20, None).await?;
    let put = commits.iter().find(|commit| commit.details.as_ref().is_some_and(|details| details.operation == "put"));
    let as_of = AsOf::Version(put.map_or(1, |commit| commit.version));
    butler.restore(&RestoreOptions { as_of, collections: vec!["run1".to_owned()], dry_run: false }).await.map(drop)
}

pub async fn ingest_zip(butler: &Butler) -> Result<()> {
    let archive = Location::of_path(ARCHIVE.get().unwrap().1.as_path());
    butler.ingest_zip(&IngestZipOptions { archive, mode: Mode::Copy, transfer_dimensions: false, dry_run: false }).await.map(drop)
}

pub async fn ingest_raws(butler: &Butler) -> Result<()> {
    let options = RawsOptions { mode: Mode::Move, jobs: 1, fail_fast: true, ..RawsOptions::default() };
    butler.ingest_raws(Arc::new(Observatory::new()), vec![place(&format!("{RAWS}/_index.json"))], &options).await.map(drop)
}

/// Brings datasets into the second repository.
pub async fn transfer(butler: &Butler, second: &Butler) -> Result<()> {
    let options = TransferOptions { mode: Mode::Copy, register_dataset_types: true, transfer_dimensions: false };
    butler.transfer_to(second, &selected(butler, "run1", 1).await?, &options).await.map(drop)
}

pub async fn retrieve(butler: &Butler) -> Result<()> {
    let destination = place(RETRIEVED).to_string();
    butler.retrieve(&selected(butler, "run1", 1).await?, &options(destination), &Surroundings::system()).await.map(drop)
}
