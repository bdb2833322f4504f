//! `overlaps(timespan, timespan)`: whether two timespans have a time in common.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use arrow::datatypes::DataType;

use super::arguments::{Coerced, each, span_or_time_type, spans};
use super::{Description, Family, Function};
use crate::Result;
use crate::sql::values::Kind;

pub(super) const DESCRIPTION: Description = Description {
    name: "overlaps",
    aliases: &[],
    family: Family::Time,
    syntax: "overlaps(timespan, timespan)",
    text: "Whether two timespans have a time in common; a time stands for the nanosecond that begins there.",
    arguments: &[("timespan", "a timespan or a time")],
    example: "SELECT e.id, v.id FROM exposure e JOIN visit v ON overlaps(e.timespan, v.timespan)",
};

pub(in crate::sql) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((DataType::Boolean, Kind::Plain)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    each(types, &[span_or_time_type, span_or_time_type], "two timespans or times")
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    let pairs = spans(&args[0])?.into_iter().zip(spans(&args[1])?);
    Ok(Arc::new(pairs.map(|(a, b)| Some(a?.overlaps(b?))).collect::<BooleanArray>()))
}
