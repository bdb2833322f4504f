//! `glob(text, pattern)`: whether a text matches a pattern with `*` and `?`.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray};
use arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::expr::Like;
use datafusion::logical_expr::{Expr, lit};

use super::arguments::{Coerced, each, text_type};
use super::{Description, Family, Function};
use crate::Result;
use crate::sql::values::Kind;

pub(super) const DESCRIPTION: Description = Description {
    name: "glob",
    aliases: &[],
    family: Family::Text,
    syntax: "glob(text, pattern)",
    text: "Whether the whole text matches the pattern; upper and lower case differ.",
    arguments: &[
        ("text", "a text"),
        ("pattern", "`*` stands for any characters, `?` for one, `\\` takes the next as it is; nothing else is special"),
    ],
    example: "SELECT name FROM dataset_types WHERE glob(name, 'deepCoadd_*')",
};

pub(in crate::sql) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((DataType::Boolean, Kind::Plain)), invoke).simplified_by(simplify)
}

/// A piece of a pattern.
#[derive(Debug, PartialEq)]
enum Piece {
    Any,
    One,
    Just(char),
}

fn pieces(pattern: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        pieces.push(match c {
            '*' => Piece::Any,
            '?' => Piece::One,
            '\\' => Piece::Just(chars.next().unwrap_or('\\')),
            other => Piece::Just(other),
        });
    }
    pieces
}

fn coerce(types: &[DataType]) -> Coerced {
    each(types, &[text_type, text_type], "a text and a pattern")
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    let pairs = args[0].as_string_view().iter().zip(args[1].as_string_view());
    Ok(Arc::new(pairs.map(|(text, pattern)| Some(matches(text?, &pieces(pattern?)))).collect::<BooleanArray>()))
}

/// Goes back to the last `*` where what follows does not fit; time is at most the product of the lengths.
fn matches(text: &str, pattern: &[Piece]) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut piece) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(piece) {
            Some(Piece::Any) => {
                retry = Some((at, piece));
                piece += 1;
            }
            Some(Piece::One) => (at, piece) = (at + 1, piece + 1),
            Some(Piece::Just(c)) if *c == text[at] => (at, piece) = (at + 1, piece + 1),
            _ => match retry {
                Some((from, star)) => {
                    retry = Some((from + 1, star));
                    (at, piece) = (from + 1, star + 1);
                }
                None => return false,
            },
        }
    }
    pattern[piece..].iter().all(|p| *p == Piece::Any)
}

/// A constant pattern is known when the plan is made.
fn simplify(args: &[Expr]) -> Option<Expr> {
    match args {
        [text, Expr::Literal(ScalarValue::Utf8View(Some(pattern)) | ScalarValue::Utf8(Some(pattern)), _)] => {
            Some(glob_expr(text.clone(), pattern))
        }
        _ => None,
    }
}

/// Whether `text` matches a pattern, as an equality or a LIKE, for which statistics prune.
pub fn glob_expr(text: Expr, pattern: &str) -> Expr {
    let pieces = pieces(pattern);
    let special = pieces.iter().any(|p| !matches!(p, Piece::Just(_)));
    let mut like = String::new();
    for piece in &pieces {
        match piece {
            Piece::Any => like.push('%'),
            Piece::One => like.push('_'),
            Piece::Just(c) => {
                if special && matches!(c, '%' | '_' | '\\') {
                    like.push('\\');
                }
                like.push(*c);
            }
        }
    }
    let like = lit(ScalarValue::Utf8View(Some(like)));
    if special { Expr::Like(Like::new(false, Box::new(text), Box::new(like), None, false)) } else { text.eq(like) }
}
