//! Documents as text again, in blocks.

use super::{Node, Style, Value};

impl Node {
    /// The document with this root as text; read again it is the same, but for comments and marks.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        match &self.value {
            Value::Scalar(..) => scalar(&mut text, self),
            Value::Seq(items) if items.is_empty() => text.push_str("[]\n"),
            Value::Map(entries) if entries.is_empty() => text.push_str("{}\n"),
            _ => block(&mut text, self, 0),
        }
        text
    }

    /// With the entries of another mapping, which replace those with the same keys; mappings of both under one key are merged.
    pub fn merged(&self, other: &Node) -> Node {
        let (Value::Map(own), Value::Map(others)) = (&self.value, &other.value) else { return other.clone() };
        let mut entries = own.clone();
        for (key, value) in others {
            match entries.iter_mut().find(|(known, _)| known.value == key.value) {
                Some((_, known)) => *known = known.merged(value),
                None => entries.push((key.clone(), value.clone())),
            }
        }
        Node { value: Value::Map(entries), ..self.clone() }
    }
}

/// A list or mapping that is not empty, each of its lines ending the line.
fn block(out: &mut String, node: &Node, indent: usize) {
    let pad = " ".repeat(indent);
    match &node.value {
        Value::Seq(items) => {
            for item in items {
                out.push_str(&format!("{pad}-"));
                under(out, item, indent + 2);
            }
        }
        Value::Map(entries) => {
            for (key, value) in entries {
                out.push_str(&pad);
                out.push_str(&plain_or_quoted(key));
                out.push(':');
                under(out, value, indent + 2);
            }
        }
        Value::Scalar(..) => scalar(out, node),
    }
}

/// What stands after a key or a dash.
fn under(out: &mut String, node: &Node, indent: usize) {
    match &node.value {
        Value::Seq(items) if items.is_empty() => out.push_str(" []\n"),
        Value::Map(entries) if entries.is_empty() => out.push_str(" {}\n"),
        Value::Scalar(..) => {
            out.push(' ');
            scalar(out, node);
        }
        _ => {
            out.push('\n');
            block(out, node, indent);
        }
    }
}

fn scalar(out: &mut String, node: &Node) {
    if let Some(tag) = &node.tag {
        out.push_str(&format!("!<{tag}> "));
    }
    out.push_str(&plain_or_quoted(node));
    out.push('\n');
}

/// A scalar as it was written, or in double quotes: JSON's form is one of YAML's.
fn plain_or_quoted(node: &Node) -> String {
    match &node.value {
        Value::Scalar(text, Style::Plain) if !text.contains('\n') => text.clone(),
        Value::Scalar(text, _) => serde_json::Value::from(text.as_str()).to_string(),
        _ => "?".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn what_is_written_reads_the_same() {
        for text in
            ["a: 1\nb:\n  - x\n  - 'y: z'\n  - {c: null, d: []}\ne: {}\n", "- 1\n- [2, 3]\n", "just: \"a\\nb\"\n", "{}", "[]", "x: 0x10\n"]
        {
            let read = parse("t", text).unwrap();
            let again = parse("t", &read.to_text()).unwrap();
            assert_eq!(again.to_text(), read.to_text(), "{text}");
            assert!(!read.to_text().is_empty());
        }
        assert_eq!(parse("t", "a: {b: [1, 'x y']}").unwrap().to_text(), "a:\n  b:\n    - 1\n    - \"x y\"\n");
    }

    #[test]
    fn of_two_mappings_the_second_rules_and_both_are_kept() {
        let merged = parse("a", "x: {p: 1, q: 2}\ny: 1").unwrap().merged(&parse("b", "x: {q: 3, r: 4}\nz: 5").unwrap());
        assert_eq!(merged.to_text(), "x:\n  p: 1\n  q: 3\n  r: 4\ny: 1\nz: 5\n");
    }
}
