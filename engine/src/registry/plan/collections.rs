//! Collections and dataset types: the small tables that are always in memory.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, ListBuilder, RecordBatch, StringViewArray, StringViewBuilder};
use arrow::datatypes::{DataType, Field};

use super::Plan;
use crate::collections::{ChainEdit, Collection, CollectionType, check_children};
use crate::datasets::DatasetType;
use crate::registry::keys::adapt;
use crate::registry::table;
use crate::{Error, Result};

impl Plan {
    pub(super) fn register_collection(&mut self, collection: &Collection) -> Result<()> {
        self.footprint.uses_collection(&collection.name);
        if let Some(existing) = self.next.collections.get(&collection.name) {
            if existing.kind != collection.kind {
                return Err(Error::Differs {
                    what: "collection",
                    name: collection.name.clone(),
                    field: "type".to_owned(),
                    existing: existing.kind.to_string(),
                    given: collection.kind.to_string(),
                });
            }
            return Ok(());
        }
        collection.check_name()?;
        let bare = Collection { children: Vec::new(), ..collection.clone() };
        self.put_collection(&bare)?;
        if collection.children.is_empty() {
            Ok(())
        } else {
            self.edit_chain(&collection.name, &ChainEdit::Redefine(collection.children.clone()))
        }
    }

    pub(super) fn set_doc(&mut self, name: &str, doc: &str) -> Result<()> {
        let mut collection = self.next.collection(name)?.clone();
        if collection.doc != doc {
            collection.doc = doc.to_owned();
            self.put_collection(&collection)?;
        }
        Ok(())
    }

    pub(super) fn edit_chain(&mut self, name: &str, edit: &ChainEdit) -> Result<()> {
        let mut collection = self.collection_of(name, CollectionType::Chained)?;
        for child in edit.named() {
            self.next.collection(child)?;
        }
        let children = edit.applied(name, &collection.children)?;
        children.iter().for_each(|child| self.footprint.uses_collection(child));
        check_children(&self.next.collections, name, &children)?;
        self.footprint.edits_chains();
        if collection.children != children {
            collection.children = children;
            self.put_collection(&collection)?;
        }
        Ok(())
    }

    /// The collection with that name, which must have that type.
    pub(super) fn collection_of(&mut self, name: &str, kind: CollectionType) -> Result<Collection> {
        let collection = self.next.collection(name)?.clone();
        self.footprint.uses_collection(name);
        if collection.kind == kind {
            return Ok(collection);
        }
        Err(Error::invalid("collection", name, format!("it is of type {}, not {kind}", collection.kind)))
    }

    /// Inserts or replaces the row of a collection.
    pub(super) fn put_collection(&mut self, collection: &Collection) -> Result<()> {
        self.footprint.uses_collection(&collection.name);
        self.drop_row(table::COLLECTION, &collection.name, self.base.collections.contains_key(&collection.name))?;
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("name", Arc::new(StringViewArray::from(vec![collection.name.as_str()]))),
            ("type", Arc::new(StringViewArray::from(vec![collection.kind.to_string()]))),
            ("doc", Arc::new(StringViewArray::from(vec![collection.doc.as_str()]))),
            ("children", text_list(&collection.children)),
        ];
        self.put_row(table::COLLECTION, columns)
    }

    pub(super) fn register_dataset_type(&mut self, dataset_type: &DatasetType) -> Result<()> {
        self.footprint.uses_dataset_type(&dataset_type.name);
        if let Some(existing) = self.next.dataset_types.get(&dataset_type.name) {
            return existing.check_same(dataset_type);
        }
        dataset_type.check_name()?;
        let dimensions: Vec<String> = dataset_type.dimensions.names().map(str::to_owned).collect();
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("name", Arc::new(StringViewArray::from(vec![dataset_type.name.as_str()]))),
            ("dimensions", text_list(&dimensions)),
            ("storage_class", Arc::new(StringViewArray::from(vec![dataset_type.storage_class.as_str()]))),
            ("is_calibration", Arc::new(BooleanArray::from(vec![dataset_type.is_calibration]))),
        ];
        self.put_row(table::DATASET_TYPE, columns)
    }

    pub(super) async fn remove_dataset_type(&mut self, name: &str) -> Result<()> {
        self.next.dataset_type(name)?;
        self.footprint.removes_dataset_type(name);
        if self.has_rows(table::DATASET, 0, name).await? {
            return Err(Error::Conflict {
                what: "dataset type",
                name: name.to_owned(),
                reason: "there are datasets of this type".to_owned(),
            });
        }
        self.drop_row(table::DATASET_TYPE, name, self.base.dataset_types.contains_key(name))?;
        self.next.reparse(table::DATASET_TYPE)
    }

    /// Removes the row of that name from a small table; a row of this plan just goes away.
    pub(super) fn drop_row(&mut self, table: &str, name: &str, in_base: bool) -> Result<()> {
        let already = self.tombstones().any(|(t, keys, _)| t == table && first_text(keys) == Some(name));
        let key = RecordBatch::try_from_iter([("name", Arc::new(StringViewArray::from(vec![name])) as ArrayRef)])?;
        self.bury(table, key, u64::from(in_base && !already))
    }

    fn put_row(&mut self, table: &str, columns: Vec<(&str, ArrayRef)>) -> Result<()> {
        let row = RecordBatch::try_from_iter(columns)?;
        let row = adapt(&row, &self.next.table(table)?.spec.schema)?;
        self.insert(table, &row)?;
        self.next.learn(table, &row)
    }
}

fn first_text(keys: &RecordBatch) -> Option<&str> {
    use arrow::array::AsArray;
    keys.column(0).as_string_view_opt().filter(|a| !arrow::array::Array::is_empty(*a)).map(|a| a.value(0))
}

/// A list column with one row.
fn text_list(values: &[String]) -> ArrayRef {
    let item = Field::new("item", DataType::Utf8View, false);
    let mut builder = ListBuilder::new(StringViewBuilder::new()).with_field(item);
    builder.append_value(values.iter().map(Some));
    Arc::new(builder.finish())
}
