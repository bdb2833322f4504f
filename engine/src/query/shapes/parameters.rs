//! Values of a plan and parameters in their place.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field};
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::expr::{Cast, InList, Placeholder};
use datafusion::logical_expr::{BinaryExpr, Expr, Filter, LogicalPlan, Operator};

use super::scan::is_table;

/// Values beyond this number are no parameters: lists of so many are rarely asked twice.
const MOST: usize = 256;

/// A plan with parameters.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) plan: LogicalPlan,
    pub(super) values: Values,
}

impl Shape {
    /// Of a plan over tables of the registry alone; else none.
    pub(super) fn of(plan: &LogicalPlan) -> Result<Option<Shape>> {
        let mut values = Vec::new();
        let mut is_of_tables = true;
        let shaped = plan.clone().transform_down(|node| match node {
            LogicalPlan::TableScan(scan) => {
                is_of_tables &= is_table(&scan.source);
                Ok(Transformed::no(LogicalPlan::TableScan(scan)))
            }
            LogicalPlan::Filter(Filter { predicate, input, .. }) => {
                let predicate = predicate.transform_down(|expr| Ok(without_values(expr, &mut values)))?;
                Ok(Transformed::new(
                    Filter::try_new(predicate.data, input).map(LogicalPlan::Filter)?,
                    predicate.transformed,
                    TreeNodeRecursion::Continue,
                ))
            }
            other => Ok(Transformed::no(other)),
        })?;
        Ok((is_of_tables && values.len() <= MOST).then(|| Shape { plan: shaped.data, values: Values(values.into()) }))
    }
}

/// A comparison or a call with parameters for the values in it. Values that say what is meant (the name of a field) are not touched.
fn without_values(expr: Expr, values: &mut Vec<ScalarValue>) -> Transformed<Expr> {
    let mut parameter = |expr: &mut Expr, wanted: fn(&DataType) -> bool| {
        if let Expr::Literal(value, None) = expr
            && !value.is_null()
            && wanted(&value.data_type())
        {
            let field = Field::new("", value.data_type(), false);
            let id = format!("${}", values.len() + 1);
            let Expr::Literal(value, _) =
                std::mem::replace(expr, Expr::Placeholder(Placeholder::new_with_field(id, Some(Arc::new(field)))))
            else {
                return false;
            };
            values.push(value);
            return true;
        }
        false
    };
    let (mut expr, mut changed) = (expr, false);
    match &mut expr {
        Expr::BinaryExpr(BinaryExpr { left, op, right }) if is_comparison(*op) => {
            changed |= parameter(left, |_| true);
            changed |= parameter(right, |_| true);
        }
        Expr::InList(InList { list, .. }) => list.iter_mut().for_each(|item| changed |= parameter(item, |_| true)),
        Expr::ScalarFunction(call) => {
            let is_value = |of: &DataType| matches!(of, DataType::Binary | DataType::Struct(_));
            call.args.iter_mut().for_each(|argument| changed |= parameter(argument, is_value));
        }
        _ => {}
    }
    Transformed::new(expr, changed, TreeNodeRecursion::Continue)
}

fn is_comparison(operator: Operator) -> bool {
    matches!(operator, Operator::Eq | Operator::NotEq | Operator::Lt | Operator::LtEq | Operator::Gt | Operator::GtEq)
}

/// Whether a parameter is anywhere but in the scans of tables.
pub(super) fn is_outside_of_scans(plan: &LogicalPlan) -> Result<bool> {
    let mut found = false;
    plan.apply(|node| {
        if !matches!(node, LogicalPlan::TableScan(_)) {
            node.apply_expressions(|expr| {
                found |= has_parameter(expr)?;
                Ok(TreeNodeRecursion::Continue)
            })?;
        }
        Ok(if found { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    })?;
    Ok(found)
}

fn has_parameter(expr: &Expr) -> Result<bool> {
    expr.exists(|expr| Ok(matches!(expr, Expr::Placeholder(_))))
}

/// The values of parameters.
#[derive(Debug, Clone)]
pub(super) struct Values(Arc<[ScalarValue]>);

impl Values {
    /// The plan with these values for its parameters.
    pub(super) fn put_into(&self, plan: &LogicalPlan) -> Result<LogicalPlan> {
        let plan = plan.clone().transform_up(|node| node.map_expressions(|expr| self.put(expr)))?;
        Ok(plan.data)
    }

    /// The expressions with these values for their parameters.
    pub(super) fn put_into_all(&self, exprs: &[Expr]) -> Result<Vec<Expr>> {
        exprs.iter().map(|expr| Ok(self.put(expr.clone())?.data)).collect()
    }

    /// A value that is to be of another type is made so here, as what prunes files looks for values.
    fn put(&self, expr: Expr) -> Result<Transformed<Expr>> {
        expr.transform_up(|expr| match expr {
            Expr::Placeholder(parameter) => {
                let place = parameter.id.strip_prefix('$').and_then(|number| number.parse::<usize>().ok());
                let value = place.and_then(|place| self.0.get(place.checked_sub(1)?));
                let value = value.ok_or_else(|| crate::Error::internal(format!("a plan has no value for {}", parameter.id)))?;
                Ok(Transformed::yes(Expr::Literal(value.clone(), None)))
            }
            Expr::Cast(Cast { expr, field }) => match *expr {
                Expr::Literal(value, None) => Ok(Transformed::yes(Expr::Literal(value.cast_to(field.data_type())?, None))),
                other => Ok(Transformed::no(Expr::Cast(Cast { expr: Box::new(other), field }))),
            },
            other => Ok(Transformed::no(other)),
        })
    }
}
