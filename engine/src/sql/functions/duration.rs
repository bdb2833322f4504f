//! `duration(timespan)`: the length of a timespan in seconds.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array};
use arrow::datatypes::DataType;

use super::arguments::{Coerced, each, span_type, spans};
use super::{Description, Family, Function};
use crate::Result;
use crate::sql::values::Kind;

pub(super) const DESCRIPTION: Description = Description {
    name: "duration",
    aliases: &[],
    family: Family::Time,
    syntax: "duration(timespan)",
    text: "The length of a timespan in seconds; 0 if it is empty, NULL if it is unbounded.",
    arguments: &[("timespan", "a timespan")],
    example: "SELECT id, duration(timespan) AS seconds FROM exposure ORDER BY seconds DESC",
};

pub(in crate::sql) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((DataType::Float64, Kind::Plain)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    each(types, &[span_type], "a timespan")
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    let seconds = spans(&args[0])?.into_iter().map(|span| {
        let span = span?;
        if span.is_empty() {
            return Some(0.0);
        }
        let ns = i128::from(span.end()?.0) - i128::from(span.begin()?.0);
        Some(ns as f64 / 1e9)
    });
    Ok(Arc::new(seconds.collect::<Float64Array>()))
}
