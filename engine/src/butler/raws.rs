//! Instruments come into a repository, then their raws.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use butler_observatory::{Instrument, ObservationInfo, Observatory, info};
use futures::StreamExt;

use super::Butler;
use super::records::{differs, own_id, records_of};
use crate::context::Progress;
use crate::context::stores::Location;
use crate::datastore::{Mode, Origin};
use crate::dimensions::{Record, Value};
use crate::exchange::placing::placing;
use crate::observatory::exposure::{Raw, raw};
use crate::observatory::instrument;
use crate::registry::Transaction;
use crate::registry::transaction::OnConflict;
use crate::{Error, Result};

mod beside;
mod commit;
mod files;

use beside::Item;
use commit::Commit;
use files::open;

/// Files of one commit.
const FILES_A_COMMIT: usize = 20_000;
/// Local files of one task.
const FILES_A_TASK: usize = 32;

/// How raws are ingested.
#[derive(Debug, Clone)]
pub struct RawsOptions {
    /// The RUN collection [default: the instrument's].
    pub run: Option<String>,
    /// How files get to their place.
    pub mode: Mode,
    /// Headers that are read at a time.
    pub jobs: usize,
    /// Whether the first bad file ends it, with nothing done.
    pub fail_fast: bool,
    /// Whether exposures that are there with other values are changed.
    pub update_records: bool,
    /// Whether exposures that are there are passed over.
    pub skip_existing_exposures: bool,
    /// Whether the index of a folder, if there is one, tells of the files in it.
    pub search_indexes: bool,
    /// Counts the files whose headers have been read.
    pub progress: Progress,
}

impl Default for RawsOptions {
    fn default() -> RawsOptions {
        RawsOptions {
            run: None,
            mode: Mode::Auto,
            jobs: 4,
            fail_fast: false,
            update_records: false,
            skip_existing_exposures: false,
            search_indexes: true,
            progress: Progress::default(),
        }
    }
}

/// What was ingested.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawsReport {
    /// Datasets that are new.
    pub ingested: usize,
    /// Datasets that were there.
    pub skipped: usize,
    /// Exposures of the new datasets.
    pub exposures: usize,
    /// Files that were not ingested, with the reason.
    pub bad: Vec<(String, String)>,
}

/// A file and what it holds.
#[derive(Debug)]
struct Found {
    from: Origin,
    raws: Vec<Raw>,
}

impl Butler {
    /// Registers an instrument with its detectors and filters; the records that changed the repository are counted.
    ///
    /// # Errors
    /// It is there with other values, and `update` is false.
    pub async fn register_instrument(&self, instrument: &Instrument, update: bool) -> Result<()> {
        self.registry.refresh().await?;
        let mut transaction = Transaction::new("register-instrument");
        let conflict = if update { OnConflict::Update } else { OnConflict::Fail };
        for (element, rows) in instrument::records(&self.registry.snapshot().universe, instrument)? {
            transaction.insert_records(&element.name, rows, conflict);
        }
        let told = self.registry.commit(transaction).await?.version();
        told.map(|_| ()).map_err(|error| if update { error } else { error.with_hint("`--update` replaces what is there") })
    }

    /// Ingests raw files. Bad files are told in the report, the others go in.
    pub async fn ingest_raws(&self, observatory: Arc<Observatory>, files: Vec<Location>, options: &RawsOptions) -> Result<RawsReport> {
        self.registry.refresh().await?;
        let mut report = RawsReport::default();
        let mut exposures = BTreeSet::new();
        let items = self.items(&files, options, &mut report).await?;
        options.progress.expect(items.len());
        for part in items.chunks(FILES_A_COMMIT) {
            let found = self.read_raws(&observatory, part, options, &mut report).await?;
            let mut by_instrument: BTreeMap<String, Vec<Found>> = BTreeMap::new();
            for file in found {
                let instrument = file.raws.first().map(|raw| raw.instrument.clone()).unwrap_or_default();
                by_instrument.entry(instrument).or_default().push(file);
            }
            for (name, found) in by_instrument {
                // An attempt that is done again tells nothing of the one before it.
                let before = (report, exposures);
                (report, exposures) = placing(async || {
                    let (mut report, mut exposures) = before.clone();
                    self.ingest_found(&observatory, &name, &found, options, &mut report, &mut exposures).await?;
                    Ok((report, exposures))
                })
                .await?;
            }
        }
        report.exposures = exposures.len();
        Ok(report)
    }

    /// Reads the headers of files, several at a time.
    async fn read_raws(
        &self,
        observatory: &Arc<Observatory>,
        items: &[Item],
        options: &RawsOptions,
        report: &mut RawsReport,
    ) -> Result<Vec<Found>> {
        let universe = self.registry.snapshot().universe.clone();
        // Threads that wake each other for every file would take as long as the headers do; what is far is waited for, one by one.
        let is_near = items.iter().all(|item| matches!(item.from.location, Location::Local { .. }));
        let together = if is_near { items.len().div_ceil(options.jobs.max(1)).clamp(1, FILES_A_TASK) } else { 1 };
        let tasks = items.chunks(together).map(|items| {
            let (observatory, universe, butler, items) = (observatory.clone(), universe.clone(), self.clone(), items.to_vec());
            tokio::spawn(async move {
                let mut told = Vec::with_capacity(items.len());
                for item in items {
                    let raws = match butler.told(&observatory, &item).await {
                        Ok(infos) => infos.iter().map(|info| raw(&universe, info)).collect::<Result<Vec<_>>>(),
                        Err(error) => Err(error),
                    };
                    told.push((item.from, raws));
                }
                told
            })
        });
        let mut read = futures::stream::iter(tasks).buffered(options.jobs.max(1));
        let mut found = Vec::with_capacity(items.len());
        while let Some(told) = read.next().await {
            for (from, raws) in told.map_err(|error| Error::internal(error.to_string()))? {
                options.progress.advance(1);
                match raws {
                    Ok(raws) => found.push(Found { from, raws }),
                    Err(error) if options.fail_fast => return Err(error.doing(format!("cannot ingest `{from}`"))),
                    Err(error) => report.bad.push((from.to_string(), error.to_string())),
                }
            }
        }
        Ok(found)
    }

    /// What tells of a file: an index, a sidecar, or its own header.
    async fn told(&self, observatory: &Observatory, item: &Item) -> Result<Vec<ObservationInfo>> {
        if let Some(told) = &item.told {
            return Ok(vec![observatory.translate_told(&item.name(), told)?]);
        }
        if let Some(file) = &item.sidecar {
            let told = info::sidecar(&file.to_string(), &self.text(&file.clone().into()).await?)?;
            return Ok(vec![observatory.translate_told(&item.name(), &told)?]);
        }
        let mut headers = open(&item.from.location, self.datastore.pool()).await?;
        Ok(observatory.translate_fits(&mut headers).await?)
    }

    async fn ingest_found(
        &self,
        observatory: &Observatory,
        name: &str,
        found: &[Found],
        options: &RawsOptions,
        report: &mut RawsReport,
        exposures: &mut BTreeSet<(String, i64)>,
    ) -> Result<()> {
        self.registry.refresh().await?;
        let queries = self.queries(None).await?;
        let mut bad = |file: &Found, reason: &Error| -> Result<()> {
            let hint = reason.hint().map_or_else(String::new, |hint| format!(" ({hint})"));
            report.bad.push((file.from.to_string(), format!("{reason}{hint}")));
            Ok(())
        };
        let registered = records_of(&queries, "instrument", name).await?;
        if registered.is_empty() {
            let error = Error::missing("instrument", name, []).with_hint(format!("`butler register-instrument REPO {name}` registers it"));
            if options.fail_fast {
                return Err(error);
            }
            return found.iter().try_for_each(|file| bad(file, &error));
        }
        let instrument = observatory.instrument(name)?;
        let filters: Vec<Value> =
            records_of(&queries, "physical_filter", name).await?.iter().filter_map(|record| record.get("name").cloned()).collect();
        let detectors: HashSet<i64> = records_of(&queries, "detector", name).await?.iter().filter_map(own_id).collect();
        let existing: HashMap<i64, Record> =
            records_of(&queries, "exposure", name).await?.into_iter().filter_map(|record| Some((own_id(&record)?, record))).collect();
        // What the files of an exposure say of it must be the same, and what the repository says.
        let mut known: HashMap<i64, Record> = HashMap::new();
        let mut good = Vec::new();
        let mut passed = 0;
        for file in found {
            let check = file.raws.iter().try_for_each(|raw| {
                if !detectors.contains(&raw.detector) {
                    return Err(Error::missing("detector", &format!("{} of {name}", raw.detector), []));
                }
                let Some(told) = raw.records.last() else { return Ok(()) };
                if let Some(filter @ Value::Text(filter_name)) = told.get("physical_filter")
                    && !filters.contains(filter)
                {
                    return Err(Error::missing("physical filter", &format!("{filter_name} of {name}"), []));
                }
                let stored = existing.get(&raw.exposure).filter(|_| !options.update_records);
                match stored.or_else(|| known.get(&raw.exposure)) {
                    Some(other) if other != told => Err(differs(other, told)),
                    _ => Ok(()),
                }
            });
            match check {
                Err(error) if options.fail_fast => return Err(error.doing(format!("cannot ingest `{}`", file.from))),
                Err(error) => bad(file, &error)?,
                Ok(()) if options.skip_existing_exposures && file.raws.iter().all(|raw| existing.contains_key(&raw.exposure)) => {
                    passed += file.raws.len()
                }
                Ok(()) => {
                    for raw in &file.raws {
                        if let Some(told) = raw.records.last() {
                            known.entry(raw.exposure).or_insert_with(|| told.clone());
                        }
                    }
                    good.push(file);
                }
            }
        }
        report.skipped += passed;
        Commit::of(self, &queries, &instrument, options, good).await?.make(report, exposures).await
    }
}
