//! Writing: values first, then every key that follows from them.

use std::io::Write;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, FixedSizeListArray, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::add_encoded_arrow_schema_to_metadata;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;

use super::groups::Groups;
use super::keys;
use crate::print;
use crate::tables::described::Described;
use crate::tables::text::{item, leaf_count, leaf_type};
use crate::tables::votable;

/// Writes batch by batch.
pub(in crate::tables) struct Writer<W: Write + Send> {
    groups: Groups<W>,
    schema: SchemaRef,
    stored: SchemaRef,
    rows: u64,
    /// Characters of the longest text of each column of texts.
    widths: Vec<Option<usize>>,
}

impl<W: Write + Send> Writer<W> {
    pub(in crate::tables) fn new(target: W, schema: &SchemaRef) -> Result<Writer<W>, ParquetError> {
        let fields: Vec<Field> =
            schema.fields().iter().map(|field| field.as_ref().clone().with_data_type(flat(field.data_type()))).collect();
        let kept = schema.metadata().iter().filter(|(key, _)| !keys::is_derived(key)).map(|(key, value)| (key.clone(), value.clone()));
        let stored = Arc::new(Schema::new_with_metadata(fields, kept.collect()));
        let mut properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?));
        for field in stored.fields() {
            // Measurements hardly repeat: a dictionary of them costs time and space.
            if leaf_type(field.data_type()).is_floating() {
                properties = properties.set_column_dictionary_enabled(path(field), false);
            }
        }
        let groups = Groups::new(target, stored.clone(), Arc::new(properties.build()))?;
        let widths = schema.fields().iter().map(|field| is_text(&leaf_type(field.data_type())).then_some(0)).collect();
        Ok(Writer { groups, schema: schema.clone(), stored, rows: 0, widths })
    }

    pub(in crate::tables) fn write(&mut self, batch: &RecordBatch) -> Result<(), ParquetError> {
        self.rows += batch.num_rows() as u64;
        let mut arrays = Vec::with_capacity(batch.num_columns());
        for ((array, field), width) in batch.columns().iter().zip(self.stored.fields()).zip(&mut self.widths) {
            if let Some(width) = width {
                *width = (*width).max(longest(array));
            }
            arrays.push(flattened(array, field.data_type())?);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        self.groups.write(RecordBatch::try_new_with_options(self.stored.clone(), arrays, &options)?)
    }

    pub(in crate::tables) fn finish(self) -> Result<W, ParquetError> {
        // The schema is written in the end, with all keys in it: pyarrow looks for keys in the schema, others beside it.
        let all = self.keys();
        let schema = self.stored.as_ref().clone().with_metadata(all.iter().cloned().collect());
        let mut encoded = WriterProperties::default();
        add_encoded_arrow_schema_to_metadata(&schema, &mut encoded);
        let encoded = encoded.key_value_metadata().cloned().unwrap_or_default();
        let pairs = all.into_iter().map(|(key, value)| KeyValue { key, value: Some(value) });
        self.groups.finish(pairs.chain(encoded))
    }

    fn keys(&self) -> Vec<(String, String)> {
        let mut all = vec![(keys::BUTLER_ROWS.to_owned(), self.rows.to_string())];
        for (field, width) in self.schema.fields().iter().zip(&self.widths) {
            if let Some(width) = width {
                all.push((format!("{}{}", keys::BUTLER_LENGTH, field.name()), width.to_string()));
                all.push((format!("{}{}", keys::ASTROPY_LENGTH, field.name()), width.to_string()));
            }
            let shape: Vec<String> = keys::shape(field.data_type()).iter().map(i32::to_string).collect();
            match &shape[..] {
                [] => {}
                [one] => all.push((format!("{}{}", keys::BUTLER_SHAPE, field.name()), format!("({one},)"))),
                more => all.push((format!("{}{}", keys::BUTLER_SHAPE, field.name()), format!("({})", more.join(", ")))),
            }
        }
        all.push((keys::ASTROPY.to_owned(), Described::of_schema(&self.schema).to_yaml()));
        all.push((keys::IVOA_VERSION.to_owned(), "1.0".to_owned()));
        all.push((keys::IVOA_CONTENT.to_owned(), votable::document(&self.stored, Some(self.rows), &self.widths, "")));
        all.extend(self.stored.metadata().iter().map(|(key, value)| (key.clone(), value.clone())));
        all
    }
}

fn path(field: &Field) -> ColumnPath {
    let mut parts = vec![field.name().clone()];
    let mut inner = field.data_type();
    while let DataType::FixedSizeList(item, _) | DataType::List(item) | DataType::LargeList(item) = inner {
        parts.extend(["list".to_owned(), item.name().clone()]);
        inner = item.data_type();
    }
    ColumnPath::new(parts)
}

fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

/// A list of lists of fixed size as one list.
fn flat(data_type: &DataType) -> DataType {
    match data_type {
        DataType::FixedSizeList(inner, _) if matches!(inner.data_type(), DataType::FixedSizeList(..)) => {
            DataType::FixedSizeList(item(leaf_type(data_type)), i32::try_from(leaf_count(data_type)).unwrap_or(i32::MAX))
        }
        other => other.clone(),
    }
}

fn flattened(array: &ArrayRef, data_type: &DataType) -> Result<ArrayRef, ParquetError> {
    match data_type {
        DataType::FixedSizeList(item, size) if array.data_type() != data_type => {
            let list = FixedSizeListArray::try_new(item.clone(), *size, print::leaves(array), array.nulls().cloned())?;
            Ok(Arc::new(list))
        }
        _ => Ok(array.clone()),
    }
}

fn longest(array: &ArrayRef) -> usize {
    let leaves = print::leaves(array);
    if !is_text(leaves.data_type()) {
        return 0;
    }
    (0..leaves.len()).filter(|row| leaves.is_valid(*row)).map(|row| print::string_at(&leaves, row).chars().count()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use arrow::array::Float64Array;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    use super::*;

    #[test]
    fn a_row_group_ends_where_it_takes_too_much_memory() {
        let schema = Arc::new(Schema::new(vec![Field::new("x", DataType::Float64, true)]));
        let mut writer = Writer::new(Vec::new(), &schema).unwrap();
        writer.groups.most_bytes = 100_000;
        for batch in 0..100 {
            let values = (0..1000).map(|row| f64::from(batch * 1000 + row).sin());
            writer.write(&RecordBatch::try_new(schema.clone(), vec![Arc::new(Float64Array::from_iter_values(values))]).unwrap()).unwrap();
        }
        let written = SerializedFileReader::new(bytes::Bytes::from(writer.finish().unwrap())).unwrap();
        assert_eq!(written.metadata().file_metadata().num_rows(), 100_000);
        let groups: Vec<i64> = written.metadata().row_groups().iter().map(|group| group.num_rows()).collect();
        assert!(groups.len() > 3 && groups.iter().all(|rows| *rows <= 14_000), "{groups:?}");
    }
}
