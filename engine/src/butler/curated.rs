//! Curated calibrations: an instrument's camera, and the calibrations that people keep as text, with the time for which they are valid.
//!
//! The camera and what else is valid for ever go to the run `I/calib/unbounded`, files of a folder in the standard layout to a run of their date,
//! `I/calib/curated/19700101T000000Z`. All are certified in `I/calib`. Everything is committed together, or nothing; what is there already stays.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use arrow::array::AsArray;
use butler_observatory::time::Time as Instant;
use butler_observatory::{Instrument, curated};
use smallvec::smallvec;
use uuid::Uuid;

use super::Butler;
use super::put::rows as data_id_rows;
use super::records::{own_id, records_of};
use crate::collections::{Collection, CollectionType};
use crate::datasets::{DatasetType, IdMode, dataset_id};
use crate::datastore::{Known, Mode, Origin};
use crate::dimensions::{DataId, Key};
use crate::exchange::placing::{Arrivals, Coming, place, placing};
use crate::query::{Found, Queries, QueryOptions};
use crate::registry::Transaction;
use crate::registry::transaction::NewDatasets;
use crate::time::{Scale, Time, Timespan};
use crate::{Error, Result};

mod files;

use files::Scratch;

/// How runs of dates are named, in the words of ISO 8601.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DateNames {
    /// `19700101T000000Z`.
    #[default]
    Basic,
    /// `1970-01-01T00:00:00`, as in the first repositories.
    Extended,
}

/// Which curated calibrations are written, and where to.
#[derive(Debug, Clone)]
pub struct CuratedOptions {
    /// The folder of calibrations, or a package that has a folder for the instrument; the camera alone where absent.
    pub folder: Option<String>,
    /// The CALIBRATION collection [default: `I/calib` and the labels].
    pub collection: Option<String>,
    /// Parts of the names of collections.
    pub labels: Vec<String>,
    /// How runs of dates are named.
    pub dates: DateNames,
    /// How files get to their place.
    pub mode: Mode,
}

impl Default for CuratedOptions {
    fn default() -> CuratedOptions {
        CuratedOptions { folder: None, collection: None, labels: Vec::new(), dates: DateNames::Basic, mode: Mode::Copy }
    }
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CuratedReport {
    /// New datasets of each type.
    pub written: BTreeMap<String, usize>,
    /// Datasets that were there.
    pub skipped: usize,
    /// The collection that they are certified in.
    pub collection: String,
    /// Entries of the folder that are no curated calibrations.
    pub passed_over: Vec<String>,
    /// Calibrations of each type that are valid for ever, and of which a file is not in the folder.
    pub missing: BTreeMap<String, usize>,
}

/// A calibration that is to be in the repository.
#[derive(Debug, Clone)]
struct Wanted {
    of: curated::CuratedType,
    run: String,
    data_id: Vec<(&'static str, Key)>,
    span: Timespan,
    from: Origin,
}

impl Butler {
    /// Writes an instrument's camera and curated calibrations, and certifies them.
    ///
    /// # Errors
    /// The instrument is not registered; a file is not what its path says; another calibration is valid for a part of the same time. Nothing is
    /// registered then.
    pub async fn write_curated_calibrations(&self, instrument: &Instrument, options: &CuratedOptions) -> Result<CuratedReport> {
        let mut report = CuratedReport::default();
        let calib = [vec![instrument.name.clone(), "calib".to_owned()], options.labels.clone()].concat().join("/");
        report.collection = options.collection.clone().unwrap_or_else(|| calib.clone());
        // It must last until the files are in place.
        let scratch = Scratch::new(self)?;
        let wanted = self.curated(instrument, options, &calib, &scratch, &mut report).await?;
        placing(async || self.commit_curated(instrument, &wanted, options.mode, report.clone()).await).await
    }

    async fn commit_curated(
        &self,
        instrument: &Instrument,
        wanted: &[Wanted],
        mode: Mode,
        mut report: CuratedReport,
    ) -> Result<CuratedReport> {
        let seen_at = self.registry.refresh().await?.version;
        let queries = self.queries(None).await?;
        let universe = queries.snapshot().universe.clone();
        if records_of(&queries, "instrument", &instrument.name).await?.is_empty() {
            return Err(Error::missing("instrument", &instrument.name, [])
                .with_hint(format!("`butler register-instrument REPO {}` registers it", instrument.name)));
        }
        self.check_detectors(&queries, &instrument.name, wanted).await?;
        let mut transaction = Transaction::new("write-curated-calibrations");
        transaction.set_files_seen_at(seen_at);
        let mut by_run: BTreeMap<(&str, &str), Vec<&Wanted>> = BTreeMap::new();
        for one in wanted {
            by_run.entry((&one.of.name, &one.run)).or_default().push(one);
        }
        let mut types: BTreeMap<&str, DatasetType> = BTreeMap::new();
        for one in wanted.iter().map(|one| &one.of) {
            if !types.contains_key(one.name.as_str()) {
                let dataset_type =
                    DatasetType::new(&one.name, universe.conform(&one.dimensions)?, &one.storage_class)?.with_calibration(true);
                if !queries.snapshot().dataset_types().contains_key(&one.name) {
                    transaction.register_dataset_type(dataset_type.clone());
                } else {
                    queries.snapshot().dataset_type(&one.name)?.check_same(&dataset_type)?;
                }
                types.insert(&one.name, dataset_type);
            }
        }
        let runs: BTreeSet<&str> = wanted.iter().map(|one| one.run.as_str()).collect();
        let kinds =
            runs.into_iter().map(|run| (run, CollectionType::Run)).chain([(report.collection.as_str(), CollectionType::Calibration)]);
        for (name, kind) in kinds {
            match queries.snapshot().collections().get(name) {
                None => transaction.register_collection(Collection::new(name, kind)?),
                Some(known) if known.kind == kind => {}
                Some(known) => {
                    let reason = format!("it is a {} collection, and must be a {}", known.kind.name(), kind.name());
                    return Err(Error::invalid("collection", name, reason));
                }
            }
        }
        let mut certified: BTreeMap<(i64, i64), (Timespan, Vec<Uuid>)> = BTreeMap::new();
        let mut sources = Vec::new();
        for ((name, run), wanted) in by_run {
            let dataset_type = &types[name];
            let existing = existing(&queries, name, run).await?;
            let (mut data_ids, mut ids, mut files, mut files_of) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            for one in wanted {
                let data_id = DataId::standardize(&universe, one.data_id.iter().cloned(), Some(&dataset_type.dimensions))?;
                let known = existing.get(&data_id.to_string()).copied();
                let id = known.unwrap_or_else(|| dataset_id(self.registry.context(), IdMode::DataIdTypeRun, name, run, &data_id));
                certified.entry(one.span.bounds_ns()).or_insert_with(|| (one.span, Vec::new())).1.push(id);
                if known.is_some() {
                    report.skipped += 1;
                    continue;
                }
                files_of.push(smallvec![files.len() as u32]);
                let formatter = Some(files::formatter(&one.from.location.to_string()).into());
                files.push(Coming { from: one.from.clone(), component: None, formatter, known: Known::default() });
                data_ids.push(data_id);
                ids.push(id);
            }
            if ids.is_empty() {
                continue;
            }
            let rows = data_id_rows(&dataset_type.dimensions, &ids, &data_ids)?;
            let arrivals = Arrivals { dataset_type, run, rows: &rows, files: &files, files_of: &files_of, staged: &[] };
            let placed = place(&arrivals, &queries, &self.datastore, mode).await?;
            let rows = placed.with_files(&rows)?;
            sources.extend(placed.sources);
            transaction.insert_datasets(NewDatasets { dataset_type: name.to_owned(), run: run.to_owned(), rows });
            *report.written.entry(name.to_owned()).or_default() += ids.len();
        }
        for (span, ids) in certified.into_values() {
            transaction.certify(&report.collection, ids, span);
        }
        let told = self.registry.commit(transaction).await?.version();
        told.map_err(|error| match error {
            Error::Conflict { .. } => error.with_hint("`--label` writes a set of calibrations of its own beside those that are there"),
            error => error,
        })?;
        self.datastore.carrier().delete(sources).await?;
        Ok(report)
    }

    /// The detectors of the calibrations must be those of the repository.
    async fn check_detectors(&self, queries: &Queries, instrument: &str, wanted: &[Wanted]) -> Result<()> {
        let known: BTreeSet<i64> = records_of(queries, "detector", instrument).await?.iter().filter_map(own_id).collect();
        let asked =
            wanted.iter().flat_map(|one| &one.data_id).filter_map(|(name, key)| if *name == "detector" { key.as_int() } else { None });
        match asked.into_iter().find(|id| !known.contains(id)) {
            None => Ok(()),
            Some(id) => Err(Error::missing("detector", &format!("{id} of {instrument}"), [])),
        }
    }
}

/// The datasets of a type in a run, by their data IDs.
async fn existing(queries: &Queries, dataset_type: &str, run: &str) -> Result<HashMap<String, Uuid>> {
    let snapshot = queries.snapshot();
    if !snapshot.collections().contains_key(run) || !snapshot.dataset_types().contains_key(dataset_type) {
        return Ok(HashMap::new());
    }
    let group = snapshot.dataset_type(dataset_type)?.dimensions.clone();
    let rows = queries.datasets(dataset_type, &[run.to_owned()], Found::All, &QueryOptions::default()).await?;
    let mut found = HashMap::new();
    for row in 0..rows.len() {
        let keys = group.required().map(|name| Ok((name.to_owned(), rows.key(name, row)?)));
        let keys: Vec<(String, Option<Key>)> = keys.collect::<Result<_>>()?;
        let given = keys.into_iter().filter_map(|(name, key)| Some((name, key?)));
        let id =
            Uuid::from_slice(rows.column("id")?.as_fixed_size_binary().value(row)).map_err(|_| Error::internal("a UUID of no 16 bytes"))?;
        found.insert(DataId::standardize(&snapshot.universe, given, Some(&group))?.to_string(), id);
    }
    Ok(found)
}

/// When files of one data ID are valid: each until the next. Dates before 1972 are UTC as it was then, with its fractions of seconds.
fn spans(dates: &[String]) -> Result<Vec<Timespan>> {
    let begin = |date: &String| {
        // What is no date is found by the stricter reader.
        Time::parse_iso(date, Scale::Utc)?;
        let begin = Instant::parse(date, butler_observatory::time::Scale::Utc).map(|instant| instant.tai_ns());
        begin.ok_or_else(|| Error::invalid("time", date.as_str(), "it is not a date like `2013-06-17`"))
    };
    let begins: Vec<i64> = dates.iter().map(begin).collect::<Result<_>>()?;
    Ok(begins.iter().enumerate().map(|(i, begin)| Timespan::from_ns(Some(*begin), begins.get(i + 1).copied())).collect())
}
