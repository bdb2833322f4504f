//! The facade: one method a verb, a few lines each, all delegating.

use std::sync::Arc;

use crate::Result;
use crate::config::aliases::Aliases;
use crate::context::stores::counting::Counters;
use crate::context::stores::doctor::{Check, doctor};
use crate::context::stores::{Environment, Location, Stores};
use crate::context::{Context, Progress};
use crate::datastore::{Datastore, Pool};
use crate::exchange::hats;
pub use crate::exchange::hats::{HatsOptions, HatsReport};
use crate::query::Queries;
use crate::registry::history::Commit;
use crate::registry::{AsOf, CompactOptions, Compacted, Registry, Snapshot, VacuumOptions, Vacuumed};
use crate::sql::{self, Session};

mod calibs;
mod config;
mod convert;
mod create;
mod curate;
mod curated;
mod discrete;
mod export;
mod find;
mod get;
mod import;
mod migrate;
mod open;
mod prune;
mod put;
mod raws;
mod read;
mod records;
mod restore;
mod retrieve;
mod select;
mod siblings;
mod skymaps;
mod trash;
mod verify;
mod visits;

pub use crate::exchange::zip::{IngestZipOptions, IngestZipReport};
pub use calibs::{Calibs, CalibsReport};
pub use config::{Misconfigured, effective_config, subset};
pub use convert::{ConvertOptions, ConvertReport, Converted};
pub use create::CreateOptions;
pub use curate::{CertifyOptions, Removable};
pub use curated::{CuratedOptions, CuratedReport, DateNames};
pub use discrete::ImagedCircle;
pub use export::ExportOptions;
pub use find::{FoundDataset, Wanted};
pub use get::{Content, TablePart};
pub use import::{Files, ImportOptions};
pub use migrate::{MigrateOptions, MigrateReport};
pub use prune::{Prunable, Prune, PruneCollection, Pruned, RemovableRuns};
pub use put::{Disassembly, GivenId, IngestReport, NewFile, PutOptions, given};
pub use raws::{RawsOptions, RawsReport};
pub use read::{Deferred, Parameters, Read};
pub use restore::{RestoreOptions, Restored};
pub use retrieve::{RetrieveOptions, TransferOptions, datasets_of};
pub use select::{Select, Selected};
pub use trash::{Emptied, Trashed};
pub use verify::verify;
pub use visits::{VisitsOptions, VisitsReport};

/// What comes in from outside: clock and ids, and the environment variables that say where stores are and who we are.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// Clock, ids and writer.
    pub context: Context,
    /// Environment variables.
    pub environment: Environment,
    /// What the requests to stores are counted in, if they are.
    pub counters: Option<Arc<Counters>>,
}

impl Surroundings {
    /// Those of this process.
    pub fn system() -> Surroundings {
        Surroundings { context: Context::system(), environment: Environment::process(), counters: None }
    }

    /// The place that a user means by `name`: an alias, a path or a URI.
    pub fn location(&self, name: &str) -> Result<Location> {
        Location::parse(self.aliases()?.resolve(name))
    }

    /// The stores of a place.
    fn stores(&self, location: &Location) -> Result<Stores> {
        Ok(self.counted(Stores::open(location, &self.environment)?))
    }

    /// The same, after making the folder where the place is one.
    fn made_stores(&self, location: &Location) -> Result<Stores> {
        Ok(self.counted(Stores::create(location, &self.environment)?))
    }

    fn counted(&self, stores: Stores) -> Stores {
        self.counters.as_ref().map_or_else(|| stores.clone(), |counters| stores.counted(counters))
    }

    /// Clients of the stores that files are in.
    fn pool(&self) -> Arc<Pool> {
        Arc::new(Pool::new(self.environment.clone(), self.counters.clone()))
    }

    fn aliases(&self) -> Result<Aliases> {
        Aliases::from_environment(&self.environment)
    }
}

/// Checks whether a butler can work in the store at `place` (an alias, a path or a URI): credentials, endpoint, conditional put, ranges, clock.
pub async fn check_store(place: &str, surroundings: &Surroundings) -> Result<Vec<Check>> {
    Ok(doctor(&surroundings.location(place)?, &surroundings.environment, &surroundings.context).await)
}

/// An open repository.
#[derive(Debug, Clone)]
pub struct Butler {
    root: Location,
    stores: Stores,
    registry: Registry,
    datastore: Datastore,
}

impl Butler {
    /// A repository at `root` whose parts were opened elsewhere, in stores of one's own.
    pub fn of_parts(root: Location, stores: Stores, registry: Registry, datastore: Datastore) -> Butler {
        Butler { root, stores, registry, datastore }
    }

    /// The same repository, whose long work counts in `progress` how far it has come.
    #[must_use]
    pub fn watched(&self, progress: &Progress) -> Butler {
        Butler { datastore: self.datastore.watched(progress), ..self.clone() }
    }

    /// Where the repository is.
    pub fn root(&self) -> &Location {
        &self.root
    }

    /// The store of the root.
    pub fn stores(&self) -> &Stores {
        &self.stores
    }

    /// The files of datasets.
    pub fn datastore(&self) -> &Datastore {
        &self.datastore
    }

    /// The registry.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The state at the tip when the repository was opened or changed last, or as it was.
    pub async fn snapshot(&self, as_of: Option<AsOf>) -> Result<Arc<Snapshot>> {
        match as_of {
            None => Ok(self.registry.snapshot()),
            Some(as_of) => self.registry.as_of(as_of).await,
        }
    }

    /// A session that answers SQL about the state at the tip, or as it was.
    pub async fn sql(&self, as_of: Option<AsOf>) -> Result<Session> {
        self.sql_with(as_of, sql::Options::default()).await
    }

    /// The same; of `options` what is not the repository's to say is taken.
    pub async fn sql_with(&self, as_of: Option<AsOf>, options: sql::Options) -> Result<Session> {
        let options = sql::Options {
            datastore_root: self.root.to_string(),
            log: Some(self.registry.log().clone()),
            datastore: Some(self.datastore.clone()),
            ..options
        };
        let options = if self.root.folder().is_some() { options } else { options.remote() };
        Session::new(self.snapshot(as_of).await?, self.registry.files().clone(), options)
    }

    /// Writes a dataset type, as `session` finds it, as a HATS catalog.
    pub async fn export_hats(&self, session: &Session, options: &HatsOptions) -> Result<HatsReport> {
        hats::export(session, options).await
    }

    /// Questions about the state at the tip, or as it was: which collections, dataset types, datasets, data IDs and dimension records there are.
    pub async fn queries(&self, as_of: Option<AsOf>) -> Result<Queries> {
        let snapshot = self.snapshot(as_of).await?;
        Ok(Queries::new(snapshot, self.registry.files().clone()).with_datastore_root(&self.root.to_string()))
    }

    /// The newest `limit` commits, newest first; as of a version or time, those up to it.
    pub async fn log(&self, limit: u64, as_of: Option<AsOf>) -> Result<Vec<Commit>> {
        let last = self.snapshot(as_of).await?.version;
        self.registry.history(last, limit).await
    }

    /// Merges small files of the registry into large ones.
    pub async fn compact(&self, options: &CompactOptions) -> Result<Vec<Compacted>> {
        self.registry.compact(options).await
    }

    /// Writes the full state, so that opening reads no history; returns its version.
    pub async fn checkpoint(&self) -> Result<u64> {
        Ok(self.registry.checkpoint().await?.version)
    }

    /// Deletes what no kept version needs, or only tells what would be deleted.
    pub async fn vacuum(&self, options: &VacuumOptions) -> Result<Vacuumed> {
        self.registry.vacuum(options).await
    }
}
