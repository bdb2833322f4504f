//! What is defined and kept: collections, dataset types, dimension records, tags, validity ranges, and what goes.

use std::collections::BTreeMap;

use butler_engine::butler::{Prune, Selected, Wanted};
use butler_engine::collections::{ChainEdit, Collection, CollectionType};
use butler_engine::dimensions::{Record, Value, records_to_batch};
use butler_engine::registry::transaction::OnConflict;
use butler_engine::registry::{Decertify, Transaction};
use butler_engine::{Error, Result};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyFloat, PyInt, PyString};
use uuid::Uuid;

use crate::convert::timespan;
use crate::errors::raised;
use crate::repository::{Repository, Shared};

/// A value of a dimension record; a timespan is a pair of bounds.
struct Field(Value);

impl<'py> FromPyObject<'_, 'py> for Field {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Field> {
        Ok(Field(if value.is_none() {
            Value::Null
        } else if let Ok(truth) = value.cast::<PyBool>() {
            Value::Bool(truth.is_true())
        } else if value.cast::<PyInt>().is_ok() {
            Value::Int(value.extract()?)
        } else if value.cast::<PyFloat>().is_ok() {
            Value::Float(value.extract()?)
        } else if let Ok(text) = value.cast::<PyString>() {
            Value::Text(text.extract()?)
        } else if let Ok(bytes) = value.cast::<PyBytes>() {
            Value::Bytes(bytes.as_bytes().to_vec())
        } else {
            Value::Timespan(timespan(value.extract()?))
        }))
    }
}

fn uuids(ids: &[String]) -> Result<Vec<Uuid>> {
    ids.iter().map(|id| Uuid::parse_str(id).map_err(|_| Error::invalid("UUID", id, "it is none"))).collect()
}

/// Datasets with their files, by UUID.
pub async fn selected(shared: &Shared, ids: &[String]) -> Result<Vec<Selected>> {
    let queries = shared.queries().await?;
    let mut selected = Vec::with_capacity(ids.len());
    for id in uuids(ids)? {
        let rows = queries.dataset(id).await?;
        let wanted = Wanted { dataset_type: id.to_string(), as_of: shared.as_of, ..Wanted::default() };
        let found = shared.butler.find(&wanted).await?;
        let files = if found.files.is_empty() { BTreeMap::new() } else { BTreeMap::from([(id, found.files)]) };
        selected.push(Selected { dataset_type: found.dataset_type, rows, files });
    }
    Ok(selected)
}

impl Repository {
    /// Commits what `fill` writes into a transaction.
    fn commit(
        &self,
        py: Python<'_>,
        name: &'static str,
        fill: impl FnOnce(&mut Transaction) -> Result<()> + Send + 'static,
    ) -> PyResult<u64> {
        self.with(py, move |shared| async move {
            let mut transaction = Transaction::new(name);
            fill(&mut transaction)?;
            shared.butler.registry().commit(transaction).await?.version()
        })
    }
}

#[pymethods]
impl Repository {
    /// Registers a collection; whether it is new.
    fn register_collection(&self, py: Python<'_>, name: String, kind: String, doc: String) -> PyResult<bool> {
        let kind: CollectionType = kind.parse().map_err(raised)?;
        let known = name.clone();
        let is_new = self.ask(py, move |queries| Ok(!queries.snapshot().collections().contains_key(&known)))?;
        self.commit(py, "register-collection", move |transaction| {
            transaction.register_collection(Collection::new(name, kind)?.with_doc(doc));
            Ok(())
        })?;
        Ok(is_new)
    }

    /// Sets what a collection is for.
    fn set_doc(&self, py: Python<'_>, name: String, doc: String) -> PyResult<u64> {
        self.commit(py, "set-doc", move |transaction| {
            transaction.set_doc(name, doc);
            Ok(())
        })
    }

    /// Changes the children of a chain: `redefine`, `prepend`, `extend` or `remove`.
    fn edit_chain(&self, py: Python<'_>, chain: String, change: &str, children: Vec<String>) -> PyResult<u64> {
        let edit = match change {
            "prepend" => ChainEdit::Prepend(children),
            "extend" => ChainEdit::Extend(children),
            "remove" => ChainEdit::Remove(children),
            _ => ChainEdit::Redefine(children),
        };
        self.commit(py, "collection-chain", move |transaction| {
            transaction.edit_chain(chain, edit);
            Ok(())
        })
    }

    /// Removes a collection; of a RUN it must have no datasets' files left.
    fn remove_collection(&self, py: Python<'_>, name: String) -> PyResult<()> {
        self.with(py, move |shared| async move {
            let is_run = shared.queries().await?.collection(&name)?.kind == CollectionType::Run;
            if is_run {
                let removable = shared.butler.removable_runs(&[name]).await?;
                return shared.butler.remove_runs(&removable).await.map(drop);
            }
            let mut transaction = Transaction::new("remove-collections");
            transaction.remove_collection(name);
            shared.butler.registry().commit(transaction).await?.version().map(drop)
        })
    }

    /// Removes RUN collections with their datasets and files; how many of these.
    fn remove_runs(&self, py: Python<'_>, names: Vec<String>) -> PyResult<u64> {
        self.with(py, move |shared| async move {
            shared.queries().await?;
            let removable = shared.butler.removable_runs(&names).await?;
            Ok(shared.butler.remove_runs(&removable).await?.files)
        })
    }

    /// Registers a dataset type; whether it is new.
    fn register_dataset_type(
        &self,
        py: Python<'_>,
        name: String,
        storage_class: String,
        dimensions: Vec<String>,
        is_calibration: bool,
    ) -> PyResult<bool> {
        self.with(py, move |shared| async move {
            shared.queries().await?;
            shared.butler.register_dataset_type(&name, &storage_class, &dimensions, is_calibration).await
        })
    }

    /// Removes dataset types that no dataset has, by names and patterns.
    fn remove_dataset_types(&self, py: Python<'_>, names: Vec<String>) -> PyResult<Vec<String>> {
        self.with(py, move |shared| async move {
            shared.queries().await?;
            shared.butler.remove_dataset_types(&names).await
        })
    }

    /// Puts datasets into a TAGGED collection.
    fn associate(&self, py: Python<'_>, collection: String, ids: Vec<String>) -> PyResult<u64> {
        self.commit(py, "associate", move |transaction| {
            transaction.associate(collection, uuids(&ids)?);
            Ok(())
        })
    }

    /// Takes datasets out of a TAGGED collection.
    fn disassociate(&self, py: Python<'_>, collection: String, ids: Vec<String>) -> PyResult<u64> {
        self.commit(py, "disassociate", move |transaction| {
            transaction.disassociate(collection, uuids(&ids)?);
            Ok(())
        })
    }

    /// Makes datasets valid for a timespan in a CALIBRATION collection.
    fn certify(&self, py: Python<'_>, collection: String, ids: Vec<String>, span: (i64, i64)) -> PyResult<u64> {
        self.commit(py, "certify-calibrations", move |transaction| {
            transaction.certify(collection, uuids(&ids)?, timespan(span));
            Ok(())
        })
    }

    /// Ends the validity of a type, or of some of its datasets, for a timespan.
    #[pyo3(signature = (collection, dataset_type, span, ids = None))]
    fn decertify(
        &self,
        py: Python<'_>,
        collection: String,
        dataset_type: String,
        span: (i64, i64),
        ids: Option<Vec<String>>,
    ) -> PyResult<u64> {
        self.commit(py, "decertify-calibrations", move |transaction| {
            let ids = ids.map(|ids| uuids(&ids)).transpose()?;
            transaction.decertify(Decertify { collection, dataset_type, timespan: timespan(span), ids });
            Ok(())
        })
    }

    /// Inserts records of an element. Those whose key exists are refused if they differ (`fail`), kept (`keep`) or replaced (`update`).
    fn insert_records(&self, py: Python<'_>, element: String, records: Vec<Vec<(String, Field)>>, conflict: &str) -> PyResult<u64> {
        let on_conflict = match conflict {
            "keep" => OnConflict::Keep,
            "update" => OnConflict::Update,
            _ => OnConflict::Fail,
        };
        self.with(py, move |shared| async move {
            let universe = shared.queries().await?.snapshot().universe.clone();
            let of = universe.element(&element)?;
            let made = records.into_iter().map(|fields| Record::new(of, fields.into_iter().map(|(name, value)| (name, value.0))));
            let made = made.collect::<Result<Vec<Record>>>()?;
            let mut transaction = Transaction::new("insert-records");
            transaction.insert_records(&element, records_to_batch(of, &made)?, on_conflict);
            shared.butler.registry().commit(transaction).await?.version()
        })
    }

    /// Removes datasets (`purge`), their files (`unstore`), or takes them out of TAGGED collections.
    fn prune(&self, py: Python<'_>, ids: Vec<String>, purge: bool, unstore: bool, tags: Vec<String>) -> PyResult<u64> {
        self.with(py, move |shared| async move {
            let selected = selected(&shared, &ids).await?;
            let how = match (purge, tags.is_empty()) {
                (true, _) => Prune::Purge,
                (false, true) => Prune::Unstore,
                (false, false) => Prune::Disassociate { tags, unstore },
            };
            Ok(shared.butler.prune(&selected, &how).await?.datasets)
        })
    }
}
