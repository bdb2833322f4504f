//! Values of binds as people type them: `visit=903334`, `filter=HSC-R`, `name='903334'`, `visits=(1, 2, 3)`, `since=T'2013-06-17'`.

use super::ast::NodeKind;
use super::binds::BindValue;
use super::parse::parse;
use crate::{Error, Result};

impl BindValue {
    /// What a text stands for: a literal of the `where` language (a number, a quoted text, a time, a UUID), several of them in parentheses, `NULL`; anything
    /// else is a text as it is.
    pub fn of_text(text: &str) -> Result<BindValue> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("null") {
            return Ok(BindValue::Null);
        }
        if text.starts_with('(') {
            let tree =
                parse(&format!("x IN {text}")).map_err(|_| Error::invalid("list", text, "it is not several literals in parentheses"))?;
            let Some(NodeKind::In { values, .. }) = tree.root.map(|node| node.kind) else {
                return Err(Error::invalid("list", text, "it is not several literals in parentheses"));
            };
            let values = values
                .iter()
                .map(|value| literal(&value.kind).ok_or_else(|| Error::invalid("list", text, "it has something in it that is no literal")));
            return Ok(BindValue::Sequence(values.collect::<Result<_>>()?));
        }
        let tree = parse(text).ok().and_then(|tree| tree.root);
        Ok(tree.and_then(|node| literal(&node.kind)).unwrap_or_else(|| BindValue::Text(text.to_owned())))
    }
}

fn literal(node: &NodeKind) -> Option<BindValue> {
    Some(match node {
        NodeKind::Int(value) => BindValue::Int(*value),
        NodeKind::Float(value) => BindValue::Float(*value),
        NodeKind::Text(value) => BindValue::Text(value.clone()),
        NodeKind::Time(value) => BindValue::Time(*value),
        NodeKind::Uuid(value) => BindValue::Uuid(*value),
        NodeKind::Minus(inner) => match literal(&inner.kind)? {
            BindValue::Int(value) => BindValue::Int(value.checked_neg()?),
            BindValue::Float(value) => BindValue::Float(-value),
            _ => return None,
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
