//! Files by path or URI, on any store, many at once.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use futures::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use url::Url;

use crate::context::stores::{Environment, Location, Stores};
use crate::error::{Error, Result};

/// Requests in flight.
const PARALLEL: usize = 32;

/// A file that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Absolute URI.
    pub uri: String,
    /// Its size.
    pub size_bytes: u64,
}

/// Looks for files, with one client for each bucket.
#[derive(Debug)]
pub struct Locator {
    environment: Environment,
    /// Stores of buckets, by their root.
    stores: Mutex<HashMap<Location, Arc<dyn ObjectStore>>>,
}

impl Locator {
    /// With the endpoints and credentials of `environment`.
    pub fn new(environment: Environment) -> Locator {
        Locator { environment, stores: Mutex::default() }
    }

    /// For each location the file that is there, in their order; `None` where there is none.
    pub async fn find(&self, locations: Vec<Location>) -> Result<Vec<Option<StoredFile>>> {
        let found: Vec<Vec<Option<StoredFile>>> =
            futures::stream::iter(chunked(locations)).map(|chunk| self.find_chunk(chunk)).buffered(PARALLEL).try_collect().await?;
        Ok(found.concat())
    }

    async fn find_chunk(&self, chunk: Chunk) -> Result<Vec<Option<StoredFile>>> {
        match chunk {
            Chunk::Local(paths) => tokio::task::spawn_blocking(move || paths.into_iter().map(local).collect())
                .await
                .map_err(|e| Error::internal(format!("looking for files ended early: {e}")))?,
            Chunk::Remote(location) => Ok(vec![self.remote(location).await?]),
        }
    }

    async fn remote(&self, location: Location) -> Result<Option<StoredFile>> {
        let (root, path) = split(&location)?;
        let store = {
            let mut stores = self.stores.lock().unwrap_or_else(PoisonError::into_inner);
            match stores.get(&root) {
                Some(store) => Arc::clone(store),
                None => Arc::clone(stores.entry(root.clone()).or_insert(Stores::open(&root, &self.environment)?.ordinary)),
            }
        };
        match store.head(&path).await {
            Ok(meta) => Ok(Some(StoredFile { uri: location.to_string(), size_bytes: meta.size })),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(Error::store("look for", location.to_string(), error)),
        }
    }
}

/// The place of a stored file: below `root`, or anywhere if its path is absolute or a URI.
pub fn resolve(root: &Location, path: &str) -> Result<Location> {
    if path.contains("://") || path.starts_with('/') { Location::parse(path) } else { root.join(path) }
}

/// Files that are looked for together.
enum Chunk {
    Local(Vec<PathBuf>),
    Remote(Location),
}

/// Runs of local files together, others one by one; in order.
fn chunked(locations: Vec<Location>) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    for location in locations {
        match (location, chunks.last_mut()) {
            (Location::Local { path }, Some(Chunk::Local(paths))) => paths.push(path),
            (Location::Local { path }, _) => chunks.push(Chunk::Local(vec![path])),
            (other, _) => chunks.push(Chunk::Remote(other)),
        }
    }
    chunks
}

fn local(path: PathBuf) -> Result<Option<StoredFile>> {
    match std::fs::metadata(&path) {
        Ok(metadata) => {
            let uri = Url::from_file_path(&path).map_err(|()| Error::invalid("path", path.display().to_string(), "it is not absolute"))?;
            Ok(Some(StoredFile { uri: uri.into(), size_bytes: metadata.len() }))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Io { doing: "look for", location: path.display().to_string(), source }),
    }
}

/// The whole store and the path in it.
fn split(location: &Location) -> Result<(Location, Path)> {
    Ok(match location {
        Location::S3 { profile, bucket, prefix } => {
            (Location::S3 { profile: profile.clone(), bucket: bucket.clone(), prefix: Path::default() }, prefix.clone())
        }
        Location::Memory { name, prefix } => (Location::Memory { name: name.clone(), prefix: Path::default() }, prefix.clone()),
        Location::Local { .. } => return Err(Error::internal("a local file was looked for in a store")),
    })
}
