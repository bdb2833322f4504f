//! How many rows have which values of the leading columns: known for blocks, counted one by one where tombstones may apply, and for inline rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringViewArray};
use arrow::datatypes::SchemaRef;
use datafusion::catalog::Session;
use datafusion::common::{DFSchema, Result, ScalarValue};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::logical_expr::Expr;
use datafusion::logical_expr::utils::conjunction;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{Column, lit};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::physical_plan::filter::FilterExecBuilder;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::union::UnionExec;

use super::Stored;
use super::prune::Part;

impl Stored {
    /// The leading columns and a count, as `schema` has them (the count last); a combination may come several times.
    ///
    /// `filters`: over the leading columns only.
    pub fn block_counts(
        &self,
        session: &dyn Session,
        schema: &SchemaRef,
        projection: &[usize],
        filters: &[Expr],
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let own = DFSchema::try_from(self.schema.clone())?;
        let unqualified = filters.iter().map(|f| datafusion::logical_expr::expr_rewriter::unnormalize_col(f.clone()));
        let filter = conjunction(unqualified);
        let pruning = filter.clone().map(|f| session.create_physical_expr(f, &own)).transpose()?;
        let (touched, whole): (Vec<Part>, Vec<Part>) =
            self.parts(pruning.as_ref())?.into_iter().partition(|part| !self.state.tombstones_after(part.file().as_of).is_empty());
        let columns: Vec<usize> =
            self.state.spec.block_columns().iter().map(|name| self.schema.index_of(name)).collect::<Result<_, _>>()?;
        let known = of_blocks(&whole, schema)?;
        let mut branches = vec![MemorySourceConfig::try_new_exec(&[vec![known]], schema.clone(), None)? as Arc<dyn ExecutionPlan>];
        let mut one_by_one: Vec<Arc<dyn ExecutionPlan>> = self.inline(&columns)?.into_iter().collect();
        for (tombstones, parts) in self.by_tombstones(touched) {
            one_by_one.push(self.scan(session, &columns, tombstones, parts, None)?);
        }
        for plan in one_by_one {
            branches.push(with_ones(plan, schema)?);
        }
        let mut all: Arc<dyn ExecutionPlan> = match branches.len() {
            0 => Arc::new(EmptyExec::new(schema.clone())),
            1 => branches.swap_remove(0),
            _ => UnionExec::try_new(branches)?,
        };
        if let Some(filter) = filter {
            let exact = session.create_physical_expr(filter, &DFSchema::try_from(schema.clone())?)?;
            all = Arc::new(FilterExecBuilder::new(exact, all).build()?);
        }
        let everything: Vec<usize> = (0..schema.fields().len()).collect();
        super::project(all, &everything, projection)
    }
}

/// The counts of the blocks that are wholly in `parts`; selections are of whole blocks.
fn of_blocks(parts: &[Part], schema: &SchemaRef) -> Result<RecordBatch> {
    let mut counts: BTreeMap<&[String], i64> = BTreeMap::new();
    for part in parts {
        for block in &part.file().blocks {
            *counts.entry(&block.key).or_insert(0) += i64::try_from(block.rows).unwrap_or(i64::MAX);
        }
    }
    let mut columns: Vec<ArrayRef> = Vec::new();
    for position in 0..schema.fields().len() - 1 {
        let values = counts.keys().map(|key| key.get(position).map(String::as_str));
        columns.push(Arc::new(values.collect::<StringViewArray>()));
    }
    columns.push(Arc::new(counts.values().copied().collect::<Int64Array>()));
    Ok(RecordBatch::try_new(schema.clone(), columns)?)
}

/// Each row counts one.
fn with_ones(plan: Arc<dyn ExecutionPlan>, schema: &SchemaRef) -> Result<Arc<dyn ExecutionPlan>> {
    let last = schema.fields().len() - 1;
    let mut exprs: Vec<(Arc<dyn PhysicalExpr>, String)> = Vec::new();
    for (position, field) in schema.fields().iter().enumerate() {
        let expr = if position == last {
            lit(ScalarValue::Int64(Some(1)))
        } else {
            Arc::new(Column::new(field.name(), plan.schema().index_of(field.name())?))
        };
        exprs.push((expr, field.name().clone()));
    }
    Ok(Arc::new(ProjectionExec::try_new(exprs, plan)?))
}
