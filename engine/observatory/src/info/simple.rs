//! The simple form read back, and the JSON files in which people keep headers beside their files.
//!
//! A sidecar is a header, or the simple form of what it tells: `__CONTENT__` says which (`metadata`, `translated`); without it the simple form is known by its
//! `observation_id` and `instrument`. An index is a mapping of files to either, with what they have in common under `__COMMON__`.

use std::collections::BTreeMap;

use super::ObservationInfo;
use crate::header::Header;
use crate::rules::{self, Unit, Value};
use crate::time::Time;
use crate::yaml::{self, Node};
use crate::{Error, Result};

const CONTENT: &str = "__CONTENT__";
const COMMON: &str = "__COMMON__";

/// What is known of a file without opening it.
#[derive(Debug, Clone)]
pub enum Told {
    /// Its header.
    Header(Header),
    /// What the header tells.
    Info(Box<ObservationInfo>),
}

impl ObservationInfo {
    /// Reads the simple form. A property of another kind than it should be counts as untold.
    pub fn from_simple(name: &str, node: &Node) -> ObservationInfo {
        let (mut values, mut untold) = (BTreeMap::new(), BTreeMap::new());
        for property in rules::properties() {
            match node.get(property).filter(|node| **node != Node::Null) {
                None => {}
                Some(node) => match value(property, node) {
                    Some(value) => drop(values.insert(property, value)),
                    None => drop(untold.insert(property, "it is of another kind there".to_owned())),
                },
            }
        }
        let translator = node.get("_translator").and_then(Node::scalar).unwrap_or_default();
        ObservationInfo { translator_class: translator.clone(), translator, name: name.to_owned(), values, untold }
    }
}

fn value(property: &str, node: &Node) -> Option<Value> {
    let pair = || match node.items() {
        [a, b] => Some((a.real()?, b.real()?)),
        _ => None,
    };
    let unit = match property {
        "exposure_time" | "exposure_time_requested" | "dark_time" => Some(Unit::Second),
        "boresight_rotation_angle" => Some(Unit::Degree),
        "focus_z" => Some(Unit::Metre),
        "temperature" => Some(Unit::Kelvin),
        "pressure" => Some(Unit::Hectopascal),
        _ => None,
    };
    if let Some(unit) = unit {
        return Some(Value::Quantity(node.real()?, unit));
    }
    Some(match property {
        "datetime_begin" | "datetime_end" => {
            let (day, fraction) = pair()?;
            Value::Time(Time::from_tai_parts(day, fraction)?)
        }
        "tracking_radec" => pair().map(|(ra, dec)| Value::RaDec { ra, dec })?,
        "altaz_begin" | "altaz_end" => pair().map(|(az, alt)| Value::AltAz { az, alt })?,
        "location" => match node.items() {
            [x, y, z] => Value::Location([x.real()?, y.real()?, z.real()?]),
            _ => return None,
        },
        "has_simulated_content" | "can_see_sky" => match node {
            Node::Bool(value) => Value::Bool(*value),
            _ => return None,
        },
        "boresight_airmass" | "relative_humidity" => Value::Float(node.real()?),
        _ if rules::is_integer(property) => match node {
            Node::Float(value) if value.fract() == 0.0 && value.abs() < 9e15 => Value::Int(*value as i64),
            node => Value::Int(node.integer()?),
        },
        "observing_day_offset" => Value::Int(node.real().filter(|value| value.fract() == 0.0)? as i64),
        _ => Value::Text(node.scalar()?),
    })
}

/// Reads a sidecar.
///
/// # Errors
/// It is no JSON mapping, or is of an unknown kind.
pub fn sidecar(name: &str, text: &str) -> Result<Told> {
    let node = yaml::parse_json(name, text)?;
    let kind = match node.get(CONTENT) {
        Some(kind) => kind.scalar(),
        None if node.get("observation_id").is_some() && node.get("instrument").is_some() => Some("translated".to_owned()),
        None => None,
    };
    told(name, name, kind.as_deref().unwrap_or("metadata"), node)
}

/// Reads an index: files, by their paths relative to it, and what is known of them.
///
/// # Errors
/// It is no JSON mapping with the parts of an index.
pub fn index(name: &str, text: &str) -> Result<Vec<(String, Told)>> {
    let fault = |reason: String| Error::invalid("index", name, reason);
    let node = yaml::parse_json(name, text)?;
    let common = node.get(COMMON).ok_or_else(|| fault(format!("it has no `{COMMON}`")))?.entries().to_vec();
    let kind = node.get(CONTENT).and_then(Node::scalar).unwrap_or_else(|| "metadata".to_owned());
    let files = node.entries().iter().filter(|(key, _)| key != COMMON && key != CONTENT);
    files
        .map(|(file, own)| {
            if !matches!(own, Node::Map(_)) {
                return Err(fault(format!("what it has of `{file}` is no mapping")));
            }
            let all = [common.clone(), own.entries().to_vec()].concat();
            Ok((file.clone(), told(name, file, &kind, Node::Map(all))?))
        })
        .collect()
}

fn told(place: &str, file: &str, kind: &str, node: Node) -> Result<Told> {
    let Node::Map(mut entries) = node else { return Err(Error::invalid("header of", file, "it is no mapping")) };
    entries.retain(|(key, _)| key != CONTENT);
    let node = Node::Map(entries);
    match kind {
        "metadata" => Ok(Told::Header(Header::from_node(file, &node)?)),
        "translated" => Ok(Told::Info(Box::new(ObservationInfo::from_simple(file, &node)))),
        other => Err(Error::invalid("index", place, format!("its `{CONTENT}` is `{other}`, not metadata or translated"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIMPLE: &str = r#"{"_translator": "HSC", "instrument": "HSC", "observation_id": "HSCA90401401", "exposure_id": 904014,
        "datetime_begin": [2457306.0, -0.15228474537037034], "exposure_time": 150.0, "tracking_radec": [21.15, 1.25], "detector_num": "x"}"#;

    #[test]
    fn the_simple_form_is_read_as_it_is_written() {
        let Told::Info(info) = sidecar("a.json", SIMPLE).unwrap() else { panic!("it is a header") };
        let again = info.to_simple();
        for property in ["datetime_begin", "exposure_time", "tracking_radec", "exposure_id", "instrument", "_translator"] {
            let expected: serde_json::Value = serde_json::from_str(SIMPLE).unwrap();
            assert_eq!(again[property], expected[property], "{property}");
        }
        assert!(info.need("detector_num").unwrap_err().to_string().contains("another kind"));
    }

    #[test]
    fn what_files_have_in_common_is_in_each_of_them() {
        let text = r#"{"__COMMON__": {"INSTRUME": "X"}, "__CONTENT__": "metadata", "a.fits": {"N": 1}, "b/c.fits": {"N": 2}}"#;
        let files = index("_index.json", text).unwrap();
        assert_eq!(files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["a.fits", "b/c.fits"]);
        let Told::Header(header) = &files[1].1 else { panic!("it is translated") };
        assert_eq!(header.get("INSTRUME"), Some(&crate::header::Value::Text("X".to_owned())));
        for bad in ["{}", "[]", "", "{\"__COMMON__\": {}, \"__CONTENT__\": \"other\", \"a\": {}}", "{\"__COMMON__\": {}, \"a\": 3}"] {
            assert!(index("_index.json", bad).is_err(), "{bad}");
        }
    }
}
