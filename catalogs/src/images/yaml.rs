//! JSON as YAML in block style.

use serde_json::Value as Json;

/// `value` as a YAML document that ends in a newline.
pub(super) fn write(value: &Json) -> String {
    let mut text = String::new();
    node(value, 0, &mut text);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.trim_start_matches(['\n', ' ']).to_owned()
}

fn node(value: &Json, depth: usize, text: &mut String) {
    let indent = |text: &mut String| {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&"  ".repeat(depth));
    };
    match value {
        Json::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                indent(text);
                text.push_str(&scalar(key));
                text.push(':');
                under(value, depth, text);
            }
        }
        Json::Array(list) if !list.is_empty() && list.iter().any(|item| item.is_object() || item.is_array()) => {
            for item in list {
                indent(text);
                text.push('-');
                under(item, depth, text);
            }
        }
        Json::Array(list) => {
            let items: Vec<String> = list.iter().map(plain).collect();
            text.push_str(&format!(" [{}]", items.join(", ")));
        }
        other => {
            text.push(' ');
            text.push_str(&plain(other));
        }
    }
}

fn under(value: &Json, depth: usize, text: &mut String) {
    node(value, depth + 1, text);
    if !text.ends_with('\n') {
        text.push('\n');
    }
}

fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => scalar(text),
        Json::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            // YAML 1.1 takes a number without a point for a text if it has an exponent.
            Some(value) => match crate::print::shortest(value) {
                text if text.contains('.') => text,
                text => text.replacen('e', ".0e", 1),
            },
            None => number.to_string(),
        },
        Json::Object(_) => "{}".to_owned(),
        other => other.to_string(),
    }
}

/// A text without quotes if nothing can take it for something else.
fn scalar(text: &str) -> String {
    let is_word = text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.' | '/'));
    let is_reserved = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"].contains(&text.to_ascii_lowercase().as_str());
    if is_word && !is_reserved { text.to_owned() } else { Json::from(text).to_string() }
}
