//! Components that are numbers and texts by name: from the archive, or from the primary header where older files have them.
//!
//! Angles are in degrees, times in seconds, dates TAI; what is unknown (NaN) is null. Names are those of afw's accessors.

use serde_json::{Map, Value as Json, json};

use super::{Component, Object, Part};
use crate::fits::{Header, Value};
use crate::tables::yaml;

/// Flux of an object of magnitude 0 (AB), in nanojansky: `10^(-48.6/2.5)` erg/s/cm2/Hz.
const AB_ZERO_NJY: f64 = 3_630_780_547_701.003;

/// Whether the primary header has a component that has no archived object.
pub(super) fn is_in(component: Component, header: &Header) -> bool {
    let has = |keyword: &str| header.value(keyword).is_some();
    match component {
        Component::VisitInfo => has("EXPTIME") && (has("BORE-RA") || has("DATE-AVG") || has("TIME-MID") || has("DARKTIME")),
        Component::PhotoCalib => header.real("FLUXMAG0").is_some_and(|flux| flux > 0.0),
        Component::Filter => has("FILTER"),
        Component::Detector => has("DETNAME") || has("DETSER"),
        Component::Id => header.integer("EXPID").is_some(),
        _ => false,
    }
}

/// That component. It must be there.
pub(super) fn of_header(component: Component, header: &Header) -> Json {
    let text = |keyword: &str| header.text(keyword).map(str::trim_end).map_or(Json::Null, Json::from);
    match component {
        Component::VisitInfo => visit_of_header(header),
        Component::PhotoCalib => {
            let flux = header.real("FLUXMAG0").unwrap_or(f64::NAN);
            let mean = AB_ZERO_NJY / flux;
            let error = mean * header.real("FLUXMAG0ERR").unwrap_or(f64::NAN) / flux;
            calibration(mean, error, true)
        }
        Component::Filter => json!({ "name": text("FILTER") }),
        Component::Detector => json!({ "name": text("DETNAME"), "serial": text("DETSER") }),
        Component::Id => json!(header.integer("EXPID")),
        _ => Json::Null,
    }
}

/// An archived object as one record; none if it is known by its tables only.
pub(super) fn of_object(object: &Object, parts: &[Part]) -> Option<Json> {
    let first = parts.first().filter(|part| part.batch().num_rows() > 0)?;
    match object.class.as_str() {
        "VisitInfo" => Some(visit_of_row(first)),
        "PhotoCalib" => {
            let mean = first.number("calibrationMean", 0)?;
            let is_constant = first.value("isConstant", 0).as_bool().unwrap_or(true);
            let mut told = calibration(mean, first.number("calibrationErr", 0).unwrap_or(f64::NAN), is_constant);
            told["field"] = first.value("field", 0);
            Some(told)
        }
        "FilterLabel" => {
            let of = |name: &str| match first.value(&format!("{name}_exists"), 0).as_bool() {
                Some(false) => Json::Null,
                _ => first.value(name, 0),
            };
            Some(json!({ "band": of("band"), "physical": of("physical") }))
        }
        "ExposureSummaryStats" => {
            let text = first.text("bytes", 0).or_else(|| first.text("yaml", 0))?;
            yaml::parse(&text).ok().filter(Json::is_object)
        }
        "Polygon" => {
            let (x, y) = (first.schema().index_of("vertices_x").is_ok(), first.schema().index_of("vertices_y").is_ok());
            let vertex = |row| json!([first.value("vertices_x", row), first.value("vertices_y", row)]);
            (x && y).then(|| json!({ "vertices": (0..first.batch().num_rows()).map(vertex).collect::<Vec<_>>() }))
        }
        "Detector" => Some(detector(parts, first)),
        _ => None,
    }
}

fn calibration(mean: f64, error: f64, is_constant: bool) -> Json {
    json!({
        "calibrationMean": mean,
        "calibrationErr": error,
        "unit": "nJy/adu",
        "isConstant": is_constant,
        "instFluxAtZeroMagnitude": AB_ZERO_NJY / mean,
    })
}

fn detector(parts: &[Part], first: &Part) -> Json {
    let mut told = match first.rows().into_iter().next() {
        Some(Json::Object(row)) => row,
        _ => Map::new(),
    };
    if let Some(amplifiers) = parts.get(1) {
        told.insert("amplifiers".into(), amplifiers.rows().into());
    }
    told.into()
}

/// The record in the keywords of the header.
fn visit_of_header(header: &Header) -> Json {
    let number = |keyword: &str| header.real(keyword).map_or(Json::Null, |value| json!(value));
    let value = |keyword: &str| header.value(keyword).filter(|value| **value != Value::Undefined).map_or(Json::Null, Value::to_json);
    let date = header.text("DATE-AVG").or_else(|| header.text("TIME-MID")).map_or(Json::Null, |text| text.trim_end().into());
    let system = header.text("TIMESYS").map(str::trim_end).or(header.text("TIME-MID").map(|_| "UTC"));
    json!({
        "id": value("IDNUM"),
        "exposureId": value("EXPID"),
        "exposureTime": number("EXPTIME"),
        "darkTime": number("DARKTIME"),
        "date": date,
        "timeSystem": system,
        "ut1": number("MJD-AVG-UT1"),
        "era": number("AVG-ERA"),
        "boresightRaDec": { "ra": number("BORE-RA"), "dec": number("BORE-DEC") },
        "boresightAzAlt": { "az": number("BORE-AZ"), "alt": number("BORE-ALT") },
        "boresightAirmass": number("BORE-AIRMASS"),
        "boresightRotAngle": number("BORE-ROTANG"),
        "rotType": value("ROTTYPE"),
        "observatory": { "longitude": number("OBS-LONG"), "latitude": number("OBS-LAT"), "elevation": number("OBS-ELEV") },
        "weather": { "airTemperature": number("AIRTEMP"), "airPressure": number("AIRPRESS"), "humidity": number("HUMIDITY") },
        "instrumentLabel": value("INSTRUMENT"),
        "focusZ": number("FOCUSZ"),
        "observationType": value("OBSTYPE"),
        "scienceProgram": value("PROGRAM"),
        "observationReason": value("REASON"),
        "object": value("OBJECT"),
        "hasSimulatedContent": value("HAS-SIMULATED-CONTENT"),
    })
}

/// The record in the row of an archived object, angles in radians there.
fn visit_of_row(part: &Part) -> Json {
    let value = |name: &str| part.value(name, 0);
    let angle = |name: &str| part.number(name, 0).map_or(Json::Null, |radians| json!(radians.to_degrees()));
    let rotation = match value("rottype").as_i64() {
        Some(0) => json!("UNKNOWN"),
        Some(1) => json!("SKY"),
        Some(2) => json!("HORIZON"),
        Some(3) => json!("MOUNT"),
        _ => Json::Null,
    };
    json!({
        "id": value("idnum"),
        "exposureId": value("exposureid"),
        "exposureTime": value("exposuretime"),
        "darkTime": value("darktime"),
        "date": value("tai").as_i64().filter(|nanoseconds| *nanoseconds != i64::MIN).map(date),
        "timeSystem": "TAI",
        "ut1": value("ut1"),
        "era": angle("era"),
        "boresightRaDec": { "ra": angle("boresightradec_ra"), "dec": angle("boresightradec_dec") },
        "boresightAzAlt": { "az": angle("boresightazalt_az"), "alt": angle("boresightazalt_alt") },
        "boresightAirmass": value("boresightairmass"),
        "boresightRotAngle": angle("boresightrotangle"),
        "rotType": rotation,
        "observatory": { "longitude": angle("longitude"), "latitude": angle("latitude"), "elevation": value("elevation") },
        "weather": { "airTemperature": value("airtemperature"), "airPressure": value("airpressure"), "humidity": value("humidity") },
        "instrumentLabel": value("instrumentlabel"),
        "focusZ": value("focusz"),
        "observationType": value("observationType"),
        "scienceProgram": value("scienceProgram"),
        "observationReason": value("observationReason"),
        "object": value("object"),
        "hasSimulatedContent": value("hasSimulatedContent"),
    })
}

/// Nanoseconds since 1970-01-01 on one time scale as a date (days by Howard Hinnant's `civil_from_days`).
fn date(nanoseconds: i64) -> String {
    const DAY: i64 = 86_400_000_000_000;
    let (days, rest) = (nanoseconds.div_euclid(DAY), nanoseconds.rem_euclid(DAY));
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let (day, month) =
        (day_of_year - (153 * shifted_month + 2) / 5 + 1, if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 });
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (seconds, fraction) = (rest / 1_000_000_000, rest % 1_000_000_000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:09}")
}
