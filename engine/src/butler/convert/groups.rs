//! Files become datasets: their types, runs and data IDs.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;

use butler_observatory::Instrument;

use super::{ConvertOptions, ConvertReport};
use crate::Result;
use crate::butler::Butler;
use crate::butler::records::{own_id, records_of};
use crate::collections::CollectionType;
use crate::datasets::DatasetType;
use crate::dimensions::{DataId, Universe};
use crate::exchange::gen2::{Coming, DataIds, Kind, Mapper, Names, Planned, Root, Skipped, SkyMaps, Values};

/// A root with what was found in it.
#[derive(Debug)]
pub(super) struct Source {
    /// What it is for.
    pub kind: Kind,
    /// Where it is.
    pub root: Root,
    /// Its templates.
    pub mapper: Mapper,
    /// What was found.
    pub planned: Planned,
}

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
    pub items: Vec<Item>,
}

impl Group {
    /// Whether it is certified.
    pub fn is_calibration(&self) -> bool {
        self.dataset_type.is_calibration
    }
}

/// What makes groups.
struct Grouping<'a> {
    ids: DataIds<'a>,
    universe: std::sync::Arc<Universe>,
    visits: Option<HashSet<i64>>,
    registered: &'a BTreeMap<String, DatasetType>,
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
        let snapshot = queries.snapshot().clone();
        let visits = match instrument {
            // A dry run has defined none.
            Some(instrument) if !options.is_dry => {
                Some(records_of(&queries, "visit", &instrument.name).await?.iter().filter_map(own_id).collect())
            }
            _ => None,
        };
        let registered: BTreeMap<String, DatasetType> =
            snapshot.dataset_types().iter().map(|(name, known)| (name.clone(), known.as_ref().clone())).collect();
        let mut grouping = Grouping {
            ids: DataIds::new(instrument, skymaps),
            universe: snapshot.universe.clone(),
            visits,
            registered: &registered,
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
                let of = &source.mapper.types[*index];
                grouping.of_type(number, source, of, coming, run.as_deref(), names, report)?;
            }
            for (name, coming) in &source.planned.refcats {
                let of = crate::exchange::gen2::Type {
                    name: name.clone(),
                    template: crate::exchange::gen2::Template::parse("%(pixel_id)s.fits")?,
                    class: "SimpleCatalog".to_owned(),
                    storage_class: Some("SimpleCatalog".to_owned()),
                    is_ignored: false,
                };
                grouping.of_type(number, source, &of, coming, Some(&names.refcats_run()), names, report)?;
            }
        }
        Ok(grouping.groups.into_values().collect())
    }
}

impl Grouping<'_> {
    #[allow(clippy::too_many_arguments)]
    fn of_type(
        &mut self,
        number: usize,
        source: &Source,
        of: &crate::exchange::gen2::Type,
        coming: &[Coming],
        run: Option<&str>,
        names: &Names,
        report: &mut ConvertReport,
    ) -> Result<()> {
        let below = |path: &PathBuf| path.strip_prefix(&source.root.path).unwrap_or(path).display().to_string();
        let mut all = |reason: &str, is_failure: bool| {
            coming.iter().for_each(|one| Skipped::note(&mut report.skipped, &of.name, reason, is_failure, below(&one.path)));
        };
        let (dimensions, dated) = match self.ids.dimensions(of) {
            Ok(told) => told,
            Err(reason) => {
                all(&reason, false);
                return Ok(());
            }
        };
        // What has no date in a root of calibrations is valid for ever.
        let is_calibration = source.kind == Kind::Calib || (dated && source.kind == Kind::Root);
        if dated && source.kind == Kind::Root {
            all("calibrations of the root come with `--calibs`", false);
            return Ok(());
        }
        let is_mask = of.name == "brightObjectMask" && source.kind == Kind::Root;
        let run = if is_mask { Some(names.masks.as_str()) } else { run };
        if run.is_none() && source.kind == Kind::Root {
            all("it was made without a rerun; `--root-run RUN` names the run for it", false);
            return Ok(());
        }
        let group = self.universe.conform(&dimensions)?;
        let class = of.storage_class.clone().unwrap_or_default();
        let dataset_type = match DatasetType::new(&of.name, group, class) {
            Ok(made) => made.with_calibration(is_calibration),
            Err(error) => {
                all(&error.to_string(), true);
                return Ok(());
            }
        };
        if let Some(known) = self.registered.get(&of.name).filter(|known| known.check_same(&dataset_type).is_err()) {
            let reason = match known.check_same(&dataset_type) {
                Err(error) => error.to_string(),
                Ok(()) => String::new(),
            };
            all(&reason, true);
            return Ok(());
        }
        for one in coming {
            let mut bad = |reason: &str| Skipped::note(&mut report.skipped, &of.name, reason, true, below(&one.path));
            let keys = match self.ids.data_id(of, &dimensions, &one.values) {
                Ok(keys) => keys,
                Err(reason) => {
                    bad(&reason);
                    continue;
                }
            };
            let visit = keys.iter().find(|(name, _)| name == "visit").and_then(|(_, key)| key.as_int());
            if let (Some(visit), Some(known)) = (visit, &self.visits)
                && !known.contains(&visit)
            {
                bad("its visit is not defined: it has no raws that see the sky");
                continue;
            }
            let data_id = match DataId::standardize(&self.universe, keys, Some(&dataset_type.dimensions)) {
                Ok(data_id) => data_id,
                Err(error) => {
                    bad(&error.to_string());
                    continue;
                }
            };
            let date = one.values.iter().find(|(key, _)| key == "calibDate").map(|(_, cell)| cell.text());
            let run = match (run, source.kind) {
                (Some(run), _) => run.to_owned(),
                (None, _) => names.calib_run(date.as_deref()),
            };
            let key = (run.clone(), of.name.clone());
            if !self.seen.entry(key.clone()).or_default().insert(data_id.to_string()) {
                bad("another file has the same data ID");
                continue;
            }
            let group = self.groups.entry(key.clone()).or_insert_with(|| Group {
                source: number,
                run,
                dataset_type: dataset_type.clone(),
                items: Vec::new(),
            });
            if group.dataset_type != dataset_type {
                bad("its type has other dimensions in another root");
                continue;
            }
            report.collection(&key.0, CollectionType::Run);
            group.items.push(Item { data_id, path: one.path.clone(), values: one.values.clone() });
            report.datasets.entry(key).or_default().found += 1;
        }
        Ok(())
    }
}
