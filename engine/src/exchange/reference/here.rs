//! What is here already of a repository that is followed: its datasets with files are not read again.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures::TryStreamExt;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::super::placing::stored_files;
use crate::error::Result;
use crate::registry::scan::Scan;
use crate::registry::{Registry, Snapshot, table};

/// What is here, in the state in which it is asked for first.
#[derive(Debug, Clone)]
pub struct Here {
    registry: Registry,
    snapshot: Arc<Snapshot>,
    runtime: Handle,
    known: Arc<AtomicU64>,
}

impl Here {
    /// What the registry has now. It must be called on a thread of a runtime.
    pub fn of(registry: &Registry) -> Here {
        Here { snapshot: registry.snapshot(), registry: registry.clone(), runtime: Handle::current(), known: Arc::default() }
    }

    /// How many datasets of the source were here, when it was last read.
    pub fn known(&self) -> u64 {
        self.known.load(Ordering::Relaxed)
    }

    /// The source is read anew.
    pub(super) fn restart(&self) {
        self.known.store(0, Ordering::Relaxed);
    }

    /// Counts datasets that are here.
    pub(super) fn count(&self, more: u64) {
        self.known.fetch_add(more, Ordering::Relaxed);
    }

    /// The datasets of a type and run that have files. It blocks.
    pub(super) fn stored(&self, dataset_type: &str, run: &str) -> Result<HashSet<Uuid>> {
        let mut found = HashSet::new();
        if !self.snapshot.dataset_types().contains_key(dataset_type) || !self.snapshot.collections().contains_key(run) {
            return Ok(found);
        }
        let scan = Scan::columns(&["id", "files"]).block(0, dataset_type).block(1, run);
        let mut rows = self.snapshot.scan(self.registry.files(), table::DATASET, scan)?;
        while let Some(batch) = self.runtime.block_on(rows.try_next())? {
            found.extend(stored_files(&batch)?.into_iter().filter(|(_, files)| !files.is_empty()).map(|(id, _)| id));
        }
        Ok(found)
    }
}
