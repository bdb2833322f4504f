//! Data IDs of Gen2 in today's dimensions.
//!
//! | Gen2 | today |
//! |---|---|
//! | `visit`, `expId` | `visit`; it implies the filter, and what else tells of it (`pointing`, `dateObs` ...) |
//! | `ccd`, `ccdnum`, `detector`, `raftName` with `detectorName` | `detector` |
//! | `calibDate` | no dimension: the type is a calibration |
//! | `filter` without `visit` and `tract` | `physical_filter`, by the name that it has today; a band of which there is only one filter is that filter |
//! | `filter` with `tract` | `band`, that of the physical filter |
//! | `tract`, `patch` (`x,y`) | `skymap`, `tract`, `patch` (their number in the tract) |
//! | `pixel_id` | `htm7` |

use std::collections::{BTreeMap, HashMap, HashSet};

use butler_observatory::Instrument;
use butler_observatory::skymap::SkyMap;

use super::mapper::Type;
use super::template::{Cell, Values};
use crate::dimensions::Key;

/// Keys that say more of a visit, and nothing beside it.
const OF_VISITS: [&str; 14] =
    ["pointing", "field", "dateObs", "taiObs", "date", "dayObs", "seqNum", "run", "runId", "object", "state", "snap", "filter", "expTime"];
/// Keys, and columns of registries, that tell the detector by its number.
pub const DETECTORS: [&str; 3] = ["ccd", "ccdnum", "detector"];
const VISITS: [&str; 2] = ["visit", "expId"];

/// Its name here, itself, and the number of patches of each tract along both axes.
type Known = (String, SkyMap, HashMap<i64, [i64; 2]>);

/// The skymaps of a repository by what their dataset types are called: `deepCoadd_skyMap`.
#[derive(Debug, Clone, Default)]
pub struct SkyMaps {
    known: BTreeMap<String, Known>,
}

impl SkyMaps {
    /// Adds the skymap of a dataset type under the name that it has here.
    pub fn add(&mut self, dataset_type: &str, name: String, skymap: SkyMap) {
        let counts = skymap.tracts().map(|tract| (tract.id, tract.count)).collect();
        self.known.insert(dataset_type.to_owned(), (name, skymap, counts));
    }

    /// Names and skymaps.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &SkyMap)> {
        self.known.values().map(|(name, skymap, _)| (name.as_str(), skymap))
    }

    /// The skymap of the coadds that a type is of: those of `deepCoadd_skyMap` for `deepCoadd_calexp`, else the only one that there is.
    fn of(&self, dataset_type: &str) -> Option<(&str, &HashMap<i64, [i64; 2]>)> {
        let own = dataset_type.find("Coadd").map(|at| format!("{}_skyMap", &dataset_type[..at + 5]));
        let only = || if self.known.len() == 1 { self.known.values().next() } else { self.known.get("deepCoadd_skyMap") };
        own.and_then(|name| self.known.get(&name)).or_else(only).map(|(name, _, counts)| (name.as_str(), counts))
    }
}

/// What makes data IDs.
#[derive(Debug)]
pub struct DataIds<'a> {
    instrument: Option<&'a Instrument>,
    skymaps: &'a SkyMaps,
    renamed: &'a BTreeMap<String, String>,
    bands: HashMap<&'a str, &'a str>,
    detectors: HashSet<i64>,
    by_name: HashMap<&'a str, i64>,
}

impl<'a> DataIds<'a> {
    /// Of an instrument and skymaps; `renamed`: filters of the instrument by the names that they had.
    pub fn new(instrument: Option<&'a Instrument>, skymaps: &'a SkyMaps, renamed: &'a BTreeMap<String, String>) -> DataIds<'a> {
        let filters = instrument.map(|i| i.filters.as_slice()).unwrap_or_default();
        let detectors = instrument.map(|i| i.detectors.as_slice()).unwrap_or_default();
        DataIds {
            instrument,
            skymaps,
            renamed,
            bands: filters.iter().map(|filter| (filter.name.as_str(), filter.band.as_str())).collect(),
            detectors: detectors.iter().map(|detector| detector.id).collect(),
            by_name: detectors.iter().map(|detector| (detector.full_name.as_str(), detector.id)).collect(),
        }
    }

    /// The dimensions of a type, and whether it is a calibration.
    ///
    /// # Errors
    /// Why it has none: a key has no meaning here, or the instrument is not known.
    pub fn dimensions(&self, of: &Type) -> Result<(Vec<&'static str>, bool), String> {
        let keys = of.keys();
        let has = |name: &str| keys.contains(&name);
        let is_calibration = has("calibDate");
        let (has_visit, has_tract) = (VISITS.iter().any(|name| has(name)), has("tract"));
        let has_detector = DETECTORS.iter().any(|name| has(name)) || (has("raftName") && has("detectorName"));
        let is_known = |name: &str| match name {
            "visit" | "expId" | "ccd" | "ccdnum" | "detector" | "calibDate" | "filter" | "tract" | "pixel_id" => true,
            "raftName" | "detectorName" => has_detector,
            "patch" => has_tract,
            name => has_visit && OF_VISITS.contains(&name),
        };
        let unknown: Vec<String> = keys.iter().filter(|name| !is_known(name)).map(|name| format!("`{name}`")).collect();
        match &unknown[..] {
            [] => {}
            [only] => return Err(format!("its key {only} is no dimension")),
            several => return Err(format!("its keys {} are no dimensions", several.join(", "))),
        }
        let mut dimensions = Vec::new();
        let has_filter = has("filter") && (is_calibration || !has_visit && !has_tract);
        if has_visit || has_detector || is_calibration || has_filter {
            if self.instrument.is_none() {
                return Err("its instrument is not known here".to_owned());
            }
            dimensions.push("instrument");
        }
        let wanted = [
            (has_detector, "detector"),
            (has_visit && !is_calibration, "visit"),
            (has_filter, "physical_filter"),
            (has_tract, "skymap"),
            (has_tract, "tract"),
            (has_tract && has("patch"), "patch"),
            (has_tract && has("filter") && !has_visit && !is_calibration, "band"),
            (has("pixel_id"), "htm7"),
        ];
        dimensions.extend(wanted.into_iter().filter(|(is_wanted, _)| *is_wanted).map(|(_, name)| name));
        Ok((dimensions, is_calibration))
    }

    /// The data ID of a file.
    ///
    /// # Errors
    /// Why it has none: what it names is not there.
    pub fn data_id(&self, of: &Type, dimensions: &[&'static str], values: &Values) -> Result<Vec<(String, Key)>, String> {
        let value = |names: &[&str]| values.iter().find(|(key, _)| names.contains(&key.as_str())).map(|(_, cell)| cell);
        let number = |names: &[&str]| value(names).and_then(Cell::int).ok_or_else(|| format!("`{}` is no number", names[0]));
        let text = |name: &str| value(&[name]).map(Cell::text).unwrap_or_default();
        let mut keys = Vec::with_capacity(dimensions.len());
        for dimension in dimensions {
            let key = match *dimension {
                "instrument" => Key::Text(self.instrument.map(|i| i.name.clone()).unwrap_or_default()),
                "detector" => Key::Int(self.detector(value(&DETECTORS), &format!("{}_{}", text("raftName"), text("detectorName")))?),
                "visit" => Key::Int(number(&VISITS)?),
                "physical_filter" => Key::Text(self.physical_filter(&self.filter(text("filter")))?),
                "band" => {
                    let name = self.filter(text("filter"));
                    Key::Text(self.bands.get(name.as_str()).map_or(name.clone(), |band| (*band).to_owned()))
                }
                "skymap" => Key::Text(self.skymap(of)?.0.to_owned()),
                "tract" => {
                    let (name, counts) = self.skymap(of)?;
                    let tract = number(&["tract"])?;
                    if !counts.contains_key(&tract) {
                        return Err(format!("skymap `{name}` has no tract {tract}"));
                    }
                    Key::Int(tract)
                }
                "patch" => Key::Int(self.patch(of, number(&["tract"])?, &text("patch"))?),
                "htm7" => Key::Int(number(&["pixel_id"])?),
                other => return Err(format!("dimension `{other}` has no rule")),
            };
            keys.push(((*dimension).to_owned(), key));
        }
        Ok(keys)
    }

    /// What a filter is called today.
    fn filter(&self, name: String) -> String {
        self.renamed.get(&name).cloned().unwrap_or(name)
    }

    /// The physical filter that a name means: itself, or the only one of that band.
    fn physical_filter(&self, name: &str) -> Result<String, String> {
        if self.bands.contains_key(name) {
            return Ok(name.to_owned());
        }
        let mut of_band = self.bands.iter().filter(|(_, band)| **band == name).map(|(filter, _)| *filter);
        match (of_band.next(), of_band.next()) {
            (Some(only), None) => Ok(only.to_owned()),
            _ => Err(format!("physical filter `{name}` is none of the instrument's")),
        }
    }

    fn detector(&self, id: Option<&Cell>, full_name: &str) -> Result<i64, String> {
        let found = match id {
            Some(cell) => cell.int().filter(|id| self.detectors.contains(id)),
            None => self.by_name.get(full_name).copied(),
        };
        found.ok_or_else(|| format!("detector {} is none of the instrument's", id.map_or(full_name.to_owned(), Cell::text)))
    }

    fn skymap(&self, of: &Type) -> Result<(&str, &HashMap<i64, [i64; 2]>), String> {
        self.skymaps.of(&of.name).ok_or_else(|| "its skymap is not known; `--skymap-name` and `--skymap-config` tell it".to_owned())
    }

    /// The number of the patch `x,y` of a tract.
    fn patch(&self, of: &Type, tract: i64, text: &str) -> Result<i64, String> {
        let (name, counts) = self.skymap(of)?;
        let count = counts.get(&tract).ok_or_else(|| format!("skymap `{name}` has no tract {tract}"))?;
        let pair = text.split_once(',').and_then(|(x, y)| Some((x.parse::<i64>().ok()?, y.parse::<i64>().ok()?)));
        match pair {
            Some((x, y)) if (0..count[0]).contains(&x) && (0..count[1]).contains(&y) => Ok(count[0] * y + x),
            _ => Err(format!("tract {tract} of skymap `{name}` has no patch {text}")),
        }
    }
}
