//! Values as JSON: data IDs as objects without nulls, UUIDs and times as text, timespans as objects of two times, bytes in hexadecimal.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Field, Float32Type, Float64Type};
use serde_json::{Map, Number, Value};

use super::text::{Style, Texts, bytes, is_null};
use super::{Kind, push_hex};
use crate::Result;
use crate::time::{Scale, TimespanColumn};

/// The value of a row of a column of `field`.
pub fn value(field: &Field, array: &ArrayRef, row: usize) -> Result<Value> {
    if is_null(array, row) {
        return Ok(Value::Null);
    }
    Ok(match (Kind::of(field), field.data_type()) {
        (Kind::Timespan, _) => timespan(&TimespanColumn::new(array)?, row),
        (Kind::Uuid, _) => Value::String(text(field, array, row)?),
        (kind, DataType::Struct(fields)) => {
            let mut object = Map::new();
            for (field, member) in fields.iter().zip(array.as_struct().columns()) {
                if kind != Kind::DataId || !is_null(member, row) {
                    object.insert(field.name().clone(), value(field, member, row)?);
                }
            }
            Value::Object(object)
        }
        (_, DataType::List(item)) => {
            let values = array.as_list::<i32>().value(row);
            Value::Array((0..values.len()).map(|i| value(item, &values, i)).collect::<Result<_>>()?)
        }
        (_, DataType::Boolean) => Value::Bool(array.as_boolean().value(row)),
        (_, DataType::Float64) => float(array.as_primitive::<Float64Type>().value(row)),
        (_, DataType::Float32) => float(f64::from(array.as_primitive::<Float32Type>().value(row))),
        (_, data_type) if data_type.is_integer() => integer(&text(field, array, row)?),
        (_, DataType::Utf8View) => Value::String(array.as_string_view().value(row).to_owned()),
        (_, DataType::Utf8) => Value::String(array.as_string::<i32>().value(row).to_owned()),
        _ => match bytes(array, row) {
            Some(bytes) => {
                let mut hex = String::with_capacity(2 * bytes.len());
                push_hex(bytes, &mut hex);
                Value::String(hex)
            }
            None => Value::String(text(field, array, row)?),
        },
    })
}

fn text(field: &Field, array: &ArrayRef, row: usize) -> Result<String> {
    let mut out = String::new();
    Texts::new(field, array, Style::Exact)?.push(row, &mut out)?;
    Ok(out)
}

/// JSON has no infinities and no NaN: null.
fn float(value: f64) -> Value {
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}

fn integer(digits: &str) -> Value {
    digits
        .parse::<i64>()
        .map(Value::from)
        .or_else(|_| digits.parse::<u64>().map(Value::from))
        .unwrap_or_else(|_| Value::String(digits.to_owned()))
}

/// `{"begin": "2013-06-17T13:29:30.000000000", "end": null}`, TAI, null for unbounded; the empty timespan is the text `(empty)`.
fn timespan(column: &TimespanColumn<'_>, row: usize) -> Value {
    let Some(timespan) = column.get(row) else { return Value::Null };
    if timespan.is_empty() {
        return Value::String(timespan.to_string());
    }
    let time = |t: Option<crate::time::Time>| t.map_or(Value::Null, |t| Value::String(t.to_isot(Scale::Tai, 9)));
    Value::Object(Map::from_iter([("begin".to_owned(), time(timespan.begin())), ("end".to_owned(), time(timespan.end()))]))
}
