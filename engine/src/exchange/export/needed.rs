//! Which dimension records must go with datasets and data IDs so that these can be imported.
//!
//! As in the reference: records of all elements of a data ID, what its dimensions populate beyond these (with a visit alone go the regions of all its
//! detectors, with a visit and a detector the one region), and the parents of everything.

use std::collections::{BTreeSet, HashMap};
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
pub(in crate::exchange) struct Needed {
    snapshot: Snapshot,
    /// Elements of which records may go; all if this is absent.
    allowed: Option<BTreeSet<String>>,
    keys: HashMap<String, HashSet<Box<[u8]>>>,
    /// Keys of the dimensions whose populated rows are needed, by the element that has these rows.
    populating: HashMap<String, HashSet<Box<[u8]>>>,
}

impl Needed {
    /// Nothing yet.
    ///
    /// # Errors
    /// One of `allowed` is no element.
    pub(in crate::exchange) fn new(snapshot: &Snapshot, allowed: Option<&BTreeSet<String>>) -> Result<Needed> {
        for name in allowed.into_iter().flatten() {
            snapshot.universe.element(name)?;
        }
        Ok(Needed { snapshot: snapshot.clone(), allowed: allowed.cloned(), keys: HashMap::new(), populating: HashMap::new() })
    }

    /// Whether any record of the element is needed.
    pub(in crate::exchange) fn has_any(&self, element: &str) -> bool {
        self.keys.get(element).is_some_and(|keys| !keys.is_empty())
    }

    fn is_allowed(&self, element: &str) -> bool {
        self.allowed.as_ref().is_none_or(|allowed| allowed.contains(element))
    }

    /// Adds the records of the elements of data IDs, but for those that follow from others. `rows` has the required dimensions of `group`.
    pub(in crate::exchange) fn add_data_ids(&mut self, group: &Group, rows: &RecordBatch) -> Result<()> {
        let universe = Arc::clone(&self.snapshot.universe);
        let is_spelled_out = |element: &Element| element.required.iter().all(|name| group.required().any(|r| r == name));
        for element in group.elements().filter(|element| element.is_stored() && is_spelled_out(element)) {
            let columns: Vec<&str> = element.required.iter().map(String::as_str).collect();
            add(&mut self.keys, &element.name, rows, &columns)?;
        }
        for element in universe.stored_elements() {
            let Some(dimension) = element.populated_by.as_deref().filter(|name| group.contains(name) && self.is_allowed(name)) else {
                continue;
            };
            if *dimension != *element.name && !group.elements().any(|own| own.name == element.name) {
                let columns: Vec<&str> = universe.element(dimension)?.required.iter().map(String::as_str).collect();
                add(&mut self.populating, &element.name, rows, &columns)?;
            }
        }
        Ok(())
    }

    /// Adds records by their keys, whatever is allowed. Nothing follows from them: to be called last.
    pub(in crate::exchange) fn add_records(&mut self, element: &str, rows: &RecordBatch) -> Result<()> {
        let universe = Arc::clone(&self.snapshot.universe);
        add(&mut self.keys, element, rows, &key_columns(universe.element(element)?))
    }

    /// Adds what is populated by dimensions, then the parents of everything; then drops what is not allowed.
    pub(in crate::exchange) async fn close(&mut self, files: &Files) -> Result<()> {
        let universe = Arc::clone(&self.snapshot.universe);
        for element in universe.stored_elements() {
            let (Some(dimension), Some(populating)) = (element.populated_by.as_deref(), self.populating.remove(&element.name)) else {
                continue;
            };
            let columns: Vec<&str> = universe.element(dimension)?.required.iter().map(String::as_str).collect();
            let mut rows = self.snapshot.scan(files, &element.name, Scan::default())?;
            while let Some(batch) = rows.try_next().await? {
                let batch = filtered(Some(&populating), &batch, &columns)?;
                add(&mut self.keys, &element.name, &batch, &key_columns(element))?;
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
                        add(&mut self.keys, &target.name, &batch, &columns)?;
                    }
                }
            }
        }
        let allowed = self.allowed.take();
        self.keys.retain(|element, _| allowed.as_ref().is_none_or(|allowed| allowed.contains(element)));
        Ok(())
    }

    /// The rows of an element that are needed.
    pub(in crate::exchange) fn filter(&self, element: &Element, rows: &RecordBatch) -> Result<RecordBatch> {
        filtered(self.keys.get(&element.name), rows, &key_columns(element))
    }
}

/// Adds the keys of `element` that the columns spell out; rows where one is null name nothing.
fn add(to: &mut HashMap<String, HashSet<Box<[u8]>>>, element: &str, rows: &RecordBatch, columns: &[&str]) -> Result<()> {
    let encoded = KeyEncoder::new(rows.schema_ref(), columns)?.encode(rows)?;
    let arrays = columns.iter().map(|name| column(rows, name)).collect::<Result<Vec<_>>>()?;
    let keys = to.entry(element.to_owned()).or_default();
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

/// The rows whose columns spell out one of the keys.
fn filtered(keys: Option<&HashSet<Box<[u8]>>>, rows: &RecordBatch, columns: &[&str]) -> Result<RecordBatch> {
    let encoded = KeyEncoder::new(rows.schema_ref(), columns)?.encode(rows)?;
    let mask: BooleanArray = encoded.iter().map(|key| Some(keys.is_some_and(|keys| keys.contains(key.data())))).collect();
    Ok(arrow::compute::filter_record_batch(rows, &mask)?)
}

fn key_columns(element: &Element) -> Vec<&str> {
    element.key_fields().iter().map(|field| field.name.as_str()).collect()
}
