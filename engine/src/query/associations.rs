//! In which collections datasets are, and for which times.

use std::collections::BTreeMap;

use super::Queries;
use super::finish::Rows;
use super::plan::{Joined, Question};
use super::search::{Search, column};
use super::spec::QueryOptions;
use crate::Result;
use crate::collections::{Chains, CollectionType, flatten};
use crate::expression::DatasetField;

/// Which collections count.
#[derive(Debug, Clone, Default)]
pub struct AssociationOptions {
    /// Types of collections; all if there are none.
    pub types: Vec<CollectionType>,
    /// Whether chains stand for the collections in them; else they hold nothing.
    pub flatten_chains: bool,
}

impl Queries {
    /// The places of all datasets of a type: columns of its dimensions, `id`, `run`, `collection` and `timespan` (null where there is no range).
    pub async fn associations(&self, dataset_type: &str, collections: &[String], options: &AssociationOptions) -> Result<Rows> {
        let all = self.snapshot.collections();
        let chains = if options.flatten_chains { Chains::Flatten } else { Chains::Keep };
        let found = flatten(all, &self.matching_names(collections), chains)?;
        let counts = |kind| options.types.is_empty() || options.types.contains(&kind);
        let found = found.into_iter().filter(|c| c.kind != CollectionType::Chained && counts(c.kind)).cloned().collect();
        let search = Search { dataset_type: self.snapshot.dataset_type(dataset_type)?.clone(), found };
        let mut parts = Vec::new();
        for has_ranges in [false, true] {
            let found = search.found.iter().filter(|c| (c.kind == CollectionType::Calibration) == has_ranges).cloned().collect();
            parts.push(self.places(Search { found, ..search.clone() }, has_ranges).await?);
        }
        Rows::stacked(parts)
    }

    async fn places(&self, search: Search, has_ranges: bool) -> Result<Rows> {
        let name = search.dataset_type.name.clone();
        let mut fields = vec![DatasetField::Id, DatasetField::Run, DatasetField::Collection, DatasetField::Timespan];
        let dimensions = search.dataset_type.dimensions.clone();
        let mut columns: Vec<String> = dimensions.data_id_keys().map(str::to_owned).collect();
        columns.extend(fields.iter().map(|field| column(&name, *field)));
        let renames: Vec<(String, &str)> =
            fields.iter().zip(["id", "run", "collection", "timespan"]).map(|(field, new)| (column(&name, *field), new)).collect();
        let renames: Vec<(&str, &str)> = renames.iter().map(|(old, new)| (old.as_str(), *new)).collect();
        let joined = Joined { fields: fields.drain(..).collect(), is_ranked: false, search };
        let options = QueryOptions::default();
        let question = Question { dimensions, options: &options, joined: vec![joined], fields: BTreeMap::new(), records: Vec::new() };
        let planned = self.plan(&question)?;
        let rows = self.finished(planned, &columns, true, &options).await?.renamed(&renames)?;
        if has_ranges { Ok(rows) } else { rows.with_nulls("timespan") }
    }
}
