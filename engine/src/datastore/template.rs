//! File templates: the path of a dataset's file, made of its data ID, its records and its run.
//!
//! The language is that of the LSST data butler, which takes it from Python's `str.format`: text, and fields in braces with alternatives and a format
//! (`templates.yaml` shows all of it). Rules that others rely on:
//! - Spaces and `<>:"\|?*` in values become `_`; so do slashes, unless the format has a `/`.
//! - An optional field that the dataset lacks takes the text before it along, unless that text has a slash.
//! - In the last part of the path dots become `_` and `#` becomes `HASH`; empty parts and `.` go away, and `..` climbs.

use std::fmt;

use uuid::Uuid;

use crate::datasets::DatasetType;
use crate::dimensions::{Group, Role, Value};
use crate::{Error, Result};

mod format;
mod parse;

use self::format::Format;

/// A template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: String,
    parts: Vec<Part>,
    /// What stands after the last field.
    rest: String,
}

/// A field and the text before it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    before: String,
    alternatives: Vec<Name>,
    is_optional: bool,
    keeps_slashes: bool,
    format: Format,
}

/// What a field asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Name {
    DatasetType,
    Component,
    Run,
    Id,
    /// A dimension; `skypix` stands for the only one of the pixels.
    Dimension(String),
    /// A field of a dimension's record.
    OfRecord(String, String),
}

/// Where a value of a data ID comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The value of a dimension.
    Dimension(String),
    /// A field of a dimension's record.
    Record {
        /// The dimension.
        element: String,
        /// The field.
        field: String,
    },
}

/// A template for datasets of one type and run: all that remains to be known are data IDs.
#[derive(Debug, Clone)]
pub struct Bound<'a> {
    template: &'a Template,
    pieces: Vec<Piece<'a>>,
    sources: Vec<Source>,
}

#[derive(Debug, Clone)]
enum Piece<'a> {
    /// Text that is the same for all.
    Text(String),
    /// The UUID.
    Id(&'a Part),
    /// The value of a source, by number.
    Value(&'a Part, usize),
}

impl Template {
    /// The template as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// For datasets of a type, or for one component of them, in a run.
    ///
    /// # Errors
    /// The type has no value for a field that is not optional, or the template does not tell components apart.
    pub fn bind(&self, dataset_type: &DatasetType, component: Option<&str>, run: &str) -> Result<Bound<'_>> {
        let group = &dataset_type.dimensions;
        let mut bound = Bound { template: self, pieces: Vec::new(), sources: Vec::new() };
        for part in &self.parts {
            let is_there = |name: &&Name| match name {
                Name::Component => component.is_some(),
                Name::Dimension(name) | Name::OfRecord(name, _) => dimension_of(group, name).is_some(),
                _ => true,
            };
            let name = part.alternatives.iter().find(is_there).or(part.alternatives.first());
            let name = name.ok_or_else(|| Error::internal("a field without a name"))?;
            bound.push(part, name, dataset_type, component, run)?;
        }
        bound.pieces.push(Piece::Text(self.rest.clone()));
        let has_component = self.parts.iter().any(|part| part.alternatives.contains(&Name::Component));
        if component.is_some() && !has_component {
            return Err(Error::invalid("template", &self.text, "it has no `{component}`, which a dataset in parts needs"));
        }
        Ok(bound)
    }
}

impl<'a> Bound<'a> {
    /// What of a data ID is needed.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The path, without extension, of the dataset with these values of the sources.
    ///
    /// # Errors
    /// A value can't be formatted as the template wants it.
    pub fn path(&self, values: &[Value], id: Uuid) -> Result<String> {
        let mut path = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => path.push_str(text),
                Piece::Id(part) => {
                    path.push_str(&part.before);
                    part.push(&Value::Text(id.to_string()), &self.template.text, &mut path)?;
                }
                Piece::Value(part, number) => {
                    path.push_str(&part.before);
                    part.push(values.get(*number).unwrap_or(&Value::Null), &self.template.text, &mut path)?;
                }
            }
        }
        Ok(normal(&path))
    }

    fn push(&mut self, part: &'a Part, name: &Name, dataset_type: &DatasetType, component: Option<&str>, run: &str) -> Result<()> {
        let constant = match name {
            Name::DatasetType => Some(dataset_type.name.as_str()),
            Name::Component => component,
            Name::Run => Some(run),
            Name::Id => {
                self.pieces.push(Piece::Id(part));
                return Ok(());
            }
            Name::Dimension(_) | Name::OfRecord(..) => None,
        };
        if let Some(value) = constant {
            let mut text = part.before.clone();
            part.push(&Value::Text(value.to_owned()), &self.template.text, &mut text)?;
            self.pieces.push(Piece::Text(text));
        } else if let Some(source) = source(&dataset_type.dimensions, name) {
            let number = self.sources.iter().position(|known| *known == source).unwrap_or_else(|| {
                self.sources.push(source);
                self.sources.len() - 1
            });
            self.pieces.push(Piece::Value(part, number));
        } else if !part.is_optional {
            let reason = format!("datasets of type `{}` have no `{name}`, and the field is not optional", dataset_type.name);
            return Err(Error::invalid("template", &self.template.text, reason));
        } else if part.before.contains('/') {
            self.pieces.push(Piece::Text(part.before.clone()));
        }
        Ok(())
    }
}

impl Part {
    /// Appends a value.
    fn push(&self, value: &Value, template: &str, out: &mut String) -> Result<()> {
        let value = match value {
            Value::Text(text) => Value::Text(text.chars().map(|c| if self.is_replaced(c) { '_' } else { c }).collect()),
            other => other.clone(),
        };
        self.format.push(&value, out).map_err(|reason| Error::invalid("template", template, reason))
    }

    fn is_replaced(&self, c: char) -> bool {
        matches!(c, ' ' | '<' | '>' | ':' | '"' | '\\' | '|' | '?' | '*') || (c == '/' && !self.keeps_slashes)
    }
}

/// The dimension of the group that a template means by `name`.
fn dimension_of<'a>(group: &'a Group, name: &'a str) -> Option<&'a str> {
    if group.contains(name) {
        return Some(name);
    }
    let mut pixels = group.skypix();
    match (name, pixels.next(), pixels.next()) {
        ("skypix", Some(only), None) => Some(only),
        _ => None,
    }
}

/// Where the value of a field comes from, if datasets with these dimensions have it.
fn source(group: &Group, name: &Name) -> Option<Source> {
    match name {
        Name::Dimension(name) => dimension_of(group, name).map(|name| Source::Dimension(name.to_owned())),
        Name::OfRecord(name, field) => {
            let name = dimension_of(group, name)?;
            let element = group.universe().get(name)?;
            let known = element.field(field)?;
            // The record's own key is the value of the dimension.
            match known.role {
                Role::Key => Some(Source::Dimension(name.to_owned())),
                _ if element.skypix.is_some() => None,
                _ => Some(Source::Record { element: name.to_owned(), field: field.clone() }),
            }
        }
        _ => None,
    }
}

/// The path as files have it: dots and `#` of its last part replaced, parts that say nothing left out, never absolute.
fn normal(path: &str) -> String {
    let (head, tail) = path.rsplit_once('/').map_or(("", path), |(head, tail)| (head, tail));
    let tail = tail.replace('.', "_").replace('#', "HASH");
    let mut parts: Vec<&str> = Vec::new();
    for part in head.split('/').chain([tail.as_str()]) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if path.starts_with('/') => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Name::DatasetType => f.write_str("datasetType"),
            Name::Component => f.write_str("component"),
            Name::Run => f.write_str("run"),
            Name::Id => f.write_str("id"),
            Name::Dimension(name) => f.write_str(name),
            Name::OfRecord(element, field) => write!(f, "{element}.{field}"),
        }
    }
}

#[cfg(test)]
mod tests;
