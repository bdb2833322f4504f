//! Datasets that must exist for a data ID or record to count, given by names and patterns.

use std::sync::Arc;

use super::Queries;
use super::spec::DatasetJoin;
use crate::collections::Glob;
use crate::datasets::DatasetType;
use crate::{Error, Result};

impl Queries {
    /// The dataset types of these names and patterns, by name, each once; a name that is none is an error, a pattern that none fits is not.
    pub fn known_dataset_types(&self, names: &[String]) -> Result<Vec<&Arc<DatasetType>>> {
        let all = self.snapshot.dataset_types();
        if let Some(unknown) = names.iter().find(|name| !Glob::is_pattern(name) && !all.contains_key(*name)) {
            return Err(Error::missing("dataset type", unknown, all.keys().map(String::as_str)));
        }
        Ok(if names.is_empty() { Vec::new() } else { self.dataset_types(names) })
    }

    /// The searches that ask for datasets of these types (names and patterns), each in the collections that may have some. A type of which no collection
    /// has any is left out; so there may be no search at all, and then nothing is found.
    pub fn dataset_joins(&self, names: &[String], collections: &[String]) -> Result<Vec<DatasetJoin>> {
        let mut joins = Vec::new();
        for found in self.known_dataset_types(names)? {
            if self.has_any(&found.name, collections)? {
                joins.push(DatasetJoin { dataset_type: found.name.clone(), collections: collections.to_vec() });
            }
        }
        Ok(joins)
    }

    /// The dimensions that all of these dataset types (names and patterns) have.
    pub fn common_dimensions(&self, names: &[String]) -> Result<Vec<String>> {
        let types = self.known_dataset_types(names)?;
        let Some((first, others)) = types.split_first() else { return Ok(Vec::new()) };
        let shared = first.dimensions.names().filter(|name| others.iter().all(|t| t.dimensions.contains(name)));
        Ok(shared.map(str::to_owned).collect())
    }
}
