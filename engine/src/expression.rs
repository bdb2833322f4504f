//! The language of `--where`: from text to conditions on rows (docs/expressions.md).
//!
//! ```text
//! text -> token -> parse -> Ast (spans, no meaning)
//!      -> check: names by scope and binds, types -> Predicate -> governors: defaults added, or refused
//!      -> lower: an expression of the query engine
//! ```
//!
//! Every error of a text is [`crate::Error::Expression`]: it carries the place and prints a caret under it.

mod ast;
mod bind_text;
mod binds;
mod check;
mod governors;
mod literal_time;
mod lower;
mod operand;
mod order;
mod parse;
mod predicate;
mod refusal;
mod region;
mod scope;
mod token;

pub use self::ast::{Arithmetic, Ast, Comparison, Function, Node, NodeKind, Range};
pub use self::binds::{BindValue, Binds};
pub use self::check::check;
pub use self::governors::{Governors, check_governors, constrain, data_id_predicate};
pub use self::lower::{lower, lower_operand};
pub use self::operand::{Column, DatasetField, Kind, Literal, Operand};
pub use self::order::{OrderTerm, order_term};
pub use self::parse::parse;
pub use self::predicate::{Position, Predicate, Test};
pub use self::refusal::Span;
pub(crate) use self::region::{of_degrees as region_of_degrees, of_pos as region_of_pos};
pub use self::scope::Scope;

#[cfg(test)]
mod tests;
