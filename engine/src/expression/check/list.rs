//! `x IN (...)`.

use super::{Checker, Meaning, compare};
use crate::expression::ast::{Comparison, Node};
use crate::expression::operand::{Kind, Literal, Operand};
use crate::expression::predicate::{Predicate, Test};
use crate::expression::refusal::{Refusal, Span};

impl Checker<'_> {
    /// Whether the operand is among the values: equal to one, in a range, or null where `NULL` is listed.
    pub(super) fn membership(&mut self, operand: &Node, values: &[Node]) -> Result<Predicate, Refusal> {
        let member = self.value(operand)?;
        let span = operand.span;
        let mut written: Vec<Literal> = Vec::new();
        let mut others = Vec::new();
        for value in values {
            let place = span.to(value.span);
            match self.meaning(value)? {
                Meaning::Null => others.push(Test::IsNull(member.clone())),
                Meaning::Range(range) => {
                    if member.kind() != Kind::Int {
                        return Err(Refusal::new(place, format!("a range has integers, and this is {}", member.kind().in_words())));
                    }
                    // One before the first is an empty range of the reference, too.
                    if range.last < range.first.saturating_sub(1) {
                        let refusal = Refusal::new(value.span, format!("the range `{range}` ends before it begins"));
                        return Err(refusal.hint(format!("write `{}..{}`", range.last, range.first)));
                    }
                    others.push(Test::InRange(member.clone(), range));
                }
                Meaning::Sequence(literals) => others.push(sequence(&member, literals, place)?),
                Meaning::Value(Operand::Literal(literal)) if literal.kind() == member.kind() && is_listable(member.kind()) => {
                    written.push(literal)
                }
                Meaning::Value(value) => others.push(compare::values(member.clone(), Comparison::Equal, value, place, self.scope)?),
                Meaning::Condition(_) => return Err(Refusal::new(value.span, "a list can't have conditions")),
            }
        }
        let listed = match (written.len(), written.pop()) {
            (1, Some(literal)) => Some(Test::Compare(member, Comparison::Equal, Operand::Literal(literal))),
            (_, Some(last)) => {
                written.push(last);
                Some(Test::In { operand: member, values: written, is_written: true })
            }
            (_, None) => None,
        };
        Ok(Predicate::any(listed.into_iter().chain(others).map(Predicate::Test)))
    }
}

fn is_listable(kind: Kind) -> bool {
    !matches!(kind, Kind::Timespan | Kind::Region)
}

/// Among values given as a bind, all of which are of the member's kind.
fn sequence(member: &Operand, literals: Vec<Literal>, span: Span) -> Result<Test, Refusal> {
    let kind = member.kind();
    if !is_listable(kind) {
        let refusal = Refusal::new(span, format!("`IN` can't look for {}", kind.in_words()));
        return Err(refusal.hint("timespans and regions are compared by `OVERLAPS`"));
    }
    if let Some(other) = literals.iter().find(|literal| literal.kind() != kind) {
        let reason = format!("{} can't be among values of which one is {}", kind.in_words(), other.kind().in_words());
        return Err(Refusal::new(span, reason));
    }
    Ok(Test::In { operand: member.clone(), values: literals, is_written: false })
}
