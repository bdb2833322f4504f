//! Where the files of datasets are.

use std::collections::{BTreeMap, BTreeSet};

use arrow::array::{Array, ArrayRef, AsArray};
use datafusion::logical_expr::lit;
use uuid::Uuid;

use super::Queries;
use super::finish::Rows;
use super::relation::plain;
use crate::{Error, Result};

/// A file of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// The component that it holds; `None` if it holds the dataset.
    pub component: Option<String>,
    /// Its URI.
    pub uri: String,
}

impl Queries {
    /// The files of datasets of a type, by UUID; `datasets` has the columns `id` and `run`. Datasets that are not stored are missing.
    pub async fn files_of(&self, dataset_type: &str, datasets: &Rows) -> Result<BTreeMap<Uuid, Vec<StoredFile>>> {
        let wanted: BTreeSet<Uuid> = (0..datasets.len()).map(|row| id(datasets.column("id")?, row)).collect::<Result<_>>()?;
        let runs = datasets.column("run")?;
        let runs: BTreeSet<String> = (0..datasets.len()).filter_map(|row| text(runs, row)).collect();
        let runs = runs.into_iter().map(lit).collect();
        let plan = self.table("datasets")?.filter(plain("type").eq(lit(dataset_type)).and(plain("run").in_list(runs, false)))?;
        let found = self.collect(plan.project(["id", "uri", "components"].map(plain))?.build()?).await?;
        let mut stored = BTreeMap::new();
        for row in 0..found.len() {
            let id = id(found.column("id")?, row)?;
            if wanted.contains(&id) {
                let of_one = files(&found, row)?;
                if !of_one.is_empty() {
                    stored.insert(id, of_one);
                }
            }
        }
        Ok(stored)
    }
}

/// The one file, or those of components by name.
fn files(found: &Rows, row: usize) -> Result<Vec<StoredFile>> {
    if let Some(uri) = text(found.column("uri")?, row) {
        return Ok(vec![StoredFile { component: None, uri }]);
    }
    let components = found.column("components")?;
    if components.is_null(row) {
        return Ok(Vec::new());
    }
    let components = components.as_list::<i32>().value(row);
    let (members, missing) = (components.as_struct(), || Error::internal("a file of a component without its columns"));
    let names = members.column_by_name("component").ok_or_else(missing)?;
    let uris = members.column_by_name("uri").ok_or_else(missing)?;
    let mut places: Vec<StoredFile> =
        (0..members.len()).filter_map(|i| Some(StoredFile { component: text(names, i), uri: text(uris, i)? })).collect();
    places.sort_by(|a, b| a.component.cmp(&b.component));
    Ok(places)
}

fn id(column: &ArrayRef, row: usize) -> Result<Uuid> {
    let ids = column.as_fixed_size_binary_opt().ok_or_else(|| Error::internal("UUIDs that are no 16 bytes"))?;
    Uuid::from_slice(ids.value(row)).map_err(|_| Error::internal("a UUID that has no 16 bytes"))
}

fn text(column: &ArrayRef, row: usize) -> Option<String> {
    if column.is_null(row) {
        return None;
    }
    match column.data_type() {
        arrow::datatypes::DataType::Utf8View => Some(column.as_string_view().value(row).to_owned()),
        arrow::datatypes::DataType::Utf8 => Some(column.as_string::<i32>().value(row).to_owned()),
        _ => None,
    }
}
