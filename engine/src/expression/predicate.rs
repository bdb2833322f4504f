//! Conditions on rows, with every name resolved and every type checked.
//!
//! A condition is true, false or unknown, as in SQL; rows are wanted for which it is true. Negations stand only before tests: `NOT` of `AND` and `OR` is
//! taken apart when the condition is made (de Morgan's rules hold for unknown, too).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::sphere::Region;

use super::ast::{Comparison, Range};
use super::operand::{Column, Literal, Operand};
use crate::Result;
use crate::dimensions::{Group, Key, Universe};

/// A condition on rows.
#[derive(Debug, Clone, PartialEq)]
pub enum Predicate {
    /// The same for every row.
    Constant(bool),
    /// All of at least two, none of which is an `And`.
    And(Vec<Predicate>),
    /// Any of at least two, none of which is an `Or`.
    Or(Vec<Predicate>),
    /// One test.
    Test(Test),
    /// The opposite of a test; unknown where that is.
    Not(Test),
}

/// A test that is not made of others.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Whether a column of truth values is true.
    IsTrue(Column),
    /// Whether there is no value.
    IsNull(Operand),
    /// Two values compared; never `OVERLAPS`. Of equal kinds, or two numbers, or a time and an ingest date.
    Compare(Operand, Comparison, Operand),
    /// Whether the value is among literals of its own kind. Nothing is among none.
    In {
        /// The value.
        operand: Operand,
        /// The literals.
        values: Vec<Literal>,
        /// Whether they stand in the expression, not in a bind.
        is_written: bool,
    },
    /// Whether an integer is in a range.
    InRange(Operand, Range),
    /// Whether all of a column's text matches a pattern: `*` any text, `?` a character, `\` takes the next one as it is.
    Glob(Column, String),
    /// Whether a timespan contains a time.
    Contains {
        /// The timespan.
        timespan: Operand,
        /// The time, or ingest date.
        time: Operand,
    },
    /// Whether two timespans have a time in common.
    TimespansOverlap(Operand, Operand),
    /// Whether a region column overlaps a region. Never below `Or` or `Not`.
    RegionOverlaps(Column, Region),
    /// Whether two region columns overlap. Never below `Or` or `Not`.
    RegionsOverlap(Column, Column),
}

/// How a test is joined to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Whether a row is wanted where the test is false.
    pub is_negated: bool,
    /// Whether it is below an `Or`.
    pub is_alternative: bool,
}

impl Predicate {
    /// True for every row.
    pub const ALL: Predicate = Predicate::Constant(true);

    /// This and that.
    pub fn and(self, other: Predicate) -> Predicate {
        Predicate::all([self, other])
    }

    /// All of them; true if there are none.
    pub fn all(parts: impl IntoIterator<Item = Predicate>) -> Predicate {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Predicate::Constant(true) => {}
                Predicate::And(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        one_or(flat, Predicate::And, true)
    }

    /// Any of them; false if there are none.
    pub fn any(parts: impl IntoIterator<Item = Predicate>) -> Predicate {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Predicate::Constant(false) => {}
                Predicate::Or(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        one_or(flat, Predicate::Or, false)
    }

    /// The opposite.
    pub fn negated(self) -> Predicate {
        match self {
            Predicate::Constant(value) => Predicate::Constant(!value),
            Predicate::And(parts) => Predicate::any(parts.into_iter().map(Predicate::negated)),
            Predicate::Or(parts) => Predicate::all(parts.into_iter().map(Predicate::negated)),
            Predicate::Test(test) => Predicate::Not(test),
            Predicate::Not(test) => Predicate::Test(test),
        }
    }

    /// The parts all of which must be true; none if everything is wanted.
    pub fn conjuncts(&self) -> &[Predicate] {
        match self {
            Predicate::Constant(true) => &[],
            Predicate::And(parts) => parts,
            other => std::slice::from_ref(other),
        }
    }

    /// Calls `see` with every test in it.
    pub fn each_test<'a>(&'a self, see: &mut dyn FnMut(&'a Test, Position)) {
        self.walk(false, see);
    }

    fn walk<'a>(&'a self, is_alternative: bool, see: &mut dyn FnMut(&'a Test, Position)) {
        match self {
            Predicate::Constant(_) => {}
            Predicate::And(parts) => parts.iter().for_each(|part| part.walk(is_alternative, see)),
            Predicate::Or(parts) => parts.iter().for_each(|part| part.walk(true, see)),
            Predicate::Test(test) => see(test, Position { is_negated: false, is_alternative }),
            Predicate::Not(test) => see(test, Position { is_negated: true, is_alternative }),
        }
    }

    /// Every column that it needs, each once, in order.
    pub fn columns(&self) -> BTreeSet<&Column> {
        let mut columns = BTreeSet::new();
        self.each_test(&mut |test, _| {
            test.each_column(&mut |column| {
                columns.insert(column);
            })
        });
        columns
    }

    /// The dimensions that a query needs for it: those that its columns belong to, with all that these require and imply.
    pub fn dimensions(&self, universe: &Arc<Universe>) -> Result<Group> {
        let mut names = BTreeSet::new();
        for column in self.columns() {
            match column {
                Column::Dimension(name) => {
                    names.insert(name.clone());
                }
                Column::Field { element, .. } => {
                    let element = universe.element(element)?;
                    names.extend(element.required.iter().chain(&element.implied).cloned());
                }
                Column::Dataset { .. } => {}
            }
        }
        universe.conform(names)
    }

    /// Values that dimensions have in every wanted row, because the condition says so by itself: `visit = 903334`, alone or joined by `AND`. Of two
    /// values for one dimension (no row is wanted then) the first.
    pub fn fixed_values(&self) -> BTreeMap<String, Key> {
        let mut fixed = BTreeMap::new();
        for conjunct in self.conjuncts() {
            let (left, right) = match conjunct {
                Predicate::Test(Test::Compare(left, Comparison::Equal, right)) => (left, right),
                Predicate::Not(Test::Compare(left, Comparison::Unequal, right)) => (left, right),
                _ => continue,
            };
            for (name, value) in [(left, right), (right, left)] {
                if let (Some(Column::Dimension(name)), Some(literal)) = (name.column(), value.literal())
                    && let Some(key) = literal.to_key()
                {
                    fixed.entry(name.clone()).or_insert(key);
                }
            }
        }
        fixed
    }

    /// Pairs of elements whose regions must overlap, as the expression says; they replace automatic joins of their families.
    pub fn spatial_joins(&self) -> Vec<(&str, &str)> {
        let mut joins = Vec::new();
        self.each_test(&mut |test, _| {
            if let Test::RegionsOverlap(Column::Field { element: a, .. }, Column::Field { element: b, .. }) = test {
                joins.push((a.as_str(), b.as_str()));
            }
        });
        joins
    }

    /// Pairs of columns whose timespans the expression joins by `OVERLAPS`, wherever it stands; they replace automatic joins of their families.
    pub fn temporal_joins(&self) -> Vec<(&Column, &Column)> {
        let mut joins = Vec::new();
        self.each_test(&mut |test, _| {
            if let Test::TimespansOverlap(a, b) = test
                && let (Some(a), Some(b)) = (a.column(), b.column())
            {
                joins.push((a, b));
            }
        });
        joins
    }
}

fn one_or(mut parts: Vec<Predicate>, join: fn(Vec<Predicate>) -> Predicate, of_none: bool) -> Predicate {
    match parts.len() {
        0 => Predicate::Constant(of_none),
        1 => parts.remove(0),
        _ => join(parts),
    }
}

impl Test {
    /// Calls `see` with every column in it.
    pub fn each_column<'a>(&'a self, see: &mut dyn FnMut(&'a Column)) {
        match self {
            Test::IsTrue(column) | Test::Glob(column, _) | Test::RegionOverlaps(column, _) => see(column),
            Test::RegionsOverlap(left, right) => {
                see(left);
                see(right);
            }
            Test::IsNull(operand) | Test::In { operand, .. } | Test::InRange(operand, _) => operand.each_column(see),
            Test::Compare(left, _, right) | Test::TimespansOverlap(left, right) | Test::Contains { timespan: left, time: right } => {
                left.each_column(see);
                right.each_column(see);
            }
        }
    }
}
