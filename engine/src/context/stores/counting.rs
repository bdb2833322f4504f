//! A store that counts what is asked of it: requests are the cost of a registry on S3.
//!
//! A request is counted when it is made, whatever comes of it; `LIST` counts calls, each of which may take a request per 1,000 names.
//! Log lines of level `TRACE` tell each of them.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMultipartOptions, PutOptions, PutPayload,
    PutResult, RenameOptions, Result, UploadPart,
};

/// Counters that requests add to.
#[derive(Debug, Default)]
pub struct Counters {
    gets: AtomicU64,
    heads: AtomicU64,
    puts: AtomicU64,
    lists: AtomicU64,
    deletes: AtomicU64,
    copies: AtomicU64,
    read_bytes: AtomicU64,
    written_bytes: AtomicU64,
}

/// Requests and bytes up to a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Reads of objects or of parts of them.
    pub gets: u64,
    /// Questions about objects.
    pub heads: u64,
    /// Objects or parts of them written.
    pub puts: u64,
    /// Listings.
    pub lists: u64,
    /// Objects deleted.
    pub deletes: u64,
    /// Objects copied or renamed within the store.
    pub copies: u64,
    /// Bytes of what was read, as announced by the store.
    pub read_bytes: u64,
    /// Bytes of what was written.
    pub written_bytes: u64,
}

impl Counters {
    /// What was counted so far.
    pub fn counts(&self) -> Counts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts {
            gets: read(&self.gets),
            heads: read(&self.heads),
            puts: read(&self.puts),
            lists: read(&self.lists),
            deletes: read(&self.deletes),
            copies: read(&self.copies),
            read_bytes: read(&self.read_bytes),
            written_bytes: read(&self.written_bytes),
        }
    }
}

impl Counts {
    /// All requests.
    pub fn requests(&self) -> u64 {
        self.gets + self.heads + self.puts + self.lists + self.deletes + self.copies
    }

    /// What was added since `earlier`.
    pub fn since(&self, earlier: &Counts) -> Counts {
        Counts {
            gets: self.gets - earlier.gets,
            heads: self.heads - earlier.heads,
            puts: self.puts - earlier.puts,
            lists: self.lists - earlier.lists,
            deletes: self.deletes - earlier.deletes,
            copies: self.copies - earlier.copies,
            read_bytes: self.read_bytes - earlier.read_bytes,
            written_bytes: self.written_bytes - earlier.written_bytes,
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { gets, heads, puts, lists, deletes, copies, read_bytes, written_bytes } = self;
        write!(f, "{} requests ({gets} GET, {heads} HEAD, {puts} PUT, {lists} LIST, {deletes} DELETE, {copies} COPY), ", self.requests())?;
        write!(f, "{read_bytes} bytes read, {written_bytes} bytes written")
    }
}

/// A store and the counters that its requests add to.
#[derive(Debug)]
pub struct CountingStore {
    inner: Arc<dyn ObjectStore>,
    counters: Arc<Counters>,
}

impl CountingStore {
    /// `inner`, counted by `counters`.
    pub fn new(inner: Arc<dyn ObjectStore>, counters: Arc<Counters>) -> CountingStore {
        CountingStore { inner, counters }
    }
}

impl fmt::Display for CountingStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.inner)
    }
}

/// Tells of a request.
fn note(verb: &str, path: impl fmt::Display) {
    tracing::trace!("{verb} {path}");
}

fn add(counter: &AtomicU64, count: u64) {
    counter.fetch_add(count, Ordering::Relaxed);
}

/// Requests and bytes that `ranges` cost: those less than 1 MiB apart are read as one, as `object_store` does over a network.
pub fn coalesced(ranges: &[Range<u64>]) -> (u64, u64) {
    let mut sorted: Vec<&Range<u64>> = ranges.iter().collect();
    sorted.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<u64>> = Vec::new();
    for range in sorted {
        match merged.last_mut() {
            Some(last) if range.start <= last.end.saturating_add(object_store::OBJECT_STORE_COALESCE_DEFAULT) => {
                last.end = last.end.max(range.end)
            }
            _ => merged.push(range.clone()),
        }
    }
    (merged.len() as u64, merged.iter().map(|range| range.end - range.start).sum())
}

#[async_trait]
impl ObjectStore for CountingStore {
    async fn put_opts(&self, location: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        note("PUT", location);
        add(&self.counters.puts, 1);
        add(&self.counters.written_bytes, payload.content_length() as u64);
        self.inner.put_opts(location, payload, options).await
    }

    async fn put_multipart_opts(&self, location: &Path, options: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        note("PUT in parts", location);
        add(&self.counters.puts, 1);
        let upload = self.inner.put_multipart_opts(location, options).await?;
        Ok(Box::new(CountingUpload { upload, counters: Arc::clone(&self.counters) }))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        let head = options.head;
        note(if head { "HEAD" } else { "GET" }, location);
        add(if head { &self.counters.heads } else { &self.counters.gets }, 1);
        let result = self.inner.get_opts(location, options).await?;
        if !head {
            add(&self.counters.read_bytes, result.range.end - result.range.start);
        }
        Ok(result)
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        let (requests, bytes) = coalesced(ranges);
        note("GET parts of", location);
        add(&self.counters.gets, requests);
        add(&self.counters.read_bytes, bytes);
        self.inner.get_ranges(location, ranges).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        let counters = Arc::clone(&self.counters);
        self.inner.delete_stream(
            locations
                .inspect(move |path| {
                    path.iter().for_each(|path| note("DELETE", path));
                    add(&counters.deletes, 1);
                })
                .boxed(),
        )
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        note("LIST", prefix.unwrap_or(&Path::default()));
        add(&self.counters.lists, 1);
        self.inner.list(prefix)
    }

    fn list_with_offset(&self, prefix: Option<&Path>, offset: &Path) -> BoxStream<'static, Result<ObjectMeta>> {
        note("LIST", prefix.unwrap_or(&Path::default()));
        add(&self.counters.lists, 1);
        self.inner.list_with_offset(prefix, offset)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        note("LIST", prefix.unwrap_or(&Path::default()));
        add(&self.counters.lists, 1);
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        note("COPY to", to);
        add(&self.counters.copies, 1);
        self.inner.copy_opts(from, to, options).await
    }

    async fn rename_opts(&self, from: &Path, to: &Path, options: RenameOptions) -> Result<()> {
        note("COPY to", to);
        add(&self.counters.copies, 1);
        self.inner.rename_opts(from, to, options).await
    }
}

#[derive(Debug)]
struct CountingUpload {
    upload: Box<dyn MultipartUpload>,
    counters: Arc<Counters>,
}

#[async_trait]
impl MultipartUpload for CountingUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        add(&self.counters.puts, 1);
        add(&self.counters.written_bytes, data.content_length() as u64);
        self.upload.put_part(data)
    }

    async fn complete(&mut self) -> Result<PutResult> {
        add(&self.counters.puts, 1);
        self.upload.complete().await
    }

    async fn abort(&mut self) -> Result<()> {
        add(&self.counters.deletes, 1);
        self.upload.abort().await
    }
}

#[cfg(test)]
mod tests {
    use object_store::ObjectStoreExt;
    use object_store::memory::InMemory;

    use super::*;

    #[tokio::test]
    async fn each_request_is_counted_once_with_its_bytes() {
        let counters = Arc::new(Counters::default());
        let store = CountingStore::new(Arc::new(InMemory::new()), Arc::clone(&counters));
        let path = Path::from("a/b");
        store.put(&path, vec![0u8; 100].into()).await.unwrap();
        store.get(&path).await.unwrap().bytes().await.unwrap();
        store.get_range(&path, 10..20).await.unwrap();
        store.get_ranges(&path, &[0..5, 90..95]).await.unwrap();
        store.head(&path).await.unwrap();
        assert!(store.get(&Path::from("missing")).await.is_err());
        assert_eq!(store.list(None).count().await, 1);
        store.delete(&path).await.unwrap();
        let counts = counters.counts();
        assert_eq!((counts.puts, counts.gets, counts.heads, counts.lists, counts.deletes), (1, 4, 1, 1, 1));
        assert_eq!((counts.written_bytes, counts.read_bytes), (100, 100 + 10 + 95));
        assert_eq!(counts.since(&counts), Counts::default());
        assert_eq!(counts.requests(), 8);
    }
}
