//! Questions, answered with tables.

use std::collections::BTreeMap;
use std::future::Future;

use arrow::array::RecordBatch;
use butler_engine::query::{self, AssociationOptions, Found, GeneralFields, Queries, QueryOptions, Records};
use butler_engine::{Result, sql};
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

impl Repository {
    /// Asks something under conditions.
    fn under<T: Send + 'static, F: Future<Output = Result<T>>>(
        &self,
        py: Python<'_>,
        conditions: Conditions,
        ask: impl FnOnce(Queries, QueryOptions) -> F + Send + 'static,
    ) -> PyResult<T> {
        let options = conditions.options();
        self.with(py, move |shared| async move { ask(shared.queries().await?, options).await })
    }
}

/// An answer for Python.
fn shown(rows: &query::Rows) -> Rows {
    Rows::of(rows.batch().clone())
}

/// A dataset type, the collections in which it is searched, and whether the first dataset counts.
type Search = (String, Vec<String>, bool);

#[pymethods]
impl Repository {
    /// Datasets of a type: columns of its dimensions (required, then implied), `id` and `run`.
    fn datasets(&self, py: Python<'_>, search: Search, conditions: Conditions) -> PyResult<Rows> {
        let (name, places, first) = search;
        self.under(py, conditions, move |queries, options| async move {
            Ok(shown(&queries.datasets(&name, &places, found(first), &options).await?))
        })
    }

    /// How many [`Repository::datasets`] there are.
    fn count_datasets(&self, py: Python<'_>, search: Search, conditions: Conditions) -> PyResult<usize> {
        let (name, places, first) = search;
        self.under(
            py,
            conditions,
            move |queries, options| async move { queries.count_datasets(&name, &places, found(first), &options).await },
        )
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
        self.under(py, conditions, move |queries, options| async move {
            let listed = queries.datasets_of(&types, &collections, found(first), &options).await?;
            Ok(listed.iter().map(|one| (one.dataset_type.name.clone(), shown(&one.rows))).collect())
        })
    }

    /// Data IDs of these dimensions: columns of the required ones, then of the implied.
    fn data_ids(&self, py: Python<'_>, dimensions: Vec<String>, conditions: Conditions) -> PyResult<Rows> {
        self.under(py, conditions, move |queries, options| async move {
            Ok(shown(&queries.data_ids(&dimensions, &options, Records::Optional).await?))
        })
    }

    /// Data IDs with fields of elements and of joined datasets, named `visit.name` and `bias.run`.
    fn general(
        &self,
        py: Python<'_>,
        dimensions: Vec<String>,
        dimension_fields: BTreeMap<String, Vec<String>>,
        dataset_fields: BTreeMap<String, Vec<String>>,
        find_first: bool,
        conditions: Conditions,
    ) -> PyResult<Rows> {
        let fields = GeneralFields { dimension_fields, dataset_fields, names: Vec::new(), find_first };
        self.under(
            py,
            conditions,
            move |queries, options| async move { Ok(shown(&queries.general(&dimensions, &fields, &options).await?)) },
        )
    }

    /// The dimensions of an answer, of the conditions and of all that is joined.
    fn dimensions_of(&self, py: Python<'_>, dimensions: Vec<String>, conditions: Conditions) -> PyResult<Vec<String>> {
        self.under(py, conditions, move |queries, options| async move {
            Ok(queries.dimensions_of(&dimensions, &options)?.names().map(str::to_owned).collect())
        })
    }

    /// Records of an element, with all their fields.
    fn records(&self, py: Python<'_>, element: String, conditions: Conditions) -> PyResult<Rows> {
        self.under(py, conditions, move |queries, options| async move { Ok(shown(&queries.dimension_records(&element, &options).await?)) })
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
            let types = types.iter().map(|name| name.parse()).collect::<Result<_>>()?;
            let options = AssociationOptions { types, flatten_chains };
            Ok(shown(&shared.queries().await?.associations(&dataset_type, &collections, &options).await?))
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
        self.with(py, move |shared| async move { Ok(shown(&shared.queries().await?.dataset(id).await?)) })
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
