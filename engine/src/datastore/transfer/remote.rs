//! Files that come to a store.

use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutPayload, WriteMultipart};
use tokio::sync::Semaphore;

use super::claim::{Claimant, Standing};
use super::source::{Source, Summary, check_size};
use super::{Arrived, Known, occupied};
use crate::context::stores::Location;
use crate::datastore::pool::Copier;
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
/// Files up to this length are read and written even where the store could copy them: that is one request less, leaves nothing behind when it is interrupted,
/// and gives their checksum.
const COPIED_BY_HAND: u64 = 64 << 10;
/// Longer files are read and written in parts: one request for them could take longer than anybody waits for an answer.
const COPIED_AT_ONCE: u64 = 1 << 30;

static MEMORY: Semaphore = Semaphore::const_new(MEMORY_MIB as usize);

/// Brings a file to a store; within a server that copies it by itself.
pub(super) async fn send(pool: &Pool, from: &Origin, to: &Location, known: &Known, claimant: &Claimant) -> Result<Arrived> {
    let may_copy = from.member.is_none() && known.size_bytes.is_none_or(is_copied);
    let copier = if may_copy { pool.copier(&from.location, to)? } else { None };
    let Some(copier) = copier else { return receive(pool, Source::open(pool, from).await?, to, known, claimant).await };
    let size_bytes = match known.size_bytes {
        Some(_) => size(pool, from).await?,
        // It may be small, and then its bytes come with its length.
        None => {
            let source = Source::open_first(pool, from, COPIED_BY_HAND).await?;
            match source.size_bytes {
                size_bytes if is_copied(size_bytes) => size_bytes,
                size_bytes if size_bytes <= COPIED_BY_HAND => return receive(pool, source, to, known, claimant).await,
                _ => return receive(pool, Source::open(pool, from).await?, to, known, claimant).await,
            }
        }
    };
    check_size(known, size_bytes, from)?;
    let (store, path) = pool.store(to)?;
    let place = Place { store: &*store, path: &path, name: to.to_string(), claimant };
    match place.copy(&copier, size_bytes).await? {
        Some(()) => Ok(Arrived { size_bytes, checksum: known.checksum.clone(), is_new: true }),
        None => {
            let mut source = Source::open(pool, from).await?;
            place.adopt(&mut source, known).await
        }
    }
}

fn is_copied(size_bytes: u64) -> bool {
    (COPIED_BY_HAND + 1..=COPIED_AT_ONCE).contains(&size_bytes)
}

async fn size(pool: &Pool, from: &Origin) -> Result<u64> {
    let (store, path) = pool.store(&from.location)?;
    Ok(store.head(&path).await.map_err(|error| Error::store("read", from.to_string(), error))?.size)
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
            Standing::File(size_bytes) if size_bytes == source.size_bytes => return self.adopt(&mut source, known).await,
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

    /// Lets the server copy a file here; `None` if a file is here already.
    async fn copy(&self, copier: &Copier, size_bytes: u64) -> Result<Option<()>> {
        let claim = match self.claimant.claim(self.store, self.path, &self.name).await? {
            Standing::Claimed(claim) => claim,
            Standing::File(found) if found == size_bytes => return Ok(None),
            Standing::File(_) => return Err(occupied(&self.name)),
        };
        if let Err(error) = copier.copy().await {
            self.claimant.give_up(self.store, self.path, &claim).await;
            return Err(Error::store("copy to", &self.name, error));
        }
        Ok(Some(()))
    }

    /// Takes what is here for the source's, if it has the same bytes.
    async fn adopt(&self, source: &mut Source, known: &Known) -> Result<Arrived> {
        let mut summary = Summary::default();
        while let Some(bytes) = source.bytes.try_next().await? {
            summary.add(&bytes);
        }
        source.check_whole(&summary)?;
        summary.check(known, &source.name)?;
        self.check_same(&summary).await?;
        Ok(Arrived { size_bytes: summary.size_bytes(), checksum: Some(summary.checksum()), is_new: false })
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
