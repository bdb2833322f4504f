//! Where the text of an export comes from: a local file, an object of a store, or memory.

use std::io::Read;
use std::sync::Arc;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectMeta, ObjectStore, ObjectStoreExt};

use super::super::read::{Part, ReadOptions, read_export};
use crate::error::{Error, Result};

/// Bytes of an object that are fetched at once.
const RANGE_BYTES: u64 = 8 << 20;

/// Opens the export's bytes from the beginning.
type Open = Arc<dyn Fn() -> Result<Box<dyn Read + Send>> + Send + Sync>;
/// Takes the parts of an export as they are read.
pub(in super::super) type Sink<'a> = &'a mut dyn FnMut(Part) -> Result<()>;
/// Reads an export's parts from the beginning.
type Parts = Arc<dyn Fn(Sink<'_>) -> Result<()> + Send + Sync>;

#[derive(Clone)]
enum Content {
    Text(Open),
    Parts(Parts),
}

/// An export file, which may be read more than once.
#[derive(Clone)]
pub struct ExportFile {
    name: Arc<str>,
    size_bytes: u64,
    content: Content,
}

impl ExportFile {
    /// What is no file but is read as the parts of one, with about that many bytes.
    pub(in super::super) fn parts(name: &str, size_bytes: u64, parts: Parts) -> ExportFile {
        ExportFile { name: name.into(), size_bytes, content: Content::Parts(parts) }
    }

    /// The file at a local path.
    pub fn local(path: &std::path::Path) -> Result<ExportFile> {
        let location = path.display().to_string();
        let failed = {
            let location = location.clone();
            move |source| Error::Io { doing: "read", location: location.clone(), source }
        };
        let metadata = std::fs::metadata(path).map_err(&failed)?;
        if metadata.is_dir() {
            return Err(Error::invalid("export file", location, "it is a folder").with_hint("name the file with `--export-file`"));
        }
        let path = path.to_owned();
        let open: Open = Arc::new(move || Ok(Box::new(std::fs::File::open(&path).map_err(&failed)?)));
        Ok(ExportFile { name: location.into(), size_bytes: metadata.len(), content: Content::Text(open) })
    }

    /// The object at `path` of `store`, fetched in ranges as it is read; `name` is for messages. It must be read on a thread of a Tokio runtime on
    /// which blocking is allowed.
    ///
    /// # Errors
    /// There is none, or the store can't be asked.
    pub async fn object(name: &str, store: Arc<dyn ObjectStore>, path: Path) -> Result<ExportFile> {
        let mut meta = store.head(&path).await.map_err(|source| Error::store("read", name.to_owned(), source))?;
        // A store of one object below a prefix answers with the whole name.
        meta.location = path;
        let size_bytes = meta.size;
        let runtime = tokio::runtime::Handle::current();
        let open: Open = Arc::new(move || {
            Ok(Box::new(ObjectReader { store: store.clone(), meta: meta.clone(), runtime: runtime.clone(), offset: 0, rest: Bytes::new() }))
        });
        Ok(ExportFile { name: name.into(), size_bytes, content: Content::Text(open) })
    }

    /// A text in memory; `name` is for messages.
    pub fn text(name: &str, text: impl Into<Bytes>) -> ExportFile {
        let text = text.into();
        let size_bytes = text.len() as u64;
        let open: Open = Arc::new(move || Ok(Box::new(std::io::Cursor::new(text.clone()))));
        ExportFile { name: name.into(), size_bytes, content: Content::Text(open) }
    }

    /// Its name in messages.
    pub(super) fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Its length.
    pub(super) fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// Reads its parts from the beginning.
    pub(super) fn read(&self, sink: Sink<'_>) -> Result<()> {
        match &self.content {
            Content::Text(open) => read_export(&self.name, open()?, &ReadOptions::default(), sink),
            Content::Parts(parts) => parts(sink),
        }
    }
}

/// Reads one version of an object, range by range: one that is overwritten meanwhile is an error.
struct ObjectReader {
    store: Arc<dyn ObjectStore>,
    meta: ObjectMeta,
    runtime: tokio::runtime::Handle,
    offset: u64,
    rest: Bytes,
}

impl Read for ObjectReader {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.rest.is_empty() && self.offset < self.meta.size {
            let range = self.offset..(self.offset + RANGE_BYTES).min(self.meta.size);
            let options = GetOptions { range: Some(GetRange::Bounded(range)), if_match: self.meta.e_tag.clone(), ..GetOptions::default() };
            let fetched = self.runtime.block_on(async { self.store.get_opts(&self.meta.location, options).await?.bytes().await });
            self.rest = fetched.map_err(std::io::Error::other)?;
            self.offset += self.rest.len() as u64;
        }
        let count = buffer.len().min(self.rest.len());
        buffer[..count].copy_from_slice(&self.rest.split_to(count));
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use object_store::PutPayload;
    use object_store::memory::InMemory;

    async fn stored(text: &[u8]) -> (Arc<InMemory>, ExportFile) {
        let store = Arc::new(InMemory::new());
        store.put(&Path::from("export.yaml"), PutPayload::from(text.to_vec())).await.unwrap();
        let file = ExportFile::object("export.yaml", store.clone(), Path::from("export.yaml")).await.unwrap();
        (store, file)
    }

    async fn read(file: &ExportFile) -> std::io::Result<Vec<u8>> {
        let file = file.clone();
        tokio::task::spawn_blocking(move || {
            let mut text = Vec::new();
            let Content::Text(open) = &file.content else { panic!("a text") };
            open().unwrap().read_to_end(&mut text)?;
            Ok(text)
        })
        .await
        .unwrap()
    }

    #[tokio::test]
    async fn an_object_of_many_ranges_is_read_whole_and_again() {
        let text: Vec<u8> = (0..2 * RANGE_BYTES + 17).map(|n| u8::try_from(n % 251).unwrap()).collect();
        let (_store, file) = stored(&text).await;
        assert_eq!(file.size_bytes(), text.len() as u64);
        assert!(read(&file).await.unwrap() == text && read(&file).await.unwrap() == text);
    }

    #[tokio::test]
    async fn an_object_that_is_overwritten_while_it_is_imported_is_an_error() {
        let (store, file) = stored(b"one").await;
        store.put(&Path::from("export.yaml"), PutPayload::from_static(b"two")).await.unwrap();
        assert!(read(&file).await.is_err());
    }
}
