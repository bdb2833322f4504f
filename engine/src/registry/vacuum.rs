//! Vacuum: deleting what no kept version needs, without ever deleting what a slow writer is about to commit.
//!
//! Safety rests on epochs, not on age: a data file carries in its name the epoch in force when it was written, each vacuum raises the epoch by a
//! commit, and nobody commits files of an epoch before the previous one. So files two epochs old that no kept version names never will be named.
//! The order is fixed: raise the epoch, list, bring the snapshot to the tip, decide, delete.

use std::collections::HashSet;
use std::time::Duration;

use futures::{StreamExt, TryStreamExt, stream};
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStoreExt};

use super::checkpoint;
use super::commit::Attempt;
use super::draft::Draft;
use super::handle::Registry;
use super::layout::{self, Name};
use super::record::Entry;
use crate::context::Safeguard;
use crate::{Error, Result};

/// What to keep.
#[derive(Debug, Clone)]
pub struct VacuumOptions {
    /// Versions that are kept, at least.
    pub keep_versions: u64,
    /// Versions younger than this are kept.
    pub keep: Duration,
    /// Whether anything is changed; if not, what would be deleted is only listed.
    pub execute: bool,
}

impl Default for VacuumOptions {
    fn default() -> VacuumOptions {
        VacuumOptions { keep_versions: 1000, keep: Duration::from_secs(7 * 24 * 3600), execute: false }
    }
}

/// What a vacuum deleted, or would delete.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vacuumed {
    /// Paths below the registry root, in order.
    pub deleted: Vec<String>,
    /// Their bytes.
    pub bytes: u64,
    /// Records that became stubs, or would.
    pub stubs: u64,
    /// The oldest version that can still be read.
    pub oldest: u64,
    /// Files that no version names, but that are too young to be deleted: a writer may be about to commit them.
    pub waiting: Vec<String>,
}

impl Registry {
    /// Deletes what no kept version needs.
    pub async fn vacuum(&self, options: &VacuumOptions) -> Result<Vacuumed> {
        if options.execute {
            self.check_store().await?;
        }
        let _turn = self.shared.committing.lock().await;
        let mut epoch = self.refresh().await?.gc_epoch;
        if options.execute {
            epoch = self.raise_epoch().await?;
        } else {
            // As if it had been raised.
            epoch += 1;
        }
        let data = self.list(layout::DATA).await?;
        let checkpoints = checkpoint::list(self.stores()).await?;
        let horizon = self.horizon(options, &checkpoints).await?;
        let needed = self.needed_files(horizon).await?;
        let mut vacuumed = Vacuumed { oldest: horizon.max(1), ..Vacuumed::default() };
        for object in data {
            let path = object.location.to_string();
            let Some(Name::Data { epoch: written, .. }) = Name::parse(&object.location) else { continue };
            if needed.contains(&path) {
                continue;
            }
            if written + 1 < epoch || !self.context().safeguards.has(Safeguard::EpochFence) {
                vacuumed.bytes += object.size;
                vacuumed.deleted.push(path);
            } else {
                vacuumed.waiting.push(path);
            }
        }
        for (version, path) in checkpoints.iter().filter(|(version, _)| *version < horizon) {
            tracing::debug!(version, %path, "a checkpoint before the horizon");
            vacuumed.deleted.push(path.to_string());
        }
        let stale = self.records_before(horizon).await?;
        vacuumed.stubs = stale.len() as u64;
        if options.execute {
            // Stubs first: whoever replays from before the horizon is told that it expired, and does not find files missing.
            // One after the other, oldest first: then a stub says that all before are stubs too, whenever we are stopped.
            for entry in &stale {
                self.log().put_stub(entry).await?;
            }
            self.delete(&vacuumed.deleted).await?;
        }
        Ok(vacuumed)
    }

    async fn raise_epoch(&self) -> Result<u64> {
        let commit_id = self.context().ids.uuid4();
        loop {
            let tip = self.refresh().await?;
            let epoch = tip.gc_epoch + 1;
            let draft = Draft { operation: "gc_fence".to_owned(), gc_epoch: Some(epoch), ..Draft::default() };
            let raised = |entries: &[Entry], _: &super::Snapshot| entries.iter().any(|e| fence_of(e).is_none_or(|other| other >= epoch));
            match self.race(tip, &draft, raised, commit_id, &mut 0).await {
                Attempt::Done(snapshot) => return Ok(snapshot.gc_epoch),
                Attempt::Lost(_) => {}
                Attempt::Refused(error) => return Err(error),
                Attempt::Unknown => return Err(Error::Unknown { commit_id }),
            }
        }
    }

    /// The version of the checkpoint from which everything is kept; 0 if no record may go.
    async fn horizon(&self, options: &VacuumOptions, checkpoints: &[(u64, Path)]) -> Result<u64> {
        let tip = self.refresh().await?;
        let by_count = tip.version.saturating_sub(options.keep_versions);
        let keep_ns = i64::try_from(options.keep.as_nanos()).unwrap_or(i64::MAX);
        let youngest = self.context().clock.now().0.saturating_sub(keep_ns);
        for (version, path) in checkpoints.iter().filter(|(version, _)| *version <= by_count) {
            match checkpoint::read(path, self.files(), self.stores()).await {
                Ok(snapshot) if snapshot.time.0 <= youngest => return Ok(*version),
                Ok(_) => {}
                Err(cause) => tracing::warn!(%cause, "a checkpoint can't be used"),
            }
        }
        Ok(0)
    }

    /// Paths of all data files that a version from `horizon` on names.
    async fn needed_files(&self, horizon: u64) -> Result<HashSet<String>> {
        let tip = self.refresh().await?;
        let mut needed: HashSet<String> = tip.files().map(|f| f.path.clone()).collect();
        let start = match horizon {
            0 => 0,
            version => {
                let state = self.as_of(super::AsOf::Version(version)).await?;
                needed.extend(state.files().map(|f| f.path.clone()));
                version
            }
        };
        for entry in self.log().read_after(start, tip.version).await? {
            if let Entry::Record { record, .. } = entry {
                needed.extend(record.header.added.iter().map(|f| f.path.clone()));
            }
        }
        Ok(needed)
    }

    /// The records up to `horizon` that are no stubs yet, oldest first.
    async fn records_before(&self, horizon: u64) -> Result<Vec<Entry>> {
        let mut stale = Vec::new();
        for version in (1..=horizon).rev() {
            match self.log().read(version).await? {
                Some(entry @ Entry::Record { .. }) => stale.push(entry),
                // Stubs are made from the oldest on, so all before are stubs as well.
                Some(Entry::Stub(_)) => break,
                None => return Err(Error::damaged("commit record", version.to_string(), "it is missing")),
            }
        }
        stale.reverse();
        Ok(stale)
    }

    pub(super) async fn list(&self, prefix: &str) -> Result<Vec<ObjectMeta>> {
        let path = Path::from(prefix);
        let mut found: Vec<ObjectMeta> =
            self.stores().ordinary.list(Some(&path)).try_collect().await.map_err(|e| Error::store("list", prefix, e))?;
        found.sort_by(|a, b| a.location.cmp(&b.location));
        Ok(found)
    }

    async fn delete(&self, paths: &[String]) -> Result<()> {
        let store = &self.stores().ordinary;
        stream::iter(paths)
            .map(|path| async move {
                match store.delete(&Path::from(path.as_str())).await {
                    Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
                    Err(source) => Err(Error::store("delete", path.clone(), source)),
                }
            })
            .buffer_unordered(16)
            .try_collect()
            .await
    }
}

/// The epoch after an entry, if it tells.
fn fence_of(entry: &Entry) -> Option<u64> {
    match entry {
        Entry::Record { record, .. } => Some(record.header.gc_epoch),
        Entry::Stub(_) => None,
    }
}
