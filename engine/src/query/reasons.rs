//! Why an answer is empty, in words.

use datafusion::logical_expr::lit;

use super::Queries;
use super::relation::plain;
use crate::Result;
use crate::dimensions::FieldKind;
use crate::expression::{Comparison, Node, NodeKind, parse};

/// Collections that are named in a reason.
const MOST_NAMED: usize = 5;

impl Queries {
    /// Why nothing is found for a condition, and for datasets of these types (names and patterns) in these collections: what there is none of. Empty if
    /// each thing exists and only their combination does not.
    pub async fn why_empty(&self, types: &[String], collections: &[String], condition: &str) -> Result<Vec<String>> {
        let mut reasons = Vec::new();
        let found = self.known_dataset_types(types)?;
        if !types.is_empty() && found.is_empty() {
            reasons.push(format!("no dataset type fits {}", quoted(types)));
        }
        let mut absent = Vec::new();
        for dataset_type in &found {
            if !self.has_any(&dataset_type.name, collections)? {
                absent.push(dataset_type.name.clone());
            }
        }
        if !absent.is_empty() && absent.len() == found.len() {
            let place = if collections.iter().any(|c| c == "*") { "any collection".to_owned() } else { quoted(collections) };
            let what = if absent.len() == 1 { format!("of type {}", quoted(&absent)) } else { "of these types".to_owned() };
            reasons.push(format!("there are no datasets {what} in {place}"));
        }
        let parsed = parse(condition)?;
        let mut equalities = Vec::new();
        parsed.root.iter().for_each(|root| each_equality(root, &mut equalities));
        for (dimension, values) in equalities {
            if !self.has_any_value(dimension, &values).await? {
                let values: Vec<String> = values.iter().map(|value| shown(value)).collect();
                reasons.push(format!("there is no {dimension} {}", values.join(" or ")));
            }
        }
        Ok(reasons)
    }

    async fn has_any_value(&self, dimension: &str, values: &[&NodeKind]) -> Result<bool> {
        for value in values {
            if self.has_value(dimension, value).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a record of a dimension has that value, or may have: where there are no records to ask.
    async fn has_value(&self, dimension: &str, value: &NodeKind) -> Result<bool> {
        let Some(element) = self.snapshot.universe.get(dimension).filter(|e| e.is_dimension && e.is_stored()) else { return Ok(true) };
        let Some(key) = element.own_key() else { return Ok(true) };
        let value = match (key.kind, value) {
            (FieldKind::Int, NodeKind::Int(value)) => lit(*value),
            (FieldKind::Text, NodeKind::Text(value)) => lit(value.clone()),
            _ => return Ok(true),
        };
        let plan = self.table(dimension)?.filter(plain(&key.name).eq(value))?.project([plain(&key.name)])?.limit(0, Some(1))?;
        Ok(!self.collect(plan.build()?).await?.is_empty())
    }
}

/// The comparisons `name = literal` and `name IN (literals)` that all rows must fulfil.
fn each_equality<'a>(node: &'a Node, found: &mut Vec<(&'a str, Vec<&'a NodeKind>)>) {
    match &node.kind {
        NodeKind::And(parts) => parts.iter().for_each(|part| each_equality(part, found)),
        NodeKind::Parentheses(inner) => each_equality(inner, found),
        NodeKind::Compare(left, Comparison::Equal, right) => match (&left.kind, &right.kind) {
            (NodeKind::Name(name), value) | (value, NodeKind::Name(name)) => found.push((name, vec![value])),
            _ => {}
        },
        // Of many values each would be a question.
        NodeKind::In { operand, values, is_negated: false } if values.len() <= MOST_NAMED => {
            if let NodeKind::Name(name) = &operand.kind {
                found.push((name, values.iter().map(|value| &value.kind).collect()));
            }
        }
        _ => {}
    }
}

fn shown(value: &NodeKind) -> String {
    match value {
        NodeKind::Int(value) => format!("`{value}`"),
        NodeKind::Text(value) => format!("`{value}`"),
        _ => "of that value".to_owned(),
    }
}

fn quoted(names: &[String]) -> String {
    let shown = names.iter().take(MOST_NAMED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.len() > MOST_NAMED { format!("{shown} and {} more", names.len() - MOST_NAMED) } else { shown }
}
