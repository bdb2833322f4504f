//! Of the datasets with one data ID the one in the collection that is searched first.

use std::hash::Hash;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, UInt32Array};
use arrow::datatypes::Int64Type;
use arrow::row::{RowConverter, SortField};
use hashbrown::HashMap;

use super::plan::Joined;
use super::rank::ranks;
use crate::collections::CollectionType;
use crate::dimensions::Group;
use crate::{Error, Result};

/// A row that has the least rank for its data ID, that rank, and how many rows have it.
type Best = (u32, i64, u32);

/// The rows with the least rank for their data ID of some dimensions, in their order.
///
/// # Errors
/// The first collection that has a dataset for a data ID is a CALIBRATION one, and more than one range of validity fits.
pub(super) fn first(batch: &RecordBatch, joined: &Joined, dimensions: &Group) -> Result<RecordBatch> {
    let search = &joined.search;
    let column = |name: &str| batch.column_by_name(name).ok_or_else(|| Error::internal(format!("rows have no column `{name}`")));
    let holders = column(&search.holder())?.as_string_view_opt().ok_or_else(|| Error::internal("collections are no texts"))?;
    let ranks = ranks(holders, &search.found);
    let keys = dimensions.required().map(|d| column(d).cloned()).collect::<Result<Vec<_>>>()?;
    let best = best(&keys, &ranks)?;
    let ambiguous = |(_, rank, count): &(u32, i64, u32)| {
        let kind = usize::try_from(*rank).ok().and_then(|rank| search.found.get(rank)).map(|c| c.kind);
        *count > 1 && kind == Some(CollectionType::Calibration)
    };
    if let Some((row, ..)) = best.iter().find(|b| ambiguous(b)) {
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
    let mut kept: Vec<u32> = best.iter().map(|b| b.0).collect();
    kept.sort_unstable();
    Ok(arrow::compute::take_record_batch(batch, &UInt32Array::from(kept))?)
}

/// The best row of each data ID. What all rows have in common, as an instrument, tells none apart.
fn best(keys: &[ArrayRef], ranks: &[i64]) -> Result<Vec<Best>> {
    let telling: Vec<&ArrayRef> = keys.iter().filter(|key| !is_constant(key)).collect();
    let integers =
        |key: &&ArrayRef| key.as_primitive_opt::<Int64Type>().filter(|key| key.null_count() == 0).map(|key| key.values().clone());
    let integers: Option<Vec<_>> = telling.iter().map(integers).collect();
    match integers.as_deref() {
        Some([]) => Ok(best_by(ranks.iter().map(|_| ()), ranks)),
        Some([a]) => Ok(best_by(a.iter(), ranks)),
        Some([a, b]) => Ok(best_by(a.iter().zip(b.iter()), ranks)),
        Some([a, b, c]) => Ok(best_by(a.iter().zip(b.iter()).zip(c.iter()), ranks)),
        _ => {
            let converter = RowConverter::new(telling.iter().map(|key| SortField::new(key.data_type().clone())).collect())?;
            let rows = converter.convert_columns(&telling.into_iter().cloned().collect::<Vec<_>>())?;
            Ok(best_by(rows.iter().map(|row| row.data()), ranks))
        }
    }
}

fn best_by<K: Hash + Eq>(keys: impl Iterator<Item = K>, ranks: &[i64]) -> Vec<Best> {
    let mut best: HashMap<K, Best> = HashMap::with_capacity(ranks.len());
    for (row, (key, rank)) in (0_u32..).zip(keys.zip(ranks)) {
        let slot = best.entry(key).or_insert((row, *rank, 0));
        match rank.cmp(&slot.1) {
            std::cmp::Ordering::Less => *slot = (row, *rank, 1),
            std::cmp::Ordering::Equal => slot.2 += 1,
            std::cmp::Ordering::Greater => {}
        }
    }
    best.into_values().collect()
}

/// Whether all values are seen at a glance to be the same.
fn is_constant(array: &ArrayRef) -> bool {
    if array.null_count() > 0 {
        return false;
    }
    if let Some(values) = array.as_primitive_opt::<Int64Type>() {
        return values.values().windows(2).all(|pair| pair[0] == pair[1]);
    }
    // Equal views are equal texts if they refer to the same buffer, and they do.
    array.as_string_view_opt().is_some_and(|texts| texts.views().windows(2).all(|pair| pair[0] == pair[1]))
}
