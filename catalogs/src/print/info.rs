//! What a table has: a line for each column with name, type, unit, format and description.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use super::{Look, Printer, unit_of};
use crate::meta;

/// The lines that astropy's `Table.info` prints: a column of them that would be empty is left out.
pub fn info(schema: &SchemaRef, rows: u64, look: &Look) -> Vec<String> {
    let of = |value: &dyn Fn(&Field) -> String| -> Vec<String> { schema.fields().iter().map(|field| value(field)).collect() };
    let said = |key: &'static str| move |field: &Field| field.metadata().get(key).cloned().unwrap_or_default();
    let columns = [
        ("name", of(&|field| field.name().clone())),
        ("dtype", of(&|field| type_name(field.data_type()))),
        ("unit", of(&|field| unit_of(field, look.units).unwrap_or_default())),
        ("format", of(&said(meta::FORMAT))),
        ("description", of(&said(meta::DESCRIPTION))),
        ("class", of(&said(meta::AFW_CLASS))),
    ];
    let mut lines = vec![format!("<Table length={rows}>")];
    let shown: Vec<_> = columns.into_iter().filter(|(_, values)| values.iter().any(|value| !value.is_empty())).collect();
    let fields: Vec<Field> = shown.iter().map(|(name, _)| Field::new(*name, DataType::Utf8, false)).collect();
    let arrays: Vec<ArrayRef> = shown.into_iter().map(|(_, values)| Arc::new(StringArray::from(values)) as ArrayRef).collect();
    if let Ok(batch) = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays) {
        let mut printer = Printer::new(batch.schema(), Look::default());
        printer.push(&batch);
        lines.extend(printer.lines());
    }
    lines
}

/// A type's name in numpy; `str` for texts, `object` for arrays of variable length.
pub(crate) fn type_name(data_type: &DataType) -> String {
    let mut shape = Vec::new();
    let mut inner = data_type;
    while let DataType::FixedSizeList(item, size) = inner {
        shape.push(size.to_string());
        inner = item.data_type();
    }
    let name = match inner {
        DataType::Boolean => "bool",
        DataType::Int8 => "int8",
        DataType::Int16 => "int16",
        DataType::Int32 => "int32",
        DataType::Int64 => "int64",
        DataType::UInt8 => "uint8",
        DataType::UInt16 => "uint16",
        DataType::UInt32 => "uint32",
        DataType::UInt64 => "uint64",
        DataType::Float16 => "float16",
        DataType::Float32 => "float32",
        DataType::Float64 => "float64",
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "str",
        DataType::Struct(fields) if fields.len() == 2 && fields[0].name() == "re" && fields[1].name() == "im" => {
            if *fields[0].data_type() == DataType::Float32 { "complex64" } else { "complex128" }
        }
        DataType::List(_) | DataType::LargeList(_) => "object",
        other => return other.to_string(),
    };
    if shape.is_empty() { name.to_owned() } else { format!("{name}[{}]", shape.join(",")) }
}
