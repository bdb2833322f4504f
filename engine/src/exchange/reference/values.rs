//! What values of the reference's tables mean.

use uuid::Uuid;

use super::super::database::Value;
use super::super::read::{Cell, INTEGER_IDS};
use crate::config::yaml::decode_base64;
use crate::dimensions::FieldKind;
use crate::time::Timespan;

/// How the reference writes an unbounded begin and end: TAI nanoseconds since 1970.
const FIRST_NS: i64 = 0;
const LAST_NS: i64 = 4_102_444_800_000_000_000;
/// What stands for no component.
const NO_COMPONENT: &str = "__NULL_STRING__";

/// The value of a field; what it is instead, if it can't be that.
pub(super) fn cell(value: &Value, kind: FieldKind) -> Result<Cell, String> {
    let cell = match (value, kind) {
        (Value::Null, _) => Some(Cell::Null),
        (_, FieldKind::Int) => integer(value).map(Cell::Int),
        (_, FieldKind::Float) => number(value).map(Cell::Float),
        (_, FieldKind::Bool) => boolean(value).map(Cell::Bool),
        (_, FieldKind::Text) => text(value).map(Cell::Text),
        (_, FieldKind::Hash) => bytes(value).map(Cell::Bytes),
        (_, FieldKind::Region) => bytes(value).map(Cell::Region),
        (Value::Text(text), FieldKind::Timespan) => range(text).map(Cell::Timespan),
        (_, FieldKind::Timespan) => None,
    };
    cell.ok_or_else(|| format!("{value:?} is no value of the kind {kind:?}"))
}

pub(super) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        _ => None,
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Float(number) => Some(*number),
        Value::Int(number) => Some(*number as f64),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Int(0) => Some(false),
        Value::Int(1) => Some(true),
        Value::Text(text) => match text.as_str() {
            "t" | "true" => Some(true),
            "f" | "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// Bytes as such, in base64, or as PostgreSQL writes them: `\x` and hexadecimal digits.
fn bytes(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::Bytes(bytes) => Some(bytes.clone()),
        Value::Text(text) => match text.strip_prefix("\\x") {
            Some(digits) => hexadecimal(digits),
            None => decode_base64(text),
        },
        _ => None,
    }
}

fn hexadecimal(digits: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    digits.as_bytes().chunks(2).map(|pair| Some(digit(pair[0])? * 16 + digit(*pair.get(1)?)?)).collect()
}

/// A timespan of two columns: null if both are.
pub(super) fn timespan(begin: &Value, end: &Value) -> Option<Cell> {
    if (begin, end) == (&Value::Null, &Value::Null) {
        return Some(Cell::Null);
    }
    Some(Cell::Timespan(bounds(integer(begin)?, integer(end)?)))
}

fn bounds(begin_ns: i64, end_ns: i64) -> Timespan {
    if begin_ns >= end_ns {
        return Timespan::EMPTY;
    }
    Timespan::from_ns((begin_ns > FIRST_NS).then_some(begin_ns), (end_ns < LAST_NS).then_some(end_ns))
}

/// A range of PostgreSQL: `[1,2)`, `(,2)`, `empty`.
fn range(text: &str) -> Option<Timespan> {
    if text == "empty" {
        return Some(Timespan::EMPTY);
    }
    let inside = text.strip_prefix(['[', '('])?.strip_suffix([')', ']'])?;
    let (begin, end) = inside.split_once(',')?;
    let bound = |text: &str, otherwise: i64| if text.is_empty() { Some(otherwise) } else { text.parse().ok() };
    let begin = bound(begin, FIRST_NS)?;
    let end = bound(end, LAST_NS)?;
    // An instant is a range that is closed at its end.
    let end = if text.ends_with(']') { end.saturating_add(1) } else { end };
    Some(bounds(begin, end))
}

/// The ID of a dataset. Integers, which repositories had before 2022, become the UUIDs that an import of their export gives them.
pub(super) fn dataset_id(value: &Value) -> Option<Uuid> {
    let of_integer = |id: &str| Uuid::new_v3(&INTEGER_IDS, id.as_bytes());
    match value {
        Value::Int(id) => Some(of_integer(&id.to_string())),
        Value::Text(text) if text.len() < 20 && text.parse::<i64>().is_ok() => Some(of_integer(text)),
        Value::Text(text) => Uuid::parse_str(text).ok(),
        Value::Bytes(bytes) => Uuid::from_slice(bytes).ok(),
        _ => None,
    }
}

/// The name of a component; `None` of the whole dataset.
pub(super) fn component(value: &Value) -> Option<String> {
    text(value).filter(|name| !name.is_empty() && name != NO_COMPONENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_postgresql_are_those_of_two_columns() {
        let all = Some(Cell::Timespan(Timespan::ALL));
        assert_eq!(timespan(&Value::Int(0), &Value::Int(LAST_NS)), all);
        assert_eq!(range("(,)"), Some(Timespan::ALL));
        assert_eq!(range("[1,5)"), Some(Timespan::from_ns(Some(1), Some(5))));
        assert_eq!(range("empty"), Some(Timespan::EMPTY));
        assert_eq!(timespan(&Value::Int(5), &Value::Int(1)), Some(Cell::Timespan(Timespan::EMPTY)));
        assert_eq!(range("1,5"), None);
    }

    #[test]
    fn integer_ids_are_those_of_an_imported_export() {
        assert_eq!(dataset_id(&Value::Int(1)), Some(Uuid::new_v3(&INTEGER_IDS, b"1")));
        assert_eq!(dataset_id(&Value::Text("1".to_owned())), dataset_id(&Value::Int(1)));
        let id = "f29c577e64944a5092da9ae6515a87ad";
        assert_eq!(dataset_id(&Value::Text(id.to_owned())).map(|id| id.simple().to_string()).as_deref(), Some(id));
        assert_eq!(dataset_id(&Value::Text("no ID".to_owned())), None);
    }

    #[test]
    fn bytes_of_postgresql_are_hexadecimal() {
        assert_eq!(bytes(&Value::Text("\\x00ff".to_owned())), Some(vec![0, 255]));
        assert_eq!(bytes(&Value::Text("AP8=".to_owned())), Some(vec![0, 255]));
        assert_eq!(bytes(&Value::Text("\\x0".to_owned())), None);
    }
}
