//! Datasets of one type: their data IDs, UUIDs and runs.

use std::collections::BTreeMap;

use super::Queries;
use super::finish::Rows;
use super::plan::{Joined, Question};
use super::search::{Patterns, column};
use super::spec::QueryOptions;
use crate::collections::CollectionType;
use crate::expression::DatasetField;
use crate::{Error, Result};

/// Which datasets count where several have one data ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// The one in the collection that is searched first.
    First,
    /// All, each once for every collection in which it is found.
    All,
}

impl Queries {
    /// The datasets of a type: columns of its dimensions (required, then implied), then `id` and `run`.
    pub async fn datasets(&self, dataset_type: &str, collections: &[String], found: Found, options: &QueryOptions) -> Result<Rows> {
        let fields = [DatasetField::Id, DatasetField::Run];
        let rows = self.found(dataset_type, collections, found, options, &fields).await?;
        rows.renamed(&[(&column(dataset_type, DatasetField::Id), "id"), (&column(dataset_type, DatasetField::Run), "run")])
    }

    /// How many datasets [`Queries::datasets`] returns. Where each data ID counts once, UUIDs and runs are not read.
    pub async fn count_datasets(&self, dataset_type: &str, collections: &[String], found: Found, options: &QueryOptions) -> Result<usize> {
        let has_keys = self.snapshot.dataset_type(dataset_type)?.dimensions.required().next().is_some();
        let fields: &[DatasetField] = if found == Found::First && has_keys { &[] } else { &[DatasetField::Id, DatasetField::Run] };
        Ok(self.found(dataset_type, collections, found, options, fields).await?.len())
    }

    /// The datasets with these fields.
    async fn found(
        &self,
        dataset_type: &str,
        collections: &[String],
        found: Found,
        options: &QueryOptions,
        fields: &[DatasetField],
    ) -> Result<Rows> {
        let patterns = if found == Found::First { Patterns::Refused } else { Patterns::Allowed };
        if collections.is_empty() {
            return Err(Error::invalid("search", dataset_type, "no collections are given, and there are no default ones"));
        }
        let search = self.search(dataset_type, collections, patterns)?;
        let is_ranked = found == Found::First && (search.found.len() > 1 || search.is_calibration());
        let asked = Joined { fields: fields.iter().copied().collect(), is_ranked, search };
        let mut joined = vec![asked.clone()];
        joined.extend(self.joins(options)?);
        let dimensions = asked.search.dataset_type.dimensions.clone();
        let mut columns: Vec<String> = match fields {
            [] => dimensions.required().map(str::to_owned).collect(),
            _ => dimensions.data_id_keys().map(str::to_owned).collect(),
        };
        columns.extend(fields.iter().map(|field| column(dataset_type, *field)));
        let question = Question { dimensions, options, joined, fields: BTreeMap::new(), records: Vec::new() };
        let planned = self.plan(&question)?;
        if is_ranked {
            return self.first_finished(planned, (&asked, &question.dimensions), &columns, true, options).await;
        }
        // A dataset counts once for each collection in which it is found, and each time that it is certified there; but as in the reference once if
        // CALIBRATION collections are searched together with others.
        let mut kinds = asked.search.found.iter().map(|c| c.kind == CollectionType::Calibration);
        let is_mixed = asked.search.is_calibration() && !kinds.all(|is_calibration| is_calibration);
        let is_unique = question.joined.len() == 1 && !is_mixed && planned.all == question.dimensions;
        self.finished(planned, &columns, is_unique, options).await
    }

    /// Whether any of the collections may have datasets of the type.
    pub fn has_any(&self, dataset_type: &str, collections: &[String]) -> Result<bool> {
        Ok(!self.search(dataset_type, collections, Patterns::Allowed)?.found.is_empty())
    }
}
