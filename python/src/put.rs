//! Datasets that are put: bytes, tables, files.

use std::path::PathBuf;

use butler_catalogs::tables::Format;
use butler_engine::butler::{Disassembly, NewFile, PutOptions, given};
use butler_engine::context::stores::Location;
use butler_engine::datasets::IdMode;
use butler_engine::datastore::{Formatters, Mode};
use butler_engine::{Error, Result};
use pyo3::prelude::*;

use crate::convert::{DataId, keys};
use crate::errors::raised;
use crate::repository::Repository;
use crate::rows::Rows;
use crate::runtime::Watcher;

fn options(dataset_type: String, run: String, mode: Mode) -> PutOptions {
    PutOptions { dataset_type, run, mode, ids: IdMode::Unique, formatter: None, disassembly: Disassembly::Configured }
}

/// What the names of files end in whose datasets have a storage class, as in the reference.
fn extension(storage_class: &str) -> Result<String> {
    Ok(Formatters::shipped()?.of(storage_class).extension.clone().unwrap_or_default())
}

#[pymethods]
impl Repository {
    /// Puts bytes as a dataset; its UUID. Without an extension, the name of the file ends in that of the storage class.
    #[pyo3(signature = (bytes, dataset_type, run, data_id, suffix = None))]
    fn put_bytes(
        &self,
        py: Python<'_>,
        bytes: Vec<u8>,
        dataset_type: String,
        run: String,
        data_id: DataId,
        suffix: Option<String>,
    ) -> PyResult<String> {
        let keys = keys(data_id);
        self.with(py, |shared| async move {
            let suffix = match suffix {
                Some(suffix) => suffix,
                None => extension(&shared.queries().await?.snapshot().dataset_type(&dataset_type)?.storage_class)?,
            };
            let put = shared.butler.put_bytes(&options(dataset_type, run, Mode::Copy), keys, bytes.into(), &suffix).await?;
            put.ids.first().map(ToString::to_string).ok_or_else(|| Error::internal("nothing was put"))
        })
    }

    /// Puts a table as a dataset, in the format in which its storage class has tables; its UUID.
    fn put_table(&self, py: Python<'_>, rows: &Rows, dataset_type: String, run: String, data_id: DataId) -> PyResult<String> {
        let class = self.ask(py, {
            let name = dataset_type.clone();
            move |queries| Ok(queries.snapshot().dataset_type(&name)?.storage_class.clone())
        })?;
        let (bytes, suffix) = py.detach(|| table_file(rows, &class)).map_err(raised)?;
        self.put_bytes(py, bytes, dataset_type, run, data_id, Some(suffix))
    }

    /// Puts files as datasets of one type, each with the data IDs of those that are in it; their UUIDs.
    #[pyo3(signature = (files, dataset_type, run, transfer, ids = "unique", formatter = None, watcher = None))]
    #[allow(clippy::too_many_arguments)]
    fn put_files(
        &self,
        py: Python<'_>,
        files: Vec<(String, Vec<DataId>)>,
        dataset_type: String,
        run: String,
        transfer: &str,
        ids: &str,
        formatter: Option<String>,
        watcher: Watcher,
    ) -> PyResult<Vec<String>> {
        let mode: Mode = transfer.parse().map_err(raised)?;
        let ids: IdMode = ids.parse().map_err(raised)?;
        let options = PutOptions { ids, formatter, ..options(dataset_type, run, mode) };
        let file = |(path, data_ids): (String, Vec<DataId>)| {
            let from = if path.contains("://") { Location::parse(&path)? } else { Location::of_path(absolute(path)?) };
            Ok(NewFile { from, data_ids: data_ids.into_iter().map(|data_id| given(keys(data_id))).collect() })
        };
        let files: Vec<NewFile> = files.into_iter().map(file).collect::<Result<_>>().map_err(raised)?;
        self.with_watched(py, watcher, |shared, progress| async move {
            Ok(shared.butler.watched(&progress).put(&options, files).await?.ids.iter().map(ToString::to_string).collect())
        })
    }

    /// The URIs that the files of a dataset would have, with the components in them.
    fn predict(&self, py: Python<'_>, dataset_type: String, run: String, data_id: DataId) -> PyResult<Vec<(Option<String>, String)>> {
        let keys = keys(data_id);
        self.with(py, |shared| async move { shared.butler.predict(&options(dataset_type, run, Mode::Copy), keys).await })
    }
}

fn absolute(path: String) -> Result<PathBuf> {
    std::path::absolute(&path).map_err(|source| Error::Io { doing: "find", location: path, source })
}

/// A table as a file of the format that its storage class has, and the end of the file's name.
fn table_file(rows: &Rows, storage_class: &str) -> Result<(Vec<u8>, String)> {
    let suffix = extension(storage_class)?;
    let name = format!("table{suffix}");
    // The reference's word for Parquet is `.parq`.
    let format = Format::of_name(name.as_ref()).unwrap_or(Format::Parquet);
    let mut bytes = Vec::new();
    rows.write_to(format, &mut bytes)?;
    Ok((bytes, if suffix.is_empty() { ".parq".to_owned() } else { suffix }))
}
