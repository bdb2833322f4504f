//! Clients of stores, one for each bucket.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use crate::Result;
use crate::context::stores::counting::{Counters, CountingStore};
use crate::context::stores::{Environment, Location, Stores};
use crate::error::Error;

/// What copies from one store to another, if anything does.
type Copiers = HashMap<(Location, Location), Option<Arc<dyn ObjectStore>>>;

/// Clients that are made when they are first needed.
#[derive(Debug)]
pub struct Pool {
    environment: Environment,
    counters: Option<Arc<Counters>>,
    stores: Mutex<HashMap<Location, Arc<dyn ObjectStore>>>,
    copiers: Mutex<Copiers>,
}

impl Pool {
    /// With the endpoints and credentials of `environment`; requests are counted if there are counters.
    pub fn new(environment: Environment, counters: Option<Arc<Counters>>) -> Pool {
        Pool { environment, counters, stores: Mutex::default(), copiers: Mutex::default() }
    }

    /// The store of a bucket or of a name in memory, and the path of `location` in it.
    pub fn store(&self, location: &Location) -> Result<(Arc<dyn ObjectStore>, Path)> {
        let (root, path) = split(location)?;
        let mut stores = self.stores.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = stores.get(&root) {
            return Ok((Arc::clone(store), path));
        }
        let opened = self.counted(Stores::open(&root, &self.environment)?.ordinary);
        Ok((Arc::clone(stores.entry(root).or_insert(opened)), path))
    }

    /// What copies within a server, from the place of a file to another, if one server has both.
    pub fn copier(&self, from: &Location, to: &Location) -> Result<Option<Copier>> {
        if from.folder().is_some() || to.folder().is_some() {
            return Ok(None);
        }
        let ((from, source), (to, target)) = (split(from)?, split(to)?);
        let known = self.copiers.lock().unwrap_or_else(PoisonError::into_inner).get(&(from.clone(), to.clone())).cloned();
        let store = match known {
            Some(known) => known,
            None if from == to => Some(self.store(&to)?.0),
            None => Stores::copier(&from, &to, &self.environment)?.map(|copier| self.counted(copier)),
        };
        self.copiers.lock().unwrap_or_else(PoisonError::into_inner).entry((from, to)).or_insert_with(|| store.clone());
        Ok(store.map(|store| Copier { store, from: source, to: target }))
    }

    fn counted(&self, store: Arc<dyn ObjectStore>) -> Arc<dyn ObjectStore> {
        match &self.counters {
            Some(counters) => Arc::new(CountingStore::new(store, counters.clone())),
            None => store,
        }
    }

    /// Uses `store` for everything in the bucket, or under the name in memory, of `location`.
    pub fn set(&self, location: &Location, store: Arc<dyn ObjectStore>) -> Result<()> {
        let (root, _) = split(location)?;
        self.stores.lock().unwrap_or_else(PoisonError::into_inner).insert(root, store);
        Ok(())
    }
}

/// A copy that a server can make by itself.
#[derive(Debug)]
pub struct Copier {
    store: Arc<dyn ObjectStore>,
    from: Path,
    to: Path,
}

impl Copier {
    /// Makes it, over whatever is there.
    pub async fn copy(&self) -> object_store::Result<()> {
        self.store.copy(&self.from, &self.to).await
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
