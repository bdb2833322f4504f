//! What a collection of the registry says of datasets.

use arrow::array::AsArray;
use futures::StreamExt;
use futures::stream::BoxStream;
use uuid::Uuid;

use crate::Result;
use crate::collections::CollectionType;
use crate::registry::files::Files;
use crate::registry::keys::column;
use crate::registry::scan::Scan;
use crate::registry::{Snapshot, table};
use crate::time::{Timespan, TimespanColumn};

/// A dataset in a collection; for a time, if it is one of calibrations.
pub(crate) type Association = (Uuid, Option<Timespan>);

/// The tags or validity ranges of a collection, of one type of datasets or of all.
pub(crate) fn associations_in(
    snapshot: &Snapshot,
    files: &Files,
    dataset_type: Option<&str>,
    collection: &str,
) -> Result<BoxStream<'static, Result<Vec<Association>>>> {
    let (name, columns) = match snapshot.collections().get(collection).map(|known| known.kind) {
        Some(CollectionType::Tagged) => (table::TAG, &["id"][..]),
        Some(CollectionType::Calibration) => (table::VALIDITY, &["id", "timespan"][..]),
        _ => return Ok(futures::stream::empty().boxed()),
    };
    if dataset_type.is_some_and(|name| !snapshot.dataset_types().contains_key(name)) {
        return Ok(futures::stream::empty().boxed());
    }
    let of_collection = Scan::columns(columns).block(0, collection);
    let scan = match dataset_type {
        Some(name) => of_collection.block(1, name),
        None => of_collection,
    };
    let has_times = columns.len() > 1;
    let read = move |batch: arrow::array::RecordBatch| -> Result<Vec<Association>> {
        let ids = column(&batch, "id")?.as_fixed_size_binary();
        let spans = if has_times { Some(TimespanColumn::new(column(&batch, "timespan")?)?) } else { None };
        let association = |(row, id): (usize, Option<&[u8]>)| {
            (Uuid::from_slice(id.unwrap_or_default()).unwrap_or_default(), spans.as_ref().and_then(|spans| spans.get(row)))
        };
        Ok(ids.iter().enumerate().map(association).collect())
    };
    Ok(snapshot.scan(files, name, scan)?.map(move |batch| read(batch?)).boxed())
}
