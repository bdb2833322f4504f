//! Values of dimensions and of the fields of records.

use std::fmt;

use super::FieldKind;
use crate::time::Timespan;
use crate::{Error, Result};

/// The value of a dimension in a data ID.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// An ID.
    Int(i64),
    /// A name.
    Text(String),
}

/// The value of a field of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// An integer.
    Int(i64),
    /// A double; never NaN, which becomes null.
    Float(f64),
    /// A truth value.
    Bool(bool),
    /// A text.
    Text(String),
    /// A hash or a region in sphgeom's encoding.
    Bytes(Vec<u8>),
    /// A timespan.
    Timespan(Timespan),
}

impl Key {
    /// The value as the kind of its dimension wants it: digits become an integer for an integer dimension, an integer its digits for a named one.
    pub fn converted(self, dimension: &str, kind: FieldKind) -> Result<Key> {
        match (kind, self) {
            (FieldKind::Int, Key::Text(text)) => {
                let parsed =
                    text.trim().parse().map_err(|_| Error::invalid("value of dimension", dimension, format!("`{text}` is not an integer")));
                parsed.map(Key::Int)
            }
            (FieldKind::Text, Key::Int(value)) => Ok(Key::Text(value.to_string())),
            (_, key) => Ok(key),
        }
    }

    /// The integer, if it is one.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Key::Int(value) => Some(*value),
            Key::Text(_) => None,
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Key::Int(_) => None,
            Key::Text(value) => Some(value),
        }
    }
}

impl Value {
    /// The value as a field of this kind wants it, where nothing is lost: digits and whole doubles become integers, integers doubles or texts,
    /// 0 and 1 truth values, NaN null.
    pub fn converted(self, field: &str, kind: FieldKind) -> Result<Value> {
        let fits = match (kind, self) {
            (_, Value::Null) => return Ok(Value::Null),
            (FieldKind::Float, Value::Float(value)) if value.is_nan() => return Ok(Value::Null),
            (FieldKind::Int, Value::Text(text)) => text.trim().parse().map(Value::Int).map_err(|_| Value::Text(text)),
            (FieldKind::Int, Value::Float(value)) if value.fract() == 0.0 && value.abs() < 9e15 => Ok(Value::Int(value as i64)),
            (FieldKind::Float, Value::Int(value)) => Ok(Value::Float(value as f64)),
            (FieldKind::Text, Value::Int(value)) => Ok(Value::Text(value.to_string())),
            (FieldKind::Bool, Value::Int(value @ (0 | 1))) => Ok(Value::Bool(value == 1)),
            (FieldKind::Int, value @ Value::Int(_))
            | (FieldKind::Float, value @ Value::Float(_))
            | (FieldKind::Text, value @ Value::Text(_))
            | (FieldKind::Bool, value @ Value::Bool(_))
            | (FieldKind::Hash | FieldKind::Region, value @ Value::Bytes(_))
            | (FieldKind::Timespan, value @ Value::Timespan(_)) => Ok(value),
            (_, value) => Err(value),
        };
        fits.map_err(|value| Error::invalid("value of field", field, format!("{} was expected, not `{value}`", kind.in_words())))
    }

    /// The value as that of a dimension.
    pub fn to_key(&self) -> Option<Key> {
        match self {
            Value::Int(value) => Some(Key::Int(*value)),
            Value::Text(value) => Some(Key::Text(value.clone())),
            _ => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Int(value) => write!(f, "{value}"),
            Key::Text(value) => f.write_str(value),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("null"),
            Value::Int(value) => write!(f, "{value}"),
            Value::Float(value) => write!(f, "{value:?}"),
            Value::Bool(value) => write!(f, "{value}"),
            Value::Text(value) => f.write_str(value),
            Value::Bytes(value) => {
                f.write_str("0x")?;
                value.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
            Value::Timespan(value) => write!(f, "{value}"),
        }
    }
}

impl From<i64> for Key {
    fn from(value: i64) -> Key {
        Key::Int(value)
    }
}

impl From<&str> for Key {
    fn from(value: &str) -> Key {
        Key::Text(value.to_owned())
    }
}

impl From<String> for Key {
    fn from(value: String) -> Key {
        Key::Text(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Int(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Value {
        Value::Float(value)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Bool(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Value {
        Value::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Value {
        Value::Text(value)
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Value {
        Value::Bytes(value)
    }
}

impl From<Timespan> for Value {
    fn from(value: Timespan) -> Value {
        Value::Timespan(value)
    }
}

impl From<Key> for Value {
    fn from(value: Key) -> Value {
        match value {
            Key::Int(value) => Value::Int(value),
            Key::Text(value) => Value::Text(value),
        }
    }
}
