//! Members of ZIP archives, read without unpacking the rest. Of a remote archive ranges are read: its end, where the table of contents is, then the member;
//! that is two requests for an archive of a few hundred files.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectStore};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::source::{CHUNK, Source, Summary, open_file};
use super::{Known, blocking};
use crate::context::stores::Location;
use crate::datasets::member_path;
use crate::datastore::{Origin, Pool};
use crate::{Error, Result};

/// Bytes of a remote archive's end that are read first.
const TAIL: u64 = 64 << 10;
/// Bytes that are read at once at most.
const WINDOW: u64 = 8 << 20;
/// Bytes before a member's own: its header, names and extra fields.
const HEADER: u64 = 4 << 10;

/// A member of an archive, as a stream. Its checksum in the archive is compared.
pub(super) async fn open(pool: &Pool, archive: &Location, member: &str) -> Result<Source> {
    let (reader, ahead) = Archive::open(pool, archive).await?;
    let name = member_path(&archive.to_string(), member);
    let (head, size) = oneshot::channel();
    let (sender, receiver) = mpsc::channel(2);
    let (place, member) = (name.clone(), member.to_owned());
    tokio::task::spawn_blocking(move || match begin(reader, &member, &ahead) {
        Err(error) => drop(head.send(Err(located(error, &place)))),
        Ok((mut zip, index, size_bytes)) => {
            // Who asked may have gone away.
            if head.send(Ok(size_bytes)).is_ok() {
                let sent = send(&mut zip, index, size_bytes, &sender);
                if let Err(error) = sent {
                    let _ = sender.blocking_send(Err(located(error, &place)));
                }
            }
        }
    });
    let size_bytes = size.await.map_err(|_| Error::internal("the reader of an archive ended early"))??;
    let bytes = futures::stream::unfold(receiver, |mut receiver| async move { receiver.recv().await.map(|chunk| (chunk, receiver)) });
    Ok(Source { size_bytes, bytes: bytes.boxed(), name })
}

/// Names of an archive's members, with their lengths. Those in a remote archive would take a request each, and are left out.
pub(super) async fn contents(pool: &Pool, archive: &Location) -> Result<Vec<(String, Option<u64>)>> {
    let (reader, _) = Archive::open(pool, archive).await?;
    let name = archive.to_string();
    blocking(move || {
        let is_local = matches!(reader, Archive::Local(_));
        let mut zip = ZipArchive::new(reader).map_err(|error| located(error, &name))?;
        if !is_local {
            return Ok(zip.file_names().map(|member| (member.to_owned(), None)).collect());
        }
        let count = zip.len();
        let entry = |index| {
            let entry = zip.by_index_raw(index).map_err(|error| located(error, &name))?;
            Ok((entry.name().to_owned(), Some(entry.size())))
        };
        (0..count).map(entry).collect()
    })
    .await
}

/// Opens the archive and finds the member, its place and its length.
fn begin(reader: Archive, member: &str, ahead: &AtomicU64) -> Result<(ZipArchive<Archive>, usize, u64), ZipError> {
    let mut zip = ZipArchive::new(reader)?;
    let Some(index) = zip.index_for_name(member) else { return Err(ZipError::FileNotFound) };
    let (size, compressed) = {
        let entry = zip.by_index_raw(index)?;
        (entry.size(), entry.compressed_size())
    };
    ahead.store(compressed.saturating_add(HEADER).min(WINDOW), Ordering::Relaxed);
    Ok((zip, index, size))
}

fn send(zip: &mut ZipArchive<Archive>, index: usize, size_bytes: u64, sender: &mpsc::Sender<Result<Bytes>>) -> Result<(), ZipError> {
    // More than was announced is read by a byte, so that it is noticed.
    let mut file = zip.by_index(index)?.take(size_bytes.saturating_add(1));
    loop {
        let mut chunk = Vec::with_capacity(CHUNK);
        let read = file.by_ref().take(CHUNK as u64).read_to_end(&mut chunk).map_err(ZipError::Io)?;
        if read == 0 || sender.blocking_send(Ok(chunk.into())).is_err() {
            return Ok(());
        }
    }
}

fn located(error: ZipError, name: &str) -> Error {
    match error {
        ZipError::FileNotFound => Error::missing("member of archive", name, []),
        ZipError::UnsupportedArchive(reason) => Error::Unsupported { what: "archive", name: name.to_owned(), reason: reason.to_string() },
        ZipError::Io(error) => match error.downcast::<Error>() {
            Ok(own) => own,
            Err(error) if matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::InvalidInput) => {
                Error::damaged("archive", name, error.to_string())
            }
            Err(source) => Error::Io { doing: "read", location: name.to_owned(), source },
        },
        other => Error::damaged("archive", name, other.to_string()),
    }
}

/// The bytes of an archive, at any place.
enum Archive {
    Local(BufReader<File>),
    Remote(Box<Ranged>),
}

impl Archive {
    /// Opens an archive; the number is how many bytes are to be read ahead.
    async fn open(pool: &Pool, archive: &Location) -> Result<(Archive, Arc<AtomicU64>)> {
        let ahead = Arc::new(AtomicU64::new(TAIL));
        if let Location::Local { path } = archive {
            let path = path.clone();
            let (file, _) = blocking(move || open_file(&path)).await?;
            return Ok((Archive::Local(BufReader::new(file)), ahead));
        }
        let (store, path) = pool.store(archive)?;
        let name = archive.to_string();
        let failed = |source| Error::store("read", name.clone(), source);
        let range = Some(GetRange::Suffix(TAIL));
        let found = store.get_opts(&path, GetOptions { range, ..GetOptions::default() }).await.map_err(failed)?;
        let (size, start, version) = (found.meta.size, found.range.start, found.meta.e_tag.clone());
        let tail = (start, found.bytes().await.map_err(failed)?);
        let handle = Handle::current();
        let ranged = Ranged { store, path, handle, name, version, size, at: 0, tail, window: (0, Bytes::new()), ahead: Arc::clone(&ahead) };
        Ok((Archive::Remote(Box::new(ranged)), ahead))
    }
}

impl Read for Archive {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Archive::Local(file) => file.read(buffer),
            Archive::Remote(ranged) => ranged.read(buffer),
        }
    }
}

impl Seek for Archive {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Archive::Local(file) => file.seek(to),
            Archive::Remote(ranged) => ranged.seek(to),
        }
    }
}

/// One version of an object, read by ranges on a thread that may wait.
struct Ranged {
    store: Arc<dyn ObjectStore>,
    path: Path,
    handle: Handle,
    name: String,
    version: Option<String>,
    size: u64,
    at: u64,
    /// Where the bytes begin, and they.
    tail: (u64, Bytes),
    window: (u64, Bytes),
    ahead: Arc<AtomicU64>,
}

impl Read for Ranged {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.size || buffer.is_empty() {
            return Ok(0);
        }
        if !holds(&self.tail, self.at) && !holds(&self.window, self.at) {
            let mut end = self.at.saturating_add(self.ahead.load(Ordering::Relaxed)).min(self.size);
            if self.at < self.tail.0 {
                end = end.min(self.tail.0);
            }
            let range = Some(GetRange::Bounded(self.at..end));
            let options = GetOptions { range, if_match: self.version.clone(), ..GetOptions::default() };
            let fetched = self.handle.block_on(async { self.store.get_opts(&self.path, options).await?.bytes().await });
            let bytes = fetched.map_err(|source| io::Error::other(Error::store("read", self.name.clone(), source)))?;
            self.window = (self.at, bytes);
        }
        let (start, bytes) = if holds(&self.tail, self.at) { &self.tail } else { &self.window };
        let from = usize::try_from(self.at - start).map_err(io::Error::other)?;
        let rest = bytes.get(from..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.at += count as u64;
        Ok(count)
    }
}

fn holds((start, bytes): &(u64, Bytes), at: u64) -> bool {
    (*start..start + bytes.len() as u64).contains(&at)
}

impl Seek for Ranged {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

/// Writes a new archive to a local file: `first` deflated, then the others as they are. Each is checked against what is known of it.
pub(super) async fn pack(pool: &Pool, first: (&str, Vec<u8>), members: Vec<(String, Origin, Known)>, to: &std::path::Path) -> Result<()> {
    let name = to.display().to_string();
    let failed = |error: ZipError| match error {
        ZipError::Io(source) => Error::Io { doing: "write", location: name.clone(), source },
        other => Error::internal(format!("an archive can't be written: {other}")),
    };
    let io = |source| Error::Io { doing: "write", location: name.clone(), source };
    let mut zip = ZipWriter::new(BufWriter::with_capacity(CHUNK, File::create_new(to).map_err(io)?)).set_auto_large_file();
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    zip.start_file(first.0, options).map_err(failed)?;
    zip.write_all(&first.1).map_err(io)?;
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (member, origin, known) in members {
        let mut source = Source::open(pool, &origin).await?;
        zip.start_file(member, options.large_file(source.size_bytes >= u64::from(u32::MAX))).map_err(failed)?;
        let mut summary = Summary::default();
        while let Some(chunk) = source.bytes.try_next().await? {
            summary.add(&chunk);
            zip.write_all(&chunk).map_err(io)?;
        }
        source.check_whole(&summary)?;
        summary.check(&known, &source.name)?;
    }
    let file = zip.finish().map_err(failed)?.into_inner().map_err(|error| io(error.into_error()))?;
    file.sync_all().map_err(io)
}

#[cfg(test)]
mod tests;
