//! Which dimension records must go with datasets so that these can be imported.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, BooleanArray, RecordBatch};
use futures::TryStreamExt;
use hashbrown::HashSet;

use crate::dimensions::{Element, Group};
use crate::error::Result;
use crate::registry::Snapshot;
use crate::registry::files::Files;
use crate::registry::keys::{KeyEncoder, column};
use crate::registry::scan::Scan;

/// Encoded primary keys of records, by element.
pub(super) struct Needed {
    snapshot: Snapshot,
    keys: HashMap<String, HashSet<Box<[u8]>>>,
}

impl Needed {
    pub(super) fn new(snapshot: &Snapshot) -> Needed {
        Needed { snapshot: snapshot.clone(), keys: HashMap::new() }
    }

    /// Whether any record of the element is needed.
    pub(super) fn has_any(&self, element: &str) -> bool {
        self.keys.get(element).is_some_and(|keys| !keys.is_empty())
    }

    /// Adds the records of the dimensions of data IDs, but for those that follow from others.
    pub(super) fn add_data_ids(&mut self, group: &Group, rows: &RecordBatch) -> Result<()> {
        let universe = Arc::clone(&self.snapshot.universe);
        for name in group.minimal() {
            let element = universe.element(name)?;
            if element.is_stored() {
                let columns: Vec<&str> = element.required.iter().map(String::as_str).collect();
                self.add(&element.name, rows, &columns)?;
            }
        }
        Ok(())
    }

    /// Adds the keys that the columns spell out; rows where one is null name nothing.
    fn add(&mut self, element: &str, rows: &RecordBatch, columns: &[&str]) -> Result<()> {
        let encoded = KeyEncoder::new(rows.schema_ref(), columns)?.encode(rows)?;
        let arrays = columns.iter().map(|name| column(rows, name)).collect::<Result<Vec<_>>>()?;
        let keys = self.keys.entry(element.to_owned()).or_default();
        let mut last: Option<usize> = None;
        for row in 0..rows.num_rows() {
            // Rows are sorted by key more or less: most are as the one before.
            if last.is_some_and(|last| encoded.row(last) == encoded.row(row)) || arrays.iter().any(|array| array.is_null(row)) {
                continue;
            }
            last = Some(row);
            let key = encoded.row(row);
            if !keys.contains(key.data()) {
                keys.insert(key.data().into());
            }
        }
        Ok(())
    }

    /// Adds what is populated by dimensions, then the parents of everything.
    pub(super) async fn close(&mut self, files: &Files) -> Result<()> {
        let universe = Arc::clone(&self.snapshot.universe);
        for element in universe.stored_elements() {
            let Some(dimension) = element.populated_by.as_deref().filter(|name| self.has_any(name)) else { continue };
            let columns: Vec<&str> = universe.element(dimension)?.required.iter().map(String::as_str).collect();
            let mut rows = self.snapshot.scan(files, &element.name, Scan::default())?;
            while let Some(batch) = rows.try_next().await? {
                let batch = self.filtered(dimension, &batch, &columns)?;
                self.add(&element.name, &batch, &key_columns(element))?;
            }
        }
        // Parents stand before their children in the universe's order.
        let mut elements: Vec<&Arc<Element>> = universe.stored_elements().collect();
        elements.reverse();
        for element in elements.into_iter().filter(|element| !element.parents.is_empty()) {
            if !self.has_any(&element.name) {
                continue;
            }
            let mut rows = self.snapshot.scan(files, &element.name, Scan::default())?;
            while let Some(batch) = rows.try_next().await? {
                let batch = self.filter(element, &batch)?;
                for parent in &element.parents {
                    let target = universe.element(&parent.element)?;
                    if target.is_stored() {
                        let child_of = |own: &&str| parent.columns.iter().find(|(_, there)| there == own).map(|(here, _)| here.as_str());
                        let columns: Vec<&str> = key_columns(target).iter().filter_map(child_of).collect();
                        self.add(&target.name, &batch, &columns)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The rows of an element that are needed.
    pub(super) fn filter(&self, element: &Element, rows: &RecordBatch) -> Result<RecordBatch> {
        self.filtered(&element.name, rows, &key_columns(element))
    }

    /// The rows whose columns spell out a needed key of `element`.
    fn filtered(&self, element: &str, rows: &RecordBatch, columns: &[&str]) -> Result<RecordBatch> {
        let encoded = KeyEncoder::new(rows.schema_ref(), columns)?.encode(rows)?;
        let keys = self.keys.get(element);
        let mask: BooleanArray = encoded.iter().map(|key| Some(keys.is_some_and(|keys| keys.contains(key.data())))).collect();
        Ok(arrow::compute::filter_record_batch(rows, &mask)?)
    }
}

fn key_columns(element: &Element) -> Vec<&str> {
    element.key_fields().iter().map(|field| field.name.as_str()).collect()
}
