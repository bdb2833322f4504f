//! The commit log: one object a version, made once with *create if absent*, the only primitive that safety rests on.
//!
//! Rules that others rely on:
//! - [`Append::Appended`] is only said of a record that stands in its slot, [`Append::Lost`] only of one that never will.
//! - "Already exists" does not prove that somebody else was faster: a put whose answer was lost may have been ours, and a 409 can come with
//!   nothing written. So the slot is read back, and the commit id in it decides.
//! - A refusal (permission, no space) is believed if a read after it finds the slot empty; every other failure stays ambiguous until the slot
//!   holds something.
//! - A name of the log is never free again: old records are overwritten with their stub, never deleted.

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use object_store::{ObjectStoreExt, PutMode};
use uuid::Uuid;

use super::file::Hash;
use super::layout;
pub use super::record::Entry;
use super::record::Record;
use super::retry::{Recovery, RetryPolicy};
use crate::context::stores::Stores;
use crate::context::{Context, Safeguard};
use crate::error::{Error, Result};

/// Entries that are asked for at once when many are read.
const READ_AHEAD: u64 = 32;

/// The log below a registry root.
#[derive(Debug, Clone)]
pub struct Log {
    stores: Stores,
    context: Context,
    policy: RetryPolicy,
}

/// What became of one attempt to append.
#[must_use]
#[derive(Debug)]
pub enum Append {
    /// The record stands in its slot.
    Appended {
        /// Its hash.
        hash: Hash,
    },
    /// The slot holds another's record; ours never will be in it.
    Lost(Entry),
    /// Nobody can tell yet: the slot was empty or could not be read, and an earlier attempt may still arrive.
    Ambiguous {
        /// What the store said.
        cause: Error,
    },
}

/// What became of an attempt to seal a slot.
#[must_use]
#[derive(Debug)]
pub enum Seal {
    /// The seal stands in the slot: the pending commit was not done and never will be.
    Sealed {
        /// The seal's hash.
        hash: Hash,
    },
    /// The pending commit was done.
    Committed(Entry),
    /// Another's record stands in the slot: the pending commit was not done and never will be.
    Lost(Entry),
    /// The store does not answer.
    Unknown {
        /// What the store said last.
        cause: Error,
    },
}

impl Log {
    /// The log in `stores`, whose root is the registry's.
    pub fn new(stores: Stores, context: Context, policy: RetryPolicy) -> Log {
        Log { stores, context, policy }
    }

    /// The policy of trying again.
    pub fn policy(&self) -> &RetryPolicy {
        &self.policy
    }

    /// What stands in the slot of `version`; `None` if nothing does (or not yet).
    pub async fn read(&self, version: u64) -> Result<Option<Entry>> {
        let mut failures = 0;
        loop {
            match self.read_once(version).await {
                Err(error) if failures + 1 < self.policy.reads && may_pass(&error) => {
                    Recovery::ReadAgain.note();
                    self.policy.pause(failures, &self.context).await;
                    failures += 1;
                }
                result => return result,
            }
        }
    }

    /// The entries after version `after` up to the tip, each checked to follow the one before.
    ///
    /// `hint`: the tip as somebody saw it; slots up to it are asked for at once. A wrong one costs requests only.
    pub async fn read_after(&self, after: u64, hint: u64) -> Result<Vec<Entry>> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut window = hint.saturating_sub(after).clamp(1, READ_AHEAD);
        loop {
            let first = after + entries.len() as u64 + 1;
            let slots = futures::stream::iter(first..first + window).map(|version| self.read(version));
            let mut read: Vec<Option<Entry>> = slots.buffered(READ_AHEAD as usize).try_collect().await?;
            self.fill_gaps(first, &mut read).await?;
            entries.extend(read.into_iter().flatten());
            if after + (entries.len() as u64) + 1 < first + window {
                break;
            }
            window = if hint > first + window { hint - first - window } else { window * 2 }.clamp(1, READ_AHEAD);
        }
        entries.windows(2).try_for_each(|pair| check_follows(&pair[1], &pair[0]))?;
        Ok(entries)
    }

    /// One attempt to append `record` in the slot of its version.
    ///
    /// An error means that the store refused and the slot was empty afterwards. After [`Append::Ambiguous`], the same record may be
    /// appended again; a commit id has one content for each version.
    pub async fn append(&self, record: &Record) -> Result<Append> {
        let (bytes, hash) = record.encode_with_hash()?;
        let version = record.header.version;
        let path = layout::record(version);
        match self.stores.commit.put_opts(&path, bytes.into(), PutMode::Create.into()).await {
            Ok(_) => Ok(Append::Appended { hash }),
            Err(cause) => self.settle(record, hash, Error::store("commit to", path.to_string(), cause)).await,
        }
    }

    /// Ends the ambiguity about the commit `pending` in a slot: tries to put `noop`, a record without changes, in its place.
    pub async fn seal(&self, noop: &Record, pending: Uuid) -> Seal {
        let mut failures = 0;
        loop {
            let cause = match self.append(noop).await {
                Ok(Append::Appended { hash }) => {
                    Recovery::Sealed.note();
                    return Seal::Sealed { hash };
                }
                Ok(Append::Lost(entry)) if entry.commit_id() == pending => {
                    Recovery::SealFoundOwn.note();
                    return Seal::Committed(entry);
                }
                Ok(Append::Lost(entry)) => {
                    Recovery::SealFoundOther.note();
                    return Seal::Lost(entry);
                }
                Ok(Append::Ambiguous { cause }) | Err(cause) => cause,
            };
            if failures + 1 >= self.policy.attempts {
                Recovery::SealUnknown.note();
                return Seal::Unknown { cause };
            }
            self.policy.pause(failures, &self.context).await;
            failures += 1;
        }
    }

    /// Replaces a record by its stub.
    pub async fn put_stub(&self, entry: &Entry) -> Result<()> {
        let path = layout::record(entry.version());
        let bytes = entry.stub().encode()?;
        self.stores.ordinary.put(&path, bytes.into()).await.map_err(|e| Error::store("replace", path.to_string(), e))?;
        Ok(())
    }

    async fn settle(&self, record: &Record, hash: Hash, cause: Error) -> Result<Append> {
        let (recovery, append) = match self.read(record.header.version).await {
            Ok(Some(entry)) if self.is_own(&entry, record) => {
                if entry.hash() != hash {
                    return Err(Error::internal("a commit id has one content for each version"));
                }
                (Recovery::OwnRecordFound, Append::Appended { hash })
            }
            Ok(Some(entry)) => (Recovery::OtherRecordFound, Append::Lost(entry)),
            Ok(None) if cause.is_refusal() => {
                Recovery::Refused.note();
                return Err(cause);
            }
            Ok(None) => (Recovery::SlotEmpty, Append::Ambiguous { cause }),
            Err(cause) => (Recovery::SlotUnreadable, Append::Ambiguous { cause }),
        };
        recovery.note();
        Ok(append)
    }

    fn is_own(&self, entry: &Entry, record: &Record) -> bool {
        self.context.safeguards.has(Safeguard::OwnCommit) && entry.commit_id() == record.header.commit_id
    }

    async fn read_once(&self, version: u64) -> Result<Option<Entry>> {
        let path = layout::record(version);
        let failed = |e| Error::store("read", path.to_string(), e);
        let bytes: Bytes = match self.stores.ordinary.get(&path).await {
            Ok(found) => found.bytes().await.map_err(failed)?,
            Err(e @ object_store::Error::NotFound { .. }) => {
                let error = failed(e);
                return if error.is_missing_bucket() { Err(error) } else { Ok(None) };
            }
            Err(e) => return Err(failed(e)),
        };
        let entry = Entry::decode(&bytes, path.as_ref())?;
        if entry.version() != version {
            return Err(Error::damaged("commit record", path.to_string(), format!("it is that of version {}", entry.version())));
        }
        Ok(Some(entry))
    }

    /// An absent slot before a present one is a stale answer, or the loss of a record.
    async fn fill_gaps(&self, first: u64, read: &mut [Option<Entry>]) -> Result<()> {
        let present = read.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        for (index, slot) in read.iter_mut().enumerate().take(present) {
            if slot.is_none() {
                Recovery::GapReadAgain.note();
                *slot = self.read_again(first + index as u64).await?;
            }
        }
        Ok(())
    }

    /// A slot that must hold something, read until it shows.
    async fn read_again(&self, version: u64) -> Result<Option<Entry>> {
        for failures in 0..self.policy.attempts {
            if let Some(entry) = self.read(version).await? {
                return Ok(Some(entry));
            }
            self.policy.pause(failures, &self.context).await;
        }
        Err(Error::damaged("commit record", layout::record(version).to_string(), "it is missing, and later ones are there"))
    }
}

/// Fails unless `entry` is the successor of `before`.
pub fn check_follows(entry: &Entry, before: &Entry) -> Result<()> {
    if entry.version() == before.version() + 1 && entry.previous() == before.hash() {
        return Ok(());
    }
    let reason = format!("it does not follow the record of version {}", before.version());
    Err(Error::damaged("commit record", layout::record(entry.version()).to_string(), reason))
}

/// Whether reading again may help: the store failed in passing, or bytes were lost on the way.
fn may_pass(error: &Error) -> bool {
    matches!(error.kind(), crate::ErrorKind::Unavailable | crate::ErrorKind::Data)
}

#[cfg(test)]
mod tests;
