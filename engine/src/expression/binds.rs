//! Values that an expression names instead of writing them: `:name`.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::dimensions::Key;
use crate::time::{Time, Timespan};

/// Values by name. A bind also hides a dimension or field of its name, with or without the colon.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Binds(pub BTreeMap<String, BindValue>);

/// A value given for a name.
#[derive(Debug, Clone, PartialEq)]
pub enum BindValue {
    /// No value; an expression can't use it, since NULL is written.
    Null,
    /// A truth value; stands for 0 or 1, as in the reference.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A double.
    Float(f64),
    /// A text.
    Text(String),
    /// Bytes of a hash.
    Bytes(Vec<u8>),
    /// A UUID.
    Uuid(Uuid),
    /// A time.
    Time(Time),
    /// A timespan.
    Timespan(Timespan),
    /// A region in sphgeom's encoding.
    Region(Vec<u8>),
    /// Several values of one sort, for `IN`.
    Sequence(Vec<BindValue>),
}

impl Binds {
    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&BindValue> {
        self.0.get(name)
    }
}

impl<S: Into<String>, V: Into<BindValue>> FromIterator<(S, V)> for Binds {
    fn from_iter<I: IntoIterator<Item = (S, V)>>(values: I) -> Binds {
        Binds(values.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl From<&str> for BindValue {
    fn from(value: &str) -> BindValue {
        BindValue::Text(value.to_owned())
    }
}

impl From<i64> for BindValue {
    fn from(value: i64) -> BindValue {
        BindValue::Int(value)
    }
}

impl From<f64> for BindValue {
    fn from(value: f64) -> BindValue {
        BindValue::Float(value)
    }
}

impl From<Key> for BindValue {
    fn from(value: Key) -> BindValue {
        match value {
            Key::Int(value) => BindValue::Int(value),
            Key::Text(value) => BindValue::Text(value),
        }
    }
}

impl<V: Into<BindValue>> From<Vec<V>> for BindValue {
    fn from(values: Vec<V>) -> BindValue {
        BindValue::Sequence(values.into_iter().map(Into::into).collect())
    }
}
