//! How far long work has come, for whoever shows it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts that work adds to while somebody else looks at them. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    done: AtomicU64,
    total: AtomicU64,
}

impl Progress {
    /// So many more files or datasets are to be done.
    pub fn expect(&self, more: usize) {
        self.0.total.fetch_add(more as u64, Ordering::Relaxed);
    }

    /// So many more are done.
    pub fn advance(&self, more: usize) {
        self.0.done.fetch_add(more as u64, Ordering::Relaxed);
    }

    /// How many are done, of how many that are known so far; 0 if nobody can say.
    pub fn counts(&self) -> (u64, u64) {
        (self.0.done.load(Ordering::Relaxed), self.0.total.load(Ordering::Relaxed))
    }
}
