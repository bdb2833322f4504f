//! `CONTAINS(a, b) = 1`, as ADQL writes it: a truth value that is compared with 1 or 0 is itself, or its opposite.

use arrow::datatypes::DataType;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::utils::merge_schema;
use datafusion::logical_expr::{BinaryExpr, Expr, ExprSchemable, LogicalPlan, Operator, not};
use datafusion::optimizer::AnalyzerRule;

/// The rule.
#[derive(Debug)]
pub struct TruthNumbers;

impl AnalyzerRule for TruthNumbers {
    fn analyze(&self, plan: LogicalPlan, _config: &ConfigOptions) -> Result<LogicalPlan> {
        let rewritten = plan.transform_up_with_subqueries(|plan| {
            let schema = merge_schema(&plan.inputs());
            let names = NamePreserver::new(&plan);
            plan.map_expressions(|expr| {
                let name = names.save(&expr);
                let is_truth = |expr: &Expr| is_call(expr) && matches!(expr.get_type(&schema), Ok(DataType::Boolean));
                Ok(expr.transform_up(|expr| Ok(rewrite(expr, &is_truth)))?.update_data(|expr| name.restore(expr)))
            })
        })?;
        Ok(rewritten.data)
    }

    fn name(&self) -> &str {
        "truth_numbers"
    }
}

fn is_call(expr: &Expr) -> bool {
    matches!(expr, Expr::ScalarFunction(_))
}

/// Whether a literal is 1, or 0.
fn number(expr: &Expr) -> Option<bool> {
    match expr {
        Expr::Literal(ScalarValue::Int64(Some(1)), _) => Some(true),
        Expr::Literal(ScalarValue::Int64(Some(0)), _) => Some(false),
        _ => None,
    }
}

fn rewrite(expr: Expr, is_truth: &dyn Fn(&Expr) -> bool) -> Transformed<Expr> {
    let Expr::BinaryExpr(BinaryExpr { left, op, right }) = expr else { return Transformed::no(expr) };
    let wanted = match op {
        Operator::Eq => true,
        Operator::NotEq => false,
        _ => return Transformed::no(Expr::BinaryExpr(BinaryExpr { left, op, right })),
    };
    let (truth, number) = match (number(&left), number(&right)) {
        (None, Some(number)) if is_truth(&left) => (left, number),
        (Some(number), None) if is_truth(&right) => (right, number),
        _ => return Transformed::no(Expr::BinaryExpr(BinaryExpr { left, op, right })),
    };
    Transformed::yes(if wanted == number { *truth } else { not(*truth) })
}
