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
use crate::{Error, Result, Source, print, tables};

/// Bytes that are fetched with the footer.
const FOOTER: usize = 64 * 1024;

/// Reads batches.
pub(in crate::tables) struct Reader {
    file: String,
    schema: SchemaRef,
    made: Vec<Made>,
    /// Columns of the file that are read, in its order.
    columns: Vec<usize>,
    rows: u64,
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

impl Reader {
    /// Opens `source`; reads `names` in their order, or all columns, and of the rows those in `rows`.
    pub(in crate::tables) async fn open(source: &Source, names: Option<&[String]>, rows: Option<Range<u64>>) -> Result<Reader> {
        let file = source.name().to_owned();
        let fail = |error: ParquetError| failure(&file, error);
        let mut bytewise = Bytewise(source.clone());
        let metadata = ArrowReaderMetadata::load_async(&mut bytewise, ArrowReaderOptions::new()).await.map_err(fail)?;
        let stored = metadata.schema().clone();
        let (mut schema, mut made) = understand(&file, &stored);
        if let Some(names) = names {
            let chosen = tables::positions(&file, &schema, names)?;
            schema = Arc::new(tables::projected(&schema, &chosen, names));
            made = chosen.into_iter().map(|index| made[index].clone()).collect();
        }
        let mut columns: Vec<usize> = made.iter().flat_map(|made| [Some(made.column), made.mask]).flatten().collect();
        columns.sort_unstable();
        columns.dedup();
        let total = u64::try_from(metadata.metadata().file_metadata().num_rows()).unwrap_or(0);
        let mask = ProjectionMask::roots(metadata.parquet_schema(), columns.iter().copied());
        let mut builder = ParquetRecordBatchStreamBuilder::new_with_metadata(bytewise, metadata).with_projection(mask);
        if let Some(rows) = rows {
            let end = rows.end.min(total);
            let start = rows.start.min(end);
            builder = builder.with_offset(start as usize).with_limit((end - start) as usize);
        }
        let stream = builder.with_batch_size(8192).build().map_err(fail)?;
        Ok(Reader { file, schema, made, columns, rows: total, stream })
    }

    pub(in crate::tables) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    pub(in crate::tables) fn row_count(&self) -> u64 {
        self.rows
    }

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
