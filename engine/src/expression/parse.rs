//! Tokens into a tree.
//!
//! ```text
//! expression := and { OR and }
//! and        := not { AND not }
//! not        := NOT not | compared
//! compared   := member { ("=" | "!=" | "<" | "<=" | ">" | ">=" | OVERLAPS) member }
//! member     := sum [ [NOT] IN "(" item { "," item } ")" ]
//! sum        := product { ("+" | "-") product }
//! product    := signed { ("*" | "/" | "%") signed }
//! signed     := { "+" | "-" } primary
//! primary    := literal | name | bind | call | "(" expression ")" | "(" expression "," expression ")"
//! item       := [ "+" | "-" ] number | literal | simple name | bind | UUID "(" text ")"
//! call       := simple name "(" [ expression { "," expression } ] ")"
//! ```
//!
//! The tree is at most [`DEEPEST`] levels deep, so that neither this nor what walks over it can exhaust the stack; parts joined by `AND`, `OR` and
//! commas stay side by side and may be many.

use super::ast::{Arithmetic, Ast, Comparison, Node, NodeKind, Range};
use super::literal_time;
use super::refusal::{Refusal, Span};
use super::token::{Placed, Token, Word, tokens, too_large};
use crate::Result;

mod calls;

/// Most levels of a tree.
pub(super) const DEEPEST: usize = 100;

/// Reads an expression; a blank one has no root.
pub fn parse(text: &str) -> Result<Ast> {
    let root = read(text).map_err(|refusal| refusal.of(text))?;
    Ok(Ast { text: text.to_owned(), root })
}

fn read(text: &str) -> Result<Option<Node>, Refusal> {
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Ok(None);
    }
    let end = text.trim_end().len();
    let mut parser = Parser { tokens: &tokens, at: 0, level: 0, end: Span::new(end, end) };
    let root = parser.expression()?;
    match parser.peek() {
        None => Ok(Some(root)),
        Some(_) => Err(parser.unexpected()),
    }
}

struct Parser<'a> {
    tokens: &'a [Placed],
    at: usize,
    /// Levels that are open.
    level: usize,
    /// Where the text ends.
    end: Span,
}

type Parsed = Result<Node, Refusal>;

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|placed| &placed.token)
    }

    fn span(&self) -> Span {
        self.tokens.get(self.at).map_or(self.end, |placed| placed.span)
    }

    /// Takes the token if it is this sign.
    fn takes(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(s)) if *s == sign);
        self.at += usize::from(found);
        found
    }

    fn takes_word(&mut self, word: Word) -> bool {
        let found = self.peek() == Some(&Token::Word(word));
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &'static str, opened: Span) -> Result<Span, Refusal> {
        let span = self.span();
        if self.takes(sign) {
            return Ok(span);
        }
        match self.peek() {
            None => Err(Refusal::new(opened, "this bracket is never closed")),
            Some(_) => Err(self.unexpected()),
        }
    }

    /// One level deeper, as long as `parse` runs.
    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Result<T, Refusal>) -> Result<T, Refusal> {
        if self.level >= DEEPEST {
            let refusal = Refusal::new(self.span(), format!("the expression has more than {DEEPEST} levels"));
            return Err(refusal.hint("values that are many can be given as a list, `IN (...)`, or as one bind"));
        }
        self.level += 1;
        let parsed = parse(self);
        self.level -= 1;
        parsed
    }

    fn expression(&mut self) -> Parsed {
        self.joined(Word::Or, NodeKind::Or, Self::conjunction)
    }

    fn conjunction(&mut self) -> Parsed {
        self.joined(Word::And, NodeKind::And, Self::negation)
    }

    fn joined(&mut self, word: Word, join: fn(Vec<Node>) -> NodeKind, part: fn(&mut Self) -> Parsed) -> Parsed {
        let first = part(self)?;
        if self.peek() != Some(&Token::Word(word)) {
            return Ok(first);
        }
        let mut span = first.span;
        let mut parts = vec![first];
        while self.takes_word(word) {
            let next = part(self)?;
            span = span.to(next.span);
            parts.push(next);
        }
        Ok(Node::new(join(parts), span))
    }

    fn negation(&mut self) -> Parsed {
        let span = self.span();
        if !self.takes_word(Word::Not) {
            return self.compared();
        }
        let inner = self.deeper(Self::negation)?;
        let span = span.to(inner.span);
        Ok(Node::new(NodeKind::Not(Box::new(inner)), span))
    }

    fn compared(&mut self) -> Parsed {
        let mut left = self.member()?;
        let level = self.level;
        while let Some(comparison) = self.comparison() {
            self.at += 1;
            let right = self.member()?;
            left = self.nested(left, right, |left, right| NodeKind::Compare(left, comparison, right))?;
        }
        self.level = level;
        Ok(left)
    }

    fn comparison(&self) -> Option<Comparison> {
        match self.peek()? {
            Token::Word(Word::Overlaps) => Some(Comparison::Overlaps),
            Token::Sign(sign) => Comparison::ALL.into_iter().find(|c| c.sign() == *sign),
            _ => None,
        }
    }

    /// A node with two parts; the left one gets one level deeper, and counts until the whole chain is read.
    fn nested(&mut self, left: Node, right: Node, kind: impl FnOnce(Box<Node>, Box<Node>) -> NodeKind) -> Parsed {
        let span = left.span.to(right.span);
        let node = self.deeper(|_| Ok(Node::new(kind(Box::new(left), Box::new(right)), span)))?;
        self.level += 1;
        Ok(node)
    }

    fn member(&mut self) -> Parsed {
        let operand = self.sum()?;
        let is_negated = self.peek() == Some(&Token::Word(Word::Not));
        if is_negated {
            self.at += 1;
            if self.peek() != Some(&Token::Word(Word::In)) {
                self.at -= 1;
                return Err(self.unexpected().hint("only `IN` can follow `NOT` here; `AND` or `OR` may be missing before it"));
            }
        }
        if !self.takes_word(Word::In) {
            return Ok(operand);
        }
        let opened = self.span();
        if !self.takes("(") {
            return Err(self.unexpected().hint("values are listed in brackets: `IN (1, 2, 5..9)`, or `IN (:bind)`"));
        }
        let mut values = vec![self.item()?];
        while self.takes(",") {
            values.push(self.item()?);
        }
        let span = operand.span.to(self.expect(")", opened)?);
        Ok(Node::new(NodeKind::In { operand: Box::new(operand), values, is_negated }, span))
    }

    fn sum(&mut self) -> Parsed {
        self.calculated(&[Arithmetic::Add, Arithmetic::Subtract], Self::product)
    }

    fn product(&mut self) -> Parsed {
        self.calculated(&[Arithmetic::Multiply, Arithmetic::Divide, Arithmetic::Remainder], Self::signed)
    }

    fn calculated(&mut self, operators: &[Arithmetic], part: fn(&mut Self) -> Parsed) -> Parsed {
        let mut left = part(self)?;
        let level = self.level;
        while let Some(operator) = operators.iter().copied().find(|o| self.peek() == Some(&Token::Sign(o.sign()))) {
            self.at += 1;
            let right = part(self)?;
            left = self.nested(left, right, |left, right| NodeKind::Arithmetic(left, operator, right))?;
        }
        self.level = level;
        Ok(left)
    }

    fn signed(&mut self) -> Parsed {
        let span = self.span();
        let sign: fn(Box<Node>) -> NodeKind = match self.peek() {
            Some(Token::Sign("-")) => NodeKind::Minus,
            Some(Token::Sign("+")) => NodeKind::Plus,
            _ => return self.primary(),
        };
        self.at += 1;
        let inner = self.deeper(Self::signed)?;
        let span = span.to(inner.span);
        Ok(Node::new(sign(Box::new(inner)), span))
    }

    fn primary(&mut self) -> Parsed {
        let span = self.span();
        if self.takes("(") {
            return self.deeper(|parser| parser.bracketed(span));
        }
        let Some(token) = self.peek() else { return Err(self.unexpected()) };
        let kind = match token {
            Token::Name(name) => {
                let name = name.clone();
                self.at += 1;
                let opened = self.span();
                if self.takes("(") {
                    return self.deeper(|parser| parser.call(&name, span, opened));
                }
                return Ok(Node::new(NodeKind::Name(name), span));
            }
            Token::Dotted(name) => NodeKind::Name(name.clone()),
            Token::Bind(name) => NodeKind::Bind(name.clone()),
            token => literal(token, span)?.ok_or_else(|| self.unexpected())?,
        };
        self.at += 1;
        Ok(Node::new(kind, span))
    }

    /// What follows `(`.
    fn bracketed(&mut self, opened: Span) -> Parsed {
        let first = self.expression()?;
        if !self.takes(",") {
            let span = opened.to(self.expect(")", opened)?);
            return Ok(Node::new(NodeKind::Parentheses(Box::new(first)), span));
        }
        let second = self.expression()?;
        if self.peek() == Some(&Token::Sign(",")) {
            return Err(self.unexpected().hint("two times in brackets are a timespan, `(begin, end)`; lists only follow `IN`"));
        }
        let span = opened.to(self.expect(")", opened)?);
        Ok(Node::new(NodeKind::Tuple(Box::new([first, second])), span))
    }

    /// One of the values of `IN`.
    fn item(&mut self) -> Parsed {
        const HINT: &str =
            "`IN` takes numbers, texts, times, ranges, `UUID('...')`, names without dots and binds; a list as a bind is `IN (:name)`";
        let span = self.span();
        let sign = match self.peek() {
            Some(Token::Sign(sign @ ("-" | "+"))) => Some(*sign),
            _ => None,
        };
        self.at += usize::from(sign.is_some());
        let placed = self.tokens.get(self.at);
        let kind = match (sign, placed.map(|placed| &placed.token)) {
            (Some(sign), Some(Token::Number(number))) => number_of(&format!("{sign}{number}"), span)?,
            (None, Some(Token::Name(_))) if self.tokens.get(self.at + 1).is_some_and(|next| next.token == Token::Sign("(")) => {
                let node = self.primary()?;
                let is_literal = matches!(node.kind, NodeKind::Uuid(_));
                return if is_literal {
                    Ok(node)
                } else {
                    Err(Refusal::new(node.span, "a region or condition can't be in a list").hint(HINT))
                };
            }
            (None, Some(Token::Name(name))) => NodeKind::Name(name.clone()),
            (None, Some(Token::Bind(name))) => NodeKind::Bind(name.clone()),
            (None, Some(token)) => literal(token, span)?.ok_or_else(|| self.unexpected().hint(HINT))?,
            _ => return Err(self.unexpected().hint(HINT)),
        };
        let span = span.to(self.span());
        self.at += 1;
        Ok(Node::new(kind, span))
    }

    /// What stands here does not belong here.
    fn unexpected(&self) -> Refusal {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map(|placed| &placed.token);
        let Some(token) = self.peek() else {
            return Refusal::new(self.end, "the expression ends where a value, a name or `(` is missing");
        };
        let refusal = Refusal::new(self.span(), format!("{} can't stand here", described(token)));
        match (before, token) {
            (Some(Token::Sign("=")), Token::Sign("=")) => refusal.hint("equality is written `=`"),
            (Some(Token::Sign("<")), Token::Sign(">")) => refusal.hint("\"is not\" is written `!=`"),
            (_, Token::Name(name)) => match name.to_ascii_uppercase().as_str() {
                "IS" => refusal.hint("write `= NULL` or `!= NULL`"),
                "LIKE" => refusal.hint("write `GLOB(name, 'pattern')` with `*` and `?`"),
                "BETWEEN" => refusal.hint("write `IN (1..9)` for integers, or `x >= a AND x <= b`"),
                _ => refusal.hint("`AND` or `OR` may be missing before it"),
            },
            (Some(Token::Name(_) | Token::Dotted(_) | Token::Number(_)), Token::Text(_) | Token::Number(_)) => {
                refusal.hint("an operator is missing before it")
            }
            (Some(Token::Text(_)), Token::Text(_)) => refusal.hint("a text that contains a quote can only be given as a bind, `:name`"),
            (_, Token::Sign(")")) => refusal.hint("a value is missing before it, or it closes nothing"),
            (_, Token::Range { .. }) => refusal.hint("a range follows `IN (`; between numbers, leave a blank after `-`"),
            _ => refusal,
        }
    }
}

/// A literal, if the token is one.
fn literal(token: &Token, span: Span) -> Result<Option<NodeKind>, Refusal> {
    Ok(Some(match token {
        Token::Number(number) => number_of(number, span)?,
        Token::Range { first, last, step } => NodeKind::Range(Range { first: *first, last: *last, step: *step }),
        Token::Text(text) => NodeKind::Text(text.clone()),
        Token::Time(text) => NodeKind::Time(literal_time::read(text).map_err(|reason| reason.refusal(text, span))?),
        _ => return Ok(None),
    }))
}

/// Digits alone are an integer.
fn number_of(text: &str, span: Span) -> Result<NodeKind, Refusal> {
    let digits = text.trim_start_matches(['+', '-']);
    if digits.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().map(NodeKind::Int).map_err(|_| too_large(span));
    }
    text.parse().map(NodeKind::Float).map_err(|_| Refusal::new(span, "this is not a number"))
}

fn described(token: &Token) -> String {
    match token {
        Token::Name(name) | Token::Dotted(name) => format!("`{name}`"),
        Token::Bind(name) => format!("`:{name}`"),
        Token::Number(number) => format!("the number `{number}`"),
        Token::Range { .. } => "a range".to_owned(),
        Token::Text(text) => format!("the text `'{text}'`"),
        Token::Time(text) => format!("the time `T'{text}'`"),
        Token::Word(word) => format!("`{}`", format!("{word:?}").to_uppercase()),
        Token::Sign(sign) => format!("`{sign}`"),
    }
}
