//! Governors: a visit number says nothing without its instrument, nor a tract without its sky map.
//!
//! A condition that uses the value of a dimension, or another key of it (`detector.full_name`), must say something about the dimension's governor; other
//! fields (`visit.exposure_time`) may stand alone. Saying something is to compare the governor or its alternate key with anything (`=`, `!=`, `<`,
//! `GLOB`, a written `IN` list), wherever in the condition. As in the reference, a list that is a bind and `= NULL` do not count. Where nothing is said, the
//! default data ID is added to the condition; for the dimensions of the result, too, but for them it may be missing.

use std::collections::{BTreeMap, BTreeSet};

use super::ast::{Ast, Comparison};
use super::binds::{BindValue, Binds};
use super::check::checked;
use super::operand::{Column, Literal, Operand};
use super::predicate::{Predicate, Test};
use super::refusal::{Refusal, Span};
use super::scope::{Scope, literal};
use crate::dimensions::{Group, Key, Role, Universe};
use crate::{Error, Result};

/// Whether a condition may leave a governor open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Governors {
    /// Dimensions need their governors.
    #[default]
    Required,
    /// Nothing is required; defaults are added all the same.
    Optional,
}

/// A governor about which nothing is said, and the column that needs it.
struct Open<'a> {
    governor: String,
    column: &'a Column,
}

/// The condition with default values of the governors about which it says nothing.
///
/// `dimensions` are those of the query. An error if a column of the condition needs a governor that is neither mentioned nor in `defaults`.
pub fn check_governors(predicate: Predicate, dimensions: &Group, defaults: &BTreeMap<String, Key>, rule: Governors) -> Result<Predicate> {
    let added = match added(&predicate, dimensions, defaults, rule)? {
        Ok(added) => added,
        Err(open) => {
            let Refusal { reason, hint, .. } = open.refusal(Span::new(0, 0));
            let error = Error::invalid("condition on", open.column.to_string(), reason);
            return Err(hint.into_iter().fold(error, Error::with_hint));
        }
    };
    Ok(Predicate::all([predicate].into_iter().chain(added)))
}

/// What an expression and a data ID say together, with the defaults: all steps from the parsed text to the condition of a query.
///
/// The values of `data_id` are equalities joined by `AND`; they are as strict about types as the expression.
pub fn constrain(ast: &Ast, scope: &Scope<'_>, data_id: &Binds, rule: Governors) -> Result<Predicate> {
    let (written, uses) = checked(ast, scope)?;
    let predicate = written.and(data_id_predicate(scope.universe, data_id)?);
    let dimensions = scope.dimensions.union(&predicate.dimensions(scope.universe)?)?;
    let added = match added(&predicate, &dimensions, scope.default_data_id, rule)? {
        Ok(added) => added,
        Err(open) => {
            if let Some((_, span)) = uses.iter().find(|(column, _)| column == open.column) {
                return Err(open.refusal(*span).of(&ast.text));
            }
            return check_governors(predicate.clone(), &dimensions, scope.default_data_id, rule);
        }
    };
    Ok(Predicate::all([predicate].into_iter().chain(added)))
}

/// A data ID as a condition.
pub fn data_id_predicate(universe: &Universe, data_id: &Binds) -> Result<Predicate> {
    let mut parts = Vec::new();
    for (name, value) in &data_id.0 {
        let kind = universe.key_kind(name)?.into();
        let refuse = |reason: String| Error::invalid("value of dimension", name, reason);
        let literal = match value {
            BindValue::Null => return Err(refuse("it is null".to_owned())),
            value => literal(name, value, Span::new(0, 0)).map_err(|refusal| refuse(refusal.reason))?,
        };
        let given = literal.kind();
        if given != kind && !(given.is_number() && kind.is_number()) {
            return Err(refuse(format!("{} is needed, not {}", kind.in_words(), given.in_words())));
        }
        parts.push(equal(name, kind, literal));
    }
    Ok(Predicate::all(parts))
}

fn equal(dimension: &str, kind: super::operand::Kind, value: Literal) -> Predicate {
    let column = Operand::Column(Column::Dimension(dimension.to_owned()), kind);
    Predicate::Test(Test::Compare(column, Comparison::Equal, Operand::Literal(value)))
}

/// Conditions to add.
fn added<'a>(
    predicate: &'a Predicate,
    dimensions: &Group,
    defaults: &BTreeMap<String, Key>,
    rule: Governors,
) -> Result<Result<Vec<Predicate>, Open<'a>>> {
    let universe = dimensions.universe();
    let mut needed: BTreeMap<String, &Column> = BTreeMap::new();
    let mut mentioned: BTreeSet<String> = BTreeSet::new();
    predicate.each_test(&mut |test, _| {
        let counts = !matches!(test, Test::IsNull(_) | Test::IsTrue(_) | Test::InRange(..) | Test::In { is_written: false, .. });
        test.each_column(&mut |column| {
            if let Some(governor) = needed_by(column, universe) {
                needed.entry(governor).or_insert(column);
            }
            if counts {
                mentioned.extend(mentioned_by(column, universe));
            }
        });
    });
    let used: BTreeSet<&str> = dimensions.governors().chain(needed.keys().map(String::as_str)).collect();
    let mut added = Vec::new();
    for governor in used {
        if mentioned.contains(governor) {
            continue;
        }
        match (defaults.get(governor), needed.get(governor)) {
            (Some(value), _) => {
                let kind = universe.key_kind(governor)?;
                let literal = match value.clone().converted(governor, kind)? {
                    Key::Int(value) => Literal::Int(value),
                    Key::Text(value) => Literal::Text(value),
                };
                added.push(equal(governor, kind.into(), literal));
            }
            (None, Some(column)) if rule == Governors::Required => return Ok(Err(Open { governor: governor.to_owned(), column })),
            _ => {}
        }
    }
    Ok(Ok(added))
}

/// The governor without which the column has no meaning.
fn needed_by(column: &Column, universe: &Universe) -> Option<String> {
    match column {
        Column::Dimension(name) => universe.get(name)?.governor.clone().filter(|governor| governor != name),
        Column::Field { element, field } => {
            let element = universe.get(element)?;
            let is_key = element.is_dimension && element.field(field)?.role == Role::Alternate;
            is_key.then(|| if element.is_governor { Some(element.name.clone()) } else { element.governor.clone() }).flatten()
        }
        Column::Dataset { .. } => None,
    }
}

/// The governor whose value the column tells.
fn mentioned_by(column: &Column, universe: &Universe) -> Option<String> {
    match column {
        Column::Dimension(name) => universe.get(name)?.is_governor.then(|| name.clone()),
        Column::Field { element, field } => {
            let element = universe.get(element)?;
            (element.is_governor && element.field(field)?.role == Role::Alternate).then(|| element.name.clone())
        }
        Column::Dataset { .. } => None,
    }
}

impl Open<'_> {
    fn refusal(&self, span: Span) -> Refusal {
        let governor = &self.governor;
        Refusal::new(span, format!("`{}` says nothing without its `{governor}`", self.column))
            .hint(format!("add `{governor} = '...'` with `AND`"))
    }
}
