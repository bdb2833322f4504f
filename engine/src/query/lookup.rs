//! One dataset by its data ID or its UUID, read from the pages that may hold it, without a plan.

use std::sync::Arc;

use arrow::array::{AsArray, BooleanArray, FixedSizeBinaryArray, RecordBatch, Scalar};
use arrow::compute::filter_record_batch;
use arrow::compute::kernels::cmp::eq;
use uuid::Uuid;

use super::Queries;
use super::expand::near;
use super::finish::Rows;
use super::search::{Patterns, Search};
use crate::collections::{Collection, CollectionType};
use crate::datasets::{DatasetType, split_component};
use crate::dimensions::{DataId, Key};
use crate::registry::keys::{adapt, column};
use crate::registry::scan::Scan;
use crate::registry::table;
use crate::time::{Timespan, TimespanColumn};
use crate::{Error, Result};

/// From so many RUNs on it is worth while to look at page indexes before the search.
const MANY_RUNS: usize = 4;

impl Queries {
    /// The dataset of a type with a data ID in the collection that is searched first: the columns of [`Queries::datasets`], at most one row.
    ///
    /// A component (`calexp.wcs`) is found with the dataset that has it. Values of other dimensions are left aside. CALIBRATION collections are searched only with a timespan, which the validity must overlap.
    ///
    /// # Errors
    /// The type has no such component, a dimension lacks its value, or more than one calibration is valid in the timespan.
    pub async fn find_dataset<S: AsRef<str>, V: Into<Key>>(
        &self,
        dataset_type: &str,
        data_id: impl IntoIterator<Item = (S, V)>,
        collections: &[String],
        timespan: Option<Timespan>,
    ) -> Result<Rows> {
        let mut search = self.search(self.whole(dataset_type)?, collections, Patterns::Allowed)?;
        let data_id = DataId::standardize(&self.snapshot.universe, data_id, Some(&search.dataset_type.dimensions))?;
        if timespan.is_none() {
            search.found.retain(|c| c.kind != CollectionType::Calibration);
        }
        self.find(search, &data_id, timespan).await
    }

    /// The dataset with that UUID: the columns of [`Queries::datasets`] and `type`, at most one row. Dimensions that its type does not have are null.
    pub async fn dataset(&self, id: Uuid) -> Result<Rows> {
        let inline = self.snapshot.table(table::DATASET)?.inline.iter().map(|rows| rows.batch.clone());
        let schema = self.snapshot.table(table::DATASET_BY_ID)?.spec.schema.clone();
        let scan = Scan { ids: Some(Arc::from([id.as_u128()])), ..Scan::default() };
        let stored = self.snapshot.collect(&self.files, table::DATASET_BY_ID, scan).await?;
        let wanted = Scalar::new(FixedSizeBinaryArray::try_from_iter([id.as_bytes()].into_iter())?);
        for batch in inline.chain([stored]) {
            let found = filter_record_batch(&batch, &eq(column(&batch, "id")?, &wanted)?)?;
            if found.num_rows() > 0 {
                return Ok(Rows::new(adapt(&found.slice(0, 1), &schema)?));
            }
        }
        Ok(Rows::new(RecordBatch::new_empty(schema)))
    }

    /// The whole row of a dataset whose type, run and required values are known; no row if it is not there.
    pub async fn row_of(&self, dataset_type: &str, run: &str, id: Uuid, keys: &[(String, Key)]) -> Result<RecordBatch> {
        let rows = self.rows_of(dataset_type, run, keys).await?;
        let wanted = Scalar::new(FixedSizeBinaryArray::try_from_iter([id.as_bytes()].into_iter())?);
        Ok(filter_record_batch(&rows, &eq(column(&rows, "id")?, &wanted)?)?)
    }

    /// The rows of a type and run that have these values of dimensions, with their files.
    pub async fn rows_of(&self, dataset_type: &str, run: &str, keys: &[(String, Key)]) -> Result<RecordBatch> {
        self.rows_with(table::DATASET, Scan::default().block(0, dataset_type).block(1, run), keys).await
    }

    /// The name of the dataset type without its component, which must be one of its storage class.
    pub(super) fn whole<'a>(&self, dataset_type: &'a str) -> Result<&'a str> {
        let (parent, component) = split_component(dataset_type);
        if component.is_some() {
            self.snapshot.dataset_type(parent)?.component_of(dataset_type)?;
        }
        Ok(parent)
    }

    /// Searches collection after collection; each costs a page of the columns that matter, if its pages may hold the data ID at all.
    async fn find(&self, mut search: Search, data_id: &DataId, timespan: Option<Timespan>) -> Result<Rows> {
        let dataset_type = search.dataset_type.clone();
        let keys: Vec<(String, Key)> =
            dataset_type.dimensions.required().filter_map(|d| Some((d.to_owned(), data_id.get(d)?.clone()))).collect();
        self.leave_out(&mut search, &keys)?;
        let mut columns: Vec<String> = dataset_type.dimensions.data_id_keys().map(str::to_owned).collect();
        columns.extend(["id", "run"].map(str::to_owned));
        for collections in groups(&search.found) {
            let found = self.find_in(collections, &dataset_type, &keys, timespan).await?;
            if found.num_rows() > 1 {
                let name = format!("{}@{data_id}", dataset_type.name);
                return Err(Error::invalid("calibration", name, "more than one validity range fits").with_hint("give a shorter timespan"));
            }
            if found.num_rows() == 1 {
                return Rows::new(found).select(&columns);
            }
        }
        let schema = self.snapshot.table(table::DATASET)?.spec.schema.clone();
        Rows::new(RecordBatch::new_empty(schema)).select(&columns)
    }

    /// Leaves those RUNs of a long search out whose pages can't hold the data ID.
    fn leave_out(&self, search: &mut Search, keys: &[(String, Key)]) -> Result<()> {
        let runs = || search.found.iter().filter(|c| c.kind == CollectionType::Run);
        if runs().count() < MANY_RUNS {
            return Ok(());
        }
        let scan = Scan::default().block(0, &search.dataset_type.name).one_of(1, runs().map(|c| c.name.clone()));
        let held = self.snapshot.blocks_that_may_hold(&self.files, table::DATASET, &near(scan, keys), 1)?;
        search.found.retain(|c| c.kind != CollectionType::Run || held.contains(&c.name));
        Ok(())
    }

    /// The rows that fit in the first of some collections that has any; they are one, or RUNs.
    async fn find_in(
        &self,
        collections: &[Collection],
        dataset_type: &DatasetType,
        keys: &[(String, Key)],
        timespan: Option<Timespan>,
    ) -> Result<RecordBatch> {
        let names = || collections.iter().map(|c| c.name.clone());
        let (table, leading) = match collections.first().map(|c| c.kind) {
            Some(CollectionType::Run) => (table::DATASET, (0, 1)),
            Some(CollectionType::Tagged) => (table::TAG, (1, 0)),
            _ => (table::VALIDITY, (1, 0)),
        };
        let mut columns: Vec<&str> = dataset_type.dimensions.names().collect();
        columns.extend(["id", "run"]);
        if table == table::VALIDITY {
            columns.push("timespan");
        }
        let scan = Scan::columns(&columns).block(leading.0, &dataset_type.name).one_of(leading.1, names());
        let mut rows = self.rows_with(table, scan, keys).await?;
        if rows.num_rows() > 1 && table == table::DATASET {
            let runs = column(&rows, "run")?.as_string_view();
            let place = |row: &usize| collections.iter().position(|c| c.name == runs.value(*row));
            let first = (0..rows.num_rows()).min_by_key(place).unwrap_or(0);
            rows = rows.slice(first, 1);
        }
        let (Some(wanted), true) = (timespan, table == table::VALIDITY) else { return Ok(rows) };
        let spans = TimespanColumn::new(column(&rows, "timespan")?)?;
        let valid: BooleanArray = (0..rows.num_rows()).map(|row| spans.get(row).map(|span| span.overlaps(wanted))).collect();
        Ok(filter_record_batch(&rows, &valid)?)
    }
}

/// Collections that are searched at once: one TAGGED or CALIBRATION; of RUNs that follow each other one, then two, four and so on, as most are found early.
fn groups(found: &[Collection]) -> impl Iterator<Item = &[Collection]> {
    let (mut rest, mut most) = (found, 1);
    std::iter::from_fn(move || {
        let runs = rest.iter().take_while(|c| c.kind == CollectionType::Run).count();
        let (group, others) = rest.split_at(runs.clamp(1, most).min(rest.len()));
        most = if runs > 0 { most * 2 } else { 1 };
        rest = others;
        (!group.is_empty()).then_some(group)
    })
}

#[cfg(test)]
mod tests;
