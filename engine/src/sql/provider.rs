//! Rows of one registry table as a DataFusion plan: inline rows from memory, and the Parquet files that may hold what is asked for, without what
//! tombstones name.
//!
//! Rules that others rely on:
//! - A plan returns exactly the rows that fit its filter; files, blocks, row groups and pages that can't hold any are not read.
//! - Footers and page indexes are fetched when a file is read, once in a process. What is read often is held in memory; while a plan is made it is read
//!   when it is to be held from then on, else nothing.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{Schema, SchemaRef};
use datafusion::catalog::Session;
use datafusion::common::Result;
use datafusion::common::config::TableParquetOptions;
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::utils::{collect_columns, reassign_expr_columns};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::physical_plan::filter::FilterExecBuilder;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::union::UnionExec;
use parquet::arrow::arrow_reader::RowSelection;

use self::buried::BuriedExec;
use self::prune::{Part, Split, prune};
use self::reader::ReaderFactory;
use super::values::marked;
use crate::registry::files::Files;
use crate::registry::state::{TableState, Tombstones};

mod buried;
mod counts;
mod held;
mod parts;
mod prune;
pub(super) mod reader;
mod statistics;

/// One table of the registry at a version.
#[derive(Debug, Clone)]
pub struct Stored {
    state: Arc<TableState>,
    files: Files,
    schema: SchemaRef,
}

/// Tombstones, and the parts that they apply to.
type Group = (Vec<Arc<Tombstones>>, Vec<Part>);

/// What to read of a table.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Positions of columns, ascending.
    pub columns: Vec<usize>,
    /// Only rows for which this is true, an expression over the whole schema.
    pub filter: Option<Arc<dyn PhysicalExpr>>,
    /// So many rows are enough, any.
    pub limit: Option<usize>,
    /// Only these rows of these files may fit the filter, as an index has found; files that are not named hold none.
    pub located: Option<HashMap<String, RowSelection>>,
}

impl Stored {
    /// The table of `state`, its columns marked with what they hold.
    pub fn new(state: Arc<TableState>, files: Files) -> Stored {
        let fields: Vec<_> = state.spec.schema.fields().iter().map(|f| marked(f)).collect();
        Stored { state, files, schema: Arc::new(Schema::new(fields)) }
    }

    /// Its state.
    pub fn state(&self) -> &Arc<TableState> {
        &self.state
    }

    /// Its files.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// Its columns.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The parts of files that may hold rows for which `filter` is true.
    pub(super) fn parts(&self, filter: Option<&Arc<dyn PhysicalExpr>>) -> Result<Vec<Part>> {
        prune(&self.state, &self.schema, filter)
    }

    /// A plan for the rows that are asked for; its columns are those of the request.
    pub async fn plan(&self, session: &dyn Session, request: &Request) -> Result<Arc<dyn ExecutionPlan>> {
        let mut branches = Vec::new();
        let whole = needed(&request.columns, request.filter.as_ref());
        branches.extend(self.inline(&whole)?.map(|rows| fitting(rows, &whole, request.filter.as_ref(), &request.columns)).transpose()?);
        let parts = self.located(self.parts(request.filter.as_ref())?, request);
        // Blocks were chosen exactly: their rows need not be looked at again.
        let rest = match parts.iter().all(|part| !part.file().blocks.is_empty()) {
            true => Split::of(request.filter.as_ref(), self.state.spec.block_columns()).rest,
            false => request.filter.clone(),
        };
        let needed = needed(&request.columns, rest.as_ref());
        let limit = request.limit.filter(|_| rest.is_none());
        for (tombstones, parts) in self.by_tombstones(parts) {
            let read = self.with_keys(&needed, &tombstones)?;
            let (held, parts) = self.held(&read, parts).await?;
            let held = held.map(|held| unburied(held, needed.len(), &tombstones)).transpose()?;
            let read = if parts.is_empty() { None } else { Some(self.scan(session, &needed, tombstones, parts, limit)?) };
            for rows in held.into_iter().chain(read) {
                branches.push(fitting(rows, &needed, rest.as_ref(), &request.columns)?);
            }
        }
        Ok(match branches.len() {
            0 => Arc::new(EmptyExec::new(Arc::new(self.schema.project(&request.columns)?))),
            1 => branches.swap_remove(0),
            _ => UnionExec::try_new(branches)?,
        })
    }

    /// Rows in memory, if there are any.
    fn inline(&self, columns: &[usize]) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        if self.state.inline.is_empty() {
            return Ok(None);
        }
        let marked = self.state.inline.iter().map(|rows| RecordBatch::try_new(self.schema.clone(), rows.batch.columns().to_vec()));
        let batches = marked.collect::<Result<Vec<_>, _>>()?;
        Ok(Some(MemorySourceConfig::try_new_exec(&[batches], self.schema.clone(), Some(columns.to_vec()))?))
    }

    /// The parts that an index has left.
    fn located(&self, parts: Vec<Part>, request: &Request) -> Vec<Part> {
        match &request.located {
            Some(located) => parts.into_iter().filter_map(|part| Some(part.only(located.get(&part.file().path)?))).collect(),
            None => parts,
        }
    }

    /// The parts, those together that the same tombstones apply to.
    fn by_tombstones(&self, parts: Vec<Part>) -> Vec<Group> {
        let mut groups: BTreeMap<Vec<u64>, Group> = BTreeMap::new();
        for part in parts {
            let tombstones = self.state.tombstones_after(part.file().as_of);
            let versions = tombstones.iter().map(|t| t.version).collect();
            groups.entry(versions).or_insert_with(|| (tombstones, Vec::new())).1.push(part);
        }
        groups.into_values().collect()
    }

    /// A scan of Parquet files.
    fn scan(
        &self,
        session: &dyn Session,
        columns: &[usize],
        tombstones: Vec<Arc<Tombstones>>,
        parts: Vec<Part>,
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let read = self.with_keys(columns, &tombstones)?;
        let mut options =
            TableParquetOptions { global: session.config_options().execution.parquet.clone(), ..TableParquetOptions::default() };
        options.global.bloom_filter_on_read = false;
        options.global.enable_page_index = true;
        let source = ParquetSource::new(TableSchema::from(self.schema.clone()))
            .with_table_parquet_options(options)
            .with_parquet_file_reader_factory(Arc::new(ReaderFactory::new(self.files.clone())));
        let statistics = statistics::of_parts(&parts, &self.schema);
        let groups: Vec<FileGroup> = parts::groups(&parts, &self.schema, session.config().target_partitions());
        let config = FileScanConfigBuilder::new(ObjectStoreUrl::local_filesystem(), Arc::new(source))
            .with_file_groups(groups)
            .with_statistics(statistics)
            .with_limit(limit.filter(|_| tombstones.is_empty()))
            .with_projection_indices(Some(read))?
            .build();
        unburied(DataSourceExec::from_data_source(config), columns.len(), &tombstones)
    }

    /// The columns, and those that tombstones look at.
    fn with_keys(&self, columns: &[usize], tombstones: &[Arc<Tombstones>]) -> Result<Vec<usize>> {
        let mut all = columns.to_vec();
        for name in tombstones.iter().flat_map(|t| t.keys.columns()) {
            let index = self.schema.index_of(name)?;
            if !all.contains(&index) {
                all.push(index);
            }
        }
        Ok(all)
    }
}

/// The columns that are wanted and those that a filter looks at, ascending.
fn needed(wanted: &[usize], filter: Option<&Arc<dyn PhysicalExpr>>) -> Vec<usize> {
    let mut needed = wanted.to_vec();
    needed.extend(filter.iter().flat_map(|filter| collect_columns(filter)).map(|c| c.index()));
    needed.sort_unstable();
    needed.dedup();
    needed
}

/// Of rows with the columns `have` of the table those for which the filter is true, with the columns that are wanted.
fn fitting(
    rows: Arc<dyn ExecutionPlan>,
    have: &[usize],
    filter: Option<&Arc<dyn PhysicalExpr>>,
    wanted: &[usize],
) -> Result<Arc<dyn ExecutionPlan>> {
    let Some(filter) = filter else { return project(rows, have, wanted) };
    let filter = reassign_expr_columns(filter.clone(), &rows.schema())?;
    project(Arc::new(FilterExecBuilder::new(filter, rows).build()?), have, wanted)
}

/// Without the rows that tombstones name, and with the first columns only.
fn unburied(rows: Arc<dyn ExecutionPlan>, columns: usize, tombstones: &[Arc<Tombstones>]) -> Result<Arc<dyn ExecutionPlan>> {
    if tombstones.is_empty() {
        return Ok(rows);
    }
    Ok(Arc::new(BuriedExec::try_new(rows, columns, tombstones.to_vec())?))
}

/// Of the columns `have` of the table those that are `wanted`.
fn project(plan: Arc<dyn ExecutionPlan>, have: &[usize], wanted: &[usize]) -> Result<Arc<dyn ExecutionPlan>> {
    if have == wanted {
        return Ok(plan);
    }
    let schema = plan.schema();
    let mut columns = Vec::with_capacity(wanted.len());
    for index in wanted {
        let position = have.iter().position(|h| h == index).unwrap_or(usize::MAX);
        let name = schema.fields().get(position).map(|f| f.name().clone());
        let name = name.ok_or_else(|| crate::Error::internal("a column that is wanted is not read"))?;
        let column: Arc<dyn PhysicalExpr> = Arc::new(datafusion::physical_expr::expressions::Column::new(&name, position));
        columns.push((column, name));
    }
    Ok(Arc::new(ProjectionExec::try_new(columns, plan)?))
}
