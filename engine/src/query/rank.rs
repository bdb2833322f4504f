//! The place in a search of the collections that rows were found in.

use std::collections::HashMap;

use arrow::array::{Array, StringViewArray};

use crate::collections::Collection;

/// The place of each row's collection among `found`; one behind the last for others.
pub(super) fn ranks(holders: &StringViewArray, found: &[Collection]) -> Vec<i64> {
    let places: HashMap<&str, i64> = found.iter().map(|collection| collection.name.as_str()).zip(0..).collect();
    let behind = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let of = |name: &str| places.get(name).copied().unwrap_or(behind);
    // Rows stand together by collection: a name is looked up when it changes. Equal views are equal names if they refer to the same buffer, and mostly they do.
    let (mut view, mut name, mut place) = (None, None, behind);
    let of_row = |row: usize| {
        let seen = Some(holders.views()[row]);
        if seen != view {
            view = seen;
            let now = holders.value(row);
            if name != Some(now) {
                (name, place) = (Some(now), of(now));
            }
        }
        place
    };
    (0..holders.len()).map(of_row).collect()
}
