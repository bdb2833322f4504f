//! Why an expression is refused, and where.

use crate::{Error, ErrorKind};

/// A part of the text: byte offsets, the end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub begin: usize,
    /// Offset after the last byte.
    pub end: usize,
}

impl Span {
    /// From `begin` to `end`.
    pub fn new(begin: usize, end: usize) -> Span {
        Span { begin, end }
    }

    /// The smallest part that has both.
    pub fn to(self, other: Span) -> Span {
        Span { begin: self.begin.min(other.begin), end: self.end.max(other.end) }
    }
}

/// A refusal that does not have the whole text yet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Refusal {
    pub span: Span,
    pub reason: String,
    pub hint: Option<String>,
    pub kind: ErrorKind,
}

impl Refusal {
    pub fn new(span: Span, reason: impl Into<String>) -> Refusal {
        Refusal { span, reason: reason.into(), hint: None, kind: ErrorKind::Invalid }
    }

    /// Understood, but not offered.
    pub fn unsupported(span: Span, reason: impl Into<String>) -> Refusal {
        Refusal { kind: ErrorKind::Unsupported, ..Refusal::new(span, reason) }
    }

    pub fn hint(self, hint: impl Into<String>) -> Refusal {
        Refusal { hint: Some(hint.into()), ..self }
    }

    /// The same with "did you mean", if there is something near.
    pub fn near(self, near: &[String]) -> Refusal {
        if near.is_empty() {
            return self;
        }
        let names: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
        self.hint(format!("did you mean {}?", names.join(" or ")))
    }

    /// The error, with the text that it is about.
    pub fn of(self, text: &str) -> Error {
        let Refusal { span, reason, hint, kind } = self;
        Error::Expression { text: text.to_owned(), begin: span.begin, end: span.end, reason, hint, kind }
    }
}
