//! Opening a repository: the configuration, then the registry that it names.

use object_store::ObjectStoreExt;
use object_store::path::Path;

use super::{Butler, Surroundings};
use crate::config::repository::{FILE_NAME, REGISTRY, RepositoryConfig};
use crate::config::yaml::{self, Node};
use crate::context::stores::{Location, Stores};
use crate::datastore::{Cache, Datastore, Rules};
use crate::error::near_matches;
use crate::registry::Registry;
use crate::{Error, Result};

/// A repository whose registry has not been read yet.
pub(super) struct Found {
    pub(super) root: Location,
    pub(super) stores: Stores,
    pub(super) registry_stores: Stores,
    /// Where files go, and which datasets are stored in parts.
    pub(super) rules: Rules,
    /// The cache of remote files.
    pub(super) cache: Option<Cache>,
}

/// Finds the repository that a user means by `name`: the path or URI of its root or of its `butler.yaml`, or an alias.
pub(super) async fn find(name: &str, surroundings: &Surroundings) -> Result<Found> {
    let place = surroundings.location(name)?;
    let (root, file) = configuration_file(&place);
    let text = read(&root, &file, surroundings).await.map_err(|error| not_there(error, name, surroundings))?;
    let config = RepositoryConfig::parse(&format!("{root}/{file}"), &text)?;
    let root = match &config.root {
        Some(elsewhere) => resolve(elsewhere, &root)?,
        None => root,
    };
    let stores = surroundings.stores(&root)?;
    let registry_stores = match &config.registry_uri {
        Some(uri) => surroundings.stores(&resolve(uri, &root)?)?,
        None => stores.below(REGISTRY),
    };
    let rules = Rules::of(&config)?;
    let cache = Cache::of(config.cached.as_ref(), &surroundings.environment, &surroundings.context)?;
    Ok(Found { root, stores, registry_stores, rules, cache })
}

/// The configuration of a repository as it is stored, and the repository's root.
pub(super) async fn configuration(name: &str, surroundings: &Surroundings) -> Result<(Node, Location)> {
    let (root, file) = configuration_file(&surroundings.location(name)?);
    let text = read(&root, &file, surroundings).await.map_err(|error| not_there(error, name, surroundings))?;
    let place = format!("{root}/{file}");
    let config = RepositoryConfig::parse(&place, &text)?;
    let root = config.root.as_deref().map(|elsewhere| resolve(elsewhere, &root)).transpose()?.unwrap_or(root);
    Ok((yaml::parse(&place, &text)?, root))
}

impl Butler {
    /// Opens the repository that a user means by `name`: the path or URI of its root or of its `butler.yaml`, or an alias.
    pub async fn open(name: &str, surroundings: &Surroundings) -> Result<Butler> {
        let Found { root, stores, registry_stores, rules, cache } = find(name, surroundings).await?;
        let registry = Registry::open(registry_stores, surroundings.context.clone()).await;
        let registry = registry.map_err(|error| error.doing(format!("cannot open repository `{name}`")))?;
        let datastore = Datastore::new(root.clone(), surroundings.pool(), rules, &surroundings.context).with_cache(cache);
        Ok(Butler { root, stores, registry, datastore })
    }
}

/// A place that a configuration names: a URI, an absolute path, or one below `base`.
pub(super) fn resolve(text: &str, base: &Location) -> Result<Location> {
    if text.contains("://") || text.starts_with('/') { Location::parse(text) } else { base.join(text) }
}

/// The folder of the configuration and the file's name in it.
fn configuration_file(place: &Location) -> (Location, String) {
    let is_yaml = |name: &str| name.ends_with(".yaml") || name.ends_with(".yml");
    let split = |prefix: &Path| {
        let mut parts: Vec<_> = prefix.parts().collect();
        let last = parts.pop().map(|part| part.as_ref().to_owned()).filter(|last| is_yaml(last))?;
        Some((Path::from_iter(parts), last))
    };
    let found = match place {
        Location::Local { path } => match (path.parent(), path.file_name().and_then(|name| name.to_str())) {
            (Some(parent), Some(name)) if is_yaml(name) && !path.is_dir() => Some((Location::of_path(parent), name.to_owned())),
            _ => None,
        },
        Location::Memory { name, prefix } => split(prefix).map(|(prefix, last)| (Location::Memory { name: name.clone(), prefix }, last)),
        Location::S3 { profile, bucket, prefix } => {
            split(prefix).map(|(prefix, last)| (Location::S3 { profile: profile.clone(), bucket: bucket.clone(), prefix }, last))
        }
    };
    found.unwrap_or_else(|| (place.clone(), FILE_NAME.to_owned()))
}

async fn read(root: &Location, file: &str, surroundings: &Surroundings) -> Result<String> {
    let location = format!("{root}/{file}");
    let failed = |source| Error::store("read", location.clone(), source);
    let stores = surroundings.stores(root)?;
    let bytes = stores.ordinary.get(&Path::from(file)).await.map_err(failed)?.bytes().await.map_err(failed)?;
    String::from_utf8(bytes.into()).map_err(|_| Error::damaged("repository", location, "its configuration is no text"))
}

/// An absent configuration is an absent repository; aliases that look like the name may be meant.
fn not_there(error: Error, name: &str, surroundings: &Surroundings) -> Error {
    if !error.is_not_found() || error.is_missing_bucket() {
        return error.doing(format!("cannot open repository `{name}`"));
    }
    let aliases = surroundings.aliases().unwrap_or_default();
    let near = near_matches(name, aliases.names());
    let missing = Error::Missing { what: "repository", name: name.to_owned(), near };
    if missing.hint().is_some() { missing } else { missing.with_hint(format!("`butler create {name}` makes one")) }
}
