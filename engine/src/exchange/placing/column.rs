//! The column `files` of the table of datasets: written from stored files, and read.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, ListArray, RecordBatch, StringViewArray, StringViewBuilder, StructArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{DataType, Int64Type};
use uuid::Uuid;

use super::Coming;
use crate::datastore::{Arrived, Known};
use crate::error::{Error, Result};
use crate::registry::keys::column;
use crate::registry::table::files_type;

/// A file as the registry has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The component that it holds; the dataset where absent.
    pub component: Option<String>,
    /// Path below the root of the datastore, or absolute, or a URI.
    pub path: String,
    /// Its length, if that is known.
    pub size_bytes: Option<u64>,
    /// Its checksum, if that is known.
    pub checksum: Option<String>,
    /// What reads it.
    pub formatter: Option<Arc<str>>,
}

impl Stored {
    pub(super) fn new(coming: &Coming, path: String, arrived: Arrived) -> Stored {
        Stored {
            component: coming.component.clone(),
            path,
            size_bytes: Some(arrived.size_bytes),
            checksum: arrived.checksum,
            formatter: coming.formatter.clone(),
        }
    }

    /// What is known of it.
    pub fn known(&self) -> Known {
        Known { size_bytes: self.size_bytes, checksum: self.checksum.clone() }
    }
}

/// The column with the files of each row; null for `None`.
pub fn files_column<'a, F: IntoIterator<Item = &'a Stored>>(rows: impl Iterator<Item = Option<F>>) -> Result<ArrayRef> {
    let DataType::List(item) = files_type() else { return Err(Error::internal("stored files are not a list")) };
    let DataType::Struct(fields) = item.data_type() else { return Err(Error::internal("a stored file is not a struct")) };
    let most = rows.size_hint().0;
    // What reads files and what is in them repeats, names and checksums do not.
    let text = |repeats: bool| {
        let builder = StringViewBuilder::with_capacity(most);
        if repeats { builder.with_deduplicate_strings() } else { builder }
    };
    let mut texts = [text(true), text(false), text(false), text(true)];
    let (mut sizes, mut lengths, mut valid) = (Vec::with_capacity(most), Vec::with_capacity(most), Vec::with_capacity(most));
    for row in rows {
        valid.push(row.is_some());
        let before = sizes.len();
        for file in row.into_iter().flatten() {
            let values = [file.component.as_deref(), Some(file.path.as_str()), file.checksum.as_deref(), file.formatter.as_deref()];
            texts.iter_mut().zip(values).for_each(|(column, value)| column.append_option(value));
            sizes.push(file.size_bytes.and_then(|size| i64::try_from(size).ok()));
        }
        lengths.push(sizes.len() - before);
    }
    let count = sizes.len();
    let [component, path, checksum, formatter] = texts.map(|mut column| Arc::new(column.finish()) as ArrayRef);
    let columns = vec![component, path, Arc::new(Int64Array::from(sizes)), checksum, formatter];
    let structs = StructArray::try_new_with_length(fields.clone(), columns, None, count)?;
    Ok(Arc::new(ListArray::try_new(item.clone(), OffsetBuffer::from_lengths(lengths), Arc::new(structs), Some(NullBuffer::from(valid)))?))
}

/// The paths of the files in the column `files` of a batch.
pub(super) struct Paths<'a> {
    lists: &'a ListArray,
    paths: &'a StringViewArray,
}

pub(super) fn paths_of(batch: &RecordBatch) -> Result<Paths<'_>> {
    let lists = column(batch, "files")?.as_list::<i32>();
    let paths = lists.values().as_struct().column_by_name("path").ok_or_else(|| Error::internal("stored files have a `path`"))?;
    Ok(Paths { lists, paths: paths.as_string_view() })
}

impl Paths<'_> {
    /// Those of a row.
    pub(super) fn of(&self, row: usize) -> impl ExactSizeIterator<Item = &str> {
        let offsets = self.lists.value_offsets();
        let range = if self.lists.is_valid(row) { offsets[row] as usize..offsets[row + 1] as usize } else { 0..0 };
        range.map(|file| self.paths.value(file))
    }
}

/// The datasets of a batch with the columns `id` and `files`, and their files.
pub fn stored_files(batch: &RecordBatch) -> Result<Vec<(Uuid, Vec<Stored>)>> {
    let ids = column(batch, "id")?.as_fixed_size_binary();
    let lists = column(batch, "files")?.as_list::<i32>();
    (0..batch.num_rows())
        .map(|row| {
            let id = Uuid::from_slice(ids.value(row)).map_err(|_| Error::internal("a UUID that has no 16 bytes"))?;
            let files = if lists.is_valid(row) { of_list(&lists.value(row))? } else { Vec::new() };
            Ok((id, files))
        })
        .collect()
}

fn of_list(list: &ArrayRef) -> Result<Vec<Stored>> {
    let files = list.as_struct();
    let part = |name: &str| files.column_by_name(name).ok_or_else(|| Error::internal(format!("stored files have a `{name}`")));
    let (component, path, checksum, formatter) = (
        part("component")?.as_string_view(),
        part("path")?.as_string_view(),
        part("checksum")?.as_string_view(),
        part("formatter")?.as_string_view(),
    );
    let sizes = part("size_bytes")?.as_primitive::<Int64Type>();
    let text = |column: &StringViewArray, row: usize| column.is_valid(row).then(|| column.value(row).to_owned());
    Ok((0..files.len())
        .map(|row| Stored {
            component: text(component, row),
            path: path.value(row).to_owned(),
            size_bytes: if sizes.is_valid(row) { u64::try_from(sizes.value(row)).ok() } else { None },
            checksum: text(checksum, row),
            formatter: formatter.is_valid(row).then(|| formatter.value(row).into()),
        })
        .collect())
}
