//! Datasets of a section as the rows that the registry takes.

use std::sync::Arc;

use arrow::array::{ArrayRef, FixedSizeBinaryArray, Int64Array, ListArray, RecordBatch, StringViewBuilder, StructArray, new_null_array};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::DataType;
use uuid::Uuid;

use super::super::convert::Converter;
use super::super::read::DatasetsPart;
use super::stored::StoredFiles;
use crate::datastore::StoredFile;
use crate::dimensions::Group;
use crate::error::{Error, Result};
use crate::registry::table::files_type;

/// Columns `id`, the required dimensions of the group, and `files` unless only rows are wanted.
pub(super) async fn dataset_rows(part: &DatasetsPart, group: &Group, converter: &Converter, stored: &StoredFiles) -> Result<RecordBatch> {
    let mut columns: Vec<(&str, ArrayRef)> = vec![("id", id_array(&part.ids)?)];
    columns.extend(group.required().zip(converter.data_ids(group, &part.data_ids)?));
    if let Some(files) = stored.locate(&part.files, &converter.source).await? {
        columns.push(("files", files_array(part, &files)?));
    }
    let nullable = columns.into_iter().map(|(name, array)| (name, array, true));
    Ok(RecordBatch::try_from_iter_with_nullable(nullable)?)
}

fn id_array(ids: &[Uuid]) -> Result<ArrayRef> {
    let mut bytes = Vec::with_capacity(ids.len() * 16);
    ids.iter().for_each(|id| bytes.extend_from_slice(id.as_bytes()));
    Ok(Arc::new(FixedSizeBinaryArray::try_new(16, bytes.into(), None)?))
}

/// For each dataset the list of its one file, or null.
fn files_array(part: &DatasetsPart, files: &[StoredFile]) -> Result<ArrayRef> {
    let DataType::List(item) = files_type() else { return Err(Error::internal("stored files are not a list")) };
    let DataType::Struct(fields) = item.data_type() else { return Err(Error::internal("a stored file is not a struct")) };
    let (mut paths, mut formatters) = (StringViewBuilder::new(), StringViewBuilder::new());
    let (mut sizes, mut lengths) = (Vec::new(), Vec::with_capacity(part.ids.len()));
    for file in &part.file_of {
        lengths.push(usize::from(file.is_some()));
        let Some(index) = file.map(|index| index as usize) else { continue };
        paths.append_value(&files[index].uri);
        sizes.push(i64::try_from(files[index].size_bytes).ok());
        formatters.append_option(part.files[index].formatter.as_deref());
    }
    let count = sizes.len();
    let columns = fields.iter().map(|field| -> ArrayRef {
        match field.name().as_str() {
            "path" => Arc::new(paths.finish()),
            "size_bytes" => Arc::new(Int64Array::from(std::mem::take(&mut sizes))),
            "formatter" => Arc::new(formatters.finish()),
            _ => new_null_array(field.data_type(), count),
        }
    });
    let columns = columns.collect();
    let structs = StructArray::try_new_with_length(fields.clone(), columns, None, count)?;
    let valid = NullBuffer::from_iter(part.file_of.iter().map(Option::is_some));
    Ok(Arc::new(ListArray::try_new(item.clone(), OffsetBuffer::from_lengths(lengths), Arc::new(structs), Some(valid))?))
}
