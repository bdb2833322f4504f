//! Conditions that wait for files stand above a join, not in it: the operator of a filter waits for asynchronous functions, that of a join does not.

use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{JoinType, Result};
use datafusion::logical_expr::utils::{conjunction, split_conjunction_owned};
use datafusion::logical_expr::{Expr, Filter, Join, LogicalPlan};
use datafusion::optimizer::optimizer::ApplyOrder;
use datafusion::optimizer::{OptimizerConfig, OptimizerRule};
use std::sync::Arc;

/// The rule. It is the last, since others move conditions down.
#[derive(Debug)]
pub struct WaitingConditions;

impl OptimizerRule for WaitingConditions {
    fn name(&self) -> &str {
        "waiting_conditions"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(&self, plan: LogicalPlan, _config: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        match plan {
            LogicalPlan::Join(join) if join.join_type == JoinType::Inner && join.filter.as_ref().is_some_and(waits) => {
                Ok(Transformed::yes(lifted(join)?))
            }
            plan => Ok(Transformed::no(plan)),
        }
    }
}

fn lifted(mut join: Join) -> Result<LogicalPlan> {
    let conditions = join.filter.take().map(split_conjunction_owned).unwrap_or_default();
    let (waiting, others): (Vec<Expr>, Vec<Expr>) = conditions.into_iter().partition(waits);
    join.filter = conjunction(others);
    let join = LogicalPlan::Join(join);
    match conjunction(waiting) {
        Some(condition) => Ok(LogicalPlan::Filter(Filter::try_new(condition, Arc::new(join))?)),
        None => Ok(join),
    }
}

/// Whether an expression calls an asynchronous function.
pub fn waits(expr: &Expr) -> bool {
    let calls = |expr: &Expr| matches!(expr, Expr::ScalarFunction(call) if call.func.as_async().is_some());
    expr.exists(|expr| Ok(calls(expr))).unwrap_or(true)
}
