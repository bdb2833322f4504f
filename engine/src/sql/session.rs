//! One state of a registry, asked in SQL.
//!
//! A session only reads: statements that would change something are refused before they are planned. It is cheap to make: tables are made when a
//! statement names them, and nothing is read before a plan runs.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::catalog::{CatalogProvider, MemoryCatalogProvider};
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::optimizer::Analyzer;
use datafusion::prelude::{DataFrame, SessionConfig, SessionContext};
use datafusion::sql::parser::Statement;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};

use super::catalogs::{ButlerOptions, CATALOGS, COLLECTIONS, Catalogs, Unqualified};
use super::functions::registry::{Known, Needed};
use super::rules::{
    counts::CountsFromBlocks, spatial_joins, truth_numbers::TruthNumbers, uuid_literals::UuidLiterals, waiting::WaitingConditions,
};
use super::table_functions::opened::Opened;
use super::tables::catalog::{RegistrySchema, Shared};
use super::{explain_failure, functions, images, names, statements, table_functions, units};
use crate::context::stores::Environment;
use crate::datastore::Datastore;
use crate::registry::files::Files;
use crate::registry::log::Log;
use crate::registry::snapshot::Snapshot;
use crate::{Error, Result};

/// The catalog's name.
pub const CATALOG: &str = "butler";
/// The schema of the registry's tables, which need not be named.
pub const REGISTRY: &str = "registry";

/// How a session works.
#[derive(Debug, Clone)]
pub struct Options {
    /// Memory that sorts, joins and aggregates may take in all, in bytes; beyond it they use the disk or fail.
    pub memory_bytes: usize,
    /// Streams that are read and computed at once: processors for a local store, more for a remote one, where most of the time is waiting.
    pub partitions: usize,
    /// The URI below which relative paths of stored files are.
    pub datastore_root: String,
    /// The log, if there is to be a table `commits`.
    pub log: Option<Log>,
    /// The files of datasets, if dataset types are to be tables.
    pub datastore: Option<Datastore>,
    /// Where tables of dataset types are looked for at first, separated by commas; in each RUN if empty.
    pub collections: String,
    /// Whether `read_table` and the like may read files beside the repository.
    pub may_read_files: bool,
    /// Where the stores of such files are.
    pub environment: Environment,
}

impl Default for Options {
    fn default() -> Options {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Options {
            memory_bytes: 1 << 30,
            partitions: processors,
            datastore_root: String::new(),
            log: None,
            datastore: None,
            collections: String::new(),
            may_read_files: false,
            environment: Environment::default(),
        }
    }
}

impl Options {
    /// For a store at the other end of a network.
    pub fn remote(self) -> Options {
        let partitions = self.partitions.max(16);
        Options { partitions, ..self }
    }
}

/// Rows on their way.
pub struct Answer {
    /// Names, types, and what columns hold (extension types).
    pub schema: SchemaRef,
    /// The rows.
    pub batches: BoxStream<'static, Result<RecordBatch>>,
}

/// A state of a registry, asked in SQL.
#[derive(Clone)]
pub struct Session {
    context: SessionContext,
    schema: Arc<RegistrySchema>,
    catalogs: Arc<Catalogs>,
    opened: Arc<Opened>,
    known: Arc<Known>,
    /// What `butler.collections` is in the beginning.
    collections: String,
}

impl Session {
    /// Of the state `snapshot`, whose files are in `files`.
    pub fn new(snapshot: Arc<Snapshot>, files: Files, options: Options) -> Result<Session> {
        let files = files.holding();
        let shared = Arc::new(Shared { snapshot, files, datastore_root: options.datastore_root.into(), log: options.log });
        let schema = Arc::new(RegistrySchema::new(shared.clone()));
        let catalog = MemoryCatalogProvider::new();
        let catalogs = Arc::new(Catalogs::new(&shared, &schema, options.datastore));
        catalog.register_schema(REGISTRY, Arc::new(Unqualified::new(schema.clone(), catalogs.clone())))?;
        catalog.register_schema(CATALOGS, catalogs.clone())?;
        let opened = Arc::new(Opened::new(&catalogs, options.environment, options.may_read_files));
        let runtime = RuntimeEnvBuilder::new().with_memory_limit(options.memory_bytes, 1.0).build_arc()?;
        let mut analyzer = Analyzer::new().rules;
        analyzer.insert(0, Arc::new(UuidLiterals));
        analyzer.insert(0, Arc::new(TruthNumbers));
        let mut state = SessionStateBuilder::new()
            .with_config(config(options.partitions, options.collections.clone()))
            .with_runtime_env(runtime)
            .with_default_features()
            .with_analyzer_rules(analyzer)
            .with_optimizer_rule(Arc::new(CountsFromBlocks))
            .with_optimizer_rule(Arc::new(WaitingConditions))
            .with_physical_optimizer_rules(spatial_joins::physical_rules())
            .build();
        for function in functions::all() {
            datafusion::execution::FunctionRegistry::register_udf(&mut state, function.clone())?;
        }
        let known = Arc::new(Known::default());
        for function in functions::registry::functions(&known) {
            datafusion::execution::FunctionRegistry::register_udf(&mut state, function)?;
        }
        for function in images::wcs::functions(&Arc::new(images::wcs::Mapped::new(&catalogs))) {
            datafusion::execution::FunctionRegistry::register_udf(&mut state, function)?;
        }
        for (name, function) in table_functions::all(&shared, &schema, &opened) {
            state.register_udtf(name, function);
        }
        let context = SessionContext::new_with_state(state);
        context.register_catalog(CATALOG, Arc::new(catalog));
        Ok(Session { context, schema, catalogs, opened, known, collections: options.collections })
    }

    /// Runs one statement.
    pub async fn sql(&self, text: &str) -> Result<Answer> {
        let mut statements = statements::parse(text)?;
        match (statements.pop(), statements.is_empty()) {
            (Some(statement), true) => self.run(statement).await,
            (None, _) => Err(Error::invalid("statement", text.trim(), "it is empty")),
            (Some(_), false) => {
                Err(Error::invalid("statement", text.trim(), "there is more than one").with_hint("give them one by one, or in a file"))
            }
        }
    }

    /// Runs one of the statements that [`statements::parse`] found.
    pub async fn run(&self, statement: Statement) -> Result<Answer> {
        let plan = self.plan(statement).await?;
        let frame = self.context.execute_logical_plan(plan).await.map_err(explain_failure)?;
        answer(frame).await.map_err(explain_failure)
    }

    /// The logical plan of a statement.
    async fn plan(&self, statement: Statement) -> Result<LogicalPlan> {
        statements::check_reads_only(&statement)?;
        let mut statement = statements::reset(statement, COLLECTIONS, &self.collections)?;
        let state = self.context.state();
        self.catalogs.prepare(state.clone());
        let opened = self.opened.prepare(&statement).await?;
        names::resolve(&mut statement, (&self.schema, &self.catalogs), &opened, &state).await?;
        let plan = state.statement_to_plan(statement).await.map_err(explain_failure)?;
        statements::read_only().verify_plan(&plan).map_err(explain_failure)?;
        self.known.load(&needed(&plan)?, &self.context, self.catalogs.datastore()).await?;
        Ok(plan)
    }

    /// Names of all tables of the schema `catalogs`.
    pub fn catalogs(&self) -> Vec<String> {
        self.catalogs.names()
    }

    /// Names of all tables of the schema `registry`.
    pub fn tables(&self) -> Vec<String> {
        self.schema.names()
    }

    /// Columns of a table of the schema `registry`.
    pub fn columns(&self, table: &str) -> Result<SchemaRef> {
        let found = self.schema.get(table)?;
        found.map(|t| t.schema()).ok_or_else(|| Error::missing("table", table, self.tables().iter().map(String::as_str)))
    }

    /// Names of all functions, for completion.
    pub fn functions(&self) -> Vec<String> {
        let state = self.context.state();
        let mut names: Vec<String> = state.scalar_functions().keys().cloned().collect();
        names.extend(state.aggregate_functions().keys().cloned());
        names.extend(state.window_functions().keys().cloned());
        names.extend(state.table_functions().keys().cloned());
        names.sort();
        names.dedup();
        names
    }
}

/// What the functions of a plan need to know of the state.
fn needed(plan: &LogicalPlan) -> Result<Vec<Needed>> {
    let mut needed: Vec<Needed> = Vec::new();
    plan.apply_with_subqueries(|plan| {
        plan.apply_expressions(|expr| {
            expr.apply(|expr| {
                if let Expr::ScalarFunction(call) = expr {
                    needed.extend(functions::registry::needs(call.func.name()));
                }
                Ok(TreeNodeRecursion::Continue)
            })
        })
    })?;
    Ok(needed)
}

fn config(partitions: usize, collections: String) -> SessionConfig {
    let mut config = SessionConfig::new()
        .with_option_extension(ButlerOptions { collections })
        .with_target_partitions(partitions)
        .with_default_catalog_and_schema(CATALOG, REGISTRY)
        .with_create_default_catalog_and_schema(false)
        .with_information_schema(true)
        // Scans cut their files themselves, knowing how many rows are wanted of each.
        .with_repartition_file_scans(false)
        .with_round_robin_repartition(false);
    let options = config.options_mut();
    options.execution.skip_physical_aggregate_schema_check = true;
    options.optimizer.prefer_existing_sort = true;
    config
}

/// Starts a plan. The schema is the logical one, which says what columns hold.
async fn answer(frame: DataFrame) -> datafusion::common::Result<Answer> {
    let logical = frame.schema().inner().clone();
    let said = units::said(frame.logical_plan());
    let stream = frame.execute_stream().await?;
    let physical = stream.schema();
    let same = |physical: &Field, logical: &Field| physical.data_type() == logical.data_type();
    let fields: Vec<Field> = physical
        .fields()
        .iter()
        .zip(logical.fields())
        .zip(&said)
        .map(|((p, l), said)| units::marked(if same(p, l) { l.as_ref() } else { p.as_ref() }.clone().with_nullable(true), said))
        .collect();
    let schema: SchemaRef = Arc::new(Schema::new(fields));
    let rows = schema.clone();
    let batches = stream.map_err(explain_failure).and_then(move |batch| {
        let options = arrow::array::RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        let batch = RecordBatch::try_new_with_options(rows.clone(), batch.columns().to_vec(), &options);
        futures::future::ready(batch.map_err(Error::from))
    });
    Ok(Answer { schema, batches: batches.boxed() })
}
