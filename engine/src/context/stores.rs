//! The object store of a place, in the two ways that it is used.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use object_store::ObjectStore;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::prefix::PrefixStore;

use crate::error::{Error, Result};

pub mod counting;
pub mod doctor;
pub mod environment;
pub mod local;
pub mod location;
pub mod probe;
pub mod s3;
mod shared_files;

use counting::{Counters, CountingStore};
pub use environment::Environment;
pub use location::Location;

/// Two handles on one place.
///
/// A conditional put that the client repeats by itself can answer "already exists" about its own first try, so commits go through a
/// handle that sends each request once; everything else goes through one that repeats what failed in passing.
#[derive(Debug, Clone)]
pub struct Stores {
    /// Repeats requests that failed in passing.
    pub ordinary: Arc<dyn ObjectStore>,
    /// Sends each request once.
    pub commit: Arc<dyn ObjectStore>,
    /// The place, for messages.
    pub name: Arc<str>,
}

impl Stores {
    /// One store used in both ways: it sends each request once.
    pub fn single(store: Arc<dyn ObjectStore>) -> Stores {
        Stores { ordinary: Arc::clone(&store), commit: store, name: "the store".into() }
    }

    fn named(self, name: impl Into<Arc<str>>) -> Stores {
        Stores { name: name.into(), ..self }
    }

    /// The stores of an existing folder, a bucket or a name in memory; nothing is asked of a server yet.
    pub fn open(location: &Location, environment: &Environment) -> Result<Stores> {
        match location {
            Location::Local { path } => {
                let name = || path.display().to_string();
                if !path.exists() {
                    return Err(Error::missing("folder", &name(), []));
                }
                if !path.is_dir() {
                    return Err(Error::invalid("folder", name(), "it is a file"));
                }
                let store = local::LocalStore::open(path).map_err(|e| Error::store("open", name(), e))?;
                Ok(Stores::single(Arc::new(store)).named(name()))
            }
            Location::Memory { name, prefix } => Ok(Stores::single(memory(name)).below(prefix.clone()).named(location.to_string())),
            Location::S3 { profile, bucket, prefix } => {
                let settings = s3::S3Settings::find(profile.as_deref(), environment)?;
                let ordinary = Arc::from(settings.client(bucket, s3::Repeat::Passing)?);
                let commit = Arc::from(settings.client(bucket, s3::Repeat::Never)?);
                Ok(Stores { ordinary, commit, name: "".into() }.below(prefix.clone()).named(location.to_string()))
            }
        }
    }

    /// A store whose `copy` takes the place of a file in `from` and one in `to`, if one server has both and lets us in by the same credentials.
    pub fn copier(from: &Location, to: &Location, environment: &Environment) -> Result<Option<Arc<dyn ObjectStore>>> {
        Ok(match (from, to) {
            (Location::Memory { name: from, .. }, Location::Memory { name: to, .. }) if from == to => Some(memory(to)),
            (Location::S3 { profile: a, bucket: from, .. }, Location::S3 { profile: b, bucket: to, .. }) => {
                let settings = s3::S3Settings::find(b.as_deref(), environment)?;
                match a == b || s3::S3Settings::find(a.as_deref(), environment)? == settings {
                    true => Some(Arc::from(settings.copier(from, to)?)),
                    false => None,
                }
            }
            _ => None,
        })
    }

    /// Like [`Stores::open`], after making the folder where the location is one.
    pub fn create(location: &Location, environment: &Environment) -> Result<Stores> {
        if let Some(folder) = location.folder() {
            local::create_folder(folder).map_err(|source| Error::Io { doing: "create", location: folder.display().to_string(), source })?;
        }
        Stores::open(location, environment)
    }

    /// The part below `prefix`.
    pub fn below(&self, prefix: impl Into<Path>) -> Stores {
        let prefix = prefix.into();
        if prefix.as_ref().is_empty() {
            return self.clone();
        }
        let part = |store: &Arc<dyn ObjectStore>| Arc::new(PrefixStore::new(Arc::clone(store), prefix.clone())) as Arc<dyn ObjectStore>;
        Stores {
            ordinary: part(&self.ordinary),
            commit: part(&self.commit),
            name: format!("{}/{prefix}", self.name.trim_end_matches('/')).into(),
        }
    }

    /// The same stores, whose requests add to `counters`.
    pub fn counted(&self, counters: &Arc<Counters>) -> Stores {
        let count =
            |store: &Arc<dyn ObjectStore>| Arc::new(CountingStore::new(Arc::clone(store), Arc::clone(counters))) as Arc<dyn ObjectStore>;
        Stores { ordinary: count(&self.ordinary), commit: count(&self.commit), name: self.name.clone() }
    }
}

/// The store of that name in this process's memory.
fn memory(name: &str) -> Arc<dyn ObjectStore> {
    static STORES: OnceLock<Mutex<HashMap<String, Arc<InMemory>>>> = OnceLock::new();
    let mut stores = STORES.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(stores.entry(name.to_owned()).or_default()) as Arc<dyn ObjectStore>
}

#[cfg(test)]
mod tests;
