//! Range reads of registry files for DataFusion's Parquet scan, footers from [`Files`], bytes counted for `EXPLAIN ANALYZE`.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use datafusion::common::Result;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{ParquetFileMetrics, ParquetFileReaderFactory};
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use futures::future::BoxFuture;
use futures::{FutureExt, TryFutureExt};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;

use crate::registry::file::DataFile;
use crate::registry::files::Files;

/// Makes readers of the files of one registry.
#[derive(Debug)]
pub struct ReaderFactory {
    files: Files,
}

impl ReaderFactory {
    /// For files of `files`.
    pub fn new(files: Files) -> ReaderFactory {
        ReaderFactory { files }
    }
}

impl ParquetFileReaderFactory for ReaderFactory {
    fn create_reader(
        &self,
        partition: usize,
        file: PartitionedFile,
        _hint: Option<usize>,
        metrics: &ExecutionPlanMetricsSet,
    ) -> Result<Box<dyn AsyncFileReader + Send>> {
        let data = file.extension::<Arc<DataFile>>().cloned();
        let data = data.ok_or_else(|| crate::Error::internal("a scanned file is none of the registry's"))?;
        let metrics = ParquetFileMetrics::new(partition, &data.path, metrics);
        Ok(Box::new(Reader::new(self.files.clone(), data, Some(metrics))))
    }
}

/// Reads one file.
pub struct Reader {
    files: Files,
    file: Arc<DataFile>,
    path: Path,
    metrics: Option<ParquetFileMetrics>,
}

impl Reader {
    /// Of `file`.
    pub fn new(files: Files, file: Arc<DataFile>, metrics: Option<ParquetFileMetrics>) -> Reader {
        let path = Path::from(file.path.as_str());
        Reader { files, file, path, metrics }
    }

    fn count(&self, bytes: u64) {
        self.files.count(&self.file.path, bytes);
        if let Some(metrics) = &self.metrics {
            metrics.bytes_scanned.add(usize::try_from(bytes).unwrap_or(usize::MAX));
        }
    }

    fn failed(&self, source: object_store::Error) -> ParquetError {
        ParquetError::External(Box::new(crate::Error::store("read", self.path.as_ref(), source)))
    }
}

impl AsyncFileReader for Reader {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, parquet::errors::Result<Bytes>> {
        self.count(range.end - range.start);
        async move { self.files.store().get_range(&self.path, range).await.map_err(|e| self.failed(e)) }.boxed()
    }

    fn get_byte_ranges(&mut self, ranges: Vec<Range<u64>>) -> BoxFuture<'_, parquet::errors::Result<Vec<Bytes>>> {
        self.count(ranges.iter().map(|r| r.end - r.start).sum());
        async move { self.files.store().get_ranges(&self.path, &ranges).await.map_err(|e| self.failed(e)) }.boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        _options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, parquet::errors::Result<Arc<ParquetMetaData>>> {
        async move { self.files.footer(&self.file).map_err(|e| ParquetError::External(Box::new(e))).await }.boxed()
    }
}
