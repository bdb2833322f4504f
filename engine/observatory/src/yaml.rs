//! YAML as a tree of plain values, for instrument files and recorded headers.
//!
//! Plain scalars have their YAML 1.1 meaning for null, booleans, integers and floats, as PyYAML has it that wrote the recorded headers: `1e-5` without a dot is a
//! text. Tags are kept on collections; anchors and aliases are refused, so that a short file cannot unfold into a large one.

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::{Error, Result};

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A number.
    Float(f64),
    /// A text.
    Text(String),
    /// A sequence, with its tag's last part.
    List(Vec<Node>, Option<String>),
    /// A mapping in its order.
    Map(Vec<(String, Node)>),
}

/// Nothing in a mapping or sequence is nested deeper.
const DEPTH: usize = 64;

impl Node {
    /// The value under `key`.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The entries of a mapping; of anything else none.
    pub fn entries(&self) -> &[(String, Node)] {
        if let Node::Map(entries) = self { entries } else { &[] }
    }

    /// The items of a sequence; of anything else none.
    pub fn items(&self) -> &[Node] {
        if let Node::List(items, _) = self { items } else { &[] }
    }

    /// A text.
    pub fn text(&self) -> Option<&str> {
        if let Node::Text(text) = self { Some(text) } else { None }
    }

    /// A number.
    pub fn real(&self) -> Option<f64> {
        match self {
            Node::Int(value) => Some(*value as f64),
            Node::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// An integer.
    pub fn integer(&self) -> Option<i64> {
        if let Node::Int(value) = self { Some(*value) } else { None }
    }

    /// A scalar's text.
    pub fn scalar(&self) -> Option<String> {
        match self {
            Node::Bool(value) => Some(value.to_string()),
            Node::Int(value) => Some(value.to_string()),
            Node::Float(value) => Some(value.to_string()),
            Node::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// As JSON; what is no number there is null.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Node::Null => serde_json::Value::Null,
            Node::Bool(value) => (*value).into(),
            Node::Int(value) => (*value).into(),
            Node::Float(value) => (*value).into(),
            Node::Text(text) => text.as_str().into(),
            Node::List(items, _) => items.iter().map(Node::to_json).collect(),
            Node::Map(entries) => entries.iter().map(|(key, value)| (key.clone(), value.to_json())).collect(),
        }
    }
}

/// Reads the first document of `text`; `name` is for messages.
pub fn parse(name: &str, text: &str) -> Result<Node> {
    read(Reader { parser: Parser::new_from_str(text), name, plain: yaml_scalar })
}

/// Reads JSON, which is YAML but for its numbers. `NaN` and the infinities are taken as Python writes them; every number is the nearest double.
pub fn parse_json(name: &str, text: &str) -> Result<Node> {
    read(Reader { parser: Parser::new_from_str(text), name, plain: json_scalar })
}

fn read(mut reader: Reader<'_>) -> Result<Node> {
    loop {
        match reader.next()? {
            Event::StreamStart | Event::DocumentStart(_) => {}
            Event::StreamEnd | Event::DocumentEnd => return Ok(Node::Null),
            event => return reader.node(event, 0),
        }
    }
}

struct Reader<'a> {
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    name: &'a str,
    plain: fn(&str) -> Node,
}

impl<'a> Reader<'a> {
    fn fault(&self, reason: impl Into<String>) -> Error {
        Error::invalid("YAML of", self.name, reason)
    }

    fn next(&mut self) -> Result<Event<'a>> {
        match self.parser.next_event() {
            None => Ok(Event::StreamEnd),
            Some(Ok((event, _))) => Ok(event),
            Some(Err(error)) => Err(self.fault(error.to_string())),
        }
    }

    fn node(&mut self, event: Event<'a>, depth: usize) -> Result<Node> {
        if depth > DEPTH {
            return Err(self.fault("it is nested too deeply"));
        }
        match event {
            Event::Scalar(text, style, _, tag) => {
                let is_text = style != ScalarStyle::Plain || tag.is_some_and(|tag| tag.suffix.ends_with("str"));
                Ok(if is_text { Node::Text(text.into_owned()) } else { (self.plain)(&text) })
            }
            Event::SequenceStart(_, tag) => {
                let tag = tag.map(|tag| tag.suffix.clone());
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        Event::SequenceEnd => return Ok(Node::List(items, tag)),
                        event => items.push(self.node(event, depth + 1)?),
                    }
                }
            }
            Event::MappingStart(..) => {
                let mut entries = Vec::new();
                loop {
                    match self.next()? {
                        Event::MappingEnd => return Ok(Node::Map(entries)),
                        Event::Scalar(key, ..) => {
                            let key = key.into_owned();
                            let event = self.next()?;
                            entries.push((key, self.node(event, depth + 1)?));
                        }
                        _ => return Err(self.fault("a key is not a plain name")),
                    }
                }
            }
            Event::Alias(_) => Err(self.fault("aliases are not read")),
            Event::StreamEnd | Event::DocumentEnd => Err(self.fault("it ends too early")),
            _ => {
                let event = self.next()?;
                self.node(event, depth)
            }
        }
    }
}

/// What a plain scalar means.
fn yaml_scalar(text: &str) -> Node {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Node::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => return Node::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => return Node::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Node::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" => return Node::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Node::Float(f64::NEG_INFINITY),
        _ => {}
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0')) {
        return text.parse().map_or_else(|_| Node::Text(text.to_owned()), Node::Int);
    }
    let is_float =
        digits.contains('.') && digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') && digits.bytes().any(|b| b.is_ascii_digit());
    match text.parse() {
        Ok(value) if is_float => Node::Float(value),
        _ => Node::Text(text.to_owned()),
    }
}

fn json_scalar(text: &str) -> Node {
    match text {
        "null" => Node::Null,
        "true" => Node::Bool(true),
        "false" => Node::Bool(false),
        _ => match text.parse() {
            Ok(value) => Node::Int(value),
            Err(_) => text.parse().map_or_else(|_| Node::Text(text.to_owned()), Node::Float),
        },
    }
}
