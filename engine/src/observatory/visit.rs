//! Visits: exposures that belong together, and where their detectors look.
//!
//! Visit systems: 0 every exposure is a visit, 1 exposures of a group, 2 exposures of a day that were counted together. An exposure that can't see the sky, or of
//! which it is not known where it looks, is in none.

use std::collections::BTreeMap;
use std::sync::Arc;

use butler_observatory::camera::{Boresight, Camera};

use super::{element, record};
use crate::dimensions::{Element, Record, Universe, Value};
use crate::sphere::Region;
use crate::time::Timespan;
use crate::{Error, Result};

/// How exposures become visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grouping {
    /// Every exposure is a visit.
    #[default]
    OneToOne,
    /// Exposures of a group are a visit.
    ByGroup,
    /// Every exposure is a visit, and exposures that were counted together are one besides.
    OneToOneAndByCounter,
}

/// Visit systems with their names.
const SYSTEMS: [(i64, &str); 3] = [(0, "one-to-one"), (1, "by-group-metadata"), (2, "by-seq-start-end")];

impl Grouping {
    /// All of them with the reference's names.
    pub const ALL: [(&'static str, Grouping); 3] = [
        ("one-to-one", Grouping::OneToOne),
        ("by-group-metadata", Grouping::ByGroup),
        ("one-to-one-and-by-counter", Grouping::OneToOneAndByCounter),
    ];

    fn systems(self) -> &'static [i64] {
        match self {
            Grouping::OneToOne => &[0],
            Grouping::ByGroup => &[1],
            Grouping::OneToOneAndByCounter => &[0, 2],
        }
    }
}

/// A visit's records.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Its number.
    pub id: i64,
    /// Its record.
    pub record: Record,
    /// Definitions, memberships and regions of detectors.
    pub others: Vec<Record>,
}

/// A group of exposures that becomes a visit.
#[derive(Debug, Clone)]
struct Draft<'a> {
    id: i64,
    name: String,
    systems: Vec<i64>,
    exposures: Vec<&'a Record>,
}

fn int(record: &Record, field: &str) -> Option<i64> {
    if let Some(Value::Int(value)) = record.get(field) { Some(*value) } else { None }
}

fn float(record: &Record, field: &str) -> Option<f64> {
    if let Some(Value::Float(value)) = record.get(field) { Some(*value) } else { None }
}

fn text<'a>(record: &'a Record, field: &str) -> Option<&'a str> {
    if let Some(Value::Text(value)) = record.get(field) { Some(value) } else { None }
}

/// Whether an exposure can be part of a visit: it is known where it looks, and it sees the sky, or that does not matter.
pub fn is_on_sky(exposure: &Record, takes_all: bool) -> bool {
    let looks = ["tracking_ra", "tracking_dec", "sky_angle"].iter().all(|field| float(exposure, field).is_some());
    looks && (takes_all || exposure.get("can_see_sky") != Some(&Value::Bool(false)))
}

/// The visit systems of a grouping, as far as the universe has a place for them.
pub fn systems(universe: &Universe, instrument: &str, grouping: Grouping) -> Result<Vec<Record>> {
    let Some(of) = element(universe, "visit_system") else { return Ok(Vec::new()) };
    let known = SYSTEMS.iter().filter(|(id, _)| grouping.systems().contains(id));
    known
        .map(|(id, name)| {
            let fields = vec![
                ("instrument", Value::Text(instrument.to_owned())),
                ("id", Value::Int(*id)),
                ("name", Value::Text((*name).to_owned())),
            ];
            record(of, fields)
        })
        .collect()
}

/// The visits of the exposures of an instrument, of all of which it is known where they look.
pub fn visits(universe: &Universe, instrument: &str, camera: &Camera, exposures: &[Record], grouping: Grouping) -> Result<Vec<Visit>> {
    let wanted: Vec<&Record> = exposures.iter().collect();
    let drafts = match grouping {
        Grouping::OneToOne => wanted.iter().map(|exposure| alone(exposure, &[0])).collect(),
        Grouping::ByGroup => by_group(&wanted)?,
        Grouping::OneToOneAndByCounter => by_counter(&wanted),
    };
    drafts.iter().map(|draft| draft.visit(universe, instrument, camera)).collect()
}

fn alone<'a>(exposure: &'a Record, systems: &[i64]) -> Draft<'a> {
    let id = int(exposure, "id").unwrap_or_default();
    Draft { id, name: text(exposure, "obs_id").unwrap_or_default().to_owned(), systems: systems.to_vec(), exposures: vec![exposure] }
}

fn by_group<'a>(exposures: &[&'a Record]) -> Result<Vec<Draft<'a>>> {
    let mut groups: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for exposure in exposures {
        let group = text(exposure, "group").or_else(|| text(exposure, "group_name")).unwrap_or_default();
        groups.entry(group).or_default().push(exposure);
    }
    groups
        .into_iter()
        .map(|(group, exposures)| {
            let id = int(exposures[0], "group_id").or_else(|| butler_observatory::rules::group_to_visit(group));
            let id = id.ok_or_else(|| Error::invalid("group", group, "it gives no visit"))?;
            Ok(Draft { id, name: group.to_owned(), systems: vec![1], exposures: in_order(exposures) })
        })
        .collect()
}

fn by_counter<'a>(exposures: &[&'a Record]) -> Vec<Draft<'a>> {
    let mut groups: BTreeMap<[Option<i64>; 3], Vec<&Record>> = BTreeMap::new();
    for exposure in exposures {
        groups.entry(["day_obs", "seq_start", "seq_end"].map(|field| int(exposure, field))).or_default().push(exposure);
    }
    let mut drafts = Vec::new();
    for (_, exposures) in groups {
        let exposures = in_order(exposures);
        let [first, ..] = exposures.as_slice() else { continue };
        if exposures.len() == 1 {
            drafts.push(alone(first, &[0, 2]));
            continue;
        }
        // The visit of all takes the number of the first, if that is there; the first one alone has another.
        let has_first = int(first, "seq_num") == int(first, "seq_start");
        drafts.extend(exposures.iter().enumerate().map(|(index, exposure)| {
            let mut draft = alone(exposure, &[0]);
            if index == 0 && has_first {
                draft.id = format!("9{}", draft.id).parse().unwrap_or(draft.id);
                draft.name = format!("{}_first", draft.name);
            }
            draft
        }));
        if has_first {
            drafts.push(Draft { exposures: exposures.clone(), ..alone(first, &[2]) });
        }
    }
    drafts
}

fn in_order(mut exposures: Vec<&Record>) -> Vec<&Record> {
    exposures.sort_by_key(|exposure| int(exposure, "id"));
    exposures
}

impl Draft<'_> {
    /// The value that all exposures have, or null.
    fn common(&self, field: &str) -> Value {
        let first = self.exposures[0].get(field).cloned().unwrap_or(Value::Null);
        if self.exposures.iter().all(|exposure| exposure.get(field) == Some(&first)) { first } else { Value::Null }
    }

    fn least(&self, field: &str) -> Value {
        self.exposures.iter().filter_map(|exposure| int(exposure, field)).min().map_or(Value::Null, Value::Int)
    }

    fn floats(&self, field: &str) -> Option<Vec<f64>> {
        self.exposures.iter().map(|exposure| float(exposure, field)).collect()
    }

    fn timespan(&self) -> Value {
        let spans = || {
            self.exposures
                .iter()
                .filter_map(|exposure| if let Some(Value::Timespan(span)) = exposure.get("timespan") { Some(*span) } else { None })
        };
        let begin = spans().filter_map(|span| span.to_ns().0).min();
        let end = spans().filter_map(|span| span.to_ns().1).max();
        if begin.is_some() { Value::Timespan(Timespan::from_ns(begin, end)) } else { Value::Null }
    }

    fn azimuth(&self) -> Value {
        match self.floats("azimuth").as_deref() {
            Some([only]) => Value::Float(*only),
            Some(all) if !all.is_empty() => {
                let (sin, cos) = all.iter().fold((0.0, 0.0), |(s, c), az| (s + az.to_radians().sin(), c + az.to_radians().cos()));
                Value::Float(sin.atan2(cos).to_degrees().rem_euclid(360.0))
            }
            _ => Value::Null,
        }
    }

    fn visit(&self, universe: &Universe, instrument: &str, camera: &Camera) -> Result<Visit> {
        let first = self.exposures[0];
        let angle =
            |field: &str| float(first, field).ok_or_else(|| Error::invalid("exposure", first.to_string(), format!("it has no `{field}`")));
        let boresight = Boresight { ra: angle("tracking_ra")?, dec: angle("tracking_dec")?, sky_angle: angle("sky_angle")? };
        let regions = camera.regions(boresight)?;
        let sum = |field: &str| self.floats(field).map(|all| all.iter().sum::<f64>());
        let zenith = sum("zenith_angle").map(|sum| sum / self.exposures.len() as f64);
        let reason = match self.common("observation_reason") {
            Value::Null if self.exposures.iter().any(|exposure| text(exposure, "observation_reason").is_some()) => {
                Value::Text("various".to_owned())
            }
            reason => reason,
        };
        let named = ("instrument", Value::Text(instrument.to_owned()));
        let number = |value: Option<f64>| value.map_or(Value::Null, Value::Float);
        let fields = vec![
            named.clone(),
            ("id", Value::Int(self.id)),
            ("name", Value::Text(self.name.clone())),
            ("physical_filter", self.common("physical_filter")),
            ("visit_system", self.systems.first().map_or(Value::Null, |system| Value::Int(*system))),
            ("day_obs", self.least("day_obs")),
            ("seq_num", self.least("seq_num")),
            ("exposure_time", number(sum("exposure_time"))),
            ("target_name", self.common("target_name")),
            ("science_program", self.common("science_program")),
            ("observation_reason", reason),
            ("zenith_angle", number(zenith)),
            ("azimuth", self.azimuth()),
            ("timespan", self.timespan()),
            ("region", Value::Bytes(Region::from(regions.visit).encode())),
        ];
        let needed = |name: &'static str| element(universe, name).ok_or_else(|| Error::missing("dimension", name, []));
        let visit = ("visit", Value::Int(self.id));
        let mut others = Vec::new();
        let definition = needed("visit_definition")?;
        for exposure in &self.exposures {
            let exposure = ("exposure", int(exposure, "id").map_or(Value::Null, Value::Int));
            let system = ("visit_system", self.systems.first().map_or(Value::Null, |system| Value::Int(*system)));
            others.push(record(definition, vec![named.clone(), exposure, visit.clone(), system])?);
        }
        if let Some(membership) = element(universe, "visit_system_membership") {
            for system in &self.systems {
                others.push(record(membership, vec![named.clone(), visit.clone(), ("visit_system", Value::Int(*system))])?);
            }
        }
        let of: &Arc<Element> = needed("visit_detector_region")?;
        for (detector, region) in regions.detectors {
            let region = ("region", Value::Bytes(Region::from(region).encode()));
            others.push(record(of, vec![named.clone(), visit.clone(), ("detector", Value::Int(detector)), region])?);
        }
        Ok(Visit { id: self.id, record: record(needed("visit")?, fields)?, others })
    }
}
