//! What functions know of a state.

use std::collections::HashMap;
use std::sync::OnceLock;

use arrow::array::{Array, AsArray, BinaryArray, Int64Array, RecordBatch, StringViewArray};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, Int64Type};
use datafusion::prelude::SessionContext;

use super::definitions::{Definition, Definitions};
use super::places::Places;
use crate::datastore::Datastore;
use crate::time::TimespanColumn;
use crate::{Error, Result};

/// A part of a state that a function needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needed {
    /// The largest numbers of instruments.
    Instruments,
    /// The largest numbers of sky maps.
    SkyMaps,
    /// When the nights of instruments begin.
    Nights,
    /// The settings of sky maps; after them [`Needed::Tracts`] and [`Needed::Patches`] are read only if those of a sky map are not known.
    Definitions,
    /// The regions of tracts.
    Tracts,
    /// The regions of patches.
    Patches,
}

/// One more than the largest numbers of an instrument.
#[derive(Debug, Clone, Copy)]
pub(super) struct Instrument {
    pub(super) visits: Option<i64>,
    pub(super) exposures: Option<i64>,
    pub(super) detectors: Option<i64>,
    /// Whether its class numbers data IDs as those of the Rubin Observatory do.
    pub(super) is_rubin: bool,
}

/// How many tracts a sky map has, and how many patches a tract.
#[derive(Debug, Clone, Copy)]
pub(super) struct SkyMap {
    pub(super) tracts: Option<i64>,
    pub(super) patches: Option<i64>,
}

/// What has been read of a state.
#[derive(Debug, Default)]
pub struct Known {
    instruments: OnceLock<HashMap<String, Instrument>>,
    skymaps: OnceLock<HashMap<String, SkyMap>>,
    /// Seconds from midnight (TAI) to the begin of a night, by instrument.
    nights: OnceLock<HashMap<String, i64>>,
    definitions: OnceLock<Definitions>,
    tracts: OnceLock<Places>,
    patches: OnceLock<Places>,
}

impl Known {
    /// Reads what is needed and not known yet, from the tables of `context`.
    pub async fn load(&self, needed: &[Needed], context: &SessionContext, datastore: Option<&Datastore>) -> Result<()> {
        for needed in needed {
            match needed {
                Needed::Definitions if self.definitions.get().is_none() => {
                    let _ = self.definitions.set(Definitions::read(context, datastore).await?);
                }
                Needed::Tracts | Needed::Patches if self.definitions.get().is_some_and(Definitions::are_whole) => {}
                Needed::Instruments if self.instruments.get().is_none() => {
                    let rows = read(context, "instrument", &["name", "visit_max", "exposure_max", "detector_max", "class_name"]).await?;
                    let _ = self.instruments.set(rows.map_or_else(Default::default, |rows| instruments(&rows)));
                }
                Needed::SkyMaps if self.skymaps.get().is_none() => {
                    let rows = read(context, "skymap", &["name", "tract_max", "patch_nx_max", "patch_ny_max"]).await?;
                    let _ = self.skymaps.set(rows.map_or_else(Default::default, |rows| skymaps(&rows)));
                }
                Needed::Nights if self.nights.get().is_none() => {
                    let rows = read(context, "day_obs", &["instrument", "id", "timespan"]).await?;
                    let _ = self.nights.set(rows.map_or_else(|| Ok(HashMap::new()), |rows| nights(&rows))?);
                }
                Needed::Tracts if self.tracts.get().is_none() => {
                    let rows = read(context, "tract", &["skymap", "id", "region"]).await?;
                    let _ = self.tracts.set(rows.map_or_else(|| Ok(Places::default()), |rows| places(&rows, 1))?);
                }
                Needed::Patches if self.patches.get().is_none() => {
                    let rows = read(context, "patch", &["skymap", "tract", "id", "region"]).await?;
                    let _ = self.patches.set(rows.map_or_else(|| Ok(Places::default()), |rows| places(&rows, 2))?);
                }
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn instrument(&self, name: &str) -> Result<&Instrument> {
        found("instrument", self.instruments.get(), name)
    }

    pub(super) fn skymap(&self, name: &str) -> Result<&SkyMap> {
        found("skymap", self.skymaps.get(), name)
    }

    /// Seconds from midnight (TAI) to the begin of a night; 0 if the instrument has no night with a timespan.
    pub(super) fn night_begin_s(&self, instrument: &str) -> Result<i64> {
        Ok(self.nights.get().ok_or_else(unread)?.get(instrument).copied().unwrap_or(0))
    }

    /// The settings of a sky map, if they are known.
    pub(super) fn definition(&self, skymap: &str) -> Option<&Definition> {
        self.definitions.get().and_then(|definitions| definitions.get(skymap))
    }

    pub(super) fn tracts(&self) -> Result<&Places> {
        self.tracts.get().ok_or_else(unread)
    }

    pub(super) fn patches(&self) -> Result<&Places> {
        self.patches.get().ok_or_else(unread)
    }
}

fn unread() -> Error {
    Error::internal("a function was called before what it needs was read")
}

fn found<'a, T>(what: &'static str, all: Option<&'a HashMap<String, T>>, name: &str) -> Result<&'a T> {
    let all = all.ok_or_else(unread)?;
    all.get(name).ok_or_else(|| Error::missing(what, name, all.keys().map(String::as_str)))
}

/// Some columns of a table, all rows; none if the universe has no such table or column.
pub(super) async fn read(context: &SessionContext, table: &str, columns: &[&str]) -> Result<Option<RecordBatch>> {
    if !context.table_exist(table)? {
        return Ok(None);
    }
    let frame = context.table(table).await?;
    let names: Vec<&str> = frame.schema().fields().iter().map(|field| field.name().as_str()).collect();
    if columns.iter().any(|column| !names.contains(column)) {
        return Ok(None);
    }
    let frame = frame.select_columns(columns)?;
    let schema = frame.schema().inner().clone();
    let batches = frame.collect().await?;
    let schema = batches.first().map_or(schema, RecordBatch::schema);
    Ok(Some(concat_batches(&schema, &batches)?))
}

/// A column of texts.
pub(super) fn texts(rows: &RecordBatch, column: usize) -> Result<StringViewArray> {
    Ok(cast(rows.column(column), &DataType::Utf8View)?.as_string_view().clone())
}

/// A column of integers.
fn integers(rows: &RecordBatch, column: usize) -> Result<Int64Array> {
    Ok(cast(rows.column(column), &DataType::Int64)?.as_primitive::<Int64Type>().clone())
}

/// Classes of `lsst.obs.lsst` whose packer is `RubinDimensionPacker`; the others of that package have the usual one.
const RUBIN: [&str; 5] = ["LsstCam", "LsstCamSim", "LsstComCam", "LsstComCamSim", "Latiss"];

fn instruments(rows: &RecordBatch) -> HashMap<String, Instrument> {
    let classes = texts(rows, 4).ok();
    by_name(rows, |row, [visits, exposures, detectors]| {
        let class = classes.as_ref().filter(|c| c.is_valid(row)).map_or("", |c| c.value(row));
        let is_rubin =
            class.strip_prefix("lsst.obs.lsst.").is_some_and(|path| path.rsplit('.').next().is_some_and(|name| RUBIN.contains(&name)));
        Instrument { visits, exposures, detectors, is_rubin }
    })
}

fn skymaps(rows: &RecordBatch) -> HashMap<String, SkyMap> {
    by_name(rows, |_, [tracts, nx, ny]| SkyMap { tracts, patches: nx.zip(ny).and_then(|(nx, ny)| nx.checked_mul(ny)) })
}

/// What three integers after a name tell; columns of other types tell nothing.
fn by_name<T>(rows: &RecordBatch, row: impl Fn(usize, [Option<i64>; 3]) -> T) -> HashMap<String, T> {
    let (Ok(names), Ok(a), Ok(b), Ok(c)) = (texts(rows, 0), integers(rows, 1), integers(rows, 2), integers(rows, 3)) else {
        return HashMap::new();
    };
    let value = |column: &Int64Array, i: usize| column.is_valid(i).then(|| column.value(i));
    let named = names.iter().enumerate().filter_map(|(i, name)| Some((i, name?.to_owned())));
    named.map(|(i, name)| (name, row(i, [value(&a, i), value(&b, i), value(&c, i)]))).collect()
}

/// The begin of the last night that has one.
fn nights(rows: &RecordBatch) -> Result<HashMap<String, i64>> {
    let (instruments, days, timespans) = (texts(rows, 0)?, integers(rows, 1)?, TimespanColumn::new(rows.column(2))?);
    let mut last: HashMap<String, (i64, i64)> = HashMap::new();
    for (row, instrument) in instruments.iter().enumerate() {
        let (Some(instrument), Some(begin)) = (instrument, timespans.get(row).and_then(|t| t.begin())) else { continue };
        let day = days.value(row);
        let Some(offset_s) = super::day_obs::offset_s(day, begin) else { continue };
        let known = last.entry(instrument.to_owned()).or_insert((day, offset_s));
        if day > known.0 {
            *known = (day, offset_s);
        }
    }
    Ok(last.into_iter().map(|(instrument, (_, offset_s))| (instrument, offset_s)).collect())
}

/// Regions: `keys` columns that group them (the sky map; the tract), then the id and the region.
fn places(rows: &RecordBatch, keys: usize) -> Result<Places> {
    let skymaps = texts(rows, 0)?;
    let tracts = if keys == 2 { Some(integers(rows, 1)?) } else { None };
    let ids = integers(rows, keys)?;
    let regions: BinaryArray = cast(rows.column(keys + 1), &DataType::Binary)?.as_binary::<i32>().clone();
    Ok(Places::new(&skymaps, tracts.as_ref(), ids, regions))
}
