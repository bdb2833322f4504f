//! Values of rules and of translated properties.

use crate::header;
use crate::time::Time;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A number.
    Float(f64),
    /// A text.
    Text(String),
    /// A time.
    Time(Time),
    /// A number with its unit.
    Quantity(f64, Unit),
    /// ICRS, in degrees.
    RaDec {
        /// Right ascension, in `[0, 360)`.
        ra: f64,
        /// Declination.
        dec: f64,
    },
    /// Azimuth from north through east and altitude, in degrees.
    AltAz {
        /// Azimuth, in `[0, 360)`.
        az: f64,
        /// Altitude.
        alt: f64,
    },
    /// Geocentric place, in metres.
    Location([f64; 3]),
    /// Several values.
    List(Vec<Value>),
}

/// What stands in JSON for a number that is none; JSON text has `NaN` for it, as Python reads and writes it. No card can hold it.
pub const NOT_A_NUMBER: &str = "\u{0}NaN";

/// A unit of a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Unit {
    Second,
    Degree,
    Metre,
    Millimetre,
    Micrometre,
    Kelvin,
    Celsius,
    Pascal,
    Hectopascal,
    MillimetreOfMercury,
}

impl Unit {
    const NAMES: [(&'static str, Unit); 10] = [
        ("s", Unit::Second),
        ("deg", Unit::Degree),
        ("m", Unit::Metre),
        ("mm", Unit::Millimetre),
        ("um", Unit::Micrometre),
        ("K", Unit::Kelvin),
        ("deg_C", Unit::Celsius),
        ("Pa", Unit::Pascal),
        ("hPa", Unit::Hectopascal),
        ("mmHg", Unit::MillimetreOfMercury),
    ];

    /// The unit of a name.
    pub fn parse(name: &str) -> Option<Unit> {
        Unit::NAMES.iter().find(|(known, _)| *known == name).map(|(_, unit)| *unit)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Unit::NAMES.iter().find(|(_, unit)| *unit == self).map_or("", |(name, _)| name)
    }

    /// `value` in the unit of the simple form: seconds, degrees, metres, kelvin, hectopascals.
    pub fn simple(self, value: f64) -> f64 {
        match self {
            Unit::Second | Unit::Degree | Unit::Metre | Unit::Kelvin | Unit::Hectopascal => value,
            Unit::Millimetre => value * 0.001,
            Unit::Micrometre => value * 1e-6,
            Unit::Celsius => value + 273.15,
            Unit::Pascal => value * 0.01,
            // A conventional millimetre of mercury is 133.322387415 Pa.
            Unit::MillimetreOfMercury => value * 1.333_223_874_15,
        }
    }
}

impl Value {
    /// The value of a card.
    pub fn of(value: &header::Value) -> Value {
        match value {
            header::Value::Null => Value::Null,
            header::Value::Bool(value) => Value::Bool(*value),
            header::Value::Int(value) => Value::Int(*value),
            header::Value::Float(value) => Value::Float(*value),
            header::Value::Text(text) => Value::Text(text.clone()),
        }
    }

    /// As a card's value, if it can be one.
    pub fn to_card(&self) -> Option<header::Value> {
        Some(match self {
            Value::Null => header::Value::Null,
            Value::Bool(value) => header::Value::Bool(*value),
            Value::Int(value) => header::Value::Int(*value),
            Value::Float(value) => header::Value::Float(*value),
            Value::Text(text) => header::Value::Text(text.clone()),
            Value::Quantity(value, _) => header::Value::Float(*value),
            _ => return None,
        })
    }

    /// A number.
    pub fn real(&self) -> Option<f64> {
        match self {
            Value::Int(value) => Some(*value as f64),
            Value::Float(value) | Value::Quantity(value, _) => Some(*value),
            Value::Bool(value) => Some(f64::from(u8::from(*value))),
            _ => None,
        }
    }

    /// A text.
    pub fn text(&self) -> Option<&str> {
        if let Value::Text(text) = self { Some(text) } else { None }
    }

    /// An integer.
    pub fn integer(&self) -> Option<i64> {
        if let Value::Int(value) = self { Some(*value) } else { None }
    }

    /// Whether it counts as true: not null, false, zero or empty.
    pub fn is_true(&self) -> bool {
        match self {
            Value::Null => false,
            Value::Bool(value) => *value,
            Value::Int(value) => *value != 0,
            Value::Float(value) | Value::Quantity(value, _) => *value != 0.0,
            Value::Text(text) => !text.is_empty(),
            Value::List(items) => !items.is_empty(),
            _ => true,
        }
    }

    /// As text: a number as Python writes it.
    pub fn display(&self) -> String {
        match self {
            Value::Null => "None".to_owned(),
            Value::Bool(value) => if *value { "True" } else { "False" }.to_owned(),
            Value::Int(value) => value.to_string(),
            Value::Float(value) => format!("{value:?}"),
            Value::Text(text) => text.clone(),
            Value::Quantity(value, unit) => format!("{value:?} {}", unit.name()),
            Value::Time(time) => time.iso().unwrap_or_default(),
            Value::RaDec { ra, dec } => format!("{ra} {dec}"),
            Value::AltAz { az, alt } => format!("{az} {alt}"),
            Value::Location([x, y, z]) => format!("{x} {y} {z}"),
            Value::List(items) => items.iter().map(Value::display).collect::<Vec<_>>().join(" "),
        }
    }

    /// The simple form.
    pub fn to_simple(&self) -> serde_json::Value {
        use serde_json::json;
        match self {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => json!(value),
            Value::Int(value) => json!(value),
            Value::Float(value) if value.is_nan() => json!(NOT_A_NUMBER),
            Value::Quantity(value, _) if value.is_nan() => json!(NOT_A_NUMBER),
            Value::Float(value) => json!(value),
            Value::Text(text) => json!(text),
            Value::Quantity(value, unit) => json!(unit.simple(*value)),
            Value::Time(time) => {
                let (day, fraction) = time.tai().parts();
                json!([day, fraction])
            }
            Value::RaDec { ra, dec } => json!([ra, dec]),
            Value::AltAz { az, alt } => json!([az, alt]),
            Value::Location(xyz) => json!(xyz),
            Value::List(items) => items.iter().map(Value::to_simple).collect(),
        }
    }
}
