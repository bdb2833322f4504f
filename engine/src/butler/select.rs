//! Datasets that a question finds, with their files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::AsArray;
use futures::TryStreamExt;
use uuid::Uuid;

use super::Butler;
use crate::datasets::DatasetType;
use crate::exchange::placing::{Stored, datasets_in};
use crate::query::{Found, QueryOptions, Rows};
use crate::registry::{AsOf, Snapshot};
use crate::{Error, Result};

/// A question for datasets.
#[derive(Debug, Clone)]
pub struct Select {
    /// Names and patterns of dataset types; all if there are none.
    pub dataset_types: Vec<String>,
    /// Where they are searched.
    pub collections: Vec<String>,
    /// Which count where several have one data ID.
    pub found: Found,
    /// Conditions, order, limit.
    pub options: QueryOptions,
    /// The state that is asked.
    pub as_of: Option<AsOf>,
}

/// Datasets of one type.
#[derive(Debug, Clone)]
pub struct Selected {
    /// The type.
    pub dataset_type: Arc<DatasetType>,
    /// Columns of its dimensions, `id` and `run`.
    pub rows: Rows,
    /// The files of those that are stored.
    pub files: BTreeMap<Uuid, Vec<Stored>>,
}

impl Selected {
    /// UUIDs and runs, in the order of the rows.
    pub fn datasets(&self) -> Result<Vec<(Uuid, String)>> {
        let (ids, runs) = (self.rows.column("id")?.as_fixed_size_binary(), self.rows.column("run")?);
        let runs = arrow::compute::cast(runs, &arrow::datatypes::DataType::Utf8)?;
        let runs = runs.as_string::<i32>();
        let id = |row: usize| Uuid::from_slice(ids.value(row)).map_err(|_| Error::internal("a UUID that has no 16 bytes"));
        (0..self.rows.len()).map(|row| Ok((id(row)?, runs.value(row).to_owned()))).collect()
    }
}

impl Butler {
    /// Finds datasets and their files, by name of the type.
    pub async fn select(&self, select: &Select) -> Result<Vec<Selected>> {
        let queries = self.queries(select.as_of).await?;
        let all = ["*".to_owned()];
        let types = if select.dataset_types.is_empty() { &all[..] } else { &select.dataset_types };
        let listed = queries.datasets_of(types, &select.collections, select.found, &select.options).await?;
        let mut all = Vec::with_capacity(listed.len());
        for one in listed {
            let mut selected = Selected { dataset_type: one.dataset_type, rows: one.rows, files: BTreeMap::new() };
            let datasets = selected.datasets()?;
            let wanted: BTreeSet<Uuid> = datasets.iter().map(|(id, _)| *id).collect();
            let runs: BTreeSet<&str> = datasets.iter().map(|(_, run)| run.as_str()).collect();
            for run in runs {
                let of_run = self.files_in(queries.snapshot(), Some(&selected.dataset_type.name), run).await?;
                selected.files.extend(of_run.into_iter().filter(|(id, files)| wanted.contains(id) && !files.is_empty()));
            }
            all.push(selected);
        }
        Ok(all)
    }

    /// All datasets of a run, or those of one type, with their files.
    pub(super) async fn files_in(&self, snapshot: &Snapshot, dataset_type: Option<&str>, run: &str) -> Result<Vec<(Uuid, Vec<Stored>)>> {
        // Types of one run are asked for one after the other.
        datasets_in(snapshot, &self.registry.files().holding(), dataset_type, run)?.try_concat().await
    }
}
