//! What the cards of an instrument's headers mean, as data.
//!
//! A set of rules says which headers it knows (`recognise`), what must be set right in them (`fix`, after the corrections of single observations), and how every
//! property is told (`properties`). Sets build on others (`extends`); the nearest rule counts.
//!
//! A property's rule is an expression (see [`expr`]), a number, null, or one of
//!
//! ```yaml
//! telescope: {constant: Subaru}
//! exposure_time: {key: EXPTIME, unit: s}
//! relative_humidity: {key: [RELHUMID, HUMIDITY], default: 40.0, min: 0, max: 100.0}
//! boresight_airmass: {key: AIRMASS, default: null, unless: "observation_type == 'science'"}
//! ```
//!
//! `default` stands for a card that is absent or out of `min` and `max`; `unless` says when an absent card is an error all the same.

use std::collections::HashMap;

use crate::header::Header;
use crate::yaml::Node;
use crate::{Error, Result};

mod corrections;
pub mod eval;
pub mod expr;
mod functions;
mod value;

use eval::Context;
use expr::Expr;
pub use functions::group_to_visit;
pub use value::{NOT_A_NUMBER, Unit, Value};

/// A detector, as far as headers speak of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetectorName {
    /// Its number.
    pub id: i64,
    /// Its name within the camera.
    pub full_name: String,
    /// Its maker's or observatory's serial.
    pub serial: String,
}

/// Which headers of a file are told.
#[derive(Debug, Clone, PartialEq)]
pub enum InFile {
    /// The primary one; with the first extension laid over it if the primary one alone is not recognised.
    Primary,
    /// The first extension laid over the primary one.
    Merged,
    /// One for each extension that the expression is true of; laid over the primary one, or alone.
    Each {
        /// Which extensions.
        which: Expr,
        /// Whether they inherit the primary header.
        inherits: bool,
    },
}

/// Something to set right in a header.
#[derive(Debug, Clone)]
struct Fix {
    when: Expr,
    set: Vec<(String, Expr)>,
}

/// The rules of an instrument's headers.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Name of the set, e.g. `HSC`.
    pub name: String,
    /// Name of the class that the reference has for it, e.g. `HscTranslator`.
    pub class: String,
    /// The instrument's detectors, for rules that look one up.
    pub detectors: Vec<DetectorName>,
    /// Which headers of a file are told.
    pub in_file: InFile,
    recognise: Option<Expr>,
    rules: HashMap<String, Expr>,
    tables: HashMap<String, HashMap<String, Value>>,
    fixes: Vec<Fix>,
}

const MARKS: [&str; 2] = ["HIERARCH ASTRO METADATA FIX MODIFIED", "ASTRO METADATA FIX MODIFIED"];

/// The kind of value that a property has, for values that headers write otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Integer,
    Real,
    Other,
}

const TEXTS: [&str; 14] = [
    "telescope",
    "instrument",
    "physical_filter",
    "boresight_rotation_coord",
    "detector_name",
    "detector_unique_name",
    "detector_serial",
    "detector_group",
    "object",
    "science_program",
    "observation_reason",
    "observation_type",
    "observation_id",
    "exposure_group",
];
const INTEGERS: [&str; 9] = [
    "exposure_id",
    "visit_id",
    "detector_num",
    "detector_exposure_id",
    "observation_counter",
    "observing_day",
    "group_counter_start",
    "group_counter_end",
    "observing_day_offset",
];
const REALS: [&str; 2] = ["boresight_airmass", "relative_humidity"];
const OTHERS: [&str; 15] = [
    "location",
    "datetime_begin",
    "datetime_end",
    "exposure_time",
    "exposure_time_requested",
    "dark_time",
    "boresight_rotation_angle",
    "focus_z",
    "temperature",
    "pressure",
    "tracking_radec",
    "altaz_begin",
    "altaz_end",
    "has_simulated_content",
    "can_see_sky",
];

fn kind(property: &str) -> Kind {
    if property.is_empty() {
        Kind::Other
    } else if TEXTS.contains(&property) {
        Kind::Text
    } else if INTEGERS.contains(&property) {
        Kind::Integer
    } else if REALS.contains(&property) {
        Kind::Real
    } else {
        Kind::Other
    }
}

/// The names of all properties, sorted.
pub fn properties() -> Vec<&'static str> {
    let mut names: Vec<&str> = [&TEXTS[..], &INTEGERS, &REALS, &OTHERS].concat();
    names.retain(|name| !name.is_empty());
    names.sort_unstable();
    names
}

/// Whether a property is an integer.
pub(crate) fn is_integer(property: &str) -> bool {
    INTEGERS.contains(&property)
}

impl Rules {
    /// Reads a set; `base` gives the set that one extends.
    pub fn from_node(name: &str, node: &Node, base: &dyn Fn(&str) -> Result<Rules>) -> Result<Rules> {
        let mut rules = match node.get("extends").and_then(Node::text) {
            Some(parent) => base(parent)?,
            None => Rules {
                name: String::new(),
                class: String::new(),
                detectors: Vec::new(),
                in_file: InFile::Primary,
                recognise: None,
                rules: HashMap::new(),
                tables: HashMap::new(),
                fixes: Vec::new(),
            },
        };
        rules.name = node.get("name").and_then(Node::text).unwrap_or(name).to_owned();
        rules.class = node.get("class").and_then(Node::text).unwrap_or(&rules.name).to_owned();
        let parse = |part: &str, text: &str| expr::parse(&format!("{name}.{part}"), text);
        let expression = |part: &str, node: &Node| match node.text() {
            Some(text) => parse(part, text),
            None => constant(node).ok_or_else(|| Error::invalid("rule", format!("{name}.{part}"), "it is no expression")),
        };
        rules.recognise = node.get("recognise").map(|node| expression("recognise", node)).transpose()?;
        for (table, entries) in node.get("tables").map(Node::entries).unwrap_or_default() {
            let entries = entries.entries().iter().map(|(key, value)| (key.clone(), plain(value))).collect();
            rules.tables.insert(table.clone(), entries);
        }
        if let Some(node) = node.get("fix") {
            rules.fixes.clear();
            for item in node.items() {
                let when = item.get("when").map_or(Ok(Expr::Bool(true)), |node| expression("fix", node))?;
                let set = item.get("set").map(Node::entries).unwrap_or_default();
                let set = set.iter().map(|(key, value)| Ok((key.clone(), expression("fix", value)?))).collect::<Result<_>>()?;
                rules.fixes.push(Fix { when, set });
            }
        }
        if let Some(node) = node.get("in_file") {
            rules.in_file = in_file(name, node)?;
        }
        for (property, node) in node.get("properties").map(Node::entries).unwrap_or_default() {
            rules.rules.insert(property.clone(), rule(name, property, node)?);
        }
        Ok(rules)
    }

    /// The rule of a property.
    pub fn rule(&self, property: &str) -> Option<&Expr> {
        self.rules.get(property)
    }

    /// An entry of a table.
    pub(crate) fn lookup(&self, table: &str, key: &str) -> Option<Value> {
        self.tables.get(table)?.get(key).cloned()
    }

    /// A value in the kind that the property has.
    pub(crate) fn cast(&self, property: &str, value: Value) -> Value {
        match (kind(property), value) {
            (Kind::Text, value @ (Value::Int(_) | Value::Float(_) | Value::Bool(_))) => Value::Text(value.display()),
            (Kind::Integer, Value::Text(text)) => text.trim().parse().map_or(Value::Text(text), Value::Int),
            (Kind::Integer, Value::Float(value)) if value.is_finite() => Value::Int(value as i64),
            (Kind::Real, Value::Int(value)) => Value::Float(value as f64),
            (Kind::Real, Value::Text(text)) => text.trim().parse().map_or(Value::Text(text), Value::Float),
            (_, value) => value,
        }
    }

    /// Whether a rule looks a detector up by name or serial.
    pub(crate) fn looks_up_detectors(&self) -> bool {
        self.rules.values().any(|rule| rule.calls("detector_"))
    }

    /// Whether these rules know `header`.
    pub fn recognises(&self, header: &Header) -> bool {
        let context = Context::new(self, header);
        self.recognise.as_ref().is_some_and(|expr| context.eval(expr).is_ok_and(|value| value.is_true()))
    }

    /// Sets right what is known to be wrong in `header`: the corrections of its observation, then the fixes of the rules. The first fix that cannot be
    /// decided ends them; what was set stays.
    pub fn fix(&self, header: &mut Header) {
        // The reference leaves its mark in what it has set right.
        if MARKS.iter().any(|mark| header.get(mark).is_some()) {
            return;
        }
        let (Ok(Value::Text(instrument)), Ok(Value::Text(observation))) = ({
            let context = Context::new(self, header);
            (context.property("instrument"), context.property("observation_id"))
        }) else {
            return;
        };
        corrections::apply(&instrument, &observation, header);
        for fix in &self.fixes {
            let set: Option<Vec<_>> = {
                let context = Context::new(self, header);
                match context.eval(&fix.when) {
                    Err(_) => return,
                    Ok(value) if !value.is_true() => continue,
                    Ok(_) => {}
                }
                fix.set.iter().map(|(key, expr)| Some((key.clone(), context.eval(expr).ok()?.to_card()?))).collect()
            };
            let Some(set) = set else { return };
            for (key, value) in set {
                header.set(&key, value);
            }
        }
    }
}

fn in_file(name: &str, node: &Node) -> Result<InFile> {
    match node {
        Node::Text(text) if text == "primary" => Ok(InFile::Primary),
        Node::Text(text) if text == "merged" => Ok(InFile::Merged),
        node => {
            let which = node.get("each").and_then(Node::text);
            let which = which
                .ok_or_else(|| Error::invalid("rules", name, "`in_file` is `primary`, `merged` or `{each: expression, inherits: true}`"))?;
            let inherits = node.get("inherits") == Some(&Node::Bool(true));
            Ok(InFile::Each { which: expr::parse(&format!("{name}.in_file"), which)?, inherits })
        }
    }
}

fn plain(node: &Node) -> Value {
    match node {
        Node::Null | Node::Map(_) => Value::Null,
        Node::Bool(value) => Value::Bool(*value),
        Node::Int(value) => Value::Int(*value),
        Node::Float(value) => Value::Float(*value),
        Node::Text(text) => Value::Text(text.clone()),
        Node::List(items, _) => Value::List(items.iter().map(plain).collect()),
    }
}

fn constant(node: &Node) -> Option<Expr> {
    Some(match node {
        Node::Null => Expr::Null,
        Node::Bool(value) => Expr::Bool(*value),
        Node::Int(value) => Expr::Int(*value),
        Node::Float(value) => Expr::Float(*value),
        Node::Text(text) => Expr::Text(text.clone()),
        _ => return None,
    })
}

fn rule(set: &str, property: &str, node: &Node) -> Result<Expr> {
    let place = format!("{set}.{property}");
    let fault = |reason: &str| Error::invalid("rule", place.clone(), reason);
    if let Node::Text(text) = node {
        return expr::parse(&place, text);
    }
    if let Some(value) = constant(node) {
        return Ok(value);
    }
    if let Some(value) = node.get("constant") {
        return constant(value).ok_or_else(|| fault("`constant` is no plain value"));
    }
    let keys = match node.get("key") {
        Some(Node::Text(key)) => vec![key.clone()],
        Some(Node::List(keys, _)) => keys.iter().filter_map(Node::scalar).collect(),
        _ => return Err(fault("it is neither an expression nor `{constant: ...}` nor `{key: ...}`")),
    };
    if let Some((other, _)) =
        node.entries().iter().find(|(name, _)| !["key", "unit", "default", "min", "max", "unless"].contains(&name.as_str()))
    {
        return Err(fault(&format!("`{other}` means nothing")));
    }
    let unit = match node.get("unit").and_then(Node::text) {
        None => None,
        Some(unit) => Some(Unit::parse(unit).ok_or_else(|| fault(&format!("unit `{unit}` is not known")))?),
    };
    Ok(Expr::Card(Box::new(expr::Card {
        keys,
        unit,
        default: node.get("default").map(plain),
        min: node.get("min").and_then(Node::real),
        max: node.get("max").and_then(Node::real),
        unless: node.get("unless").and_then(Node::text).map(|text| expr::parse(&place, text)).transpose()?,
    })))
}
