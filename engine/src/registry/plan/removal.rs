//! Removing datasets, RUNs and other collections, with everything that refers to them.

use arrow::array::{ArrayRef, AsArray, RecordBatch, StringViewArray};
use futures::TryStreamExt;
use std::sync::Arc;
use uuid::Uuid;

use super::Plan;
use crate::collections::CollectionType;
use crate::registry::keys::column;
use crate::registry::scan::Scan;
use crate::registry::state::TableState;
use crate::registry::table;
use crate::{Error, Result};

impl Plan {
    pub(super) async fn remove_datasets(&mut self, ids: &[Uuid]) -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let datasets = self.datasets(ids).await?;
        let keys = datasets.project(&[datasets.schema().index_of("id")?])?;
        for table in [table::TAG, table::VALIDITY] {
            let members = self.members(table, &keys).await?;
            self.bury_found(table, &members)?;
        }
        self.bury_found(table::DATASET, &[keys])
    }

    pub(super) async fn remove_run(&mut self, name: &str) -> Result<()> {
        self.collection_of(name, CollectionType::Run)?;
        self.check_in_no_chain(name)?;
        self.footprint.empties(name);
        for table in [table::DATASET, table::TAG, table::VALIDITY] {
            self.bury_all(table, "run", name).await?;
        }
        self.drop_collection(name)
    }

    pub(super) async fn remove_collection(&mut self, name: &str) -> Result<()> {
        let collection = self.next.collection(name)?.clone();
        if collection.kind == CollectionType::Run {
            return Err(Error::invalid("collection", name, "it is a RUN, which is removed with its datasets or not at all"));
        }
        self.check_in_no_chain(name)?;
        self.footprint.empties(name);
        for table in [table::TAG, table::VALIDITY] {
            self.bury_all(table, "collection", name).await?;
        }
        self.drop_collection(name)
    }

    fn check_in_no_chain(&mut self, name: &str) -> Result<()> {
        self.footprint.edits_chains();
        let parent = self.next.collections.values().find(|c| c.children.iter().any(|child| child == name));
        match parent {
            Some(parent) => Err(Error::Conflict {
                what: "collection",
                name: name.to_owned(),
                reason: format!("it is a child of chain `{}`", parent.name),
            }),
            None => Ok(()),
        }
    }

    fn drop_collection(&mut self, name: &str) -> Result<()> {
        let in_base = self.base.collections.contains_key(name);
        self.drop_row(table::COLLECTION, name, in_base)?;
        self.next.reparse(table::COLLECTION)
    }

    /// Buries every row with this value in `column`.
    async fn bury_all(&mut self, table: &str, column: &str, value: &str) -> Result<()> {
        let mut count = self.count(table, column, value).await?;
        let key = RecordBatch::try_from_iter([(column, Arc::new(StringViewArray::from(vec![value])) as ArrayRef)])?;
        if count > 0 {
            count -= self.count_pending(table, &key)?;
            self.bury(table, key, count)?;
        }
        Ok(())
    }

    async fn count(&self, table: &str, column: &str, value: &str) -> Result<u64> {
        let state = self.next.table(table)?;
        let position = state.spec.block_columns().iter().position(|c| c == column);
        if let (Some(position), true) = (position, state.tombstones.is_empty()) {
            return Ok(count_blocks(state, position, value)? + count_inline(state, column, value)?);
        }
        let mut scan = Scan::columns(&[column]);
        if let Some(position) = position {
            scan = scan.block(position, value);
        }
        let mut rows = self.next.scan(&self.files, table, scan)?;
        let mut count = 0;
        while let Some(batch) = rows.try_next().await? {
            count += batch.column(0).as_string_view().iter().flatten().filter(|v| *v == value).count() as u64;
        }
        Ok(count)
    }

    /// Keys of the rows of a table of collection members that refer to these datasets.
    async fn members(&self, table: &str, ids: &RecordBatch) -> Result<Vec<RecordBatch>> {
        let set = crate::registry::keys::KeySet::of(ids)?;
        let key: Vec<&str> = self.next.table(table)?.spec.key.iter().map(String::as_str).collect();
        let mut rows = self.next.scan(&self.files, table, Scan::columns(&key))?;
        let mut found = Vec::new();
        while let Some(batch) = rows.try_next().await? {
            let mask = set.mask(&batch)?;
            if mask.true_count() > 0 {
                found.push(arrow::compute::filter_record_batch(&batch, &mask)?);
            }
        }
        Ok(found)
    }
}

fn count_blocks(state: &TableState, position: usize, value: &str) -> Result<u64> {
    Ok(state.files.iter().flat_map(|f| &f.blocks).filter(|b| b.key[position] == value).map(|b| b.rows).sum())
}

fn count_inline(state: &TableState, name: &str, value: &str) -> Result<u64> {
    let mut count = 0;
    for inline in &state.inline {
        count += column(&inline.batch, name)?.as_string_view().iter().flatten().filter(|v| *v == value).count() as u64;
    }
    Ok(count)
}
