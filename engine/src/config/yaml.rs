//! YAML documents as trees that keep tags, places and styles.
//!
//! The files of the reference are written and read by PyYAML, which implements YAML 1.1: `no` is false, `1_000` is 1000, `0o7` is a string and `1e5` too.
//! [`Node`] keeps what was written, [`Node::scalar`] says what PyYAML makes of it. Tags are kept in their full form: `!uuid` for a local tag,
//! `lsst.sphgeom.ConvexPolygon` for the verbatim `!<lsst.sphgeom.ConvexPolygon>`, `tag:yaml.org,2002:binary` for `!!binary`.
//!
//! Every accessor that can fail gives an error of one line which begins with `file:line:column`.

use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Result, near_matches};

mod compose;
mod dump;
pub mod emit;
mod scalar;

pub use compose::{Limits, parse, parse_with};
pub(crate) use compose::{full_tag, scan_error};
pub use scalar::{Scalar, decode_base64, resolve};

/// The tag of bytes in base64.
pub const BINARY: &str = "tag:yaml.org,2002:binary";

/// Where a node begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The file, or what the text is.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
}

impl Mark {
    /// The error `reason` at this place.
    pub fn error(&self, reason: impl Into<String>) -> Error {
        Error::Yaml { file: self.file.to_string(), line: self.line, column: self.column, reason: reason.into() }
    }
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes: its text decides what it is.
    Plain,
    /// In quotes or as a block: a string.
    Quoted,
}

/// One value of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Its tag in full form, if one was written.
    pub tag: Option<String>,
    /// Where it begins.
    pub mark: Mark,
    /// What it holds.
    pub value: Value,
}

/// What a [`Node`] holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text and how it was written.
    Scalar(String, Style),
    /// A list.
    Seq(Vec<Node>),
    /// Keys and values in the order of the text; no two keys are equal.
    Map(Vec<(Node, Node)>),
}

/// Reads the YAML document in the file at `path`.
pub fn read_file(path: &Path) -> Result<Node> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::Io { doing: "read", location: path.display().to_string(), source })?;
    parse(&path.display().to_string(), &text)
}

impl Node {
    /// The error `reason` at this node.
    pub fn error(&self, reason: impl Into<String>) -> Error {
        self.mark.error(reason)
    }

    /// What YAML 1.1 makes of it; `None` for lists and mappings.
    pub fn scalar(&self) -> Option<Scalar<'_>> {
        let Value::Scalar(text, style) = &self.value else { return None };
        match self.tag.as_deref() {
            None | Some("?") if *style == Style::Plain => Some(resolve(text)),
            Some("tag:yaml.org,2002:int" | "tag:yaml.org,2002:float" | "tag:yaml.org,2002:bool" | "tag:yaml.org,2002:timestamp") => {
                Some(resolve(text))
            }
            Some("tag:yaml.org,2002:null") => Some(Scalar::Null),
            _ => Some(Scalar::Text(text)),
        }
    }

    /// The text of a scalar as it was written, whatever it means.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    /// Whether it is null (`null`, `~` or nothing).
    pub fn is_null(&self) -> bool {
        self.scalar() == Some(Scalar::Null)
    }

    /// Whether it has this tag (full form).
    pub fn has_tag(&self, tag: &str) -> bool {
        self.tag.as_deref() == Some(tag)
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self.scalar() {
            Some(Scalar::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The integer, if it is one.
    pub fn as_i64(&self) -> Option<i64> {
        match self.scalar() {
            Some(Scalar::Int(value)) => Some(value),
            _ => None,
        }
    }

    /// The list, if it is one.
    pub fn as_seq(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Seq(items) => Some(items),
            _ => None,
        }
    }

    /// The mapping, if it is one.
    pub fn as_map(&self) -> Option<&[(Node, Node)]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The string; anything else is an error.
    pub fn string(&self) -> Result<&str> {
        self.as_str().ok_or_else(|| self.mismatch("a string"))
    }

    /// The integer; anything else is an error.
    pub fn integer(&self) -> Result<i64> {
        self.as_i64().ok_or_else(|| self.mismatch("an integer"))
    }

    /// The number, also when it is written as an integer; anything else is an error.
    pub fn number(&self) -> Result<f64> {
        match self.scalar() {
            Some(Scalar::Float(value)) => Ok(value),
            Some(Scalar::Int(value)) => Ok(value as f64),
            _ => Err(self.mismatch("a number")),
        }
    }

    /// The truth value; anything else is an error.
    pub fn boolean(&self) -> Result<bool> {
        match self.scalar() {
            Some(Scalar::Bool(value)) => Ok(value),
            _ => Err(self.mismatch("true or false")),
        }
    }

    /// The bytes of a `!!binary` scalar; anything else is an error.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        match (&self.value, self.has_tag(BINARY)) {
            (Value::Scalar(text, _), true) => decode_base64(text).ok_or_else(|| self.error("the text of `!!binary` is not base64")),
            _ => Err(self.mismatch("bytes (`!!binary`)")),
        }
    }

    /// The list; anything else is an error.
    pub fn sequence(&self) -> Result<&[Node]> {
        self.as_seq().ok_or_else(|| self.mismatch("a list"))
    }

    /// The mapping; anything else is an error.
    pub fn mapping(&self) -> Result<&[(Node, Node)]> {
        self.as_map().ok_or_else(|| self.mismatch("a mapping"))
    }

    /// The strings of a list; anything else is an error.
    pub fn strings(&self) -> Result<Vec<String>> {
        self.sequence()?.iter().map(|item| item.string().map(str::to_owned)).collect()
    }

    /// The value of `key`, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.iter().find(|(k, _)| k.text() == Some(key)).map(|(_, value)| value)
    }

    /// The value of `key` unless it is absent or null.
    pub fn get_some(&self, key: &str) -> Option<&Node> {
        self.get(key).filter(|value| !value.is_null())
    }

    /// The value of `key`; its absence is an error.
    pub fn field(&self, key: &str) -> Result<&Node> {
        self.mapping()?;
        self.get(key).ok_or_else(|| self.error(format!("`{key}` is missing")))
    }

    /// Keys (as text) and values of a mapping; anything else, or a key that is not a scalar, is an error.
    pub fn entries(&self) -> Result<impl Iterator<Item = (&str, &Node)>> {
        let entries = self.mapping()?;
        if let Some((key, _)) = entries.iter().find(|(key, _)| key.text().is_none()) {
            return Err(key.mismatch("a name"));
        }
        Ok(entries.iter().filter_map(|(key, value)| key.text().map(|text| (text, value))))
    }

    /// An error if the mapping has a key that is not one of `known`, with near matches.
    pub fn only_fields(&self, known: &[&str]) -> Result<()> {
        for (key, _) in self.mapping()? {
            let name = key.text().unwrap_or("a structure");
            if !known.contains(&name) {
                return Err(unknown_field(key, name, known));
            }
        }
        Ok(())
    }

    /// The error that something else was wanted here.
    pub fn mismatch(&self, wanted: impl Display) -> Error {
        self.error(format!("expected {wanted}, found {}", self.describe()))
    }

    fn describe(&self) -> String {
        let what = match (&self.value, self.scalar()) {
            (Value::Seq(_), _) => "a list".to_owned(),
            (Value::Map(_), _) => "a mapping".to_owned(),
            (_, Some(Scalar::Null)) => "nothing".to_owned(),
            (Value::Scalar(text, _), scalar) => format!("{} `{}`", scalar.map_or("a value", |s| s.kind()), shortened(text)),
        };
        match &self.tag {
            Some(tag) => format!("{what} tagged `{tag}`"),
            None => what,
        }
    }
}

fn unknown_field(key: &Node, name: &str, known: &[&str]) -> Error {
    let error = key.error(format!("unknown field `{name}`"));
    match near_matches(name, known.iter().copied()).first() {
        Some(near) => error.with_hint(format!("did you mean `{near}`?")),
        None => error,
    }
}

/// The first characters of a text in one line, for messages.
pub(crate) fn shortened(text: &str) -> String {
    let mut line: String = text.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(60).is_some() {
        line.push_str("...");
    }
    line
}

#[cfg(test)]
mod tests;
