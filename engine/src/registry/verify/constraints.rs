//! Level 1, rows: keys are unique, everything that is named exists, validity ranges do not overlap, chains have no cycle.

use std::collections::{HashMap, HashSet};

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};

use super::keys::Keys;
use super::{Code, Verifier};
use crate::Result;
use crate::collections::{CollectionType, children_first};
use crate::dimensions::Role;
use crate::registry::encode::sorted;
use crate::registry::keys::{KeyEncoder, adapt, column};
use crate::registry::merge::Merge;
use crate::registry::scan::{Scan, scan_file};
use crate::registry::snapshot::Snapshot;
use crate::registry::table;
use crate::time::{Timespan, TimespanColumn};

/// Findings of one kind that are told one by one.
const TOLD: usize = 20;

impl Verifier {
    pub(super) async fn check_constraints(&mut self, tip: &Snapshot) -> Result<()> {
        self.check_chains(tip);
        for (name, state) in tip.tables() {
            let keys = if name == table::DATASET { state.spec.sort.clone() } else { state.spec.key.clone() };
            if name != table::DATASET_BY_ID {
                self.check_unique(tip, name, &keys).await?;
            }
        }
        self.check_ids(tip).await?;
        self.check_parents(tip).await?;
        self.check_datasets(tip).await?;
        self.check_members(tip).await?;
        self.check_validity(tip).await
    }

    fn check_chains(&mut self, tip: &Snapshot) {
        if let Err(error) = children_first(tip.collections()) {
            self.add(Code::ChainCycle, "table `collection`", error.to_string());
        }
        for collection in tip.collections().values() {
            for child in &collection.children {
                if tip.collection(child).is_err() {
                    self.add(Code::Fk, format!("collection `{}`", collection.name), format!("its child `{child}` does not exist"));
                }
            }
        }
    }

    /// No two rows of a table have the same values in `key`, by which they are merged.
    async fn check_unique(&mut self, tip: &Snapshot, name: &str, key: &[String]) -> Result<()> {
        let mut rows = self.merged(tip, name).await?;
        let encoder = KeyEncoder::new(&tip.table(name)?.spec.schema, key)?;
        // Rows come in the order of `sort`, which for all tables but `dataset` says nothing of equal keys far apart, so these are remembered.
        let adjacent = tip.table(name)?.spec.sort.starts_with(key);
        let mut seen: HashSet<Box<[u8]>> = HashSet::new();
        let mut last: Option<Box<[u8]>> = None;
        let mut told = 0;
        loop {
            let next = rows.next().await;
            let Some(Some(batch)) = self.note(Code::ObjStats, name, next)? else { return Ok(()) };
            self.report.rows += batch.num_rows() as u64;
            for (row, key) in encoder.encode(&batch)?.iter().enumerate() {
                let data: Box<[u8]> = key.data().into();
                let double = if adjacent { last.as_deref() == Some(&*data) } else { !seen.insert(data.clone()) };
                if double && told < TOLD {
                    told += 1;
                    self.add(Code::DupKey, format!("table `{name}`"), describe(&batch, row, encoder.columns()));
                }
                last = Some(data);
            }
        }
    }

    /// No two datasets have the same UUID, and the table in the order of UUIDs has the same datasets as the other.
    async fn check_ids(&mut self, tip: &Snapshot) -> Result<()> {
        let spec = &tip.table(table::DATASET_BY_ID)?.spec;
        let columns: Vec<String> = spec.schema.fields().iter().map(|f| f.name().clone()).collect();
        let whole = KeyEncoder::new(&spec.schema, &columns)?;
        let mut sum = 0u128;
        let scan = Scan { columns: Some(columns.clone()), ..Scan::default() };
        let mut datasets = tip.scan(&self.files, table::DATASET, scan)?;
        let inline: u64 = tip.table(table::DATASET)?.inline_rows();
        let (mut position, mut files) = (0u64, 0u64);
        while let Some(batch) = self.next_of(&mut datasets, table::DATASET).await? {
            for key in whole.encode(&batch)?.iter() {
                // Inline rows come first and stand in no file.
                if position >= inline {
                    sum = sum.wrapping_add(digest(key.data()));
                    files += 1;
                }
                position += 1;
            }
        }
        let mut rows = self.merged(tip, table::DATASET_BY_ID).await?;
        let mut last: Option<Vec<u8>> = None;
        loop {
            let next = rows.next().await;
            let Some(Some(batch)) = self.note(Code::ObjStats, table::DATASET_BY_ID, next)? else { break };
            let ids = column(&batch, "id")?.as_fixed_size_binary();
            for (row, key) in whole.encode(&batch)?.iter().enumerate() {
                if last.as_deref() == Some(ids.value(row)) {
                    self.add(Code::DupKey, "table `dataset`", describe(&batch, row, &columns));
                }
                last = Some(ids.value(row).to_vec());
                sum = sum.wrapping_sub(digest(key.data()));
                files = files.wrapping_sub(1);
            }
        }
        if (sum, files) != (0, 0) {
            self.add(Code::ObjStats, "table `dataset_by_id`", "it has other datasets than `dataset`");
        }
        Ok(())
    }

    /// Records have the records that they name.
    async fn check_parents(&mut self, tip: &Snapshot) -> Result<()> {
        let universe = tip.universe.clone();
        for element in universe.stored_elements().filter(|e| tip.table(&e.name).is_ok_and(|t| t.rows > 0)) {
            for parent in &element.parents {
                if !universe.element(&parent.element)?.is_stored() {
                    continue;
                }
                let there: Vec<String> = parent.columns.iter().map(|(_, there)| there.clone()).collect();
                let here: Vec<String> = parent.columns.iter().map(|(here, _)| here.clone()).collect();
                let keys = Keys::read(tip, &self.files, &parent.element, &there).await;
                let Some(keys) = self.note(Code::ObjStats, &parent.element, keys)? else { continue };
                let scan = Scan { columns: Some(here.clone()), ..Scan::default() };
                let mut rows = tip.scan(&self.files, &element.name, scan)?;
                while let Some(batch) = self.next_of(&mut rows, &element.name).await? {
                    for row in keys.missing(batch.columns().to_vec())?.into_iter().take(TOLD) {
                        let text = describe(&batch, row, &here);
                        self.add(Code::Fk, format!("table `{}`", element.name), format!("{text} has no {}", parent.element));
                    }
                }
            }
        }
        Ok(())
    }

    /// Datasets have their type, their RUN and the records of their data IDs.
    async fn check_datasets(&mut self, tip: &Snapshot) -> Result<()> {
        let universe = tip.universe.clone();
        let mut keys: HashMap<String, Keys> = HashMap::new();
        for element in universe.stored_elements().filter(|e| e.is_dimension) {
            let columns: Vec<String> = element.key_fields().iter().map(|f| f.name.clone()).collect();
            let read = Keys::read(tip, &self.files, &element.name, &columns).await;
            if let Some(read) = self.note(Code::ObjStats, &element.name, read)? {
                keys.insert(element.name.clone(), read);
            }
        }
        let columns: Vec<String> = tip.table(table::DATASET_BY_ID)?.spec.schema.fields().iter().map(|f| f.name().clone()).collect();
        let scan = Scan { columns: Some(columns.clone()), ..Scan::default() };
        let mut rows = tip.scan(&self.files, table::DATASET, scan)?;
        while let Some(batch) = self.next_of(&mut rows, table::DATASET).await? {
            self.check_owners(tip, &batch)?;
            for element in universe.stored_elements().filter(|e| e.is_dimension) {
                let arrays: Vec<ArrayRef> = element
                    .key_fields()
                    .iter()
                    .map(|f| column(&batch, if f.role == Role::Key { &element.name } else { &f.name }).cloned())
                    .collect::<Result<_>>()?;
                let missing = keys.get(&element.name).map(|k| k.missing(arrays)).transpose()?.unwrap_or_default();
                for row in missing.into_iter().take(TOLD) {
                    self.add(Code::Fk, "table `dataset`", format!("{} has no {}", describe(&batch, row, &columns), element.name));
                }
            }
        }
        Ok(())
    }

    fn check_owners(&mut self, tip: &Snapshot, batch: &RecordBatch) -> Result<()> {
        let types: HashSet<&str> = column(batch, "type")?.as_string_view().iter().flatten().collect();
        for name in types.into_iter().filter(|name| tip.dataset_type(name).is_err()) {
            self.add(Code::Fk, "table `dataset`", format!("dataset type `{name}` does not exist"));
        }
        let runs: HashSet<&str> = column(batch, "run")?.as_string_view().iter().flatten().collect();
        for name in runs.into_iter().filter(|name| !tip.collection(name).is_ok_and(|c| c.kind == CollectionType::Run)) {
            self.add(Code::Fk, "table `dataset`", format!("RUN `{name}` does not exist"));
        }
        Ok(())
    }

    /// Tags and validity ranges have their collection and dataset.
    async fn check_members(&mut self, tip: &Snapshot) -> Result<()> {
        for (name, kind) in [(table::TAG, CollectionType::Tagged), (table::VALIDITY, CollectionType::Calibration)] {
            let mut wanted: HashSet<Vec<u8>> = HashSet::new();
            let mut rows = tip.scan(&self.files, name, Scan::columns(&["collection", "id"]))?;
            while let Some(batch) = self.next_of(&mut rows, name).await? {
                wanted.extend(column(&batch, "id")?.as_fixed_size_binary().iter().flatten().map(<[u8]>::to_vec));
                let collections: HashSet<&str> = column(&batch, "collection")?.as_string_view().iter().flatten().collect();
                for collection in collections {
                    if !tip.collection(collection).is_ok_and(|c| c.kind == kind) {
                        self.add(Code::Fk, format!("table `{name}`"), format!("{kind} collection `{collection}` does not exist"));
                    }
                }
            }
            if wanted.is_empty() {
                continue;
            }
            let mut ids = tip.scan(&self.files, table::DATASET, Scan::columns(&["id"]))?;
            while let Some(batch) = self.next_of(&mut ids, table::DATASET).await? {
                column(&batch, "id")?.as_fixed_size_binary().iter().flatten().for_each(|id| {
                    wanted.remove(id);
                });
            }
            for id in wanted.into_iter().take(TOLD) {
                let id = uuid::Uuid::from_slice(&id).unwrap_or_default();
                self.add(Code::Fk, format!("table `{name}`"), format!("dataset {id} does not exist"));
            }
        }
        Ok(())
    }

    async fn check_validity(&mut self, tip: &Snapshot) -> Result<()> {
        let spec = tip.table(table::VALIDITY)?.spec.clone();
        let encoder = KeyEncoder::new(&spec.schema, &spec.sort)?;
        let mut rows = self.merged(tip, table::VALIDITY).await?;
        let mut group: (Vec<u8>, Vec<Timespan>) = Default::default();
        loop {
            let next = rows.next().await;
            let Some(Some(batch)) = self.note(Code::ObjStats, table::VALIDITY, next)? else { return Ok(()) };
            let spans = TimespanColumn::new(column(&batch, "timespan")?)?;
            for (row, key) in encoder.encode(&batch)?.iter().enumerate() {
                if group.0 != key.data() {
                    group = (key.data().to_vec(), Vec::new());
                }
                let Some(span) = spans.get(row) else { continue };
                if let Some(other) = group.1.iter().find(|other| other.overlaps(span)) {
                    let text = describe(&batch, row, &spec.sort);
                    self.add(Code::CalOverlap, "table `validity`", format!("{text}: {span} overlaps {other}"));
                }
                group.1.push(span);
            }
        }
    }

    /// All rows of a table in its order.
    async fn merged(&mut self, tip: &Snapshot, name: &str) -> Result<Merge> {
        let state = tip.table(name)?;
        let mut streams: Vec<BoxStream<'static, Result<RecordBatch>>> = Vec::new();
        for inline in &state.inline {
            let batch = sorted(&state.spec, &adapt(&inline.batch, &state.spec.schema)?)?;
            streams.push(stream::iter([Ok(batch)]).boxed());
        }
        for file in &state.files {
            let opened = scan_file(&self.files, state, file, &Scan::default(), state.spec.schema.clone()).await;
            if let Some(rows) = self.note(Code::ObjStats, &file.path, opened)? {
                streams.push(rows);
            }
        }
        Ok(self.note(Code::ObjStats, name, Merge::new(&state.spec, streams).await)?.unwrap_or_default())
    }

    /// The next batch; damage ends the stream and is a finding.
    async fn next_of(&mut self, rows: &mut BoxStream<'static, Result<RecordBatch>>, name: &str) -> Result<Option<RecordBatch>> {
        let next = rows.try_next().await;
        Ok(self.note(Code::ObjStats, name, next)?.flatten())
    }
}

fn digest(bytes: &[u8]) -> u128 {
    let hash = blake3::hash(bytes);
    hash.as_bytes()[..16].iter().fold(0, |sum, byte| sum << 8 | u128::from(*byte))
}

fn describe(batch: &RecordBatch, row: usize, columns: &[String]) -> String {
    let value = |name: &String| {
        let array = batch.column_by_name(name).filter(|a| a.is_valid(row))?;
        Some(format!("{name}: {}", arrow::util::display::array_value_to_string(array, row).unwrap_or_default()))
    };
    format!("{{{}}}", columns.iter().filter_map(value).collect::<Vec<_>>().join(", "))
}
