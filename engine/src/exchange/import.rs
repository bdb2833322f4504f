//! An export into a registry.
//!
//! A file is read as a stream and committed in steps of [`ImportOptions::commit_rows`] datasets, so its size does not matter; one that fits in a step is
//! imported in one commit. A longer one is read and checked as a whole before its first step, so that a fault in the file leaves nothing half-written. Tags and
//! validity ranges come after all datasets, in steps as well; a collection with more of them than a step says so while it is unfinished.
//!
//! What is there already wins or must be equal: dimension records keep their values, collections keep their type and documentation, equal datasets, tags and
//! validity ranges are skipped, and whatever contradicts is an error. So an interrupted import is completed by running it again, and so is one whose
//! datasets were removed in between, which steps remembered as done would not be.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use tokio::sync::mpsc;

use super::convert::Converter;
use super::placing::placing;
use super::read::Part;
use crate::context::Progress;
use crate::context::stores::Location;
use crate::datastore::{Datastore, Known, Mode as TransferMode};
use crate::error::{Error, Result};
use crate::registry::Registry;

mod associated;
mod file;
mod missing;
mod stage;
mod stored;

pub use file::ExportFile;
pub(super) use file::Sink;
pub use missing::{MissingFiles, Noted};
use stage::Stage;

/// Files larger than this are checked as a whole before anything is written.
const CHECK_FIRST_BYTES: u64 = 16 << 20;

/// What happens with the files that an export names.
#[derive(Debug, Clone)]
pub enum Transfer {
    /// Only rows: the datasets exist, but are not stored.
    RegistryOnly,
    /// They come into the datastore.
    Files(Box<FileTransfer>),
}

/// How files come into the datastore.
#[derive(Debug, Clone)]
pub struct FileTransfer {
    /// What relative paths are relative to. Nothing outside of it is read, unless it stays where it is.
    pub directory: Location,
    /// Where they go.
    pub datastore: Datastore,
    /// How.
    pub mode: TransferMode,
    /// What is known of files, by path as the export has it.
    pub known: HashMap<String, Known>,
    /// Whether files outside of the directory are read as well: the export was made by this program.
    pub elsewhere: bool,
    /// Where files that are not there are noted, whose datasets then come without them; if absent they are an error.
    pub missing: Option<MissingFiles>,
}

/// How an export is imported.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// What happens with the files.
    pub transfer: Transfer,
    /// Elements whose records are left out.
    pub skip_dimensions: BTreeSet<String>,
    /// Datasets of one commit, about.
    pub commit_rows: usize,
    /// Whether everything is read and checked, and nothing is written.
    pub dry_run: bool,
    /// Counts the datasets of which no files come.
    pub progress: Progress,
}

impl ImportOptions {
    /// With everything that the file has.
    pub fn new(transfer: Transfer) -> ImportOptions {
        ImportOptions { transfer, skip_dimensions: BTreeSet::new(), commit_rows: 100_000, dry_run: false, progress: Progress::default() }
    }
}

/// What an import found in the file, whether it was there already or not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Dimension records, those that migrations made included.
    pub records: u64,
    /// Collections.
    pub collections: u64,
    /// Dataset types.
    pub dataset_types: u64,
    /// Datasets.
    pub datasets: u64,
    /// Tags and validity ranges.
    pub associations: u64,
    /// Commits made.
    pub commits: u64,
    /// The registry's version afterwards.
    pub version: u64,
}

/// Imports `file` into `registry`.
pub async fn import(registry: &Registry, file: &ExportFile, options: &ImportOptions) -> Result<ImportReport> {
    let universe = registry.refresh().await?.universe.clone();
    for name in &options.skip_dimensions {
        universe.element(name)?;
    }
    placing(async || import_once(registry, file, options).await).await
}

async fn import_once(registry: &Registry, file: &ExportFile, options: &ImportOptions) -> Result<ImportReport> {
    registry.refresh().await?;
    if let Transfer::Files(files) = &options.transfer
        && let Some(noted) = &files.missing
    {
        noted.clear();
    }
    if options.dry_run {
        return Import::new(registry, options, Mode::Check)?.run(file).await;
    }
    if file.size_bytes() > CHECK_FIRST_BYTES {
        Import::new(registry, options, Mode::Check)?.run(file).await?;
    }
    Import::new(registry, options, Mode::Write)?.run(file).await
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Everything is read and converted, nothing is written.
    Check,
    /// Steps are committed.
    Write,
}

struct Import<'a> {
    registry: &'a Registry,
    options: &'a ImportOptions,
    mode: Mode,
    transfer: &'a Transfer,
    stage: Stage,
    report: ImportReport,
}

impl<'a> Import<'a> {
    fn new(registry: &'a Registry, options: &'a ImportOptions, mode: Mode) -> Result<Import<'a>> {
        // The check looks at the text alone: whether files exist is asked once, when they are recorded.
        let transfer = if mode == Mode::Check { &Transfer::RegistryOnly } else { &options.transfer };
        Ok(Import { registry, options, mode, transfer, stage: Stage::default(), report: ImportReport::default() })
    }

    async fn run(mut self, file: &ExportFile) -> Result<ImportReport> {
        let (sender, mut parts) = mpsc::channel::<Part>(2);
        let source = file.clone();
        let reader = tokio::task::spawn_blocking(move || {
            source.read(&mut |part| {
                // The receiver goes away only when the import has failed with an error of its own.
                sender.blocking_send(part).map_err(|_| Error::internal("an import ended before its file"))
            })
        });
        let mut converter = None;
        while let Some(part) = parts.recv().await {
            self.part(part, &mut converter, file.name()).await?;
        }
        reader.await.map_err(|e| Error::internal(format!("the reader of an export ended early: {e}")))??;
        if let Some(converter) = &converter {
            self.finish(converter).await?;
        }
        Ok(self.report)
    }

    async fn part(&mut self, part: Part, converter: &mut Option<Converter>, file: &Arc<str>) -> Result<()> {
        let snapshot = self.registry.snapshot();
        let converter = match (part, converter) {
            (Part::Header(header), slot) => {
                *slot = Some(Converter::new(file.clone(), &header, &snapshot.universe)?);
                return Ok(());
            }
            (_, None) => return Err(Error::internal("an export has sections before its header")),
            (Part::Records { element, place, rows }, Some(converter)) => {
                for (element, rows) in converter.records(&element, place, rows)? {
                    if !self.options.skip_dimensions.contains(&element.name) {
                        self.report.records += rows.num_rows() as u64;
                        self.stage.add_records(element, rows);
                    }
                }
                converter
            }
            (Part::Collection(collection), Some(converter)) => {
                self.report.collections += 1;
                self.stage.add_collection(collection, &snapshot);
                converter
            }
            (Part::DatasetType(part), Some(converter)) => {
                self.report.dataset_types += 1;
                self.stage.add_dataset_type(&part, converter)?;
                converter
            }
            (Part::Datasets(part), Some(converter)) => {
                self.report.datasets += part.ids.len() as u64;
                if let (Mode::Write, Transfer::RegistryOnly) = (self.mode, self.transfer) {
                    self.options.progress.advance(part.ids.len());
                }
                self.stage.add_datasets(part, converter, self.registry, self.transfer).await?;
                converter
            }
            (Part::Associations(part), Some(converter)) => {
                self.report.associations += part.ids.len() as u64;
                self.stage.add_associations(part);
                converter
            }
        };
        if self.stage.rows() >= self.options.commit_rows {
            self.step(converter).await?;
        }
        Ok(())
    }

    /// Commits what has been staged, but for associations and chains, which may name what is still to come.
    async fn step(&mut self, converter: &Converter) -> Result<()> {
        let transaction = self.stage.transaction(&converter.universe)?;
        if self.mode == Mode::Write {
            self.commit(transaction, converter).await?;
        }
        Ok(())
    }

    async fn finish(&mut self, converter: &Converter) -> Result<()> {
        self.stage.add_waiting(converter, self.registry, self.transfer).await?;
        self.stage.forget_known(self.registry, self.options.commit_rows).await?;
        let mut steps = self.stage.take_associations(self.options.commit_rows).into_iter().peekable();
        let mut transaction = self.stage.transaction(&converter.universe)?;
        while let Some(step) = steps.next() {
            step.add_to(&mut transaction);
            if steps.peek().is_none() {
                self.stage.add_chains(&mut transaction);
            }
            if self.mode == Mode::Write {
                self.commit(transaction, converter).await?;
            }
            transaction = self.stage.transaction(&converter.universe)?;
        }
        Ok(())
    }

    async fn commit(&mut self, mut transaction: crate::registry::Transaction, converter: &Converter) -> Result<()> {
        if let Some(version) = self.stage.take_files_seen_at() {
            transaction.set_files_seen_at(version);
        }
        let before = self.registry.snapshot().version;
        let outcome = self.registry.commit(transaction).await?;
        let version = outcome.version().map_err(|error| error.doing(format!("cannot import `{}`", converter.source.file)))?;
        self.report.commits += u64::from(version > before);
        self.report.version = version;
        self.stage.committed(before, version);
        let sources = self.stage.take_sources();
        if let (Transfer::Files(files), false) = (self.transfer, sources.is_empty()) {
            files.datastore.carrier().delete(sources).await?;
        }
        Ok(())
    }
}
