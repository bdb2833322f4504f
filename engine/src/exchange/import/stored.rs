//! Datasets of a section as the rows that the registry takes, and their files.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::{ArrayRef, FixedSizeBinaryArray, RecordBatch, UInt32Array};
use uuid::Uuid;

use super::super::columns::Source;
use super::super::convert::Converter;
use super::super::placing::{Arrivals, Coming, FilesOfRow, InRun, place_more};
use super::super::read::{DatasetsPart, FilePart};
use super::{FileTransfer, MissingFiles};
use crate::context::stores::Location;
use crate::datasets::DatasetType;
use crate::datastore::{Mode, Origin, below, is_absolute};
use crate::dimensions::Group;
use crate::error::{Error, Result};
use crate::query::{Queries, Staged};
use crate::registry::Registry;

/// Columns `id` and the required dimensions of the group.
pub(super) fn dataset_rows(part: &DatasetsPart, group: &Group, converter: &Converter) -> Result<RecordBatch> {
    let mut columns: Vec<(&str, ArrayRef)> = vec![("id", id_array(&part.ids)?)];
    columns.extend(group.required().zip(converter.data_ids(group, &part.data_ids)?));
    let nullable = columns.into_iter().map(|(name, array)| (name, array, true));
    Ok(RecordBatch::try_from_iter_with_nullable(nullable)?)
}

/// Rows whose files are in place.
pub(super) struct Placed {
    /// The rows with the column `files`.
    pub(super) rows: RecordBatch,
    /// Of datasets that the registry has without files: columns `id` and `files`.
    pub(super) late: Option<RecordBatch>,
    /// What is to be deleted after the commit.
    pub(super) sources: Vec<Location>,
}

/// A section of datasets as rows.
pub(super) struct Section<'a> {
    pub(super) part: &'a DatasetsPart,
    pub(super) dataset_type: &'a DatasetType,
    pub(super) rows: &'a RecordBatch,
    /// Dimension records that are committed together with it.
    pub(super) staged: Staged<'a>,
}

/// Brings the files of a section into the datastore.
pub(super) async fn place_files(
    section: &Section<'_>,
    converter: &Converter,
    registry: &Registry,
    transfer: &FileTransfer,
    in_run: &mut InRun,
) -> Result<Placed> {
    let Section { part, dataset_type, rows, staged } = *section;
    let coming = |file: &FilePart| -> Result<Coming> {
        let from = source_of(file, transfer, &converter.source)?;
        let known = transfer.known.get(&file.path).cloned().unwrap_or_default();
        Ok(Coming { from, component: file.component.as_deref().map(str::to_owned), formatter: file.formatter.clone(), known })
    };
    let files: Vec<Coming> = part.files.iter().map(coming).collect::<Result<_>>()?;
    let mut files_of: Vec<FilesOfRow> = part.file_of.iter().map(|file| file.iter().copied().collect()).collect();
    part.more_files.iter().for_each(|(row, file)| files_of[*row as usize].push(*file));
    let queries = Queries::new(registry.snapshot(), registry.files().clone());
    if let Some(noted) = &transfer.missing {
        // What is here with its files may have been moved.
        in_run.turn_to(&queries, &part.run, transfer.mode).await?;
        let asked: Vec<bool> = part.ids.iter().map(|id| !in_run.is_stored(id)).collect();
        leave_out_missing(part, &files, &mut files_of, &asked, transfer, noted).await?;
    }
    let arrivals = Arrivals { dataset_type, run: &part.run, rows, files: &files, files_of: &files_of, staged };
    let placed = place_more(&arrivals, in_run, &queries, &transfer.datastore, transfer.mode).await;
    let placed = placed.map_err(|error| hinted(error, transfer))?;
    let whole = placed.with_files(rows)?;
    let late = (!placed.unstored.is_empty()).then(|| -> Result<RecordBatch> {
        let late = arrow::compute::take_record_batch(&whole, &UInt32Array::from(placed.unstored))?;
        let both = [late.schema().index_of("id")?, late.schema().index_of("files")?];
        Ok(late.project(&both)?)
    });
    Ok(Placed { rows: whole, late: late.transpose()?, sources: placed.sources })
}

/// Takes files that are not there from their datasets, and notes them, where rows are `asked` for.
async fn leave_out_missing(
    part: &DatasetsPart,
    files: &[Coming],
    files_of: &mut [FilesOfRow],
    asked: &[bool],
    transfer: &FileTransfer,
    noted: &MissingFiles,
) -> Result<()> {
    let wanted: BTreeSet<u32> =
        files_of.iter().zip(asked).filter(|(_, asked)| **asked).flat_map(|(files, _)| files.iter().copied()).collect();
    let found = transfer.datastore.locator().find(wanted.iter().map(|file| files[*file as usize].from.location.clone()).collect()).await?;
    let mut missing = BTreeSet::new();
    for (number, found) in wanted.into_iter().zip(found) {
        let (file, coming) = (&part.files[number as usize], &files[number as usize]);
        match &found {
            None => {
                noted.missing(&coming.from.location);
                missing.insert(number);
            }
            // The length of an archive says nothing of its member's.
            Some(found) if coming.from.member.is_none() && file.size_bytes.is_some_and(|size| size != found.size_bytes) => {
                noted.resized(&coming.from.location);
            }
            Some(_) => {}
        }
    }
    // A composite that lacks one of its files is not stored.
    for files in files_of {
        if files.iter().any(|file| missing.contains(file)) {
            files.clear();
        }
    }
    Ok(())
}

/// Where a file is. Outside of the directory that the user named only what stays there is looked at.
fn source_of(file: &FilePart, transfer: &FileTransfer, source: &Source) -> Result<Origin> {
    let place = Origin::of(&transfer.directory, &file.path).map_err(|error| source.error(file.place, error.to_string()))?;
    if is_absolute(&file.path)
        && !transfer.elsewhere
        && transfer.mode != Mode::Direct
        && below(&transfer.directory, &place.location).is_none()
    {
        let reason = format!("the file `{}` is not in `{}`", file.path, transfer.directory);
        return Err(source.error(file.place, reason).with_hint("files elsewhere can only stay where they are: `--transfer direct`"));
    }
    Ok(place)
}

/// A missing file may be in another directory.
fn hinted(error: Error, transfer: &FileTransfer) -> Error {
    if !matches!(&error, Error::Missing { what: "file", .. } | Error::Hinted { .. }) || !error.is_not_found() {
        return error;
    }
    let own = error.hint().map(|hint| format!("{hint}; ")).unwrap_or_default();
    let directory = &transfer.directory;
    error.with_hint(format!("{own}paths are relative to `{directory}`; name another directory, or import with `--registry-only`"))
}

fn id_array(ids: &[Uuid]) -> Result<ArrayRef> {
    let mut bytes = Vec::with_capacity(ids.len() * 16);
    ids.iter().for_each(|id| bytes.extend_from_slice(id.as_bytes()));
    Ok(Arc::new(FixedSizeBinaryArray::try_new(16, bytes.into(), None)?))
}
