//! Removing datasets with their files.
//!
//! Files go in three steps: a commit takes the datasets out of the registry and notes their files in the trash; the files are deleted; a commit forgets the
//! notes. What a crash leaves is in the trash, and `empty_trash` goes on with it. A file that another dataset still names stays, and so does what lies outside
//! of the repository: it was never the repository's own.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use arrow::array::{AsArray, RecordBatch};
use futures::TryStreamExt;
use uuid::Uuid;

use super::trash::{Owner, id_column, trash_rows};
use super::{Butler, Selected};
use crate::collections::{ChainEdit, Collection, CollectionType, Glob};
use crate::datasets::split_member;
use crate::datastore::{check_dataset, is_absolute};
use crate::exchange::placing::{Stored, files_column, stored_files};
use crate::registry::scan::Scan;
use crate::registry::{Snapshot, Transaction, table};
use crate::{Error, Result};

mod collection;

pub use collection::{Prunable, PruneCollection};

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
        for one in selected {
            ids.extend(one.datasets()?.into_iter().map(|(id, _)| id));
        }
        if ids.is_empty() {
            return Ok(Pruned::default());
        }
        let owner = self.owner();
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
        if unstores && *how != Prune::Purge {
            let stored: Vec<Uuid> = selected.iter().flat_map(|one| one.files.keys().copied()).collect();
            if !stored.is_empty() {
                transaction.set_files(without_files(&stored)?);
            }
        }
        let trashed = if unstores { self.trash_files_of(selected, &snapshot, &mut transaction, &owner).await? } else { Vec::new() };
        self.registry.commit(transaction).await?.version()?;
        let paths = trashed.into_iter().map(|(_, file)| file.path).collect();
        Ok(Pruned { datasets: ids.len() as u64, files: self.delete_trashed(paths, &owner).await? })
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
            found.runs.push((run.name.clone(), self.count_by_type(&snapshot, &run.name).await?));
            let parents: Vec<String> = all.values().filter(|c| c.children.contains(&run.name)).map(|c| c.name.clone()).collect();
            if !parents.is_empty() {
                found.parents.insert(run.name.clone(), parents);
            }
        }
        Ok(found)
    }

    /// How many datasets a run has of each type.
    async fn count_by_type(&self, snapshot: &Snapshot, run: &str) -> Result<BTreeMap<String, u64>> {
        let mut by_type: BTreeMap<String, u64> = BTreeMap::new();
        let mut rows = snapshot.scan(self.registry.files(), table::DATASET, Scan::columns(&["type"]).block(1, run))?;
        while let Some(batch) = rows.try_next().await? {
            for name in batch.column(0).as_string_view().iter().flatten() {
                *by_type.entry(name.to_owned()).or_default() += 1;
            }
        }
        Ok(by_type)
    }

    /// Removes RUN collections with their datasets and files, and takes them out of the chains that they are children of.
    pub async fn remove_runs(&self, removable: &RemovableRuns) -> Result<Pruned> {
        let snapshot = self.registry.refresh().await?;
        let runs: BTreeSet<String> = removable.runs.iter().map(|(run, _)| run.clone()).collect();
        if runs.is_empty() {
            return Ok(Pruned::default());
        }
        let owner = self.owner();
        let mut transaction = Transaction::new("remove-runs");
        for (run, parents) in &removable.parents {
            parents.iter().for_each(|parent| transaction.edit_chain(parent, ChainEdit::Remove(vec![run.clone()])));
        }
        let mut gone = HashSet::new();
        for run in &runs {
            gone.extend(self.files_in(&snapshot, None, run).await?.into_iter().map(|(id, _)| id));
            transaction.remove_run(run.clone());
        }
        let trashed = self.files_that_go(&snapshot, &runs, &gone).await?;
        if !trashed.is_empty() {
            transaction.trash(trash_rows(&trashed)?, owner.id);
        }
        self.registry.commit(transaction).await?.version()?;
        let paths = trashed.into_iter().map(|(_, file)| file.path).collect();
        Ok(Pruned { datasets: gone.len() as u64, files: self.delete_trashed(paths, &owner).await? })
    }

    /// Notes the files of datasets that go in the trash, as a part of `transaction`.
    async fn trash_files_of(
        &self,
        selected: &[Selected],
        snapshot: &Arc<Snapshot>,
        transaction: &mut Transaction,
        owner: &Owner,
    ) -> Result<Vec<(Uuid, Stored)>> {
        let (mut gone, mut runs) = (HashSet::new(), BTreeSet::new());
        for one in selected {
            for (id, run) in one.datasets()? {
                gone.insert(id);
                runs.insert(run);
            }
        }
        let trashed = self.files_that_go(snapshot, &runs, &gone).await?;
        if !trashed.is_empty() {
            transaction.trash(trash_rows(&trashed)?, owner.id);
        }
        Ok(trashed)
    }

    /// Of the files of datasets that go those that no other dataset of their runs names, and that are in the repository. An archive goes with the last
    /// dataset of any run that is in it.
    async fn files_that_go(&self, snapshot: &Arc<Snapshot>, runs: &BTreeSet<String>, gone: &HashSet<Uuid>) -> Result<Vec<(Uuid, Stored)>> {
        let mut going = Vec::new();
        let mut archives: HashMap<String, Uuid> = HashMap::new();
        for run in runs {
            let all = self.files_in(snapshot, None, run).await?;
            let kept: HashSet<&str> =
                all.iter().filter(|(id, _)| !gone.contains(id)).flat_map(|(_, files)| files).map(|f| f.path.as_str()).collect();
            let mut seen = HashSet::new();
            for (id, files) in all.iter().filter(|(id, _)| gone.contains(id)) {
                for file in files {
                    if let (archive, Some(_)) = split_member(&file.path) {
                        archives.entry(archive.to_owned()).or_insert(*id);
                        continue;
                    }
                    let is_own = !is_absolute(&file.path) && check_dataset(&file.path).is_ok();
                    if is_own && !kept.contains(file.path.as_str()) && seen.insert(file.path.as_str()) {
                        going.push((*id, file.clone()));
                    }
                }
            }
        }
        archives.retain(|path, _| !is_absolute(path) && check_dataset(path).is_ok());
        if !archives.is_empty() {
            self.retain_unused(snapshot, &mut archives, gone).await?;
            let whole = |path| Stored { component: None, path, size_bytes: None, checksum: None, formatter: None };
            going.extend(archives.into_iter().map(|(path, id)| (id, whole(path))));
        }
        Ok(going)
    }

    /// Keeps those of the archives that no dataset is in but for those that go.
    async fn retain_unused(&self, snapshot: &Snapshot, archives: &mut HashMap<String, Uuid>, gone: &HashSet<Uuid>) -> Result<()> {
        let mut rows = snapshot.scan(self.registry.files(), table::DATASET, Scan::columns(&["id", "files"]))?;
        while let (false, Some(batch)) = (archives.is_empty(), rows.try_next().await?) {
            for (id, files) in stored_files(&batch)? {
                if !gone.contains(&id) {
                    for file in &files {
                        archives.remove(split_member(&file.path).0);
                    }
                }
            }
        }
        Ok(())
    }
}

fn without_files(ids: &[Uuid]) -> Result<RecordBatch> {
    let files = files_column(ids.iter().map(|_| None::<[&Stored; 0]>))?;
    Ok(RecordBatch::try_from_iter_with_nullable([("id", id_column(ids.iter())?, true), ("files", files, true)])?)
}
