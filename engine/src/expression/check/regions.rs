//! Regions written in an expression, and where overlaps of regions may stand.

use crate::sphere::Region;

use super::{Checker, Meaning};
use crate::expression::ast::{Function, Node};
use crate::expression::operand::{Literal, Operand};
use crate::expression::predicate::{Predicate, Test};
use crate::expression::refusal::{Refusal, Span};
use crate::expression::region::{of_degrees, of_pos};

impl Checker<'_> {
    pub(super) fn region(&mut self, function: Function, arguments: &[Node]) -> Result<Region, Refusal> {
        let span = arguments.iter().map(|argument| argument.span).reduce(Span::to).unwrap_or(Span::new(0, 0));
        if let (Function::Region, [argument]) = (function, arguments) {
            return self.pos(argument);
        }
        let mut degrees = Vec::with_capacity(arguments.len());
        for argument in arguments {
            degrees.push(self.degrees(function, argument)?);
        }
        of_degrees(function, &degrees).map_err(|reason| Refusal::new(span, reason))
    }

    /// The text of a POS parameter.
    fn pos(&mut self, argument: &Node) -> Result<Region, Refusal> {
        match self.meaning(argument)? {
            Meaning::Value(Operand::Literal(Literal::Text(text))) => of_pos(&text).map_err(|reason| {
                let refusal = Refusal::new(argument.span, format!("`{text}` is not a region: {reason}"));
                refusal.hint("write `CIRCLE ra dec radius`, `RANGE ra1 ra2 dec1 dec2` or `POLYGON ra dec ra dec ra dec`, in degrees")
            }),
            other => Err(Refusal::new(argument.span, format!("`REGION` takes a text, not {}", other.in_words()))),
        }
    }

    /// A number that does not depend on the row.
    fn degrees(&mut self, function: Function, argument: &Node) -> Result<f64, Refusal> {
        let reason = match self.meaning(argument)? {
            Meaning::Value(Operand::Literal(Literal::Int(value))) => return Ok(value as f64),
            Meaning::Value(Operand::Literal(Literal::Float(value))) if value.is_finite() => return Ok(value),
            Meaning::Value(Operand::Literal(literal)) => literal.kind().in_words().to_owned(),
            Meaning::Value(_) => "a value that is different in each row, or calculated".to_owned(),
            other => other.in_words().to_owned(),
        };
        let refusal = Refusal::new(argument.span, format!("`{}` takes numbers, not {reason}", function.name()));
        Err(refusal.hint("a bind can hold the number"))
    }
}

/// Overlaps of regions are joins, and a join is for all rows.
pub(super) fn check_positions(predicate: &Predicate, whole: Span) -> Result<(), Refusal> {
    let mut refused = None;
    predicate.each_test(&mut |test, position| {
        if matches!(test, Test::RegionOverlaps(..) | Test::RegionsOverlap(..)) && (position.is_negated || position.is_alternative) {
            refused = Some(if position.is_negated { "NOT" } else { "OR" });
        }
    });
    match refused {
        None => Ok(()),
        Some(word) => {
            let refusal = Refusal::unsupported(whole, format!("overlaps of regions below `{word}` are not supported"));
            Err(refusal.hint("a query can have such a condition joined by `AND` to the others"))
        }
    }
}
