//! What functions take: times in their several forms, timespans, texts.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Int64Type, TimestampNanosecondType};

use crate::sql::values::TIME;
use crate::time::{Scale, Time, Timespan, TimespanColumn, timespan_type};
use crate::{Error, Result};

/// The type that a time of `given` type is cast to.
pub fn time_type(given: &DataType) -> Option<DataType> {
    match given {
        DataType::Timestamp(..) | DataType::Date32 | DataType::Date64 | DataType::Null => Some(TIME),
        DataType::Int64 => Some(DataType::Int64),
        other => text_type(other),
    }
}

/// The type that a text of `given` type is cast to.
pub fn text_type(given: &DataType) -> Option<DataType> {
    matches!(given, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null).then_some(DataType::Utf8View)
}

/// The type that an integer of `given` type is cast to.
pub fn integer_type(given: &DataType) -> Option<DataType> {
    (given.is_integer() || *given == DataType::Null).then_some(DataType::Int64)
}

/// The type of a timespan.
pub fn span_type(given: &DataType) -> Option<DataType> {
    (*given == timespan_type() || *given == DataType::Null).then(timespan_type)
}

/// The type of a timespan or a time.
pub fn span_or_time_type(given: &DataType) -> Option<DataType> {
    span_type(given).or_else(|| time_type(given))
}

/// The types that arguments are cast to, or what the function takes.
pub type Coerced = Result<Vec<DataType>, &'static str>;

/// Casts each argument by its own rule; the number of arguments must be that of the rules.
pub fn each(types: &[DataType], rules: &[fn(&DataType) -> Option<DataType>], takes: &'static str) -> Coerced {
    let cast: Option<Vec<DataType>> = types.iter().zip(rules).map(|(given, rule)| rule(given)).collect();
    cast.filter(|c| c.len() == rules.len() && types.len() == rules.len()).ok_or(takes)
}

/// The times of a column, nanoseconds TAI.
pub fn times(array: &ArrayRef) -> Result<Vec<Option<i64>>> {
    match array.data_type() {
        DataType::Timestamp(..) => Ok(array.as_primitive::<TimestampNanosecondType>().iter().collect()),
        DataType::Int64 => Ok(array.as_primitive::<Int64Type>().iter().collect()),
        DataType::Utf8View => parsed(array, |text| Time::parse_iso(text, Scale::Tai)),
        other => Err(Error::internal(format!("a time of type {other}"))),
    }
}

/// The times that texts of a column spell.
pub fn parsed(array: &ArrayRef, parse: impl Fn(&str) -> Result<Time>) -> Result<Vec<Option<i64>>> {
    array.as_string_view().iter().map(|text| text.map(|t| parse(t).map(|time| time.0)).transpose()).collect()
}

/// The timespans of a column; a time is the nanosecond that begins there.
pub fn spans(array: &ArrayRef) -> Result<Vec<Option<Timespan>>> {
    if *array.data_type() == timespan_type() {
        let column = TimespanColumn::new(array)?;
        return Ok((0..array.len()).map(|row| column.get(row)).collect());
    }
    Ok(times(array)?.into_iter().map(|time| time.map(|ns| Timespan::instant(Time(ns)))).collect())
}
