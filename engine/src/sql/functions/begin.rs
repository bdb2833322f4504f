//! `begin(timespan)`: the begin of a timespan.

use std::sync::Arc;

use arrow::array::{ArrayRef, TimestampNanosecondArray};
use arrow::datatypes::DataType;

use super::arguments::{Coerced, each, span_type, spans};
use super::{Description, Family, Function};
use crate::Result;
use crate::sql::values::{Kind, TIME};

pub(super) const DESCRIPTION: Description = Description {
    name: "begin",
    aliases: &["timespan_begin"],
    family: Family::Time,
    syntax: "begin(timespan)",
    text: "The first time in a timespan; NULL if it is unbounded there or empty.",
    arguments: &[("timespan", "a timespan")],
    example: "SELECT id, begin(timespan) FROM visit",
};

pub(in crate::sql) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((TIME, Kind::Plain)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    each(types, &[span_type], "a timespan")
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    let bounds = spans(&args[0])?.into_iter().map(|span| span.and_then(|s| s.begin()).map(|time| time.0));
    Ok(Arc::new(bounds.collect::<TimestampNanosecondArray>()))
}
