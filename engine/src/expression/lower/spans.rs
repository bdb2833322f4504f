//! Timespans as expressions.
//!
//! An unbounded begin compares as `i64::MIN`, an unbounded end as `i64::MAX`, so that the empty timespan, `[i64::MAX, i64::MIN)`, overlaps nothing. A
//! test of a timespan that is null is null.

use datafusion::functions::core::expr_fn::get_field;
use datafusion::logical_expr::{Case, Expr, lit, not};

use super::Lowering;
use crate::expression::ast::Comparison;
use crate::expression::operand::{Literal, Operand};
use crate::{Error, Result};

/// Bounds that are never null, and the column that may be null.
struct Bounds {
    begin: Expr,
    end: Expr,
    column: Option<Expr>,
}

impl Lowering<'_> {
    fn bounds(&self, timespan: &Operand) -> Result<Bounds> {
        match timespan {
            Operand::Literal(Literal::Timespan(timespan)) => {
                let (begin, end) = timespan.bounds_ns();
                Ok(Bounds { begin: lit(begin), end: lit(end), column: None })
            }
            Operand::Column(column, _) => {
                let column = (self.column)(column);
                let bound = |name: &str, open: i64| {
                    let bound = get_field(column.clone(), name);
                    either(bound.clone().is_null(), lit(open), bound)
                };
                Ok(Bounds { begin: bound("begin", i64::MIN), end: bound("end", i64::MAX), column: Some(column) })
            }
            _ => Err(Error::internal("a timespan is neither a column nor a literal")),
        }
    }

    pub(super) fn begin(&self, timespan: &Operand) -> Result<Expr> {
        self.bounds(timespan).map(|bounds| or_epoch(bounds.begin, bounds.column))
    }

    pub(super) fn end(&self, timespan: &Operand) -> Result<Expr> {
        self.bounds(timespan).map(|bounds| or_epoch(bounds.end, bounds.column))
    }

    pub(super) fn span_contains(&self, timespan: &Operand, time: &Operand) -> Result<Expr> {
        let (Bounds { begin, end, column }, time) = (self.bounds(timespan)?, self.operand(time)?);
        Ok(unless_null([column], begin.lt_eq(time.clone()).and(end.gt(time))))
    }

    pub(super) fn spans_overlap(&self, left: &Operand, right: &Operand) -> Result<Expr> {
        let (a, b) = (self.bounds(left)?, self.bounds(right)?);
        Ok(unless_null([a.column, b.column], a.begin.lt(b.end).and(b.begin.lt(a.end))))
    }

    pub(super) fn equal_spans(&self, left: &Operand, comparison: Comparison, right: &Operand) -> Result<Expr> {
        let (a, b) = (self.bounds(left)?, self.bounds(right)?);
        let equal = unless_null([a.column, b.column], a.begin.eq(b.begin).and(a.end.eq(b.end)));
        Ok(if comparison == Comparison::Unequal { not(equal) } else { equal })
    }
}

/// `test`, or null where a column is.
fn unless_null<const N: usize>(columns: [Option<Expr>; N], test: Expr) -> Expr {
    let guards = columns.into_iter().flatten().map(Expr::is_not_null);
    match guards.reduce(Expr::and) {
        None => test,
        Some(guard) => Expr::Case(Case::new(None, vec![(Box::new(guard), Box::new(test))], None)),
    }
}

/// The bound, or the begin of 1970 where there is no timespan.
fn or_epoch(bound: Expr, column: Option<Expr>) -> Expr {
    match column {
        None => bound,
        Some(column) => either(column.is_null(), lit(0_i64), bound),
    }
}

fn either(condition: Expr, then: Expr, otherwise: Expr) -> Expr {
    Expr::Case(Case::new(None, vec![(Box::new(condition), Box::new(then))], Some(Box::new(otherwise))))
}
