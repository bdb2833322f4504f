//! Of the datasets with one data ID the one in the collection that is searched first.

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch, UInt32Array};
use arrow::datatypes::Int64Type;
use arrow::row::{RowConverter, SortField};
use hashbrown::HashMap;

use super::plan::Joined;
use crate::collections::CollectionType;
use crate::{Error, Result};

/// The rows with the least rank for their data ID, in their order.
///
/// # Errors
/// The first collection that has a dataset for a data ID is a CALIBRATION one, and more than one range of validity fits.
pub(super) fn first(batch: &RecordBatch, joined: &Joined) -> Result<RecordBatch> {
    let search = &joined.search;
    let column = |name: &str| batch.column_by_name(name).ok_or_else(|| Error::internal(format!("rows have no column `{name}`")));
    let ranks = column(&search.rank())?.as_primitive::<Int64Type>();
    let mut keys = search.dataset_type.dimensions.required().map(|d| column(d).cloned()).collect::<Result<Vec<_>>>()?;
    if keys.is_empty() {
        keys.push(std::sync::Arc::new(BooleanArray::from(vec![false; batch.num_rows()])));
    }
    let converter = RowConverter::new(keys.iter().map(|k| SortField::new(k.data_type().clone())).collect())?;
    let rows = converter.convert_columns(&keys)?;
    // Place, rank and number of the rows with the least rank.
    let mut best: HashMap<&[u8], (u32, i64, u32)> = HashMap::with_capacity(batch.num_rows());
    for (row, key) in rows.iter().enumerate() {
        let (row, rank) = (u32::try_from(row).unwrap_or(u32::MAX), ranks.value(row));
        let slot = best.entry(key.data()).or_insert((row, rank, 0));
        match rank.cmp(&slot.1) {
            std::cmp::Ordering::Less => *slot = (row, rank, 1),
            std::cmp::Ordering::Equal => slot.2 += 1,
            std::cmp::Ordering::Greater => {}
        }
    }
    let ambiguous = |(_, rank, count): &(u32, i64, u32)| {
        let kind = usize::try_from(*rank).ok().and_then(|rank| search.found.get(rank)).map(|c| c.kind);
        *count > 1 && kind == Some(CollectionType::Calibration)
    };
    if let Some((row, ..)) = best.values().find(|b| ambiguous(b)) {
        let data_id = search.dataset_type.dimensions.required().map(|d| {
            let value = batch.column_by_name(d).map(|c| arrow::util::display::array_value_to_string(c, *row as usize).unwrap_or_default());
            format!("{d}: {}", value.unwrap_or_default())
        });
        let data_id: Vec<String> = data_id.collect();
        let name = format!("{}@{{{}}}", search.dataset_type.name, data_id.join(", "));
        return Err(Error::invalid("calibration", name, "more than one validity range fits")
            .with_hint("add a time, an exposure or a visit, or ask for all that fit"));
    }
    if best.len() == batch.num_rows() {
        return Ok(batch.clone());
    }
    let mut kept: Vec<u32> = best.values().map(|b| b.0).collect();
    kept.sort_unstable();
    Ok(arrow::compute::take_record_batch(batch, &UInt32Array::from(kept))?)
}
