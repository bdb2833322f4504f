//! Page indexes: which rows of a Parquet file may hold given values.

use std::collections::HashMap;
use std::ops::Range;

use parquet::file::metadata::ParquetMetaData;
use parquet::file::page_index::column_index::ColumnIndexMetaData;

/// A value that is looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// An integer.
    Int(i64),
    /// A text or bytes.
    Bytes(&'a [u8]),
    /// A null.
    Null,
}

/// Numbers of the leaf columns by the name of their top-level column (its first leaf).
pub fn leaves(footer: &ParquetMetaData) -> HashMap<&str, usize> {
    let mut leaves = HashMap::new();
    for (number, column) in footer.file_metadata().schema_descr().columns().iter().enumerate() {
        if let Some(name) = column.path().parts().first() {
            leaves.entry(name.as_str()).or_insert(number);
        }
    }
    leaves
}

/// The rows `within` which the pages may hold all of `wanted`, values by number of their leaf.
pub fn rows_that_may_hold(footer: &ParquetMetaData, within: Range<usize>, wanted: &[(usize, Value<'_>)]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (group, metadata) in footer.row_groups().iter().enumerate() {
        let end = start + usize::try_from(metadata.num_rows()).unwrap_or(0);
        let common = start.max(within.start)..end.min(within.end);
        if !common.is_empty() {
            let mut candidates = vec![common];
            for (leaf, value) in wanted {
                if let Some(pages) = pages_that_may_hold(footer, group, *leaf, start..end, value) {
                    candidates = intersection(&candidates, &pages);
                }
            }
            found.extend(candidates);
        }
        start = end;
    }
    found
}

/// The rows of the pages of one column chunk that may hold `value`; `None` if there is no index.
fn pages_that_may_hold(
    footer: &ParquetMetaData,
    group: usize,
    leaf: usize,
    rows: Range<usize>,
    value: &Value<'_>,
) -> Option<Vec<Range<usize>>> {
    let index = footer.column_index()?.get(group)?.get(leaf)?;
    let locations = footer.offset_index()?.get(group)?.get(leaf)?.page_locations();
    let mut pages: Vec<Range<usize>> = Vec::new();
    for (page, location) in locations.iter().enumerate() {
        if !may_hold(index, page, value) {
            continue;
        }
        let first = |i: usize| locations.get(i).and_then(|l| usize::try_from(l.first_row_index).ok()).map(|row| rows.start + row);
        let range = rows.start + usize::try_from(location.first_row_index).ok()?..first(page + 1).unwrap_or(rows.end);
        match pages.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => pages.push(range),
        }
    }
    Some(pages)
}

fn may_hold(index: &ColumnIndexMetaData, page: usize, value: &Value<'_>) -> bool {
    match (index, value) {
        (ColumnIndexMetaData::NONE, _) => true,
        (_, Value::Null) => index.null_count(page).is_none_or(|nulls| nulls > 0),
        _ if index.is_null_page(page) => false,
        (ColumnIndexMetaData::INT64(index), Value::Int(value)) => {
            index.min_value(page).is_none_or(|min| min <= value) && index.max_value(page).is_none_or(|max| max >= value)
        }
        (ColumnIndexMetaData::BYTE_ARRAY(index) | ColumnIndexMetaData::FIXED_LEN_BYTE_ARRAY(index), Value::Bytes(value)) => {
            index.min_value(page).is_none_or(|min| min <= *value) && index.max_value(page).is_none_or(|max| max >= *value)
        }
        _ => true,
    }
}

/// What is in both lists of ranges, each in order and apart.
fn intersection(a: &[Range<usize>], b: &[Range<usize>]) -> Vec<Range<usize>> {
    let (mut i, mut j) = (0, 0);
    let mut both = Vec::new();
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        let common = x.start.max(y.start)..x.end.min(y.end);
        if !common.is_empty() {
            both.push(common);
        }
        if x.end < y.end { i += 1 } else { j += 1 }
    }
    both
}
