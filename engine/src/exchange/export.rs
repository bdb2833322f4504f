//! Whole collections as an export of format 1.0.2, in the text that the reference writes.
//!
//! Sections come in the reference's order: dimension records in the universe's order, collections (chains after their children), datasets by type and run,
//! associations. With the datasets go their RUN collections and the records that they need: those of their dimensions, what is populated by these
//! (regions and definitions of visits), and the parents of both. Where whole collections are asked for, the children of a chain are exported as well, without
//! which the file could not be imported. Rows are written as they are read.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch};
use futures::TryStreamExt;
use hashbrown::HashSet;
use uuid::Uuid;

use crate::collections::{Chains, Collection, CollectionType, Collections, children_first, flatten};
use crate::datasets::unpacked;
use crate::datastore::{Order, is_absolute};
use crate::error::{Error, Result};
use crate::exchange::placing::{files_column, stored_files};
use crate::registry::encode::sorted;
use crate::registry::files::Files;
use crate::registry::keys::column;
use crate::registry::scan::Scan;
use crate::registry::{Registry, Snapshot, table};
use crate::time::{Timespan, TimespanColumn};

pub(super) mod needed;
mod options;
mod text;

use needed::Needed;
pub use options::{Chosen, Datasets, ExportOptions, ExportReport, FilesTo, What};
use text::Text;

/// Rows that are sorted before they are written; longer tables keep the order in which they are stored.
const SORTED_ROWS: usize = 100_000;

/// The datasets of one type and run that are exported: all, or those with these UUIDs.
#[derive(Debug, Clone)]
enum Members {
    All,
    Ids(HashSet<[u8; 16]>),
}

/// Writes what is chosen of the registry, as this process sees it, to `out`.
pub async fn export(registry: &Registry, options: &ExportOptions, out: &mut (dyn Write + Send)) -> Result<ExportReport> {
    let snapshot = registry.snapshot();
    // Each type and run is looked up twice, and records up to three times; small files are read once.
    let files = registry.files().holding();
    let is_all = matches!(options.what, What::Everything);
    let (names, chains): (Vec<&String>, Chains) = match &options.what {
        What::Everything => (snapshot.collections().keys().collect(), Chains::Keep),
        What::Collections(names) => (names.iter().collect(), Chains::FlattenAndKeep),
        What::Chosen(chosen) => (chosen.collections.iter().collect(), Chains::Keep),
    };
    let named: Vec<&Collection> = flatten(snapshot.collections(), &names, chains)?;
    let mut export = Export {
        snapshot: &snapshot,
        files: &files,
        text: Text::new(out),
        report: ExportReport::default(),
        datasets: BTreeMap::new(),
        members: None,
        files_to: options.files.as_ref(),
        carried: BTreeSet::new(),
    };
    match &options.what {
        What::Chosen(chosen) => {
            let ids = |ids: &BTreeSet<Uuid>| Members::Ids(ids.iter().map(|id| *id.as_bytes()).collect());
            export.datasets = chosen.datasets.iter().map(|(key, chosen)| (key.clone(), ids(chosen))).collect();
            export.members = Some(chosen.datasets.values().flatten().map(|id| *id.as_bytes()).collect());
        }
        What::Everything | What::Collections(_) => export.choose(&named).await?,
    }
    let needed = match &options.what {
        What::Everything => None,
        What::Collections(_) => Some(export.needed(&Chosen::default()).await?),
        What::Chosen(chosen) => Some(export.needed(chosen).await?),
    };
    export.text.header(&snapshot.universe)?;
    export.records(needed.as_ref()).await?;
    export.collections(&named)?;
    let written = export.datasets().await?;
    if is_all {
        let others = snapshot.dataset_types().values().filter(|t| !written.contains(&t.name));
        others.into_iter().try_for_each(|dataset_type| export.text.dataset_type(dataset_type))?;
    }
    export.associations(&named).await?;
    export.text.finish()?;
    Ok(export.report)
}

struct Export<'a> {
    snapshot: &'a Snapshot,
    files: &'a Files,
    text: Text<'a>,
    report: ExportReport,
    /// By type and run.
    datasets: BTreeMap<(String, String), Members>,
    /// If not all members of the collections are exported, the datasets that are.
    members: Option<HashSet<[u8; 16]>>,
    files_to: Option<&'a FilesTo>,
    /// Paths of files that are in place.
    carried: BTreeSet<String>,
}

impl Export<'_> {
    /// Finds the datasets of the collections: all of a RUN, those that are tagged or certified.
    async fn choose(&mut self, named: &[&Collection]) -> Result<()> {
        let runs: BTreeSet<&str> = named.iter().filter(|c| c.kind == CollectionType::Run).map(|c| c.name.as_str()).collect();
        for key in self.snapshot.table(table::DATASET)?.block_keys()? {
            let [dataset_type, run] =
                <[String; 2]>::try_from(key).map_err(|_| Error::internal("a block of datasets is a type and a run"))?;
            if runs.contains(run.as_str()) {
                self.datasets.insert((dataset_type, run), Members::All);
            }
        }
        for collection in named {
            let name = match collection.kind {
                CollectionType::Tagged => table::TAG,
                CollectionType::Calibration => table::VALIDITY,
                CollectionType::Run | CollectionType::Chained => continue,
            };
            let scan = Scan::columns(&["collection", "id", "type", "run"]).block(0, &collection.name);
            let mut rows = self.snapshot.scan(self.files, name, scan)?;
            while let Some(batch) = rows.try_next().await? {
                self.choose_rows(&batch)?;
            }
        }
        Ok(())
    }

    fn choose_rows(&mut self, batch: &RecordBatch) -> Result<()> {
        let (types, runs) = (column(batch, "type")?.as_string_view(), column(batch, "run")?.as_string_view());
        let ids = column(batch, "id")?.as_fixed_size_binary();
        for row in 0..batch.num_rows() {
            let key = (types.value(row).to_owned(), runs.value(row).to_owned());
            if let Members::Ids(chosen) = self.datasets.entry(key).or_insert_with(|| Members::Ids(HashSet::new())) {
                chosen.insert(id_of(ids.value(row))?);
            }
        }
        Ok(())
    }

    /// The dimension records that the datasets need, and those that were chosen.
    async fn needed(&self, chosen: &Chosen) -> Result<Needed> {
        let mut needed = Needed::new(self.snapshot, chosen.elements.as_ref())?;
        for ((dataset_type, run), members) in &self.datasets {
            let group = &self.snapshot.dataset_type(dataset_type)?.dimensions;
            let mut columns = vec!["id"];
            columns.extend(group.required());
            let scan = Scan::columns(&columns).block(0, dataset_type).block(1, run);
            let mut rows = self.snapshot.scan(self.files, table::DATASET, scan)?;
            while let Some(batch) = rows.try_next().await? {
                needed.add_data_ids(group, &chosen_rows(batch, members)?)?;
            }
        }
        chosen.data_ids.iter().try_for_each(|(group, rows)| needed.add_data_ids(group, rows))?;
        needed.close(self.files).await?;
        chosen.records.iter().try_for_each(|(element, rows)| needed.add_records(element, rows))?;
        Ok(needed)
    }

    async fn records(&mut self, needed: Option<&Needed>) -> Result<()> {
        for element in self.snapshot.universe.stored_elements() {
            if needed.is_some_and(|needed| !needed.has_any(&element.name)) {
                continue;
            }
            let spec = Arc::clone(&self.snapshot.table(&element.name)?.spec);
            let mut rows = Ordered::new(self.snapshot.scan(self.files, &element.name, Scan::default())?, spec);
            let mut is_open = false;
            while let Some(mut batch) = rows.next().await? {
                if let Some(needed) = needed {
                    batch = needed.filter(element, &batch)?;
                }
                if batch.num_rows() > 0 && !std::mem::replace(&mut is_open, true) {
                    self.text.records_begin(&element.name)?;
                }
                self.report.records += batch.num_rows() as u64;
                self.text.records(element, &batch)?;
            }
        }
        Ok(())
    }

    fn collections(&mut self, named: &[&Collection]) -> Result<()> {
        let runs = self.datasets.keys().map(|(_, run)| run.as_str());
        let names: BTreeSet<&str> = named.iter().map(|c| c.name.as_str()).chain(runs).collect();
        let mut chosen = Collections::new();
        for name in names {
            chosen.insert(name.to_owned(), self.snapshot.collection(name)?.clone());
        }
        for collection in children_first(&chosen)? {
            self.report.collections += 1;
            self.text.collection(collection)?;
        }
        Ok(())
    }

    /// Writes the datasets; gives the names of the types that have any.
    async fn datasets(&mut self) -> Result<BTreeSet<String>> {
        let mut written = BTreeSet::new();
        let spec = Arc::clone(&self.snapshot.table(table::DATASET)?.spec);
        for ((name, run), chosen) in &std::mem::take(&mut self.datasets) {
            let dataset_type = self.snapshot.dataset_type(name)?;
            let mut columns = vec!["type", "run", "id", "files"];
            columns.extend(dataset_type.dimensions.required());
            let scan = Scan::columns(&columns).block(0, name).block(1, run);
            let mut rows = Ordered::new(self.snapshot.scan(self.files, table::DATASET, scan)?, Arc::clone(&spec));
            let mut is_open = false;
            while let Some(batch) = rows.next().await? {
                let batch = chosen_rows(batch, chosen)?;
                if batch.num_rows() > 0 && !std::mem::replace(&mut is_open, true) {
                    self.text.datasets_begin(dataset_type, run)?;
                    written.insert(name.clone());
                }
                self.report.datasets += batch.num_rows() as u64;
                let batch = match self.files_to {
                    Some(to) => self.carry(to, batch).await?,
                    None => batch,
                };
                self.text.datasets(dataset_type, &batch)?;
            }
        }
        Ok(written)
    }

    /// Brings the files of datasets along; gives the rows with the paths that the files have there.
    async fn carry(&mut self, to: &FilesTo, batch: RecordBatch) -> Result<RecordBatch> {
        let mut rows = stored_files(&batch)?;
        let mut orders = Vec::new();
        for (id, files) in &mut rows {
            for file in files {
                let (from, known) = (to.datastore.origin(&file.path)?, file.known());
                if is_absolute(&file.path) {
                    // What lies elsewhere comes into a folder of its own, as names there may be any.
                    file.path = format!("elsewhere/{id}/{}", from.file_name());
                }
                file.path = unpacked(&file.path);
                if self.carried.insert(file.path.clone()) {
                    orders.push(Order { from, path: file.path.clone(), known });
                }
            }
        }
        self.report.files += orders.len() as u64;
        to.datastore.carrier().carry(orders, &to.directory, to.mode).await?;
        let files = files_column(rows.iter().map(|(_, files)| (!files.is_empty()).then_some(files)))?;
        let schema = batch.schema();
        let mut columns = batch.columns().to_vec();
        columns[schema.index_of("files")?] = files;
        Ok(RecordBatch::try_new(schema, columns)?)
    }

    async fn associations(&mut self, named: &[&Collection]) -> Result<()> {
        let mut by_name: Vec<&&Collection> = named.iter().collect();
        by_name.sort_by(|a, b| a.name.cmp(&b.name));
        for collection in by_name {
            let ranges = match collection.kind {
                CollectionType::Tagged => self.members(table::TAG, &collection.name).await?,
                CollectionType::Calibration => self.members(table::VALIDITY, &collection.name).await?,
                CollectionType::Run | CollectionType::Chained => continue,
            };
            self.report.associations += ranges.values().map(Vec::len).sum::<usize>() as u64;
            if !ranges.is_empty() {
                self.text.associations(collection, &ranges)?;
            }
        }
        Ok(())
    }

    /// UUIDs by validity range (bounds in nanoseconds); one range for all that is tagged.
    async fn members(&self, name: &str, collection: &str) -> Result<BTreeMap<(i64, i64), Vec<Uuid>>> {
        let mut columns = vec!["collection", "id"];
        if name == table::VALIDITY {
            columns.push("timespan");
        }
        let mut members: BTreeMap<(i64, i64), Vec<Uuid>> = BTreeMap::new();
        let mut rows = self.snapshot.scan(self.files, name, Scan::columns(&columns).block(0, collection))?;
        while let Some(batch) = rows.try_next().await? {
            let ids = column(&batch, "id")?.as_fixed_size_binary();
            let spans = batch.column_by_name("timespan").map(|c| TimespanColumn::new(c)).transpose()?;
            for row in 0..batch.num_rows() {
                let id = id_of(ids.value(row))?;
                if self.members.as_ref().is_none_or(|members| members.contains(&id)) {
                    let span = spans.as_ref().and_then(|spans| spans.get(row)).unwrap_or(Timespan::ALL);
                    members.entry(span.bounds_ns()).or_default().push(Uuid::from_bytes(id));
                }
            }
        }
        members.values_mut().for_each(|ids| ids.sort_unstable());
        Ok(members)
    }
}

fn id_of(bytes: &[u8]) -> Result<[u8; 16]> {
    bytes.try_into().map_err(|_| Error::internal("a dataset's UUID does not have 16 bytes"))
}

fn chosen_rows(batch: RecordBatch, chosen: &Members) -> Result<RecordBatch> {
    let Members::Ids(chosen) = chosen else { return Ok(batch) };
    let ids = column(&batch, "id")?.as_fixed_size_binary();
    let mask: arrow::array::BooleanArray = (0..ids.len()).map(|row| Some(chosen.contains(ids.value(row)))).collect();
    Ok(arrow::compute::filter_record_batch(&batch, &mask)?)
}

type Rows = futures::stream::BoxStream<'static, Result<RecordBatch>>;

/// A stream of batches that is one sorted batch if it is short.
struct Ordered {
    rows: Rows,
    spec: Arc<table::TableSpec>,
    first: bool,
    held: std::vec::IntoIter<RecordBatch>,
}

impl Ordered {
    fn new(rows: Rows, spec: Arc<table::TableSpec>) -> Ordered {
        Ordered { rows, spec, first: true, held: Vec::new().into_iter() }
    }

    async fn next(&mut self) -> Result<Option<RecordBatch>> {
        if std::mem::replace(&mut self.first, false) {
            let mut held = Vec::new();
            let mut count = 0;
            while let Some(batch) = self.rows.try_next().await? {
                count += batch.num_rows();
                held.push(batch);
                if count > SORTED_ROWS {
                    self.held = held.into_iter();
                    return Ok(self.held.next());
                }
            }
            let Some(first) = held.first() else { return Ok(None) };
            let whole = arrow::compute::concat_batches(&first.schema(), &held)?;
            return sorted(&self.spec, &whole).map(Some);
        }
        match self.held.next() {
            Some(batch) => Ok(Some(batch)),
            None => self.rows.try_next().await,
        }
    }
}
