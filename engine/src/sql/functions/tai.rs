//! `tai(text)`: a time from its reading in TAI.

use std::sync::Arc;

use arrow::array::{ArrayRef, TimestampNanosecondArray};
use arrow::datatypes::DataType;

use super::arguments::{Coerced, each, time_type, times};
use super::{Description, Family, Function};
use crate::Result;
use crate::sql::values::{Kind, TIME};

pub(super) const DESCRIPTION: Description = Description {
    name: "tai",
    aliases: &[],
    family: Family::Time,
    syntax: "tai(text)",
    text: "The time with this reading in TAI, ISO 8601.",
    arguments: &[("text", "like `2013-06-17T13:29:30.123` or `2013-06-17`")],
    example: "SELECT id, timespan FROM exposure WHERE contains(timespan, tai('2013-06-17T13:29:40'))",
};

pub(in crate::sql) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((TIME, Kind::Plain)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    each(types, &[time_type], "a text or a time")
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    Ok(Arc::new(TimestampNanosecondArray::from(times(&args[0])?)))
}
