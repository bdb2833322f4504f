//! Keeping the log's tail short: folding inline rows into Parquet files, and checkpoints.

use std::sync::Arc;

use super::checkpoint::{self, Latest};
use super::commit::Attempt;
use super::draft::Draft;
use super::handle::{Registry, Tail};
use super::record::Entry;
use super::settings::Limits;
use super::snapshot::Snapshot;
use super::state::TableState;
use super::table;
use crate::Result;

impl Registry {
    /// Writes a checkpoint now.
    pub async fn checkpoint(&self) -> Result<Latest> {
        self.check_store().await?;
        let _turn = self.shared.committing.lock().await;
        self.refresh().await?;
        self.fold_and_checkpoint().await
    }

    /// Writes a checkpoint if the tail of the log is long.
    pub(super) async fn maintain(&self) -> Result<()> {
        let tail = *self.tail();
        let records = self.snapshot().version.saturating_sub(tail.checkpoint);
        let limits = &self.shared.settings.limits;
        if records >= limits.tail_records || tail.bytes >= limits.tail_bytes {
            self.fold_and_checkpoint().await?;
        }
        Ok(())
    }

    /// Fails if the tail is too long and can't be shortened.
    pub(super) async fn check_tail(&self, tip: &Snapshot) -> Result<()> {
        let longest = self.shared.settings.limits.longest_tail;
        let tail = *self.tail();
        if tip.version.saturating_sub(tail.checkpoint) < longest {
            return Ok(());
        }
        // Somebody else may have written one that this process has not seen.
        if let Some(latest) = checkpoint::read_latest(self.stores()).await?
            && tip.version.saturating_sub(latest.version) < longest
        {
            self.tail().checkpoint = latest.version;
            return Ok(());
        }
        self.fold_and_checkpoint().await.map(drop)
    }

    async fn fold_and_checkpoint(&self) -> Result<Latest> {
        self.fold().await?;
        self.write_checkpoint().await
    }

    /// A checkpoint of the tip, as it is.
    pub(super) async fn write_checkpoint(&self) -> Result<Latest> {
        let snapshot = self.refresh().await?;
        let latest = checkpoint::write(&snapshot, self.files(), self.stores(), self.context()).await?;
        *self.tail() = Tail { checkpoint: latest.version, bytes: 0 };
        Ok(latest)
    }

    /// Moves rows from records into Parquet files where they are many. Gives up if somebody else does the same.
    async fn fold(&self) -> Result<()> {
        let tip = self.snapshot();
        let limits = &self.shared.settings.limits;
        let mut draft = Draft { operation: "fold".to_owned(), ..Draft::default() };
        for (name, state) in tip.tables().filter(|(_, state)| is_to_fold(state, limits)) {
            let rows = state.inline.iter().map(|i| i.batch.clone()).collect();
            draft.write_files(self, &tip, name, rows).await?;
            draft.folded.insert(name.to_owned(), tip.version);
        }
        if draft.added.is_empty() {
            return Ok(());
        }
        if self.replace_files(tip, &draft).await? {
            draft.keep_ids(&self.shared.known_ids);
        }
        Ok(())
    }

    /// Commits a draft that changes where rows stand but no rows. `false`: somebody else did the like meanwhile.
    pub(super) async fn replace_files(&self, tip: Arc<Snapshot>, draft: &Draft) -> Result<bool> {
        let commit_id = self.context().ids.uuid4();
        let void = |entries: &[Entry], tip: &Snapshot| draft.is_fenced(tip, self.context()) || entries.iter().any(|e| meddles(draft, e));
        match self.race(tip, draft, void, commit_id, &mut 0).await {
            Attempt::Done(_) => Ok(true),
            Attempt::Lost(_) => Ok(false),
            Attempt::Refused(error) => Err(error),
            Attempt::Unknown => Err(crate::Error::Unknown { commit_id }),
        }
    }

    fn tail(&self) -> std::sync::MutexGuard<'_, Tail> {
        self.shared.tail.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn is_to_fold(state: &TableState, limits: &Limits) -> bool {
    let small = state.files.is_empty() && state.inline_rows() <= limits.resident_rows && state.inline_bytes() <= limits.resident_bytes;
    let derived = state.spec.name == table::DATASET_BY_ID;
    !state.spec.resident && !derived && !small && !state.inline.is_empty()
}

/// Whether another commit moved rows of the same tables.
fn meddles(draft: &Draft, entry: &Entry) -> bool {
    let Entry::Record { record, .. } = entry else { return true };
    let header = &record.header;
    header.folded.keys().any(|table| draft.folded.contains_key(table)) || header.removed.iter().any(|path| draft.removed.contains(path))
}
