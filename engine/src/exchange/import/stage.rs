//! What has been read and is not yet committed.
//!
//! Sections may come in any order, as long as they fit in one step: types and collections are registered before datasets, records are inserted in the
//! universe's order, and datasets whose type is not known yet wait for it. Chains and associations come last.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use futures::TryStreamExt;

use super::super::convert::Converter;
use super::super::placing::{InRun, associations_in};
use super::super::read::{AssociationsPart, CollectionKind, CollectionPart, DatasetTypePart, DatasetsPart};
use super::Transfer;
use super::associated::{Associations, Step};
use super::stored::{Section, dataset_rows, place_files};
use crate::collections::{Collection, CollectionType};
use crate::context::stores::Location;
use crate::datasets::DatasetType;
use crate::dimensions::{Element, Universe};
use crate::error::{Error, Result};
use crate::registry::transaction::{NewDatasets, OnConflict};
use crate::registry::{Registry, Snapshot, Transaction};

/// Datasets that may wait for their type.
const MAX_WAITING: usize = 1_000_000;

type TypeAndRun = (Arc<str>, Arc<str>);

#[derive(Default)]
pub(super) struct Stage {
    dataset_types: Vec<DatasetType>,
    collections: Vec<Collection>,
    records: Vec<(Arc<Element>, RecordBatch)>,
    /// By type and run, in the order in which they came.
    datasets: Vec<(TypeAndRun, Vec<RecordBatch>)>,
    waiting: Vec<DatasetsPart>,
    rows: usize,
    /// Files of datasets that the registry has without files: columns `id` and `files`.
    files: Vec<RecordBatch>,
    /// Sources of moves, to be deleted after the commit.
    sources: Vec<Location>,
    /// What the registry has in the run of the last datasets.
    in_run: InRun,
    /// The state after which the first files were looked for.
    files_seen_at: Option<u64>,
    /// Types that the file has defined so far.
    defined: HashMap<String, DatasetType>,
    chains: Vec<(String, Vec<String>)>,
    associations: Associations,
}

impl Stage {
    /// Staged rows.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn add_records(&mut self, element: Arc<Element>, rows: RecordBatch) {
        self.rows += rows.num_rows();
        self.records.push((element, rows));
    }

    /// An existing collection keeps its type and documentation, whatever the file says.
    pub(super) fn add_collection(&mut self, part: CollectionPart, snapshot: &Snapshot) {
        let kind = match part.kind {
            CollectionKind::Run => CollectionType::Run,
            CollectionKind::Tagged => CollectionType::Tagged,
            CollectionKind::Chained => CollectionType::Chained,
            CollectionKind::Calibration => CollectionType::Calibration,
        };
        if kind == CollectionType::Chained {
            self.chains.push((part.name.clone(), part.children));
        }
        if matches!(kind, CollectionType::Tagged | CollectionType::Calibration) {
            self.associations.expect(&part.name, part.doc.as_deref(), snapshot);
        }
        if !snapshot.collections().contains_key(&part.name) && !self.collections.iter().any(|c| c.name == part.name) {
            self.collections.push(Collection { name: part.name, kind, doc: part.doc.unwrap_or_default(), children: Vec::new() });
        }
    }

    pub(super) fn add_dataset_type(&mut self, part: &DatasetTypePart, converter: &Converter) -> Result<()> {
        let dataset_type = DatasetType {
            name: part.name.clone(),
            dimensions: converter.group(part)?,
            storage_class: part.storage_class.clone(),
            is_calibration: part.is_calibration,
        };
        // An export repeats the type for every run.
        if self.defined.get(&part.name) != Some(&dataset_type) {
            self.defined.insert(part.name.clone(), dataset_type.clone());
            self.dataset_types.push(dataset_type);
        }
        Ok(())
    }

    pub(super) async fn add_datasets(
        &mut self,
        part: DatasetsPart,
        converter: &Converter,
        registry: &Registry,
        transfer: &Transfer,
    ) -> Result<()> {
        let snapshot = registry.snapshot();
        let known = self.defined.get(&*part.dataset_type).or_else(|| snapshot.dataset_types().get(&*part.dataset_type).map(AsRef::as_ref));
        let Some(dataset_type) = known else {
            let waiting: usize = self.waiting.iter().map(|part| part.ids.len()).sum();
            if waiting + part.ids.len() > MAX_WAITING {
                return Err(undefined(&part, converter));
            }
            self.waiting.push(part);
            return Ok(());
        };
        let mut batch = dataset_rows(&part, &dataset_type.dimensions, converter)?;
        self.rows += batch.num_rows();
        if let Transfer::Files(transfer) = transfer {
            self.files_seen_at.get_or_insert(snapshot.version);
            let section = Section { part: &part, dataset_type, rows: &batch, staged: &self.records };
            let placed = place_files(&section, converter, registry, transfer, &mut self.in_run).await?;
            self.files.extend(placed.late);
            self.sources.extend(placed.sources);
            batch = placed.rows;
        }
        let key = (part.dataset_type, part.run);
        match self.datasets.iter_mut().rev().find(|(k, _)| *k == key) {
            Some((_, batches)) => batches.push(batch),
            None => self.datasets.push((key, vec![batch])),
        }
        Ok(())
    }

    /// Takes up what came before its dataset type.
    pub(super) async fn add_waiting(&mut self, converter: &Converter, registry: &Registry, transfer: &Transfer) -> Result<()> {
        for part in std::mem::take(&mut self.waiting) {
            if !self.defined.contains_key(&*part.dataset_type) {
                return Err(undefined(&part, converter));
            }
            self.add_datasets(part, converter, registry, transfer).await?;
        }
        Ok(())
    }

    pub(super) fn add_associations(&mut self, part: AssociationsPart) {
        self.associations.add(part);
    }

    /// Everything staged but chains and associations, which is no longer staged afterwards.
    pub(super) fn transaction(&mut self, universe: &Universe) -> Result<Transaction> {
        let mut transaction = Transaction::new("import");
        self.rows = 0;
        self.dataset_types.drain(..).for_each(|dataset_type| transaction.register_dataset_type(dataset_type));
        self.collections.drain(..).for_each(|collection| transaction.register_collection(collection));
        for (element, rows) in in_universe_order(std::mem::take(&mut self.records), universe)? {
            transaction.insert_records(&element.name, rows, OnConflict::Keep);
        }
        for ((dataset_type, run), batches) in self.datasets.drain(..) {
            let Some(first) = batches.first() else { continue };
            let rows = concat_batches(&first.schema(), &batches)?;
            transaction.insert_datasets(NewDatasets { dataset_type: dataset_type.to_string(), run: run.to_string(), rows });
        }
        self.files.drain(..).for_each(|rows| transaction.set_files(rows));
        Ok(transaction)
    }

    /// The state after which staged files were looked for, if there are any.
    pub(super) fn take_files_seen_at(&mut self) -> Option<u64> {
        self.files_seen_at.take()
    }

    /// What was staged is committed, and made the state `version` of `before`.
    pub(super) fn committed(&mut self, before: u64, version: u64) {
        self.in_run.committed(before, version);
    }

    /// The sources of moves that are committed.
    pub(super) fn take_sources(&mut self) -> Vec<Location> {
        std::mem::take(&mut self.sources)
    }

    /// Forgets of collections that take several steps what is here already, so that doing an import again changes nothing.
    pub(super) async fn forget_known(&mut self, registry: &Registry, most: usize) -> Result<()> {
        let snapshot = registry.snapshot();
        for collection in self.associations.long(most) {
            let known = associations_in(&snapshot, registry.files(), None, &collection)?.try_collect::<Vec<_>>().await?;
            self.associations.forget(&collection, &known.into_iter().flatten().collect());
        }
        Ok(())
    }

    /// Tags and validity ranges in steps of at most `most`; the first goes with the rows that are staged.
    pub(super) fn take_associations(&mut self, most: usize) -> Vec<Step> {
        std::mem::take(&mut self.associations).steps(most.saturating_sub(self.rows), most)
    }

    /// Adds chains.
    pub(super) fn add_chains(&mut self, transaction: &mut Transaction) {
        for (chain, children) in in_chain_order(std::mem::take(&mut self.chains)) {
            transaction.set_chain(chain, children);
        }
    }
}

fn undefined(part: &DatasetsPart, converter: &Converter) -> Error {
    converter
        .source
        .error(part.place, format!("the dataset type `{}` is defined neither before its datasets nor in the repository", part.dataset_type))
}

/// One batch per element, parents before children.
fn in_universe_order(records: Vec<(Arc<Element>, RecordBatch)>, universe: &Universe) -> Result<Vec<(Arc<Element>, RecordBatch)>> {
    let mut by_element: Vec<(Arc<Element>, Vec<RecordBatch>)> = Vec::new();
    for (element, rows) in records {
        match by_element.iter_mut().find(|(e, _)| e.name == element.name) {
            Some((_, batches)) => batches.push(rows),
            None => by_element.push((element, vec![rows])),
        }
    }
    by_element.sort_by_key(|(element, _)| universe.position(&element.name));
    by_element
        .into_iter()
        .map(|(element, batches)| {
            let rows = concat_batches(&element.schema, &batches)?;
            Ok((element, rows))
        })
        .collect()
}

/// Chains after those of the file that they name, so that each has its children before it is searched; a cycle is for the registry to refuse.
fn in_chain_order(mut chains: Vec<(String, Vec<String>)>) -> Vec<(String, Vec<String>)> {
    let mut ordered = Vec::with_capacity(chains.len());
    while !chains.is_empty() {
        let is_ready = |(_, children): &(String, Vec<String>), rest: &[(String, Vec<String>)]| {
            !children.iter().any(|child| rest.iter().any(|(name, _)| name == child))
        };
        let next = (0..chains.len()).find(|at| is_ready(&chains[*at], &chains)).unwrap_or(0);
        ordered.push(chains.remove(next));
    }
    ordered
}
