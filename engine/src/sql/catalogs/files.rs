//! One file as a table: what `read_fits` and `read_table` give.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::datatypes::{Schema, SchemaRef};
use async_trait::async_trait;
use butler_catalogs::Source;
use butler_catalogs::tables::Table;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::Result as DataFusionResult;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;

use super::exec::CatalogExec;
use super::shape::Shape;
use super::table::{Asked, Store, dealt, is_decided, parts, reading};
use crate::context::stores::{Environment, Location, Stores};
use crate::{Error, Result};

/// The table.
pub struct FileTable {
    table: Arc<Table>,
    schema: SchemaRef,
    size: u64,
}

impl FileTable {
    /// Of a table that is open; its file has `size` bytes.
    pub fn new(table: Table, size: u64) -> Result<FileTable> {
        let mut shape = Shape::default();
        shape.add(table.file(), table.file(), table.schema(), &[])?;
        Ok(FileTable { schema: shape.into_schema(Vec::new()), table: Arc::new(table), size })
    }
}

/// Opens the file that a path or a URI names.
pub async fn open_any(text: &str, environment: &Environment) -> Result<Source> {
    if !text.contains("://") {
        return Ok(Source::file(Path::new(text))?);
    }
    let location = Location::parse(text)?;
    if let Some(path) = location.folder() {
        return Ok(Source::file(path)?);
    }
    let (folder, name) = text.rsplit_once('/').unwrap_or((text, ""));
    let path = object_store::path::Path::parse(name).map_err(|_| Error::invalid("path", name, "it names no object"))?;
    let stores = Stores::open(&Location::parse(folder)?, environment)?;
    Ok(Source::object(&location.to_string(), stores.ordinary, &path).await?)
}

impl std::fmt::Debug for FileTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("FileTable").field(&self.table.file()).finish()
    }
}

#[async_trait]
impl TableProvider for FileTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> DataFusionResult<Vec<TableProviderFilterPushDown>> {
        Ok(filters.iter().map(|filter| is_decided(filter)).collect())
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> DataFusionResult<Arc<dyn ExecutionPlan>> {
        let partitions = session.config().target_partitions();
        let options = RecordBatchOptions::new().with_row_count(Some(1));
        let constants = RecordBatch::try_new_with_options(Arc::new(Schema::empty()), Vec::new(), &options)?;
        let asked = Asked { projection, filters };
        let reading = reading(self.table.file(), Store::default(), (&self.schema, 0), constants, &asked, session)?;
        let limit = limit.filter(|_| reading.filter.is_none());
        let pieces = parts(&self.table, 0, self.size, partitions);
        Ok(Arc::new(CatalogExec::new(Arc::new(reading), dealt(pieces, partitions), (1, 1), limit)))
    }
}
