//! Claims: how a file too large for one request gets a name in a store that nobody else writes to.
//!
//! Only a single request can be conditional everywhere (Ceph ignores the condition on the completion of uploads in parts and on copies). So the name is first
//! created, if it is absent, with a note of who is about to fill it; whoever finds a note of somebody else keeps away. A note of a process of this machine that
//! no longer runs is left over, and may be replaced.

use std::sync::Arc;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutMode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::occupied;
use crate::context::{Context, Ids, Writer};
use crate::{Error, Result};

/// What a note begins with.
const MAGIC: &[u8] = b"butler: this name is claimed for a file that is being written\n";
/// Longer objects are no notes.
const LONGEST: u64 = 1024;

/// Who writes files.
#[derive(Debug, Clone)]
pub(super) struct Claimant {
    writer: Arc<Writer>,
    ids: Arc<dyn Ids>,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Claim {
    id: Uuid,
    host: String,
    process: u32,
}

/// What is at a name that was to be claimed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is ours.
    Claimed(Claim),
    /// A file of this length is there.
    File(u64),
}

impl Claimant {
    pub(super) fn new(context: &Context) -> Claimant {
        Claimant { writer: context.writer.clone(), ids: context.ids.clone() }
    }

    /// Claims a name, or says what is there.
    pub(super) async fn claim(&self, store: &dyn ObjectStore, path: &Path, name: &str) -> Result<Standing> {
        let claim = Claim { id: self.ids.uuid4(), host: self.writer.host.clone(), process: self.writer.process };
        for _ in 0..3 {
            match store.put_opts(path, claim.note()?.into(), PutMode::Create.into()).await {
                Ok(_) => return Ok(Standing::Claimed(claim)),
                Err(object_store::Error::AlreadyExists { .. }) => {}
                Err(error) => return Err(Error::store("write", name, error)),
            }
            match self.clear(store, path, name).await? {
                None => {}
                // A request that was repeated finds what it has done.
                Some((found, _)) if found.as_ref() == Some(&claim) => return Ok(Standing::Claimed(claim)),
                Some((Some(_), _)) => return Err(busy(name)),
                Some((None, size_bytes)) => return Ok(Standing::File(size_bytes)),
            }
        }
        Err(busy(name))
    }

    /// What is at a name: a note or a file, and its length. A note that is left over is deleted, and then nothing is there.
    pub(super) async fn clear(&self, store: &dyn ObjectStore, path: &Path, name: &str) -> Result<Option<(Option<Claim>, u64)>> {
        let failed = |error| Error::store("read", name, error);
        let meta = match store.head(path).await {
            Ok(meta) => meta,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let claim = if meta.size > LONGEST { None } else { read(store, path).await.map_err(failed)? };
        match claim {
            Some(claim) if claim.process != self.writer.process && self.writer.is_gone(&claim.host, claim.process) => {
                store.delete(path).await.map_err(|error| Error::store("delete", name, error))?;
                Ok(None)
            }
            claim => Ok(Some((claim, meta.size))),
        }
    }

    /// Fails if the claim is no longer at its name.
    pub(super) async fn check(&self, store: &dyn ObjectStore, path: &Path, name: &str, claim: &Claim) -> Result<()> {
        match read(store, path).await {
            Ok(Some(found)) if found == *claim => Ok(()),
            Ok(_) | Err(object_store::Error::NotFound { .. }) => Err(occupied(name)),
            Err(error) => Err(Error::store("read", name, error)),
        }
    }

    /// Takes a claim back after a failure. It is our own note that goes, or nothing.
    pub(super) async fn give_up(&self, store: &dyn ObjectStore, path: &Path, claim: &Claim) {
        if matches!(read(store, path).await, Ok(Some(found)) if found == *claim) {
            // One that stays is told from a file, and replaced by the next attempt on this machine.
            let _ = store.delete(path).await;
        }
    }
}

impl Claim {
    fn note(&self) -> Result<Bytes> {
        let mut note = MAGIC.to_vec();
        serde_json::to_writer(&mut note, self).map_err(|e| Error::internal(e.to_string()))?;
        Ok(note.into())
    }

    /// The claim that an object is, if it is one.
    fn parse(bytes: &[u8]) -> Option<Claim> {
        serde_json::from_slice(bytes.strip_prefix(MAGIC)?).ok()
    }
}

async fn read(store: &dyn ObjectStore, path: &Path) -> object_store::Result<Option<Claim>> {
    let result = store.get(path).await?;
    if result.meta.size > LONGEST {
        return Ok(None);
    }
    Ok(Claim::parse(&result.bytes().await?))
}

fn busy(name: &str) -> Error {
    Error::Conflict { what: "file", name: name.to_owned(), reason: "another process is writing it".to_owned() }
        .with_hint("try again when it has finished; if it never will, delete the object, which is only a note of a few lines")
}
