//! Reading, row group by row group, only the columns that are asked for.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, RecordBatchOptions, make_array};
use arrow::buffer::NullBuffer;
use arrow::datatypes::SchemaRef;
use bytes::Bytes;
use futures::future::BoxFuture;
use futures::{FutureExt, TryStreamExt};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::arrow::async_reader::{AsyncFileReader, ParquetRecordBatchStream, ParquetRecordBatchStreamBuilder};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};

use super::understand::{Made, understand};
use crate::tables::text::nested;
use crate::{Error, Result, Source, print};

/// Bytes that are fetched with the footer.
const FOOTER: usize = 64 * 1024;

/// A file whose footer was read.
#[derive(Clone)]
pub(in crate::tables) struct Table {
    source: Source,
    metadata: ArrowReaderMetadata,
    schema: SchemaRef,
    made: Vec<Made>,
}

/// Reads batches.
pub(in crate::tables) struct Reader {
    file: String,
    schema: SchemaRef,
    made: Vec<Made>,
    /// Columns of the file that are read, in its order.
    columns: Vec<usize>,
    stream: ParquetRecordBatchStream<Bytewise>,
}

/// A [`Source`] as Parquet's reader wants it.
#[derive(Clone)]
struct Bytewise(Source);

impl Bytewise {
    async fn bytes(&self, range: Range<u64>) -> Result<Bytes, ParquetError> {
        let length = range.end.saturating_sub(range.start);
        let bytes = self.0.read(range).await.map_err(|error| ParquetError::External(Box::new(error)))?;
        if bytes.len() as u64 == length { Ok(bytes) } else { Err(ParquetError::EOF("a range is beyond its end".to_owned())) }
    }
}

impl AsyncFileReader for Bytewise {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, Result<Bytes, ParquetError>> {
        async move { self.bytes(range).await }.boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        _options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, Result<Arc<ParquetMetaData>, ParquetError>> {
        async move {
            let length = self.0.len();
            let reader = ParquetMetaDataReader::new().with_prefetch_hint(Some(FOOTER));
            Ok(Arc::new(reader.load_and_finish(self, length).await?))
        }
        .boxed()
    }
}

impl Table {
    /// Reads the footer of `source`.
    pub(in crate::tables) async fn open(source: &Source) -> Result<Table> {
        let mut bytewise = Bytewise(source.clone());
        let metadata = ArrowReaderMetadata::load_async(&mut bytewise, ArrowReaderOptions::new()).await;
        let metadata = metadata.map_err(|error| failure(source.name(), error))?;
        let (schema, made) = understand(source.name(), metadata.schema());
        Ok(Table { source: source.clone(), metadata, schema, made })
    }

    pub(in crate::tables) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    pub(in crate::tables) fn row_count(&self) -> u64 {
        u64::try_from(self.metadata.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    /// Its footer, and the columns as they are stored.
    pub(in crate::tables) fn metadata(&self) -> &ArrowReaderMetadata {
        &self.metadata
    }

    /// A reader of the columns at `chosen`, called as in `schema`, of `rows` (all if absent) of `groups` (all if absent).
    pub(in crate::tables) fn read(
        &self,
        schema: SchemaRef,
        chosen: &[usize],
        rows: Option<Range<u64>>,
        groups: Option<Vec<usize>>,
    ) -> Result<Reader> {
        let made: Vec<Made> = chosen.iter().map(|index| self.made[*index].clone()).collect();
        let mut columns: Vec<usize> = made.iter().flat_map(|made| [Some(made.column), made.mask]).flatten().collect();
        columns.sort_unstable();
        columns.dedup();
        let mask = ProjectionMask::roots(self.metadata.parquet_schema(), columns.iter().copied());
        let mut builder = ParquetRecordBatchStreamBuilder::new_with_metadata(Bytewise(self.source.clone()), self.metadata.clone());
        builder = builder.with_projection(mask);
        if let Some(groups) = groups {
            builder = builder.with_row_groups(groups);
        }
        if let Some(rows) = rows {
            let end = rows.end.min(self.row_count());
            let start = rows.start.min(end);
            builder = builder.with_offset(start as usize).with_limit((end - start) as usize);
        }
        let file = self.source.name().to_owned();
        let stream = builder.with_batch_size(8192).build().map_err(|error| failure(&file, error))?;
        Ok(Reader { file, schema, made, columns, stream })
    }
}

impl Reader {
    pub(in crate::tables) async fn next(&mut self) -> Result<Option<RecordBatch>> {
        let batch = self.stream.try_next().await.map_err(|error| failure(&self.file, error))?;
        batch.map(|batch| self.meant(&batch)).transpose()
    }

    /// The batch with masks folded in and arrays in their shape.
    fn meant(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let column = |index: usize| self.columns.binary_search(&index).ok().map(|place| batch.column(place).clone());
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(self.made.len());
        for (made, field) in self.made.iter().zip(self.schema.fields()) {
            let wrong = |reason: String| Error::format(&self.file, "Parquet", format!("column `{}`: {reason}", field.name()));
            let mut array = column(made.column).ok_or_else(|| wrong("it was not read".to_owned()))?;
            if let Some(mask) = made.mask.and_then(column) {
                array = masked(&array, &mask).map_err(|error| wrong(error.to_string()))?;
            }
            if array.data_type() != field.data_type() {
                let flat = array.as_fixed_size_list_opt().ok_or_else(|| wrong(format!("it is of type {}", array.data_type())))?;
                array = nested(print::leaves(&array), field.data_type(), flat.nulls().cloned()).map_err(wrong)?;
            }
            arrays.push(array);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(self.schema.clone(), arrays, &options).map_err(Error::arrow("cannot make a batch"))
    }
}

/// `array` with null where `mask` is true.
fn masked(array: &ArrayRef, mask: &ArrayRef) -> Result<ArrayRef, arrow::error::ArrowError> {
    let Some(mask) = mask.as_boolean_opt() else { return Ok(array.clone()) };
    let valid = NullBuffer::new(!mask.values());
    let nulls = NullBuffer::union(array.nulls(), Some(&valid));
    Ok(make_array(array.to_data().into_builder().nulls(nulls).build()?))
}

fn failure(file: &str, error: ParquetError) -> Error {
    match error {
        ParquetError::External(source) => match source.downcast::<Error>() {
            Ok(error) => *error,
            Err(other) => Error::Parquet { file: file.to_owned(), source: ParquetError::External(other) },
        },
        source => Error::Parquet { file: file.to_owned(), source },
    }
}
