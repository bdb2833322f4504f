//! `mjd(days)` and `mjd(time)`: times from and to modified Julian dates.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, TimestampNanosecondArray};
use arrow::datatypes::{DataType, Float64Type};

use super::arguments::{Coerced, parsed, times};
use super::{Description, Family, Function};
use crate::Result;
use crate::sql::values::{Kind, TIME};
use crate::time::Time;

pub(super) const DESCRIPTION: Description = Description {
    name: "mjd",
    aliases: &[],
    family: Family::Time,
    syntax: "mjd(days | text | time)",
    text: "The time at a modified Julian date (TAI); of a time, its modified Julian date in days.",
    arguments: &[
        ("days", "days since 1858-11-17; as a text it is read exactly to the nanosecond"),
        ("time", "a time, whose date is wanted"),
    ],
    example: "SELECT mjd(56460.5) AS noon, mjd(tai('2013-06-17T12:00:00')) AS days",
};

pub(in crate::sql) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, returns, invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    match types {
        [DataType::Timestamp(..) | DataType::Date32 | DataType::Date64] => Ok(vec![TIME]),
        [DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View] => Ok(vec![DataType::Utf8View]),
        [number] if number.is_numeric() || *number == DataType::Null => Ok(vec![DataType::Float64]),
        _ => Err("a number of days, a text or a time"),
    }
}

fn returns(types: &[DataType]) -> Result<(DataType, Kind)> {
    Ok((if types.first() == Some(&TIME) { DataType::Float64 } else { TIME }, Kind::Plain))
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    let array = &args[0];
    let found = match array.data_type() {
        DataType::Float64 => {
            let days = array.as_primitive::<Float64Type>();
            days.iter().map(|d| d.map(|d| Time::from_mjd(d).map(|time| time.0)).transpose()).collect::<Result<Vec<_>>>()?
        }
        DataType::Utf8View => parsed(array, Time::parse_mjd)?,
        _ => {
            let days = times(array)?.into_iter().map(|time| time.map(|ns| Time(ns).mjd()));
            return Ok(Arc::new(days.collect::<Float64Array>()));
        }
    };
    Ok(Arc::new(TimestampNanosecondArray::from(found)))
}
