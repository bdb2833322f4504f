//! Rows that are at hand, sorted and cut without a plan.

use arrow::array::UInt32Array;
use arrow::compute::{SortColumn, SortOptions, lexsort_to_indices, take_record_batch};
use datafusion::common::DFSchema;
use datafusion::execution::context::ExecutionProps;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::physical_expr::create_physical_expr;

use super::finish::Rows;
use super::plan::column_name;
use super::relation::plain;
use super::spec::QueryOptions;
use crate::Result;
use crate::expression::{Column, OrderTerm, lower_operand};

/// Of rows with all columns that the order needs those that an answer has, with these columns.
pub(super) fn finished(rows: &Rows, columns: &[String], order: &[OrderTerm], options: &QueryOptions) -> Result<Rows> {
    let end = options.limit.map_or(rows.len(), |limit| options.offset.saturating_add(limit).min(rows.len()));
    let begin = options.offset.min(end);
    if order.is_empty() {
        return Ok(Rows::new(rows.select(columns)?.batch().slice(begin, end - begin)));
    }
    let sorted = in_order(rows, order, end)?.slice(begin, end - begin);
    Ok(Rows::new(take_record_batch(rows.select(columns)?.batch(), &sorted)?))
}

/// The places of the first `count` rows in that order.
fn in_order(rows: &Rows, order: &[OrderTerm], count: usize) -> Result<UInt32Array> {
    let batch = rows.batch();
    let schema = DFSchema::try_from(batch.schema())?;
    let keys = order.iter().map(|term| {
        let value = lower_operand(&term.operand, &|column: &Column| plain(&column_name(column)))?;
        let values = create_physical_expr(&value, &schema, &ExecutionProps::new(), &PhysicalPlanningContext::default())?
            .evaluate(batch)?
            .into_array(batch.num_rows())?;
        Ok(SortColumn { values, options: Some(nulls_least(term.is_descending)) })
    });
    let keys = keys.collect::<Result<Vec<_>>>()?;
    Ok(lexsort_to_indices(&keys, Some(count))?)
}

/// Nulls are less than all values, as in the reference.
fn nulls_least(is_descending: bool) -> SortOptions {
    SortOptions { descending: is_descending, nulls_first: !is_descending }
}
