//! Which values can be compared how.

use super::Meaning;
use crate::expression::ast::Comparison;
use crate::expression::operand::{Column, Kind, Literal, Operand};
use crate::expression::predicate::{Predicate, Test};
use crate::expression::refusal::{Refusal, Span};
use crate::expression::scope::Scope;

/// Two values compared.
pub(super) fn values(left: Operand, comparison: Comparison, right: Operand, span: Span, scope: &Scope<'_>) -> Result<Test, Refusal> {
    if comparison == Comparison::Overlaps {
        return overlap(left, right, span, scope);
    }
    let is_equality = matches!(comparison, Comparison::Equal | Comparison::Unequal);
    let is_fitting = match (left.kind(), right.kind()) {
        (a, b) if a.is_number() && b.is_number() => true,
        (Kind::Time, Kind::IngestDate) | (Kind::IngestDate, Kind::Time) => true,
        (a, b) if a == b => is_equality || matches!(a, Kind::Text | Kind::Time),
        _ => false,
    };
    if is_fitting {
        return Ok(Test::Compare(left, comparison, right));
    }
    Err(unfit(&left, comparison, &right, span))
}

fn overlap(left: Operand, right: Operand, span: Span, scope: &Scope<'_>) -> Result<Test, Refusal> {
    match (left.kind(), right.kind()) {
        (Kind::Timespan, Kind::Time | Kind::IngestDate) => Ok(Test::Contains { timespan: left, time: right }),
        (Kind::Time | Kind::IngestDate, Kind::Timespan) => Ok(Test::Contains { timespan: right, time: left }),
        (Kind::Timespan, Kind::Timespan) => {
            check_families(left.column(), right.column(), span, scope)?;
            Ok(Test::TimespansOverlap(left, right))
        }
        (Kind::Region, Kind::Region) => match (left, right) {
            (Operand::Column(a, _), Operand::Column(b, _)) => {
                check_families(Some(&a), Some(&b), span, scope)?;
                Ok(Test::RegionsOverlap(a, b))
            }
            (Operand::Column(column, _), Operand::Literal(Literal::Region(region)))
            | (Operand::Literal(Literal::Region(region)), Operand::Column(column, _)) => Ok(Test::RegionOverlaps(column, region)),
            _ => Err(Refusal::new(span, "one of two regions that overlap must be a column").hint("write `visit.region OVERLAPS ...`")),
        },
        _ => Err(unfit(&left, Comparison::Overlaps, &right, span)),
    }
}

/// Elements of one family are related by their dimensions, not by where or when they are.
fn check_families(left: Option<&Column>, right: Option<&Column>, span: Span, scope: &Scope<'_>) -> Result<(), Refusal> {
    let (Some(Column::Field { element: a, field }), Some(Column::Field { element: b, .. })) = (left, right) else { return Ok(()) };
    let family = |element: &str| {
        let element = scope.universe.get(element)?;
        if field == "region" { element.spatial.clone() } else { element.temporal.clone() }
    };
    if family(a).is_some() && family(a) == family(b) {
        let refusal = Refusal::new(span, format!("`{a}` and `{b}` are related already, by their dimensions"));
        return Err(refusal.hint("leave this condition out"));
    }
    Ok(())
}

fn unfit(left: &Operand, comparison: Comparison, right: &Operand, span: Span) -> Refusal {
    let (a, b) = (left.kind(), right.kind());
    let sign = comparison.sign();
    let refusal = match comparison {
        _ if a == b => Refusal::new(span, format!("`{sign}` can't compare {} with another", a.in_words())),
        Comparison::Overlaps => Refusal::new(span, format!("{} and {} can't overlap", a.in_words(), b.in_words())),
        _ => Refusal::new(span, format!("{} can't be compared with {}", a.in_words(), b.in_words())),
    };
    let text = [left, right].into_iter().find_map(|operand| match operand {
        Operand::Literal(Literal::Text(text)) => Some(text.as_str()),
        _ => None,
    });
    let has = |kind: Kind| a == kind || b == kind;
    let hint = match text {
        Some(text) if has(Kind::Int) && text.trim().parse::<i64>().is_ok() => format!("write `{}` without quotes", text.trim()),
        Some(text) if has(Kind::Time) || has(Kind::Timespan) || has(Kind::IngestDate) => format!("a time has a `T` before it: `T'{text}'`"),
        Some(text) if has(Kind::Region) => format!("a region is written `REGION('{text}')`"),
        Some(text) if has(Kind::Uuid) => format!("a UUID is written `UUID('{text}')`"),
        Some(_) if has(Kind::Hash) => "a hash can only be given as a bind".to_owned(),
        _ if has(Kind::Text) && has(Kind::Int) => "texts are written in single quotes".to_owned(),
        _ if has(Kind::Timespan) => "write `OVERLAPS`, or compare `.begin` or `.end` with a time".to_owned(),
        _ if has(Kind::Region) => "regions are compared by `OVERLAPS`".to_owned(),
        _ if comparison == Comparison::Overlaps => "`OVERLAPS` takes timespans, a timespan and a time, or regions".to_owned(),
        _ => return refusal,
    };
    refusal.hint(hint)
}

/// Something else than values compared.
pub(super) fn not_values(left: &Meaning, comparison: Comparison, right: &Meaning, span: Span) -> Refusal {
    let sign = comparison.sign();
    let refusal = Refusal::new(span, format!("`{sign}` can't compare {} with {}", left.in_words(), right.in_words()));
    let is = |wanted: fn(&Meaning) -> bool| wanted(left) || wanted(right);
    if is(|m| matches!(m, Meaning::Sequence(_) | Meaning::Range(_))) {
        return refusal.hint("lists and ranges follow `IN`: `visit IN (:list, 1..9)`");
    }
    if is(|m| matches!(m, Meaning::Condition(Predicate::Test(Test::IsTrue(_))))) {
        return refusal.hint("a column of truth values stands alone, or after `NOT`, or is compared with NULL");
    }
    if is(|m| matches!(m, Meaning::Condition(_))) {
        return refusal.hint("conditions are joined by `AND` and `OR`");
    }
    refusal
}
