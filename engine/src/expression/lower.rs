//! Conditions as expressions of the query engine.
//!
//! Columns are `Int64`, `Float64`, `Boolean`, `Utf8View`, `Binary` (hashes, regions), `FixedSizeBinary(16)` (UUIDs) and structs of begin and end
//! (timespans, see [`crate::time::timespan_type`]); times are `Int64`. `/` is the true quotient; division by zero gives null. Sums, differences and
//! products of integers are exact, of up to 38 digits; beyond that they are an error, and never wrap around.

use crate::sphere::Region;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::functions::core::expr_fn::nullif;
use datafusion::logical_expr::expr::InList;
use datafusion::logical_expr::{Expr, ScalarUDF, cast, lit, not};

use super::ast::{Arithmetic, Comparison, Range};
use super::operand::{Column, Kind, Literal, Operand};
use super::predicate::{Predicate, Test};
use crate::sql::functions::glob_expr;
use crate::{Error, Result};

mod spans;

/// The type of calculated integers: any two of 64 bits, multiplied, fit.
const EXACT: DataType = DataType::Decimal128(38, 0);

/// A predicate as a boolean expression; `column` tells what a column is in the plan, `region_overlaps` is a function of two encoded regions.
pub fn lower(predicate: &Predicate, column: &dyn Fn(&Column) -> Expr, region_overlaps: &ScalarUDF) -> Result<Expr> {
    Lowering { column, region_overlaps: Some(region_overlaps) }.predicate(predicate)
}

/// A value as an expression, e.g. to sort by.
pub fn lower_operand(operand: &Operand, column: &dyn Fn(&Column) -> Expr) -> Result<Expr> {
    Lowering { column, region_overlaps: None }.operand(operand)
}

struct Lowering<'a> {
    column: &'a dyn Fn(&Column) -> Expr,
    region_overlaps: Option<&'a ScalarUDF>,
}

impl Lowering<'_> {
    fn predicate(&self, predicate: &Predicate) -> Result<Expr> {
        match predicate {
            Predicate::Constant(value) => Ok(lit(*value)),
            Predicate::And(parts) => self.joined(parts, Expr::and),
            Predicate::Or(parts) => self.joined(parts, Expr::or),
            Predicate::Test(test) => self.test(test),
            Predicate::Not(test) => Ok(match test {
                Test::IsNull(operand) => self.operand(operand)?.is_not_null(),
                test => not(self.test(test)?),
            }),
        }
    }

    /// Halves are joined first, so that the depth stays small.
    fn joined(&self, parts: &[Predicate], join: fn(Expr, Expr) -> Expr) -> Result<Expr> {
        match parts {
            [] => Err(Error::internal("nothing was joined by AND or OR")),
            [part] => self.predicate(part),
            parts => {
                let (left, right) = parts.split_at(parts.len() / 2);
                Ok(join(self.joined(left, join)?, self.joined(right, join)?))
            }
        }
    }

    fn test(&self, test: &Test) -> Result<Expr> {
        match test {
            Test::IsTrue(column) => Ok((self.column)(column)),
            Test::IsNull(operand) => Ok(self.operand(operand)?.is_null()),
            Test::Compare(left, comparison, right) if left.kind() == Kind::Timespan => self.equal_spans(left, *comparison, right),
            Test::Compare(left, comparison, right) => compared(self.operand(left)?, *comparison, self.operand(right)?),
            Test::In { values, .. } if values.is_empty() => Ok(lit(false)),
            Test::In { operand, values, .. } => {
                let list = values.iter().map(|value| self.literal(value)).collect::<Result<_>>()?;
                Ok(Expr::InList(InList::new(Box::new(self.operand(operand)?), list, false)))
            }
            Test::InRange(operand, range) => Ok(in_range(self.operand(operand)?, *range)),
            Test::Glob(column, pattern) => Ok(glob_expr((self.column)(column), pattern)),
            Test::Contains { timespan, time } => self.span_contains(timespan, time),
            Test::TimespansOverlap(left, right) => self.spans_overlap(left, right),
            Test::RegionOverlaps(column, region) => self.regions_overlap((self.column)(column), lit(encoded(region))),
            Test::RegionsOverlap(left, right) => self.regions_overlap((self.column)(left), (self.column)(right)),
        }
    }

    fn regions_overlap(&self, left: Expr, right: Expr) -> Result<Expr> {
        let function = self.region_overlaps.ok_or_else(|| Error::internal("a value holds an overlap of regions"))?;
        Ok(function.call(vec![left, right]))
    }

    fn operand(&self, operand: &Operand) -> Result<Expr> {
        if let Some(value) = operand.constant().and_then(|value| i64::try_from(value).ok()) {
            return Ok(lit(value));
        }
        match operand {
            Operand::Column(column, _) => Ok((self.column)(column)),
            Operand::Literal(literal) => self.literal(literal),
            Operand::Minus(inner) if inner.kind() == Kind::Int && !is_quotient(inner) => {
                Ok(Expr::Negative(Box::new(cast(self.operand(inner)?, EXACT))))
            }
            Operand::Minus(inner) => Ok(Expr::Negative(Box::new(self.operand(inner)?))),
            Operand::Arithmetic(left, operator, right) => self.arithmetic(left, *operator, right),
            Operand::Begin(timespan) => self.begin(timespan),
            Operand::End(timespan) => self.end(timespan),
        }
    }

    fn arithmetic(&self, left: &Operand, operator: Arithmetic, right: &Operand) -> Result<Expr> {
        let is_float = match operator {
            Arithmetic::Divide => true,
            Arithmetic::Remainder => false,
            _ => left.kind() == Kind::Float || is_quotient(left) || is_quotient(right),
        };
        let of = |operand: &Operand| -> Result<Expr> {
            let expr = self.operand(operand)?;
            let was_float = operand.kind() == Kind::Float || is_quotient(operand);
            Ok(match (was_float, is_float) {
                (false, true) => cast(expr, DataType::Float64),
                (true, false) => cast(expr, DataType::Int64),
                (false, false) if operator != Arithmetic::Remainder => cast(expr, EXACT),
                _ => expr,
            })
        };
        let (a, b) = (of(left)?, of(right)?);
        Ok(match operator {
            Arithmetic::Add => a + b,
            Arithmetic::Subtract => a - b,
            Arithmetic::Multiply => a * b,
            Arithmetic::Divide => a / nullif(b, lit(0.0_f64)),
            Arithmetic::Remainder => a % nullif(b, lit(0_i64)),
        })
    }

    fn literal(&self, literal: &Literal) -> Result<Expr> {
        Ok(match literal {
            Literal::Int(value) => lit(*value),
            Literal::Float(value) => lit(*value),
            Literal::Text(value) => lit(ScalarValue::Utf8View(Some(value.clone()))),
            Literal::Hash(value) => lit(ScalarValue::Binary(Some(value.clone()))),
            Literal::Uuid(value) => lit(ScalarValue::FixedSizeBinary(16, Some(value.as_bytes().to_vec()))),
            Literal::Time(value) => lit(value.0),
            Literal::Region(region) => lit(encoded(region)),
            Literal::Timespan(_) => return Err(Error::internal("a timespan was used as a single value")),
        })
    }
}

/// Whether it counts as an integer, but may be broken.
fn is_quotient(operand: &Operand) -> bool {
    match operand {
        Operand::Arithmetic(_, Arithmetic::Divide, _) => true,
        Operand::Arithmetic(_, Arithmetic::Remainder, _) => false,
        Operand::Arithmetic(left, _, right) => is_quotient(left) || is_quotient(right),
        Operand::Minus(inner) => is_quotient(inner),
        _ => false,
    }
}

fn compared(left: Expr, comparison: Comparison, right: Expr) -> Result<Expr> {
    Ok(match comparison {
        Comparison::Equal => left.eq(right),
        Comparison::Unequal => left.not_eq(right),
        Comparison::Less => left.lt(right),
        Comparison::LessOrEqual => left.lt_eq(right),
        Comparison::Greater => left.gt(right),
        Comparison::GreaterOrEqual => left.gt_eq(right),
        Comparison::Overlaps => return Err(Error::internal("OVERLAPS was left as a comparison")),
    })
}

/// Remainders have the sign of the dividend: a negative member leaves the other one of two.
fn in_range(member: Expr, range: Range) -> Expr {
    let Range { first, last, step } = range;
    if first == last {
        return member.eq(lit(first));
    }
    let between = member.clone().gt_eq(lit(first)).and(member.clone().lt_eq(lit(last)));
    if step == 1 {
        return between;
    }
    let rest = first.rem_euclid(step);
    let left = member % lit(step);
    let fits = left.clone().eq(lit(rest));
    between.and(if rest == 0 { fits } else { fits.or(left.eq(lit(rest - step))) })
}

fn encoded(region: &Region) -> ScalarValue {
    ScalarValue::Binary(Some(region.encode()))
}

#[cfg(test)]
mod tests;
