//! Files that come into the datastore with datasets: where each goes, and the column of the registry that says so.
//!
//! Files are in place before the commit that names them. What is there already with the same bytes is taken for one's own of an earlier attempt, unless a
//! dataset of the run names it; so what was interrupted is completed by doing it again, and no two datasets ever share a file by accident. The place of a file
//! that was lost is free: who removes a dataset leaves what another names.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, RecordBatch};
use smallvec::SmallVec;
use uuid::Uuid;

use crate::context::stores::Location;
use crate::datasets::DatasetType;
use crate::datastore::{Datastore, Known, Mode, Origin};
use crate::error::Result;
use crate::query::{Queries, Staged};
use crate::registry::keys::column;

mod associated;
mod bring;
mod column;
mod free;
mod in_run;
mod moved;
mod names;

pub(crate) use associated::{Association, associations_in};
pub use column::{Stored, files_column, stored_files};
pub(crate) use in_run::{InRun, datasets_in};
pub(crate) use moved::left_over;
pub use names::predict;

use bring::{Owners, carry, check_sources, stay};
use free::check_free;
use moved::moved;

/// How often files are placed again because others were removed meanwhile.
const ATTEMPTS: usize = 5;

/// A file that comes with datasets.
#[derive(Debug, Clone)]
pub struct Coming {
    /// Where it is.
    pub from: Origin,
    /// The component that it holds; the dataset where absent.
    pub component: Option<String>,
    /// What reads it.
    pub formatter: Option<Arc<str>>,
    /// What is known of it.
    pub known: Known,
}

impl Coming {
    /// The file, if it is no member of an archive.
    fn own_file(&self) -> Option<&Location> {
        self.from.member.is_none().then_some(&self.from.location)
    }
}

/// The indexes of the files of a dataset.
pub type FilesOfRow = SmallVec<[u32; 2]>;

/// Datasets of one type and run, with their files.
#[derive(Debug)]
pub struct Arrivals<'a> {
    /// The type.
    pub dataset_type: &'a DatasetType,
    /// The RUN collection.
    pub run: &'a str,
    /// Columns `id` and the required dimensions.
    pub rows: &'a RecordBatch,
    /// The files.
    pub files: &'a [Coming],
    /// For each row the indexes of its files; those of several rows may be the same.
    pub files_of: &'a [FilesOfRow],
    /// Dimension records that will be committed together with the datasets.
    pub staged: Staged<'a>,
}

/// Files that are in place.
#[derive(Debug)]
pub struct Placed {
    /// The column `files`, a value for each row; null for datasets that the registry has already.
    pub files: ArrayRef,
    /// The rows of datasets that the registry has without files and that come with some.
    pub unstored: Vec<u32>,
    /// What is to be deleted after the commit: the sources of moves.
    pub sources: Vec<Location>,
    /// Whether a file was in its place already.
    pub adopted: bool,
}

impl Placed {
    /// `rows` with their files, as they are committed.
    pub fn with_files(&self, rows: &RecordBatch) -> Result<RecordBatch> {
        let columns = rows.schema();
        let columns = columns.fields().iter().zip(rows.columns()).map(|(field, array)| (field.name().as_str(), array.clone(), true));
        Ok(RecordBatch::try_from_iter_with_nullable(columns.chain([("files", self.files.clone(), true)]))?)
    }
}

/// Does work that places files and commits them; again, if files came into or left the trash meanwhile, so that the commit was refused. What an attempt has
/// placed is found again by the next.
pub(crate) async fn placing<T>(mut work: impl AsyncFnMut() -> Result<T>) -> Result<T> {
    for _ in 1..ATTEMPTS {
        match work().await {
            Err(error) if error.is_trash_changed() => {}
            done => return done,
        }
    }
    work().await
}

/// Brings the files of datasets into the datastore.
///
/// # Errors
/// A file is missing, or its place is taken. Files that are in place stay there.
pub async fn place(arrivals: &Arrivals<'_>, queries: &Queries, datastore: &Datastore, mode: Mode) -> Result<Placed> {
    let existing = queries.existing(arrivals.dataset_type, arrivals.run, arrivals.rows).await?;
    check_free(arrivals, &existing)?;
    let mut in_run = InRun::of_those(queries, arrivals.run, mode, &existing)?;
    place_more(arrivals, &mut in_run, queries, datastore, mode).await
}

/// The same for arrivals of whose run something is known: `in_run` is kept from one of many to the next, so that a run is not read for each of them.
///
/// # Errors
/// As those of [`place`].
pub(crate) async fn place_more(
    arrivals: &Arrivals<'_>,
    in_run: &mut InRun,
    queries: &Queries,
    datastore: &Datastore,
    mode: Mode,
) -> Result<Placed> {
    if !in_run.suffices(queries, arrivals, mode) {
        in_run.turn_to(queries, arrivals.run, mode).await?;
    }
    let ids = column(arrivals.rows, "id")?.as_fixed_size_binary();
    let ids: Vec<Uuid> = ids.iter().map(|id| Uuid::from_slice(id.unwrap_or_default()).unwrap_or_default()).collect();
    let is_wanted: Vec<bool> = ids.iter().map(|id| !in_run.is_stored(id)).collect();
    // The first dataset of a file gives it its name, as in the reference.
    let mut owner: Owners = BTreeMap::new();
    for (row, files) in arrivals.files_of.iter().enumerate().filter(|(row, _)| is_wanted[*row]) {
        for file in files {
            owner.entry(*file).or_insert(row);
        }
    }
    let found = check_sources(arrivals, &owner, datastore, mode).await?;
    let (stored, adopted) = match mode {
        Mode::Direct => (stay(arrivals, &owner, found, datastore).await?, false),
        _ => carry(arrivals, &owner, &ids, in_run, queries, datastore, mode).await?,
    };
    let mut sources = Vec::new();
    if mode == Mode::Move {
        sources = moved(arrivals, &owner, &stored, datastore)?;
        let all = arrivals.files_of.iter().zip(&ids);
        let all = all.flat_map(|(files, id)| files.iter().map(move |file| (&arrivals.files[*file as usize], id)));
        sources.extend(left_over(all, in_run, datastore).await?);
    }
    let is_late = |row: usize| !arrivals.files_of[row].is_empty() && in_run.is_unstored(&ids[row]);
    let unstored = (0..ids.len()).filter(|row| is_late(*row)).map(|row| row as u32).collect();
    let of_row = |row: usize| -> Option<SmallVec<[&Stored; 1]>> {
        let files = &arrivals.files_of[row];
        (is_wanted[row] && !files.is_empty()).then(|| files.iter().filter_map(|file| stored.get(*file)).collect())
    };
    let files = files_column((0..ids.len()).map(of_row))?;
    in_run.expect((0..ids.len()).map(|row| (&ids[row], of_row(row))));
    Ok(Placed { files, unstored, sources, adopted })
}

#[cfg(test)]
mod tests;
