//! Columns of ASCII tables (section 7.2): numbers written as text at fixed places.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Builder, Int64Builder, StringBuilder};
use arrow::datatypes::DataType;

use super::decode::{Rows, push_text};
use crate::fits::column::{AsciiKind, Column, Scaling};
use crate::fits::{Fault, card};

/// The Arrow type of a field.
pub(crate) fn data_type(kind: AsciiKind, scaling: Scaling) -> DataType {
    match (kind, scaling) {
        (AsciiKind::Text, _) => DataType::Utf8,
        (AsciiKind::Integer, Scaling::None) => DataType::Int64,
        (AsciiKind::Integer | AsciiKind::Real, _) => DataType::Float64,
    }
}

/// The column of these rows. A field that says `TNULL`, and a number's field of spaces, is null.
pub(super) fn array(rows: &Rows<'_>, column: &Column, kind: AsciiKind, width: usize, decimals: u32) -> Result<ArrayRef, Fault> {
    let fields = || rows.fields(column.offset, width);
    if kind == AsciiKind::Text {
        let mut texts = StringBuilder::new();
        fields().for_each(|field| push_text(&mut texts, field, column.as_stored));
        return Ok(Arc::new(texts.finish()));
    }
    let numbers = fields().map(|field| {
        let text = card::latin(field);
        let text = text.trim();
        let is_null = text.is_empty() || column.null_text.as_deref().is_some_and(|null| null.trim() == text);
        if is_null { None } else { Some(text.to_owned()) }
    });
    let wrong = |text: &str| Fault::new(format!("`{text}` is not a number"));
    if kind == AsciiKind::Integer && column.scaling == Scaling::None {
        let mut values = Int64Builder::with_capacity(rows.count);
        for text in numbers {
            values.append_option(text.map(|text| text.parse().map_err(|_| wrong(&text))).transpose()?);
        }
        return Ok(Arc::new(values.finish()));
    }
    let (scale, zero) = if let Scaling::Linear { scale, zero } = column.scaling { (scale, zero) } else { (1.0, 0.0) };
    let mut values = Float64Builder::with_capacity(rows.count);
    for text in numbers {
        let value = text.map(|text| real(&text, decimals).ok_or_else(|| wrong(&text))).transpose()?;
        values.append_option(value.map(|value| if column.scaling == Scaling::None { value } else { zero + scale * value }));
    }
    Ok(Arc::new(values.finish()))
}

/// A number as Fortran reads it: `D` for the exponent, and without a point the last `decimals` digits are behind it.
fn real(text: &str, decimals: u32) -> Option<f64> {
    let text = text.replace(['D', 'd'], "E");
    let value: f64 = text.parse().ok()?;
    let has_point = text.contains(['.', 'E', 'e']);
    Some(if has_point || decimals == 0 { value } else { value / 10f64.powi(decimals.try_into().ok()?) })
}
