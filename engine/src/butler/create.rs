//! Making a repository.
//!
//! The registry is made first, then `butler.yaml`, which makes it a repository; both with *create if absent*, so that nothing is overwritten and of two
//! who create the same one only one does. What a crash leaves in between, a registry with nothing in it, is taken over by the next attempt.

use std::path::PathBuf;
use std::sync::Arc;

use object_store::path::Path;
use object_store::{ObjectStoreExt, PutMode};

use super::open::resolve;
use super::{Butler, Surroundings};
use crate::config::repository::seed::Seed;
use crate::config::repository::{FILE_NAME, REGISTRY, RepositoryConfig};
use crate::config::yaml;
use crate::context::stores::probe::probe;
use crate::context::stores::{Location, Stores};
use crate::datastore::{Cache, Datastore, Rules};
use crate::dimensions::{LATEST, Universe};
use crate::registry::Registry;
use crate::{Error, Result};

/// How a repository is to be made.
#[derive(Debug, Clone, Default)]
pub struct CreateOptions {
    /// A configuration file with wishes; see [`Seed`].
    pub seed: Option<PathBuf>,
    /// A file that defines the universe of dimensions; the newest shipped one if absent.
    pub dimensions: Option<PathBuf>,
    /// Where the configuration is written instead of `butler.yaml` in the root.
    pub configuration: Option<PathBuf>,
}

impl Butler {
    /// Makes a repository at `name` (an alias, a path or a URI); returns it and what the user should know, a sentence each.
    pub async fn create(name: &str, options: &CreateOptions, surroundings: &Surroundings) -> Result<(Butler, Vec<String>)> {
        let root = surroundings.location(name)?;
        let seed = match &options.seed {
            Some(path) => Seed::parse(&yaml::read_file(path)?)?,
            None => Seed::default(),
        };
        let universe = match &options.dimensions {
            Some(path) => Arc::new(Universe::load(&path.display().to_string(), &read_text(path)?)?),
            None => Universe::shipped(LATEST)?,
        };
        let made = make(root, &seed, universe, options, surroundings).await;
        Ok((made.map_err(|error| error.doing(format!("cannot create repository `{name}`")))?, seed.notes))
    }

    /// Makes a repository with these dimensions and nothing else of one's own.
    pub(super) async fn create_with(name: &str, universe: Arc<Universe>, surroundings: &Surroundings) -> Result<Butler> {
        let made = make(surroundings.location(name)?, &Seed::default(), universe, &CreateOptions::default(), surroundings).await;
        made.map_err(|error| error.doing(format!("cannot create repository `{name}`")))
    }
}

async fn make(
    root: Location,
    seed: &Seed,
    universe: Arc<Universe>,
    options: &CreateOptions,
    surroundings: &Surroundings,
) -> Result<Butler> {
    let stores = surroundings.made_stores(&root)?;
    let place = Place { root: &root, stores: &stores, elsewhere: options.configuration.as_ref() };
    place.check_free().await?;
    let registry_stores = match &seed.registry_uri {
        Some(uri) => surroundings.made_stores(&resolve(uri, &root)?)?,
        None => stores.below(REGISTRY),
    };
    probe(&registry_stores.commit, &root.to_string(), &surroundings.context).await?;
    let registry = match Registry::create(registry_stores.clone(), surroundings.context.clone(), universe.clone()).await {
        Err(Error::Exists { what, name }) => {
            left_over(registry_stores, &universe, surroundings).await?.ok_or(Error::Exists { what, name })?
        }
        made => made?,
    };
    let config = RepositoryConfig {
        id: surroundings.context.ids.uuid4(),
        root: options.configuration.is_some().then(|| root.to_string()),
        registry_uri: seed.registry_uri.clone(),
        templates: seed.templates.clone(),
        composites: seed.composites.clone(),
        cached: seed.cached.clone(),
    };
    let rules = Rules::of(&config)?;
    let cache = Cache::of(config.cached.as_ref(), &surroundings.environment, &surroundings.context)?;
    place.write(&config).await?;
    let datastore = Datastore::new(root.clone(), surroundings.pool(), rules, &surroundings.context).with_cache(cache);
    Ok(Butler { root, stores, registry, datastore })
}

/// The registry of an attempt that ended before its configuration was written: nothing but the first commit, with the same dimensions.
async fn left_over(stores: Stores, universe: &Universe, surroundings: &Surroundings) -> Result<Option<Registry>> {
    let registry = Registry::open(stores, surroundings.context.clone()).await?;
    let snapshot = registry.snapshot();
    Ok((snapshot.version == 1 && snapshot.universe.is_same(universe)).then_some(registry))
}

/// Where the configuration goes.
struct Place<'a> {
    root: &'a Location,
    stores: &'a Stores,
    elsewhere: Option<&'a PathBuf>,
}

impl Place<'_> {
    fn exists(&self) -> Error {
        let name = self.elsewhere.map_or_else(|| self.root.to_string(), |path| path.display().to_string());
        let what = if self.elsewhere.is_some() { "file" } else { "repository" };
        Error::Exists { what, name }.with_hint("nothing was changed; choose another place")
    }

    async fn check_free(&self) -> Result<()> {
        if self.elsewhere.is_some_and(|path| path.exists()) {
            return Err(self.exists());
        }
        match self.stores.ordinary.head(&Path::from(FILE_NAME)).await {
            Ok(_) => Err(self.exists()),
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(source) => Err(Error::store("look into", self.root.to_string(), source)),
        }
    }

    async fn write(&self, config: &RepositoryConfig) -> Result<()> {
        let text = config.to_yaml();
        if let Some(path) = self.elsewhere {
            let location = path.display().to_string();
            let failed = |source| Error::Io { doing: "write", location, source };
            return std::fs::File::create_new(path)
                .and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()))
                .map_err(failed);
        }
        match self.stores.commit.put_opts(&Path::from(FILE_NAME), text.into(), PutMode::Create.into()).await {
            Ok(_) => Ok(()),
            Err(object_store::Error::AlreadyExists { .. }) => Err(self.exists()),
            Err(source) => Err(Error::store("write", format!("{}/{FILE_NAME}", self.root), source)),
        }
    }
}

fn read_text(path: &PathBuf) -> Result<String> {
    std::fs::read_to_string(path).map_err(|source| Error::Io { doing: "read", location: path.display().to_string(), source })
}
