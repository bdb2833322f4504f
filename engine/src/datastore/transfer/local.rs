//! Files that come to a local disk: copies, links, streams.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path as FilePath, PathBuf};

use futures::TryStreamExt;

use super::source::{CHUNK, Source, Summary, check_size, open_file, read_full};
use super::{Arrived, Known, Mode, blocking, occupied};
use crate::context::stores::local::{create_folder, stage, sync_folder_of};
use crate::{Error, Result};

fn failed(doing: &'static str, path: &FilePath) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::Io { doing, location: path.display().to_string(), source }
}

/// Brings a local file to `to`.
pub(super) fn carry(from: &FilePath, to: &FilePath, known: &Known, mode: Mode) -> Result<Arrived> {
    match mode {
        Mode::Copy => copy(from, to, known),
        Mode::Hardlink => hard_link(from, to, known),
        Mode::Symlink | Mode::Relsymlink => symlink(from, to, known, mode),
        Mode::Link => {
            hard_link(from, to, known).or_else(|error| if is_unlinkable(&error) { symlink(from, to, known, mode) } else { Err(error) })
        }
        Mode::Auto | Mode::Move => {
            hard_link(from, to, known).or_else(|error| if is_unlinkable(&error) { copy(from, to, known) } else { Err(error) })
        }
        Mode::Direct => Err(Error::internal("a file that stays where it is was to be carried")),
    }
}

/// Whether there can be no hard link, as between two disks.
fn is_unlinkable(error: &Error) -> bool {
    let Error::Io { source, doing: "link", .. } = error else { return false };
    matches!(source.kind(), ErrorKind::CrossesDevices | ErrorKind::PermissionDenied | ErrorKind::Unsupported | ErrorKind::TooManyLinks)
}

fn copy(from: &FilePath, to: &FilePath, known: &Known) -> Result<Arrived> {
    let (mut file, size_bytes) = open_file(from)?;
    check_size(known, size_bytes, from.display())?;
    let mut summary = Summary::default();
    if to.symlink_metadata().is_ok() {
        each_chunk(&mut file, from, &mut |chunk| {
            summary.add(chunk);
            Ok(())
        })?;
        return adopt(to, &summary);
    }
    let (mut out, staging) = stage(to).map_err(failed("write", to))?;
    let written = each_chunk(&mut file, from, &mut |chunk| {
        summary.add(chunk);
        out.write_all(chunk).map_err(failed("write", to))
    });
    let written = written.and_then(|()| {
        if summary.size_bytes() == size_bytes {
            return Ok(());
        }
        let reason = format!("{} bytes were read of {size_bytes}", summary.size_bytes());
        Err(Error::damaged("file", from.display().to_string(), reason).with_hint("was it written while it was read?"))
    });
    finish(written.and_then(|()| summary.check(known, from.display())), out, &staging, to, &summary)
}

fn each_chunk(file: &mut File, name: &FilePath, take: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
    let mut chunk = vec![0; CHUNK];
    loop {
        match read_full(file, &mut chunk).map_err(failed("read", name))? {
            0 => return Ok(()),
            read => take(&chunk[..read])?,
        }
    }
}

/// Gives a staged file its name, if that is free; the staged name goes in any case.
fn finish(written: Result<()>, out: File, staging: &FilePath, to: &FilePath, summary: &Summary) -> Result<Arrived> {
    let named = written.and_then(|()| out.sync_all().map_err(failed("write", to))).and_then(|()| match std::fs::hard_link(staging, to) {
        Ok(()) => sync_folder_of(to).map(|()| true).map_err(failed("write", to)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(failed("write", to)(error)),
    });
    drop(out);
    // What is left of it is harmless: no listing shows it.
    let _ = std::fs::remove_file(staging);
    match named? {
        true => Ok(Arrived { size_bytes: summary.size_bytes(), checksum: Some(summary.checksum()), is_new: true }),
        false => adopt(to, summary),
    }
}

/// The file that is at `to` already, if it has these bytes.
fn adopt(to: &FilePath, wanted: &Summary) -> Result<Arrived> {
    let same = std::fs::metadata(to).is_ok_and(|found| found.is_file() && found.len() == wanted.size_bytes()) && {
        let mut found = Summary::default();
        each_chunk(&mut open_file(to)?.0, to, &mut |chunk| {
            found.add(chunk);
            Ok(())
        })?;
        found.checksum() == wanted.checksum()
    };
    match same {
        true => Ok(Arrived { size_bytes: wanted.size_bytes(), checksum: Some(wanted.checksum()), is_new: false }),
        false => Err(occupied(&to.display().to_string())),
    }
}

/// Receives a stream.
pub(super) async fn receive(mut source: Source, to: &FilePath, known: &Known) -> Result<Arrived> {
    check_size(known, source.size_bytes, &source.name)?;
    let (sender, mut receiver) = tokio::sync::mpsc::channel::<bytes::Bytes>(4);
    let (place, known, name, size_bytes) = (to.to_owned(), known.clone(), source.name.clone(), source.size_bytes);
    let writer = tokio::task::spawn(blocking(move || {
        let (mut out, staging) = stage(&place).map_err(failed("write", &place))?;
        let mut summary = Summary::default();
        let mut written = Ok(());
        while let Some(chunk) = receiver.blocking_recv() {
            summary.add(&chunk);
            written = out.write_all(&chunk).map_err(failed("write", &place));
            if written.is_err() {
                break;
            }
        }
        if written.is_ok() && summary.size_bytes() != size_bytes {
            written = Err(Error::damaged("file", &name, format!("{} bytes were read of {size_bytes}", summary.size_bytes())));
        }
        finish(written.and_then(|()| summary.check(&known, &name)), out, &staging, &place, &summary)
    }));
    let mut read = Ok(());
    loop {
        match source.bytes.try_next().await {
            Ok(Some(chunk)) => {
                if sender.send(chunk).await.is_err() {
                    break;
                }
            }
            Ok(None) => break,
            Err(error) => {
                read = Err(error);
                break;
            }
        }
    }
    drop(sender);
    let written = writer.await.map_err(|e| Error::internal(format!("the writer of a file ended early: {e}")))?;
    read.and(written)
}

/// Writes a stream to `to`, whatever is there; the file changes as a whole or not at all.
pub(super) async fn replace(mut source: Source, to: &FilePath, known: &Known) -> Result<u64> {
    let in_place = to.exists() && !to.is_file();
    let (mut out, staging) = match in_place {
        true => (File::create(to).map_err(failed("write", to))?, None),
        false => stage(to).map(|(file, staging)| (file, Some(staging))).map_err(failed("write", to))?,
    };
    let mut summary = Summary::default();
    let written: Result<()> = async {
        while let Some(chunk) = source.bytes.try_next().await? {
            summary.add(&chunk);
            out.write_all(&chunk).map_err(failed("write", to))?;
        }
        source.check_whole(&summary)?;
        summary.check(known, &source.name)
    }
    .await;
    let written = match &staging {
        None => written,
        Some(staging) => written.and_then(|()| std::fs::rename(staging, to).map_err(failed("write", to))),
    };
    if let (Err(_), Some(staging)) = (&written, staging) {
        // Nothing of it is worth keeping.
        let _ = std::fs::remove_file(staging);
    }
    written.map(|()| summary.size_bytes())
}

fn hard_link(from: &FilePath, to: &FilePath, known: &Known) -> Result<Arrived> {
    // The link is to the file itself, also where `from` is a symbolic link.
    let real = std::fs::canonicalize(from).map_err(|error| not_there(from, error))?;
    let (_, size_bytes) = open_file(&real)?;
    check_size(known, size_bytes, from.display())?;
    make_folder(to)?;
    match std::fs::hard_link(&real, to) {
        Ok(()) => sync_folder_of(to).map_err(failed("write", to))?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let (ours, theirs) =
                (std::fs::metadata(&real).map_err(failed("read", from))?, std::fs::metadata(to).map_err(failed("read", to))?);
            if (ours.dev(), ours.ino()) != (theirs.dev(), theirs.ino()) {
                return copy(from, to, known);
            }
            return Ok(Arrived { size_bytes, checksum: known.checksum.clone(), is_new: false });
        }
        Err(source) => return Err(Error::Io { doing: "link", location: to.display().to_string(), source }),
    }
    Ok(Arrived { size_bytes, checksum: known.checksum.clone(), is_new: true })
}

fn symlink(from: &FilePath, to: &FilePath, known: &Known, mode: Mode) -> Result<Arrived> {
    let (_, size_bytes) = open_file(from)?;
    check_size(known, size_bytes, from.display())?;
    make_folder(to)?;
    let target = match mode {
        Mode::Relsymlink => relative(from, to)?,
        _ => from.to_owned(),
    };
    let arrived = |is_new| Arrived { size_bytes, checksum: known.checksum.clone(), is_new };
    match std::os::unix::fs::symlink(&target, to) {
        Ok(()) => sync_folder_of(to).map(|()| arrived(true)).map_err(failed("write", to)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => match std::fs::read_link(to) {
            Ok(found) if found == target => Ok(arrived(false)),
            _ => Err(occupied(&to.display().to_string())),
        },
        Err(error) => Err(failed("link", to)(error)),
    }
}

fn make_folder(of: &FilePath) -> Result<()> {
    match of.parent() {
        Some(folder) => create_folder(folder).map_err(failed("create", folder)),
        None => Ok(()),
    }
}

/// The way from the folder of `to` to `from`; folders are followed to where they really are, for a link is read from there.
fn relative(from: &FilePath, to: &FilePath) -> Result<PathBuf> {
    let real = |path: &FilePath| -> Result<PathBuf> {
        let folder = path.parent().unwrap_or(FilePath::new("/"));
        std::fs::canonicalize(folder).map_err(failed("find", folder))
    };
    let (from, folder) = (real(from)?.join(from.file_name().unwrap_or_default()), real(to)?);
    let common = from.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(common).filter(|part| matches!(part, Component::Normal(_))).map(|_| Component::ParentDir);
    Ok(up.chain(from.components().skip(common)).collect())
}

fn not_there(path: &FilePath, error: io::Error) -> Error {
    match error.kind() {
        ErrorKind::NotFound => Error::missing("file", &path.display().to_string(), []),
        _ => failed("read", path)(error),
    }
}

/// Deletes a file or a link; an absent one is no error.
pub(super) fn delete(path: &FilePath) -> Result<()> {
    match std::fs::remove_file(path) {
        Ok(()) => sync_folder_of(path).map_err(failed("delete", path)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(()),
        Err(error) => Err(failed("delete", path)(error)),
    }
}
