//! Files that come to a store.

use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutPayload, WriteMultipart};
use tokio::sync::Semaphore;

use super::claim::{Claimant, Standing};
use super::source::{Source, Summary, check_size};
use super::{Arrived, Known, occupied};
use crate::context::stores::Location;
use crate::datastore::{Origin, Pool};
use crate::{Error, Result};

/// Files up to this length are sent in one request, from memory.
const ONE_REQUEST: u64 = 64 << 20;
/// Bytes of files that are in memory at once, in MiB.
const MEMORY_MIB: u32 = 256;
/// Bytes of a part of a larger file.
const PART: usize = 16 << 20;
/// Parts in flight.
const PARTS: usize = 4;
/// Files up to this length are read and written even where the store could copy them: that takes fewer requests and gives their checksum.
const COPIED_BY_HAND: u64 = 1 << 20;

static MEMORY: Semaphore = Semaphore::const_new(MEMORY_MIB as usize);

/// Brings a file to a store; within a bucket the store copies it by itself.
pub(super) async fn send(pool: &Pool, from: &Origin, to: &Location, known: &Known, claimant: &Claimant) -> Result<Arrived> {
    if let (Location::S3 { profile: a, bucket: from_bucket, prefix }, Location::S3 { profile: b, bucket, .. }) = (&from.location, to)
        && (a, from_bucket) == (b, bucket)
        && from.member.is_none()
        && known.size_bytes.is_none_or(|size_bytes| size_bytes > COPIED_BY_HAND)
    {
        let (store, path) = pool.store(to)?;
        let size_bytes = store.head(prefix).await.map_err(|error| Error::store("read", from.to_string(), error))?.size;
        if size_bytes > COPIED_BY_HAND {
            check_size(known, size_bytes, from)?;
            return copy(&*store, prefix, &path, size_bytes, &to.to_string(), known, claimant).await;
        }
    }
    receive(pool, Source::open(pool, from).await?, to, known, claimant).await
}

/// Receives a stream.
pub(super) async fn receive(pool: &Pool, source: Source, to: &Location, known: &Known, claimant: &Claimant) -> Result<Arrived> {
    check_size(known, source.size_bytes, &source.name)?;
    let (store, path) = pool.store(to)?;
    let place = Place { store: &*store, path: &path, name: to.to_string(), claimant };
    match source.size_bytes <= ONE_REQUEST {
        true => place.put_whole(source, known).await,
        false => place.put_in_parts(source, known).await,
    }
}

struct Place<'a> {
    store: &'a dyn ObjectStore,
    path: &'a Path,
    name: String,
    claimant: &'a Claimant,
}

impl Place<'_> {
    async fn put_whole(&self, source: Source, known: &Known) -> Result<Arrived> {
        let mib = u32::try_from(source.size_bytes >> 20).unwrap_or(MEMORY_MIB).saturating_add(1).min(MEMORY_MIB);
        let _held = MEMORY.acquire_many(mib).await.map_err(|e| Error::internal(e.to_string()))?;
        let name = source.name.clone();
        let (bytes, summary) = source.collect().await?;
        summary.check(known, &name)?;
        let mut is_new = true;
        loop {
            match self.store.put_opts(self.path, PutPayload::from(bytes.clone()), PutMode::Create.into()).await {
                Ok(_) => break,
                Err(object_store::Error::AlreadyExists { .. }) => {}
                Err(error) => return Err(Error::store("write", &self.name, error)),
            }
            // What exists may be a note that is left over, or our own request, repeated.
            if self.claimant.clear(self.store, self.path, &self.name).await?.is_some() {
                self.check_same(&summary).await?;
                is_new = false;
                break;
            }
        }
        Ok(Arrived { size_bytes: summary.size_bytes(), checksum: Some(summary.checksum()), is_new })
    }

    async fn put_in_parts(&self, mut source: Source, known: &Known) -> Result<Arrived> {
        let claim = match self.claimant.claim(self.store, self.path, &self.name).await? {
            Standing::Claimed(claim) => claim,
            Standing::File(size_bytes) if size_bytes == source.size_bytes => {
                let mut summary = Summary::default();
                while let Some(bytes) = source.bytes.try_next().await? {
                    summary.add(&bytes);
                }
                summary.check(known, &source.name)?;
                self.check_same(&summary).await?;
                return Ok(Arrived { size_bytes, checksum: Some(summary.checksum()), is_new: false });
            }
            Standing::File(_) => return Err(occupied(&self.name)),
        };
        let sent = async {
            let failed = |error| Error::store("write", &self.name, error);
            let mut upload = WriteMultipart::new_with_chunk_size(self.store.put_multipart(self.path).await.map_err(failed)?, PART);
            let mut summary = Summary::default();
            let streamed: Result<()> = async {
                while let Some(bytes) = source.bytes.try_next().await? {
                    summary.add(&bytes);
                    upload.wait_for_capacity(PARTS).await.map_err(failed)?;
                    upload.put(bytes);
                }
                source.check_whole(&summary)?;
                summary.check(known, &source.name)?;
                self.claimant.check(self.store, self.path, &self.name, &claim).await
            }
            .await;
            if let Err(error) = streamed {
                // Parts that stay are the store's to forget.
                let _ = upload.abort().await;
                return Err(error);
            }
            upload.finish().await.map_err(failed)?;
            Ok(summary)
        }
        .await;
        match sent {
            Ok(summary) => Ok(Arrived { size_bytes: summary.size_bytes(), checksum: Some(summary.checksum()), is_new: true }),
            Err(error) => {
                self.claimant.give_up(self.store, self.path, &claim).await;
                Err(error)
            }
        }
    }

    /// Fails if what is there has other bytes.
    async fn check_same(&self, wanted: &Summary) -> Result<()> {
        let failed = |error| Error::store("read", &self.name, error);
        let found = self.store.get(self.path).await.map_err(failed)?;
        if found.meta.size != wanted.size_bytes() {
            return Err(occupied(&self.name));
        }
        let mut summary = Summary::default();
        let mut bytes = found.into_stream();
        while let Some(chunk) = bytes.try_next().await.map_err(failed)? {
            summary.add(&chunk);
        }
        if summary.checksum() == wanted.checksum() { Ok(()) } else { Err(occupied(&self.name)) }
    }
}

/// Lets the store copy a file to a claimed name.
async fn copy(
    store: &dyn ObjectStore,
    from: &Path,
    to: &Path,
    size_bytes: u64,
    name: &str,
    known: &Known,
    claimant: &Claimant,
) -> Result<Arrived> {
    let claim = match claimant.claim(store, to, name).await? {
        Standing::Claimed(claim) => claim,
        Standing::File(_) => return adopt_copy(store, from, to, name, known).await,
    };
    let copied = match claimant.check(store, to, name, &claim).await {
        Ok(()) => store.copy(from, to).await.map_err(|error| Error::store("copy to", name, error)),
        Err(error) => Err(error),
    };
    if let Err(error) = copied {
        claimant.give_up(store, to, &claim).await;
        return Err(error);
    }
    Ok(Arrived { size_bytes, checksum: known.checksum.clone(), is_new: true })
}

/// The file that is at `to` already, if it has the bytes of `from`.
async fn adopt_copy(store: &dyn ObjectStore, from: &Path, to: &Path, name: &str, known: &Known) -> Result<Arrived> {
    let mut summaries = Vec::new();
    for path in [from, to] {
        let mut bytes = store.get(path).await.map_err(|error| Error::store("read", path.to_string(), error))?.into_stream();
        let mut summary = Summary::default();
        while let Some(chunk) = bytes.try_next().await.map_err(|error| Error::store("read", path.to_string(), error))? {
            summary.add(&chunk);
        }
        summaries.push(summary);
    }
    match summaries.as_slice() {
        [ours, theirs] if ours.checksum() == theirs.checksum() => {
            ours.check(known, name)?;
            Ok(Arrived { size_bytes: ours.size_bytes(), checksum: Some(ours.checksum()), is_new: false })
        }
        _ => Err(occupied(name)),
    }
}
