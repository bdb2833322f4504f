//! Terms of `order by`: a name as in expressions, with `-` before it for the reverse order.

use super::operand::{Kind, Operand};
use super::refusal::{Refusal, Span};
use super::scope::Scope;
use crate::Result;

/// What rows are sorted by.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderTerm {
    /// The value.
    pub operand: Operand,
    /// Whether the greatest comes first.
    pub is_descending: bool,
}

/// Reads a term. Binds are not looked at; numbers, texts and times have an order, other kinds are an error.
pub fn order_term(text: &str, scope: &Scope<'_>) -> Result<OrderTerm> {
    let name = text.strip_prefix('-').unwrap_or(text);
    let span = Span::new(text.len() - name.len(), text.len());
    let term = || {
        if name.is_empty() {
            return Err(Refusal::new(span, "a name to sort by is missing"));
        }
        let operand = scope.column(name, span)?;
        match operand.kind() {
            Kind::Int | Kind::Float | Kind::Text | Kind::Time | Kind::IngestDate => {
                Ok(OrderTerm { operand, is_descending: text.len() != name.len() })
            }
            kind => {
                let refusal = Refusal::new(span, format!("rows can't be sorted by {}", kind.in_words()));
                Err(if kind == Kind::Timespan { refusal.hint("sort by its `.begin` or `.end`") } else { refusal })
            }
        }
    };
    term().map_err(|refusal| refusal.of(text))
}
