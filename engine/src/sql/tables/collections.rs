//! `collections`: name, type, documentation, children in search order, parents.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, ListBuilder, RecordBatch, StringViewArray, StringViewBuilder};

use super::catalog::Shared;
use crate::Result;

/// Its rows.
pub fn rows(shared: &Shared) -> Result<RecordBatch> {
    let collections = shared.snapshot.collections();
    let mut parents: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, collection) in collections.iter() {
        for child in &collection.children {
            parents.entry(child).or_default().push(name);
        }
    }
    let all = || collections.values();
    let children = all().map(|c| c.children.iter().map(String::as_str).collect());
    let parents = all().map(|c| parents.get(c.name.as_str()).cloned().unwrap_or_default());
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("name", Arc::new(all().map(|c| Some(c.name.as_str())).collect::<StringViewArray>())),
        ("type", Arc::new(all().map(|c| Some(c.kind.to_string())).collect::<StringViewArray>())),
        ("doc", Arc::new(all().map(|c| Some(c.doc.as_str())).collect::<StringViewArray>())),
        ("children", lists(children)),
        ("parents", lists(parents)),
    ];
    Ok(RecordBatch::try_from_iter(columns)?)
}

/// A column of lists of texts.
pub fn lists<'a>(rows: impl Iterator<Item = Vec<&'a str>>) -> ArrayRef {
    let mut builder = ListBuilder::new(StringViewBuilder::new());
    for row in rows {
        row.into_iter().for_each(|text| builder.values().append_value(text));
        builder.append(true);
    }
    Arc::new(builder.finish())
}
