//! The tree of an expression as it is written, before names have a meaning.
//!
//! Printing a tree gives a text that parses to the same tree, but for spans.

use std::fmt;

use uuid::Uuid;

use super::refusal::Span;
use crate::time::{Scale, Time};

/// A parsed expression with its text; no root if the text is blank, which constrains nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Ast {
    /// The whole text; spans are places in it.
    pub text: String,
    /// What it says.
    pub root: Option<Node>,
}

/// A part of an expression and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Where it stands.
    pub span: Span,
}

/// What a part of an expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// At least two parts joined by `OR`.
    Or(Vec<Node>),
    /// At least two parts joined by `AND`.
    And(Vec<Node>),
    /// `NOT x`.
    Not(Box<Node>),
    /// `a = b`, `a OVERLAPS b` and the like.
    Compare(Box<Node>, Comparison, Box<Node>),
    /// `x IN (...)`, or `x NOT IN (...)` if it is negated.
    In {
        /// What is looked for.
        operand: Box<Node>,
        /// Literals, names and binds.
        values: Vec<Node>,
        /// Whether `NOT` is before `IN`.
        is_negated: bool,
    },
    /// `a + b` and the like.
    Arithmetic(Box<Node>, Arithmetic, Box<Node>),
    /// `-x`.
    Minus(Box<Node>),
    /// `+x`.
    Plus(Box<Node>),
    /// `(x)`.
    Parentheses(Box<Node>),
    /// `(begin, end)`.
    Tuple(Box<[Node; 2]>),
    /// A name, with dots or without.
    Name(String),
    /// `:name`, without the colon.
    Bind(String),
    /// An integer.
    Int(i64),
    /// A number with point or exponent; finite or infinite.
    Float(f64),
    /// `'text'`.
    Text(String),
    /// `T'...'`.
    Time(Time),
    /// `first..last:step`, both ends included.
    Range(Range),
    /// `UUID('...')`.
    Uuid(Uuid),
    /// A function with its arguments, as many as it takes.
    Call(Function, Vec<Node>),
}

/// A range of integers, both ends included; empty if `last` is before `first`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Range {
    /// The first member.
    pub first: i64,
    /// No member is greater.
    pub last: i64,
    /// The distance of two members, at least 1.
    pub step: i64,
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `OVERLAPS`
    Overlaps,
}

/// What is calculated of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`, the true quotient of integers, too
    Divide,
    /// `%`, the remainder with the sign of the dividend
    Remainder,
}

/// A function of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    /// `POINT(ra, dec)`, degrees.
    Point,
    /// `CIRCLE(ra, dec, radius)`, degrees.
    Circle,
    /// `BOX(ra, dec, width, height)`, degrees, around its centre.
    Box,
    /// `POLYGON(ra, dec, ra, dec, ra, dec, ...)`, degrees.
    Polygon,
    /// `REGION('CIRCLE ra dec radius')`.
    Region,
    /// `GLOB(name, 'pattern')`.
    Glob,
}

impl Node {
    pub(super) fn new(kind: NodeKind, span: Span) -> Node {
        Node { kind, span }
    }

    /// What is within all parentheses around it.
    pub(super) fn bare(&self) -> &Node {
        let mut node = self;
        while let NodeKind::Parentheses(inner) = &node.kind {
            node = inner;
        }
        node
    }
}

impl Comparison {
    /// All that are written as signs, in the order in which they are tried.
    pub const ALL: [Comparison; 7] = {
        use Comparison::*;
        [Equal, Unequal, Less, LessOrEqual, Greater, GreaterOrEqual, Overlaps]
    };

    /// As it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Comparison::Equal => "=",
            Comparison::Unequal => "!=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
            Comparison::Overlaps => "OVERLAPS",
        }
    }
}

impl Arithmetic {
    /// As it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Arithmetic::Add => "+",
            Arithmetic::Subtract => "-",
            Arithmetic::Multiply => "*",
            Arithmetic::Divide => "/",
            Arithmetic::Remainder => "%",
        }
    }
}

impl Function {
    /// All of them.
    pub const ALL: [Function; 6] = [Function::Point, Function::Circle, Function::Box, Function::Polygon, Function::Region, Function::Glob];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Function::Point => "POINT",
            Function::Circle => "CIRCLE",
            Function::Box => "BOX",
            Function::Polygon => "POLYGON",
            Function::Region => "REGION",
            Function::Glob => "GLOB",
        }
    }

    /// How it is called, for messages.
    pub fn usage(self) -> &'static str {
        match self {
            Function::Point => "POINT(ra, dec)",
            Function::Circle => "CIRCLE(ra, dec, radius)",
            Function::Box => "BOX(ra, dec, width, height)",
            Function::Polygon => "POLYGON(ra, dec, ra, dec, ra, dec, ...)",
            Function::Region => "REGION('CIRCLE ra dec radius')",
            Function::Glob => "GLOB(name, 'pattern')",
        }
    }
}

impl fmt::Display for Ast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.as_ref().map_or(Ok(()), |root| write!(f, "{root}"))
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            NodeKind::Or(parts) => list(f, parts, " OR "),
            NodeKind::And(parts) => list(f, parts, " AND "),
            NodeKind::Not(inner) => write!(f, "NOT {inner}"),
            NodeKind::Compare(left, comparison, right) => write!(f, "{left} {} {right}", comparison.sign()),
            NodeKind::In { operand, values, is_negated } => {
                write!(f, "{operand}{} IN (", if *is_negated { " NOT" } else { "" })?;
                list(f, values, ", ")?;
                f.write_str(")")
            }
            NodeKind::Arithmetic(left, operator, right) => write!(f, "{left} {} {right}", operator.sign()),
            // A sign right before a range would become part of it.
            NodeKind::Minus(inner) => write!(f, "- {inner}"),
            NodeKind::Plus(inner) => write!(f, "+ {inner}"),
            NodeKind::Parentheses(inner) => write!(f, "({inner})"),
            NodeKind::Tuple(items) => write!(f, "({}, {})", items[0], items[1]),
            NodeKind::Name(name) => f.write_str(name),
            NodeKind::Bind(name) => write!(f, ":{name}"),
            NodeKind::Int(value) => write!(f, "{value}"),
            NodeKind::Float(value) if value.is_infinite() => f.write_str(if *value > 0.0 { "1e999" } else { "-1e999" }),
            NodeKind::Float(value) => write!(f, "{value:?}"),
            NodeKind::Text(text) => write!(f, "'{text}'"),
            NodeKind::Time(time) => write!(f, "T'{}/tai'", time.to_isot(Scale::Tai, 9)),
            NodeKind::Range(range) => write!(f, "{range}"),
            NodeKind::Uuid(uuid) => write!(f, "UUID('{uuid}')"),
            NodeKind::Call(function, arguments) => {
                write!(f, "{}(", function.name())?;
                list(f, arguments, ", ")?;
                f.write_str(")")
            }
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, nodes: &[Node], between: &str) -> fmt::Result {
    for (i, node) in nodes.iter().enumerate() {
        if i > 0 {
            f.write_str(between)?;
        }
        write!(f, "{node}")?;
    }
    Ok(())
}

/// `1..9:2`, without a step of 1.
impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.first, self.last)?;
        if self.step != 1 {
            write!(f, ":{}", self.step)?;
        }
        Ok(())
    }
}
