//! Removing datasets with their files.
//!
//! Files go in three steps: a commit takes the datasets out of the registry and notes their files in the trash; the files are deleted; a commit forgets the
//! notes. What a crash leaves is in the trash, and `empty_trash` goes on with it. A file that another dataset still names stays, and so does what lies outside
//! of the repository: it was never the repository's own.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, FixedSizeBinaryArray, Int64Array, RecordBatch, StringViewArray};
use futures::TryStreamExt;
use uuid::Uuid;

use super::{Butler, Selected};
use crate::collections::{Collection, CollectionType, Glob};
use crate::datastore::{check_dataset, is_absolute};
use crate::exchange::placing::{Stored, files_column};
use crate::registry::scan::Scan;
use crate::registry::{Snapshot, Transaction, table};
use crate::{Error, Result};

/// Files that are deleted between two commits.
const CHUNK: usize = 1000;

/// What happens with datasets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prune {
    /// They go out of the registry, and their files go.
    Purge,
    /// Their files go; they stay registered.
    Unstore,
    /// They go out of these TAGGED collections, and their files if that is wanted.
    Disassociate {
        /// The collections.
        tags: Vec<String>,
        /// Whether the files go, too.
        unstore: bool,
    },
}

/// What was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Datasets.
    pub datasets: u64,
    /// Files deleted.
    pub files: u64,
}

/// RUN collections that are to be removed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RemovableRuns {
    /// Names, with the number of datasets by type.
    pub runs: Vec<(String, BTreeMap<String, u64>)>,
    /// The chains that each is a child of.
    pub parents: BTreeMap<String, Vec<String>>,
}

impl Butler {
    /// Removes datasets, or their files.
    pub async fn prune(&self, selected: &[Selected], how: &Prune) -> Result<Pruned> {
        let snapshot = self.registry.refresh().await?;
        let mut ids = Vec::new();
        let mut runs: BTreeSet<String> = BTreeSet::new();
        for one in selected {
            for (id, run) in one.datasets()? {
                ids.push(id);
                runs.insert(run);
            }
        }
        if ids.is_empty() {
            return Ok(Pruned::default());
        }
        let mut transaction = Transaction::new("prune");
        let unstores = match how {
            Prune::Purge => {
                transaction.remove_datasets(ids.clone());
                true
            }
            Prune::Unstore => true,
            Prune::Disassociate { tags, unstore } => {
                tags.iter().for_each(|tag| transaction.disassociate(tag.clone(), ids.clone()));
                *unstore
            }
        };
        let mut trashed = Vec::new();
        if unstores {
            let gone: HashSet<Uuid> = ids.iter().copied().collect();
            trashed = self.files_that_go(&snapshot, &runs, &gone).await?;
            if *how != Prune::Purge {
                let stored: Vec<Uuid> = selected.iter().flat_map(|one| one.files.keys().copied()).collect();
                if !stored.is_empty() {
                    transaction.set_files(without_files(&stored)?);
                }
            }
            if !trashed.is_empty() {
                transaction.trash(trash_rows(&trashed)?);
            }
        }
        self.registry.commit(transaction).await?.version()?;
        let paths = trashed.into_iter().map(|(_, file)| file.path).collect();
        Ok(Pruned { datasets: ids.len() as u64, files: self.delete_trashed(paths).await? })
    }

    /// The RUN collections that patterns stand for, and what would go with them.
    ///
    /// # Errors
    /// A name is that of no RUN.
    pub async fn removable_runs(&self, patterns: &[String]) -> Result<RemovableRuns> {
        let snapshot = self.registry.snapshot();
        let all = snapshot.collections();
        let mut found = RemovableRuns::default();
        for pattern in patterns {
            if !Glob::is_pattern(pattern) {
                let collection = snapshot.collection(pattern)?;
                if collection.kind != CollectionType::Run {
                    return Err(Error::invalid("collection", pattern, format!("it is a {} collection, not a RUN", collection.kind.name()))
                        .with_hint("`butler remove-collections` removes those that own no datasets"));
                }
            }
        }
        let globs: Vec<Glob> = patterns.iter().map(|pattern| Glob::new(pattern)).collect();
        let fits =
            |collection: &&Collection| collection.kind == CollectionType::Run && globs.iter().any(|glob| glob.matches(&collection.name));
        for run in all.values().filter(fits) {
            let mut by_type: BTreeMap<String, u64> = BTreeMap::new();
            let mut rows = snapshot.scan(self.registry.files(), table::DATASET, Scan::columns(&["type"]).block(1, &run.name))?;
            while let Some(batch) = rows.try_next().await? {
                for name in batch.column(0).as_string_view().iter().flatten() {
                    *by_type.entry(name.to_owned()).or_default() += 1;
                }
            }
            found.runs.push((run.name.clone(), by_type));
            let parents: Vec<String> = all.values().filter(|c| c.children.contains(&run.name)).map(|c| c.name.clone()).collect();
            if !parents.is_empty() {
                found.parents.insert(run.name.clone(), parents);
            }
        }
        Ok(found)
    }

    /// Removes RUN collections with their datasets and files, and takes them out of the chains that they are children of.
    pub async fn remove_runs(&self, removable: &RemovableRuns) -> Result<Pruned> {
        let snapshot = self.registry.refresh().await?;
        let runs: BTreeSet<String> = removable.runs.iter().map(|(run, _)| run.clone()).collect();
        if runs.is_empty() {
            return Ok(Pruned::default());
        }
        let mut transaction = Transaction::new("remove-runs");
        let parents: BTreeSet<&String> = removable.parents.values().flatten().collect();
        for parent in parents {
            let children = snapshot.collection(parent)?.children.iter().filter(|child| !runs.contains(*child)).cloned().collect();
            transaction.set_chain(parent.clone(), children);
        }
        let mut trashed = Vec::new();
        let mut datasets = 0;
        for run in &runs {
            let gone: HashSet<Uuid> = self.files_in(&snapshot, None, run).await?.into_iter().map(|(id, _)| id).collect();
            datasets += gone.len() as u64;
            trashed.extend(self.files_that_go(&snapshot, &BTreeSet::from([run.clone()]), &gone).await?);
            transaction.remove_run(run.clone());
        }
        if !trashed.is_empty() {
            transaction.trash(trash_rows(&trashed)?);
        }
        self.registry.commit(transaction).await?.version()?;
        let paths = trashed.into_iter().map(|(_, file)| file.path).collect();
        Ok(Pruned { datasets, files: self.delete_trashed(paths).await? })
    }

    /// Files that wait to be deleted, with their lengths.
    pub async fn trash(&self) -> Result<Vec<(String, Option<u64>)>> {
        let snapshot = self.registry.refresh().await?;
        let rows = snapshot.collect(self.registry.files(), table::TRASH, Scan::columns(&["path", "size_bytes"])).await?;
        let paths = crate::registry::keys::column(&rows, "path")?.as_string_view();
        let sizes = crate::registry::keys::column(&rows, "size_bytes")?.as_primitive::<arrow::datatypes::Int64Type>();
        let size = |row: usize| if sizes.is_valid(row) { u64::try_from(sizes.value(row)).ok() } else { None };
        Ok((0..rows.num_rows()).map(|row| (paths.value(row).to_owned(), size(row))).collect())
    }

    /// Deletes the files in the trash; returns how many.
    pub async fn empty_trash(&self) -> Result<u64> {
        let paths = self.trash().await?.into_iter().map(|(path, _)| path).collect();
        self.delete_trashed(paths).await
    }

    /// Of the files of datasets that go those that no other dataset of their runs names, and that are in the repository.
    async fn files_that_go(&self, snapshot: &Arc<Snapshot>, runs: &BTreeSet<String>, gone: &HashSet<Uuid>) -> Result<Vec<(Uuid, Stored)>> {
        let mut going = Vec::new();
        for run in runs {
            let all = self.files_in(snapshot, None, run).await?;
            let kept: HashSet<&str> =
                all.iter().filter(|(id, _)| !gone.contains(id)).flat_map(|(_, files)| files).map(|f| f.path.as_str()).collect();
            let mut seen = HashSet::new();
            for (id, files) in all.iter().filter(|(id, _)| gone.contains(id)) {
                for file in files {
                    let is_own = !is_absolute(&file.path) && check_dataset(&file.path).is_ok();
                    if is_own && !kept.contains(file.path.as_str()) && seen.insert(file.path.as_str()) {
                        going.push((*id, file.clone()));
                    }
                }
            }
        }
        Ok(going)
    }

    /// Deletes noted files and then the notes, some at a time. Notes that somebody else has dealt with are left alone.
    async fn delete_trashed(&self, paths: Vec<String>) -> Result<u64> {
        let mut deleted = 0;
        for chunk in paths.chunks(CHUNK) {
            let waiting: HashSet<String> = self.trash().await?.into_iter().map(|(path, _)| path).collect();
            let ours: Vec<&str> = chunk.iter().filter(|path| waiting.contains(*path)).map(String::as_str).collect();
            if ours.is_empty() {
                continue;
            }
            self.datastore.delete(&ours).await?;
            let mut transaction = Transaction::new("empty-trash");
            let column: ArrayRef = Arc::new(StringViewArray::from(ours.clone()));
            transaction.empty_trash(RecordBatch::try_from_iter([("path", column)])?);
            self.registry.commit(transaction).await?.version()?;
            deleted += ours.len() as u64;
        }
        Ok(deleted)
    }
}

fn id_column<'a>(ids: impl Iterator<Item = &'a Uuid>) -> Result<ArrayRef> {
    let bytes: Vec<u8> = ids.flat_map(|id| *id.as_bytes()).collect();
    Ok(Arc::new(FixedSizeBinaryArray::try_new(16, bytes.into(), None)?))
}

fn without_files(ids: &[Uuid]) -> Result<RecordBatch> {
    let files = files_column(ids.iter().map(|_| None))?;
    Ok(RecordBatch::try_from_iter_with_nullable([("id", id_column(ids.iter())?, true), ("files", files, true)])?)
}

fn trash_rows(trashed: &[(Uuid, Stored)]) -> Result<RecordBatch> {
    let paths: ArrayRef = Arc::new(trashed.iter().map(|(_, file)| Some(file.path.as_str())).collect::<StringViewArray>());
    let sizes = trashed.iter().map(|(_, file)| file.size_bytes.and_then(|size| i64::try_from(size).ok()));
    let sizes: ArrayRef = Arc::new(sizes.collect::<Int64Array>());
    let ids = id_column(trashed.iter().map(|(id, _)| id))?;
    Ok(RecordBatch::try_from_iter_with_nullable([("path", paths, true), ("id", ids, true), ("size_bytes", sizes, true)])?)
}
