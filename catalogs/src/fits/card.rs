//! One line of a header: keyword, value, comment (section 4.1).

use serde_json::{Number, Value as Json};

/// A keyword's value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value indicator, or nothing after it.
    Undefined,
    /// `T` or `F`.
    Logical(bool),
    /// An integer.
    Integer(i64),
    /// A real number, or an integer beyond 64 bits.
    Real(f64),
    /// A text without its quotes and its trailing spaces.
    Text(String),
    /// Something else, e.g. a complex number, as it is written.
    Other(String),
}

/// A keyword with value and comment. Text of `COMMENT`, `HISTORY` and blank keywords is the comment.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The keyword; that of a `HIERARCH` card without the word.
    pub keyword: String,
    /// The value.
    pub value: Value,
    /// The comment.
    pub comment: String,
}

impl Value {
    /// The text.
    pub fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = self { Some(text) } else { None }
    }

    /// The integer; a real one without a fraction counts, which old writers leave.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Value::Integer(value) => Some(*value),
            Value::Real(value) if value.fract() == 0.0 && value.abs() < 9e15 => Some(*value as i64),
            _ => None,
        }
    }

    /// The number.
    pub fn as_real(&self) -> Option<f64> {
        match self {
            Value::Integer(value) => Some(*value as f64),
            Value::Real(value) => Some(*value),
            _ => None,
        }
    }

    /// As JSON; a number that JSON does not know is a text.
    pub fn to_json(&self) -> Json {
        match self {
            Value::Undefined => Json::Null,
            Value::Logical(value) => (*value).into(),
            Value::Integer(value) => (*value).into(),
            Value::Real(value) => Number::from_f64(*value).map_or_else(|| Json::from(value.to_string()), Json::Number),
            Value::Text(text) | Value::Other(text) => text.as_str().into(),
        }
    }
}

impl Card {
    /// Reads the 80 bytes of a card. Anything is a card: what is no keyword with a value is a comment.
    pub fn parse(bytes: &[u8]) -> Card {
        let text = latin(bytes);
        let keyword = cut(&text, 0, 8).trim_end();
        if cut(&text, 8, 10) == "= " && !matches!(keyword, "COMMENT" | "HISTORY" | "") {
            let (value, comment) = split(cut(&text, 10, usize::MAX));
            return Card { keyword: keyword.to_owned(), value, comment };
        }
        match keyword {
            "CONTINUE" => {
                let (value, comment) = split(cut(&text, 8, usize::MAX));
                Card { keyword: keyword.to_owned(), value, comment }
            }
            "HIERARCH" => hierarch(cut(&text, 8, usize::MAX)),
            _ => Card { keyword: keyword.to_owned(), value: Value::Undefined, comment: cut(&text, 8, usize::MAX).trim_end().to_owned() },
        }
    }
}

/// A card of ESO's convention: `HIERARCH ESO INS NAME = value / comment`.
fn hierarch(rest: &str) -> Card {
    match rest.split_once('=') {
        Some((keyword, rest)) => {
            let (value, comment) = split(rest);
            Card { keyword: keyword.trim().to_owned(), value, comment }
        }
        None => Card { keyword: "HIERARCH".to_owned(), value: Value::Undefined, comment: rest.trim().to_owned() },
    }
}

/// The value and the comment of the text behind a value indicator.
fn split(text: &str) -> (Value, String) {
    let text = text.trim_start();
    if let Some(quoted) = text.strip_prefix('\'') {
        let (content, rest) = unquote(quoted);
        return (Value::Text(content), comment(rest));
    }
    let (value, rest) = text.find('/').map_or((text, ""), |slash| text.split_at(slash));
    (number(value.trim()), comment(rest))
}

/// A text up to its closing quote, two quotes being one, and what follows. Without a closing quote the text goes to the end.
fn unquote(text: &str) -> (String, &str) {
    let mut content = String::new();
    let mut rest = text;
    while let Some(quote) = rest.find('\'') {
        content.push_str(&rest[..quote]);
        rest = &rest[quote + 1..];
        match rest.strip_prefix('\'') {
            Some(after) => {
                content.push('\'');
                rest = after;
            }
            None => {
                content.truncate(content.trim_end_matches(' ').len());
                return (content, rest);
            }
        }
    }
    content.push_str(rest.trim_end());
    (content, "")
}

fn comment(rest: &str) -> String {
    rest.trim_start().strip_prefix('/').unwrap_or("").trim().to_owned()
}

fn number(text: &str) -> Value {
    match text {
        "" => return Value::Undefined,
        "T" => return Value::Logical(true),
        "F" => return Value::Logical(false),
        _ => {}
    }
    if let Ok(value) = text.parse() {
        return Value::Integer(value);
    }
    // `parse` also takes `inf` and `nan`, which are no FITS numbers.
    let is_number = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'E' | b'e' | b'D' | b'd'));
    match text.replace(['D', 'd'], "E").parse() {
        Ok(value) if is_number => Value::Real(value),
        _ => Value::Other(text.to_owned()),
    }
}

/// Bytes as text: ASCII by the standard, UTF-8 if it is that, else Latin-1.
pub(crate) fn latin(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// A slice by characters' bytes that never splits one.
fn cut(text: &str, start: usize, end: usize) -> &str {
    let end = end.min(text.len());
    text.get(start.min(end)..end).unwrap_or("")
}
