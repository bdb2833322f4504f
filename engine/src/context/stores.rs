//! The object store of a place, in the two ways that it is used.

use std::sync::Arc;

use object_store::ObjectStore;
use object_store::path::Path;
use object_store::prefix::PrefixStore;

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
}

impl Stores {
    /// One store used in both ways: it sends each request once.
    pub fn single(store: Arc<dyn ObjectStore>) -> Stores {
        Stores { ordinary: Arc::clone(&store), commit: store }
    }

    /// The part below `prefix`.
    pub fn below(&self, prefix: impl Into<Path>) -> Stores {
        let prefix = prefix.into();
        let part = |store: &Arc<dyn ObjectStore>| Arc::new(PrefixStore::new(Arc::clone(store), prefix.clone())) as Arc<dyn ObjectStore>;
        Stores { ordinary: part(&self.ordinary), commit: part(&self.commit) }
    }
}
