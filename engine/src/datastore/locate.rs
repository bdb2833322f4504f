//! Files by path or URI, on any store, many at once.

use std::path::Path;
use std::sync::Arc;

use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStoreExt;

use super::Pool;
use crate::context::stores::Location;
use crate::error::{Error, Result};

mod local;

/// Requests in flight.
const PARALLEL: usize = 32;
/// Local files that one thread looks for at a time.
const LOCAL_FILES: usize = 4096;

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

    /// For each location the file that is there, in their order; `None` where there is none, but a folder maybe.
    pub async fn find(&self, locations: Vec<Location>) -> Result<Vec<Option<StoredFile>>> {
        let found: Vec<Vec<Option<StoredFile>>> =
            futures::stream::iter(chunked(locations)).map(|chunk| self.find_chunk(chunk)).buffered(PARALLEL).try_collect().await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn find_chunk(&self, chunk: Chunk) -> Result<Vec<Option<StoredFile>>> {
        match chunk {
            Chunk::Local(paths) => tokio::task::spawn_blocking(move || local::find(&paths))
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
    Local(Vec<Arc<Path>>),
    Remote(Location),
}

/// Local files some thousands together, others one by one; in order.
fn chunked(locations: Vec<Location>) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    for location in locations {
        match (location, chunks.last_mut()) {
            (Location::Local { path }, Some(Chunk::Local(paths))) if paths.len() < LOCAL_FILES => paths.push(path),
            (Location::Local { path }, _) => chunks.push(Chunk::Local(vec![path])),
            (other, _) => chunks.push(Chunk::Remote(other)),
        }
    }
    chunks
}
