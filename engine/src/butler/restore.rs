//! Bringing back what was removed, as it was at a version that is still kept.
//!
//! Collections, dataset types, datasets, tags and validity ranges that were there at the version and are not now come back; what has been added since stays. Rows
//! come back from the log, files do not: a dataset whose file is gone comes back registered and not stored, and its file is named.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use arrow::array::{AsArray, RecordBatch, UInt32Array};
use futures::TryStreamExt;
use uuid::Uuid;

use super::Butler;
use crate::collections::{ChainEdit, Collection, CollectionType, Glob, children_first};
use crate::datastore::Origin;
use crate::exchange::placing::{Stored, files_column, placing, stored_files};
use crate::registry::keys::column;
use crate::registry::scan::Scan;
use crate::registry::transaction::NewDatasets;
use crate::registry::{AsOf, Snapshot, Transaction, table};
use crate::time::{Timespan, TimespanColumn};
use crate::{Error, Result};

/// What is brought back.
#[derive(Debug, Clone)]
pub struct RestoreOptions {
    /// The state from which.
    pub as_of: AsOf,
    /// Names and patterns of collections, chains without their children; all if there are none.
    pub collections: Vec<String>,
    /// Whether it is only told.
    pub dry_run: bool,
}

/// What was brought back, or would be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restored {
    /// Dataset types.
    pub dataset_types: Vec<String>,
    /// Collections that were gone.
    pub collections: Vec<String>,
    /// Chains whose children changed.
    pub chains: Vec<String>,
    /// Datasets that were gone.
    pub datasets: u64,
    /// Datasets that had lost their files, and have them again.
    pub stored: u64,
    /// Tags and validity ranges.
    pub associations: u64,
    /// Files that are gone for good: their datasets are registered, and not stored.
    pub missing_files: Vec<String>,
    /// The registry's version afterwards.
    pub version: u64,
}

impl Restored {
    /// Whether there is nothing to bring back.
    pub fn is_empty(&self) -> bool {
        let lists = [&self.dataset_types, &self.collections, &self.chains];
        lists.iter().all(|list| list.is_empty()) && self.datasets + self.stored + self.associations == 0
    }
}

impl Butler {
    /// Brings back what was removed since a version, in one commit.
    ///
    /// # Errors
    /// The version is no longer kept; something else has taken the place of what was removed.
    pub async fn restore(&self, options: &RestoreOptions) -> Result<Restored> {
        placing(async || self.restore_once(options).await).await
    }

    async fn restore_once(&self, options: &RestoreOptions) -> Result<Restored> {
        let now = self.registry.refresh().await?;
        let then = self.registry.as_of(options.as_of).await?;
        let wanted = chosen(&then, &options.collections)?;
        let mut restored = Restored { version: now.version, ..Restored::default() };
        let mut transaction = Transaction::new("restore");
        transaction.set_files_seen_at(now.version);
        for dataset_type in then.dataset_types().values().filter(|t| !now.dataset_types().contains_key(&t.name)) {
            if options.collections.is_empty() || self.has_any(&then, &dataset_type.name, &wanted)? {
                restored.dataset_types.push(dataset_type.name.clone());
                transaction.register_dataset_type(dataset_type.as_ref().clone());
            }
        }
        for collection in children_first(then.collections())?.into_iter().filter(|c| wanted.contains(c.name.as_str())) {
            if !now.collections().contains_key(&collection.name) {
                restored.collections.push(collection.name.clone());
                transaction.register_collection(Collection { children: Vec::new(), ..collection.clone() });
            }
        }
        for run in wanted.iter().filter(|name| then.collections().get(**name).is_some_and(|c| c.kind == CollectionType::Run)) {
            self.restore_datasets(&then, &now, run, &mut transaction, &mut restored).await?;
        }
        self.restore_associations(&then, &now, &wanted, &mut transaction, &mut restored).await?;
        restore_chains(&then, &now, &wanted, &mut transaction, &mut restored)?;
        if !options.dry_run && !transaction.is_empty() {
            restored.version = self.registry.commit(transaction).await?.version()?;
        }
        Ok(restored)
    }

    /// Whether there were datasets of a type in any of these runs.
    fn has_any(&self, then: &Snapshot, dataset_type: &str, wanted: &BTreeSet<&str>) -> Result<bool> {
        let blocks = then.table(table::DATASET)?.block_keys()?;
        Ok(blocks.iter().any(|key| matches!(key.as_slice(), [of, run] if of == dataset_type && wanted.contains(run.as_str()))))
    }

    /// Datasets of a run that are gone, or have lost their files.
    async fn restore_datasets(
        &self,
        then: &Snapshot,
        now: &Snapshot,
        run: &str,
        transaction: &mut Transaction,
        restored: &mut Restored,
    ) -> Result<()> {
        let present: HashMap<Uuid, bool> = match now.collections().contains_key(run) {
            true => self.files_in(now, None, run).await?.into_iter().map(|(id, files)| (id, !files.is_empty())).collect(),
            false => HashMap::new(),
        };
        let waiting: HashSet<String> = self.trash().await?.into_iter().map(|trashed| trashed.path).collect();
        let types: BTreeSet<String> =
            then.table(table::DATASET)?.block_keys()?.into_iter().filter(|key| key[1] == run).map(|mut key| key.swap_remove(0)).collect();
        for name in types {
            let dataset_type = then.dataset_type(&name)?;
            let mut columns = vec!["id", "ingest_ns", "files"];
            columns.extend(dataset_type.dimensions.required());
            let mut rows = then.scan(self.registry.files(), table::DATASET, Scan::columns(&columns).block(0, &name).block(1, run))?;
            while let Some(batch) = rows.try_next().await? {
                let stored = stored_files(&batch)?;
                let is_gone = |(id, files): &(Uuid, Vec<Stored>)| match present.get(id) {
                    None => true,
                    Some(has_files) => !has_files && !files.is_empty(),
                };
                let gone: Vec<u32> = (0..).zip(&stored).filter(|(_, one)| is_gone(one)).map(|(row, _)| row).collect();
                if gone.is_empty() {
                    continue;
                }
                let left = self.files_left(gone.iter().map(|row| &stored[*row as usize].1), &waiting, restored).await?;
                let batch = arrow::compute::take_record_batch(&batch, &UInt32Array::from(gone.clone()))?;
                let batch = with_files(&batch, &left)?;
                let (mut new, mut late) = (Vec::new(), Vec::new());
                for (at, row) in (0..).zip(&gone) {
                    match present.contains_key(&stored[*row as usize].0) {
                        false => new.push(at),
                        true if left[at as usize].is_some() => late.push(at),
                        true => {}
                    }
                }
                restored.datasets += new.len() as u64;
                restored.stored += late.len() as u64;
                if !new.is_empty() {
                    let rows = arrow::compute::take_record_batch(&batch, &UInt32Array::from(new))?;
                    transaction.insert_datasets(NewDatasets { dataset_type: name.clone(), run: run.to_owned(), rows });
                }
                if !late.is_empty() {
                    let rows = arrow::compute::take_record_batch(&batch, &UInt32Array::from(late))?;
                    let both = [rows.schema().index_of("id")?, rows.schema().index_of("files")?];
                    transaction.set_files(rows.project(&both)?);
                }
            }
        }
        Ok(())
    }

    /// Of datasets with these files those files that are still there; none where one is missing, which is noted.
    async fn files_left<'a>(
        &self,
        datasets: impl Iterator<Item = &'a Vec<Stored>>,
        waiting: &HashSet<String>,
        restored: &mut Restored,
    ) -> Result<Vec<Option<Vec<Stored>>>> {
        let mut left = Vec::new();
        for files in datasets {
            let origins: Vec<Origin> = files.iter().map(|file| self.datastore.origin(&file.path)).collect::<Result<_>>()?;
            let found = self.datastore.locator().find(origins.iter().map(|origin| origin.location.clone()).collect()).await?;
            let is_left = |(file, (origin, found)): (&Stored, (&Origin, Option<crate::datastore::StoredFile>))| {
                let has_length = |length: u64| origin.member.is_some() || file.size_bytes.is_none_or(|known| known == length);
                let archive = crate::datasets::split_member(&file.path).0;
                found.is_some_and(|found| has_length(found.size_bytes)) && !waiting.contains(archive)
            };
            let missing: Vec<String> = files
                .iter()
                .zip(origins.iter().zip(found))
                .filter(|one| !is_left((one.0, (one.1.0, one.1.1.clone()))))
                .map(|one| one.0.path.clone())
                .collect();
            left.push((missing.is_empty() && !files.is_empty()).then(|| files.clone()));
            restored.missing_files.extend(missing);
        }
        Ok(left)
    }

    /// Tags and validity ranges that are gone.
    async fn restore_associations(
        &self,
        then: &Snapshot,
        now: &Snapshot,
        wanted: &BTreeSet<&str>,
        transaction: &mut Transaction,
        restored: &mut Restored,
    ) -> Result<()> {
        for name in wanted {
            let Some(kind) = then.collections().get(*name).map(|c| c.kind) else { continue };
            let table = match kind {
                CollectionType::Tagged => table::TAG,
                CollectionType::Calibration => table::VALIDITY,
                CollectionType::Run | CollectionType::Chained => continue,
            };
            let before = self.members(then, table, name).await?;
            let present: HashSet<(Uuid, (i64, i64))> = match now.collections().contains_key(*name) {
                true => self.members(now, table, name).await?.into_iter().collect(),
                false => HashSet::new(),
            };
            let mut by_range: BTreeMap<(i64, i64), Vec<Uuid>> = BTreeMap::new();
            for (id, range) in before.into_iter().filter(|member| !present.contains(member)) {
                by_range.entry(range).or_default().push(id);
                restored.associations += 1;
            }
            for (range, ids) in by_range {
                match kind {
                    CollectionType::Tagged => transaction.associate(*name, ids),
                    _ => transaction.certify(*name, ids, Timespan::from_ns(Some(range.0), Some(range.1))),
                }
            }
        }
        Ok(())
    }

    /// Datasets in a TAGGED or CALIBRATION collection, with the bounds of their validity ranges.
    async fn members(&self, snapshot: &Snapshot, name: &str, collection: &str) -> Result<Vec<(Uuid, (i64, i64))>> {
        let columns: &[&str] = if name == table::VALIDITY { &["collection", "id", "timespan"] } else { &["collection", "id"] };
        let mut rows = snapshot.scan(self.registry.files(), name, Scan::columns(columns).block(0, collection))?;
        let mut members = Vec::new();
        while let Some(batch) = rows.try_next().await? {
            let ids = column(&batch, "id")?.as_fixed_size_binary();
            let spans = batch.column_by_name("timespan").map(|c| TimespanColumn::new(c)).transpose()?;
            for row in 0..batch.num_rows() {
                let span = spans.as_ref().and_then(|spans| spans.get(row)).unwrap_or(Timespan::ALL);
                let id = Uuid::from_slice(ids.value(row)).map_err(|_| Error::internal("a UUID that has no 16 bytes"))?;
                members.push((id, span.bounds_ns()));
            }
        }
        Ok(members)
    }
}

/// The collections that are meant, by name.
fn chosen<'a>(then: &'a Arc<Snapshot>, names: &[String]) -> Result<BTreeSet<&'a str>> {
    for name in names.iter().filter(|name| !Glob::is_pattern(name)) {
        then.collection(name)?;
    }
    let globs: Vec<Glob> = names.iter().map(|name| Glob::new(name)).collect();
    Ok(crate::collections::matching(then.collections(), &globs).into_iter().map(|c| c.name.as_str()).collect())
}

/// Chains get back the children that were taken out of them, in their place; children that have come since follow. Chains that have been changed only by
/// what came since stay as they are.
fn restore_chains(
    then: &Snapshot,
    now: &Snapshot,
    wanted: &BTreeSet<&str>,
    transaction: &mut Transaction,
    restored: &mut Restored,
) -> Result<()> {
    let comes_back: BTreeSet<&str> = restored.collections.iter().map(String::as_str).collect();
    let exists = |name: &String| now.collections().contains_key(name) || comes_back.contains(name.as_str());
    let mut edits = Vec::new();
    for chain in children_first(then.collections())?.into_iter().filter(|c| c.kind == CollectionType::Chained) {
        let current = now.collections().get(&chain.name);
        let is_wanted = wanted.contains(chain.name.as_str()) || chain.children.iter().any(|child| comes_back.contains(child.as_str()));
        let before: Vec<String> = chain.children.iter().filter(|child| exists(child)).cloned().collect();
        let since: Vec<String> =
            current.map(|c| c.children.iter().filter(|child| !before.contains(child)).cloned().collect()).unwrap_or_default();
        let is_there = current.is_some() || comes_back.contains(chain.name.as_str());
        let children = [before.clone(), since].concat();
        let lacks = current.is_none_or(|c| before.iter().any(|child| !c.children.contains(child)));
        if is_wanted && is_there && lacks && !children.is_empty() {
            edits.push((chain.name.clone(), children));
        }
    }
    for (name, children) in edits {
        restored.chains.push(name.clone());
        transaction.edit_chain(name, ChainEdit::Redefine(children));
    }
    Ok(())
}

/// The rows with other files.
fn with_files(batch: &RecordBatch, files: &[Option<Vec<Stored>>]) -> Result<RecordBatch> {
    let column = files_column(files.iter().map(Option::as_ref))?;
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(batch.columns()).map(|(field, array)| {
        let array = if field.name() == "files" { column.clone() } else { array.clone() };
        (field.name().clone(), array, true)
    });
    Ok(RecordBatch::try_from_iter_with_nullable(columns)?)
}
