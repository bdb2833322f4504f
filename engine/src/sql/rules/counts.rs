//! Counts by the leading columns of a table (datasets by type and run) come from what the registry knows of its files, not from their rows.
//!
//! `SELECT type, count(*) FROM datasets WHERE run = 'r' GROUP BY type` sums the rows of blocks; only blocks that tombstones touch are read.

use std::any::Any;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::tree_node::Transformed;
use datafusion::common::{Column, Result, ScalarValue};
use datafusion::datasource::{provider_as_source, source_as_provider};
use datafusion::functions_aggregate::expr_fn::sum;
use datafusion::logical_expr::{
    Aggregate, Expr, LogicalPlan, LogicalPlanBuilder, SubqueryAlias, TableProviderFilterPushDown, TableScan, TableType, lit,
};
use datafusion::optimizer::optimizer::ApplyOrder;
use datafusion::optimizer::{OptimizerConfig, OptimizerRule};
use datafusion::physical_plan::ExecutionPlan;

use crate::sql::tables::logical::{LogicalTable, plain};

/// Name of the column of counts.
const ROWS: &str = "rows of blocks";

/// The rule.
#[derive(Debug)]
pub struct CountsFromBlocks;

impl OptimizerRule for CountsFromBlocks {
    fn name(&self) -> &str {
        "counts_from_blocks"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::TopDown)
    }

    fn rewrite(&self, plan: LogicalPlan, _config: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        if let LogicalPlan::Aggregate(aggregate) = &plan
            && let Some(counted) = counted(aggregate)?
        {
            return Ok(Transformed::yes(counted));
        }
        Ok(Transformed::no(plan))
    }
}

/// The plan that gives the same counts from blocks, if there is one.
fn counted(aggregate: &Aggregate) -> Result<Option<LogicalPlan>> {
    let Some(input) = counts_of(&aggregate.input)? else { return Ok(None) };
    let leading = |expr: &Expr| matches!(expr, Expr::Column(c) if input.schema().has_column(c) && c.name != ROWS);
    if !aggregate.group_expr.iter().all(leading) || !aggregate.aggr_expr.iter().all(|e| counts_rows(e, &leading)) {
        return Ok(None);
    }
    let rows = Column::from(input.schema().qualified_field_with_unqualified_name(ROWS)?);
    let groups = aggregate.group_expr.len();
    let mut results: Vec<Expr> = aggregate.group_expr.clone();
    let total = if aggregate.aggr_expr.is_empty() { vec![] } else { vec![sum(Expr::Column(rows)).alias(ROWS)] };
    for (_, field) in aggregate.schema.iter().skip(groups) {
        let count = datafusion::functions::core::expr_fn::coalesce(vec![plain(ROWS), lit(0_i64)]);
        results.push(count.alias(field.name().clone()));
    }
    let plan = LogicalPlanBuilder::from(input).aggregate(aggregate.group_expr.clone(), total)?.project(results)?.build()?;
    Ok(Some(plan))
}

/// `count(*)`, or `count` of a constant or of a leading column, which is never null.
fn counts_rows(expr: &Expr, leading: &dyn Fn(&Expr) -> bool) -> bool {
    match expr {
        Expr::Alias(alias) => counts_rows(&alias.expr, leading),
        Expr::AggregateFunction(call) => {
            let params = &call.params;
            let plain = !params.distinct && params.filter.is_none() && params.order_by.is_empty();
            let of_rows = match params.args.as_slice() {
                [Expr::Literal(value, _)] => !matches!(value, ScalarValue::Null) && !value.is_null(),
                [column] => leading(column),
                _ => false,
            };
            call.func.name() == "count" && plain && of_rows
        }
        _ => false,
    }
}

/// The same input with blocks instead of rows.
fn counts_of(plan: &LogicalPlan) -> Result<Option<LogicalPlan>> {
    match plan {
        LogicalPlan::SubqueryAlias(alias) => {
            let Some(input) = counts_of(&alias.input)? else { return Ok(None) };
            Ok(Some(LogicalPlan::SubqueryAlias(SubqueryAlias::try_new(Arc::new(input), alias.alias.clone())?)))
        }
        LogicalPlan::Projection(projection) if projection.expr.iter().all(|e| matches!(e, Expr::Column(_))) => counts_of(&projection.input),
        LogicalPlan::TableScan(scan) => counts_of_scan(scan),
        _ => Ok(None),
    }
}

fn counts_of_scan(scan: &TableScan) -> Result<Option<LogicalPlan>> {
    let provider = source_as_provider(&scan.source)?;
    let provider: &dyn Any = provider.as_ref();
    let Some(table) = provider.downcast_ref::<LogicalTable>().filter(|_| scan.fetch.is_none()) else { return Ok(None) };
    let leading = table.base().state().spec.block_columns();
    let fits = |filter: &Expr| filter.column_refs().iter().all(|c| leading.contains(&c.name));
    if leading.is_empty() || !scan.filters.iter().all(fits) {
        return Ok(None);
    }
    let counts = provider_as_source(Arc::new(BlockCounts::new(table)?));
    let plan = LogicalPlanBuilder::scan_with_filters(scan.table_name.clone(), counts, None, scan.filters.clone())?.build()?;
    Ok(Some(plan))
}

/// Rows of blocks: the leading columns of a table, and how many rows have them; a combination may come several times.
#[derive(Debug)]
struct BlockCounts {
    stored: crate::sql::provider::Stored,
    schema: SchemaRef,
}

impl BlockCounts {
    fn new(table: &LogicalTable) -> Result<BlockCounts> {
        let stored = table.base().clone();
        let leading = stored.state().spec.block_columns().iter().map(|name| Ok(stored.schema().field_with_name(name)?.clone()));
        let mut fields = leading.collect::<Result<Vec<Field>>>()?;
        fields.push(Field::new(ROWS, DataType::Int64, false));
        Ok(BlockCounts { stored, schema: Arc::new(Schema::new(fields)) })
    }
}

#[async_trait]
impl TableProvider for BlockCounts {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Temporary
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Exact; filters.len()])
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let all: Vec<usize> = (0..self.schema.fields().len()).collect();
        self.stored.block_counts(session, &self.schema, projection.unwrap_or(&all), filters)
    }
}
