//! The language of header rules: an expression over cards and properties.
//!
//! ```text
//! expr    = "if" expr "then" expr "else" expr | or
//! or      = and ("or" and)*            and  = not ("and" not)*         not = "not" not | compare
//! compare = first (("==" | "!=" | "<" | "<=" | ">" | ">=" | "in") first)?
//! first   = sum ("??" sum)*            the first that can be told and is not null
//! sum     = product (("+" | "-") product)*
//! product = unary (("*" | "/" | "%") unary)*
//! unary   = "-" unary | primary
//! primary = number | 'text' | true | false | null | $KEY | $'KEY WITH SPACES' | property | function(expr, ...) | [expr, ...] | (expr)
//! ```
//!
//! `$KEY` is a card: an error if it is absent, null if it has no value. A name alone is another property of the same header.

use crate::rules::functions::FUNCTIONS;
use crate::rules::value::{Unit, Value};
use crate::{Error, Result};

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A constant.
    Null,
    /// A constant.
    Bool(bool),
    /// A constant.
    Int(i64),
    /// A constant.
    Float(f64),
    /// A constant.
    Text(String),
    /// The value of a card.
    Key(String),
    /// Another property.
    Property(String),
    /// The first of some cards that has a value, with what stands in for it.
    Card(Box<Card>),
    /// A function of values.
    Call(String, Vec<Expr>),
    /// A list.
    List(Vec<Expr>),
    /// One of two.
    If(Box<[Expr; 3]>),
    /// An operator between two.
    Binary(Op, Box<[Expr; 2]>),
    /// Not.
    Not(Box<Expr>),
    /// Minus.
    Negate(Box<Expr>),
}

impl Expr {
    /// Whether a function whose name begins so is called somewhere.
    pub(crate) fn calls(&self, prefix: &str) -> bool {
        let any = |items: &[Expr]| items.iter().any(|item| item.calls(prefix));
        match self {
            Expr::Call(name, arguments) => name.starts_with(prefix) || any(arguments),
            Expr::List(items) => any(items),
            Expr::If(parts) => any(&parts[..]),
            Expr::Binary(_, sides) => any(&sides[..]),
            Expr::Not(inner) | Expr::Negate(inner) => inner.calls(prefix),
            _ => false,
        }
    }
}

/// A card with its unit and what stands in for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The keywords, the first one with a value counts.
    pub keys: Vec<String>,
    /// The unit of its number.
    pub unit: Option<Unit>,
    /// What stands in for an absent card or for a number out of bounds.
    pub default: Option<Value>,
    /// The least number that is believed.
    pub min: Option<f64>,
    /// The largest number that is believed.
    pub max: Option<f64>,
    /// When an absent card is an error for all that.
    pub unless: Option<Expr>,
}

/// An operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Op {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    First,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Name(String),
    Key(String),
    Text(String),
    Int(i64),
    Float(f64),
    Mark(&'static str),
}

/// Longest first.
const MARKS: [&str; 18] = ["==", "!=", "<=", ">=", "??", "<", ">", "+", "-", "*", "/", "%", "(", ")", "[", "]", ",", ";"];
/// Nothing is nested deeper.
const DEPTH: usize = 64;

/// Parses `text`; `place` is for messages.
pub fn parse(place: &str, text: &str) -> Result<Expr> {
    let fault = |reason: String| Error::invalid("rule", place, format!("{reason} in `{}`", text.trim()));
    let tokens = tokens(text).map_err(&fault)?;
    let mut parser = Parser { tokens: &tokens, next: 0, depth: 0 };
    let expr = parser.expr().map_err(&fault)?;
    match parser.peek() {
        None => Ok(expr),
        Some(token) => Err(fault(format!("unexpected {}", show(token)))),
    }
}

fn show(token: &Token) -> String {
    match token {
        Token::Name(name) => format!("`{name}`"),
        Token::Key(key) => format!("`${key}`"),
        Token::Text(text) => format!("'{text}'"),
        Token::Int(value) => value.to_string(),
        Token::Float(value) => value.to_string(),
        Token::Mark(mark) => format!("`{mark}`"),
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let after = if first == '\'' {
            let end = rest[1..].find('\'').ok_or("a text without end")?;
            out.push(Token::Text(rest[1..=end].to_owned()));
            &rest[end + 2..]
        } else if first == '$' {
            let body = &rest[1..];
            if let Some(quoted) = body.strip_prefix('\'') {
                let end = quoted.find('\'').ok_or("a key without end")?;
                out.push(Token::Key(quoted[..end].to_owned()));
                &quoted[end + 1..]
            } else {
                // A hyphen belongs to the keyword if a letter or digit follows: `$DATE-OBS`.
                let bytes = body.as_bytes();
                let is_part = |i: usize| bytes.get(i).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
                let mut end = 0;
                while is_part(end) || (bytes.get(end) == Some(&b'-') && is_part(end + 1)) {
                    end += 1;
                }
                if end == 0 {
                    return Err("a key without a name".to_owned());
                }
                out.push(Token::Key(body[..end].to_owned()));
                &body[end..]
            }
        } else if first.is_ascii_digit() {
            let end = number_end(rest);
            let number = rest[..end].replace('_', "");
            out.push(match number.parse::<i64>() {
                Ok(value) => Token::Int(value),
                Err(_) => Token::Float(number.parse().map_err(|_| format!("`{number}` is no number"))?),
            });
            &rest[end..]
        } else if first.is_ascii_alphabetic() || first == '_' {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            out.push(Token::Name(rest[..end].to_owned()));
            &rest[end..]
        } else if let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(**mark)) {
            out.push(Token::Mark(mark));
            &rest[mark.len()..]
        } else {
            return Err(format!("`{first}` means nothing"));
        };
        rest = after.trim_start();
    }
    Ok(out)
}

fn number_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    while let Some(byte) = bytes.get(end) {
        let is_exponent = matches!(byte, b'e' | b'E');
        if byte.is_ascii_digit() || matches!(byte, b'.' | b'_') {
            end += 1;
        } else if is_exponent {
            end += if matches!(bytes.get(end + 1), Some(b'-' | b'+')) { 2 } else { 1 };
        } else {
            break;
        }
    }
    end
}

struct Parser<'a> {
    tokens: &'a [Token],
    next: usize,
    depth: usize,
}

type Parsed = Result<Expr, String>;

/// Binary operators by how tightly they bind, the loosest first.
const LEVELS: [&[(&str, Op)]; 6] = [
    &[("or", Op::Or)],
    &[("and", Op::And)],
    &[
        ("==", Op::Equal),
        ("!=", Op::NotEqual),
        ("<=", Op::LessEqual),
        (">=", Op::GreaterEqual),
        ("<", Op::Less),
        (">", Op::Greater),
        ("in", Op::In),
    ],
    &[("??", Op::First)],
    &[("+", Op::Add), ("-", Op::Subtract)],
    &[("*", Op::Multiply), ("/", Op::Divide), ("%", Op::Modulo)],
];

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next)
    }

    fn takes(&mut self, word: &str) -> bool {
        let is_it = match self.peek() {
            Some(Token::Mark(mark)) => *mark == word,
            Some(Token::Name(name)) => name == word,
            _ => false,
        };
        self.next += usize::from(is_it);
        is_it
    }

    fn expect(&mut self, word: &str) -> Result<(), String> {
        if self.takes(word) { Ok(()) } else { Err(format!("`{word}` is missing")) }
    }

    fn expr(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err("too many levels".to_owned());
        }
        let expr = if self.takes("if") {
            let condition = self.expr()?;
            self.expect("then")?;
            let then = self.expr()?;
            self.expect("else")?;
            Expr::If(Box::new([condition, then, self.expr()?]))
        } else {
            self.level(0)?
        };
        self.depth -= 1;
        Ok(expr)
    }

    fn level(&mut self, level: usize) -> Parsed {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        if level == 2 && self.takes("not") {
            return Ok(Expr::Not(Box::new(self.level(2)?)));
        }
        let mut left = self.level(level + 1)?;
        while let Some((_, op)) = operators.iter().find(|(word, _)| self.takes(word)) {
            left = Expr::Binary(*op, Box::new([left, self.level(level + 1)?]));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed {
        if self.takes("-") {
            return Ok(match self.unary()? {
                Expr::Int(value) => Expr::Int(-value),
                Expr::Float(value) => Expr::Float(-value),
                other => Expr::Negate(Box::new(other)),
            });
        }
        if self.takes("(") {
            let inner = self.expr()?;
            self.expect(")")?;
            return Ok(inner);
        }
        if self.takes("[") {
            return Ok(Expr::List(self.list("]")?));
        }
        let token = self.peek().cloned().ok_or("it ends too early")?;
        self.next += 1;
        Ok(match token {
            Token::Int(value) => Expr::Int(value),
            Token::Float(value) => Expr::Float(value),
            Token::Text(text) => Expr::Text(text),
            Token::Key(key) => Expr::Key(key),
            Token::Mark(mark) => return Err(format!("unexpected `{mark}`")),
            Token::Name(name) => match name.as_str() {
                "null" => Expr::Null,
                "true" => Expr::Bool(true),
                "false" => Expr::Bool(false),
                _ if self.takes("(") => call(name, self.list(")")?)?,
                _ => Expr::Property(name),
            },
        })
    }

    fn list(&mut self, end: &str) -> Result<Vec<Expr>, String> {
        let mut items = Vec::new();
        while !self.takes(end) {
            items.push(self.expr()?);
            if !self.takes(",") {
                self.expect(end)?;
                break;
            }
        }
        Ok(items)
    }
}

fn call(name: String, arguments: Vec<Expr>) -> Parsed {
    let Some((_, least, most)) = FUNCTIONS.iter().find(|(known, ..)| *known == name) else {
        return Err(format!("there is no function `{name}`"));
    };
    if (*least..=*most).contains(&arguments.len()) {
        Ok(Expr::Call(name, arguments))
    } else {
        Err(format!("`{name}` takes {least} to {most} arguments, not {}", arguments.len()))
    }
}
