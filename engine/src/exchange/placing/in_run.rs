//! What the registry has in a run, of which many arrivals are placed.
//!
//! It is read once for a run and a state. What arrivals bring is noted, and counts once they are committed: if nobody else has committed in between, nothing is read
//! again, so that bringing a million datasets in steps costs one pass over them.

use std::hash::{BuildHasher, RandomState};

use arrow::array::{Array, AsArray, RecordBatch};
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use hashbrown::HashMap;
use uuid::Uuid;

use super::Arrivals;
use super::column::{Stored, paths_of, stored_files};
use crate::Result;
use crate::datastore::Mode;
use crate::query::Queries;
use crate::registry::files::Files;
use crate::registry::keys::column;
use crate::registry::scan::Scan;
use crate::registry::{Snapshot, table};

/// Datasets with their files.
pub(crate) type WithFiles = Vec<(Uuid, Vec<Stored>)>;

/// The datasets of a run, of one type or of all.
pub(crate) fn datasets_in(
    snapshot: &Snapshot,
    files: &Files,
    dataset_type: Option<&str>,
    run: &str,
) -> Result<BoxStream<'static, Result<WithFiles>>> {
    Ok(rows_in(snapshot, files, dataset_type, run)?.map(|batch| stored_files(&batch?)).boxed())
}

/// The same, as columns `id` and `files`.
fn rows_in(snapshot: &Snapshot, files: &Files, dataset_type: Option<&str>, run: &str) -> Result<BoxStream<'static, Result<RecordBatch>>> {
    if !snapshot.collections().contains_key(run) || dataset_type.is_some_and(|name| !snapshot.dataset_types().contains_key(name)) {
        return Ok(futures::stream::empty().boxed());
    }
    let of_run = Scan::columns(&["id", "files"]).block(1, run);
    let scan = match dataset_type {
        Some(name) => of_run.block(0, name),
        None => of_run,
    };
    snapshot.scan(files, table::DATASET, scan)
}

/// What the registry has in the run that was asked for last.
#[derive(Debug, Default)]
pub(crate) struct InRun {
    /// The run, the state and the mode that the rest is of.
    of: Option<(String, u64, Mode)>,
    /// Whether each dataset has files.
    stored: HashMap<Uuid, bool>,
    /// The files of each dataset; only moves ask for them.
    files: HashMap<Uuid, Vec<Stored>>,
    /// A dataset by the path of its file, and another one of those that share one; files that stay where they are take no place. Of a million paths the
    /// hashes are kept.
    by_path: HashMap<u128, Uuid>,
    sharing: HashMap<u128, Uuid>,
    hashers: (RandomState, RandomState),
    /// What has been placed and is not yet committed.
    expected: Vec<(Uuid, Vec<Stored>)>,
    /// Whether more has been placed that is not yet committed, maybe in this very run.
    is_partial: bool,
    /// Whether nothing follows what is placed first, so that it need not be noted.
    is_asked_once: bool,
    /// Whether only the datasets of some data IDs were looked at, so that a path may be that of another.
    is_narrow: bool,
}

impl InRun {
    /// For arrivals that none follow, of whose data IDs the run has these datasets. Who else has a path is not known.
    pub(crate) fn of_those(queries: &Queries, run: &str, mode: Mode, datasets: &[RecordBatch]) -> Result<InRun> {
        let of = Some((run.to_owned(), queries.snapshot().version, mode));
        let mut known = InRun { of, is_asked_once: true, is_narrow: true, ..InRun::default() };
        datasets.iter().try_for_each(|batch| known.note_all(batch))?;
        Ok(known)
    }

    fn is_of(&self, queries: &Queries, run: &str, mode: Mode) -> bool {
        self.of.as_ref().is_some_and(|(of, at, by)| of == run && *at == queries.snapshot().version && *by == mode)
    }

    /// Whether enough is known of the run for the arrivals to be placed.
    ///
    /// Mostly that is all of it, so that every place is asked about before the first file moves. But files that stay where they are take nobody's place, and
    /// those of one dataset find out by themselves that theirs is taken.
    pub(super) fn suffices(&self, queries: &Queries, arrivals: &Arrivals<'_>, mode: Mode) -> bool {
        let asks_nobody = mode == Mode::Direct || (mode != Mode::Move && arrivals.rows.num_rows() <= 1);
        self.is_of(queries, arrivals.run, mode) && (!self.is_narrow || asks_nobody)
    }

    /// Reads the whole run, unless it is the one that is known, in the state that is known.
    pub(crate) async fn turn_to(&mut self, queries: &Queries, run: &str, mode: Mode) -> Result<()> {
        if !self.is_narrow && self.is_of(queries, run, mode) {
            return Ok(());
        }
        let is_partial = self.is_partial || !self.expected.is_empty();
        *self = InRun {
            of: Some((run.to_owned(), queries.snapshot().version, mode)),
            is_partial,
            is_asked_once: self.is_asked_once,
            ..InRun::default()
        };
        let mut found = rows_in(queries.snapshot(), queries.files(), None, run)?;
        while let Some(batch) = found.try_next().await? {
            if mode == Mode::Move {
                stored_files(&batch)?.into_iter().for_each(|(id, files)| self.add(id, files));
            } else {
                self.note_all(&batch)?;
            }
        }
        Ok(())
    }

    /// Whether some of the run was not looked at.
    pub(super) fn is_narrow(&self) -> bool {
        self.is_narrow
    }

    fn note_all(&mut self, batch: &RecordBatch) -> Result<()> {
        let ids = column(batch, "id")?.as_fixed_size_binary();
        let files = paths_of(batch)?;
        for row in 0..ids.len() {
            self.note(Uuid::from_slice(ids.value(row)).unwrap_or_default(), files.of(row));
        }
        Ok(())
    }

    fn add(&mut self, id: Uuid, files: Vec<Stored>) {
        self.note(id, files.iter().map(|file| file.path.as_str()));
        if self.of.as_ref().is_some_and(|(_, _, mode)| *mode == Mode::Move) {
            self.files.insert(id, files);
        }
    }

    /// Notes a dataset that has files at these paths.
    fn note<'a>(&mut self, id: Uuid, paths: impl ExactSizeIterator<Item = &'a str>) {
        self.stored.insert(id, paths.len() > 0);
        if self.of.as_ref().is_none_or(|(_, _, mode)| *mode == Mode::Direct) {
            return;
        }
        for path in paths {
            let hash = self.hash(path);
            let first = *self.by_path.entry(hash).or_insert(id);
            if first != id {
                self.sharing.insert(hash, id);
            }
        }
    }

    fn hash(&self, path: &str) -> u128 {
        u128::from(self.hashers.0.hash_one(path)) << 64 | u128::from(self.hashers.1.hash_one(path))
    }

    /// Whether the dataset is here.
    pub(crate) fn has(&self, id: &Uuid) -> bool {
        self.stored.contains_key(id)
    }

    /// Whether the dataset is here with files.
    pub(crate) fn is_stored(&self, id: &Uuid) -> bool {
        self.stored.get(id) == Some(&true)
    }

    /// Whether the dataset is here without files.
    pub(super) fn is_unstored(&self, id: &Uuid) -> bool {
        self.stored.get(id) == Some(&false)
    }

    /// Its files, if files are moved.
    pub(super) fn files_of(&self, id: &Uuid) -> &[Stored] {
        self.files.get(id).map_or(&[], Vec::as_slice)
    }

    /// Another dataset that has a file there.
    pub(super) fn other_at(&self, path: &str, id: &Uuid) -> Option<Uuid> {
        let hash = self.hash(path);
        let first = self.by_path.get(&hash)?;
        if first != id { Some(*first) } else { self.sharing.get(&hash).copied() }
    }

    /// Notes what has been placed.
    pub(super) fn expect<'a>(&mut self, placed: impl Iterator<Item = (&'a Uuid, Option<impl IntoIterator<Item = &'a Stored>>)>) {
        if self.is_asked_once {
            return;
        }
        let is_named = self.of.as_ref().is_some_and(|(_, _, mode)| *mode != Mode::Direct);
        for (id, files) in placed {
            let is_known = files.is_none() && self.stored.contains_key(id);
            if !is_known {
                // Of files that stay where they are it is enough that there are some.
                let files = files.into_iter().flatten().take(if is_named { usize::MAX } else { 1 });
                self.expected.push((*id, files.cloned().collect()));
            }
        }
    }

    /// What has been placed is committed, with the state that followed `before`.
    pub(crate) fn committed(&mut self, before: u64, version: u64) {
        let expected = std::mem::take(&mut self.expected);
        match &mut self.of {
            Some((_, at, _)) if *at == before && version == before + 1 && !self.is_partial => {
                *at = version;
                expected.into_iter().for_each(|(id, files)| self.add(id, files));
            }
            // Nothing was new.
            Some((_, at, _)) if *at == before && version == before => {}
            // Others have committed as well, or it was not the only run.
            _ => *self = InRun::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::tests::{calexp_id, calexps, insert, with_instrument};

    fn file() -> Stored {
        Stored { component: None, path: "a.fits".to_owned(), size_bytes: Some(7), checksum: None, formatter: None }
    }

    #[test]
    fn a_path_belongs_to_every_other_dataset_that_has_it() {
        let mut run = InRun { of: Some(("run1".to_owned(), 1, Mode::Copy)), ..InRun::default() };
        let [one, other, bare] = [1, 2, 3].map(Uuid::from_u128);
        run.note(one, ["a"].into_iter());
        run.note(other, ["a", "b"].into_iter());
        run.note(bare, [""; 0].into_iter());
        assert_eq!([run.other_at("a", &one), run.other_at("a", &other), run.other_at("a", &bare)], [Some(other), Some(one), Some(one)]);
        assert_eq!([run.other_at("b", &one), run.other_at("b", &other), run.other_at("c", &one)], [Some(other), None, None]);
        assert!(run.is_stored(&other) && run.is_unstored(&bare));
    }

    #[tokio::test]
    async fn a_part_of_the_run_suffices_only_where_nobodys_place_is_taken_unseen() {
        let registry = with_instrument().await;
        let queries = Queries::new(registry.snapshot(), registry.files().clone());
        let dataset_type = registry.snapshot().dataset_type("calexp").unwrap().clone();
        let rows = calexps("run1", 1, &[(1, 1), (1, 2)]).rows;
        let suffices = |run: &str, mode: Mode, count: usize| {
            let rows = rows.slice(0, count);
            let arrivals = Arrivals { dataset_type: &dataset_type, run, rows: &rows, files: &[], files_of: &[], staged: &[] };
            InRun::of_those(&queries, "run1", mode, &[]).unwrap().suffices(&queries, &arrivals, mode)
        };
        assert!(suffices("run1", Mode::Direct, 2) && suffices("run1", Mode::Copy, 1) && suffices("run1", Mode::Auto, 1));
        assert!(!suffices("run1", Mode::Copy, 2) && !suffices("run1", Mode::Move, 1) && !suffices("run2", Mode::Direct, 1));
    }

    #[tokio::test]
    async fn a_run_is_read_once_while_nobody_else_commits() {
        let registry = with_instrument().await;
        insert(&registry, calexps("run1", 1, &[(1, 1)])).await.unwrap();
        let queries = || Queries::new(registry.snapshot(), registry.files().clone());
        let before = registry.snapshot().version;
        let (old, new, only_noted) = (calexp_id(1, (1, 1)), calexp_id(1, (1, 2)), calexp_id(1, (1, 3)));
        let mut run = InRun::default();
        run.turn_to(&queries(), "run1", Mode::Copy).await.unwrap();
        assert!(run.is_unstored(&old) && !run.is_stored(&new));
        let stored = file();
        // What is noted and not committed does not count; one of the two is not committed at all, which only reading the run again would show.
        run.expect([(&new, Some(vec![&stored])), (&only_noted, Some(vec![&stored]))].into_iter());
        assert!(!run.is_stored(&new) && run.other_at("a.fits", &old).is_none());
        let version = insert(&registry, calexps("run1", 1, &[(1, 2)])).await.unwrap();
        run.committed(before, version);
        run.turn_to(&queries(), "run1", Mode::Copy).await.unwrap();
        assert!(run.is_stored(&only_noted) && run.is_unstored(&old));
        assert_eq!(run.other_at("a.fits", &old), Some(new));
        // Somebody else commits: it is read again.
        insert(&registry, calexps("run1", 1, &[(2, 2)])).await.unwrap();
        run.turn_to(&queries(), "run1", Mode::Copy).await.unwrap();
        assert!(!run.is_stored(&only_noted) && run.is_unstored(&new) && run.is_unstored(&calexp_id(1, (2, 2))));
    }

    #[tokio::test]
    async fn runs_that_take_turns_within_a_step_are_read_again_after_it() {
        let registry = with_instrument().await;
        let queries = || Queries::new(registry.snapshot(), registry.files().clone());
        let (before, stored) = (registry.snapshot().version, file());
        let mut run = InRun::default();
        run.turn_to(&queries(), "run1", Mode::Copy).await.unwrap();
        run.expect([(&calexp_id(1, (1, 1)), Some(vec![&stored]))].into_iter());
        run.turn_to(&queries(), "run2", Mode::Copy).await.unwrap();
        run.turn_to(&queries(), "run1", Mode::Copy).await.unwrap();
        let version = insert(&registry, calexps("run1", 1, &[(1, 1)])).await.unwrap();
        run.committed(before, version);
        run.turn_to(&queries(), "run1", Mode::Copy).await.unwrap();
        assert!(run.is_unstored(&calexp_id(1, (1, 1))));
    }
}
