//! Text of an expression into tokens.
//!
//! Words of the language: names of ASCII letters, digits and `_`, not beginning with a digit, up to three of them joined by dots; the operators `AND`,
//! `OR`, `NOT`, `IN`, `OVERLAPS` in any case; binds `:name`; numbers `12`, `1.`, `.5`, `1.5e-3`; ranges `1..9`, `-5..5:2` (blanks allowed inside);
//! texts `'...'` on one line and without escapes; times `T'...'`. Blanks, tabs and ends of lines separate.

use super::refusal::{Refusal, Span};

/// A word of the language.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A name without dots.
    Name(String),
    /// Two or three names joined by dots.
    Dotted(String),
    /// `:name`, without the colon.
    Bind(String),
    /// A number as written.
    Number(String),
    /// `first..last:step` with both ends included.
    Range { first: i64, last: i64, step: i64 },
    /// What is between quotes.
    Text(String),
    /// What is between the quotes of `T'...'`.
    Time(String),
    /// An operator written in letters, in upper case.
    Word(Word),
    /// An operator or a bracket.
    Sign(&'static str),
}

/// Operators written in letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    And,
    Or,
    Not,
    In,
    Overlaps,
}

/// A token and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub token: Token,
    pub span: Span,
}

/// Longer ones first.
const SIGNS: &[&str] = &["!=", "<=", ">=", "(", ")", "=", "<", ">", "+", "-", "*", "/", "%", ","];

/// All tokens of `text`, in order.
pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, Refusal> {
    let mut scanner = Scanner { text, at: 0 };
    let mut tokens = Vec::new();
    loop {
        scanner.skip(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r'));
        if scanner.rest().is_empty() {
            return Ok(tokens);
        }
        let begin = scanner.at;
        let token = scanner.token()?;
        tokens.push(Placed { token, span: Span::new(begin, scanner.at) });
    }
}

struct Scanner<'a> {
    text: &'a str,
    /// Byte offset, always at the begin of a character.
    at: usize,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    /// Skips ASCII bytes as long as `wanted`; how many.
    fn skip(&mut self, wanted: impl Fn(u8) -> bool) -> usize {
        let count = self.rest().bytes().take_while(|b| b.is_ascii() && wanted(*b)).count();
        self.at += count;
        count
    }

    fn token(&mut self) -> Result<Token, Refusal> {
        let begin = self.at;
        match self.byte(0) {
            Some(b'T' | b't') if self.byte(1) == Some(b'\'') => {
                self.at += 1;
                self.quoted(begin).map(Token::Time)
            }
            Some(b'\'') => self.quoted(begin).map(Token::Text),
            Some(b'0'..=b'9' | b'-' | b'.') => match self.range()? {
                Some(range) => Ok(range),
                None => self.number().map_or_else(|| self.sign(), Ok),
            },
            Some(b':') if self.byte(1).is_some_and(begins_name) => {
                self.at += 1;
                Ok(Token::Bind(self.name().to_owned()))
            }
            Some(b) if begins_name(b) => Ok(self.word()),
            _ => self.sign(),
        }
    }

    /// The text up to the next quote of the same line.
    fn quoted(&mut self, begin: usize) -> Result<String, Refusal> {
        self.at += 1;
        let rest = self.rest();
        let line = rest.split('\n').next().unwrap_or(rest);
        let Some(length) = line.find('\'') else {
            let end = self.at + line.len();
            let refusal = Refusal::new(Span::new(begin, end), "the text that begins here has no closing quote");
            return Err(refusal.hint("a text ends on its line; one that contains a quote can only be given as a bind, `:name`"));
        };
        self.at += length + 1;
        Ok(rest[..length].to_owned())
    }

    fn name(&mut self) -> &'a str {
        let begin = self.at;
        self.skip(|b| b.is_ascii_alphanumeric() || b == b'_');
        &self.text[begin..self.at]
    }

    /// A name, names with dots, or an operator in letters.
    fn word(&mut self) -> Token {
        let begin = self.at;
        let name = self.name();
        let mut parts = 1;
        while parts < 3 && self.byte(0) == Some(b'.') && self.byte(1).is_some_and(begins_name) {
            self.at += 1;
            self.name();
            parts += 1;
        }
        if parts > 1 {
            return Token::Dotted(self.text[begin..self.at].to_owned());
        }
        match name.to_ascii_uppercase().as_str() {
            "AND" => Token::Word(Word::And),
            "OR" => Token::Word(Word::Or),
            "NOT" => Token::Word(Word::Not),
            "IN" => Token::Word(Word::In),
            "OVERLAPS" => Token::Word(Word::Overlaps),
            _ => Token::Name(name.to_owned()),
        }
    }

    /// A range, if one begins here; else nothing is taken.
    fn range(&mut self) -> Result<Option<Token>, Refusal> {
        let begin = self.at;
        let parsed = self.range_texts();
        let Some((first, last, step)) = parsed else {
            self.at = begin;
            return Ok(None);
        };
        let span = Span::new(begin, self.at);
        let number = |text: &str| text.parse::<i64>().map_err(|_| too_large(span));
        let step = step.map_or(Ok(1), number)?;
        Ok(Some(Token::Range { first: number(first)?, last: number(last)?, step }))
    }

    fn range_texts(&mut self) -> Option<(&'a str, &'a str, Option<&'a str>)> {
        let first = self.integer()?;
        self.skip(|b| b.is_ascii_whitespace());
        if !self.rest().starts_with("..") {
            return None;
        }
        self.at += 2;
        self.skip(|b| b.is_ascii_whitespace());
        let last = self.integer()?;
        let end = self.at;
        self.skip(|b| b.is_ascii_whitespace());
        if self.byte(0) == Some(b':') {
            self.at += 1;
            self.skip(|b| b.is_ascii_whitespace());
            if self.byte(0).is_some_and(|b| (b'1'..=b'9').contains(&b)) {
                return Some((first, last, self.integer()));
            }
        }
        self.at = end;
        Some((first, last, None))
    }

    fn integer(&mut self) -> Option<&'a str> {
        let begin = self.at;
        if self.byte(0) == Some(b'-') {
            self.at += 1;
        }
        (self.skip(|b| b.is_ascii_digit()) > 0).then(|| &self.text[begin..self.at])
    }

    /// A number without sign, if one begins here.
    fn number(&mut self) -> Option<Token> {
        let begin = self.at;
        let whole = self.skip(|b| b.is_ascii_digit());
        if self.byte(0) == Some(b'.') && (whole > 0 || self.byte(1).is_some_and(|b| b.is_ascii_digit())) {
            self.at += 1;
            self.skip(|b| b.is_ascii_digit());
        } else if whole == 0 {
            return None;
        }
        if matches!(self.byte(0), Some(b'e' | b'E')) {
            let digits = 1 + usize::from(matches!(self.byte(1), Some(b'+' | b'-')));
            if self.byte(digits).is_some_and(|b| b.is_ascii_digit()) {
                self.at += digits;
                self.skip(|b| b.is_ascii_digit());
            }
        }
        Some(Token::Number(self.text[begin..self.at].to_owned()))
    }

    fn sign(&mut self) -> Result<Token, Refusal> {
        match SIGNS.iter().find(|sign| self.rest().starts_with(**sign)) {
            Some(sign) => {
                self.at += sign.len();
                Ok(Token::Sign(sign))
            }
            None => Err(self.unexpected()),
        }
    }

    fn unexpected(&self) -> Refusal {
        let c = self.rest().chars().next().unwrap_or(' ');
        let span = Span::new(self.at, self.at + c.len_utf8());
        let refusal = Refusal::new(span, format!("`{}` has no meaning here", c.escape_debug()));
        let hint = match c {
            '"' | '`' | '\u{2018}' | '\u{2019}' => "texts are written in single quotes, names without quotes",
            '&' => "write `AND`",
            '|' => "write `OR`",
            '!' => "write `NOT`, or `!=` for \"is not\"",
            '.' => "a number is like `0.5`, a field like `visit.exposure_time`, a range like `1..9`; a name has two dots at most",
            ':' => "a bind is `:name`, the step of a range a number from 1, as in `0..9:3`",
            '[' | ']' | '{' | '}' => "lists are written in round brackets",
            ';' => "there is one expression, without an end mark",
            _ => return refusal,
        };
        refusal.hint(hint)
    }
}

fn begins_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

/// A number that has no place in a column of integers.
pub(super) fn too_large(span: Span) -> Refusal {
    Refusal::new(span, "the number does not fit into 64 bits")
}
