//! Where in a held file the rows are that a scan asks for.

use std::cmp::Ordering;
use std::ops::Range;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::Int64Type;

use crate::registry::file::{Bound, DataFile};
use crate::registry::scan::Scan;

/// The rows of `batch`, all those of a file in the order `sort`, that a scan may ask for.
pub fn rows_for(scan: &Scan, file: &DataFile, batch: &RecordBatch, sort: &[String]) -> Vec<Range<usize>> {
    if let (Some(ids), [only]) = (&scan.ids, sort)
        && let Some(column) = batch.column_by_name(only).and_then(|c| c.as_fixed_size_binary_opt())
    {
        let found = ids.iter().map(|id| equal_range(0..column.len(), |row| column.value(row).cmp(&id.to_be_bytes())));
        return found.filter(|range| !range.is_empty()).collect();
    }
    scan.block_ranges(file).into_iter().map(|range| narrowed(range, scan, batch, &sort[leading(scan).min(sort.len())..])).collect()
}

/// How many leading columns the blocks that a scan picks have in common.
fn leading(scan: &Scan) -> usize {
    scan.block.len().max(scan.one_of.as_ref().map_or(0, |(position, _)| position + 1))
}

/// Of sorted rows those whose leading columns have the values that a scan asks for.
fn narrowed(mut range: Range<usize>, scan: &Scan, batch: &RecordBatch, sort: &[String]) -> Range<usize> {
    for name in sort {
        let (false, Some(column)) = (range.is_empty(), batch.column_by_name(name)) else { break };
        let wanted = scan.between.iter().find(|(column, min, max)| column == name && min == max).map(|(_, bound, _)| bound);
        match wanted {
            Some(bound) => range = equal_range(range, |row| compare(column, row, bound)),
            // In sorted rows a column is constant if it begins and ends with the same value.
            None if is_same(column, range.start, range.end - 1) => {}
            None => break,
        }
    }
    range
}

/// Of rows in ascending order those that compare as equal.
fn equal_range(range: Range<usize>, compare: impl Fn(usize) -> Ordering) -> Range<usize> {
    let first = |is_before: &dyn Fn(Ordering) -> bool| {
        let (mut low, mut high) = (range.start, range.end);
        while low < high {
            let middle = low + (high - low) / 2;
            if is_before(compare(middle)) { low = middle + 1 } else { high = middle }
        }
        low
    };
    first(&|o| o == Ordering::Less)..first(&|o| o != Ordering::Greater)
}

/// A value against the one that is wanted; nulls come first. Values of another sort are as good as equal: somebody else looks at them again.
fn compare(column: &ArrayRef, row: usize, wanted: &Bound) -> Ordering {
    if column.is_null(row) {
        return Ordering::Less;
    }
    match wanted {
        Bound::Int(wanted) => column.as_primitive_opt::<Int64Type>().map_or(Ordering::Equal, |values| values.value(row).cmp(wanted)),
        Bound::Text(wanted) => column.as_string_view_opt().map_or(Ordering::Equal, |values| values.value(row).cmp(wanted)),
        Bound::Hex(_) => Ordering::Equal,
    }
}

fn is_same(column: &ArrayRef, a: usize, b: usize) -> bool {
    if column.is_null(a) || column.is_null(b) {
        return column.is_null(a) && column.is_null(b);
    }
    if let Some(values) = column.as_primitive_opt::<Int64Type>() {
        return values.value(a) == values.value(b);
    }
    column.as_string_view_opt().is_some_and(|values| values.value(a) == values.value(b))
}
