//! Row groups, written a column at a time.
//!
//! The parquet crate's own writer of batches has all columns of a row group open at once, each with its buffers and its state of compression: of a catalog of 500
//! columns they fill hundreds of MiB and no cache. Here rows are held as they come until a row group is full; then one column after the other is encoded, in the
//! memory of the one before it.

use std::io::{Sink, Write};
use std::sync::Arc;

use arrow::array::{Array, RecordBatch};
use arrow::datatypes::{FieldRef, Schema, SchemaRef};
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterPropertiesPtr;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnDescPtr;

use super::plain::Plain;

/// Bytes of rows of a row group; wide tables have fewer rows in each then.
const MOST_BYTES: usize = 128 << 20;

/// Writes batches of one schema as row groups.
pub(super) struct Groups<W: Write + Send> {
    file: SerializedFileWriter<W>,
    schema: SchemaRef,
    /// The Parquet columns of each field.
    leaves: Vec<Vec<ColumnDescPtr>>,
    plain: Plain,
    /// Rows that are not written yet.
    held: Vec<RecordBatch>,
    held_rows: usize,
    held_bytes: usize,
    /// Bytes of rows of a row group.
    pub(super) most_bytes: usize,
}

impl<W: Write + Send> Groups<W> {
    pub(super) fn new(target: W, schema: SchemaRef, properties: WriterPropertiesPtr) -> Result<Groups<W>, ParquetError> {
        let plain = Plain::new(properties.clone())?;
        let file = file(target, &schema, properties)?;
        let mut leaves = vec![Vec::new(); schema.fields().len()];
        let descriptor = file.schema_descr();
        for (leaf, column) in descriptor.columns().iter().enumerate() {
            leaves[descriptor.get_column_root_idx(leaf)].push(column.clone());
        }
        Ok(Groups { file, schema, leaves, plain, held: Vec::new(), held_rows: 0, held_bytes: 0, most_bytes: MOST_BYTES })
    }

    pub(super) fn write(&mut self, batch: RecordBatch) -> Result<(), ParquetError> {
        let most_rows = self.file.properties().max_row_group_row_count().unwrap_or(usize::MAX);
        let room = most_rows - self.held_rows;
        if batch.num_rows() > room {
            self.write(batch.slice(0, room))?;
            return self.write(batch.slice(room, batch.num_rows() - room));
        }
        for column in batch.columns() {
            self.held_bytes += column.to_data().get_slice_memory_size()?;
        }
        self.held_rows += batch.num_rows();
        self.held.push(batch);
        if self.held_bytes >= self.most_bytes || self.held_rows >= most_rows { self.flush() } else { Ok(()) }
    }

    /// Completes the file, which gets these keys.
    pub(super) fn finish(mut self, keys: impl IntoIterator<Item = KeyValue>) -> Result<W, ParquetError> {
        self.flush()?;
        keys.into_iter().for_each(|key| self.file.append_key_value_metadata(key));
        self.file.into_inner()
    }

    /// Writes what is held as a row group.
    fn flush(&mut self) -> Result<(), ParquetError> {
        let held = std::mem::take(&mut self.held);
        let rows = std::mem::take(&mut self.held_rows);
        self.held_bytes = 0;
        if rows == 0 || self.schema.fields().is_empty() {
            return Ok(());
        }
        let properties = self.file.properties().clone();
        let mut group = self.file.next_row_group()?;
        for (index, (field, leaves)) in self.schema.fields().iter().zip(&self.leaves).enumerate() {
            let arrays = held.iter().map(|batch| batch.column(index));
            if let [leaf] = &leaves[..]
                && self.plain.write(&mut group, leaf, arrays.clone())?
            {
                continue;
            }
            let mut columns = open(field, &properties)?;
            for array in arrays {
                for (column, leaf) in columns.iter_mut().zip(compute_leaves(field, array)?) {
                    column.write(&leaf)?;
                }
            }
            columns.into_iter().try_for_each(|column| column.close()?.append_to_row_group(&mut group))?;
        }
        group.close()?;
        Ok(())
    }
}

fn file<W: Write + Send>(target: W, schema: &Schema, properties: WriterPropertiesPtr) -> Result<SerializedFileWriter<W>, ParquetError> {
    let descriptor = ArrowSchemaConverter::new().with_coerce_types(properties.coerce_types()).convert(schema)?;
    SerializedFileWriter::new(target, descriptor.root_schema_ptr(), properties)
}

/// Writers of the Parquet columns of a field, which belong to no file yet.
fn open(field: &FieldRef, properties: &WriterPropertiesPtr) -> Result<Vec<ArrowColumnWriter>, ParquetError> {
    let schema = Arc::new(Schema::new(vec![field.clone()]));
    let nowhere: SerializedFileWriter<Sink> = file(std::io::sink(), &schema, properties.clone())?;
    ArrowRowGroupWriterFactory::new(&nowhere, schema).create_column_writers(0)
}
