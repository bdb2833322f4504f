//! Arrow schemas of elements. A field's metadata has `doc`, and `length` where there is a greatest one.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field as ArrowField, Schema, SchemaRef};

use super::{Field, FieldKind};
use crate::time::timespan_type;

impl FieldKind {
    /// The column type of tables in memory.
    pub fn arrow_type(self) -> DataType {
        match self {
            FieldKind::Int => DataType::Int64,
            FieldKind::Float => DataType::Float64,
            FieldKind::Bool => DataType::Boolean,
            FieldKind::Text => DataType::Utf8View,
            FieldKind::Hash | FieldKind::Region => DataType::Binary,
            FieldKind::Timespan => timespan_type(),
        }
    }
}

impl Field {
    /// The column of tables in memory.
    pub fn arrow_field(&self) -> ArrowField {
        let mut metadata = HashMap::from([("doc".to_owned(), self.doc.clone())]);
        if let Some(length) = self.length {
            metadata.insert("length".to_owned(), length.to_string());
        }
        ArrowField::new(&self.name, self.kind.arrow_type(), self.nullable).with_metadata(metadata)
    }
}

/// The schema of a table with these columns.
pub(super) fn schema_of(fields: &[Field]) -> SchemaRef {
    Arc::new(Schema::new(fields.iter().map(Field::arrow_field).collect::<Vec<_>>()))
}
