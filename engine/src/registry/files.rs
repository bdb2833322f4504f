//! The Parquet files of the registry on the object store: written once under a new name, read by range, footers kept at hand.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock};

use bytes::Bytes;
use futures::future::BoxFuture;
use futures::{FutureExt, TryFutureExt};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};

use super::encode::Encoded;
use super::file::DataFile;
use super::held::Held;
use crate::context::stores::counting::coalesced;
use crate::{Error, Result};

/// The Parquet files below a registry root.
#[derive(Debug, Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    footers: Arc<Mutex<HashMap<String, Arc<Footer>>>>,
    held: Arc<Held>,
    holds: bool,
}

/// What is kept of a file: the bytes at its end, and what they say once somebody has asked.
#[derive(Debug)]
struct Footer {
    bytes: Bytes,
    metadata: OnceLock<Arc<ParquetMetaData>>,
}

impl Files {
    /// Those of the store that is rooted at the registry.
    pub fn new(store: Arc<dyn ObjectStore>) -> Files {
        Files::with_budget(store, 0)
    }

    /// The same; for questions columns are held in memory up to so many bytes.
    pub fn with_budget(store: Arc<dyn ObjectStore>, held_bytes: usize) -> Files {
        Files { store, footers: Arc::default(), held: Arc::new(Held::new(held_bytes)), holds: false }
    }

    /// The same files for somebody who comes back to them: what is read often is held in memory, shared by all who ask so.
    pub fn holding(&self) -> Files {
        Files { holds: true, ..self.clone() }
    }

    /// What holds columns, for those who want that.
    pub(super) fn holder(&self) -> Option<&Arc<Held>> {
        self.holds.then_some(&self.held)
    }

    /// Bytes of a file were read.
    pub fn count(&self, path: &str, bytes: u64) {
        if let Some(held) = self.holder() {
            held.count(path, bytes);
        }
    }

    /// The store that is rooted at the registry.
    pub fn store(&self) -> &Arc<dyn ObjectStore> {
        &self.store
    }

    /// Puts a file in its place; its name has never been used.
    pub async fn write(&self, encoded: &Encoded) -> Result<()> {
        let path = Path::from(encoded.file.path.as_str());
        // The name is random and nobody else's, so there is nothing to overwrite but our own first try. Creating it only if absent would be less safe:
        // "already exists" can be the answer to a request that was turned away in a conflict, with nothing written.
        let put = self.store.put(&path, encoded.bytes.clone().into()).await;
        put.map_err(|source| Error::store("write", encoded.file.path.clone(), source))?;
        let tail = encoded.bytes.len().saturating_sub(usize::try_from(encoded.file.footer_bytes).unwrap_or(usize::MAX));
        self.keep_footer(&encoded.file, Bytes::copy_from_slice(&encoded.bytes[tail..]));
        Ok(())
    }

    /// The parsed footer and page indexes of a file: from memory, else by one range read.
    pub async fn footer(&self, file: &DataFile) -> Result<Arc<ParquetMetaData>> {
        let footer = match self.kept(&file.path) {
            Some(footer) => footer,
            None => {
                let path = Path::from(file.path.as_str());
                let start = file.size_bytes.saturating_sub(file.footer_bytes);
                let read = self.store.get_range(&path, start..file.size_bytes).await;
                self.keep_footer(file, read.map_err(|e| Error::store("read", file.path.clone(), e))?)
            }
        };
        footer.parsed(file)
    }

    /// The footer and page indexes of a file if nothing needs to be read for them.
    pub(super) fn footer_at_hand(&self, file: &DataFile) -> Result<Option<Arc<ParquetMetaData>>> {
        self.kept(&file.path).map(|footer| footer.parsed(file)).transpose()
    }

    /// Keeps the bytes at the end of a file; they are parsed when they are needed.
    pub fn keep_footer_bytes(&self, file: &DataFile, bytes: Bytes) {
        self.keep_footer(file, bytes);
    }

    /// The bytes of a footer that is at hand.
    pub fn footer_bytes(&self, path: &str) -> Option<Bytes> {
        self.kept(path).map(|footer| footer.bytes.clone())
    }

    /// A reader of a file whose footer is at hand.
    pub async fn open(&self, file: &Arc<DataFile>) -> Result<(FileReader, ArrowReaderMetadata)> {
        let footer = self.footer(file).await?;
        let metadata = ArrowReaderMetadata::try_new(footer.clone(), ArrowReaderOptions::new())?;
        Ok((FileReader { files: self.clone(), path: Path::from(file.path.as_str()), footer }, metadata))
    }

    /// The whole content of a file.
    pub async fn read(&self, file: &DataFile) -> Result<Bytes> {
        let path = Path::from(file.path.as_str());
        let result = self.store.get(&path).and_then(|r| r.bytes()).await;
        result.map_err(|e| Error::store("read", file.path.clone(), e))
    }

    fn kept(&self, path: &str) -> Option<Arc<Footer>> {
        self.footers.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get(path).cloned()
    }

    fn keep_footer(&self, file: &DataFile, bytes: Bytes) -> Arc<Footer> {
        let footer = Arc::new(Footer { bytes, metadata: OnceLock::new() });
        self.footers.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(file.path.clone(), footer.clone());
        footer
    }
}

impl Footer {
    fn parsed(&self, file: &DataFile) -> Result<Arc<ParquetMetaData>> {
        if let Some(metadata) = self.metadata.get() {
            return Ok(metadata.clone());
        }
        let metadata = parse(file, &self.bytes)?;
        Ok(self.metadata.get_or_init(|| metadata).clone())
    }
}

fn parse(file: &DataFile, bytes: &Bytes) -> Result<Arc<ParquetMetaData>> {
    let mut reader = ParquetMetaDataReader::new().with_page_index_policy(PageIndexPolicy::Optional);
    let damaged = |e: parquet::errors::ParquetError| Error::damaged("registry file", file.path.clone(), e.to_string());
    reader.try_parse_sized(bytes, file.size_bytes).map_err(damaged)?;
    Ok(Arc::new(reader.finish().map_err(damaged)?))
}

/// Range reads of one file.
#[derive(Debug)]
pub struct FileReader {
    files: Files,
    path: Path,
    footer: Arc<ParquetMetaData>,
}

impl AsyncFileReader for FileReader {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, parquet::errors::Result<Bytes>> {
        self.files.count(self.path.as_ref(), range.end - range.start);
        async move { self.files.store.get_range(&self.path, range).await.map_err(|e| parquet::errors::ParquetError::External(Box::new(e))) }
            .boxed()
    }

    fn get_byte_ranges(&mut self, ranges: Vec<Range<u64>>) -> BoxFuture<'_, parquet::errors::Result<Vec<Bytes>>> {
        // What lies between is read as well.
        self.files.count(self.path.as_ref(), coalesced(&ranges).1);
        async move { self.files.store.get_ranges(&self.path, &ranges).await.map_err(|e| parquet::errors::ParquetError::External(Box::new(e))) }
            .boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        _options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, parquet::errors::Result<Arc<ParquetMetaData>>> {
        let footer = self.footer.clone();
        async move { Ok(footer) }.boxed()
    }
}
