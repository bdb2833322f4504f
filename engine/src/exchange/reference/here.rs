//! What is here already of a repository that is followed: its datasets with files, its tags and validity ranges are not read again.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures::TryStreamExt;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::super::placing::{Association, associations_in, datasets_in};
use super::parts::Keyed;
use crate::error::Result;
use crate::registry::{Registry, Snapshot};

/// What is here, in the state in which it is asked for first.
#[derive(Debug, Clone)]
pub struct Here {
    registry: Registry,
    snapshot: Arc<Snapshot>,
    runtime: Handle,
    known: Arc<[AtomicU64; 2]>,
}

impl Here {
    /// What the registry has now. It must be called on a thread of a runtime.
    pub fn of(registry: &Registry) -> Here {
        Here { snapshot: registry.snapshot(), registry: registry.clone(), runtime: Handle::current(), known: Arc::default() }
    }

    /// How many datasets, and tags and validity ranges, of the source were here when it was last read.
    pub fn known(&self) -> [u64; 2] {
        [0, 1].map(|which: usize| self.known[which].load(Ordering::Relaxed))
    }

    /// The source is read anew.
    pub(super) fn restart(&self) {
        self.known.iter().for_each(|count| count.store(0, Ordering::Relaxed));
    }

    /// Counts a dataset that is here.
    pub(super) fn count_dataset(&self) {
        self.known[0].fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a tag or a validity range that is here.
    pub(super) fn count_association(&self) {
        self.known[1].fetch_add(1, Ordering::Relaxed);
    }

    /// The tags or validity ranges of datasets of a type in a collection. It blocks.
    pub(super) fn associated(&self, dataset_type: &str, collection: &Keyed) -> Result<HashSet<Association>> {
        let mut found = HashSet::new();
        let mut associations = associations_in(&self.snapshot, self.registry.files(), Some(dataset_type), &collection.name)?;
        while let Some(some) = self.runtime.block_on(associations.try_next())? {
            found.extend(some);
        }
        Ok(found)
    }

    /// The datasets of a type and run that have files. It blocks.
    pub(super) fn stored(&self, dataset_type: &str, run: &str) -> Result<HashSet<Uuid>> {
        let mut found = HashSet::new();
        let mut datasets = datasets_in(&self.snapshot, self.registry.files(), Some(dataset_type), run)?;
        while let Some(some) = self.runtime.block_on(datasets.try_next())? {
            found.extend(some.into_iter().filter(|(_, files)| !files.is_empty()).map(|(id, _)| id));
        }
        Ok(found)
    }
}
