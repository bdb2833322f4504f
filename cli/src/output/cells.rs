//! Values as Python prints them: `30.0`, `1e-05`, `True`, `None`, `0x2ade`; regions are left out, timespans are shown to the second.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Field, Float64Type};
use butler_engine::sql::values::Kind;
use butler_engine::sql::values::text::{Style, Texts};

use crate::Failure;

/// The cells of a column.
pub fn cells(field: &Field, column: &ArrayRef) -> Result<Vec<String>, Failure> {
    let is_region = Kind::of(field) == Kind::Region || field.name() == "region";
    let texts = Texts::new(field, column, Style::Table)?;
    let cell = |row: usize| {
        if column.is_null(row) || *column.data_type() == DataType::Null {
            return Ok("None".to_owned());
        }
        if is_region {
            return Ok("(elided)".to_owned());
        }
        Ok(match column.data_type() {
            DataType::Float64 => float(column.as_primitive::<Float64Type>().value(row)),
            DataType::Boolean => if column.as_boolean().value(row) { "True" } else { "False" }.to_owned(),
            _ => {
                let mut text = String::new();
                texts.push(row, &mut text)?;
                if matches!(column.data_type(), DataType::Binary | DataType::LargeBinary | DataType::BinaryView) {
                    text.insert_str(0, "0x");
                }
                text
            }
        })
    };
    (0..column.len()).map(cell).collect()
}

/// The shortest text that is read as the same number, with an exponent below 1e-4 and from 1e16 on.
fn float(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let Some((digits, exponent)) = scientific.split_once('e') else { return scientific };
    match exponent.parse::<i32>() {
        Ok(exponent) if value != 0.0 && !(-4..16).contains(&exponent) => {
            format!("{digits}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
        }
        _ => format!("{value:?}"),
    }
}

#[cfg(test)]
mod tests;
