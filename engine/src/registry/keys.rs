//! Keys as bytes: values of a few columns encoded so that equal keys have equal bytes and the order of bytes is the order of values.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::row::{RowConverter, Rows, SortField};
use hashbrown::HashSet;

use crate::{Error, Result};

/// Encodes the values of some columns of a batch into comparable bytes.
#[derive(Debug)]
pub struct KeyEncoder {
    columns: Vec<String>,
    converter: RowConverter,
}

impl KeyEncoder {
    /// For `columns` as `schema` types them.
    pub fn new(schema: &Schema, columns: &[impl AsRef<str>]) -> Result<KeyEncoder> {
        let columns: Vec<String> = columns.iter().map(|c| c.as_ref().to_owned()).collect();
        let mut fields =
            columns.iter().map(|name| Ok(SortField::new(schema.field_with_name(name)?.data_type().clone()))).collect::<Result<Vec<_>>>()?;
        // Rows of no columns would be no rows: the empty data ID is a constant.
        if fields.is_empty() {
            fields.push(SortField::new(DataType::Boolean));
        }
        Ok(KeyEncoder { columns, converter: RowConverter::new(fields)? })
    }

    /// The columns that make the key.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// One key for each row of `batch`, whose columns are found by name.
    pub fn encode(&self, batch: &RecordBatch) -> Result<Rows> {
        let mut arrays = self.columns.iter().map(|name| column(batch, name).cloned()).collect::<Result<Vec<_>>>()?;
        if arrays.is_empty() {
            arrays.push(Arc::new(BooleanArray::from(vec![false; batch.num_rows()])));
        }
        Ok(self.converter.convert_columns(&arrays)?)
    }
}

/// A set of keys over some columns.
#[derive(Debug)]
pub struct KeySet {
    encoder: KeyEncoder,
    keys: HashSet<Box<[u8]>>,
}

impl KeySet {
    /// The keys that the columns of `batch` spell out, all of them.
    pub fn of(batch: &RecordBatch) -> Result<KeySet> {
        let names: Vec<&str> = batch.schema_ref().fields().iter().map(|f| f.name().as_str()).collect();
        let encoder = KeyEncoder::new(batch.schema_ref(), &names)?;
        let keys = encoder.encode(batch)?.iter().map(|row| row.as_ref().into()).collect();
        Ok(KeySet { encoder, keys })
    }

    /// The columns of the keys.
    pub fn columns(&self) -> &[String] {
        self.encoder.columns()
    }

    /// Number of keys.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// For each row of `batch` whether its key is in the set.
    pub fn mask(&self, batch: &RecordBatch) -> Result<BooleanArray> {
        let rows = self.encoder.encode(batch)?;
        Ok(rows.iter().map(|row| Some(self.keys.contains(row.as_ref()))).collect())
    }
}

/// The column of `batch` with that name.
pub fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef> {
    batch.column_by_name(name).ok_or_else(|| Error::internal(format!("a batch has no column `{name}`")))
}

/// `batch` with exactly the columns of `schema`, by name; those that it lacks are null.
///
/// # Errors
/// A column has another type, or one that may not be null is missing.
pub fn adapt(batch: &RecordBatch, schema: &arrow::datatypes::SchemaRef) -> Result<RecordBatch> {
    if batch.schema_ref() == schema {
        return Ok(batch.clone());
    }
    let columns = schema
        .fields()
        .iter()
        .map(|field| match batch.column_by_name(field.name()) {
            Some(array) if array.data_type() == field.data_type() => Ok(array.clone()),
            Some(array) if castable(array.data_type(), field) => Ok(arrow::compute::cast(array, field.data_type())?),
            Some(array) => {
                Err(Error::invalid("column", field.name().clone(), format!("it has type {}, not {}", array.data_type(), field.data_type())))
            }
            None => Ok(arrow::array::new_null_array(field.data_type(), batch.num_rows())),
        })
        .collect::<Result<Vec<_>>>()?;
    let options = arrow::array::RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    Ok(RecordBatch::try_new_with_options(schema.clone(), columns, &options)?)
}

/// Whether values of `from` are the same values in the type of `field`: texts and lists of texts in another layout, integers of another width, all nulls.
fn castable(from: &DataType, field: &Field) -> bool {
    use DataType::{BinaryView, LargeBinary, LargeUtf8, List, Null, Struct, Utf8, Utf8View};
    match (from, field.data_type()) {
        (Null, _) => true,
        (Utf8 | LargeUtf8 | Utf8View, Utf8View | Utf8) => true,
        (DataType::Binary | LargeBinary | BinaryView, DataType::Binary) => true,
        (from, DataType::Int64) => from.is_integer(),
        (DataType::Float32, DataType::Float64) => true,
        (List(a), List(b)) => a.data_type() == b.data_type() || castable(a.data_type(), b),
        (Struct(a), Struct(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.data_type() == y.data_type() || castable(x.data_type(), y))
        }
        _ => false,
    }
}
