//! The files that an export names, where they are.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use futures::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use url::Url;

use super::super::columns::Source;
use super::super::read::FilePart;
use super::Transfer;
use crate::context::stores::{Environment, Location, Stores};
use crate::error::{Error, Result};

/// Requests in flight.
const PARALLEL: usize = 32;
/// Names of missing files that a message lists.
const LISTED: usize = 5;

/// A file that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stored {
    /// Absolute URI.
    pub(super) uri: String,
    /// Its size.
    pub(super) size_bytes: i64,
}

/// Finds files.
pub(super) struct StoredFiles {
    transfer: Transfer,
    /// Stores of buckets, by their root.
    stores: Mutex<HashMap<Location, Arc<dyn ObjectStore>>>,
}

impl StoredFiles {
    pub(super) fn new(transfer: &Transfer) -> StoredFiles {
        StoredFiles { transfer: transfer.clone(), stores: Mutex::default() }
    }

    /// Where the files are, in their order; `None` if only rows are wanted. A file that is missing is an error.
    pub(super) async fn locate(&self, files: &[FilePart], source: &Source) -> Result<Option<Vec<Stored>>> {
        let Transfer::Direct { directory, environment } = &self.transfer else { return Ok(None) };
        let mut locations = Vec::with_capacity(files.len());
        for file in files {
            locations.push(resolve(directory, &file.path).map_err(|error| source.error(file.place, error.to_string()))?);
        }
        let found: Vec<Option<Stored>> = futures::stream::iter(chunked(locations))
            .map(|chunk| self.find(chunk, environment))
            .buffered(PARALLEL)
            .try_collect::<Vec<_>>()
            .await?
            .concat();
        let missing: Vec<&FilePart> = files.iter().zip(&found).filter(|(_, found)| found.is_none()).map(|(file, _)| file).collect();
        if let Some(first) = missing.first() {
            return Err(missing_files(first, &missing, directory));
        }
        Ok(Some(found.into_iter().flatten().collect()))
    }

    async fn find(&self, chunk: Chunk, environment: &Environment) -> Result<Vec<Option<Stored>>> {
        match chunk {
            Chunk::Local(paths) => tokio::task::spawn_blocking(move || paths.into_iter().map(local).collect())
                .await
                .map_err(|e| Error::internal(format!("looking for files ended early: {e}")))?,
            Chunk::Remote(location) => Ok(vec![self.remote(location, environment).await?]),
        }
    }

    async fn remote(&self, location: Location, environment: &Environment) -> Result<Option<Stored>> {
        let (root, path) = split(&location)?;
        let store = {
            let mut stores = self.stores.lock().unwrap_or_else(PoisonError::into_inner);
            match stores.get(&root) {
                Some(store) => Arc::clone(store),
                None => Arc::clone(stores.entry(root.clone()).or_insert(Stores::open(&root, environment)?.ordinary)),
            }
        };
        match store.head(&path).await {
            Ok(meta) => Ok(Some(Stored { uri: location.to_string(), size_bytes: meta.size as i64 })),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(Error::store("look for", location.to_string(), error)),
        }
    }
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

/// A path below the directory, or an absolute one.
fn resolve(directory: &Location, path: &str) -> Result<Location> {
    if path.contains("://") || path.starts_with('/') { Location::parse(path) } else { directory.join(path) }
}

fn local(path: PathBuf) -> Result<Option<Stored>> {
    match std::fs::metadata(&path) {
        Ok(metadata) => {
            let uri = Url::from_file_path(&path).map_err(|()| Error::invalid("path", path.display().to_string(), "it is not absolute"))?;
            Ok(Some(Stored { uri: uri.into(), size_bytes: metadata.len() as i64 }))
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

fn missing_files(first: &FilePart, missing: &[&FilePart], directory: &Location) -> Error {
    let names: Vec<String> = missing.iter().take(LISTED).map(|file| format!("`{}`", file.path)).collect();
    let more = if missing.len() > LISTED { format!(" and {} more", missing.len() - LISTED) } else { String::new() };
    Error::missing("file", &first.path, []).with_hint(format!(
        "missing in `{directory}`: {}{more}; name the directory that the paths are relative to, or import with `--registry-only`",
        names.join(", ")
    ))
}
