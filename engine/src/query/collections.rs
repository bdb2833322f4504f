//! Which collections there are.

use std::collections::{BTreeMap, BTreeSet};

use datafusion::logical_expr::lit;

use super::Queries;
use super::relation::plain;
use super::search::Patterns;
use crate::collections::{Chains, Collection, CollectionType, Glob, flatten, matching, parents};
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
    /// The collections that are asked for: in the order of the search.
    pub fn collections(&self, query: &CollectionQuery) -> Result<Vec<CollectionInfo<'_>>> {
        let all = self.snapshot.collections();
        let mut names: Vec<&String> = Vec::new();
        for name in &query.names {
            if Glob::is_pattern(name) && !all.contains_key(name) {
                names.extend(matching(all, &[Glob::new(name)]).into_iter().map(|c| &c.name));
            } else {
                names.push(name);
            }
        }
        let found = flatten(all, &names, query.chains.unwrap_or(Chains::Keep))?;
        let counts = |c: &Collection| {
            (query.types.is_empty() || query.types.contains(&c.kind)) && (query.chains.is_some() || c.kind != CollectionType::Chained)
        };
        let found = found.into_iter().filter(|c| counts(c));
        Ok(found.map(|collection| CollectionInfo { collection, parents: parents(all, &collection.name) }).collect())
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
