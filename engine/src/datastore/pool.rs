//! Clients of stores, one for each bucket.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use object_store::ObjectStore;
use object_store::path::Path;

use crate::Result;
use crate::context::stores::counting::Counters;
use crate::context::stores::{Environment, Location, Stores};
use crate::error::Error;

/// Clients that are made when they are first needed.
#[derive(Debug)]
pub struct Pool {
    environment: Environment,
    counters: Option<Arc<Counters>>,
    stores: Mutex<HashMap<Location, Arc<dyn ObjectStore>>>,
}

impl Pool {
    /// With the endpoints and credentials of `environment`; requests are counted if there are counters.
    pub fn new(environment: Environment, counters: Option<Arc<Counters>>) -> Pool {
        Pool { environment, counters, stores: Mutex::default() }
    }

    /// The store of a bucket or of a name in memory, and the path of `location` in it.
    pub fn store(&self, location: &Location) -> Result<(Arc<dyn ObjectStore>, Path)> {
        let (root, path) = split(location)?;
        let mut stores = self.stores.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = stores.get(&root) {
            return Ok((Arc::clone(store), path));
        }
        let opened = Stores::open(&root, &self.environment)?;
        let opened = self.counters.as_ref().map_or_else(|| opened.clone(), |counters| opened.counted(counters));
        Ok((Arc::clone(stores.entry(root).or_insert(opened.ordinary)), path))
    }

    /// Uses `store` for everything in the bucket, or under the name in memory, of `location`.
    pub fn set(&self, location: &Location, store: Arc<dyn ObjectStore>) -> Result<()> {
        let (root, _) = split(location)?;
        self.stores.lock().unwrap_or_else(PoisonError::into_inner).insert(root, store);
        Ok(())
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
