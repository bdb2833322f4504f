//! The files of datasets: where they go, how they get there, where they are, and whether they are what the registry says. It knows nothing of the log.

mod cache;
mod composites;
mod formatters;
mod locate;
mod origin;
mod path;
mod pool;
mod raws;
mod template;
mod templates;
mod transfer;
mod verify;

use std::sync::Arc;

pub use cache::{Cache, Expiry};
pub use composites::Composites;
pub use formatters::{Formatter, Formatters, extension_of};
pub use locate::{Locator, StoredFile};
pub use origin::Origin;
pub use path::{below, check, check_dataset, is_absolute, on_disk, resolve};
pub use pool::Pool;
pub use raws::is_raw;
pub use template::{Bound, Source, Template};
pub use templates::Templates;
pub use transfer::{Arrived, CHECKSUM_PREFIX, Carrier, Known, Mode, Order, PARALLEL};
pub use verify::{Depth, FileCheck, FileProblem, FilesChecked};

use crate::Result;
use crate::config::repository::RepositoryConfig;
use crate::context::stores::Location;
use crate::context::{Context, Progress};

/// The place of a repository's files, and the rules by which they go there.
#[derive(Debug, Clone)]
pub struct Datastore {
    root: Location,
    pool: Arc<Pool>,
    carrier: Carrier,
    rules: Arc<Rules>,
    cache: Option<Cache>,
}

/// What a repository's configuration says about files.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Where they go.
    pub templates: Templates,
    /// Which datasets are stored in parts.
    pub composites: Composites,
}

impl Rules {
    /// Those of a repository, on top of those that come with the program.
    pub fn of(config: &RepositoryConfig) -> Result<Rules> {
        let templates = match &config.templates {
            Some(own) => Templates::shipped()?.with(own)?,
            None => Templates::shipped()?,
        };
        let composites = config.composites.as_ref().map(Composites::parse).transpose()?.unwrap_or_default();
        Ok(Rules { templates, composites })
    }
}

impl Datastore {
    /// Below `root`, reached through `pool`.
    pub fn new(root: Location, pool: Arc<Pool>, rules: Rules, context: &Context) -> Datastore {
        let carrier = Carrier::new(Arc::clone(&pool), context);
        Datastore { root, pool, carrier, rules: Arc::new(rules), cache: None }
    }

    /// The same, which counts the files that are carried.
    #[must_use]
    pub fn watched(&self, progress: &Progress) -> Datastore {
        Datastore { carrier: self.carrier.watched(progress), ..self.clone() }
    }

    /// The same with a cache of remote files.
    pub fn with_cache(self, cache: Option<Cache>) -> Datastore {
        Datastore { cache, ..self }
    }

    /// All bytes of a stored file, checked against what is known of it.
    pub async fn read(&self, path: &str, known: &Known) -> Result<bytes::Bytes> {
        let origin = self.origin(path)?;
        match self.cached(&origin, known).await? {
            // Somebody may have emptied the cache in between.
            Some(local) => match self.carrier.read(&local, known).await {
                Err(error) if error.is_not_found() => self.carrier.read(&origin, known).await,
                read => read,
            },
            None => self.carrier.read(&origin, known).await,
        }
    }

    /// Writes a stored file to a local one, which appears whole or not at all and replaces one that is there. Returns its length.
    pub async fn fetch(&self, path: &str, known: &Known, to: &std::path::Path) -> Result<u64> {
        let origin = self.origin(path)?;
        match self.cached(&origin, known).await? {
            Some(local) => match self.carrier.fetch(&local, known, to).await {
                Err(error) if error.is_not_found() => self.carrier.fetch(&origin, known, to).await,
                fetched => fetched,
            },
            None => self.carrier.fetch(&origin, known, to).await,
        }
    }

    async fn cached(&self, origin: &Origin, known: &Known) -> Result<Option<Origin>> {
        let Some(cache) = &self.cache else { return Ok(None) };
        let local = cache.local(&self.carrier, origin, known).await?;
        Ok(local.map(|path| Location::of_path(path).into()))
    }

    /// The root of all relative paths.
    pub fn root(&self) -> &Location {
        &self.root
    }

    /// The clients.
    pub fn pool(&self) -> &Arc<Pool> {
        &self.pool
    }

    /// What moves files.
    pub fn carrier(&self) -> &Carrier {
        &self.carrier
    }

    /// What looks for files.
    pub fn locator(&self) -> Locator {
        Locator::new(Arc::clone(&self.pool))
    }

    /// Where files go.
    pub fn templates(&self) -> &Templates {
        &self.rules.templates
    }

    /// Which datasets are stored in parts.
    pub fn composites(&self) -> &Composites {
        &self.rules.composites
    }

    /// Where the bytes of a stored file are read from; its path may be that of a member of an archive.
    pub fn origin(&self, path: &str) -> Result<Origin> {
        Origin::of(&self.root, path)
    }

    /// A stored file, to be read by ranges. Its length is compared with the known one; a checksum is not, as not all of it is read.
    pub async fn open(&self, path: &str, known: &Known) -> Result<butler_catalogs::Source> {
        let origin = self.origin(path)?;
        // What is not in the cache is not fetched as a whole for a part of it.
        if let Some(cache) = &self.cache
            && let Some(path) = cache.present(&self.carrier, &origin, known).await
            && let Ok(source) = self.open_at(&Location::of_path(path)).await
        {
            return Ok(source);
        }
        if origin.member.is_some() {
            let bytes = self.read(path, known).await?;
            return Ok(butler_catalogs::Source::bytes(&origin.to_string(), bytes)?);
        }
        let location = origin.location;
        let source = self.open_at(&location).await?;
        match known.size_bytes {
            Some(size_bytes) if size_bytes != source.stored_len() => {
                let reason = format!("it has {} bytes, and {size_bytes} are recorded", source.stored_len());
                Err(crate::Error::damaged("file", location.to_string(), reason))
            }
            _ => Ok(source),
        }
    }

    /// Any file, to be read by ranges.
    pub async fn open_at(&self, location: &Location) -> Result<butler_catalogs::Source> {
        Ok(match location {
            Location::Local { path } => {
                let path = path.clone();
                let opened = tokio::task::spawn_blocking(move || butler_catalogs::Source::file(&path));
                opened.await.map_err(|error| crate::Error::internal(format!("opening a file ended early: {error}")))??
            }
            far => {
                let (store, path) = self.pool.store(far)?;
                butler_catalogs::Source::object(&far.to_string(), store, &path).await?
            }
        })
    }

    /// Deletes files below the root; absent ones are no error.
    pub async fn delete(&self, paths: &[&str]) -> Result<()> {
        let place = |path: &&str| -> Result<Location> {
            check_dataset(path)?;
            match &self.root {
                Location::Local { path: root } => Ok(Location::of_path(on_disk(root, path)?)),
                root => root.join(path),
            }
        };
        self.carrier.delete(paths.iter().map(place).collect::<Result<_>>()?).await
    }
}
