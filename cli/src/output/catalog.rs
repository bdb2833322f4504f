//! Rows as a catalog: Parquet, FITS, ECSV and VOTable with units, descriptions and all the keys by which their readers go, made anew for what is written.
//! What these formats have no type for (UUIDs, data IDs, times, regions) is written as a text; Parquet has types for all but UUIDs, whose type astropy refuses and
//! others show as bytes.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, StringBuilder};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
pub use butler_catalogs::tables::Format as Tables;
use butler_catalogs::tables::{WriteOptions, Writer};
use butler_engine::Error;
use butler_engine::sql::values::Kind;
use butler_engine::sql::values::text::{Style, Texts};

use super::Target;
use crate::Failure;

/// Writes batches.
pub struct Catalog {
    writer: Writer<Target>,
    schema: SchemaRef,
}

impl Catalog {
    /// In `format`, of rows of `schema`.
    pub fn new(format: Tables, target: Target, schema: &SchemaRef) -> Result<Catalog, Failure> {
        let fields: Vec<Field> = schema.fields().iter().map(|field| written(format, field)).collect();
        let schema = Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()));
        Ok(Catalog { writer: Writer::new(format, target, &schema, WriteOptions::default())?, schema })
    }

    /// Writes the rows of `batch`.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), Failure> {
        let of = batch.schema();
        let columns =
            of.fields().iter().zip(batch.columns()).zip(self.schema.fields()).map(|((from, column), to)| converted(from, column, to));
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        let columns = columns.collect::<Result<Vec<_>, Failure>>()?;
        let batch = RecordBatch::try_new_with_options(self.schema.clone(), columns, &options).map_err(Error::from)?;
        Ok(self.writer.write(&batch)?)
    }

    /// Completes the file.
    pub fn finish(self) -> Result<Target, Failure> {
        Ok(self.writer.finish()?)
    }
}

/// The field as it is written.
fn written(format: Tables, field: &Field) -> Field {
    let data_type = match field.data_type() {
        DataType::Utf8View => DataType::Utf8,
        DataType::Dictionary(_, values) => values.as_ref().clone(),
        _ if format == Tables::Parquet && Kind::of(field) != Kind::Uuid => return field.clone(),
        other if Kind::of(field) == Kind::Plain && is_of_catalogs(other) => return field.clone(),
        _ => DataType::Utf8,
    };
    let mut field = field.clone().with_data_type(data_type);
    field.metadata_mut().retain(|key, _| !key.starts_with("ARROW:"));
    field
}

/// Whether all formats of catalogs have a type for it.
fn is_of_catalogs(data_type: &DataType) -> bool {
    match data_type {
        DataType::Boolean | DataType::Utf8 | DataType::LargeUtf8 => true,
        DataType::List(item) | DataType::FixedSizeList(item, _) => is_of_catalogs(item.data_type()),
        DataType::Struct(fields) => fields.len() == 2 && fields[0].name() == "re" && fields[1].name() == "im",
        other => other.is_integer() || matches!(other, DataType::Float32 | DataType::Float64),
    }
}

fn converted(from: &Field, column: &ArrayRef, to: &Field) -> Result<ArrayRef, Failure> {
    if from.data_type() == to.data_type() {
        return Ok(column.clone());
    }
    if matches!(from.data_type(), DataType::Utf8View | DataType::Dictionary(..)) {
        return Ok(cast(column, to.data_type()).map_err(Error::from)?);
    }
    let texts = Texts::new(from, column, Style::Exact)?;
    let mut made = StringBuilder::new();
    let mut text = String::new();
    for row in 0..column.len() {
        if column.is_null(row) || *column.data_type() == DataType::Null {
            made.append_null();
            continue;
        }
        text.clear();
        texts.push(row, &mut text)?;
        made.append_value(&text);
    }
    Ok(Arc::new(made.finish()))
}
