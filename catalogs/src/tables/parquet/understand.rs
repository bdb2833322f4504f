//! What the metadata of a file say of its columns.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use super::keys;
use crate::tables::described::Described;
use crate::tables::text::{item, leaf_count, leaf_type};
use crate::tables::votable;

/// A field and the columns of the file that it is made of.
#[derive(Debug, Clone)]
pub(super) struct Made {
    /// Index of the column of the file.
    pub column: usize,
    /// Index of the column that says which of its values are masked.
    pub mask: Option<usize>,
}

/// The schema that is meant by a file of `stored`, and of what each of its fields is made.
pub(super) fn understand(file: &str, stored: &Schema) -> (SchemaRef, Vec<Made>) {
    let metadata = stored.metadata();
    // What can't be understood of one program's metadata is left to the others'.
    let described = metadata.get(keys::ASTROPY).and_then(|text| Described::of_yaml(text).ok()).unwrap_or_default();
    let mut fields = Vec::new();
    let mut made = Vec::new();
    for (column, field) in stored.fields().iter().enumerate() {
        if mask_of(stored, field).is_some() {
            continue;
        }
        let mask = stored.index_of(&format!("{}.mask", field.name())).ok().filter(|index| mask_of(stored, stored.field(*index)).is_some());
        let data_type = shaped(field, metadata, &described);
        fields.push(field.as_ref().clone().with_data_type(data_type).with_nullable(true));
        made.push(Made { column, mask });
    }
    let kept: HashMap<String, String> =
        metadata.iter().filter(|(key, _)| !keys::is_derived(key)).map(|(key, value)| (key.clone(), value.clone())).collect();
    let schema = described.apply(&Schema::new_with_metadata(fields, kept));
    let content = metadata.get(keys::IVOA_CONTENT).and_then(|text| votable::read(file, text.as_bytes()).ok());
    let schema = content.map_or(schema.clone(), |table| with(&schema, &table.schema));
    (schema, made)
}

/// The column that `field` masks, if its name and type say that it is a companion of one.
fn mask_of<'a>(stored: &'a Schema, field: &Field) -> Option<&'a Field> {
    let masked = field.name().strip_suffix(".mask").filter(|_| *field.data_type() == DataType::Boolean)?;
    stored.field_with_name(masked).ok()
}

/// The type of `field`, as an array of as many dimensions as the metadata say.
fn shaped(field: &Field, metadata: &HashMap<String, String>, described: &Described) -> DataType {
    let flat = field.data_type();
    let of_butler = metadata.get(&format!("{}{}", keys::BUTLER_SHAPE, field.name())).and_then(|text| {
        let inner = text.trim().strip_prefix('(')?.strip_suffix(')')?;
        inner.split(',').map(str::trim).filter(|axis| !axis.is_empty()).map(|axis| axis.parse().ok()).collect::<Option<Vec<i32>>>()
    });
    let of_astropy = || {
        let said = described.columns.iter().find(|column| column.name == *field.name())?;
        Some(keys::shape(&said.data_type().ok()?)).filter(|shape| !shape.is_empty())
    };
    let DataType::FixedSizeList(..) = flat else { return flat.clone() };
    let Some(shape) = of_butler.or_else(of_astropy).filter(|shape| shape.len() > 1 && shape.iter().all(|axis| *axis > 0)) else {
        return flat.clone();
    };
    let shaped = shape.iter().rev().fold(leaf_type(flat), |inner, length| DataType::FixedSizeList(item(inner), *length));
    if leaf_count(&shaped) == leaf_count(flat) { shaped } else { flat.clone() }
}

/// `schema` with what the fields of `said`, which are in the same order or have the same names, add to it.
fn with(schema: &SchemaRef, said: &SchemaRef) -> SchemaRef {
    let fields: Vec<Field> = schema
        .fields()
        .iter()
        .map(|field| {
            let mut metadata = said.field_with_name(field.name()).map(|other| other.metadata().clone()).unwrap_or_default();
            metadata.extend(field.metadata().clone());
            field.as_ref().clone().with_metadata(metadata)
        })
        .collect();
    let mut metadata = said.metadata().clone();
    metadata.extend(schema.metadata().clone());
    Arc::new(Schema::new_with_metadata(fields, metadata))
}
