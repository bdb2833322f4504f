//! The order in which data IDs are shown when nobody asks for another.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray, UInt32Array};
use arrow::compute::{SortColumn, filter_record_batch, lexsort_to_indices, take_record_batch};

use super::finish::Rows;
use crate::Result;
use crate::dimensions::Group;

/// The dimensions of a group by which its data IDs are sorted: first those that identify something on the sky or in time, then the others.
pub fn natural_order(group: &Group) -> Vec<String> {
    let universe = group.universe();
    let elements: Vec<_> = group.data_id_keys().filter_map(|name| universe.get(name)).collect();
    let (early, late): (Vec<_>, Vec<_>) = elements.into_iter().partition(|e| e.spatial.is_some() || e.temporal.is_some());
    let names = early.iter().flat_map(|e| e.required.iter()).chain(late.iter().map(|e| &e.name));
    let mut order: Vec<String> = Vec::new();
    for name in names {
        if !order.contains(name) {
            order.push(name.clone());
        }
    }
    order
}

impl Rows {
    /// The same rows sorted by these columns, texts by their bytes, nulls first; rows that agree in all of them stay in their order.
    pub fn sorted(&self, columns: &[String]) -> Result<Rows> {
        let count = u32::try_from(self.len()).map_err(|_| crate::Error::internal("an answer has too many rows to sort"))?;
        let position: ArrayRef = Arc::new((0..count).collect::<UInt32Array>());
        let columns = columns.iter().map(|name| self.column(name).cloned()).chain([Ok(position)]);
        let columns = columns.map(|values| Ok(SortColumn { values: values?, options: None })).collect::<Result<Vec<_>>>()?;
        let order = lexsort_to_indices(&columns, None)?;
        Ok(Rows::new(take_record_batch(self.batch(), &order)?))
    }

    /// Of the rows that agree in a column of bytes the first.
    pub(super) fn once_by(&self, column: &str) -> Result<Rows> {
        let values = self.column(column)?;
        let values = values.as_fixed_size_binary_opt().ok_or_else(|| crate::Error::internal(format!("`{column}` holds no bytes")))?;
        let mut seen = HashSet::new();
        let is_first: BooleanArray = (0..self.len()).map(|row| Some(seen.insert(values.value(row)))).collect();
        if seen.len() == self.len() {
            return Ok(self.clone());
        }
        Ok(Rows::new(filter_record_batch(self.batch(), &is_first)?))
    }

    /// The first `count` rows.
    pub fn head(&self, count: usize) -> Rows {
        Rows::new(self.batch().slice(0, count.min(self.len())))
    }
}

#[cfg(test)]
mod tests;
