//! The files of datasets as the registry knows them: which a dataset has, and which wait to be deleted.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array, RecordBatch, StringViewArray, UInt32Array};
use arrow::compute::{filter_record_batch, take};
use uuid::Uuid;

use super::{Plan, take as rows_at};
use crate::datasets::split_member;
use crate::registry::keys::{KeySet, adapt, column};
use crate::registry::scan::Scan;
use crate::registry::table;
use crate::{Error, Result};

impl Plan {
    /// Gives datasets other files, or none: `rows` has the columns `id` and `files`. All else of them stays.
    pub(super) async fn set_files(&mut self, rows: &RecordBatch) -> Result<()> {
        self.check_not_trashed(rows).await?;
        let files = column(rows, "files")?.clone();
        let ids = column(rows, "id")?.as_fixed_size_binary();
        let wanted: HashMap<&[u8], u32> = ids.iter().flatten().zip(0..).collect();
        let uuids: Vec<Uuid> = wanted.keys().filter_map(|id| Uuid::from_slice(id).ok()).collect();
        let found = self.datasets(&uuids).await?;
        let (types, runs) = (column(&found, "type")?.as_string_view(), column(&found, "run")?.as_string_view());
        let mut blocks: Vec<(&str, &str)> = types.iter().flatten().zip(runs.iter().flatten()).collect();
        blocks.sort_unstable();
        blocks.dedup();
        for (dataset_type, run) in blocks {
            self.footprint.uses_block(table::DATASET, dataset_type, run);
            let scan = Scan::default().block(0, dataset_type).block(1, run);
            let all = self.next.collect(&self.files, table::DATASET, scan).await?;
            let of_block = column(&all, "id")?.as_fixed_size_binary();
            let places: Vec<Option<u32>> = of_block.iter().map(|id| wanted.get(id?).copied()).collect();
            let mask: BooleanArray = places.iter().map(|place| Some(place.is_some())).collect();
            let old = filter_record_batch(&all, &mask)?;
            let new_files = take(&files, &UInt32Array::from_iter_values(places.into_iter().flatten()), None)?;
            self.bury_found(table::DATASET, &[old.project(&[old.schema().index_of("id")?])?])?;
            let schema = old.schema();
            let columns = schema.fields().iter().zip(old.columns()).map(|(field, array)| {
                let array = if field.name() == "files" { new_files.clone() } else { array.clone() };
                (field.name().clone(), array, true)
            });
            let new = RecordBatch::try_from_iter_with_nullable(columns)?;
            let new = adapt(&new, &self.next.table(table::DATASET)?.spec.schema)?;
            self.insert(table::DATASET, &new)?;
        }
        Ok(())
    }

    /// Notes files that are to be deleted: `rows` has the columns `path`, `id` and `size_bytes`. Those that are noted already stay as they are.
    pub(super) async fn trash(&mut self, rows: &RecordBatch, owner: Uuid) -> Result<()> {
        self.footprint.uses_trash();
        let known = self.trashed(rows).await?;
        let keep = arrow::compute::not(&known.mask(rows)?)?;
        let rows = filter_record_batch(rows, &keep)?;
        self.note(&rows, owner)
    }

    /// Makes `owner` the one who deletes the files with these `path` and `trashed_ns`; others are left alone.
    pub(super) async fn take_trash(&mut self, rows: &RecordBatch, owner: Uuid) -> Result<()> {
        self.footprint.uses_trash();
        let wanted = KeySet::of(rows)?;
        let waiting = self.next.collect(&self.files, table::TRASH, Scan::default()).await?;
        let taken = filter_record_batch(&waiting, &wanted.mask(&waiting)?)?;
        self.bury_found(table::TRASH, &[taken.project(&[taken.schema().index_of("path")?])?])?;
        self.note(&taken, owner)
    }

    /// Adds rows of the trash, with the time and whose they are.
    fn note(&mut self, rows: &RecordBatch, owner: Uuid) -> Result<()> {
        let count = rows.num_rows();
        let writer = &self.context.writer;
        let columns = ["path", "id", "size_bytes"].into_iter().map(|name| Ok((name, column(rows, name)?.clone(), true)));
        let mut columns = columns.collect::<Result<Vec<_>>>()?;
        let ints = |value: i64| -> ArrayRef { Arc::new(Int64Array::from(vec![value; count])) };
        columns.push(("trashed_ns", ints(self.context.clock.now().0), true));
        columns.push(("owner", super::lookup::id_array(&vec![owner; count])?, true));
        columns.push(("host", Arc::new(StringViewArray::from(vec![writer.host.as_str(); count])), true));
        columns.push(("process", ints(i64::from(writer.process)), true));
        let rows = RecordBatch::try_from_iter_with_nullable(columns)?;
        self.insert(table::TRASH, &adapt(&rows, &self.next.table(table::TRASH)?.spec.schema)?)
    }

    /// Fails if files have gone into or out of the trash since `version`, after which a transaction saw its files in their places.
    pub(super) fn check_files_seen(&mut self, version: Option<u64>) -> Result<()> {
        let Some(version) = version else { return Ok(()) };
        self.footprint.uses_trash();
        if self.next.trash_changed > version { Err(Error::TrashChanged) } else { Ok(()) }
    }

    /// Forgets files that have been deleted: `rows` has the column `path`. Those that are not noted are no error.
    pub(super) async fn empty_trash(&mut self, rows: &RecordBatch) -> Result<()> {
        let known = self.trashed(rows).await?;
        let keys = rows.project(&[rows.schema().index_of("path")?])?;
        let keys = filter_record_batch(&keys, &known.mask(&keys)?)?;
        self.bury_found(table::TRASH, &[keys])
    }

    /// Those of the paths that wait to be deleted.
    async fn trashed(&self, rows: &RecordBatch) -> Result<KeySet> {
        let mut waiting = self.next.collect(&self.files, table::TRASH, Scan::columns(&["path"])).await?;
        if waiting.num_rows() > 0 {
            let wanted = KeySet::of(&rows.project(&[rows.schema().index_of("path")?])?)?;
            waiting = filter_record_batch(&waiting, &wanted.mask(&waiting)?)?;
        }
        KeySet::of(&waiting)
    }

    /// Fails if a dataset is to have a file that waits to be deleted: it would go with the next emptying of the trash.
    pub(super) async fn check_not_trashed(&mut self, rows: &RecordBatch) -> Result<()> {
        let Some(files) = rows.column_by_name("files").and_then(|files| files.as_list_opt::<i32>()) else { return Ok(()) };
        let Some(paths) = files.values().as_struct_opt().and_then(|files| files.column_by_name("path")) else { return Ok(()) };
        if paths.is_empty() {
            return Ok(());
        }
        self.footprint.uses_trash();
        if self.next.table(table::TRASH)?.rows == 0 {
            return Ok(());
        }
        // An archive waits as a whole.
        let Some(paths) = paths.as_string_view_opt() else { return Err(Error::internal("paths that are no texts")) };
        let paths: ArrayRef = Arc::new(paths.iter().map(|path| path.map(|path| split_member(path).0)).collect::<StringViewArray>());
        let paths = RecordBatch::try_from_iter([("path", paths)])?;
        let known = self.trashed(&paths).await?;
        let found = rows_at(&paths, known.mask(&paths)?.iter().zip(0..).filter(|(is, _)| *is == Some(true)).map(|(_, row)| row).collect())?;
        match found.column(0).as_string_view_opt().and_then(|paths| paths.iter().flatten().next()) {
            None => Ok(()),
            Some(path) => Err(Error::Conflict {
                what: "file",
                name: path.to_owned(),
                reason: "one of a removed dataset is there and waits to be deleted".to_owned(),
            }
            .with_hint("`butler empty-trash` deletes it")),
        }
    }
}
