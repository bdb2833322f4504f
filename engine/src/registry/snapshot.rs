//! The state of the registry at one version: immutable, shared, complete.
//!
//! A snapshot is a pure function of the log: [`Snapshot::apply`] of record n on the state at n-1 gives the state at n. A checkpoint is a cache of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use arrow::array::{AsArray, RecordBatch};

use super::file::{DataFile, Hash};
use super::record::{Application, Header, Record, SegmentKind};
use super::state::{TableState, Tombstones};
use super::table;
use crate::collections::{Collection, CollectionType};
use crate::datasets::DatasetType;
use crate::dimensions::Universe;
use crate::time::Time;
use crate::{Error, Result};

/// The state of the registry at one version.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The version: the number of the last record applied.
    pub version: u64,
    /// When that was committed.
    pub time: Time,
    /// Hash of the last record.
    pub hash: Hash,
    /// The garbage-collection epoch in force.
    pub gc_epoch: u64,
    /// The last version that noted files to be deleted, or forgot them.
    pub trash_changed: u64,
    /// The dimensions.
    pub universe: Arc<Universe>,
    /// Steps of repeatable operations that are done, with the version that did them.
    pub applications: Arc<HashMap<Application, u64>>,
    pub(super) tables: BTreeMap<String, Arc<TableState>>,
    pub(super) collections: Arc<BTreeMap<String, Collection>>,
    pub(super) dataset_types: Arc<BTreeMap<String, Arc<DatasetType>>>,
}

impl Snapshot {
    /// The state before the first record.
    pub fn empty(universe: Arc<Universe>) -> Snapshot {
        let tables =
            table::tables(&universe, &BTreeSet::new()).into_iter().map(|(name, spec)| (name, Arc::new(TableState::empty(spec)))).collect();
        Snapshot {
            version: 0,
            time: Time(0),
            hash: Hash([0; 32]),
            gc_epoch: 0,
            trash_changed: 0,
            universe,
            applications: Arc::default(),
            tables,
            collections: Arc::default(),
            dataset_types: Arc::default(),
        }
    }

    /// The state of a table.
    pub fn table(&self, name: &str) -> Result<&Arc<TableState>> {
        self.tables.get(name).ok_or_else(|| Error::missing("registry table", name, self.tables.keys().map(String::as_str)))
    }

    /// All tables by name.
    pub fn tables(&self) -> impl Iterator<Item = (&str, &Arc<TableState>)> {
        self.tables.iter().map(|(name, state)| (name.as_str(), state))
    }

    /// All collections by name.
    pub fn collections(&self) -> &Arc<BTreeMap<String, Collection>> {
        &self.collections
    }

    /// The collection with that name.
    pub fn collection(&self, name: &str) -> Result<&Collection> {
        self.collections.get(name).ok_or_else(|| Error::missing("collection", name, self.collections.keys().map(String::as_str)))
    }

    /// All dataset types by name.
    pub fn dataset_types(&self) -> &Arc<BTreeMap<String, Arc<DatasetType>>> {
        &self.dataset_types
    }

    /// The dataset type with that name.
    pub fn dataset_type(&self, name: &str) -> Result<&Arc<DatasetType>> {
        self.dataset_types.get(name).ok_or_else(|| Error::missing("dataset type", name, self.dataset_types.keys().map(String::as_str)))
    }

    /// Paths of all live Parquet files.
    pub fn files(&self) -> impl Iterator<Item = &Arc<DataFile>> {
        self.tables.values().flat_map(|t| &t.files)
    }

    /// Rows of every table, empty ones left out, as is `dataset_by_id`, which has the rows of those of `dataset` that stand in files.
    pub fn row_totals(&self) -> BTreeMap<String, u64> {
        let counted = |name: &str, t: &TableState| t.rows > 0 && name != table::DATASET_BY_ID;
        self.tables.iter().filter(|(name, t)| counted(name, t)).map(|(name, t)| (name.clone(), t.rows)).collect()
    }

    /// The state after `record`, whose hash is `hash`.
    ///
    /// # Errors
    /// The record does not follow this state: version, chain, or the row totals that it claims.
    pub fn apply(&self, record: &Record, hash: Hash) -> Result<Snapshot> {
        let mut next = self.preview(record)?;
        next.hash = hash;
        next.check_totals(&record.header)?;
        Ok(next)
    }

    /// The state after a record that is still without hash and totals.
    pub(super) fn preview(&self, record: &Record) -> Result<Snapshot> {
        let header = &record.header;
        self.check_follows(header)?;
        let mut next = self.clone();
        next.version = header.version;
        next.time = Time(header.time_ns);
        next.gc_epoch = header.gc_epoch;
        if let Some(application) = &header.application {
            Arc::make_mut(&mut next.applications).insert(application.clone(), header.version);
        }
        next.apply_segments(record, SegmentKind::Tombstones)?;
        next.apply_segments(record, SegmentKind::Rows)?;
        next.apply_files(header)?;
        Ok(next)
    }

    fn check_follows(&self, header: &Header) -> Result<()> {
        if header.version != self.version + 1 || header.previous != self.hash {
            return Err(Error::damaged(
                "log record",
                header.version.to_string(),
                format!("it does not follow version {} with hash {}", self.version, self.hash),
            ));
        }
        if header.gc_epoch < self.gc_epoch {
            return Err(Error::damaged("log record", header.version.to_string(), "its epoch is lower than the one before"));
        }
        Ok(())
    }

    fn apply_segments(&mut self, record: &Record, kind: SegmentKind) -> Result<()> {
        let version = record.header.version;
        let mut segments: Vec<_> = record.header.segments.iter().zip(&record.segments).filter(|(_, s)| s.kind == kind).collect();
        // A new type may give the dataset tables a column, which rows of the same record have values for.
        segments.sort_by_key(|(_, segment)| segment.table != table::DATASET_TYPE);
        for (info, segment) in segments {
            match kind {
                SegmentKind::Rows => {
                    if segment.table == table::TRASH {
                        self.trash_changed = version;
                    }
                    self.state_mut(&segment.table)?.add_inline(version, &segment.batch)?;
                    self.learn(&segment.table, &segment.batch)?;
                }
                SegmentKind::Tombstones => {
                    let tombstones = Arc::new(Tombstones::new(version, segment.batch.clone())?);
                    match segment.table.as_str() {
                        table::DATASET => self.state_mut(table::DATASET_BY_ID)?.bury(tombstones.clone(), 0)?,
                        table::TRASH => self.trash_changed = version,
                        _ => {}
                    }
                    self.state_mut(&segment.table)?.bury(tombstones, info.removes)?;
                    self.forget(&segment.table, &segment.batch)?;
                }
            }
        }
        Ok(())
    }

    fn apply_files(&mut self, header: &Header) -> Result<()> {
        let maintenance = !header.removed.is_empty() || !header.folded.is_empty();
        if !maintenance && header.added.iter().any(|f| f.table == table::TRASH) {
            self.trash_changed = header.version;
        }
        for (name, state) in &mut self.tables {
            let added: Vec<_> = header.added.iter().filter(|f| &f.table == name).cloned().map(Arc::new).collect();
            let folded = header.folded.get(name).copied();
            if maintenance {
                if !added.is_empty() || folded.is_some() || state.files.iter().any(|f| header.removed.contains(&f.path)) {
                    Arc::make_mut(state).replace(&header.removed, folded, added);
                }
            } else if !added.is_empty() {
                Arc::make_mut(state).add_files(added);
            }
            if !state.tombstones.is_empty() {
                Arc::make_mut(state).settle();
            }
        }
        match header.added.iter().find(|f| !self.tables.contains_key(&f.table)) {
            Some(file) => Err(Error::damaged("log record", header.version.to_string(), format!("it names a table `{}`", file.table))),
            None => Ok(()),
        }
    }

    fn check_totals(&self, header: &Header) -> Result<()> {
        let totals = self.row_totals();
        if totals == header.row_totals {
            return Ok(());
        }
        let name = totals.keys().chain(header.row_totals.keys()).find(|k| totals.get(*k) != header.row_totals.get(*k));
        let name = name.cloned().unwrap_or_default();
        Err(Error::damaged(
            "log record",
            header.version.to_string(),
            format!(
                "table `{name}` has {} rows after it, not {}",
                totals.get(&name).copied().unwrap_or(0),
                header.row_totals.get(&name).copied().unwrap_or(0)
            ),
        ))
    }

    pub(super) fn state_mut(&mut self, table: &str) -> Result<&mut TableState> {
        let version = self.version;
        let state = self
            .tables
            .get_mut(table)
            .ok_or_else(|| Error::damaged("log record", version.to_string(), format!("it names a table `{table}`")))?;
        Ok(Arc::make_mut(state))
    }

    /// Parses a small table anew.
    pub(super) fn reparse(&mut self, table: &str) -> Result<()> {
        match table {
            table::COLLECTION => self.collections = Arc::default(),
            table::DATASET_TYPE => self.dataset_types = Arc::default(),
            _ => return Ok(()),
        }
        let state = self.table(table)?.clone();
        state.inline.iter().try_for_each(|rows| self.learn(table, &rows.batch))?;
        if state.inline.is_empty() { self.widen() } else { Ok(()) }
    }

    /// Adds rows to the parsed form of a small table.
    pub(super) fn learn(&mut self, table: &str, rows: &RecordBatch) -> Result<()> {
        match table {
            table::COLLECTION => Arc::make_mut(&mut self.collections).extend(parse_collections(rows)?),
            table::DATASET_TYPE => {
                let types = parse_dataset_types(&self.universe, rows)?;
                Arc::make_mut(&mut self.dataset_types).extend(types);
                self.widen()?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Takes the rows with these keys out of the parsed form of a small table.
    pub(super) fn forget(&mut self, table: &str, keys: &RecordBatch) -> Result<()> {
        let (table::COLLECTION | table::DATASET_TYPE) = table else { return Ok(()) };
        if keys.num_columns() != 1 || keys.column_by_name("name").is_none() {
            return self.reparse(table);
        }
        for name in super::keys::column(keys, "name")?.as_string_view().iter().flatten() {
            match table {
                table::COLLECTION => drop(Arc::make_mut(&mut self.collections).remove(name)),
                _ => drop(Arc::make_mut(&mut self.dataset_types).remove(name)),
            }
        }
        if table == table::DATASET_TYPE { self.widen() } else { Ok(()) }
    }

    /// Gives the dataset tables a column for each skypix dimension in use.
    fn widen(&mut self) -> Result<()> {
        let skypix = skypix_in_use(self.dataset_types.values().map(|t| &**t));
        for (name, spec) in table::tables(&self.universe, &skypix) {
            if let Some(state) = self.tables.get_mut(&name)
                && state.spec.schema != spec.schema
            {
                Arc::make_mut(state).widen(spec)?;
            }
        }
        Ok(())
    }
}

/// The skypix dimensions that dataset types have.
pub(super) fn skypix_in_use<'a>(types: impl Iterator<Item = &'a DatasetType>) -> BTreeSet<String> {
    types.flat_map(|t| t.dimensions.skypix()).map(str::to_owned).collect()
}

fn parse_collections(batch: &RecordBatch) -> Result<Vec<(String, Collection)>> {
    let (names, types, docs) = (texts(batch, "name")?, texts(batch, "type")?, texts(batch, "doc")?);
    let children = list(batch, "children")?;
    let collections = children.into_iter().enumerate().map(|(row, children)| {
        let name = required(&names, row)?;
        let kind: CollectionType = required(&types, row)?.parse()?;
        let doc = docs[row].clone().unwrap_or_default();
        Ok((name.clone(), Collection { name, kind, doc, children }))
    });
    collections.collect()
}

fn parse_dataset_types(universe: &Arc<Universe>, batch: &RecordBatch) -> Result<Vec<(String, Arc<DatasetType>)>> {
    let (names, classes) = (texts(batch, "name")?, texts(batch, "storage_class")?);
    let calibration = super::keys::column(batch, "is_calibration")?.as_boolean();
    let dimensions = list(batch, "dimensions")?;
    let types = dimensions.iter().enumerate().map(|(row, dimensions)| {
        let name = required(&names, row)?;
        let storage_class = required(&classes, row)?;
        let dataset_type = DatasetType {
            name: name.clone(),
            dimensions: universe.conform(dimensions)?,
            storage_class,
            is_calibration: calibration.value(row),
        };
        Ok((name, Arc::new(dataset_type)))
    });
    types.collect()
}

/// A text column as owned values.
fn texts(batch: &RecordBatch, name: &str) -> Result<Vec<Option<String>>> {
    Ok(super::keys::column(batch, name)?.as_string_view().iter().map(|v| v.map(str::to_owned)).collect())
}

/// A column of lists of texts as owned values.
fn list(batch: &RecordBatch, name: &str) -> Result<Vec<Vec<String>>> {
    let lists = super::keys::column(batch, name)?.as_list::<i32>();
    Ok(lists.iter().map(|l| l.map(|l| l.as_string_view().iter().flatten().map(str::to_owned).collect()).unwrap_or_default()).collect())
}

fn required(values: &[Option<String>], row: usize) -> Result<String> {
    values[row].clone().ok_or_else(|| Error::internal("a required text is null"))
}
