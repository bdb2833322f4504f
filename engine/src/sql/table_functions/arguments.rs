//! Arguments of table functions.

use datafusion::common::ScalarValue;

use crate::sql::functions::Description;
use crate::time::{Scale, Time};
use crate::{Error, Result};

/// The constants that a table function is called with.
pub struct Arguments {
    description: &'static Description,
    values: Vec<ScalarValue>,
}

impl Arguments {
    pub(super) fn new(description: &'static Description, values: Vec<ScalarValue>) -> Arguments {
        Arguments { description, values }
    }

    /// Fails unless there are as many as that.
    pub fn count(&self, least: usize, most: usize) -> Result<()> {
        if (least..=most).contains(&self.values.len()) { Ok(()) } else { Err(self.wrong("it has another number of arguments")) }
    }

    /// The text at `position`.
    pub fn text(&self, position: usize) -> Result<&str> {
        match self.values.get(position) {
            Some(ScalarValue::Utf8(Some(text)) | ScalarValue::Utf8View(Some(text)) | ScalarValue::LargeUtf8(Some(text))) => Ok(text),
            _ => Err(self.wrong(&format!("argument {} must be a text", position + 1))),
        }
    }

    /// The names that the text at `position` lists, separated by commas.
    pub fn names(&self, position: usize) -> Result<Vec<String>> {
        Arguments::names_of(self.text(position)?).map_err(|_| self.wrong(&format!("argument {} names nothing", position + 1)))
    }

    /// The names that a text lists, separated by commas.
    pub fn names_of(text: &str) -> Result<Vec<String>> {
        let names: Vec<String> = text.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
        if names.is_empty() { Err(Error::invalid("list of collections", text, "it names nothing")) } else { Ok(names) }
    }

    /// The time at `position`, if there is one.
    pub fn time(&self, position: usize) -> Result<Option<Time>> {
        match self.values.get(position) {
            None => Ok(None),
            Some(value) if value.is_null() => Ok(None),
            Some(ScalarValue::TimestampNanosecond(Some(ns), _) | ScalarValue::Int64(Some(ns))) => Ok(Some(Time(*ns))),
            Some(_) => Ok(Some(Time::parse_iso(self.text(position)?, Scale::Tai)?)),
        }
    }

    fn wrong(&self, reason: &str) -> Error {
        Error::invalid("call", self.description.name, reason).with_hint(format!("it is called as `{}`", self.description.syntax))
    }
}
