//! Columns as small numbers: equal values get equal codes, so that millions of rows are compared, looked up and sorted without their bytes.
//!
//! Data IDs repeat a few values over and over; what is asked of a row (does its visit exist, is it in order) is then asked once of each value.

use std::hash::Hash;

use arrow::array::{Array, ArrayRef, AsArray, UInt32Array};
use arrow::buffer::ScalarBuffer;
use arrow::compute::{SortOptions, sort_to_indices, take};
use arrow::datatypes::{DataType, Int64Type};
use arrow::row::{RowConverter, SortField};
use hashbrown::HashMap;

use crate::{Error, Result};

/// The values of a column, or of several, numbered in the order in which they first occur. Null is a value.
#[derive(Debug, Clone)]
pub struct Codes {
    /// The number of each row's value.
    pub of_row: ScalarBuffer<u32>,
    /// Of each value the row in which it first occurs.
    pub first: Vec<u32>,
}

impl Codes {
    /// Of one column.
    pub fn of(array: &ArrayRef) -> Result<Codes> {
        let rows = u32::try_from(array.len()).map_err(|_| Error::internal("a batch of more than 2^32 rows"))?;
        match array.data_type() {
            DataType::Int64 if array.null_count() == 0 => {
                let values = array.as_primitive::<Int64Type>().values();
                Ok(number(rows, |row| values[row as usize]))
            }
            DataType::Utf8View if array.null_count() == 0 => {
                let values = array.as_string_view();
                let views = values.views();
                Ok(number_with(rows, |row| values.value(row as usize), |a, b| is_same_view(views[a as usize], views[b as usize])))
            }
            other => {
                let converter = RowConverter::new(vec![SortField::new(other.clone())])?;
                let encoded = converter.convert_columns(std::slice::from_ref(array))?;
                Ok(number(rows, |row| encoded.row(row as usize).data()))
            }
        }
    }

    /// Of the pairs of values of two columns.
    pub fn and(&self, other: &Codes) -> Codes {
        match (self.first.len(), other.first.len()) {
            (1, _) => return other.clone(),
            (_, 1) => return self.clone(),
            _ => {}
        }
        let pair = |row: u32| u64::from(self.of_row[row as usize]) << 32 | u64::from(other.of_row[row as usize]);
        number(u32::try_from(self.of_row.len()).unwrap_or(u32::MAX), pair)
    }

    /// The codes of a column whose value at a row is number `of_row` of as many values; these have the codes `values`.
    pub fn through(&self, values: &Codes) -> Codes {
        let of_row: Vec<u32> = self.of_row.iter().map(|code| values.of_row[*code as usize]).collect();
        let first = values.first.iter().map(|value| self.first[*value as usize]).collect();
        Codes { of_row: of_row.into(), first }
    }

    /// Rows of one value each, as positions.
    pub fn positions(&self) -> UInt32Array {
        UInt32Array::from(self.first.clone())
    }

    /// The codes as positions among the values.
    pub fn as_positions(&self) -> UInt32Array {
        UInt32Array::new(self.of_row.clone(), None)
    }

    /// For each code its place in the order of the values, nulls first.
    pub fn ranks(&self, array: &ArrayRef) -> Result<Vec<u32>> {
        let values = take(array, &self.positions(), None)?;
        let order = sort_to_indices(&values, Some(SortOptions { descending: false, nulls_first: true }), None)?;
        let mut ranks = vec![0; self.first.len()];
        for (rank, code) in (0..).zip(order.values()) {
            ranks[*code as usize] = rank;
        }
        Ok(ranks)
    }
}

/// Whether all rows have the same value.
pub fn is_constant(array: &ArrayRef) -> bool {
    match array.data_type() {
        _ if array.len() < 2 || array.null_count() == array.len() => true,
        _ if array.null_count() > 0 => false,
        DataType::Int64 => {
            let values = array.as_primitive::<Int64Type>().values();
            values.iter().all(|value| *value == values[0])
        }
        DataType::Utf8View => {
            let values = array.as_string_view();
            let views = values.views();
            (1..views.len()).all(|row| is_same_view(views[row - 1], views[row]) || values.value(row - 1) == values.value(row))
        }
        _ => false,
    }
}

/// Whether two views certainly show the same text: short texts stand in the view itself, long ones have their place in it.
fn is_same_view(a: u128, b: u128) -> bool {
    a == b
}

fn number<T: Hash + Eq + Copy>(rows: u32, value: impl Fn(u32) -> T) -> Codes {
    number_with(rows, &value, |a, b| value(a) == value(b))
}

/// `is_same` is a quick look at neighbours, which may miss that they are equal.
fn number_with<T: Hash + Eq>(rows: u32, value: impl Fn(u32) -> T, is_same: impl Fn(u32, u32) -> bool) -> Codes {
    let mut numbers: HashMap<T, u32> = HashMap::new();
    let mut of_row = Vec::with_capacity(rows as usize);
    let mut first = Vec::new();
    let mut last = 0;
    for row in 0..rows {
        if row == 0 || !is_same(row - 1, row) {
            last = *numbers.entry(value(row)).or_insert_with(|| {
                first.push(row);
                u32::try_from(first.len() - 1).unwrap_or(u32::MAX)
            });
        }
        of_row.push(last);
    }
    Codes { of_row: of_row.into(), first }
}

#[cfg(test)]
mod tests;
