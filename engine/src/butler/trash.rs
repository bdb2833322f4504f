//! The trash: files that no dataset names any more, noted by the commit that removed the datasets, and then deleted.
//!
//! A store deletes whatever is at a name when the request arrives, so a late request could hit a file that somebody has put there in the meantime. Rules:
//! - No dataset gets a file whose path is noted (see `registry::plan::stored`), and a note goes only after the file.
//! - Only who owns a note deletes the file: whoever removed the dataset, for [`DELETES_FOR_NS`] after that commit. Somebody else takes over, by a commit,
//!   what belongs to a process that has ended or what is older than [`LEFT_AFTER_NS`]; clocks may differ by what lies between.
//! - Who registers files says at which version it looked for them; if files went into or out of the trash since then, it must look again
//!   (`Error::TrashChanged`).

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{Array, ArrayRef, AsArray, FixedSizeBinaryArray, Int64Array, RecordBatch, StringViewArray};
use arrow::datatypes::Int64Type;
use uuid::Uuid;

use super::Butler;
use crate::exchange::placing::Stored;
use crate::registry::keys::column;
use crate::registry::scan::Scan;
use crate::registry::{Transaction, table};
use crate::{Error, Result};

/// Files that are deleted between two commits.
const CHUNK: usize = 1000;
/// How long the owner of notes goes on deleting.
pub const DELETES_FOR_NS: i64 = 10 * 60 * 1_000_000_000;
/// After this time anybody may take over.
pub const LEFT_AFTER_NS: i64 = 60 * 60 * 1_000_000_000;

/// A file that waits to be deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trashed {
    /// Its path below the root.
    pub path: String,
    /// Its length, if it is known.
    pub size_bytes: Option<u64>,
    /// When it was noted or taken over, nanoseconds TAI.
    pub trashed_ns: i64,
    /// Who deletes it.
    owner: Option<Uuid>,
    /// Where that process runs.
    pub host: Option<String>,
    /// Its number.
    pub process: Option<u32>,
}

/// What emptying the trash did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Emptied {
    /// Files deleted.
    pub files: u64,
    /// Files that somebody else is deleting.
    pub left: Vec<Trashed>,
}

/// Owners at work in this process.
static AT_WORK: Mutex<BTreeSet<Uuid>> = Mutex::new(BTreeSet::new());

/// Who deletes noted files, as long as it does.
#[derive(Debug)]
pub(super) struct Owner {
    pub(super) id: Uuid,
    since_ns: i64,
}

impl Drop for Owner {
    fn drop(&mut self) {
        AT_WORK.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

impl Butler {
    /// A new owner of notes that a commit is about to make.
    pub(super) fn owner(&self) -> Owner {
        let context = self.registry.context();
        let owner = Owner { id: context.ids.uuid4(), since_ns: context.clock.now().0 };
        AT_WORK.lock().unwrap_or_else(PoisonError::into_inner).insert(owner.id);
        owner
    }

    /// Files that wait to be deleted.
    pub async fn trash(&self) -> Result<Vec<Trashed>> {
        let snapshot = self.registry.refresh().await?;
        let rows = snapshot.collect(self.registry.files(), table::TRASH, Scan::default()).await?;
        let paths = column(&rows, "path")?.as_string_view();
        let hosts = column(&rows, "host")?.as_string_view();
        let owners = column(&rows, "owner")?.as_fixed_size_binary();
        let int = |name: &str| Ok::<_, Error>(column(&rows, name)?.as_primitive::<Int64Type>());
        let (sizes, times, processes) = (int("size_bytes")?, int("trashed_ns")?, int("process")?);
        let trashed = |row: usize| Trashed {
            path: paths.value(row).to_owned(),
            size_bytes: sizes.is_valid(row).then(|| u64::try_from(sizes.value(row)).ok()).flatten(),
            trashed_ns: times.value(row),
            owner: owners.is_valid(row).then(|| Uuid::from_slice(owners.value(row)).ok()).flatten(),
            host: hosts.is_valid(row).then(|| hosts.value(row).to_owned()),
            process: processes.is_valid(row).then(|| u32::try_from(processes.value(row)).ok()).flatten(),
        };
        Ok((0..rows.num_rows()).map(trashed).collect())
    }

    /// Deletes the files in the trash that nobody else is deleting.
    pub async fn empty_trash(&self) -> Result<Emptied> {
        let owner = self.owner();
        let (free, left): (Vec<_>, Vec<_>) = self.trash().await?.into_iter().partition(|file| self.is_free(file, owner.since_ns));
        if free.is_empty() {
            return Ok(Emptied { files: 0, left });
        }
        let paths: ArrayRef = Arc::new(StringViewArray::from_iter_values(free.iter().map(|file| &file.path)));
        let times: ArrayRef = Arc::new(Int64Array::from_iter_values(free.iter().map(|file| file.trashed_ns)));
        let mut transaction = Transaction::new("take-trash");
        transaction.take_trash(RecordBatch::try_from_iter([("path", paths), ("trashed_ns", times)])?, owner.id);
        self.registry.commit(transaction).await?.version()?;
        let files = self.delete_trashed(free.into_iter().map(|file| file.path).collect(), &owner).await?;
        Ok(Emptied { files, left })
    }

    /// Whether nobody is deleting a file any more.
    fn is_free(&self, file: &Trashed, now_ns: i64) -> bool {
        let (Some(host), Some(process), Some(owner)) = (&file.host, file.process, &file.owner) else { return true };
        let writer = &self.registry.context().writer;
        let is_us = *host == writer.host && process == writer.process;
        let has_stopped = is_us && !AT_WORK.lock().unwrap_or_else(PoisonError::into_inner).contains(owner);
        has_stopped || writer.is_gone(host, process) || now_ns.saturating_sub(file.trashed_ns) > LEFT_AFTER_NS
    }

    /// Deletes noted files of `owner` and then the notes, some at a time.
    pub(super) async fn delete_trashed(&self, paths: Vec<String>, owner: &Owner) -> Result<u64> {
        let mut deleted = 0;
        for chunk in paths.chunks(CHUNK) {
            if self.registry.context().clock.now().0.saturating_sub(owner.since_ns) > DELETES_FOR_NS {
                tracing::warn!("deleting files takes too long; `butler empty-trash` completes it");
                break;
            }
            let waiting = self.trash().await?;
            let own: HashSet<&str> = waiting.iter().filter(|file| file.owner == Some(owner.id)).map(|file| file.path.as_str()).collect();
            let ours: Vec<&str> = chunk.iter().map(String::as_str).filter(|path| own.contains(path)).collect();
            if ours.is_empty() {
                continue;
            }
            self.datastore.delete(&ours).await?;
            let mut transaction = Transaction::new("empty-trash");
            let column: ArrayRef = Arc::new(StringViewArray::from(ours.clone()));
            transaction.empty_trash(RecordBatch::try_from_iter([("path", column)])?);
            self.registry.commit(transaction).await?.version()?;
            deleted += ours.len() as u64;
        }
        Ok(deleted)
    }
}

/// UUIDs as a column.
pub(super) fn id_column<'a>(ids: impl Iterator<Item = &'a Uuid>) -> Result<ArrayRef> {
    let bytes: Vec<u8> = ids.flat_map(|id| *id.as_bytes()).collect();
    Ok(Arc::new(FixedSizeBinaryArray::try_new(16, bytes.into(), None)?))
}

/// Notes of files and the datasets that had them.
pub(super) fn trash_rows(trashed: &[(Uuid, Stored)]) -> Result<RecordBatch> {
    let paths: ArrayRef = Arc::new(trashed.iter().map(|(_, file)| Some(file.path.as_str())).collect::<StringViewArray>());
    let sizes = trashed.iter().map(|(_, file)| file.size_bytes.and_then(|size| i64::try_from(size).ok()));
    let sizes: ArrayRef = Arc::new(sizes.collect::<Int64Array>());
    let ids = id_column(trashed.iter().map(|(id, _)| id))?;
    Ok(RecordBatch::try_from_iter_with_nullable([("path", paths, true), ("id", ids, true), ("size_bytes", sizes, true)])?)
}
