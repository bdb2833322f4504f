//! Checkpoints: the whole state at a version in one object, so that opening reads no history; and the hint that names the newest.
//!
//! A checkpoint is a cache: everything in it follows from the log. It holds what is known of every live file, the rows that stand in no file, the
//! tombstones, and the footers of the files as far as they are small, so that a query needs no request but those for data.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStoreExt;
use object_store::path::Path;
use serde::{Deserialize, Serialize};

use super::codec::{decode_batch, encode_batch, seal_frame};
use super::file::{DataFile, Hash};
use super::files::Files;
use super::format::{READER_FORMAT, check_reader};
use super::framing::{self, Kind};
use super::layout::{self, Name};
use super::record::{Application, SegmentKind};
use super::snapshot::Snapshot;
use super::state::Tombstones;
use super::table;
use crate::context::Context;
use crate::context::stores::Stores;
use crate::dimensions::Universe;
use crate::time::Time;
use crate::{Error, Result};

/// Footers in a checkpoint, bytes in all at most.
const MAX_FOOTER_BYTES: u64 = 16 << 20;
/// Steps of repeatable operations that a checkpoint remembers at most.
const MAX_APPLICATIONS: usize = 100_000;

const CHECKPOINT: &str = "checkpoint";

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    min_reader: u32,
    version: u64,
    hash: Hash,
    time_ns: i64,
    gc_epoch: u64,
    #[serde(default)]
    trash_changed: u64,
    universe: String,
    row_totals: BTreeMap<String, u64>,
    files: Vec<DataFile>,
    applications: Vec<(Application, u64)>,
    segments: Vec<Part>,
}

/// What a segment of a checkpoint holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    Batch { table: String, kind: SegmentKind, version: u64 },
    Footer { path: String },
}

/// The hint: the newest checkpoint and how far the log went then. It may be stale or missing; it costs requests, never truth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Latest {
    /// Version of the checkpoint.
    pub version: u64,
    /// Its path below the registry root.
    pub name: String,
    /// Its length in bytes.
    pub size_bytes: u64,
    /// Its hash.
    pub hash: Hash,
    /// The newest version seen.
    pub tip: u64,
}

/// Writes a checkpoint of `snapshot`, then the hint.
pub async fn write(snapshot: &Snapshot, files: &Files, stores: &Stores, context: &Context) -> Result<Latest> {
    fetch_footers(snapshot, files).await?;
    let (bytes, hash) = encode(snapshot, files)?;
    let path = layout::checkpoint(snapshot.version, context.ids.uuid4());
    let size_bytes = bytes.len() as u64;
    // As with data files, the name is random: there is nothing to overwrite but our own first try.
    stores.ordinary.put(&path, bytes.into()).await.map_err(|source| Error::store("write", path.to_string(), source))?;
    let latest = Latest { version: snapshot.version, name: path.to_string(), size_bytes, hash, tip: snapshot.version };
    write_latest(&latest, stores).await?;
    Ok(latest)
}

/// Brings the footers of files that others wrote to hand, as far as the checkpoint has room.
async fn fetch_footers(snapshot: &Snapshot, files: &Files) -> Result<()> {
    let mut room = MAX_FOOTER_BYTES;
    let mut missing = Vec::new();
    for file in snapshot.files().filter(|f| f.footer_bytes <= MAX_FOOTER_BYTES) {
        room = room.saturating_sub(file.footer_bytes);
        if room > 0 && files.footer_bytes(&file.path).is_none() {
            missing.push(file.clone());
        }
    }
    futures::stream::iter(missing).map(|file| async move { files.footer(&file).await.map(drop) }).buffer_unordered(16).try_collect().await
}

async fn write_latest(latest: &Latest, stores: &Stores) -> Result<()> {
    let path = Path::from(layout::LATEST);
    // An older writer that overtakes us makes the hint stale, which is allowed.
    let text = serde_json::to_vec(latest).map_err(|e| Error::internal(e.to_string()))?;
    stores.ordinary.put(&path, text.into()).await.map_err(|e| Error::store("write", path.to_string(), e))?;
    Ok(())
}

/// The hint, if it is there and readable.
pub async fn read_latest(stores: &Stores) -> Result<Option<Latest>> {
    let path = Path::from(layout::LATEST);
    match stores.ordinary.get(&path).await {
        Ok(found) => Ok(found.bytes().await.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok())),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(source) => Err(Error::store("read", path.to_string(), source)),
    }
}

/// Reads the checkpoint at `path`.
pub async fn read(path: &Path, files: &Files, stores: &Stores) -> Result<Snapshot> {
    let failed = |e| Error::store("read", path.to_string(), e);
    let bytes = stores.ordinary.get(path).await.map_err(failed)?.bytes().await.map_err(failed)?;
    decode(&bytes, path.as_ref(), files)
}

/// Versions and paths of the checkpoints in the store, newest first. A listing may be stale.
pub async fn list(stores: &Stores) -> Result<Vec<(u64, Path)>> {
    let prefix = Path::from(layout::CHECKPOINTS);
    let objects: Vec<_> =
        stores.ordinary.list(Some(&prefix)).try_collect().await.map_err(|e| Error::store("list", prefix.to_string(), e))?;
    let mut found: Vec<(u64, Path)> = objects
        .into_iter()
        .filter_map(|object| match Name::parse(&object.location) {
            Some(Name::Checkpoint { version, .. }) => Some((version, object.location)),
            _ => None,
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    Ok(found)
}

fn encode(snapshot: &Snapshot, files: &Files) -> Result<(Bytes, Hash)> {
    let mut parts = Vec::new();
    let mut segments = Vec::new();
    for (name, state) in snapshot.tables() {
        for tombstones in &state.tombstones {
            parts.push(Part::Batch { table: name.to_owned(), kind: SegmentKind::Tombstones, version: tombstones.version });
            segments.push(encode_batch(&tombstones.batch)?);
        }
        if !state.inline.is_empty() {
            // All tombstones so far are applied to these rows, so they reflect this version, all of them.
            let batches = state.inline.iter().map(|i| &i.batch);
            let merged = arrow::compute::concat_batches(&state.spec.schema, batches)?;
            parts.push(Part::Batch { table: name.to_owned(), kind: SegmentKind::Rows, version: snapshot.version });
            segments.push(encode_batch(&merged)?);
        }
    }
    let mut room = MAX_FOOTER_BYTES;
    for file in snapshot.files() {
        if let Some(bytes) = files.footer_bytes(&file.path).filter(|b| b.len() as u64 <= room) {
            room -= bytes.len() as u64;
            parts.push(Part::Footer { path: file.path.clone() });
            segments.push(bytes);
        }
    }
    let mut applications: Vec<_> = snapshot.applications.iter().map(|(a, v)| (a.clone(), *v)).collect();
    applications.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    applications.truncate(MAX_APPLICATIONS);
    let header = Header {
        min_reader: READER_FORMAT,
        version: snapshot.version,
        hash: snapshot.hash,
        time_ns: snapshot.time.0,
        gc_epoch: snapshot.gc_epoch,
        trash_changed: snapshot.trash_changed,
        universe: snapshot.universe.source().to_owned(),
        row_totals: snapshot.row_totals(),
        files: snapshot.files().map(|f| (**f).clone()).collect(),
        applications,
        segments: parts,
    };
    seal_frame(Kind::Checkpoint, &header, &segments)
}

fn decode(bytes: &Bytes, name: &str, files: &Files) -> Result<Snapshot> {
    let damaged = |reason: String| Error::damaged(CHECKPOINT, name, reason);
    let frame = framing::decode(bytes).map_err(damaged)?;
    if frame.kind != Kind::Checkpoint {
        return Err(damaged("it is no checkpoint".to_owned()));
    }
    let format: serde_json::Value = serde_json::from_slice(&frame.header).map_err(|e| damaged(e.to_string()))?;
    let min_reader = format.get("min_reader").and_then(serde_json::Value::as_u64).and_then(|f| u32::try_from(f).ok());
    check_reader(CHECKPOINT, name, min_reader.unwrap_or(u32::MAX))?;
    let header: Header = serde_json::from_value(format).map_err(|e| damaged(e.to_string()))?;
    let mut snapshot = Snapshot::empty(Universe::of_source(name, &header.universe)?);
    snapshot.version = header.version;
    snapshot.hash = header.hash;
    snapshot.time = Time(header.time_ns);
    snapshot.gc_epoch = header.gc_epoch;
    snapshot.trash_changed = header.trash_changed;
    snapshot.applications = Arc::new(header.applications.into_iter().collect());
    let mut by_path = BTreeMap::new();
    for file in header.files {
        let file = Arc::new(file);
        by_path.insert(file.path.clone(), file.clone());
        snapshot.state_mut(&file.table)?.add_files([file.clone()]);
    }
    let mut batches = Vec::new();
    for (part, bytes) in header.segments.into_iter().zip(&frame.segments) {
        match part {
            Part::Batch { table, kind, version } => batches.push((table, kind, version, decode_batch(bytes).map_err(damaged)?)),
            Part::Footer { path } => {
                if let Some(file) = by_path.get(&path) {
                    files.keep_footer_bytes(file, bytes.clone());
                }
            }
        }
    }
    // Dataset types first: they tell which columns the dataset tables have.
    batches.sort_by_key(|(table, ..)| table != table::DATASET_TYPE);
    for (table, kind, version, batch) in batches {
        match kind {
            SegmentKind::Rows => snapshot.state_mut(&table)?.add_inline(version, &batch)?,
            SegmentKind::Tombstones => snapshot.state_mut(&table)?.tombstones.push(Arc::new(Tombstones::new(version, batch)?)),
        }
        snapshot.reparse(&table)?;
    }
    if let Some(unknown) = header.row_totals.keys().find(|name| !snapshot.tables.contains_key(*name)) {
        return Err(damaged(format!("it names a table `{unknown}`")));
    }
    // A table that is not named is empty, whatever its files hold: all their rows may have been removed.
    for (name, state) in snapshot.tables.iter_mut().filter(|(name, _)| *name != table::DATASET_BY_ID) {
        Arc::make_mut(state).rows = header.row_totals.get(name).copied().unwrap_or(0);
    }
    Ok(snapshot)
}

#[cfg(test)]
mod tests;
