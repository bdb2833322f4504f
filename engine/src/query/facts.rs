//! What records say about many data IDs at once: values that file names are made of.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, UInt32Array};
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use futures::TryStreamExt;

use super::Queries;
use crate::dimensions::{Element, Group, Role, Value};
use crate::registry::file::Bound;
use crate::registry::keys::{KeyEncoder, adapt, column};
use crate::registry::scan::Scan;
use crate::{Error, Result};

/// Records that are not committed yet, by element.
pub type Staged<'a> = &'a [(Arc<Element>, RecordBatch)];

/// What is asked about a data ID: the value of a dimension, or a field of its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The dimension.
    pub dimension: &'a str,
    /// The field of its record; its value where absent.
    pub field: Option<&'a str>,
}

impl Queries {
    /// For each of `asked` its values for the data IDs of `rows`, which have columns for the required dimensions of `group`. Records of `staged` count as if
    /// they were there, after those that are.
    ///
    /// # Errors
    /// A record does not exist.
    pub async fn facts(&self, group: &Group, rows: &RecordBatch, asked: &[Asked<'_>], staged: Staged<'_>) -> Result<Vec<ArrayRef>> {
        let mut values: HashMap<String, ArrayRef> = HashMap::new();
        for name in group.required() {
            values.insert(name.to_owned(), column(rows, name)?.clone());
        }
        let mut fields: HashMap<(&str, &str), ArrayRef> = HashMap::new();
        // Who implies stands after what it implies, so going backwards fills a column before it is needed as a key.
        let names: Vec<&str> = group.names().collect();
        for name in names.into_iter().rev() {
            let element = self.snapshot.universe.element(name)?;
            if !element.is_stored() || rows.num_rows() == 0 {
                continue;
            }
            let wanted: Vec<&str> = asked.iter().filter(|a| a.dimension == name).filter_map(|a| a.field).collect();
            let columns: Vec<&str> = element.implied.iter().map(String::as_str).chain(wanted.iter().copied()).collect();
            let found = self.of_records(element, &values, &columns, staged).await?;
            for (column, array) in columns.into_iter().zip(found) {
                if element.implied.iter().any(|implied| implied == column) {
                    values.entry(column.to_owned()).or_insert_with(|| array.clone());
                }
                fields.insert((name, column), array);
            }
        }
        let find = |asked: &Asked<'_>| match asked.field {
            None => values.get(asked.dimension).cloned(),
            Some(field) => asked_field(&fields, asked.dimension, field),
        };
        asked
            .iter()
            .map(|asked| {
                let nothing = || Error::internal(format!("nothing is known of `{}` {:?}", asked.dimension, asked.field));
                if rows.num_rows() == 0 { Ok(arrow::array::new_null_array(&DataType::Int64, 0)) } else { find(asked).ok_or_else(nothing) }
            })
            .collect()
    }

    /// Columns of the records of `element` that the values name; null where a value is.
    async fn of_records(
        &self,
        element: &Element,
        values: &HashMap<String, ArrayRef>,
        columns: &[&str],
        staged: Staged<'_>,
    ) -> Result<Vec<ArrayRef>> {
        let schema = &self.snapshot.table(&element.name)?.spec.schema;
        let key_names: Vec<&str> = element.key_fields().iter().map(|field| field.name.as_str()).collect();
        let keys = element.key_fields().iter().map(|field| {
            let dimension = if field.role == Role::Key { &element.name } else { &field.name };
            let array = values.get(dimension).ok_or_else(|| Error::internal(format!("a data ID has no `{dimension}`")))?;
            Ok((field.name.clone(), array.clone(), true))
        });
        let keys = RecordBatch::try_from_iter_with_nullable(keys.collect::<Result<Vec<_>>>()?)?;
        let encoder = KeyEncoder::new(schema, &key_names)?;
        let encoded = encoder.encode(&keys)?;
        let mut places: HashMap<&[u8], Option<u32>> = encoded.iter().map(|key| (key.data(), None)).collect();
        let mut all: Vec<&str> = key_names.clone();
        all.extend(columns.iter().filter(|column| !key_names.contains(*column)));
        let mut scan = Scan::columns(&all);
        for name in &key_names {
            if let Some((min, max)) = bounds(column(&keys, name)?) {
                scan = scan.between(name, min, max);
            }
        }
        let mut batches = Vec::new();
        let mut stream = self.snapshot.scan(&self.files, &element.name, scan)?;
        while let Some(batch) = stream.try_next().await? {
            take_found(&encoder, &batch, &mut places, &mut batches)?;
        }
        for (_, batch) in staged.iter().filter(|(of, _)| of.name == element.name) {
            take_found(&encoder, &adapt(batch, schema)?, &mut places, &mut batches)?;
        }
        let mut positions: Vec<Option<u32>> = Vec::with_capacity(encoded.num_rows());
        for (row, key) in encoded.iter().enumerate() {
            let place = places.get(key.data()).copied().flatten();
            if place.is_none() && keys.columns().iter().all(|array| array.is_valid(row)) {
                return Err(missing_record(element, &keys, row));
            }
            positions.push(place);
        }
        let positions = UInt32Array::from(positions);
        columns
            .iter()
            .map(|name| {
                let parts =
                    batches.iter().map(|batch: &RecordBatch| Ok(column(batch, name)?.as_ref())).collect::<Result<Vec<&dyn Array>>>()?;
                if parts.is_empty() {
                    return Ok(arrow::array::new_null_array(schema.field_with_name(name)?.data_type(), positions.len()));
                }
                Ok(arrow::compute::take(&arrow::compute::concat(&parts)?, &positions, None)?)
            })
            .collect()
    }
}

fn asked_field(fields: &HashMap<(&str, &str), ArrayRef>, dimension: &str, field: &str) -> Option<ArrayRef> {
    fields.iter().find(|((d, f), _)| *d == dimension && *f == field).map(|(_, array)| array.clone())
}

/// Keeps those rows of a batch that are wanted and not found yet.
fn take_found(
    encoder: &KeyEncoder,
    batch: &RecordBatch,
    places: &mut HashMap<&[u8], Option<u32>>,
    kept: &mut Vec<RecordBatch>,
) -> Result<()> {
    let mut next = u32::try_from(kept.iter().map(RecordBatch::num_rows).sum::<usize>()).unwrap_or(u32::MAX);
    let mut rows = Vec::new();
    for (row, key) in encoder.encode(batch)?.iter().enumerate() {
        if let Some(place @ None) = places.get_mut(key.data()) {
            *place = Some(next);
            next += 1;
            rows.push(u32::try_from(row).unwrap_or(u32::MAX));
        }
    }
    kept.push(arrow::compute::take_record_batch(batch, &UInt32Array::from(rows))?);
    Ok(())
}

/// Least and greatest value of a column.
fn bounds(array: &ArrayRef) -> Option<(Bound, Bound)> {
    match array.data_type() {
        DataType::Int64 => {
            let values = array.as_primitive::<Int64Type>();
            Some((Bound::Int(arrow::compute::min(values)?), Bound::Int(arrow::compute::max(values)?)))
        }
        DataType::Utf8View => {
            let values = array.as_string_view();
            let (min, max) = (arrow::compute::min_string_view(values)?, arrow::compute::max_string_view(values)?);
            Some((Bound::Text(min.to_owned()), Bound::Text(max.to_owned())))
        }
        _ => None,
    }
}

fn missing_record(element: &Element, keys: &RecordBatch, row: usize) -> Error {
    let schema = keys.schema();
    let shown =
        schema.fields().iter().zip(keys.columns()).map(|(field, array)| {
            format!("{}: {}", field.name(), arrow::util::display::array_value_to_string(array, row).unwrap_or_default())
        });
    Error::missing("dimension record", &format!("{} {{{}}}", element.name, shown.collect::<Vec<_>>().join(", ")), [])
}

/// A value of a column of facts.
pub fn fact(array: &ArrayRef, row: usize) -> Value {
    if array.is_null(row) {
        return Value::Null;
    }
    match array.data_type() {
        DataType::Int64 => Value::Int(array.as_primitive::<Int64Type>().value(row)),
        DataType::Float64 => Value::Float(array.as_primitive::<Float64Type>().value(row)),
        DataType::Utf8View => Value::Text(array.as_string_view().value(row).to_owned()),
        DataType::Boolean => Value::Bool(array.as_boolean().value(row)),
        _ => Value::Bytes(Vec::new()),
    }
}
