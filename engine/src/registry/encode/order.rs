//! The order of a table's rows.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray, RecordBatch, StructArray, UInt32Array};
use arrow::compute::{concat_batches, take};
use arrow::datatypes::DataType;

use crate::registry::codes::{Codes, is_constant};
use crate::registry::keys::{KeyEncoder, column};
use crate::registry::table::TableSpec;
use crate::{Error, Result};

/// Rows of the batches that [`in_order`] makes of UUID-sorted tables.
const CHUNK_ROWS: usize = 8192;

/// `batch` in the order of the table.
pub fn sorted(spec: &TableSpec, batch: &RecordBatch) -> Result<RecordBatch> {
    let mut columns = Vec::new();
    for name in spec.sort.iter().filter(|name| batch.column_by_name(name).is_some()) {
        let array = column(batch, name)?;
        if !is_constant(array) {
            columns.push((name, array));
        }
    }
    if columns.is_empty() {
        return Ok(batch.clone());
    }
    let arrays: Vec<&ArrayRef> = columns.iter().map(|(_, array)| *array).collect();
    let order = match packed_order(&arrays)? {
        Some(order) => order,
        None => {
            let names: Vec<&String> = columns.iter().map(|(name, _)| *name).collect();
            key_order(&KeyEncoder::new(&spec.schema, &names)?, batch)?
        }
    };
    if order.is_sorted() {
        return Ok(batch.clone());
    }
    reordered(batch, order)
}

/// Gives all rows of `batches`, which have the table's schema, to `sink` in the order of the table.
pub fn in_order(spec: &TableSpec, mut batches: Vec<RecordBatch>, sink: &mut dyn FnMut(RecordBatch) -> Result<()>) -> Result<()> {
    batches.retain(|batch| batch.num_rows() > 0);
    if spec.sort == ["id"] && column_of_ids(&batches).is_some() {
        return by_id(spec, &batches, sink);
    }
    if let Some(order) = order_of_blocks(spec, &batches)? {
        return order.into_iter().try_for_each(|index| sink(sorted(spec, &batches[index])?));
    }
    let whole = concat_batches(&spec.schema, &batches)?;
    drop(batches);
    sink(sorted(spec, &whole)?)
}

/// Positions in the order of the values of `columns`, by ranks packed into one number with the position; `None` if they do not fit.
fn packed_order(columns: &[&ArrayRef]) -> Result<Option<Vec<u32>>> {
    let rows = columns.first().map_or(0, |array| array.len());
    let bits_for = |count: usize| usize::BITS - count.saturating_sub(1).leading_zeros();
    let position_bits = bits_for(rows);
    let mut used = position_bits;
    let mut keys = vec![0_u64; rows];
    for array in columns {
        if !matches!(array.data_type(), DataType::Int64 | DataType::Utf8View) {
            return Ok(None);
        }
        let codes = Codes::of(array)?;
        let bits = bits_for(codes.first.len());
        used += bits;
        if used > u64::BITS {
            return Ok(None);
        }
        let ranks = codes.ranks(array)?;
        for (key, code) in keys.iter_mut().zip(codes.of_row.iter()) {
            *key = *key << bits | u64::from(ranks[*code as usize]);
        }
    }
    if !keys.is_sorted() {
        for (position, key) in (0_u64..).zip(&mut keys) {
            *key = *key << position_bits | position;
        }
        keys.sort_unstable();
        let mask = (1_u64 << position_bits) - 1;
        return Ok(Some(keys.into_iter().map(|key| u32::try_from(key & mask).unwrap_or(u32::MAX)).collect()));
    }
    Ok(Some((0..u32::try_from(rows).unwrap_or(u32::MAX)).collect()))
}

/// Positions in the order of encoded keys.
fn key_order(encoder: &KeyEncoder, batch: &RecordBatch) -> Result<Vec<u32>> {
    let keys = encoder.encode(batch)?;
    let mut order: Vec<u32> = (0..u32::try_from(keys.num_rows()).unwrap_or(u32::MAX)).collect();
    order.sort_unstable_by(|a, b| keys.row(*a as usize).cmp(&keys.row(*b as usize)).then(a.cmp(b)));
    Ok(order)
}

/// Numbers of the batches in the order of their blocks, if each is of one block and no two of the same.
fn order_of_blocks(spec: &TableSpec, batches: &[RecordBatch]) -> Result<Option<Vec<usize>>> {
    if batches.len() == 1 {
        return Ok(Some(vec![0]));
    }
    if spec.blocks == 0 {
        return Ok(None);
    }
    let mut blocks = Vec::with_capacity(batches.len());
    for (index, batch) in batches.iter().enumerate() {
        let mut key: Vec<&str> = Vec::with_capacity(spec.blocks);
        for name in spec.block_columns() {
            let array = column(batch, name)?;
            match array.as_string_view_opt() {
                Some(values) if is_constant(array) => key.push(values.value(0)),
                _ => return Ok(None),
            }
        }
        blocks.push((key, index));
    }
    blocks.sort_unstable();
    let distinct = blocks.windows(2).all(|pair| pair[0].0 != pair[1].0);
    Ok(distinct.then(|| blocks.into_iter().map(|(_, index)| index).collect()))
}

fn column_of_ids(batches: &[RecordBatch]) -> Option<()> {
    let is_uuid =
        |batch: &RecordBatch| batch.column_by_name("id")?.as_fixed_size_binary_opt().filter(|ids| ids.value_length() == 16).map(drop);
    batches.iter().try_for_each(is_uuid)
}

/// UUIDs are sorted as numbers, with where they stand.
fn by_id(spec: &TableSpec, batches: &[RecordBatch], sink: &mut dyn FnMut(RecordBatch) -> Result<()>) -> Result<()> {
    let whole = concat_batches(&spec.schema, batches)?;
    let ids = column(&whole, "id")?.as_fixed_size_binary();
    let mut order: Vec<(u128, u32)> = Vec::with_capacity(whole.num_rows());
    for row in 0..ids.len() {
        let id: [u8; 16] = ids.value(row).try_into().map_err(|_| Error::internal("a UUID does not have 16 bytes"))?;
        order.push((u128::from_be_bytes(id), u32::try_from(row).unwrap_or(u32::MAX)));
    }
    order.sort_unstable();
    let same: Vec<bool> = whole.columns().iter().map(is_constant).collect();
    for chunk in order.chunks(CHUNK_ROWS) {
        let positions = UInt32Array::from_iter_values(chunk.iter().map(|(_, row)| *row));
        let columns = whole.columns().iter().zip(&same).map(|(array, same)| match same {
            true => Ok(array.slice(0, chunk.len())),
            false => Ok(take(array, &positions, None)?),
        });
        sink(RecordBatch::try_new(spec.schema.clone(), columns.collect::<Result<_>>()?)?)?;
    }
    Ok(())
}

/// The rows of `batch` in another order: columns of one value stay as they are.
fn reordered(batch: &RecordBatch, order: Vec<u32>) -> Result<RecordBatch> {
    let order = UInt32Array::from(order);
    let columns = batch.columns().iter().map(|array| reorder(array, &order)).collect::<Result<_>>()?;
    Ok(RecordBatch::try_new(batch.schema(), columns)?)
}

fn reorder(array: &ArrayRef, order: &UInt32Array) -> Result<ArrayRef> {
    if is_constant(array) {
        return Ok(array.clone());
    }
    if let Some(structs) = array.as_struct_opt().filter(|structs| structs.null_count() == 0) {
        let columns = structs.columns().iter().map(|array| reorder(array, order)).collect::<Result<_>>()?;
        return Ok(Arc::new(StructArray::try_new(structs.fields().clone(), columns, None)?));
    }
    // Lists of one item each, as those of stored files are, change with their items.
    if let (DataType::List(field), Some(lists)) = (array.data_type(), array.as_list_opt::<i32>())
        && lists.null_count() == 0
        && lists.value_offsets().iter().zip(0..).all(|(offset, row)| *offset == row)
        && lists.values().len() == lists.len()
    {
        let values = reorder(lists.values(), order)?;
        return Ok(Arc::new(ListArray::try_new(field.clone(), lists.offsets().clone(), values, None)?));
    }
    Ok(take(array, order, None)?)
}

#[cfg(test)]
mod tests;
