//! Values of expressions once names have a meaning: columns, literals, and what is calculated of them.

use std::fmt;

use crate::sphere::Region;
use uuid::Uuid;

use super::ast::Arithmetic;
use crate::dimensions::{FieldKind, Key};
use crate::time::{Time, Timespan};

/// What a value is. Only numbers mix, and those only in comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A 64-bit integer.
    Int,
    /// A double.
    Float,
    /// A truth value.
    Bool,
    /// A text.
    Text,
    /// Bytes of a hash.
    Hash,
    /// A UUID.
    Uuid,
    /// A time.
    Time,
    /// When a dataset was stored: a time that is compared with times only.
    IngestDate,
    /// A timespan.
    Timespan,
    /// A region.
    Region,
}

/// A column that an expression names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The value of a dimension.
    Dimension(String),
    /// A field of a dimension element that is not the value of a dimension: alternate key, metadata, region or timespan.
    Field {
        /// The element.
        element: String,
        /// Its field.
        field: String,
    },
    /// What is known of a dataset.
    Dataset {
        /// The dataset type.
        dataset_type: String,
        /// What of it.
        field: DatasetField,
    },
}

/// What is known of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DatasetField {
    /// Its UUID.
    Id,
    /// When it was stored.
    IngestDate,
    /// The RUN collection that holds it.
    Run,
    /// The collection in which it was found.
    Collection,
    /// Its validity range there.
    Timespan,
}

impl DatasetField {
    /// All of them.
    pub const ALL: [DatasetField; 5] =
        [DatasetField::Id, DatasetField::IngestDate, DatasetField::Run, DatasetField::Collection, DatasetField::Timespan];

    /// As expressions call it.
    pub fn name(self) -> &'static str {
        match self {
            DatasetField::Id => "dataset_id",
            DatasetField::IngestDate => "ingest_date",
            DatasetField::Run => "run",
            DatasetField::Collection => "collection",
            DatasetField::Timespan => "timespan",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<DatasetField> {
        DatasetField::ALL.into_iter().find(|field| field.name() == name)
    }

    /// What it holds.
    pub fn kind(self) -> Kind {
        match self {
            DatasetField::Id => Kind::Uuid,
            DatasetField::IngestDate => Kind::IngestDate,
            DatasetField::Run | DatasetField::Collection => Kind::Text,
            DatasetField::Timespan => Kind::Timespan,
        }
    }
}

/// A value that stands in the expression, or was given for a name in it.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// An integer.
    Int(i64),
    /// A double.
    Float(f64),
    /// A text.
    Text(String),
    /// Bytes of a hash.
    Hash(Vec<u8>),
    /// A UUID.
    Uuid(Uuid),
    /// A time.
    Time(Time),
    /// A timespan.
    Timespan(Timespan),
    /// A region.
    Region(Region),
}

/// A value of each row.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// A column and what it holds.
    Column(Column, Kind),
    /// The same for every row.
    Literal(Literal),
    /// The negative of a number.
    Minus(Box<Operand>),
    /// Two numbers of one kind, calculated; the quotient of integers counts as one, though it may be broken.
    Arithmetic(Box<Operand>, Arithmetic, Box<Operand>),
    /// Begin of a timespan: before all times if unbounded; 1970-01-01 if there is no timespan.
    Begin(Box<Operand>),
    /// End of a timespan: after all times if unbounded; 1970-01-01 if there is no timespan.
    End(Box<Operand>),
}

impl Literal {
    /// What it is.
    pub fn kind(&self) -> Kind {
        match self {
            Literal::Int(_) => Kind::Int,
            Literal::Float(_) => Kind::Float,
            Literal::Text(_) => Kind::Text,
            Literal::Hash(_) => Kind::Hash,
            Literal::Uuid(_) => Kind::Uuid,
            Literal::Time(_) => Kind::Time,
            Literal::Timespan(_) => Kind::Timespan,
            Literal::Region(_) => Kind::Region,
        }
    }

    /// The value of a dimension, if it can be one; a whole double is an integer.
    pub fn to_key(&self) -> Option<Key> {
        match self {
            Literal::Int(value) => Some(Key::Int(*value)),
            Literal::Float(value) if value.fract() == 0.0 && value.abs() < 9e15 => Some(Key::Int(*value as i64)),
            Literal::Text(value) => Some(Key::Text(value.clone())),
            _ => None,
        }
    }
}

impl Operand {
    /// What it is.
    pub fn kind(&self) -> Kind {
        match self {
            Operand::Column(_, kind) => *kind,
            Operand::Literal(literal) => literal.kind(),
            Operand::Minus(inner) => inner.kind(),
            Operand::Arithmetic(left, ..) => left.kind(),
            Operand::Begin(_) | Operand::End(_) => Kind::Time,
        }
    }

    /// The integer, if it is calculated of literals alone; its parts must fit 64 bits. The quotient of integers may be broken and counts as none.
    pub fn constant(&self) -> Option<i128> {
        match self {
            Operand::Literal(Literal::Int(value)) => Some(i128::from(*value)),
            Operand::Minus(inner) => inner.constant()?.checked_neg(),
            Operand::Arithmetic(left, operator, right) => {
                let (a, b) = (left.constant()?, right.constant()?);
                match operator {
                    Arithmetic::Add => a.checked_add(b),
                    Arithmetic::Subtract => a.checked_sub(b),
                    Arithmetic::Multiply => a.checked_mul(b),
                    Arithmetic::Remainder => a.checked_rem(b),
                    Arithmetic::Divide => None,
                }
            }
            _ => None,
        }
    }

    /// The column, if it is nothing but one.
    pub fn column(&self) -> Option<&Column> {
        match self {
            Operand::Column(column, _) => Some(column),
            _ => None,
        }
    }

    /// The literal, if it is nothing but one.
    pub fn literal(&self) -> Option<&Literal> {
        match self {
            Operand::Literal(literal) => Some(literal),
            _ => None,
        }
    }

    /// Calls `see` with every column in it.
    pub fn each_column<'a>(&'a self, see: &mut dyn FnMut(&'a Column)) {
        match self {
            Operand::Column(column, _) => see(column),
            Operand::Literal(_) => {}
            Operand::Minus(inner) | Operand::Begin(inner) | Operand::End(inner) => inner.each_column(see),
            Operand::Arithmetic(left, _, right) => {
                left.each_column(see);
                right.each_column(see);
            }
        }
    }
}

impl Kind {
    /// With its article, for messages.
    pub fn in_words(self) -> &'static str {
        match self {
            Kind::Int => "an integer",
            Kind::Float => "a floating-point number",
            Kind::Bool => "a truth value",
            Kind::Text => "a text",
            Kind::Hash => "a hash",
            Kind::Uuid => "a UUID",
            Kind::Time => "a time",
            Kind::IngestDate => "an ingest date",
            Kind::Timespan => "a timespan",
            Kind::Region => "a region",
        }
    }

    /// Whether it is a number.
    pub fn is_number(self) -> bool {
        matches!(self, Kind::Int | Kind::Float)
    }
}

impl From<FieldKind> for Kind {
    fn from(kind: FieldKind) -> Kind {
        match kind {
            FieldKind::Int => Kind::Int,
            FieldKind::Float => Kind::Float,
            FieldKind::Bool => Kind::Bool,
            FieldKind::Text => Kind::Text,
            FieldKind::Hash => Kind::Hash,
            FieldKind::Region => Kind::Region,
            FieldKind::Timespan => Kind::Timespan,
        }
    }
}

/// As expressions write it.
impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Column::Dimension(name) => f.pad(name),
            Column::Field { element, field } => write!(f, "{element}.{field}"),
            Column::Dataset { dataset_type, field } => write!(f, "{dataset_type}.{}", field.name()),
        }
    }
}
