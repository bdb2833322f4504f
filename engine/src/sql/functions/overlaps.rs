//! `overlaps(timespan, timespan)`: whether two timespans have a time in common.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{ColumnarValue, Expr, ScalarUDF, lit};

use super::arguments::{Coerced, each, span_or_time_type, spans};
use super::sky::{pairs::tested, region_type};
use super::{Description, Family, Function};
use crate::Result;
use crate::sphere::PairTest;
use crate::sql::values::Kind;
use crate::time::{Timespan, TimespanBuilder};

pub(super) const DESCRIPTION: Description = Description {
    name: "overlaps",
    aliases: &[],
    family: Family::Time,
    syntax: "overlaps(timespan, timespan)",
    text: "Whether two timespans have a time in common; a time stands for the nanosecond that begins there. Of regions, whether they have a point in common, \
           as `intersects`.",
    arguments: &[("timespan", "a timespan or a time")],
    example: "SELECT e.id, v.id FROM exposure e JOIN visit v ON overlaps(e.timespan, v.timespan)",
};

pub(in crate::sql) fn function() -> Function {
    Function::of_values(&DESCRIPTION, coerce, |_| Ok((DataType::Boolean, Kind::Plain)), invoke)
}

/// The call for a value that has a time in common with `timespan`.
pub fn overlaps_expr(value: Expr, timespan: Timespan) -> Expr {
    let mut given = TimespanBuilder::default();
    given.append(Some(timespan));
    let given = lit(ScalarValue::Struct(Arc::new(given.finish())));
    ScalarUDF::new_from_impl(function()).call(vec![value, given])
}

fn coerce(types: &[DataType]) -> Coerced {
    if types.iter().any(|t| region_type(t).is_some() && *t != DataType::Null) {
        return each(types, &[region_type, region_type], "two timespans or times, or two regions");
    }
    each(types, &[span_or_time_type, span_or_time_type], "two timespans or times, or two regions")
}

fn invoke(args: &[ColumnarValue], rows: usize) -> Result<ArrayRef> {
    if args.iter().all(|a| a.data_type() == DataType::Binary) {
        return tested(args, rows, PairTest::Overlaps);
    }
    let args = ColumnarValue::values_to_arrays(args)?;
    let pairs = spans(&args[0])?.into_iter().zip(spans(&args[1])?);
    Ok(Arc::new(pairs.map(|(a, b)| Some(a?.overlaps(b?))).collect::<BooleanArray>()))
}
