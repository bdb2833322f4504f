//! Files become datasets: their types, runs and data IDs.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use butler_observatory::Instrument;

use super::sources::Source;
use super::{ConvertOptions, ConvertReport};
use crate::butler::Butler;
use crate::butler::records::{own_id, records_of};
use crate::collections::CollectionType;
use crate::datasets::DatasetType;
use crate::dimensions::DataId;
use crate::exchange::gen2::{Coming, DataIds, Kind, Names, Skipped, SkyMaps, Type, Values};
use crate::registry::Snapshot;
use crate::{Error, Result};

/// A dataset that is to come.
#[derive(Debug)]
pub(super) struct Item {
    pub data_id: DataId,
    pub path: PathBuf,
    pub values: Values,
}

/// Datasets of one type in one run.
#[derive(Debug)]
pub(super) struct Group {
    /// The place of its source.
    pub source: usize,
    pub run: String,
    pub dataset_type: DatasetType,
    /// What reads its files, if its storage class does not say so.
    pub formatter: Option<String>,
    pub items: Vec<Item>,
}

impl Group {
    /// Whether it is certified.
    pub fn is_calibration(&self) -> bool {
        self.dataset_type.is_calibration
    }
}

/// Files of one type of a source.
struct Files<'a> {
    /// The place of the source.
    number: usize,
    source: &'a Source,
    of: &'a Type,
    coming: &'a [Coming],
    run: Option<&'a str>,
}

impl Files<'_> {
    fn note(&self, one: &Coming, reason: &str, is_failure: bool, report: &mut ConvertReport) {
        let below = one.path.strip_prefix(&self.source.root.path).unwrap_or(&one.path);
        Skipped::note(&mut report.skipped, &self.of.name, reason, is_failure, below.display().to_string());
    }
}

/// What files of a type become.
struct Target {
    dimensions: Vec<&'static str>,
    dataset_type: DatasetType,
    formatter: Option<String>,
    /// The run; that of its date for a calibration.
    run: Option<String>,
}

/// What makes groups.
struct Grouping<'a> {
    ids: DataIds<'a>,
    instrument: Option<&'a Instrument>,
    names: &'a Names,
    snapshot: &'a Snapshot,
    visits: Option<HashSet<i64>>,
    groups: BTreeMap<(String, String), Group>,
    seen: HashMap<(String, String), HashSet<String>>,
}

impl Butler {
    /// The datasets of all sources by run and type.
    pub(super) async fn groups(
        &self,
        sources: &[Source],
        instrument: Option<&Instrument>,
        skymaps: &SkyMaps,
        names: &Names,
        options: &ConvertOptions,
        report: &mut ConvertReport,
    ) -> Result<Vec<Group>> {
        let queries = self.queries(None).await?;
        let visits = match instrument {
            // A dry run has defined none.
            Some(instrument) if !options.is_dry => {
                Some(records_of(&queries, "visit", &instrument.name).await?.iter().filter_map(own_id).collect())
            }
            _ => None,
        };
        let mut grouping = Grouping {
            ids: DataIds::new(instrument, skymaps, &sources[0].mapper.filters),
            instrument,
            names,
            snapshot: queries.snapshot(),
            visits,
            groups: BTreeMap::new(),
            seen: HashMap::new(),
        };
        for (number, source) in sources.iter().enumerate() {
            let run = match source.kind {
                Kind::Rerun => {
                    let below = source.root.path.strip_prefix(&sources[0].root.path).unwrap_or(&source.root.path);
                    Some(names.rerun(below).0)
                }
                Kind::Root => options.root_run.clone(),
                Kind::Calib => None,
            };
            for (index, coming) in &source.planned.coming {
                grouping.of_type(&Files { number, source, of: &source.mapper.types[*index], coming, run: run.as_deref() }, report);
            }
            for (name, coming) in &source.planned.refcats {
                let (of, run) = (Type::of_refcat(name)?, names.refcats_run());
                grouping.of_type(&Files { number, source, of: &of, coming, run: Some(&run) }, report);
            }
        }
        Ok(grouping.groups.into_values().collect())
    }
}

impl Grouping<'_> {
    fn of_type(&mut self, files: &Files, report: &mut ConvertReport) {
        match self.target(files) {
            Ok(target) => {
                for one in files.coming {
                    if let Err(reason) = self.add(files, &target, one, report) {
                        files.note(one, &reason, true, report);
                    }
                }
            }
            Err((reason, is_failure)) => files.coming.iter().for_each(|one| files.note(one, &reason, is_failure, report)),
        }
    }

    /// What the files of a type become; or why they stay behind, and whether that is wrong.
    fn target(&self, files: &Files) -> Result<Target, (String, bool)> {
        let (of, kind) = (files.of, files.source.kind);
        let (dimensions, dated) = self.ids.dimensions(of).map_err(|reason| (reason, false))?;
        if dated && kind == Kind::Root {
            return Err(("calibrations of the root come with `--calibs`".to_owned(), false));
        }
        let is_mask = of.name == "brightObjectMask" && kind == Kind::Root;
        let run = if is_mask { Some(self.names.masks.as_str()) } else { files.run };
        if run.is_none() && kind == Kind::Root {
            return Err(("it was made without a rerun; `--root-run RUN` names the run for it".to_owned(), false));
        }
        let dataset_type = || {
            let group = self.snapshot.universe.conform(&dimensions)?;
            // What has no date in a root of calibrations is valid for ever.
            let made = DatasetType::new(&of.name, group, of.storage_class.clone().unwrap_or_default())?;
            let made = made.with_calibration(kind == Kind::Calib);
            self.snapshot.dataset_types().get(&of.name).map_or(Ok(()), |known| known.check_same(&made))?;
            Ok(made)
        };
        let dataset_type = dataset_type().map_err(|error: Error| (error.to_string(), true))?;
        // A file of all detectors is read as that of a raw is.
        let formatter = self.instrument.filter(|_| of.is_listed()).map(|instrument| instrument.raw_formatter(0).to_owned());
        Ok(Target { dimensions, dataset_type, formatter, run: run.map(str::to_owned) })
    }

    /// Adds a file to its group; or why it stays behind.
    fn add(&mut self, files: &Files, target: &Target, one: &Coming, report: &mut ConvertReport) -> Result<(), String> {
        let data_id = self.data_id(files, target, one)?;
        if !one.is_plain {
            is_there(&one.path)?;
        }
        let date = one.values.iter().find(|(key, _)| key == "calibDate").map(|(_, cell)| cell.text());
        let run = target.run.clone().unwrap_or_else(|| self.names.calib_run(date.as_deref()));
        let key = (run.clone(), files.of.name.clone());
        if !self.seen.entry(key.clone()).or_default().insert(data_id.to_string()) {
            return Err("another file has the same data ID".to_owned());
        }
        let dataset_type = &target.dataset_type;
        let formatter = target.formatter.clone();
        let new = || Group { source: files.number, run, dataset_type: dataset_type.clone(), formatter, items: Vec::new() };
        let group = self.groups.entry(key.clone()).or_insert_with(new);
        if group.dataset_type != *dataset_type {
            return Err("its type has other dimensions in another root".to_owned());
        }
        report.collection(&key.0, CollectionType::Run);
        group.items.push(Item { data_id, path: one.path.clone(), values: one.values.clone() });
        report.datasets.entry(key).or_default().found += 1;
        Ok(())
    }

    fn data_id(&self, files: &Files, target: &Target, one: &Coming) -> Result<DataId, String> {
        let keys = self.ids.data_id(files.of, &target.dimensions, &one.values)?;
        let visit = keys.iter().find(|(name, _)| name == "visit").and_then(|(_, key)| key.as_int());
        if let (Some(visit), Some(known)) = (visit, &self.visits)
            && !known.contains(&visit)
        {
            return Err("its visit is not defined: it has no raws that see the sky".to_owned());
        }
        let dimensions = Some(&target.dataset_type.dimensions);
        DataId::standardize(&self.snapshot.universe, keys, dimensions).map_err(|error| error.to_string())
    }
}

/// A file that can't come along must not hold back the others of its group.
fn is_there(path: &Path) -> Result<(), String> {
    match path.metadata() {
        Ok(metadata) if metadata.is_file() => Ok(()),
        Ok(_) => Err("it is no file".to_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err("it is a link to nothing".to_owned()),
        Err(error) => Err(format!("it can't be read: {error}")),
    }
}
