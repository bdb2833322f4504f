//! The YAML of table headers: read leniently into JSON, never executed; written so that every reader takes it the same way.
//!
//! Tags are ignored but for `!!omap`, a list of pairs, which becomes an object. Plain scalars follow YAML 1.1 as far as headers need it.

use saphyr_parser::{Event, Parser, ScalarStyle, StrInput};
use serde_json::{Map, Number, Value as Json};

/// Lists and mappings within each other at most.
const DEPTH: usize = 64;
/// Nodes at most.
const NODES: usize = 4_000_000;

/// Reads the first document of `text`; a reason if it is not YAML.
pub(crate) fn parse(text: &str) -> Result<Json, String> {
    let mut reader = Reader { parser: Parser::new_from_str(text), nodes: 0 };
    loop {
        match reader.next()? {
            Event::StreamEnd => return Ok(Json::Null),
            Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
            event => return reader.node(event, 0),
        }
    }
}

struct Reader<'t> {
    parser: Parser<'t, StrInput<'t>>,
    nodes: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<Event<'t>, String> {
        match self.parser.next_event() {
            Some(Ok((event, _))) => Ok(event),
            Some(Err(error)) => Err(format!("line {}: {}", error.marker().line(), error.info().replace('\n', " "))),
            None => Ok(Event::StreamEnd),
        }
    }

    fn node(&mut self, event: Event<'t>, depth: usize) -> Result<Json, String> {
        self.nodes += 1;
        if depth > DEPTH || self.nodes > NODES {
            return Err("it is nested too deeply or too large".to_owned());
        }
        match event {
            Event::Scalar(text, style, _, tag) => {
                let is_text = style != ScalarStyle::Plain || tag.is_some_and(|tag| tag.suffix == "str");
                Ok(if is_text { text.into_owned().into() } else { plain(&text) })
            }
            Event::SequenceStart(_, tag) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        Event::SequenceEnd => break,
                        event => items.push(self.node(event, depth + 1)?),
                    }
                }
                let is_pairs = tag.is_some_and(|tag| tag.suffix == "omap");
                Ok(if is_pairs { pairs(items) } else { items.into() })
            }
            Event::MappingStart(..) => {
                let mut entries = Map::new();
                loop {
                    match self.next()? {
                        Event::MappingEnd => break,
                        event => {
                            let key = self.node(event, depth + 1)?;
                            let value = self.next()?;
                            let value = self.node(value, depth + 1)?;
                            entries.insert(key.as_str().map_or_else(|| key.to_string(), str::to_owned), value);
                        }
                    }
                }
                Ok(entries.into())
            }
            // An anchor's content may be anything; no header that is known has one.
            Event::Alias(_) => Ok(Json::Null),
            _ => Err("it ends in the middle".to_owned()),
        }
    }
}

/// A list of objects of one entry each as one object.
fn pairs(items: Vec<Json>) -> Json {
    let mut all = Map::new();
    for item in items {
        if let Json::Object(entries) = item {
            all.extend(entries);
        }
    }
    all.into()
}

fn plain(text: &str) -> Json {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Json::Null,
        "true" | "True" | "TRUE" | "yes" | "on" => return true.into(),
        "false" | "False" | "FALSE" | "no" | "off" => return false.into(),
        _ => {}
    }
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '+' | '.')) {
        return text.into();
    }
    if let Ok(value) = text.parse::<i64>() {
        return value.into();
    }
    let is_number = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')) && text.contains('.');
    match text.parse::<f64>().ok().filter(|_| is_number).and_then(Number::from_f64) {
        Some(number) => number.into(),
        None => text.into(),
    }
}

/// A value on one line, in flow style.
pub(super) fn flow(value: &Json) -> String {
    match value {
        Json::Null => "null".to_owned(),
        Json::Bool(value) => value.to_string(),
        Json::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            Some(value) => crate::print::shortest(value),
            None => number.to_string(),
        },
        Json::String(text) => string(text),
        Json::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Json::Object(entries) => {
            format!("{{{}}}", entries.iter().map(|(key, value)| format!("{}: {}", string(key), flow(value))).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A text: plain where no reader can take it for something else, else in double quotes as JSON writes it.
pub(super) fn string(text: &str) -> String {
    let is_word =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '/' | '(' | ')' | ' ' | '-' | '+' | '^' | ';');
    let begins = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"];
    if begins && text.chars().all(is_word) && !text.ends_with(' ') && !words.contains(&text.to_lowercase().as_str()) {
        return text.to_owned();
    }
    Json::from(text).to_string()
}
