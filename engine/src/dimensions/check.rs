//! Checks of whole batches of dimension records.
//!
//! [`conform`] brings what a user gives into an element's schema and checks each value, as the reference's tables do; that parents exist is for
//! the registry to check ([`Element::parents`]). The reference accepts IDs beyond an instrument's limits, and its own data has some,
//! so [`check_limit`] stands apart.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, RecordBatch, new_null_array};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, Float64Type, Int64Type};

use super::record::{bytes_reason, id_reason, text_reason};
use super::{Element, Field, FieldKind, Universe};
use crate::{Error, Result};

/// The batch in the schema of `element`, each value checked.
///
/// Columns are found by name; those that are nullable may be missing. Narrower integers and doubles, other layouts of texts and bytes are
/// converted; NaN becomes null.
pub fn conform(element: &Element, batch: &RecordBatch) -> Result<RecordBatch> {
    for column in batch.schema().fields() {
        if element.field(column.name()).is_none() {
            let known = element.fields.iter().map(|f| f.name.as_str());
            return Err(Error::missing("field", column.name(), known).doing(format!("not records of `{}`", element.name)));
        }
    }
    let mut columns = Vec::with_capacity(element.fields.len());
    for field in &element.fields {
        let column = match batch.column_by_name(&field.name) {
            Some(column) => converted(element, field, column)?,
            None => new_null_array(&field.kind.arrow_type(), batch.num_rows()),
        };
        check_column(element, field, &column)?;
        columns.push(column);
    }
    Ok(RecordBatch::try_new(element.schema.clone(), columns)?)
}

/// The column in the canonical type of the field.
fn converted(element: &Element, field: &Field, column: &ArrayRef) -> Result<ArrayRef> {
    let wanted = field.kind.arrow_type();
    let given = match column.data_type() {
        DataType::Dictionary(_, values) => values.as_ref(),
        other => other,
    };
    let allowed = match field.kind {
        _ if *given == DataType::Null => true,
        FieldKind::Int => given.is_integer(),
        FieldKind::Float => given.is_numeric(),
        FieldKind::Text => matches!(given, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View),
        FieldKind::Hash | FieldKind::Region => {
            matches!(given, DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_))
        }
        FieldKind::Bool | FieldKind::Timespan => *given == wanted,
    };
    if !allowed {
        let name = format!("{}.{}", element.name, field.name);
        return Err(Error::invalid("column", name, format!("{} was expected, not the type {given}", field.kind.in_words())));
    }
    let column = if *column.data_type() == wanted {
        column.clone()
    } else {
        cast_with_options(column, &wanted, &CastOptions { safe: false, ..Default::default() })?
    };
    Ok(if field.kind == FieldKind::Float { without_nan(&column) } else { column })
}

fn without_nan(column: &ArrayRef) -> ArrayRef {
    let numbers = column.as_primitive::<Float64Type>();
    if !numbers.values().iter().any(|value| value.is_nan()) {
        return column.clone();
    }
    Arc::new(numbers.iter().map(|value| value.filter(|v| !v.is_nan())).collect::<Float64Array>())
}

/// What [`super::record::check_value`] asks of one value, of all.
fn check_column(element: &Element, field: &Field, column: &ArrayRef) -> Result<()> {
    let found = match field.kind {
        _ if !field.nullable && column.null_count() > 0 => {
            let row = (0..column.len()).find(|row| column.is_null(*row)).unwrap_or(0);
            Some((row, "it may not be null".to_owned()))
        }
        FieldKind::Int => first(column, |row| id_reason(field, column.as_primitive::<Int64Type>().value(row))),
        FieldKind::Text => first(column, |row| text_reason(field, column.as_string_view().value(row))),
        FieldKind::Hash => first(column, |row| bytes_reason(field, column.as_binary::<i32>().value(row))),
        _ => None,
    };
    match found {
        Some((row, reason)) => {
            Err(Error::invalid("field", format!("{}.{}", element.name, field.name), format!("{reason} (row {})", row + 1)))
        }
        None => Ok(()),
    }
}

/// The first row with a reason against it; nulls are passed over.
fn first(column: &ArrayRef, reason: impl Fn(usize) -> Option<String>) -> Option<(usize, String)> {
    (0..column.len()).filter(|row| column.is_valid(*row)).find_map(|row| Some((row, reason(row)?)))
}

/// Where the greatest ID of a dimension is found: a field of its governor's record, exclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The governor, e.g. `instrument`.
    pub governor: String,
    /// Its field, e.g. `detector_max`; IDs are less than its value.
    pub field: String,
    /// The limited column, e.g. `id`.
    pub column: String,
}

impl Universe {
    /// The limit of a dimension's IDs: the field `<dimension>_max` of its governor, if there is one.
    pub fn limit(&self, dimension: &str) -> Option<Limit> {
        let element = self.get(dimension)?;
        let column = element.own_key().filter(|key| key.kind == FieldKind::Int)?.name.clone();
        let governor = self.get(element.governor.as_deref()?)?;
        let field = governor.field(&format!("{dimension}_max"))?;
        Some(Limit { governor: governor.name.clone(), field: field.name.clone(), column })
    }
}

/// Whether all IDs of a batch of `element`'s schema are below their governor's limit; `greatest` gives the limit for a governor's value, `None` if
/// it is unlimited.
pub fn check_limit(element: &Element, limit: &Limit, batch: &RecordBatch, greatest: impl Fn(&str) -> Option<i64>) -> Result<()> {
    let column = |name: &str| {
        batch.column_by_name(name).ok_or_else(|| Error::internal(format!("a batch of `{}` has no column `{name}`", element.name)))
    };
    let governors = column(&limit.governor)?;
    let wrong = || Error::internal(format!("a column of `{}` is not of its canonical type", element.name));
    let governors = governors.as_string_view_opt().ok_or_else(wrong)?;
    let ids = column(&limit.column)?.as_primitive_opt::<Int64Type>().ok_or_else(wrong)?;
    let mut known: Option<(&str, Option<i64>)> = None;
    for (governor, id) in governors.iter().zip(ids.iter()) {
        let (Some(governor), Some(id)) = (governor, id) else { continue };
        let max = match known {
            Some((name, max)) if name == governor => max,
            _ => greatest(governor),
        };
        known = Some((governor, max));
        if let Some(max) = max.filter(|max| id >= *max) {
            let reason = format!("`{}` of {} `{governor}` allows only IDs below {max}", limit.field, limit.governor);
            return Err(Error::invalid("ID of", format!("{} {id}", element.name), reason));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
