//! Which collections there are.

use std::collections::{BTreeMap, BTreeSet};

use datafusion::logical_expr::lit;

use super::Queries;
use super::relation::plain;
use super::search::Patterns;
use crate::collections::{Chains, Collection, CollectionType, Collections, Glob, children_first, flatten, matching, parents};
use crate::dimensions::Key;
use crate::{Error, Result};

/// Which collections are asked for.
#[derive(Debug, Clone)]
pub struct CollectionQuery {
    /// Names and patterns; `*` is all.
    pub names: Vec<String>,
    /// Types; all if there are none.
    pub types: Vec<CollectionType>,
    /// What is done with chains; `None` leaves them out and what is in them as well.
    pub chains: Option<Chains>,
}

/// What is in a collection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Names of the dataset types of which it has some.
    pub dataset_types: BTreeSet<String>,
}

/// A collection, and what is around it.
#[derive(Debug, Clone)]
pub struct CollectionInfo<'a> {
    /// The collection.
    pub collection: &'a Collection,
    /// The chains that have it as a child, by name.
    pub parents: Vec<&'a str>,
}

impl Queries {
    /// The collections that are asked for. Those that fit a pattern come first, in the order of [`in_order_of_definition`], then those that are named and
    /// the members of chains, in the order of the search.
    pub fn collections(&self, query: &CollectionQuery) -> Result<Vec<CollectionInfo<'_>>> {
        let all = self.snapshot.collections();
        let (patterns, names): (Vec<&String>, Vec<&String>) =
            query.names.iter().partition(|name| Glob::is_pattern(name) && !all.contains_key(*name));
        let fitting = matching(all, &patterns.iter().map(|p| Glob::new(p)).collect::<Vec<_>>());
        let fitting = if patterns.is_empty() { Vec::new() } else { in_order_of_definition(fitting, all)? };
        let chains = query.chains.unwrap_or(Chains::Keep);
        let later = names.into_iter().chain(fitting.iter().map(|c| &c.name)).collect::<Vec<_>>();
        let later = flatten(all, &later, chains)?;
        let is_kept = |c: &&Collection| chains != Chains::Flatten || c.kind != CollectionType::Chained;
        let mut seen = BTreeSet::new();
        let found = fitting.into_iter().filter(is_kept).chain(later).filter(|c| seen.insert(&c.name)).collect::<Vec<_>>();
        let counts = |c: &Collection| {
            (query.types.is_empty() || query.types.contains(&c.kind)) && (query.chains.is_some() || c.kind != CollectionType::Chained)
        };
        let found = found.into_iter().filter(|c| counts(c));
        Ok(found.map(|collection| CollectionInfo { collection, parents: parents(all, &collection.name) }).collect())
    }

    /// The dataset types that these collections (names and patterns) may have datasets of.
    pub fn dataset_types_in(&self, collections: &[String]) -> Result<BTreeSet<String>> {
        let types = self.types_by_collection()?;
        let found = self.resolve(collections, Patterns::Allowed)?;
        Ok(found.iter().flat_map(|c| types.get(&c.name).into_iter().flatten().cloned()).collect())
    }

    /// What is in a collection; of a chain, what is in its members.
    pub fn summary(&self, collection: &str) -> Result<Summary> {
        let members = flatten(self.snapshot.collections(), &[collection], Chains::Flatten)?;
        let types = self.types_by_collection()?;
        let dataset_types = members.iter().flat_map(|c| types.get(&c.name).into_iter().flatten().cloned()).collect();
        Ok(Summary { dataset_types })
    }

    /// The values of governors of which the datasets in these collections have one only, by governor.
    pub async fn only_governors(&self, collections: &[String]) -> Result<BTreeMap<String, Key>> {
        let found = self.resolve(collections, Patterns::Allowed)?;
        let mut only = BTreeMap::new();
        for governor in self.snapshot.universe.governors() {
            let mut values = BTreeSet::new();
            for (table, holder, is_run) in [("datasets", "run", true), ("tags", "collection", false), ("validity", "collection", false)] {
                let is_here = |c: &&&Collection| (c.kind == CollectionType::Run) == is_run;
                let names = found.iter().filter(is_here).map(|c| lit(c.name.clone())).collect::<Vec<_>>();
                let plan = self.table(table)?.filter(plain(holder).in_list(names, false).and(plain(&governor.name).is_not_null()))?;
                let plan = plan.project([plain(&governor.name)])?.distinct()?.build()?;
                let rows = self.collect(plan).await?;
                for row in 0..rows.len() {
                    values.extend(rows.key(&governor.name, row)?);
                }
            }
            if let (Some(value), 1) = (values.pop_first(), values.len() + 1) {
                only.insert(governor.name.clone(), value);
            }
        }
        Ok(only)
    }

    /// The collection of that name.
    pub fn collection(&self, name: &str) -> Result<&Collection> {
        let all = self.snapshot.collections();
        all.get(name).ok_or_else(|| Error::missing("collection", name, all.keys().map(String::as_str)))
    }
}

/// Runs by name, other collections without children by name, then chains, each after its children: the order in which an import defines them.
fn in_order_of_definition<'a>(mut found: Vec<&'a Collection>, all: &'a Collections) -> Result<Vec<&'a Collection>> {
    let order: BTreeMap<&str, usize> = children_first(all)?.into_iter().enumerate().map(|(i, c)| (c.name.as_str(), i)).collect();
    found.sort_by_key(|c| (c.kind != CollectionType::Run, order.get(c.name.as_str()).copied()));
    Ok(found)
}
