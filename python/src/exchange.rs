//! Exports and imports, and datasets that go to other places.

use std::collections::{BTreeMap, BTreeSet};

use butler_engine::butler::{ExportOptions, Files, ImportOptions, RetrieveOptions, TransferOptions};
use butler_engine::datastore::Mode;
use butler_engine::exchange::export::{Chosen, Datasets, What};
use butler_engine::{Error, Result};
use pyo3::prelude::*;
use uuid::Uuid;

use crate::curate::selected;
use crate::errors::raised;
use crate::repository::Repository;
use crate::rows::Rows;
use crate::runtime::Watcher;

/// How many there are of each sort.
type Counts = BTreeMap<&'static str, u64>;

#[pymethods]
impl Repository {
    /// Writes an export file `file` in `directory`, and brings the files of datasets there if `transfer` says how. `datasets` are UUIDs by type and run;
    /// `data_ids` dimensions with rows of them; `records` elements with rows of their keys; `elements` those whose records go along, all if absent.
    #[pyo3(signature = (directory, file, transfer, collections, datasets, data_ids, records, elements, watcher = None))]
    #[allow(clippy::too_many_arguments)]
    fn export(
        &self,
        py: Python<'_>,
        directory: String,
        file: String,
        transfer: Option<&str>,
        collections: Vec<String>,
        datasets: Vec<(String, String, Vec<String>)>,
        data_ids: Vec<(Vec<String>, Bound<'_, Rows>)>,
        records: Vec<(String, Bound<'_, Rows>)>,
        elements: Option<Vec<String>>,
        watcher: Watcher,
    ) -> PyResult<Counts> {
        let transfer = transfer.map(str::parse::<Mode>).transpose().map_err(raised)?.filter(|mode| *mode != Mode::Direct);
        let datasets = chosen(datasets).map_err(raised)?;
        let batch = |rows: &Bound<'_, Rows>| rows.get().batch().map_err(raised);
        let data_ids = data_ids.iter().map(|(names, rows)| Ok((names.clone(), batch(rows)?))).collect::<PyResult<Vec<_>>>()?;
        let records = records.iter().map(|(name, rows)| Ok((name.clone(), batch(rows)?))).collect::<PyResult<Vec<_>>>()?;
        self.with_watched(py, watcher, move |shared, progress| async move {
            let universe = shared.queries().await?.snapshot().universe.clone();
            let data_ids = data_ids.into_iter().map(|(names, rows)| Ok((universe.conform(&names)?, rows))).collect::<Result<Vec<_>>>()?;
            let elements = elements.map(|names| names.into_iter().collect::<BTreeSet<String>>());
            let what = What::Chosen(Chosen { collections, datasets, data_ids, records, elements });
            let report =
                shared.butler.watched(&progress).export(&ExportOptions { what, transfer, directory, file }, &shared.surroundings).await?;
            Ok(Counts::from([
                ("dimension records", report.records),
                ("collections", report.collections),
                ("datasets", report.datasets),
                ("associations", report.associations),
                ("files", report.files),
            ]))
        })
    }

    /// Imports an export; without a way for files, the rows alone.
    #[pyo3(signature = (directory, export_file, transfer, skip_dimensions, watcher = None))]
    fn import_export(
        &self,
        py: Python<'_>,
        directory: String,
        export_file: String,
        transfer: Option<&str>,
        skip_dimensions: Vec<String>,
        watcher: Watcher,
    ) -> PyResult<Counts> {
        let files = match transfer {
            Some(mode) => Files::Transfer(mode.parse().map_err(raised)?),
            None => Files::RegistryOnly,
        };
        let options = ImportOptions { directory, export_file, files, skip_dimensions: skip_dimensions.into_iter().collect() };
        self.with_watched(py, watcher, move |shared, progress| async move {
            let report = shared.butler.watched(&progress).import(&options, &shared.surroundings).await?;
            Ok(Counts::from([
                ("dimension records", report.records),
                ("collections", report.collections),
                ("dataset types", report.dataset_types),
                ("datasets", report.datasets),
                ("associations", report.associations),
            ]))
        })
    }

    /// Brings the files of datasets to a folder or URI; returns where each is.
    #[pyo3(signature = (ids, destination, transfer, preserve_path, overwrite, watcher = None))]
    #[allow(clippy::too_many_arguments)]
    fn retrieve(
        &self,
        py: Python<'_>,
        ids: Vec<String>,
        destination: String,
        transfer: &str,
        preserve_path: bool,
        overwrite: bool,
        watcher: Watcher,
    ) -> PyResult<Vec<String>> {
        let mode = transfer.parse().map_err(raised)?;
        self.with_watched(py, watcher, move |shared, progress| async move {
            let selected = selected(&shared, &ids).await?;
            let options = RetrieveOptions { destination, mode, preserve_path, clobber: overwrite };
            shared.butler.watched(&progress).retrieve(&selected, &options, &shared.surroundings).await
        })
    }

    /// Brings datasets into another repository; how many are new there.
    #[pyo3(signature = (other, ids, transfer, register_dataset_types, transfer_dimensions, watcher = None))]
    #[allow(clippy::too_many_arguments)]
    fn transfer_to(
        &self,
        py: Python<'_>,
        other: &Repository,
        ids: Vec<String>,
        transfer: &str,
        register_dataset_types: bool,
        transfer_dimensions: bool,
        watcher: Watcher,
    ) -> PyResult<u64> {
        let mode = transfer.parse().map_err(raised)?;
        let other = other.shared();
        self.with_watched(py, watcher, move |shared, progress| async move {
            let selected = selected(&shared, &ids).await?;
            let options = TransferOptions { mode, register_dataset_types, transfer_dimensions };
            Ok(shared.butler.transfer_to(&other.butler.watched(&progress), &selected, &options).await?.datasets)
        })
    }
}

fn chosen(datasets: Vec<(String, String, Vec<String>)>) -> Result<Datasets> {
    let mut chosen = Datasets::new();
    for (dataset_type, run, ids) in datasets {
        let ids = ids.iter().map(|id| Uuid::parse_str(id).map_err(|_| Error::invalid("UUID", id, "it is none")));
        chosen.entry((dataset_type, run)).or_default().extend(ids.collect::<Result<BTreeSet<_>>>()?);
    }
    Ok(chosen)
}
