//! What a header says of an observation: the properties of the reference's `ObservationInfo`.

use std::collections::BTreeMap;

use crate::header::Header;
use crate::rules::eval::Context;
use crate::rules::{self, Rules, Value};
use crate::{Error, Result};

mod simple;

pub use simple::{Told, index, sidecar};

/// An observation, as its header tells it.
#[derive(Debug, Clone)]
pub struct ObservationInfo {
    /// The name of the rules.
    pub translator: String,
    /// The name of the reference's class.
    pub translator_class: String,
    name: String,
    values: BTreeMap<&'static str, Value>,
    untold: BTreeMap<&'static str, String>,
}

impl ObservationInfo {
    /// Tells `header`, which is set right before. `name` is for messages.
    pub fn new(name: &str, rules: &Rules, header: &mut Header) -> ObservationInfo {
        rules.fix(header);
        let context = Context::new(rules, header);
        let (mut values, mut untold) = (BTreeMap::new(), BTreeMap::new());
        for property in rules::properties() {
            match context.property(property) {
                Ok(Value::Null) => {}
                Ok(value) => {
                    values.insert(property, value);
                }
                Err(reason) => {
                    untold.insert(property, reason);
                }
            }
        }
        ObservationInfo { translator: rules.name.clone(), translator_class: rules.class.clone(), name: name.to_owned(), values, untold }
    }

    /// The file that it was told of.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A property, if the header tells it.
    pub fn get(&self, property: &str) -> Option<&Value> {
        self.values.get(property)
    }

    /// A property that must be told.
    pub fn need(&self, property: &str) -> Result<&Value> {
        self.get(property).ok_or_else(|| Error::Property {
            name: self.name.clone(),
            property: property.to_owned(),
            reason: self.untold.get(property).cloned().unwrap_or_else(|| "it is undefined there".to_owned()),
        })
    }

    /// The properties that are told, by name.
    pub fn values(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.values.iter().map(|(name, value)| (*name, value))
    }

    /// The properties that could not be told, with the reason.
    pub fn untold(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.untold.iter().map(|(name, reason)| (*name, reason.as_str()))
    }

    /// The reference's simple form: seconds, degrees, metres, kelvin, hectopascals; times as two-part Julian dates of TAI.
    pub fn to_simple(&self) -> serde_json::Value {
        let mut out = serde_json::Map::new();
        out.insert("_translator".to_owned(), self.translator.clone().into());
        for (property, value) in &self.values {
            out.insert((*property).to_owned(), value.to_simple());
        }
        out.into()
    }

    /// The simple form as JSON text.
    pub fn to_simple_text(&self) -> String {
        let quoted = serde_json::Value::from(rules::NOT_A_NUMBER).to_string();
        format!("{:#}", self.to_simple()).replace(&quoted, "NaN")
    }
}
