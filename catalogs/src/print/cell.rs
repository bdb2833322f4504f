//! One value as text.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    DataType, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow::util::display::array_value_to_string;

use super::Blanks;
use super::number;
use super::spec::Spec;

/// What is shown of a masked value.
const MASKED: &str = "--";

/// A value that a format may spell.
pub(super) enum Scalar {
    Integer(i128),
    Float(f64),
    Text(String),
}

/// The value at `row`; an array of fixed size as its first and last element.
pub(super) fn text(array: &ArrayRef, row: usize, spec: Option<&Spec>, blanks: Blanks) -> String {
    if array.is_null(row) {
        return MASKED.to_owned();
    }
    match array.data_type() {
        DataType::FixedSizeList(..) => match leaves(&array.as_fixed_size_list().value(row)) {
            values if values.is_empty() => String::new(),
            values if values.len() == 1 => text(&values, 0, spec, blanks),
            values => format!("{} .. {}", text(&values, 0, spec, blanks), text(&values, values.len() - 1, spec, blanks)),
        },
        DataType::List(_) => list(&array.as_list::<i32>().value(row)),
        DataType::LargeList(_) => list(&array.as_list::<i64>().value(row)),
        DataType::Struct(fields) if fields.len() == 2 && fields[0].name() == "re" && fields[1].name() == "im" => {
            let parts = array.as_struct();
            let part = |index: usize| float(parts.column(index), row);
            number::complex(part(0), part(1), *fields[0].data_type() == DataType::Float32)
        }
        DataType::Float16 | DataType::Float32 | DataType::Float64 => {
            let value = float(array, row);
            if value.is_nan() && blanks != Blanks::Shown {
                return MASKED.to_owned();
            }
            spec.and_then(|spec| spec.format(&Scalar::Float(value))).unwrap_or_else(|| match array.data_type() {
                DataType::Float64 => number::float64(value),
                _ => number::float32(value as f32),
            })
        }
        DataType::Boolean => if array.as_boolean().value(row) { "True" } else { "False" }.to_owned(),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
            let value = string(array, row);
            if value.is_empty() && blanks == Blanks::Texts {
                return MASKED.to_owned();
            }
            spec.and_then(|spec| spec.format(&Scalar::Text(value.clone()))).unwrap_or(value)
        }
        _ => match integer(array, row) {
            Some(value) => spec.and_then(|spec| spec.format(&Scalar::Integer(value))).unwrap_or_else(|| value.to_string()),
            None => array_value_to_string(array, row).unwrap_or_default(),
        },
    }
}

/// The values in lists in lists.
pub(crate) fn leaves(array: &ArrayRef) -> ArrayRef {
    match array.as_fixed_size_list_opt() {
        Some(lists) => {
            let size = lists.value_length() as usize;
            leaves(&lists.values().slice(lists.offset() * size, lists.len() * size))
        }
        None => array.clone(),
    }
}

/// An array of variable length.
fn list(values: &ArrayRef) -> String {
    match values.data_type() {
        DataType::Float32 => number::floats(&(0..values.len()).map(|row| float(values, row)).collect::<Vec<_>>(), true),
        DataType::Float64 => number::floats(&(0..values.len()).map(|row| float(values, row)).collect::<Vec<_>>(), false),
        _ => number::others((0..values.len()).map(|row| text(values, row, None, Blanks::Shown)).collect()),
    }
}

pub(crate) fn string(array: &dyn Array, row: usize) -> String {
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(row).to_owned(),
        DataType::LargeUtf8 => array.as_string::<i64>().value(row).to_owned(),
        _ => array.as_string_view().value(row).to_owned(),
    }
}

fn float(array: &ArrayRef, row: usize) -> f64 {
    match array.data_type() {
        DataType::Float16 => array.as_primitive::<Float16Type>().value(row).to_f64(),
        DataType::Float32 => array.as_primitive::<Float32Type>().value(row).into(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row),
        _ => f64::NAN,
    }
}

pub(crate) fn integer(array: &dyn Array, row: usize) -> Option<i128> {
    Some(match array.data_type() {
        DataType::Int8 => array.as_primitive::<Int8Type>().value(row).into(),
        DataType::Int16 => array.as_primitive::<Int16Type>().value(row).into(),
        DataType::Int32 => array.as_primitive::<Int32Type>().value(row).into(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).into(),
        DataType::UInt8 => array.as_primitive::<UInt8Type>().value(row).into(),
        DataType::UInt16 => array.as_primitive::<UInt16Type>().value(row).into(),
        DataType::UInt32 => array.as_primitive::<UInt32Type>().value(row).into(),
        DataType::UInt64 => array.as_primitive::<UInt64Type>().value(row).into(),
        _ => return None,
    })
}
