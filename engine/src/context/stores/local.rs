//! Local disk, written so that what was acknowledged survives a power loss.
//!
//! `object_store`'s own local store never calls fsync. Here a file is written under a staging name, synced, given its name by a hard link
//! (create if absent) or a rename (overwrite), and the folder is synced: a name never shows less than its whole content, and an acknowledged
//! name is there after a crash. Staging names end in `#` and digits, which listings of `object_store` leave out.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path as FilePath, PathBuf};

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMode, PutMultipartOptions,
    PutOptions, PutPayload, PutResult, RenameOptions, Result, UploadPart,
};

const STORE: &str = "local disk";

/// A folder as an object store.
#[derive(Debug)]
pub struct LocalStore {
    inner: LocalFileSystem,
}

impl LocalStore {
    /// The store of an existing folder.
    pub fn open(folder: &FilePath) -> Result<LocalStore> {
        Ok(LocalStore { inner: LocalFileSystem::new_with_prefix(folder)? })
    }

    async fn sync(&self, location: &Path) -> Result<()> {
        let path = self.inner.path_to_filesystem(location)?;
        blocking(move || {
            File::open(&path).and_then(|file| file.sync_all()).and_then(|()| sync_folder_of(&path)).map_err(|e| failed(&path, e))
        })
        .await
    }
}

impl fmt::Display for LocalStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.inner)
    }
}

/// Makes a folder and those above it, and syncs what it made.
pub fn create_folder(path: &FilePath) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.map_or(Ok(()), create_folder)?;
    match std::fs::create_dir(path) {
        // Somebody else was faster.
        Err(e) if e.kind() == ErrorKind::AlreadyExists && path.is_dir() => {}
        result => result?,
    }
    sync_folder_of(path)
}

/// Writes `payload` so that `path` shows all of it or nothing.
fn put(path: &FilePath, payload: &PutPayload, mode: &PutMode) -> Result<()> {
    let (mut file, staging) = stage(path).map_err(|e| failed(path, e))?;
    let written = payload.iter().try_for_each(|part| file.write_all(part)).and_then(|()| file.sync_all());
    drop(file);
    let named = written.and_then(|()| match mode {
        PutMode::Create => std::fs::hard_link(&staging, path),
        _ => std::fs::rename(&staging, path),
    });
    if named.is_err() || *mode == PutMode::Create {
        // What is left of it is harmless: no listing shows it.
        let _ = std::fs::remove_file(&staging);
    }
    named.and_then(|()| sync_folder_of(path)).map_err(|e| failed(path, e))
}

/// A new file beside `path` that listings leave out. Folders above it are made.
pub(crate) fn stage(path: &FilePath) -> io::Result<(File, PathBuf)> {
    let mut number = u64::from(std::process::id());
    loop {
        let mut staging = path.as_os_str().to_owned();
        staging.push(format!("#{number}"));
        let staging = PathBuf::from(staging);
        match OpenOptions::new().write(true).create_new(true).open(&staging) {
            Ok(file) => return Ok((file, staging)),
            Err(e) if e.kind() == ErrorKind::AlreadyExists => number += 1,
            Err(e) if e.kind() == ErrorKind::NotFound => {
                create_folder(path.parent().ok_or(e)?)?;
            }
            Err(e) => return Err(e),
        }
    }
}

/// Makes sure that a name in a folder survives a power loss.
pub(crate) fn sync_folder_of(path: &FilePath) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

fn failed(path: &FilePath, source: io::Error) -> Error {
    let name = path.display().to_string();
    match source.kind() {
        ErrorKind::AlreadyExists => Error::AlreadyExists { path: name, source: source.into() },
        ErrorKind::PermissionDenied => Error::PermissionDenied { path: name, source: source.into() },
        _ => Error::Generic { store: STORE, source: source.into() },
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|source| Error::Generic { store: STORE, source: source.into() })?
}

#[async_trait]
impl ObjectStore for LocalStore {
    async fn put_opts(&self, location: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        if matches!(options.mode, PutMode::Update(_)) || !options.attributes.is_empty() {
            return self.inner.put_opts(location, payload, options).await;
        }
        let path = self.inner.path_to_filesystem(location)?;
        blocking(move || put(&path, &payload, &options.mode)).await?;
        Ok(PutResult { e_tag: None, version: None })
    }

    async fn put_multipart_opts(&self, location: &Path, options: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        let path = self.inner.path_to_filesystem(location)?;
        let folder = path.parent().map(FilePath::to_owned).unwrap_or_default();
        blocking(move || create_folder(&folder).map_err(|e| failed(&folder, e))).await?;
        let upload = self.inner.put_multipart_opts(location, options).await?;
        Ok(Box::new(SyncedUpload { upload, path }))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.inner.get_opts(location, options).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[std::ops::Range<u64>]) -> Result<Vec<Bytes>> {
        self.inner.get_ranges(location, ranges).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.inner.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    fn list_with_offset(&self, prefix: Option<&Path>, offset: &Path) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list_with_offset(prefix, offset)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, options).await?;
        self.sync(to).await
    }

    async fn rename_opts(&self, from: &Path, to: &Path, options: RenameOptions) -> Result<()> {
        self.inner.rename_opts(from, to, options).await?;
        self.sync(to).await
    }
}

/// An upload in parts whose completion is synced.
#[derive(Debug)]
struct SyncedUpload {
    upload: Box<dyn MultipartUpload>,
    path: PathBuf,
}

#[async_trait]
impl MultipartUpload for SyncedUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        self.upload.put_part(data)
    }

    async fn complete(&mut self) -> Result<PutResult> {
        let result = self.upload.complete().await?;
        let path = self.path.clone();
        blocking(move || {
            File::open(&path).and_then(|file| file.sync_all()).and_then(|()| sync_folder_of(&path)).map_err(|e| failed(&path, e))
        })
        .await?;
        Ok(result)
    }

    async fn abort(&mut self) -> Result<()> {
        self.upload.abort().await
    }
}

#[cfg(test)]
mod tests;
