//! Files that become datasets.

use std::sync::Arc;

use arrow::array::{ArrayRef, FixedSizeBinaryArray, Int64Array, RecordBatch, StringViewArray};
use arrow::datatypes::DataType;
use bytes::Bytes;
use smallvec::{SmallVec, smallvec};
use uuid::Uuid;

use super::Butler;
use crate::context::stores::Location;
use crate::datasets::{DatasetType, IdMode, dataset_ids};
use crate::datastore::Mode;
use crate::dimensions::{DataId, Group, Key};
use crate::exchange::placing::placing;
use crate::registry::Transaction;
use crate::registry::transaction::NewDatasets;
use crate::{Error, Result};

mod parts;
mod predict;
mod target;

use target::Target;

/// Whether a composite is taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Disassembly {
    /// Where the repository's configuration wants it.
    #[default]
    Configured,
    /// The file is stored as it is.
    Never,
}

/// How files become datasets.
#[derive(Debug, Clone)]
pub struct PutOptions {
    /// Name of the dataset type.
    pub dataset_type: String,
    /// The RUN collection; made if it is not there.
    pub run: String,
    /// How the files get to their place.
    pub mode: Mode,
    /// How the datasets get their UUIDs.
    pub ids: IdMode,
    /// What reads the files, as the reference calls it; that of the storage class where absent.
    pub formatter: Option<String>,
    /// Whether composites are stored in parts.
    pub disassembly: Disassembly,
}

/// A data ID as people write it. Thousands of files have the same names, which are shared.
pub type GivenId = Vec<(Arc<str>, Key)>;

/// A file, and the data IDs of the datasets in it.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// Where it is.
    pub from: Location,
    /// One for each dataset.
    pub data_ids: SmallVec<[GivenId; 1]>,
}

impl NewFile {
    /// A file of one dataset.
    pub fn of_one<S: Into<Arc<str>>>(from: Location, data_id: impl IntoIterator<Item = (S, Key)>) -> NewFile {
        NewFile { from, data_ids: smallvec![given(data_id)] }
    }
}

/// A data ID of names and values.
pub fn given<S: Into<Arc<str>>>(data_id: impl IntoIterator<Item = (S, Key)>) -> GivenId {
    data_id.into_iter().map(|(name, value)| (name.into(), value)).collect()
}

/// What was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IngestReport {
    /// UUIDs, in the order of files and data IDs.
    pub ids: Vec<Uuid>,
    /// The version of the registry that has them.
    pub version: u64,
}

/// The state that was looked at before files were placed.
#[derive(Debug, Clone, Copy)]
struct Seen {
    version: u64,
    /// Whether it was asked for just before.
    is_newest: bool,
}

impl Butler {
    /// Puts bytes into the datastore as one dataset; `extension` ends the file's name.
    pub async fn put_bytes(
        &self,
        options: &PutOptions,
        data_id: Vec<(String, Key)>,
        bytes: Bytes,
        extension: &str,
    ) -> Result<IngestReport> {
        // They wait on disk, so that there is one way for files.
        let folder = std::env::temp_dir().join(format!("butler-put-{}", self.registry.context().ids.uuid4()));
        let name = folder.join(format!("bytes{extension}"));
        let failed = |source| Error::Io { doing: "write", location: name.display().to_string(), source };
        std::fs::create_dir(&folder).and_then(|()| std::fs::write(&name, &bytes)).map_err(failed)?;
        let file = NewFile::of_one(Location::of_path(name.as_path()), data_id);
        let options = PutOptions { mode: Mode::Copy, ..options.clone() };
        let put = self.put(&options, vec![file]).await;
        let _ = std::fs::remove_dir_all(&folder);
        put
    }

    /// Puts files into the datastore as datasets of one type and run, all or none.
    ///
    /// # Errors
    /// A data ID is wrong or taken; a file is missing; another file is in the place of one. Nothing is registered then.
    pub async fn put(&self, options: &PutOptions, files: Vec<NewFile>) -> Result<IngestReport> {
        let known = self.registry.snapshot().version;
        let is_behind = async || self.registry.refresh().await.is_ok_and(|tip| tip.version > known);
        // The state that is known will do if nothing speaks against it: the commit tells whether it is the newest.
        let (report, sources) = match self.put_once(options, &files, Seen { version: known, is_newest: false }).await {
            Err(error) if !matches!(error, Error::Unknown { .. }) && is_behind().await => {
                let newest = async || self.registry.refresh().await.map(|tip| Seen { version: tip.version, is_newest: true });
                placing(async || self.put_once(options, &files, newest().await?).await).await?
            }
            done => done?,
        };
        if options.mode == Mode::Move {
            self.datastore.carrier().delete(sources).await?;
        }
        Ok(report)
    }

    /// Puts the files, for which the registry was looked at in the state `seen`. Returns also what is to be deleted after a move.
    async fn put_once(&self, options: &PutOptions, files: &[NewFile], seen: Seen) -> Result<(IngestReport, Vec<Location>)> {
        let queries = self.queries(None).await?;
        let target = Target::of(self, queries.snapshot(), options, files)?;
        let mut data_ids = Vec::with_capacity(files.iter().map(|file| file.data_ids.len()).sum());
        for data_id in files.iter().flat_map(|file| &file.data_ids) {
            data_ids.push(queries.standardized(&target.dataset_type, data_id).await?);
        }
        let ids = self.new_ids(options, &target.dataset_type, &data_ids);
        let rows = rows(&target.dataset_type.dimensions, &ids, &data_ids)?;
        // They are in the rows; of many files the memory is wanted.
        drop(data_ids);
        let placed = target.place(self, &queries, &rows, options, files).await?;
        if placed.adopted && !seen.is_newest && self.registry.refresh().await?.version > seen.version {
            // Only the newest state tells whose files are there already.
            return Err(Error::TrashChanged);
        }
        let rows = placed.with_files(&rows)?;
        let mut transaction = Transaction::new("put");
        transaction.set_files_seen_at(seen.version);
        if let Some(run) = target.run {
            transaction.register_collection(run);
        }
        transaction.insert_datasets(NewDatasets { dataset_type: options.dataset_type.clone(), run: options.run.clone(), rows });
        let version = self.registry.commit(transaction).await?.version()?;
        Ok((IngestReport { ids, version }, placed.sources))
    }

    fn new_ids(&self, options: &PutOptions, dataset_type: &DatasetType, data_ids: &[DataId]) -> Vec<Uuid> {
        dataset_ids(self.registry.context(), options.ids, &dataset_type.name, &options.run, data_ids)
    }
}

/// Columns `id` and the required dimensions.
pub(super) fn rows(group: &Group, ids: &[Uuid], data_ids: &[DataId]) -> Result<RecordBatch> {
    let mut bytes = Vec::with_capacity(ids.len() * 16);
    ids.iter().for_each(|id| bytes.extend_from_slice(id.as_bytes()));
    let mut columns: Vec<(&str, ArrayRef, bool)> = vec![("id", Arc::new(FixedSizeBinaryArray::try_new(16, bytes.into(), None)?), true)];
    for name in group.required() {
        let kind = group.universe().key_kind(name)?.arrow_type();
        let keys = data_ids.iter().map(|data_id| data_id.get(name));
        let array: ArrayRef = match kind {
            DataType::Int64 => Arc::new(keys.map(|key| key.and_then(Key::as_int)).collect::<Int64Array>()),
            _ => Arc::new(keys.map(|key| key.and_then(Key::as_text)).collect::<StringViewArray>()),
        };
        columns.push((name, array, true));
    }
    Ok(RecordBatch::try_from_iter_with_nullable(columns)?)
}
