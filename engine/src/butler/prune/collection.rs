//! Removing one collection of any type: the reference's older verb, in which a RUN goes with its datasets only if that is said twice.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Pruned, RemovableRuns, without_files};
use crate::butler::{Butler, Removable, Select, Selected};
use crate::collections::{ChainEdit, CollectionType};
use crate::query::{Found, QueryOptions};
use crate::registry::Transaction;
use crate::{Error, Result};

/// How a collection is removed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PruneCollection {
    /// Its name.
    pub collection: String,
    /// Whether it may be a RUN, whose datasets go out of the registry.
    pub purge: bool,
    /// Whether the files of its datasets go.
    pub unstore: bool,
    /// Chains that it is taken out of first.
    pub unlink: Vec<String>,
}

/// What would be removed.
#[derive(Debug, Clone)]
pub struct Prunable {
    /// The type of the collection.
    pub kind: CollectionType,
    /// Datasets that go with a RUN, by type; empty for other collections.
    pub purged: BTreeMap<String, u64>,
    /// Datasets of another collection that lose their files; those of a chain are found first.
    pub unstored: Vec<Selected>,
}

impl PruneCollection {
    /// Fails if the flags do not fit the type of the collection.
    fn check(&self, kind: CollectionType) -> Result<()> {
        let name = &self.collection;
        match (kind, self.purge) {
            (_, true) if !self.unstore => Err(Error::invalid("request", "--purge", "it removes files, and needs `--unstore` as well")),
            (CollectionType::Run, false) => {
                Err(Error::invalid("collection", name, "it is a RUN, which is removed with its datasets or not at all")
                    .with_hint("`--purge --unstore` removes it, its datasets and their files"))
            }
            (kind, true) if kind != CollectionType::Run => {
                Err(Error::invalid("collection", name, format!("it is a {kind} collection, and only a RUN is purged"))
                    .with_hint("leave out `--purge`"))
            }
            _ => Ok(()),
        }
    }
}

impl Butler {
    /// What [`Butler::prune_collection`] would remove.
    ///
    /// # Errors
    /// There is no such collection, or the flags do not fit its type.
    pub async fn prunable(&self, options: &PruneCollection) -> Result<Prunable> {
        let snapshot = self.registry.snapshot();
        let kind = snapshot.collection(&options.collection)?.kind;
        options.check(kind)?;
        for parent in &options.unlink {
            if !snapshot.collection(parent)?.children.contains(&options.collection) {
                let reason = format!("`{}` is none of its children", options.collection);
                return Err(Error::invalid("chain to unlink from", parent, reason));
            }
        }
        let mut prunable = Prunable { kind, purged: BTreeMap::new(), unstored: Vec::new() };
        if kind == CollectionType::Run {
            prunable.purged = self.count_by_type(&snapshot, &options.collection).await?;
        } else if options.unstore {
            let select = Select {
                dataset_types: Vec::new(),
                collections: vec![options.collection.clone()],
                found: if kind == CollectionType::Chained { Found::First } else { Found::All },
                options: QueryOptions::default(),
                as_of: None,
            };
            prunable.unstored = self.select_stored(&select).await?;
        }
        Ok(prunable)
    }

    /// Removes a collection, and what `prunable` says with it, in one commit.
    ///
    /// # Errors
    /// It is a child of a chain that is not to be unlinked.
    pub async fn prune_collection(&self, options: &PruneCollection, prunable: &Prunable) -> Result<Pruned> {
        let name = &options.collection;
        options.check(prunable.kind)?;
        let parents: BTreeMap<String, Vec<String>> =
            if options.unlink.is_empty() { BTreeMap::new() } else { [(name.clone(), options.unlink.clone())].into() };
        let removed = if prunable.kind == CollectionType::Run {
            let runs = vec![(name.clone(), prunable.purged.clone())];
            self.remove_runs(&RemovableRuns { runs, parents }).await
        } else if prunable.unstored.is_empty() {
            let removable = Removable { collections: vec![(name.clone(), prunable.kind)], parents, runs: Vec::new() };
            self.remove_collections(&removable, true).await.map(|()| Pruned::default())
        } else {
            self.remove_and_unstore(options, prunable).await
        };
        removed.map_err(|error| match error {
            Error::Conflict { what: "collection", .. } => error.with_hint("`--unlink CHAIN` takes it out of a chain first"),
            error => error,
        })
    }

    async fn remove_and_unstore(&self, options: &PruneCollection, prunable: &Prunable) -> Result<Pruned> {
        let snapshot = self.registry.refresh().await?;
        let owner = self.owner();
        let mut transaction = Transaction::new("prune-collection");
        for parent in &options.unlink {
            transaction.edit_chain(parent, ChainEdit::Remove(vec![options.collection.clone()]));
        }
        transaction.remove_collection(&options.collection);
        let stored: Vec<Uuid> = prunable.unstored.iter().flat_map(|one| one.files.keys().copied()).collect();
        transaction.set_files(without_files(&stored)?);
        let trashed = self.trash_files_of(&prunable.unstored, &snapshot, &mut transaction, &owner).await?;
        self.registry.commit(transaction).await?.version()?;
        let paths = trashed.into_iter().map(|(_, file)| file.path).collect();
        Ok(Pruned { datasets: stored.len() as u64, files: self.delete_trashed(paths, &owner).await? })
    }
}
