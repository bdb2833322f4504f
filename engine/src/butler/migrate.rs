//! Bringing a repository of the reference here.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Butler, Surroundings};
use crate::context::stores::Stores;
use crate::datastore::Mode;
use crate::dimensions::{LATEST, Universe};
use crate::error::{Error, Result};
use crate::exchange::import::{self, FileTransfer, ImportOptions, ImportReport, MissingFiles, Noted, Transfer};
use crate::exchange::reference::{Here, Source};
use crate::registry::Registry;

/// How a repository comes here.
#[derive(Debug, Clone)]
pub struct MigrateOptions {
    /// Folder, configuration or SQLite file of the reference's repository.
    pub source: String,
    /// The URL of its database, if it is another than its configuration names.
    pub database: Option<String>,
    /// How its files get here.
    pub mode: Mode,
    /// Whether the repository here is there already and gets what is new.
    pub incremental: bool,
    /// Whether everything is read and checked, and nothing is written.
    pub dry_run: bool,
    /// A file that lists every file that is missing or of another length.
    pub report: Option<PathBuf>,
}

/// What has come.
#[derive(Debug, Clone)]
pub struct MigrateReport {
    /// What the source has.
    pub found: ImportReport,
    /// Datasets of it that were here already with their files, and were not read again.
    pub known: u64,
    /// Its universe, as namespace and version.
    pub universe: (String, i64),
    /// Files that are not there: their datasets are known, and not stored. A dry run does not look for files.
    pub missing: Noted,
    /// Files of another length than the source has recorded.
    pub resized: Noted,
}

impl Butler {
    /// Brings everything that a repository of the reference has into the repository `name`, which is made if it is not there.
    ///
    /// # Errors
    /// The source can't be read; the repository here has datasets already and the migration is not incremental; or what both have contradicts.
    pub async fn migrate(name: &str, options: &MigrateOptions, surroundings: &Surroundings) -> Result<MigrateReport> {
        let folder = surroundings.location(&options.source)?;
        let url = options.database.clone();
        let opened = tokio::task::spawn_blocking(move || Source::open(&folder, url.as_deref())).await;
        let source = opened.map_err(|error| Error::internal(format!("the reader of a repository ended early: {error}")))??;
        let universe = match source.universe().namespace.as_str() {
            "daf_butler" => Universe::shipped(LATEST)?,
            _ => source.universe().clone(),
        };
        let butler = existing(name, options, surroundings).await?;
        let is_new = butler.is_none();
        if is_new || options.dry_run {
            // Whatever is wrong with the source shows before there is a repository.
            let found = check(&source, &universe, surroundings).await?;
            if options.dry_run {
                let (missing, resized) = (Noted::default(), Noted::default());
                return Ok(MigrateReport { found, known: 0, universe: version(&source), missing, resized });
            }
        }
        // A report that can't be written shows before there is a repository, too.
        let missing = options.report.as_deref().map_or_else(|| Ok(MissingFiles::default()), MissingFiles::reported)?;
        let butler = match butler {
            Some(butler) => butler,
            None => Butler::create_with(name, universe, surroundings).await?,
        };
        let transfer = Transfer::Files(Box::new(FileTransfer {
            directory: source.files().clone(),
            datastore: butler.datastore.clone(),
            mode: options.mode,
            known: HashMap::new(),
            elsewhere: true,
            missing: Some(missing.clone()),
        }));
        // A move that was interrupted has left sources, which are looked for again.
        let here = (!is_new && options.mode != Mode::Move).then(|| Here::of(&butler.registry));
        let mut found = import::import(&butler.registry, &source.export(is_new, here.clone()), &ImportOptions::new(transfer)).await?;
        let [known, known_associations] = here.map_or([0, 0], |here| here.known());
        found.datasets += known;
        found.associations += known_associations;
        let (missing, resized) = missing.noted()?;
        Ok(MigrateReport { found, known, universe: version(&source), missing, resized })
    }
}

fn version(source: &Source) -> (String, i64) {
    (source.universe().namespace.clone(), source.universe().version)
}

/// Reads everything as if it came into an empty repository.
async fn check(source: &Source, universe: &Arc<Universe>, surroundings: &Surroundings) -> Result<ImportReport> {
    let stores = Stores::single(Arc::new(object_store::memory::InMemory::new()));
    let registry = Registry::create(stores, surroundings.context.clone(), universe.clone()).await?;
    let settings = ImportOptions { dry_run: true, ..ImportOptions::new(Transfer::RegistryOnly) };
    import::import(&registry, &source.export(true, None), &settings).await
}

/// The repository that everything comes into, if it is there.
async fn existing(name: &str, options: &MigrateOptions, surroundings: &Surroundings) -> Result<Option<Butler>> {
    match Butler::open(name, surroundings).await {
        Ok(butler) => {
            let is_filled = !butler.registry.snapshot().collections().is_empty();
            if is_filled && !options.incremental {
                return Err(Error::Exists { what: "repository", name: name.to_owned() }
                    .with_hint("it has collections already: `--incremental` brings what it lacks, or name another place"));
            }
            Ok(Some(butler))
        }
        Err(error) if error.is_not_found() && !options.incremental => Ok(None),
        Err(error) if error.is_not_found() => Err(error.with_hint("leave out `--incremental` to make it")),
        Err(error) => Err(error),
    }
}
