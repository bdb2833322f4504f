//! Keeping order: dataset types, chains, tags, validity ranges, and collections that are no longer needed.

use std::collections::BTreeMap;

use arrow::array::AsArray;
use uuid::Uuid;

use super::Butler;
use crate::collections::{ChainEdit, Collection, CollectionType, Glob, matching};
use crate::datasets::{DatasetType, split_component};
use crate::query::{Found, Listed, QueryOptions};
use crate::registry::{Decertify, Transaction};
use crate::time::Timespan;
use crate::{Error, Result};

/// Which calibrations are certified.
#[derive(Debug, Clone)]
pub struct CertifyOptions {
    /// Where the datasets are found: a RUN, TAGGED or CHAINED collection; of a chain only its first child.
    pub input: String,
    /// The CALIBRATION collection that they go into, made if it does not exist.
    pub output: String,
    /// Their type.
    pub dataset_type: String,
    /// When they are valid.
    pub timespan: Timespan,
    /// Whether all children of a chain are searched.
    pub search_all_inputs: bool,
}

/// Collections that patterns stand for, by what can happen to them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Removable {
    /// Those that are no RUNs, with their types, by name.
    pub collections: Vec<(String, CollectionType)>,
    /// The chains that each of them is a child of.
    pub parents: BTreeMap<String, Vec<String>>,
    /// RUNs, which own datasets.
    pub runs: Vec<String>,
}

impl Butler {
    /// Registers a dataset type; whether it is new.
    ///
    /// # Errors
    /// It exists with another definition, a name can't be one, or a dimension is not known.
    pub async fn register_dataset_type(
        &self,
        name: &str,
        storage_class: &str,
        dimensions: &[String],
        is_calibration: bool,
    ) -> Result<bool> {
        if let (parent, Some(component)) = split_component(name) {
            return Err(Error::invalid("dataset type", name, "components come with the dataset type")
                .with_hint(format!("register `{parent}`; `{component}` follows from its storage class")));
        }
        let snapshot = self.registry.snapshot();
        let group = snapshot.universe.conform(dimensions)?;
        let is_new = !snapshot.dataset_types().contains_key(name);
        let mut transaction = Transaction::new("register-dataset-type");
        transaction.register_dataset_type(DatasetType::new(name, group, storage_class)?.with_calibration(is_calibration));
        self.registry.commit(transaction).await?.version()?;
        Ok(is_new)
    }

    /// Removes dataset types that no dataset has, by names and patterns; the names of those that are gone.
    pub async fn remove_dataset_types(&self, names: &[String]) -> Result<Vec<String>> {
        let snapshot = self.registry.snapshot();
        let mut found = Vec::new();
        for name in names {
            let glob = Glob::new(name);
            let fitting: Vec<&String> = snapshot.dataset_types().keys().filter(|n| *n == name || glob.matches(n)).collect();
            if fitting.is_empty() {
                return Err(Error::missing("dataset type", name, snapshot.dataset_types().keys().map(String::as_str)));
            }
            found.extend(fitting.into_iter().cloned());
        }
        found.sort();
        found.dedup();
        let mut transaction = Transaction::new("remove-dataset-type");
        found.iter().for_each(|name| transaction.remove_dataset_type(name));
        self.registry.commit(transaction).await?.version()?;
        Ok(found)
    }

    /// Changes a chain, which is made with `doc` if it does not exist and the change allows that; its children afterwards.
    pub async fn edit_chain(&self, chain: &str, edit: ChainEdit, doc: &str) -> Result<Vec<String>> {
        let mut transaction = Transaction::new("collection-chain");
        if edit.makes_chain() {
            transaction.register_collection(Collection::new(chain, CollectionType::Chained)?.with_doc(doc));
        }
        transaction.edit_chain(chain, edit);
        self.registry.commit(transaction).await?.version()?;
        Ok(self.registry.snapshot().collection(chain)?.children.clone())
    }

    /// Puts datasets into a TAGGED collection, which is made if it does not exist; how many were named.
    pub async fn associate(&self, collection: &str, datasets: &[Listed]) -> Result<usize> {
        let mut transaction = Transaction::new("associate");
        transaction.register_collection(Collection::new(collection, CollectionType::Tagged)?);
        let mut count = 0;
        for listed in datasets {
            let ids = ids(listed)?;
            count += ids.len();
            transaction.associate(collection, ids);
        }
        self.registry.commit(transaction).await?.version()?;
        Ok(count)
    }

    /// Makes the datasets of a type valid for a timespan; how many.
    ///
    /// # Errors
    /// There are none, the type is no calibration, or another dataset is valid for one of their data IDs in a part of the timespan.
    pub async fn certify(&self, options: &CertifyOptions) -> Result<usize> {
        let queries = self.queries(None).await?;
        let input = self.registry.snapshot().collection(&options.input)?.clone();
        let searched = match (input.kind, input.children.first()) {
            (CollectionType::Chained, Some(first)) if !options.search_all_inputs => first.clone(),
            _ => options.input.clone(),
        };
        if input.kind == CollectionType::Calibration {
            return Err(Error::invalid("collection", &options.input, "it is of type CALIBRATION; datasets are certified from others"));
        }
        let searched = [searched];
        let rows = queries.datasets(&options.dataset_type, &searched, Found::First, &QueryOptions::default()).await?;
        if rows.is_empty() {
            let reasons = queries.why_empty(std::slice::from_ref(&options.dataset_type), &searched, "").await?;
            return Err(Error::missing("dataset to certify", &format!("{} in {}", options.dataset_type, searched[0]), [])
                .with_hint(if reasons.is_empty() { "see `butler query-datasets`".to_owned() } else { reasons.join("; ") }));
        }
        let listed = Listed { dataset_type: self.registry.snapshot().dataset_type(&options.dataset_type)?.clone(), rows };
        let mut transaction = Transaction::new("certify-calibrations");
        transaction.register_collection(Collection::new(&options.output, CollectionType::Calibration)?);
        transaction.certify(&options.output, ids(&listed)?, options.timespan);
        self.registry.commit(transaction).await?.version()?;
        Ok(listed.rows.len())
    }

    /// Ends the validity of datasets of a type for a timespan: ranges are cut, split or removed.
    pub async fn decertify(&self, decertify: Decertify) -> Result<()> {
        let mut transaction = Transaction::new("decertify-calibrations");
        transaction.decertify(decertify);
        self.registry.commit(transaction).await?.version().map(drop)
    }

    /// The collections that names and patterns stand for, and what hinders their removal. None fitting is no error.
    pub fn removable(&self, globs: &[String]) -> Removable {
        let snapshot = self.registry.snapshot();
        let globs: Vec<Glob> = globs.iter().map(|g| Glob::new(g)).collect();
        let mut removable = Removable::default();
        for collection in matching(snapshot.collections(), &globs) {
            if collection.kind == CollectionType::Run {
                removable.runs.push(collection.name.clone());
                continue;
            }
            removable.collections.push((collection.name.clone(), collection.kind));
            let parents = crate::collections::parents(snapshot.collections(), &collection.name);
            let parents: Vec<String> = parents.into_iter().map(|p| p.to_owned()).collect();
            if !parents.is_empty() {
                removable.parents.insert(collection.name.clone(), parents);
            }
        }
        removable
    }

    /// Removes collections that are no RUNs in one commit; `from_parents`: also out of the chains that they are children of.
    pub async fn remove_collections(&self, removable: &Removable, from_parents: bool) -> Result<()> {
        let mut transaction = Transaction::new("remove-collections");
        if from_parents {
            for (child, parents) in &removable.parents {
                parents.iter().for_each(|parent| transaction.edit_chain(parent, ChainEdit::Remove(vec![child.clone()])));
            }
        }
        // A chain goes before its children.
        let (chains, others): (Vec<_>, Vec<_>) = removable.collections.iter().partition(|(_, kind)| *kind == CollectionType::Chained);
        let snapshot = self.registry.snapshot();
        let mut chains: Vec<&String> = chains.into_iter().map(|(name, _)| name).collect();
        let order = crate::collections::children_first(snapshot.collections())?;
        chains.sort_by_key(|name| std::cmp::Reverse(order.iter().position(|c| &c.name == *name)));
        chains.into_iter().chain(others.into_iter().map(|(name, _)| name)).for_each(|name| transaction.remove_collection(name));
        let committed = self.registry.commit(transaction).await?.version();
        committed.map(drop).map_err(|error| match error {
            Error::Conflict { what: "collection", .. } if !from_parents => {
                error.with_hint("`--remove-from-parents` takes it out of chains")
            }
            error => error,
        })
    }
}

/// The UUIDs of datasets.
fn ids(listed: &Listed) -> Result<Vec<Uuid>> {
    let column = listed.rows.column("id")?.as_fixed_size_binary();
    column.iter().flatten().map(|id| Uuid::from_slice(id).map_err(|_| Error::internal("a UUID that has no 16 bytes"))).collect()
}
