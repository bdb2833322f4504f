//! `utc(text)`: a time from its reading in UTC.

use std::sync::Arc;

use arrow::array::{ArrayRef, TimestampNanosecondArray};
use arrow::datatypes::DataType;

use super::arguments::{Coerced, each, parsed, text_type};
use super::{Description, Family, Function};
use crate::Result;
use crate::sql::values::{Kind, TIME};
use crate::time::{Scale, Time};

pub(super) const DESCRIPTION: Description = Description {
    name: "utc",
    aliases: &[],
    family: Family::Time,
    syntax: "utc(text)",
    text: "The time (TAI) at which a clock in UTC shows this, leap seconds included.",
    arguments: &[("text", "like `2013-06-17T13:29:30.123`, `2013-06-17` or with a zone, `2013-06-17T03:29:30-10:00`")],
    example: "SELECT utc('2016-12-31T23:59:60') AS leap_second",
};

pub(in crate::sql) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((TIME, Kind::Plain)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    each(types, &[text_type], "a text")
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    Ok(Arc::new(TimestampNanosecondArray::from(parsed(&args[0], |text| Time::parse_iso(text, Scale::Utc))?)))
}
