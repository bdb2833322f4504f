//! What a raw's header says, as the records of its group, its day and its exposure.

use butler_observatory::ObservationInfo;
use butler_observatory::rules::Value as Told;
use butler_observatory::time::{Scale, Time as Instant};

use super::{element, record};
use crate::dimensions::{Record, Universe, Value};
use crate::time::Timespan;
use crate::{Error, Result};

/// What a header must tell before its file can be ingested.
const NEEDED: [&str; 14] = [
    "datetime_begin",
    "datetime_end",
    "detector_num",
    "exposure_group",
    "exposure_id",
    "exposure_time_requested",
    "group_counter_end",
    "group_counter_start",
    "has_simulated_content",
    "instrument",
    "observation_id",
    "observation_type",
    "observing_day",
    "physical_filter",
];
const DAY_NS: i64 = 86_400_000_000_000;

/// A raw: its data ID, and the records that it needs.
#[derive(Debug, Clone)]
pub struct Raw {
    /// The instrument.
    pub instrument: String,
    /// The exposure.
    pub exposure: i64,
    /// The detector.
    pub detector: i64,
    /// Records of group, day and exposure, as far as the universe has them; the exposure is the last.
    pub records: Vec<Record>,
}

fn simple(told: &Told) -> Value {
    match told {
        Told::Bool(value) => Value::Bool(*value),
        Told::Int(value) => Value::Int(*value),
        Told::Float(value) if value.is_finite() => Value::Float(*value),
        Told::Quantity(value, unit) if value.is_finite() => Value::Float(unit.simple(*value)),
        Told::Text(text) if !text.is_empty() => Value::Text(text.clone()),
        _ => Value::Null,
    }
}

/// The span of an exposure: nothing shorter than a nanosecond, never backwards.
fn span(begin: &Told, end: &Told) -> Option<Timespan> {
    let (Told::Time(begin), Told::Time(end)) = (begin, end) else { return None };
    let (begin, end) = (begin.tai_ns(), end.tai_ns());
    Some(Timespan::from_ns(Some(begin), Some(if end > begin { end } else { begin + 1 })))
}

/// Begins at 00:00 TAI of the day and the offset; unknown without an offset.
fn day_span(day: i64, offset_s: Option<i64>) -> Option<Timespan> {
    let text = format!("{:04}-{:02}-{:02}", day / 10_000, day / 100 % 100, day % 100);
    let begin = Instant::parse(&text, Scale::Tai)?.tai_ns() + offset_s? * 1_000_000_000;
    Some(Timespan::from_ns(Some(begin), Some(begin + DAY_NS)))
}

/// The data ID and the records of a raw.
///
/// # Errors
/// The header does not tell what is needed.
pub fn raw(universe: &Universe, info: &ObservationInfo) -> Result<Raw> {
    for property in NEEDED {
        info.need(property)?;
    }
    let value = |property: &str| info.get(property).map_or(Value::Null, simple);
    let integer = |property: &str| match info.get(property) {
        Some(Told::Int(value)) => Ok(*value),
        other => Err(Error::invalid(
            "header",
            info.name(),
            format!("`{property}` is {}, no integer", other.map_or("missing".to_owned(), Told::display)),
        )),
    };
    let text = |property: &str| info.get(property).map(Told::display).unwrap_or_default();
    let (instrument, exposure, detector) = (text("instrument"), integer("exposure_id")?, integer("detector_num")?);
    let day = integer("observing_day")?;
    let named = ("instrument", Value::Text(instrument.clone()));
    let mut records = Vec::new();
    if let Some(of) = element(universe, "group") {
        records.push(record(of, vec![named.clone(), ("name", value("exposure_group"))])?);
    }
    if let Some(of) = element(universe, "day_obs") {
        let offset = info.get("observing_day_offset").and_then(Told::integer);
        let timespan = day_span(day, offset).map_or(Value::Null, Value::Timespan);
        records.push(record(of, vec![named.clone(), ("id", Value::Int(day)), ("timespan", timespan)])?);
    }
    let of = element(universe, "exposure").ok_or_else(|| Error::missing("dimension", "exposure", []))?;
    let (ra, dec) = match info.get("tracking_radec") {
        Some(Told::RaDec { ra, dec }) => (Value::Float(*ra), Value::Float(*dec)),
        _ => (Value::Null, Value::Null),
    };
    let (azimuth, zenith) = match info.get("altaz_begin") {
        Some(Told::AltAz { az, alt }) => (Value::Float(*az), Value::Float(90.0 - alt)),
        _ => (Value::Null, Value::Null),
    };
    let is_on_sky = info.get("boresight_rotation_coord").and_then(Told::text) == Some("sky") && ra != Value::Null;
    let (begin, end) = (info.need("datetime_begin")?, info.need("datetime_end")?);
    let fields = vec![
        named,
        ("id", Value::Int(exposure)),
        ("obs_id", value("observation_id")),
        ("physical_filter", value("physical_filter")),
        ("exposure_time", value("exposure_time_requested")),
        ("dark_time", value("dark_time")),
        ("observation_type", value("observation_type")),
        ("observation_reason", value("observation_reason")),
        ("day_obs", Value::Int(day)),
        ("seq_num", value("observation_counter")),
        ("seq_start", value("group_counter_start")),
        ("seq_end", value("group_counter_end")),
        ("group", value("exposure_group")),
        ("group_name", value("exposure_group")),
        ("group_id", value("visit_id")),
        ("target_name", value("object")),
        ("science_program", value("science_program")),
        ("tracking_ra", ra),
        ("tracking_dec", dec),
        ("sky_angle", if is_on_sky { value("boresight_rotation_angle") } else { Value::Null }),
        ("azimuth", azimuth),
        ("zenith_angle", zenith),
        ("has_simulated", value("has_simulated_content")),
        ("can_see_sky", value("can_see_sky")),
        ("timespan", span(begin, end).map_or(Value::Null, Value::Timespan)),
    ];
    records.push(record(of, fields)?);
    Ok(Raw { instrument, exposure, detector, records })
}
