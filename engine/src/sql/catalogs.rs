//! The schema `catalogs`: every tabular dataset type as a table over the files of all its datasets, where they lie.
//!
//! `listing` finds the datasets and their files, `shape` unites the schemas of files by name, `table` is what a query asks, `exec` and `read` read the files
//! in parallel, `position` leaves files out whose region can't meet what is asked for, `groups` row groups of Parquet.
//!
//! Rules that others rely on:
//! - The data ID, `run` and `dataset_id` stand in front; a column of a file with one of these names is behind them and not seen.
//! - A dataset that is registered and not stored has no rows. A file that is missing or damaged is an error.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::RecordBatch;
use async_trait::async_trait;
use datafusion::catalog::{SchemaProvider, TableProvider};
use datafusion::common::DataFusionError;
use datafusion::datasource::TableType;
use datafusion::execution::SessionState;
use datafusion::logical_expr::LogicalPlan;

use super::table_functions::builder::Builder;
use super::tables::catalog::{RegistrySchema, Shared};
use crate::datasets::{DatasetType, Kind, StorageClasses};
use crate::datastore::Datastore;
use crate::{Error, Result};

mod exec;
mod files;
mod groups;
mod listing;
mod options;
mod position;
mod read;
mod shape;
mod table;

pub use files::{FileTable, open_any};
pub use listing::{DatasetFile, Listing, stored};
pub use options::{ButlerOptions, COLLECTIONS};
pub use position::coordinates;
pub use table::CatalogTable;
pub use table::is_decided;

/// The schema's name.
pub const CATALOGS: &str = "catalogs";

/// The tables of one state, made when a statement names them.
#[derive(Debug)]
pub struct Catalogs {
    shared: Arc<Shared>,
    builder: Builder,
    datastore: Option<Datastore>,
    made: Mutex<HashMap<(String, String), Arc<CatalogTable>>>,
    /// The collections that are searched; empty for each RUN's rows.
    collections: Mutex<String>,
    /// What plans of datasets are made and run with.
    state: Mutex<Option<SessionState>>,
}

impl Catalogs {
    /// Of a state, whose files are in `datastore`; without one there are no tables.
    pub fn new(shared: &Arc<Shared>, schema: &Arc<RegistrySchema>, datastore: Option<Datastore>) -> Catalogs {
        Catalogs {
            shared: shared.clone(),
            builder: Builder::new(shared.clone(), schema.clone()).with_files(),
            datastore,
            made: Mutex::default(),
            collections: Mutex::default(),
            state: Mutex::default(),
        }
    }

    /// What the tables of the next statement are made with.
    pub fn prepare(&self, state: SessionState) {
        let collections = state.config_options().extensions.get::<ButlerOptions>().map(|options| options.collections.clone());
        *lock(&self.collections) = collections.unwrap_or_default();
        *lock(&self.state) = Some(state);
    }

    /// Names of all tables: of dataset types that are read as tables.
    pub fn names(&self) -> Vec<String> {
        if self.datastore.is_none() {
            return Vec::new();
        }
        let types = self.shared.snapshot.dataset_types().values();
        types.filter(|dataset_type| is_tabular(dataset_type)).map(|dataset_type| dataset_type.name.clone()).collect()
    }

    /// That there is no table of this name, and why.
    pub fn no_table(&self, name: &str) -> Error {
        match self.shared.snapshot.dataset_types().get(name) {
            Some(dataset_type) => {
                let reason = format!("it is not read as a table: its storage class is `{}`", dataset_type.storage_class);
                Error::invalid("dataset type", name, reason)
            }
            None => Error::missing("dataset type", name, self.names().iter().map(String::as_str)),
        }
    }

    /// The datasets of a type that are found first in `collections`; without any in those that are set, or all.
    pub async fn listing(&self, name: &str, collections: Option<&str>) -> Result<Listing> {
        let dataset_type = self.shared.snapshot.dataset_type(name)?;
        let collections = collections.map_or_else(|| lock(&self.collections).clone(), str::to_owned);
        let mut listing = Listing::new(&self.builder, dataset_type, &collections)?;
        listing.load(&self.state()?).await?;
        Ok(listing)
    }

    /// The files of datasets.
    pub fn datastore(&self) -> Option<&Datastore> {
        self.datastore.as_ref()
    }

    /// What plans over the registry's tables are made with.
    pub fn builder(&self) -> &Builder {
        &self.builder
    }

    /// The rows of such a plan.
    pub async fn run(&self, plan: &LogicalPlan) -> Result<RecordBatch> {
        listing::run(plan, &self.state()?).await
    }

    fn state(&self) -> Result<SessionState> {
        lock(&self.state).clone().ok_or_else(|| Error::internal("tables before a session"))
    }

    /// The table of a dataset type as it is found in the collections that are set.
    pub async fn get(&self, name: &str) -> Result<Option<Arc<CatalogTable>>> {
        let collections = lock(&self.collections).clone();
        self.found(name, &collections).await
    }

    /// The table of a dataset type; of the datasets that are found first in `collections` (separated by commas), or of all without any.
    pub async fn found(&self, name: &str, collections: &str) -> Result<Option<Arc<CatalogTable>>> {
        let key = (name.to_owned(), collections.to_owned());
        if let Some(table) = lock(&self.made).get(&key) {
            return Ok(Some(table.clone()));
        }
        let Some(datastore) = &self.datastore else { return Ok(None) };
        let Some(dataset_type) = self.shared.snapshot.dataset_types().get(name).filter(|t| is_tabular(t)) else { return Ok(None) };
        let state = self.state()?;
        let listed = Listing::new(&self.builder, dataset_type, collections)?;
        let table = Arc::new(CatalogTable::open(dataset_type, listed, datastore.clone(), &self.builder, &state).await?);
        lock(&self.made).insert(key, table.clone());
        Ok(Some(table))
    }
}

fn is_tabular(dataset_type: &DatasetType) -> bool {
    StorageClasses::shipped().is_ok_and(|classes| classes.get(&dataset_type.storage_class).is_some_and(|class| class.kind == Kind::Table))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl SchemaProvider for Catalogs {
    fn table_names(&self) -> Vec<String> {
        self.names()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>, DataFusionError> {
        Ok(self.get(name).await?.map(|table| table as _))
    }

    async fn table_type(&self, name: &str) -> Result<Option<TableType>, DataFusionError> {
        Ok(self.table_exist(name).then_some(TableType::Base))
    }

    fn table_exist(&self, name: &str) -> bool {
        self.datastore.is_some() && self.shared.snapshot.dataset_types().get(name).is_some_and(|dataset_type| is_tabular(dataset_type))
    }
}

/// What a name without a schema means: a table of the registry, or else one of `catalogs`.
#[derive(Debug)]
pub struct Unqualified {
    registry: Arc<RegistrySchema>,
    catalogs: Arc<Catalogs>,
}

impl Unqualified {
    /// Over both schemas.
    pub fn new(registry: Arc<RegistrySchema>, catalogs: Arc<Catalogs>) -> Unqualified {
        Unqualified { registry, catalogs }
    }
}

#[async_trait]
impl SchemaProvider for Unqualified {
    fn table_names(&self) -> Vec<String> {
        self.registry.names()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>, DataFusionError> {
        match self.registry.get(name)? {
            Some(table) => Ok(Some(table)),
            None => self.catalogs.table(name).await,
        }
    }

    async fn table_type(&self, name: &str) -> Result<Option<TableType>, DataFusionError> {
        Ok(self.table_exist(name).then_some(TableType::Base))
    }

    fn table_exist(&self, name: &str) -> bool {
        self.registry.table_exist(name) || self.catalogs.table_exist(name)
    }
}
