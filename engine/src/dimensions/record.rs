//! Dimension records: a row of an element's table, as a value.

use std::fmt;
use std::sync::Arc;

use super::{DataId, Element, Field, Key, Role, Universe, Value};
use crate::{Error, Result};

/// A row of an element's table.
#[derive(Clone, PartialEq)]
pub struct Record {
    element: Arc<Element>,
    /// In the order of the element's fields.
    values: Vec<Value>,
}

impl Record {
    /// Of `element`, from fields by name; what is not given is null.
    ///
    /// The element's own value may also be called by the dimension's name (`visit` for `id`). Values are converted where nothing is lost.
    pub fn new<S: AsRef<str>, V: Into<Value>>(element: &Arc<Element>, fields: impl IntoIterator<Item = (S, V)>) -> Result<Record> {
        let mut values = vec![Value::Null; element.fields.len()];
        for (name, value) in fields {
            let name = name.as_ref();
            let (position, field) = find(element, name)?;
            let value = value.into().converted(name, field.kind)?;
            let place = &mut values[position];
            if *place != Value::Null && *place != value {
                return Err(Error::invalid("record of", &element.name, format!("the field `{name}` has two values, {place} and {value}")));
            }
            *place = value;
        }
        for (field, value) in element.fields.iter().zip(&values) {
            check_value(element, field, value)?;
        }
        Ok(Record { element: element.clone(), values })
    }

    /// From values in the order of the element's fields that are known to fit.
    pub(super) fn from_values(element: Arc<Element>, values: Vec<Value>) -> Record {
        Record { element, values }
    }

    /// Whose row it is.
    pub fn element(&self) -> &Arc<Element> {
        &self.element
    }

    /// Values in the order of the element's fields.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The value of a field; `None` if the element has no such field.
    pub fn get(&self, field: &str) -> Option<&Value> {
        let position = self.element.fields.iter().position(|f| f.name == field)?;
        self.values.get(position)
    }

    /// Fields and their values.
    pub fn iter(&self) -> impl Iterator<Item = (&Field, &Value)> {
        self.element.fields.iter().zip(&self.values)
    }

    /// The primary key.
    pub fn key(&self) -> Vec<Key> {
        self.values.iter().take(self.element.key_fields().len()).filter_map(Value::to_key).collect()
    }

    /// The data ID of the row: its required dimensions, and those that they and the row imply where the row says them.
    pub fn data_id(&self, universe: &Arc<Universe>) -> Result<DataId> {
        let names = self.element.required.iter().chain(&self.element.implied);
        let value = |name: &String| self.element.column_of(name).and_then(|column| self.get(column)).and_then(Value::to_key);
        let group = universe.conform(&self.element.required)?;
        DataId::standardize(universe, names.filter_map(|name| Some((name, value(name)?))), Some(&group))
    }
}

/// The field called `name`, or the own key if that is the element's name.
fn find<'a>(element: &'a Element, name: &str) -> Result<(usize, &'a Field)> {
    let fields = || element.fields.iter().enumerate();
    let own = || fields().find(|(_, f)| f.role == Role::Key && element.name == name);
    fields().find(|(_, f)| f.name == name).or_else(own).ok_or_else(|| {
        Error::missing("field", name, element.fields.iter().map(|f| f.name.as_str())).doing(format!("not a record of `{}`", element.name))
    })
}

/// What a field's value must satisfy; [`super::conform`] checks the same of whole columns.
pub(super) fn check_value(element: &Element, field: &Field, value: &Value) -> Result<()> {
    let reason = match value {
        Value::Null if !field.nullable => Some("it may not be null".to_owned()),
        Value::Text(text) => text_reason(field, text),
        Value::Bytes(bytes) => bytes_reason(field, bytes),
        Value::Int(id) => id_reason(field, *id),
        _ => None,
    };
    match reason {
        Some(reason) => Err(Error::invalid("field", format!("{}.{}", element.name, field.name), reason)),
        None => Ok(()),
    }
}

/// Longest declared length that the reference's tables enforce. Longer ones are advice: real exports exceed them.
const ENFORCED_LENGTH: usize = 32;

/// Why a text does not fit: a key or a short text is neither empty nor too long.
pub(super) fn text_reason(field: &Field, text: &str) -> Option<String> {
    let is_key = matches!(field.role, Role::Required | Role::Key | Role::Implied);
    let enforced = field.length.filter(|length| *length <= ENFORCED_LENGTH);
    if text.is_empty() && (is_key || enforced.is_some()) {
        return Some("it may not be empty".to_owned());
    }
    // A text has at most as many characters as bytes.
    let length = enforced.filter(|length| text.len() > *length && text.chars().count() > *length)?;
    Some(format!("`{text}` is longer than {length} characters"))
}

/// Why bytes do not fit.
pub(super) fn bytes_reason(field: &Field, bytes: &[u8]) -> Option<String> {
    let length = field.length.filter(|length| bytes.len() > *length)?;
    Some(format!("{} bytes are more than {length}", bytes.len()))
}

/// Why an integer does not fit: IDs count from 0.
pub(super) fn id_reason(field: &Field, id: i64) -> Option<String> {
    let is_id = matches!(field.role, Role::Required | Role::Key | Role::Implied);
    (is_id && id < 0).then(|| format!("the ID {id} is negative"))
}

/// `visit {instrument: HSC, id: 903334, day_obs: 20130617, ...}`: fields that are not null, regions left out.
impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.iter().filter(|(field, value)| field.role != Role::Region && **value != Value::Null);
        let fields: Vec<String> = shown.map(|(field, value)| format!("{}: {value}", field.name)).collect();
        f.pad(&format!("{} {{{}}}", self.element.name, fields.join(", ")))
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests;
