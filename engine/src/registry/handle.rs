//! An open registry: the snapshot that it looks at, and how it gets there.

use std::sync::{Arc, Mutex};

use futures::future::OptionFuture;
use object_store::path::Path;

use super::checkpoint::{self, Latest};
use super::commit::Waiting;
use super::files::Files;
use super::format::check_writer;
use super::known_ids::KnownIds;
use super::log::Log;
use super::record::Entry;
use super::settings::Settings;
use super::snapshot::Snapshot;
use crate::context::Context;
use crate::context::stores::Stores;
use crate::dimensions::Universe;
use crate::time::Time;
use crate::{Error, ErrorKind, Result};

/// Property of the first record that holds the source text of the universe.
pub(super) const UNIVERSE: &str = "universe";

/// An open registry. Cheap to clone; clones share the snapshot and the queue of commits.
#[derive(Debug, Clone)]
pub struct Registry {
    pub(super) shared: Arc<Shared>,
}

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) stores: Stores,
    pub(super) context: Context,
    pub(super) settings: Settings,
    pub(super) log: Log,
    pub(super) files: Files,
    pub(super) known_ids: KnownIds,
    current: Mutex<Arc<Snapshot>>,
    pub(super) tail: Mutex<Tail>,
    pub(super) queue: Mutex<Vec<Waiting>>,
    pub(super) committing: tokio::sync::Mutex<()>,
    pub(super) probed: tokio::sync::OnceCell<()>,
}

/// What has been committed since the newest checkpoint that is known.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tail {
    pub(super) checkpoint: u64,
    pub(super) bytes: u64,
}

/// Which state of the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// The state after the commit of that version.
    Version(u64),
    /// The state at that time.
    Time(Time),
}

impl Registry {
    /// Opens the registry whose root is that of `stores`.
    ///
    /// A quiet one opens with three requests in two round trips: the hint, then the checkpoint together with the slot after the tip.
    pub async fn open(stores: Stores, context: Context) -> Result<Registry> {
        Registry::open_with(stores, context, Settings::default()).await
    }

    /// [`Registry::open`] with other settings.
    pub async fn open_with(stores: Stores, context: Context, settings: Settings) -> Result<Registry> {
        let files = Files::with_budget(stores.ordinary.clone(), settings.limits.held_bytes);
        let log = Log::new(stores.clone(), context.clone(), settings.retry.clone());
        let latest = checkpoint::read_latest(&stores).await?;
        let from_hint = match &latest {
            Some(latest) => load(latest, &files, &stores, &log).await,
            None => Err(Error::missing("registry", "_latest", [])),
        };
        let (snapshot, checkpoint) = match from_hint {
            Ok(loaded) => loaded,
            Err(error) if error.kind() == ErrorKind::Unsupported => return Err(error),
            Err(cause) => {
                tracing::debug!(%cause, "the hint does not help, looking for checkpoints");
                recover(&files, &stores, &log, None).await?
            }
        };
        Ok(Registry::with(stores, context, settings, log, files, snapshot, checkpoint))
    }

    pub(super) fn with(
        stores: Stores,
        context: Context,
        settings: Settings,
        log: Log,
        files: Files,
        snapshot: Snapshot,
        checkpoint: u64,
    ) -> Registry {
        let shared = Shared {
            stores,
            context,
            settings,
            log,
            files,
            known_ids: KnownIds::default(),
            current: Mutex::new(Arc::new(snapshot)),
            tail: Mutex::new(Tail { checkpoint, bytes: 0 }),
            queue: Mutex::default(),
            committing: tokio::sync::Mutex::default(),
            probed: tokio::sync::OnceCell::default(),
        };
        Registry { shared: Arc::new(shared) }
    }

    /// The newest state that this process has seen.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.shared.current.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// The registry's Parquet files.
    pub fn files(&self) -> &Files {
        &self.shared.files
    }

    /// The commit log.
    pub fn log(&self) -> &Log {
        &self.shared.log
    }

    /// The stores, whose root is the registry's.
    pub fn stores(&self) -> &Stores {
        &self.shared.stores
    }

    /// Clock, ids, writer.
    pub fn context(&self) -> &Context {
        &self.shared.context
    }

    /// Brings the snapshot to the tip of the log: one request if nothing happened.
    pub async fn refresh(&self) -> Result<Arc<Snapshot>> {
        let current = self.snapshot();
        let entries = self.shared.log.read_after(current.version, 0).await?;
        match replay((*current).clone(), &entries) {
            Ok(snapshot) => Ok(self.advance(snapshot)),
            // So far behind that records have become stubs: start from a checkpoint.
            Err(Error::SnapshotExpired { .. }) => {
                let (snapshot, _) = recover(&self.shared.files, &self.shared.stores, &self.shared.log, None).await?;
                Ok(self.advance(snapshot))
            }
            Err(error) => Err(error),
        }
    }

    /// Takes over a newer snapshot; an older one is left.
    pub(super) fn advance(&self, snapshot: Snapshot) -> Arc<Snapshot> {
        let mut current = self.shared.current.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if snapshot.version > current.version {
            *current = Arc::new(snapshot);
        }
        current.clone()
    }

    /// The state at a version or time of the past, as far as it is kept.
    pub async fn as_of(&self, as_of: AsOf) -> Result<Arc<Snapshot>> {
        let tip = self.refresh().await?;
        let version = match as_of {
            AsOf::Version(version) if version > tip.version => {
                return Err(Error::missing("version", &version.to_string(), []).with_hint(format!("the newest is {}", tip.version)));
            }
            AsOf::Version(version) => version,
            AsOf::Time(time) if time >= tip.time => tip.version,
            AsOf::Time(time) => self.version_at(time, tip.version).await?,
        };
        if version == tip.version {
            return Ok(tip);
        }
        let (snapshot, _) = recover(&self.shared.files, &self.shared.stores, &self.shared.log, Some(version)).await?;
        Ok(Arc::new(snapshot))
    }

    /// The last version that was committed at or before `time`: commit times grow with versions.
    async fn version_at(&self, time: Time, tip: u64) -> Result<u64> {
        let (mut low, mut high) = (0, tip);
        while low + 1 < high {
            let middle = low + (high - low) / 2;
            let entry = self.shared.log.read(middle).await?;
            let entry = entry.ok_or_else(|| Error::damaged("commit record", middle.to_string(), "it is missing"))?;
            if entry.time_ns() <= time.0 { low = middle } else { high = middle }
        }
        match low {
            0 => Err(Error::missing("a version of", &time.to_string(), []).with_hint("the repository did not exist then")),
            version => Ok(version),
        }
    }
}

/// The state that the hint leads to, and the version of its checkpoint.
async fn load(latest: &Latest, files: &Files, stores: &Stores, log: &Log) -> Result<(Snapshot, u64)> {
    let path = Path::from(latest.name.as_str());
    let (snapshot, entries) = futures::join!(checkpoint::read(&path, files, stores), log.read_after(latest.version, latest.tip));
    let snapshot = snapshot?;
    if snapshot.version != latest.version {
        return Err(Error::damaged("hint", "_latest", "it names another checkpoint than it says"));
    }
    Ok((replay(snapshot, &entries?)?, latest.version))
}

/// The state at the tip or at `version`, from the newest checkpoint that serves, else from the beginning.
async fn recover(files: &Files, stores: &Stores, log: &Log, version: Option<u64>) -> Result<(Snapshot, u64)> {
    let mut expired = None;
    for (at, path) in checkpoint::list(stores).await?.into_iter().filter(|(at, _)| version.is_none_or(|v| *at <= v)) {
        let snapshot = match checkpoint::read(&path, files, stores).await {
            Ok(snapshot) => snapshot,
            Err(cause) => {
                tracing::warn!(%cause, "a checkpoint can't be used");
                continue;
            }
        };
        match read_to(log, at, version).await.and_then(|entries| replay(snapshot, &entries)) {
            Ok(snapshot) => return Ok((snapshot, at)),
            Err(error @ Error::SnapshotExpired { .. }) => expired = Some(error),
            Err(error) => return Err(error),
        }
    }
    if let Some(error) = expired {
        return Err(error);
    }
    let entries = read_to(log, 0, version).await?;
    let first = entries.first().ok_or_else(|| Error::missing("registry", "log", []).with_hint("`butler create` makes a repository"))?;
    let Entry::Record { record, .. } = first else {
        return Err(Error::SnapshotExpired { version: version.unwrap_or(1), oldest: 1 + entries.len() as u64 });
    };
    let source = record.header.properties.get(UNIVERSE).ok_or_else(|| Error::damaged("commit record", "1", "it names no universe"))?;
    let snapshot = replay(Snapshot::empty(Universe::of_source("the first record", source)?), &entries)?;
    Ok((snapshot, 0))
}

async fn read_to(log: &Log, after: u64, version: Option<u64>) -> Result<Vec<Entry>> {
    let mut entries = OptionFuture::from((version != Some(after)).then(|| log.read_after(after, version.unwrap_or(0))))
        .await
        .unwrap_or(Ok(Vec::new()))?;
    if let Some(version) = version {
        entries.retain(|e| e.version() <= version);
    }
    Ok(entries)
}

/// The state after all of `entries`.
pub(super) fn replay(mut snapshot: Snapshot, entries: &[Entry]) -> Result<Snapshot> {
    for entry in entries {
        match entry {
            Entry::Record { record, hash } => {
                check_writer("commit record", &record.header.version.to_string(), record.header.min_reader)?;
                snapshot = snapshot.apply(record, *hash)?;
            }
            Entry::Stub(stub) => {
                let oldest = entries.iter().find(|e| matches!(e, Entry::Record { .. })).map_or(stub.version + 1, Entry::version);
                return Err(Error::SnapshotExpired { version: stub.version, oldest });
            }
        }
    }
    Ok(snapshot)
}
