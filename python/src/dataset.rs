//! One dataset: found once, then read as a table, an image, a component or bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use butler_catalogs::images::Exposure;
use butler_catalogs::tables::Table;
use butler_engine::Error;
use butler_engine::butler::{FoundDataset, Parameters, Read, TablePart, Wanted};
use butler_engine::datasets::split_component;
use butler_engine::dimensions::Key;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use crate::convert::{DataId, keys, timespan, uuid};
use crate::image::{Image, component_object, plane_object};
use crate::queries::key_object;
use crate::repository::{Repository, Shared};
use crate::rows::Rows;
use crate::runtime::run;
use crate::tables::read;

/// A dataset that was found, with its files.
#[pyclass(frozen, module = "butler_arrow._native")]
pub struct Found {
    found: Arc<FoundDataset>,
    shared: Arc<Shared>,
}

#[pymethods]
impl Repository {
    /// Finds the dataset that is meant by a type (or a component, `calexp.wcs`) and a data ID as people write it, in the first of `collections` that has it.
    /// Of `defaults`, values of governors, those are taken that the type has and the data ID says nothing about.
    #[pyo3(signature = (dataset_type, data_id, collections, defaults, span = None))]
    fn find(
        &self,
        py: Python<'_>,
        dataset_type: String,
        data_id: DataId,
        collections: Vec<String>,
        defaults: DataId,
        span: Option<(i64, i64)>,
    ) -> PyResult<Found> {
        let wanted = Wanted { dataset_type, data_id: keys(data_id), collections, timespan: span.map(timespan), as_of: self.shared().as_of };
        self.found(py, wanted, keys(defaults), None)
    }

    /// The dataset with a UUID, or a component of it.
    #[pyo3(signature = (id, component = None))]
    fn locate(&self, py: Python<'_>, id: &str, component: Option<String>) -> PyResult<Found> {
        let wanted = Wanted { dataset_type: uuid(id)?.to_string(), as_of: self.shared().as_of, ..Wanted::default() };
        self.found(py, wanted, Vec::new(), component)
    }
}

impl Repository {
    fn found(&self, py: Python<'_>, mut wanted: Wanted, defaults: Vec<(String, Key)>, component: Option<String>) -> PyResult<Found> {
        let shared = self.shared();
        let found = self.with(py, |shared| async move {
            let queries = shared.queries().await?;
            if let Ok(of) = queries.snapshot().dataset_type(split_component(&wanted.dataset_type).0) {
                let is_said = |name: &str| wanted.data_id.iter().any(|(given, _)| given.split('.').next() == Some(name));
                let missing: Vec<_> = defaults.into_iter().filter(|(name, _)| of.dimensions.contains(name) && !is_said(name)).collect();
                wanted.data_id.extend(missing);
            }
            let found = shared.butler.find(&wanted).await?;
            match component {
                Some(component) => found.component(&component),
                None => Ok(found),
            }
        })?;
        Ok(Found { found: Arc::new(found), shared })
    }
}

#[pymethods]
impl Found {
    /// Its UUID.
    #[getter]
    fn id(&self) -> String {
        self.found.id.to_string()
    }

    /// The name of its type, without component.
    #[getter]
    fn dataset_type(&self) -> String {
        self.found.dataset_type.name.clone()
    }

    /// The component that is meant, if not the whole.
    #[getter]
    fn component(&self) -> Option<String> {
        self.found.component.clone()
    }

    /// Its RUN collection.
    #[getter]
    fn run(&self) -> String {
        self.found.run.clone()
    }

    /// Its data ID: the required dimensions.
    fn data_id<'py>(&self, py: Python<'py>) -> PyResult<Vec<(String, Bound<'py, PyAny>)>> {
        self.found.data_id.iter().map(|(name, key)| Ok((name.to_owned(), key_object(py, key)?))).collect()
    }

    /// Its type as [`Repository::dataset_type`] tells it.
    #[getter]
    fn told(&self) -> (String, Vec<String>, String, bool) {
        let of = &self.found.dataset_type;
        (of.name.clone(), of.dimensions.names().map(str::to_owned).collect(), of.storage_class.clone(), of.is_calibration)
    }

    /// The values of all its dimensions, required ones first; None for an implied one that has no value.
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Vec<Option<Bound<'py, PyAny>>>> {
        let of_implied = |name: &str| self.found.implied.iter().find(|(known, _)| known == name).map(|(_, key)| key);
        let of = |name: &str| self.found.data_id.get(name).or_else(|| of_implied(name));
        self.found.dataset_type.dimensions.data_id_keys().map(|name| of(name).map(|key| key_object(py, key)).transpose()).collect()
    }

    /// Whether it has files.
    #[getter]
    fn is_stored(&self) -> bool {
        !self.found.files.is_empty()
    }

    /// The components that are stored in files of their own; none if the whole is one file.
    #[getter]
    fn parts(&self) -> Vec<String> {
        self.found.files.iter().filter_map(|file| file.component.clone()).collect()
    }

    /// URIs of its files with the components in them.
    fn uris(&self) -> PyResult<Vec<(Option<String>, String)>> {
        let uris = self.found.uris(self.shared.butler.datastore()).map_err(crate::errors::raised)?;
        Ok(uris.into_iter().map(|(component, uri)| (component.map(str::to_owned), uri)).collect())
    }

    /// Whether its files are where the registry says.
    fn are_files_there(&self, py: Python<'_>) -> PyResult<bool> {
        let (found, shared) = (self.found.clone(), self.shared.clone());
        run(py, move || async move {
            for file in &found.files {
                match shared.butler.datastore().open(&file.path, &file.known()).await {
                    Ok(_) => {}
                    Err(error) if error.is_not_found() => return Ok(false),
                    Err(error) => return Err(error),
                }
            }
            Ok(!found.files.is_empty())
        })
    }

    /// A component of it.
    fn of_component(&self, name: &str) -> PyResult<Found> {
        let found = self.found.component(name).map_err(crate::errors::raised)?;
        Ok(Found { found: Arc::new(found), shared: self.shared.clone() })
    }

    /// What is meant of a table: `whole`, `columns`, `schema` or `rowcount`; None if it is no table.
    fn table_part(&self) -> PyResult<Option<&'static str>> {
        let part = self.found.table_part().map_err(crate::errors::raised)?;
        Ok(part.map(|part| match part {
            TablePart::Whole => "whole",
            TablePart::Columns => "columns",
            TablePart::Schema => "schema",
            TablePart::RowCount => "rowcount",
        }))
    }

    /// Its table, or the columns of it that names and patterns mean.
    #[pyo3(signature = (columns = None))]
    fn table(&self, py: Python<'_>, columns: Option<Vec<String>>) -> PyResult<Rows> {
        let (found, shared) = (self.found.clone(), self.shared.clone());
        run(py, move || async move {
            let table = Table::open(&shared.butler.open_file(&found).await?, None, None).await?;
            read(&table, columns.as_deref(), None).await
        })
    }

    /// No rows of its table, and the number that there are.
    fn table_head(&self, py: Python<'_>) -> PyResult<(Rows, u64)> {
        let (found, shared) = (self.found.clone(), self.shared.clone());
        run(py, move || async move {
            let table = Table::open(&shared.butler.open_file(&found).await?, None, None).await?;
            Ok((Rows::new(table.schema().clone(), Vec::new()), table.row_count()))
        })
    }

    /// Its bytes, what they are read as, and what the file's name ends in.
    fn bytes<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyBytes>, &'static str, String)> {
        let (found, shared) = (self.found.clone(), self.shared.clone());
        let content = run(py, move || async move { shared.butler.get(&found).await })?;
        Ok((PyBytes::new(py, &content.bytes), content.kind.name(), content.extension))
    }

    /// The image in its file, or in that of one of its components.
    #[pyo3(signature = (component = None))]
    fn image(&self, py: Python<'_>, component: Option<String>) -> PyResult<Image> {
        let (found, shared) = (self.found.clone(), self.shared.clone());
        let exposure = run(py, move || async move {
            let file = found.files.iter().find(|file| file.component == component);
            let file = match file {
                Some(file) => file,
                None => found.file()?,
            };
            let source = shared.butler.datastore().open(&file.path, &file.known()).await?;
            Ok(Exposure::open(&source).await?)
        })?;
        Ok(Image::new(exposure))
    }

    /// What is meant of an image, with parameters: a word for what it is, and its content.
    fn read<'py>(&self, py: Python<'py>, parameters: BTreeMap<String, String>) -> PyResult<(&'static str, Bound<'py, PyAny>)> {
        let (found, shared) = (self.found.clone(), self.shared.clone());
        let read = run(py, move || async move { shared.butler.read(&found, &Parameters(parameters)).await })?;
        match read {
            Read::Bytes(content) => Ok(("bytes", PyBytes::new(py, &content.bytes).into_any())),
            Read::Component(value) => component_object(py, value),
            Read::Cutout(cutout) => {
                let planes = cutout.planes().iter().map(|plane| plane_object(py, plane)).collect::<PyResult<Vec<_>>>()?;
                Ok(("cutout", PyTuple::new(py, planes)?.into_any()))
            }
            Read::Table(..) => Err(crate::errors::raised(Error::internal("a table was read as an image"))),
        }
    }
}
