//! Where the bytes of a file come from: a local file, memory, or ranges of an object in a store.
//!
//! A gzip stream, whatever its name, is unpacked once when it is opened: into memory if it is small, else into an unlinked temporary file.

use std::fs::File;
use std::io::Read;
use std::ops::{Deref, Range};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt};

use crate::{Error, Result};

mod gzip;
mod ranges;
#[cfg(test)]
mod tests;

/// A file of known length that is read by ranges. Clones share what they read from.
#[derive(Debug, Clone)]
pub struct Source {
    name: String,
    length: u64,
    stored: u64,
    is_gzip: bool,
    /// The HDU of the image that is meant, of a file with many.
    image: Option<usize>,
    place: Place,
}

#[derive(Debug, Clone)]
enum Place {
    File(Arc<File>),
    Memory(Bytes),
    /// An object, and its first bytes, which came with its length: most headers are there.
    Object(Arc<dyn ObjectStore>, object_store::path::Path, Bytes),
}

/// Bytes of an object that are fetched when it is opened.
const HEAD: u64 = 64 << 10;

/// Bytes that were read: a part of a buffer of the caller's, or shared.
#[derive(Debug)]
pub enum Chunk<'a> {
    /// In the caller's buffer.
    Buffer(&'a [u8]),
    /// Shared with the source.
    Shared(Bytes),
}

impl Deref for Chunk<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Chunk::Buffer(bytes) => bytes,
            Chunk::Shared(bytes) => bytes,
        }
    }
}

impl Source {
    /// A local file. Its name is a path and nothing else: no part of it is taken for a filter or a program.
    pub fn file(path: &Path) -> Result<Source> {
        let name = path.display().to_string();
        let failed = |doing| {
            let location = name.clone();
            move |source| Error::Io { doing, location, source }
        };
        let file = File::open(path).map_err(failed("open"))?;
        let metadata = file.metadata().map_err(failed("open"))?;
        if metadata.is_dir() {
            return Err(failed("read")(std::io::ErrorKind::IsADirectory.into()));
        }
        if !metadata.is_file() {
            // A pipe has no ranges: what it holds is read once.
            let mut bytes = Vec::new();
            (&file).read_to_end(&mut bytes).map_err(failed("read"))?;
            return Source::bytes(&name, bytes.into());
        }
        let source = Source {
            length: metadata.len(),
            stored: metadata.len(),
            is_gzip: false,
            image: None,
            place: Place::File(Arc::new(file)),
            name,
        };
        let begin = source.read_local(0..2)?;
        if gzip::begins(&begin, source.length) { gzip::unpack(&source, Bytes::new()) } else { Ok(source) }
    }

    /// Bytes in memory; `name` is what messages call them.
    pub fn bytes(name: &str, bytes: Bytes) -> Result<Source> {
        let length = bytes.len() as u64;
        let source =
            Source { name: name.to_owned(), length, stored: length, is_gzip: false, image: None, place: Place::Memory(bytes.clone()) };
        if gzip::begins(&bytes, length) { gzip::unpack(&source, bytes) } else { Ok(source) }
    }

    /// An object of a store; `name` is its URI without credentials.
    pub async fn object(name: &str, store: Arc<dyn ObjectStore>, path: &object_store::path::Path) -> Result<Source> {
        let failed = |source| Error::Store { location: name.to_owned(), source };
        let options = GetOptions { range: Some(GetRange::Bounded(0..HEAD)), ..GetOptions::default() };
        let (size, head) = match store.get_opts(path, options).await {
            Ok(begin) => (begin.meta.size, begin.bytes().await.map_err(failed)?),
            Err(error @ object_store::Error::NotFound { .. }) => return Err(failed(error)),
            // Of nothing there is no range.
            Err(_) => (store.head(path).await.map_err(failed)?.size, Bytes::new()),
        };
        let is_packed = gzip::begins(&head, size);
        let place = Place::Object(store, path.clone(), head);
        let source = Source { name: name.to_owned(), length: size, stored: size, is_gzip: false, image: None, place };
        if !is_packed {
            return Ok(source);
        }
        // The unpacker asks for bytes while it works: they are fetched first.
        let packed = source.read(0..source.length).await?;
        gzip::unpack(&source, packed)
    }

    /// The same file, of which the image in one HDU is meant: that of a detector, where a file holds several.
    pub fn with_image(self, hdu: usize) -> Source {
        Source { image: Some(hdu), ..self }
    }

    /// The HDU of the image that is meant, if it is told.
    pub fn image(&self) -> Option<usize> {
        self.image
    }

    /// What messages call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Bytes in it, unpacked.
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Whether there is not a byte in it.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Bytes that are stored: fewer than [`Source::len`] if it is a gzip stream.
    pub fn stored_len(&self) -> u64 {
        self.stored
    }

    /// Whether it is stored as a gzip stream.
    pub fn is_gzip(&self) -> bool {
        self.is_gzip
    }

    /// Whether each read is a request over a network, so that few large ones are better than many small ones.
    pub fn is_remote(&self) -> bool {
        matches!(self.place, Place::Object(..))
    }

    /// Whether its bytes are held in memory.
    pub(crate) fn is_in_memory(&self) -> bool {
        matches!(self.place, Place::Memory(_))
    }

    /// The bytes of `range`; as many as there are if it ends behind the last one.
    pub async fn read(&self, range: Range<u64>) -> Result<Bytes> {
        let mut buffer = Vec::new();
        match self.read_into(range, &mut buffer).await? {
            Chunk::Shared(bytes) => Ok(bytes),
            Chunk::Buffer(_) => Ok(buffer.into()),
        }
    }

    /// The same, into a buffer that is used again: no memory is taken from the system in the long run.
    pub async fn read_into<'a>(&self, range: Range<u64>, buffer: &'a mut Vec<u8>) -> Result<Chunk<'a>> {
        let end = range.end.min(self.length);
        let range = range.start.min(end)..end;
        let count = usize::try_from(range.end - range.start).unwrap_or(usize::MAX);
        match &self.place {
            Place::Memory(bytes) => {
                let start = usize::try_from(range.start).unwrap_or(usize::MAX);
                Ok(Chunk::Shared(bytes.slice(start..start + count)))
            }
            Place::File(file) => {
                self.read_file(file, range, buffer)?;
                Ok(Chunk::Buffer(buffer))
            }
            Place::Object(..) if count == 0 => Ok(Chunk::Buffer(&[])),
            Place::Object(_, _, head) if range.end <= head.len() as u64 => {
                let start = usize::try_from(range.start).unwrap_or(usize::MAX);
                Ok(Chunk::Shared(head.slice(start..start + count)))
            }
            Place::Object(store, path, _) => {
                let bytes = store.get_range(path, range).await;
                bytes.map(Chunk::Shared).map_err(|source| Error::Store { location: self.name.clone(), source })
            }
        }
    }

    fn read_file(&self, file: &File, range: Range<u64>, buffer: &mut Vec<u8>) -> Result<()> {
        let count = usize::try_from(range.end - range.start).unwrap_or(usize::MAX);
        let failed = |source| Error::Io { doing: "read", location: self.name.clone(), source };
        if buffer.capacity() < count {
            *buffer = fresh(file, range.start, count).map_err(failed)?;
            return Ok(());
        }
        buffer.resize(count, 0);
        std::os::unix::fs::FileExt::read_exact_at(file, buffer, range.start).map_err(failed)
    }

    /// The first bytes of a local file.
    fn read_local(&self, range: Range<u64>) -> Result<Vec<u8>> {
        let mut buffer = Vec::new();
        if let Place::File(file) = &self.place {
            self.read_file(file, range.start..range.end.min(self.length), &mut buffer)?;
        }
        Ok(buffer)
    }
}

/// The `count` bytes of `file` from `start` in memory that nothing was written to before: to fill it with zeros would take as long as to read.
fn fresh(file: &File, start: u64, count: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(count).map_err(std::io::Error::other)?;
    while bytes.len() < count {
        let at = start + bytes.len() as u64;
        match rustix::io::pread(file, rustix::buffer::spare_capacity(&mut bytes), at) {
            Ok(0) => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    bytes.truncate(count);
    Ok(bytes)
}
