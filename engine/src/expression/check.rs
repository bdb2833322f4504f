//! From what is written to what is meant: names resolved, types checked.
//!
//! Types are strict. Only integers and doubles are compared with each other; both sides of `+ - * /` are of one kind of number, both of `%` integers.
//! Texts are no numbers and no times. Truth values are columns that stand alone, or are compared with `NULL`.

use super::ast::{Arithmetic, Ast, Comparison, Function, Node, NodeKind};
use super::operand::{Column, Kind, Literal, Operand};
use super::predicate::{Predicate, Test};
use super::refusal::{Refusal, Span};
use super::scope::{Named, Scope};
use crate::Result;
use crate::time::Timespan;

mod compare;
mod list;
mod regions;

/// Gives an expression its meaning. Whether governors are constrained is another question: see [`super::check_governors`].
pub fn check(ast: &Ast, scope: &Scope<'_>) -> Result<Predicate> {
    checked(ast, scope).map(|(predicate, _)| predicate)
}

/// The meaning, and where each column was named.
pub(super) fn checked(ast: &Ast, scope: &Scope<'_>) -> Result<(Predicate, Vec<(Column, Span)>)> {
    let Some(root) = &ast.root else { return Ok((Predicate::ALL, Vec::new())) };
    let mut checker = Checker { scope, uses: Vec::new() };
    let predicate = checker.condition(root).and_then(|predicate| {
        regions::check_positions(&predicate, root.span)?;
        Ok(predicate)
    });
    let predicate = predicate.map_err(|refusal| refusal.of(&ast.text))?;
    Ok((predicate, checker.uses))
}

/// What a part of an expression means.
enum Meaning {
    Condition(Predicate),
    Value(Operand),
    Sequence(Vec<Literal>),
    Range(super::ast::Range),
    Null,
}

impl Meaning {
    fn in_words(&self) -> &'static str {
        match self {
            Meaning::Condition(_) => "a condition",
            Meaning::Value(operand) => operand.kind().in_words(),
            Meaning::Sequence(_) => "a list",
            Meaning::Range(_) => "a range",
            Meaning::Null => "NULL",
        }
    }
}

struct Checker<'a> {
    scope: &'a Scope<'a>,
    uses: Vec<(Column, Span)>,
}

impl Checker<'_> {
    /// A part that must be true or false.
    fn condition(&mut self, node: &Node) -> Result<Predicate, Refusal> {
        match self.meaning(node)? {
            Meaning::Condition(predicate) => Ok(predicate),
            other => {
                let refusal = Refusal::new(node.span, format!("{} is not a condition", other.in_words()));
                Err(refusal.hint("a condition compares, as in `visit = 1`, or is a column of truth values"))
            }
        }
    }

    /// A part that must be a single value.
    fn value(&mut self, node: &Node) -> Result<Operand, Refusal> {
        match self.meaning(node)? {
            Meaning::Value(operand) => Ok(operand),
            other => {
                let refusal = Refusal::new(node.span, format!("a single value is needed here, not {}", other.in_words()));
                Err(match other {
                    Meaning::Sequence(_) | Meaning::Range(_) => refusal.hint("lists and ranges follow `IN`: `visit IN (:list, 1..9)`"),
                    Meaning::Condition(Predicate::Test(Test::IsTrue(_))) => {
                        refusal.hint("a column of truth values stands alone, or after `NOT`")
                    }
                    _ => refusal,
                })
            }
        }
    }

    fn meaning(&mut self, node: &Node) -> Result<Meaning, Refusal> {
        let value = |literal: Literal| Ok(Meaning::Value(Operand::Literal(literal)));
        match &node.kind {
            NodeKind::Or(parts) => self.conditions(parts).map(|parts| Meaning::Condition(Predicate::any(parts))),
            NodeKind::And(parts) => self.conditions(parts).map(|parts| Meaning::Condition(Predicate::all(parts))),
            NodeKind::Not(inner) => self.condition(inner).map(|inner| Meaning::Condition(inner.negated())),
            NodeKind::Compare(left, comparison, right) => self.compare(left, *comparison, right, node.span).map(Meaning::Condition),
            NodeKind::In { operand, values, is_negated } => {
                let found = self.membership(operand, values)?;
                Ok(Meaning::Condition(if *is_negated { found.negated() } else { found }))
            }
            NodeKind::Arithmetic(left, operator, right) => self.arithmetic(left, *operator, right, node.span).map(Meaning::Value),
            NodeKind::Minus(inner) => fitting(minus(self.number(inner, "-")?), node.span).map(Meaning::Value),
            NodeKind::Plus(inner) => self.number(inner, "+").map(Meaning::Value),
            NodeKind::Parentheses(inner) => self.meaning(inner),
            NodeKind::Tuple(items) => self.timespan(items, node.span).and_then(|timespan| value(Literal::Timespan(timespan))),
            NodeKind::Name(name) => {
                let named = self.scope.named(name, node.span)?;
                Ok(self.named(named, node.span))
            }
            NodeKind::Bind(name) => {
                let named = self.scope.bind(name, node.span)?;
                Ok(self.named(named, node.span))
            }
            NodeKind::Int(number) => value(Literal::Int(*number)),
            NodeKind::Float(number) => value(Literal::Float(*number)),
            NodeKind::Text(text) => value(Literal::Text(text.clone())),
            NodeKind::Time(time) => value(Literal::Time(*time)),
            NodeKind::Uuid(uuid) => value(Literal::Uuid(*uuid)),
            NodeKind::Range(range) => Ok(Meaning::Range(*range)),
            NodeKind::Call(Function::Glob, arguments) => self.glob(arguments).map(Meaning::Condition),
            NodeKind::Call(function, arguments) => self.region(*function, arguments).and_then(|region| value(Literal::Region(region))),
        }
    }

    fn conditions(&mut self, parts: &[Node]) -> Result<Vec<Predicate>, Refusal> {
        parts.iter().map(|part| self.condition(part)).collect()
    }

    fn named(&mut self, named: Named, span: Span) -> Meaning {
        match named {
            Named::Null => Meaning::Null,
            Named::Sequence(literals) => Meaning::Sequence(literals),
            Named::Operand(operand) => {
                operand.each_column(&mut |column| self.uses.push((column.clone(), span)));
                match operand {
                    Operand::Column(column, Kind::Bool) => Meaning::Condition(Predicate::Test(Test::IsTrue(column))),
                    operand => Meaning::Value(operand),
                }
            }
        }
    }

    fn compare(&mut self, left: &Node, comparison: Comparison, right: &Node, span: Span) -> Result<Predicate, Refusal> {
        let meanings = (self.meaning(left)?, self.meaning(right)?);
        let is_null = match meanings {
            (Meaning::Value(a), Meaning::Value(b)) => return compare::values(a, comparison, b, span, self.scope).map(Predicate::Test),
            (Meaning::Value(operand), Meaning::Null) | (Meaning::Null, Meaning::Value(operand)) => Test::IsNull(operand),
            (Meaning::Condition(Predicate::Test(Test::IsTrue(column))), Meaning::Null)
            | (Meaning::Null, Meaning::Condition(Predicate::Test(Test::IsTrue(column)))) => {
                Test::IsNull(Operand::Column(column, Kind::Bool))
            }
            (a, b) => return Err(compare::not_values(&a, comparison, &b, span)),
        };
        match comparison {
            Comparison::Equal => Ok(Predicate::Test(is_null)),
            Comparison::Unequal => Ok(Predicate::Not(is_null)),
            _ => {
                let refusal = Refusal::new(span, format!("`{}` can't compare with NULL", comparison.sign()));
                Err(refusal.hint("only `= NULL` and `!= NULL` say something about it"))
            }
        }
    }

    fn arithmetic(&mut self, left: &Node, operator: Arithmetic, right: &Node, span: Span) -> Result<Operand, Refusal> {
        let (left, right) = (self.value(left)?, self.value(right)?);
        let sign = operator.sign();
        match (left.kind(), right.kind()) {
            (Kind::Float, Kind::Float) if operator == Arithmetic::Remainder => {
                Err(Refusal::new(span, "`%` takes integers, not floating-point numbers"))
            }
            (a, b) if a == b && a.is_number() => fitting(Operand::Arithmetic(Box::new(left), operator, Box::new(right)), span),
            (a, b) if a.is_number() && b.is_number() => {
                let refusal =
                    Refusal::new(span, format!("`{sign}` takes two numbers of one kind, not {} and {}", a.in_words(), b.in_words()));
                Err(refusal.hint("write the integer with a point, as in `2.0`"))
            }
            (a, b) => Err(Refusal::new(span, format!("`{sign}` takes numbers, not {}", if a.is_number() { b } else { a }.in_words()))),
        }
    }

    fn number(&mut self, node: &Node, sign: &str) -> Result<Operand, Refusal> {
        let operand = self.value(node)?;
        if operand.kind().is_number() {
            return Ok(operand);
        }
        Err(Refusal::new(node.span, format!("`{sign}` takes a number, not {}", operand.kind().in_words())))
    }

    /// `(begin, end)`, each a time or `NULL`.
    fn timespan(&mut self, items: &[Node; 2], span: Span) -> Result<Timespan, Refusal> {
        let mut bounds = [None, None];
        for (bound, item) in bounds.iter_mut().zip(items) {
            *bound = match self.meaning(item)? {
                Meaning::Null => None,
                Meaning::Value(Operand::Literal(Literal::Time(time))) => Some(time),
                other => {
                    let refusal = Refusal::new(item.span, format!("a timespan is made of two times, not of {}", other.in_words()));
                    return Err(refusal.hint("write `(T'2013-06-17', T'2013-06-18')`, with `NULL` for an open end; lists only follow `IN`"));
                }
            };
        }
        let [begin, end] = bounds;
        // 2100-01-01 00:00:00 TAI, the reference's last time; its first is 0.
        const LAST_NS: i64 = 4_102_444_800_000_000_000;
        if end.is_some_and(|end| end.0 <= 0) || begin.is_some_and(|begin| begin.0 >= LAST_NS) {
            return Err(Refusal::new(span, "the timespan has no time from 1970 to 2099, which are the years of a registry"));
        }
        Ok(Timespan::new(begin, end))
    }

    fn glob(&mut self, arguments: &[Node]) -> Result<Predicate, Refusal> {
        let [field, pattern] = arguments else { return Err(Refusal::new(Span::new(0, 0), "`GLOB` takes two arguments")) };
        let column = match self.meaning(field)? {
            Meaning::Value(Operand::Column(column, Kind::Text)) => column,
            other => {
                let refusal =
                    Refusal::new(field.span, format!("the first argument of `GLOB` is a column of texts, not {}", other.in_words()));
                return Err(refusal.hint("a bind of this name would hide the column"));
            }
        };
        match self.meaning(pattern)? {
            Meaning::Value(Operand::Literal(Literal::Text(pattern))) => Ok(Predicate::Test(Test::Glob(column, pattern))),
            other => Err(Refusal::new(pattern.span, format!("the pattern of `GLOB` is a text, not {}", other.in_words()))),
        }
    }
}

/// `operand`, unless it is an integer of more than 64 bits already.
fn fitting(operand: Operand, span: Span) -> Result<Operand, Refusal> {
    match operand.constant().map(|value| (value, i64::try_from(value))) {
        Some((value, Err(_))) => Err(Refusal::new(span, format!("this is {value}, and integers end at 9223372036854775807 either way"))
            .hint("calculate with floating-point numbers, as in `2.0 * 3.0`")),
        _ => Ok(operand),
    }
}

/// The negative; of a literal another literal.
fn minus(operand: Operand) -> Operand {
    match operand {
        Operand::Literal(Literal::Int(value)) if value != i64::MIN => Operand::Literal(Literal::Int(-value)),
        Operand::Literal(Literal::Float(value)) => Operand::Literal(Literal::Float(-value)),
        other => Operand::Minus(Box::new(other)),
    }
}
