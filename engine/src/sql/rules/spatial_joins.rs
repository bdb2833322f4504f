//! Inner joins by regions become [`SpatialJoinExec`].
//!
//! A nested loop, or a hash join on a few keys, whose condition has `overlaps(a, b)`, `intersects(a, b)` or `contains(a, b)` as one of its parts, a and
//! b being regions of one side each, is replaced before partitions are decided. The side with fewer rows is read whole. `distance(ra1, dec1, ra2, dec2) < r`
//! of positions of both sides is taken as whether the first lies in the circle of that radius around the second, and asked again of the pairs that are found.

use std::any::Any;
use std::sync::Arc;

use arrow::datatypes::{DataType, SchemaRef};
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::common::{JoinSide, JoinType, NullEquality, Result};
use datafusion::config::ConfigOptions;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::utils::collect_columns;
use datafusion::physical_expr::{PhysicalExprRef, ScalarFunctionExpr, conjunction, split_conjunction};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_optimizer::optimizer::PhysicalOptimizer;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::joins::utils::{ColumnIndex, JoinFilter};
use datafusion::physical_plan::joins::{HashJoinExec, NestedLoopJoinExec};
use datafusion::physical_plan::statistics::{StatisticsArgs, StatisticsContext};

use crate::sphere::PairTest;
use crate::sql::functions::Function;
use crate::sql::spatial_join::{Condition, SpatialJoinExec};

/// The rules of physical plans, with this one first.
pub fn physical_rules() -> Vec<Arc<dyn PhysicalOptimizerRule + Send + Sync>> {
    let mut rules = PhysicalOptimizer::new().rules;
    rules.insert(0, Arc::new(SpatialJoins));
    rules
}

mod nearness;

/// The rule.
#[derive(Debug)]
pub struct SpatialJoins;

impl PhysicalOptimizerRule for SpatialJoins {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, config: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        let replace = |plan: Arc<dyn ExecutionPlan>| match joined(&plan, config)? {
            Some(join) => Ok(Transformed::yes(join)),
            None => Ok(Transformed::no(plan)),
        };
        plan.transform_up(replace).data()
    }

    fn name(&self) -> &str {
        "spatial_joins"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// The spatial join that a join is, if it is one.
fn joined(plan: &Arc<dyn ExecutionPlan>, config: &ConfigOptions) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    let plan: &dyn Any = plan.as_ref();
    if let Some(join) = plan.downcast_ref::<NestedLoopJoinExec>()
        && *join.join_type() == JoinType::Inner
        && let Some(filter) = join.filter()
    {
        let projection = join.projection().as_ref().map(|p| p.to_vec());
        return spatial(join.left(), join.right(), filter, Vec::new(), NullEquality::NullEqualsNothing, projection, config);
    }
    if let Some(join) = plan.downcast_ref::<HashJoinExec>()
        && *join.join_type() == JoinType::Inner
        && !join.null_aware
        && join.fetch().is_none()
        && let Some(filter) = join.filter()
    {
        let projection = join.projection.as_ref().map(|p| p.to_vec());
        return spatial(join.left(), join.right(), filter, join.on().to_vec(), join.null_equality(), projection, config);
    }
    Ok(None)
}

fn spatial(
    left: &Arc<dyn ExecutionPlan>,
    right: &Arc<dyn ExecutionPlan>,
    filter: &JoinFilter,
    on: Vec<(PhysicalExprRef, PhysicalExprRef)>,
    null_equality: NullEquality,
    projection: Option<Vec<usize>>,
    config: &ConfigOptions,
) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    let mut parts = split_conjunction(filter.expression());
    let schemas = [left.schema(), right.schema()];
    let mut found = None;
    for (i, part) in parts.iter().enumerate() {
        found = test(part, filter, &schemas)?.map(|test| (Some(i), test));
        if found.is_none() {
            found = nearness::test(part, filter, &schemas, config)?.map(|test| (None, test));
        }
        if found.is_some() {
            break;
        }
    }
    let Some((exact, (test, first, [left_region, right_region]))) = found else { return Ok(None) };
    if let Some(exact) = exact {
        parts.remove(exact);
    }
    let rest = (!parts.is_empty()).then(|| {
        let rest = conjunction(parts.into_iter().cloned());
        JoinFilter::new(rest, filter.column_indices().to_vec(), filter.schema().clone())
    });
    let condition = Condition { test, first, left: left_region, right: right_region, on, null_equality, rest };
    let side = if rows(right).is_some_and(|right| rows(left).is_none_or(|left| right < left)) { JoinSide::Right } else { JoinSide::Left };
    Ok(Some(Arc::new(SpatialJoinExec::try_new(left.clone(), right.clone(), condition, side, projection)?)))
}

/// The number of rows of a plan, so far as it is known or estimated.
fn rows(plan: &Arc<dyn ExecutionPlan>) -> Option<usize> {
    let statistics = StatisticsContext::new().compute(plan.as_ref(), &StatisticsArgs::new()).ok()?;
    statistics.num_rows.get_value().copied()
}

/// What is asked of regions, whose comes first, and the expressions for those of the left and of the right side.
type Test = (PairTest, JoinSide, [PhysicalExprRef; 2]);

/// The test that a part of a condition is, if it is one of regions of both sides.
fn test(part: &PhysicalExprRef, filter: &JoinFilter, schemas: &[SchemaRef; 2]) -> Result<Option<Test>> {
    let part: &dyn Any = part.as_ref();
    let Some(call) = part.downcast_ref::<ScalarFunctionExpr>() else { return Ok(None) };
    let function: &dyn Any = call.fun().inner().as_ref();
    let test = match (function.is::<Function>(), call.fun().name()) {
        (true, "intersects" | "overlaps") => PairTest::Overlaps,
        (true, "contains") => PairTest::Within,
        _ => return Ok(None),
    };
    let [a, b] = call.args() else { return Ok(None) };
    for region in [a, b] {
        if region.data_type(filter.schema())? != DataType::Binary {
            return Ok(None);
        }
    }
    let (Some((a_side, a)), Some((b_side, b))) = (of_one_side(a, filter, schemas)?, of_one_side(b, filter, schemas)?) else {
        return Ok(None);
    };
    Ok(match (a_side, b_side) {
        (JoinSide::Left, JoinSide::Right) => Some((test, JoinSide::Left, [a, b])),
        (JoinSide::Right, JoinSide::Left) => Some((test, JoinSide::Right, [b, a])),
        _ => None,
    })
}

/// An expression over columns of one side alone: the side, and the expression over its columns.
fn of_one_side(expr: &PhysicalExprRef, filter: &JoinFilter, schemas: &[SchemaRef; 2]) -> Result<Option<(JoinSide, PhysicalExprRef)>> {
    let origin = |column: &Column| filter.column_indices().get(column.index()).cloned();
    let origins: Option<Vec<ColumnIndex>> = collect_columns(expr).iter().map(origin).collect();
    let Some(side) = origins.as_ref().and_then(|origins| origins.first()).map(|first| first.side) else { return Ok(None) };
    if origins.into_iter().flatten().any(|origin| origin.side != side) {
        return Ok(None);
    }
    let schema = &schemas[usize::from(side == JoinSide::Right)];
    let moved = expr.clone().transform_down(|expr| {
        let any: &dyn Any = expr.as_ref();
        let Some(origin) = any.downcast_ref::<Column>().and_then(origin) else { return Ok(Transformed::no(expr)) };
        let name = schema.field(origin.index).name();
        Ok(Transformed::yes(Arc::new(Column::new(name, origin.index))))
    })?;
    Ok(Some((side, moved.data)))
}
