//! One dataset by its data ID.

use std::collections::BTreeSet;

use datafusion::logical_expr::lit;

use super::Queries;
use super::find_first::first;
use super::finish::Rows;
use super::plan::Joined;
use super::relation::plain;
use super::search::{Patterns, Search, column};
use crate::Result;
use crate::collections::CollectionType;
use crate::dimensions::{DataId, Key};
use crate::expression::DatasetField;
use crate::time::Timespan;

impl Queries {
    /// The dataset of a type with a data ID in the collection that is searched first: the columns of [`Queries::datasets`], at most one row.
    ///
    /// Values of other dimensions are left aside. CALIBRATION collections are searched only with a timespan, which the validity must overlap.
    ///
    /// # Errors
    /// A dimension lacks its value, or more than one calibration is valid in the timespan.
    pub async fn find_dataset<S: AsRef<str>, V: Into<Key>>(
        &self,
        dataset_type: &str,
        data_id: impl IntoIterator<Item = (S, V)>,
        collections: &[String],
        timespan: Option<Timespan>,
    ) -> Result<Rows> {
        let mut search = self.search(dataset_type, collections, Patterns::Allowed)?;
        let data_id = DataId::standardize(&self.snapshot.universe, data_id, Some(&search.dataset_type.dimensions))?;
        if timespan.is_none() {
            search.found.retain(|c| c.kind != CollectionType::Calibration);
        }
        self.find(search, &data_id, timespan).await
    }

    async fn find(&self, search: Search, data_id: &DataId, timespan: Option<Timespan>) -> Result<Rows> {
        let fields = [DatasetField::Id, DatasetField::Run];
        let mut needed = BTreeSet::from(fields);
        if timespan.is_some() {
            needed.insert(DatasetField::Timespan);
        }
        let name = search.dataset_type.name.clone();
        let mut rows = self.search_rows(&search, &needed, true)?;
        for dimension in search.dataset_type.dimensions.required() {
            let value = match data_id.get(dimension) {
                Some(Key::Int(value)) => lit(*value),
                Some(Key::Text(value)) => lit(value.clone()),
                None => continue,
            };
            rows = rows.filter(plain(dimension).eq(value))?;
        }
        if let Some(timespan) = timespan {
            let valid = plain(&column(&name, DatasetField::Timespan));
            rows = rows.filter(crate::sql::functions::overlaps_expr(valid, timespan))?;
        }
        let found = self.collect(rows.plan).await?;
        let joined = Joined { fields: needed, is_ranked: true, search };
        let found = Rows::new(first(found.batch(), &joined)?);
        let mut columns: Vec<String> = joined.search.dataset_type.dimensions.data_id_keys().map(str::to_owned).collect();
        columns.extend(fields.map(|field| column(&name, field)));
        let renames = [(column(&name, DatasetField::Id), "id"), (column(&name, DatasetField::Run), "run")];
        let renames: Vec<(&str, &str)> = renames.iter().map(|(old, new)| (old.as_str(), *new)).collect();
        found.select(&columns)?.renamed(&renames)
    }
}
