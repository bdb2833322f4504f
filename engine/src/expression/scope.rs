//! What the names of an expression mean.
//!
//! A name is, in this order: a bind; `NULL` in any case; a dimension; the one field of this name among the elements and dataset types of the query.
//! `element.field` is a field of any element of the universe, joined to the query if need be; fields that hold the value of a dimension are that
//! dimension (`visit.id` is `visit`, `visit.instrument` is `instrument`). `dataset_type.field` is a field of a dataset type of the query. `.begin` and
//! `.end` follow a timespan.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::sphere::Region;

use super::binds::{BindValue, Binds};
use super::operand::{Column, DatasetField, Kind, Literal, Operand};
use super::refusal::{Refusal, Span};
use crate::dimensions::{Element, Group, Key, Role, Universe};
use crate::error::near_matches;

/// What an expression can refer to.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// All elements.
    pub universe: &'a Arc<Universe>,
    /// Dimensions of the query so far: those of the result and of joined dataset types. Their fields may be named without the element.
    pub dimensions: &'a Group,
    /// Dataset types of the query: name, dimensions, whether it is a calibration.
    pub datasets: &'a [(String, Group, bool)],
    /// Values that the expression may name.
    pub binds: &'a Binds,
    /// Values of governors that hold where the expression says nothing about them.
    pub default_data_id: &'a BTreeMap<String, Key>,
}

/// What a name means.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Named {
    Operand(Operand),
    Sequence(Vec<Literal>),
    Null,
}

impl Scope<'_> {
    /// The meaning of a name, with or without dots.
    pub(super) fn named(&self, name: &str, span: Span) -> Result<Named, Refusal> {
        if let Some(value) = self.binds.get(name) {
            return bound(name, value, span);
        }
        if name.eq_ignore_ascii_case("null") {
            return Ok(Named::Null);
        }
        self.column(name, span).map(Named::Operand)
    }

    /// The value of `:name`.
    pub(super) fn bind(&self, name: &str, span: Span) -> Result<Named, Refusal> {
        match self.binds.get(name) {
            Some(value) => bound(name, value, span),
            None => {
                let known = self.binds.0.keys().map(String::as_str);
                let refusal = Refusal::new(span, format!("no value is bound to `{name}`")).hint("give it with `--bind NAME=VALUE`");
                Err(refusal.near(&near_matches(name, known)))
            }
        }
    }

    /// The column that a name means, or begin or end of one.
    pub(super) fn column(&self, name: &str, span: Span) -> Result<Operand, Refusal> {
        let parts: Vec<&str> = name.split('.').collect();
        match parts[..] {
            [name] => self.simple(name, span),
            ["timespan", end @ ("begin" | "end")] if self.universe.get("timespan").is_none() => {
                end_of(self.simple("timespan", span)?, end, name, span)
            }
            [first, second] => self.qualified(first, second, span),
            [first, second, end @ ("begin" | "end")] => end_of(self.qualified(first, second, span)?, end, name, span),
            [first, second, third] => {
                self.qualified(first, second, span)?;
                let refusal = Refusal::new(span, format!("`{first}.{second}` has no part `{third}`"));
                Err(refusal.hint("only timespans have parts, `begin` and `end`"))
            }
            _ => Err(Refusal::new(span, format!("`{name}` has too many dots"))),
        }
    }

    fn simple(&self, name: &str, span: Span) -> Result<Operand, Refusal> {
        if self.universe.get(name).is_some_and(|element| element.is_dimension) {
            return self.dimension(name, span);
        }
        let elements: Vec<&Arc<Element>> = self.dimensions.elements().filter(|element| element.field(name).is_some()).collect();
        let field = DatasetField::named(name);
        let mut datasets = self.datasets.iter().map(|(dataset_type, ..)| dataset_type).filter(|_| field.is_some());
        let mut matches: Vec<String> =
            elements.iter().map(|element| &element.name).chain(datasets.clone()).map(|owner| format!("{owner}.{name}")).collect();
        matches.sort();
        match (&elements[..], &matches[..]) {
            (_, []) => Err(self.unknown(name, span)),
            ([element], [_]) => self.field(element, name, span),
            (_, [_]) => match (datasets.next(), field) {
                (Some(dataset_type), Some(field)) => Ok(dataset_column(dataset_type, field)),
                _ => Err(self.unknown(name, span)),
            },
            _ => {
                let listed: Vec<String> = matches.iter().map(|full| format!("`{full}`")).collect();
                Err(Refusal::new(span, format!("`{name}` can be {}", in_words(&listed, "or"))).hint("write the one that is meant"))
            }
        }
    }

    fn qualified(&self, first: &str, second: &str, span: Span) -> Result<Operand, Refusal> {
        if let Some(element) = self.universe.get(first) {
            return self.field(element, second, span);
        }
        let is_joined = self.datasets.iter().any(|(name, ..)| name == first);
        match DatasetField::named(second) {
            Some(field) if is_joined => Ok(dataset_column(first, field)),
            Some(_) => {
                let refusal = Refusal::new(span, format!("`{first}` is neither a dimension nor a dataset type of this query"));
                Err(refusal.near(&near_matches(first, self.owners())))
            }
            None if is_joined => {
                let names: Vec<String> = DatasetField::ALL.iter().map(|field| format!("`{}`", field.name())).collect();
                let refusal = Refusal::new(span, format!("the dataset type `{first}` has no field `{second}`"));
                Err(refusal.hint(format!("it has {}", in_words(&names, "and"))))
            }
            None => Err(self.unknown(&format!("{first}.{second}"), span)),
        }
    }

    /// Names that may stand before a dot.
    fn owners(&self) -> impl Iterator<Item = &str> {
        let elements = self.universe.elements().iter().filter(|e| e.skypix.is_none()).map(|e| e.name.as_str());
        elements.chain(self.datasets.iter().map(|(name, ..)| name.as_str()))
    }

    fn unknown(&self, name: &str, span: Span) -> Refusal {
        let refusal = Refusal::new(span, format!("`{name}` is not known here"));
        if ["true", "false"].contains(&name.to_lowercase().as_str()) {
            return refusal.hint("a column of truth values stands alone: `exposure.can_see_sky`, or `NOT exposure.can_see_sky`");
        }
        if let Some((first, second)) = name.split_once('.') {
            let near: Vec<String> = near_matches(first, self.owners()).into_iter().map(|first| format!("{first}.{second}")).collect();
            return refusal.hint("names with a dot are `element.field` or `dataset_type.field`").near(&near);
        }
        let fields = self.dimensions.elements().flat_map(|e| &e.fields).map(|f| f.name.as_str());
        let dimensions = self.universe.dimensions().filter(|e| e.skypix.is_none()).map(|e| e.name.as_str());
        let binds = self.binds.0.keys().map(String::as_str);
        let near = near_matches(name, dimensions.chain(fields).chain(binds));
        let elsewhere: Vec<String> = self
            .universe
            .elements()
            .iter()
            .filter(|e| e.skypix.is_none() && e.field(name).is_some())
            .map(|e| format!("{}.{name}", e.name))
            .collect();
        refusal
            .hint("names are dimensions, fields of the query's elements and binds; texts are written in single quotes")
            .near(if elsewhere.is_empty() { &near } else { &elsewhere[..elsewhere.len().min(3)] })
    }

    fn dimension(&self, name: &str, span: Span) -> Result<Operand, Refusal> {
        let kind = self.universe.key_kind(name).map_err(|error| Refusal::new(span, error.to_string()))?;
        Ok(Operand::Column(Column::Dimension(name.to_owned()), kind.into()))
    }

    fn field(&self, element: &Element, name: &str, span: Span) -> Result<Operand, Refusal> {
        let Some(field) = element.field(name) else {
            let refusal = Refusal::new(span, format!("`{}` has no field `{name}`", element.name));
            let names = element.fields.iter().map(|f| f.name.as_str());
            let all: Vec<String> = names.clone().map(|n| format!("`{n}`")).collect();
            return Err(refusal.hint(format!("it has {}", in_words(&all, "and"))).near(&near_matches(name, names)));
        };
        match field.role {
            Role::Key => self.dimension(&element.name, span),
            Role::Required | Role::Implied => self.dimension(name, span),
            Role::Alternate | Role::Metadata | Role::Region | Role::Timespan => {
                let column = Column::Field { element: element.name.clone(), field: name.to_owned() };
                Ok(Operand::Column(column, field.kind.into()))
            }
        }
    }
}

fn dataset_column(dataset_type: &str, field: DatasetField) -> Operand {
    Operand::Column(Column::Dataset { dataset_type: dataset_type.to_owned(), field }, field.kind())
}

fn end_of(timespan: Operand, end: &str, name: &str, span: Span) -> Result<Operand, Refusal> {
    let kind = timespan.kind();
    if kind != Kind::Timespan {
        return Err(Refusal::new(span, format!("`{name}`: {} has no {end}", kind.in_words())).hint("only timespans have `begin` and `end`"));
    }
    Ok(if end == "begin" { Operand::Begin(Box::new(timespan)) } else { Operand::End(Box::new(timespan)) })
}

fn bound(name: &str, value: &BindValue, span: Span) -> Result<Named, Refusal> {
    let BindValue::Sequence(values) = value else {
        return literal(name, value, span).map(|literal| Named::Operand(Operand::Literal(literal)));
    };
    let literals: Vec<Literal> = values.iter().map(|value| literal(name, value, span)).collect::<Result<_, _>>()?;
    if let [first, rest @ ..] = &literals[..]
        && let Some(other) = rest.iter().find(|other| other.kind() != first.kind())
    {
        let reason =
            format!("the values bound to `{name}` are not all of one kind: {} and {}", first.kind().in_words(), other.kind().in_words());
        return Err(Refusal::new(span, reason));
    }
    Ok(Named::Sequence(literals))
}

/// A single value given for a name.
pub(super) fn literal(name: &str, value: &BindValue, span: Span) -> Result<Literal, Refusal> {
    Ok(match value {
        BindValue::Null => {
            return Err(
                Refusal::new(span, format!("no value (null) is bound to `{name}`")).hint("write `= NULL` or `!= NULL` in the expression")
            );
        }
        BindValue::Sequence(_) => return Err(Refusal::new(span, format!("a value in the list bound to `{name}` is a list itself"))),
        BindValue::Bool(value) => Literal::Int(i64::from(*value)),
        BindValue::Int(value) => Literal::Int(*value),
        BindValue::Float(value) => Literal::Float(*value),
        BindValue::Text(value) => Literal::Text(value.clone()),
        BindValue::Bytes(value) => Literal::Hash(value.clone()),
        BindValue::Uuid(value) => Literal::Uuid(*value),
        BindValue::Time(value) => Literal::Time(*value),
        BindValue::Timespan(value) => Literal::Timespan(*value),
        BindValue::Region(value) => {
            let region = Region::decode(value).map_err(|error| Refusal::new(span, format!("`{name}` is bound to no region: {error}")))?;
            Literal::Region(region)
        }
    })
}

/// `a`, `a or b`, `a, b or c`.
pub(super) fn in_words(items: &[String], last: &str) -> String {
    match items {
        [first @ .., end] if !first.is_empty() => format!("{} {last} {end}", first.join(", ")),
        _ => items.join(", "),
    }
}
