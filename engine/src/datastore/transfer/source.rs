//! Where bytes come from, as a stream, and what they were.

use bytes::{Bytes, BytesMut};
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::{GetOptions, GetRange, GetResult, ObjectStoreExt};
use std::fs::File;
use std::io::Read;
use std::path::Path as FilePath;

use super::Known;
use crate::context::stores::Location;
use crate::datastore::{Origin, Pool};
use crate::{Error, Result};

/// What checksums in the registry begin with.
pub const CHECKSUM_PREFIX: &str = "blake3:";

/// Bytes of a local file that are read at once.
pub(super) const CHUNK: usize = 1 << 20;

/// A file that is being read.
pub(super) struct Source {
    pub(super) size_bytes: u64,
    pub(super) bytes: BoxStream<'static, Result<Bytes>>,
    pub(super) name: String,
}

/// What bytes have gone by.
#[derive(Debug, Default)]
pub(super) struct Summary {
    size_bytes: u64,
    hasher: blake3::Hasher,
}

impl Summary {
    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.size_bytes += bytes.len() as u64;
        self.hasher.update(bytes);
    }

    pub(super) fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    pub(super) fn checksum(&self) -> String {
        format!("{CHECKSUM_PREFIX}{}", self.hasher.finalize().to_hex())
    }

    /// Fails if that is not what was known. A checksum of another sort says nothing.
    pub(super) fn check(&self, known: &Known, name: impl std::fmt::Display) -> Result<()> {
        check_size(known, self.size_bytes, &name)?;
        match known.checksum.as_deref().filter(|known| known.starts_with(CHECKSUM_PREFIX)) {
            Some(known) if known != self.checksum() => {
                Err(Error::damaged("file", name.to_string(), "its checksum is not the recorded one"))
            }
            _ => Ok(()),
        }
    }
}

/// Fails if the length is not the known one.
pub(super) fn check_size(known: &Known, size_bytes: u64, name: impl std::fmt::Display) -> Result<()> {
    match known.size_bytes {
        Some(known) if known != size_bytes => {
            Err(Error::damaged("file", name.to_string(), format!("it has {size_bytes} bytes, and {known} are recorded")))
        }
        _ => Ok(()),
    }
}

impl Source {
    pub(super) async fn open(pool: &Pool, origin: &Origin) -> Result<Source> {
        let location = &origin.location;
        if let Some(member) = &origin.member {
            return super::archive::open(pool, location, member).await;
        }
        let name = location.to_string();
        if let Location::Local { path } = location {
            let path = path.clone();
            let (file, size_bytes) = super::blocking(move || open_file(&path)).await?;
            return Ok(Source { size_bytes, bytes: chunks(file, name.clone()), name });
        }
        let (store, path) = pool.store(location)?;
        let result = store.get(&path).await.map_err(|error| Error::store("read", name.clone(), error))?;
        Ok(Source::of_result(result, name))
    }

    /// The same of a file in a store, of which no more than the first `most` bytes are asked for; its length is that of the whole.
    pub(super) async fn open_first(pool: &Pool, origin: &Origin, most: u64) -> Result<Source> {
        let (store, path) = pool.store(&origin.location)?;
        let options = GetOptions { range: Some(GetRange::Bounded(0..most)), ..GetOptions::default() };
        match store.get_opts(&path, options).await {
            Ok(result) => Ok(Source::of_result(result, origin.location.to_string())),
            // An empty file has no first bytes; whatever else is wrong shows again.
            Err(_) => Source::open(pool, origin).await,
        }
    }

    fn of_result(result: GetResult, name: String) -> Source {
        let size_bytes = result.meta.size;
        let failed = {
            let name = name.clone();
            move |error| Error::store("read", name.clone(), error)
        };
        Source { size_bytes, bytes: result.into_stream().map_err(failed).boxed(), name }
    }

    pub(super) fn of_bytes(bytes: Bytes) -> Source {
        let size_bytes = bytes.len() as u64;
        Source { size_bytes, bytes: futures::stream::iter([Ok(bytes)]).boxed(), name: "standard input".to_owned() }
    }

    /// All of it, in memory.
    pub(super) async fn collect(mut self) -> Result<(Bytes, Summary)> {
        let mut summary = Summary::default();
        let mut parts: Vec<Bytes> = Vec::new();
        while let Some(bytes) = self.bytes.try_next().await? {
            summary.add(&bytes);
            parts.push(bytes);
        }
        self.check_whole(&summary)?;
        if let [only] = parts.as_slice() {
            return Ok((only.clone(), summary));
        }
        let mut whole = BytesMut::with_capacity(parts.iter().map(Bytes::len).sum());
        parts.iter().for_each(|part| whole.extend_from_slice(part));
        Ok((whole.freeze(), summary))
    }

    /// Fails if it was shorter or longer than it said.
    pub(super) fn check_whole(&self, summary: &Summary) -> Result<()> {
        if summary.size_bytes == self.size_bytes {
            return Ok(());
        }
        let reason = format!("{} bytes were read of {}", summary.size_bytes, self.size_bytes);
        Err(Error::damaged("file", &self.name, reason).with_hint("was it written while it was read?"))
    }
}

/// A regular file and its length.
pub(super) fn open_file(path: &FilePath) -> Result<(File, u64)> {
    let name = || path.display().to_string();
    let failed = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => Error::missing("file", &name(), []),
        _ => Error::Io { doing: "read", location: name(), source },
    };
    // A pipe would be waited for without end.
    let metadata = std::fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() {
        return Err(Error::invalid("file", name(), if metadata.is_dir() { "it is a folder" } else { "it is no regular file" }));
    }
    Ok((File::open(path).map_err(failed)?, metadata.len()))
}

/// The bytes of a file, read ahead by a few chunks on a thread of their own.
fn chunks(mut file: File, name: String) -> BoxStream<'static, Result<Bytes>> {
    let (sender, receiver) = tokio::sync::mpsc::channel(2);
    tokio::task::spawn_blocking(move || {
        loop {
            let mut chunk = vec![0; CHUNK];
            let read = read_full(&mut file, &mut chunk).map_err(|source| Error::Io { doing: "read", location: name.clone(), source });
            let is_last = !matches!(read, Ok(read) if read > 0);
            if is_last && read.is_ok() {
                return;
            }
            let sent = sender.blocking_send(read.map(|read| {
                chunk.truncate(read);
                Bytes::from(chunk)
            }));
            if is_last || sent.is_err() {
                return;
            }
        }
    });
    futures::stream::unfold(receiver, |mut receiver| async move { receiver.recv().await.map(|chunk| (chunk, receiver)) }).boxed()
}

/// Reads until the buffer is full or the file ends.
pub(super) fn read_full(file: &mut File, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
