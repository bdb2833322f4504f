//! `timespan(begin, end)`: a timespan from its bounds.

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

use super::arguments::{Coerced, each, time_type, times};
use super::{Description, Family, Function};
use crate::Result;
use crate::sql::values::Kind;
use crate::time::{Time, Timespan, TimespanBuilder, timespan_type};

pub(super) const DESCRIPTION: Description = Description {
    name: "timespan",
    aliases: &[],
    family: Family::Time,
    syntax: "timespan(begin, end)",
    text: "The timespan from `begin` (contained) to `end` (not contained).",
    arguments: &[("begin", "a time; NULL is unbounded"), ("end", "a time; NULL is unbounded; before `begin`, the timespan is empty")],
    example: "SELECT id FROM visit WHERE overlaps(timespan, timespan('2013-06-17', '2013-06-18'))",
};

pub(in crate::sql) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((timespan_type(), Kind::Timespan)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    each(types, &[time_type, time_type], "two times")
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    let mut spans = TimespanBuilder::default();
    for (begin, end) in times(&args[0])?.into_iter().zip(times(&args[1])?) {
        spans.append(Some(Timespan::new(begin.map(Time), end.map(Time))));
    }
    Ok(Arc::new(spans.finish()))
}
