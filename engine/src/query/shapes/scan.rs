//! Tables whose scans can be made again for other values.

use std::any::Any;
use std::fmt::{self, Formatter};
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, Statistics};
use datafusion::datasource::{provider_as_source, source_as_provider};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableSource, TableType};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::coalesce_partitions::CoalescePartitionsExec;
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::physical_plan::execution_plan::{ChildrenPropertiesMode, ReplaceChildrenOptions};
use datafusion::physical_plan::statistics::{StatisticsArgs, StatisticsContext};
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, PlanProperties};

use super::parameters::Values;

/// The table, for plans that are kept by their shape.
pub(in super::super) fn source(table: Arc<dyn TableProvider>) -> Arc<dyn TableSource> {
    provider_as_source(Arc::new(Table(table)))
}

/// Whether it is such a table.
pub(super) fn is_table(source: &Arc<dyn TableSource>) -> bool {
    source_as_provider(source).is_ok_and(|provider| (provider.as_ref() as &dyn Any).is::<Table>())
}

/// A table of the registry.
#[derive(Debug)]
struct Table(Arc<dyn TableProvider>);

#[async_trait]
impl TableProvider for Table {
    fn schema(&self) -> SchemaRef {
        self.0.schema()
    }

    fn table_type(&self) -> TableType {
        self.0.table_type()
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        self.0.supports_filters_pushdown(filters)
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let Some(values) = session.config().get_extension::<Values>() else {
            return self.0.scan(session, projection, filters, limit).await;
        };
        let asked = Asked { table: self.0.clone(), projection: projection.cloned(), filters: filters.to_vec(), limit };
        Ok(Arc::new(ScanExec::new(Arc::new(asked), session, &values).await?))
    }
}

/// What is asked of a table, with parameters in its filters.
#[derive(Debug)]
struct Asked {
    table: Arc<dyn TableProvider>,
    projection: Option<Vec<usize>>,
    filters: Vec<Expr>,
    limit: Option<usize>,
}

/// The rows of a table for some values, in one stream; to rules it is a leaf.
#[derive(Debug, Clone)]
pub(super) struct ScanExec {
    asked: Arc<Asked>,
    rows: Arc<dyn ExecutionPlan>,
    /// How many rows there are, so far as that is known or estimated.
    count: Option<usize>,
}

impl ScanExec {
    async fn new(asked: Arc<Asked>, session: &dyn Session, values: &Values) -> Result<ScanExec> {
        let filters = values.put_into_all(&asked.filters)?;
        let mut rows = asked.table.scan(session, asked.projection.as_ref(), &filters, asked.limit).await?;
        if rows.output_partitioning().partition_count() != 1 {
            rows = Arc::new(CoalescePartitionsExec::new(rows));
        }
        let count = statistics(&rows)?.num_rows.get_value().copied();
        Ok(ScanExec { asked, rows, count })
    }

    /// The same for other values.
    pub(super) async fn with(&self, session: &dyn Session, values: &Values) -> Result<ScanExec> {
        ScanExec::new(self.asked.clone(), session, values).await
    }

    /// Without rows, to be made again.
    pub(super) fn hollow(&self) -> ScanExec {
        ScanExec { rows: Arc::new(EmptyExec::new(self.rows.schema())), ..self.clone() }
    }

    /// The plan of its rows.
    pub(super) fn into_rows(self) -> Arc<dyn ExecutionPlan> {
        self.rows
    }

    /// How many rows there are, so far as that is known or estimated.
    pub(super) fn count(&self) -> Option<usize> {
        self.count
    }
}

fn statistics(plan: &Arc<dyn ExecutionPlan>) -> Result<Arc<Statistics>> {
    StatisticsContext::new().compute(plan.as_ref(), &StatisticsArgs::new())
}

impl DisplayAs for ScanExec {
    fn fmt_as(&self, t: DisplayFormatType, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "ScanExec: ")?;
        self.rows.fmt_as(t, f)
    }
}

impl ExecutionPlan for ScanExec {
    fn name(&self) -> &str {
        "ScanExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.rows.properties()
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(&self, _f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        _children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        self.replace_children(children, ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        self.rows.execute(partition, context)
    }

    fn statistics_from_inputs(&self, _inputs: &[Arc<Statistics>], _args: &StatisticsArgs) -> Result<Arc<Statistics>> {
        statistics(&self.rows)
    }
}
