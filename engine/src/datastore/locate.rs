//! Files by path or URI, on any store, many at once.

use std::path::PathBuf;
use std::sync::Arc;

use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStoreExt;
use url::Url;

use super::Pool;
use crate::context::stores::Location;
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
#[derive(Debug, Clone)]
pub struct Locator {
    pool: Arc<Pool>,
}

impl Locator {
    /// With these clients.
    pub fn new(pool: Arc<Pool>) -> Locator {
        Locator { pool }
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
        let (store, path) = self.pool.store(&location)?;
        match store.head(&path).await {
            Ok(meta) => Ok(Some(StoredFile { uri: location.to_string(), size_bytes: meta.size })),
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
