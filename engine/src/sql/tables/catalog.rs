//! The schema `registry`: which tables there are. A table is made when a statement names it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use datafusion::catalog::{MemTable, SchemaProvider, TableProvider};
use datafusion::common::{DataFusionError, Result};
use datafusion::datasource::TableType;

use super::{collections, commits, dataset_types, datasets, elements, tags};
use crate::registry::files::Files;
use crate::registry::log::Log;
use crate::registry::snapshot::Snapshot;
use crate::registry::table::{COLLECTION, DATASET, DATASET_BY_ID, DATASET_TYPE, TAG, TRASH, VALIDITY};
use crate::sql::provider::Stored;

/// Tables that are not those of dimension elements.
const FIXED: [&str; 6] = ["collections", "commits", "dataset_types", "datasets", "tags", "validity"];

/// `datasets` with the stored files in one column more. It has no name in SQL.
pub const DATASETS_WITH_FILES: &str = "datasets with files";

/// What all tables are made from.
#[derive(Debug)]
pub struct Shared {
    /// The state.
    pub snapshot: Arc<Snapshot>,
    /// The registry's files.
    pub files: Files,
    /// The URI below which relative paths of stored files are.
    pub datastore_root: Arc<str>,
    /// The log, for `commits`.
    pub log: Option<Log>,
}

impl Shared {
    /// A stored table.
    pub fn stored(&self, name: &str) -> Result<Stored> {
        Ok(Stored::new(self.snapshot.table(name)?.clone(), self.files.clone()))
    }
}

/// The schema.
#[derive(Debug)]
pub struct RegistrySchema {
    shared: Arc<Shared>,
    made: Mutex<HashMap<String, Arc<dyn TableProvider>>>,
}

impl RegistrySchema {
    /// Of a state.
    pub fn new(shared: Arc<Shared>) -> RegistrySchema {
        RegistrySchema { shared, made: Mutex::default() }
    }

    /// Names of all tables, in order.
    pub fn names(&self) -> Vec<String> {
        let stored = [DATASET, DATASET_BY_ID, COLLECTION, DATASET_TYPE, TAG, VALIDITY, TRASH];
        let elements = self.shared.snapshot.tables().map(|(name, _)| name).filter(|name| !stored.contains(name));
        let fixed = FIXED.into_iter().filter(|name| *name != "commits" || self.shared.log.is_some());
        let mut names: Vec<String> = fixed.chain(elements).map(str::to_owned).collect();
        names.sort();
        names
    }

    /// The table with exactly that name.
    pub fn get(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        let mut made = self.made.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(table) = made.get(name) {
            return Ok(Some(table.clone()));
        }
        let Some(table) = self.make(name)? else { return Ok(None) };
        made.insert(name.to_owned(), table.clone());
        Ok(Some(table))
    }

    fn make(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        let shared = &*self.shared;
        Ok(match name {
            "datasets" => Some(Arc::new(datasets::table(shared)?)),
            DATASETS_WITH_FILES => Some(Arc::new(datasets::with_files(shared)?)),
            "tags" => Some(Arc::new(tags::table(shared, TAG)?)),
            "validity" => Some(Arc::new(tags::table(shared, VALIDITY)?)),
            "collections" => Some(in_memory(collections::rows(shared)?)?),
            "dataset_types" => Some(in_memory(dataset_types::rows(shared)?)?),
            "commits" => shared.log.as_ref().map(|log| Arc::new(commits::Commits::new(log.clone(), shared.snapshot.version)) as _),
            element if self.names().iter().any(|n| n == element) => Some(Arc::new(elements::table(shared, element)?)),
            _ => None,
        })
    }
}

fn in_memory(batch: arrow::array::RecordBatch) -> Result<Arc<dyn TableProvider>> {
    Ok(Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]])?))
}

#[async_trait]
impl SchemaProvider for RegistrySchema {
    fn table_names(&self) -> Vec<String> {
        self.names()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>, DataFusionError> {
        self.get(name)
    }

    async fn table_type(&self, name: &str) -> Result<Option<TableType>> {
        Ok(self.table_exist(name).then_some(TableType::Base))
    }

    fn table_exist(&self, name: &str) -> bool {
        self.names().iter().any(|n| n == name)
    }
}
