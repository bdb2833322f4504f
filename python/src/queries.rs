//! Questions, answered with tables.

use arrow::array::RecordBatch;
use butler_engine::query::{AssociationOptions, Found, Records};
use butler_engine::sql;
use futures::TryStreamExt;
use pyo3::prelude::*;
use serde_json::json;

use crate::convert::{DataId, keys, uuid};
use crate::options::Conditions;
use crate::repository::Repository;
use crate::rows::Rows;

fn found(find_first: bool) -> Found {
    if find_first { Found::First } else { Found::All }
}

#[pymethods]
impl Repository {
    /// Datasets of a type: columns of its dimensions (required, then implied), `id` and `run`.
    fn datasets(
        &self,
        py: Python<'_>,
        dataset_type: String,
        collections: Vec<String>,
        first: bool,
        conditions: Conditions,
    ) -> PyResult<Rows> {
        let options = conditions.options();
        self.with(py, move |shared| async move {
            let rows = shared.queries().await?.datasets(&dataset_type, &collections, found(first), &options).await?;
            Ok(Rows::of(rows.batch().clone()))
        })
    }

    /// How many [`Repository::datasets`] there are.
    fn count_datasets(
        &self,
        py: Python<'_>,
        dataset_type: String,
        collections: Vec<String>,
        first: bool,
        conditions: Conditions,
    ) -> PyResult<usize> {
        let options = conditions.options();
        self.with(py, move |shared| async move {
            shared.queries().await?.count_datasets(&dataset_type, &collections, found(first), &options).await
        })
    }

    /// Datasets of all types that names and patterns stand for, a table for each type that has any.
    fn all_datasets(
        &self,
        py: Python<'_>,
        types: Vec<String>,
        collections: Vec<String>,
        first: bool,
        conditions: Conditions,
    ) -> PyResult<Vec<(String, Rows)>> {
        let options = conditions.options();
        self.with(py, move |shared| async move {
            let listed = shared.queries().await?.datasets_of(&types, &collections, found(first), &options).await?;
            Ok(listed.into_iter().map(|one| (one.dataset_type.name.clone(), Rows::of(one.rows.batch().clone()))).collect())
        })
    }

    /// Data IDs of these dimensions: columns of the required ones, then of the implied.
    fn data_ids(&self, py: Python<'_>, dimensions: Vec<String>, conditions: Conditions) -> PyResult<Rows> {
        let options = conditions.options();
        self.with(py, move |shared| async move {
            let rows = shared.queries().await?.data_ids(&dimensions, &options, Records::Optional).await?;
            Ok(Rows::of(rows.batch().clone()))
        })
    }

    /// Records of an element, with all their fields.
    fn records(&self, py: Python<'_>, element: String, conditions: Conditions) -> PyResult<Rows> {
        let options = conditions.options();
        self.with(py, move |shared| async move {
            let rows = shared.queries().await?.dimension_records(&element, &options).await?;
            Ok(Rows::of(rows.batch().clone()))
        })
    }

    /// Where the datasets of a type are: columns of its dimensions, `id`, `run`, `collection` and `timespan`.
    fn associations(
        &self,
        py: Python<'_>,
        dataset_type: String,
        collections: Vec<String>,
        types: Vec<String>,
        flatten_chains: bool,
    ) -> PyResult<Rows> {
        self.with(py, move |shared| async move {
            let types = types.iter().map(|name| name.parse()).collect::<butler_engine::Result<_>>()?;
            let options = AssociationOptions { types, flatten_chains };
            let rows = shared.queries().await?.associations(&dataset_type, &collections, &options).await?;
            Ok(Rows::of(rows.batch().clone()))
        })
    }

    /// Why nothing was found.
    fn why_empty(&self, py: Python<'_>, types: Vec<String>, collections: Vec<String>, condition: String) -> PyResult<Vec<String>> {
        self.with(py, move |shared| async move { shared.queries().await?.why_empty(&types, &collections, &condition).await })
    }

    /// A data ID with all that it implies: values, the record of each element (a table of one row, or None), region, timespan.
    #[allow(clippy::type_complexity)]
    fn expand(
        &self,
        py: Python<'_>,
        data_id: DataId,
    ) -> PyResult<(String, Vec<(String, Option<Rows>)>, Option<Vec<u8>>, Option<(i64, i64)>)> {
        let keys = keys(data_id);
        self.with(py, move |shared| async move {
            let expanded = shared.queries().await?.expand_data_id(keys).await?;
            let value = |key: &butler_engine::dimensions::Key| key.as_int().map_or_else(|| json!(key.as_text()), |int| json!(int));
            let values: serde_json::Map<_, _> =
                expanded.values.iter().map(|(name, key)| (name.clone(), key.as_ref().map_or(json!(null), value))).collect();
            let records = expanded.records.into_iter().map(|(name, record): (String, Option<RecordBatch>)| (name, record.map(Rows::of)));
            let span = expanded.timespan.map(butler_engine::time::Timespan::bounds_ns);
            Ok((serde_json::Value::from(values).to_string(), records.collect(), expanded.region, span))
        })
    }

    /// The dataset with a UUID: its type, and a table of one row, or none.
    fn dataset(&self, py: Python<'_>, id: &str) -> PyResult<Rows> {
        let id = uuid(id)?;
        self.with(py, move |shared| async move { Ok(Rows::of(shared.queries().await?.dataset(id).await?.batch().clone())) })
    }

    /// The answer to a statement in SQL; `collections` says where tables of dataset types are looked for.
    #[pyo3(signature = (text, collections = Vec::new()))]
    fn sql(&self, py: Python<'_>, text: String, collections: Vec<String>) -> PyResult<Rows> {
        self.with(py, move |shared| async move {
            // So that the session sees what others have committed.
            shared.queries().await?;
            let options = sql::Options { collections: collections.join(","), ..sql::Options::default() };
            let answer = shared.butler.sql_with(shared.as_of, options).await?.sql(&text).await?;
            let batches = answer.batches.try_collect().await?;
            Ok(Rows::new(answer.schema, batches))
        })
    }
}

/// A dimension's value for Python.
pub fn key_object<'py>(py: Python<'py>, key: &butler_engine::dimensions::Key) -> PyResult<Bound<'py, PyAny>> {
    Ok(match (key.as_int(), key.as_text()) {
        (Some(value), _) => value.into_pyobject(py)?.into_any(),
        (_, text) => text.unwrap_or_default().into_pyobject(py)?.into_any(),
    })
}
