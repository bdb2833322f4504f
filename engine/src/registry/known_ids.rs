//! UUIDs that are there, kept at hand so that a bulk insert of unordered UUIDs need not read all of those before it.
//!
//! Kept are the first eight bytes of each, sorted. They answer "certainly new" for almost every new UUID and never for one that is there; what they can't
//! tell apart is looked up in the files. Files count as covered when all of their UUIDs are kept. UUIDs of rows that are gone may be among them: these
//! only cost a look-up.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::file::DataFile;

/// Bytes that are kept at most; beyond them the column of UUIDs is read again for each bulk insert.
const MAX_BYTES: usize = 96 << 20;
/// Lists longer than this are not merged any more, as two of them and their union would have to stand in memory at once.
const MAX_MERGED: usize = 2 << 20;

/// The first eight bytes of a UUID, in whose order UUIDs stand.
pub(super) fn prefix(id: &[u8]) -> u64 {
    id.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

/// What is kept, shared by the clones of a registry.
#[derive(Debug, Clone, Default)]
pub(super) struct KnownIds {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    /// Paths of files all of whose UUIDs are kept.
    covered: HashSet<String>,
    /// Sorted lists, the longer ones first.
    lists: Vec<Arc<Vec<u64>>>,
}

impl Inner {
    fn count(&self) -> usize {
        self.lists.iter().map(|list| list.len()).sum()
    }
}

impl KnownIds {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is room for as many more.
    pub(super) fn has_room(&self, count: u64) -> bool {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        self.lock().count().saturating_add(count).saturating_mul(8) <= MAX_BYTES
    }

    /// Keeps the sorted prefixes of the UUIDs of a file, if there is room.
    pub(super) fn add(&self, path: &str, prefixes: Vec<u64>) {
        debug_assert!(prefixes.is_sorted());
        if !self.has_room(prefixes.len() as u64) {
            return;
        }
        let mut inner = self.lock();
        inner.covered.insert(path.to_owned());
        let mut list = Arc::new(prefixes);
        // Each is merged as often as the lists double, and few lists remain to be searched.
        while let Some(last) = inner.lists.pop_if(|last| last.len() < 2 * list.len() && last.len() + list.len() <= MAX_MERGED) {
            list = Arc::new(merged(&last, &list));
        }
        inner.lists.push(list);
    }

    /// Forgets everything: the next bulk insert reads again what it needs.
    pub(super) fn forget(&self) {
        *self.lock() = Inner::default();
    }

    /// Those of `files` that are not covered. Forgets everything if most of what is kept belongs to files that are gone.
    pub(super) fn uncovered(&self, files: &[Arc<DataFile>]) -> Vec<Arc<DataFile>> {
        let mut inner = self.lock();
        let live: u64 = files.iter().filter(|file| inner.covered.contains(&file.path)).map(|file| file.rows).sum();
        if inner.count() as u64 > 2 * live + MAX_MERGED as u64 {
            *inner = Inner::default();
        }
        files.iter().filter(|file| !inner.covered.contains(&file.path)).cloned().collect()
    }

    /// Whether all UUIDs of the file are kept.
    pub(super) fn covers(&self, path: &str) -> bool {
        self.lock().covered.contains(path)
    }

    /// Those of `wanted` (sorted) that are kept.
    pub(super) fn among(&self, wanted: &[u64]) -> HashSet<u64> {
        let lists = self.lock().lists.clone();
        let mut found = HashSet::new();
        lists.iter().for_each(|list| common(wanted, list, &mut found));
        found
    }
}

/// Adds what is in both of two sorted lists to `found`. The longer one is searched in steps that double, from where the value before was.
pub(super) fn common(wanted: &[u64], list: &[u64], found: &mut HashSet<u64>) {
    let mut rest = list;
    for value in wanted {
        let mut step = 1;
        while step < rest.len() && rest[step] < *value {
            step *= 2;
        }
        let (from, to) = (step / 2, (step + 1).min(rest.len()));
        rest = &rest[from + rest[from..to].partition_point(|other| other < value)..];
        match rest.first() {
            Some(other) if other == value => drop(found.insert(*value)),
            Some(_) => {}
            None => return,
        }
    }
}

fn merged(a: &[u64], b: &[u64]) -> Vec<u64> {
    let mut out = Vec::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        let is_a = a[i] <= b[j];
        out.push(if is_a { a[i] } else { b[j] });
        i += usize::from(is_a);
        j += usize::from(!is_a);
    }
    out.extend_from_slice(&a[i..]);
    out.extend_from_slice(&b[j..]);
    out
}

#[cfg(test)]
mod tests;
