//! Closed intervals of numbers and of normalized angles.

mod circular;

pub use circular::NormalizedAngleInterval;

use crate::relationship::Relationship;

/// A closed interval `[a, b]` of numbers, such as latitudes in radians. It is empty if `b < a` or an end is NaN.
#[derive(Debug, Clone, Copy)]
pub struct Interval1d {
    a: f64,
    b: f64,
}

impl Interval1d {
    /// No number at all.
    pub const EMPTY: Interval1d = Interval1d { a: 1.0, b: 0.0 };

    /// The interval of these ends.
    pub const fn new(a: f64, b: f64) -> Self {
        Interval1d { a, b }
    }

    /// The lower end; arbitrary if empty.
    pub fn a(self) -> f64 {
        self.a
    }

    /// The upper end; arbitrary if empty.
    pub fn b(self) -> f64 {
        self.b
    }

    /// Whether no number is in it.
    pub fn is_empty(self) -> bool {
        self.a.is_nan() || self.b.is_nan() || self.a > self.b
    }

    /// The middle; arbitrary if empty.
    pub fn center(self) -> f64 {
        0.5 * (self.a + self.b)
    }

    /// The length; negative or NaN if empty.
    pub fn size(self) -> f64 {
        self.b - self.a
    }

    /// Whether `x` is in it. NaN, the empty number, is in every interval.
    pub fn contains(self, x: f64) -> bool {
        (self.a <= x && x <= self.b) || x.is_nan()
    }

    /// Whether every number of `x` is in it.
    pub fn contains_interval(self, x: Interval1d) -> bool {
        x.is_empty() || (!self.is_empty() && self.a <= x.a && self.b >= x.b)
    }

    /// Whether the two have no number in common.
    pub fn is_disjoint_from(self, x: Interval1d) -> bool {
        self.is_empty() || x.is_empty() || self.a > x.b || self.b < x.a
    }

    /// How the two are related.
    pub fn relate(self, x: Interval1d) -> Relationship {
        if let Some(relationship) = Relationship::of_emptiness(self.is_empty(), x.is_empty()) {
            return relationship;
        }
        if self.a > x.b || self.b < x.a {
            return Relationship::DISJOINT;
        }
        Relationship::from_tests(self.a <= x.a && self.b >= x.b, x.a <= self.a && x.b >= self.b)
    }

    /// The numbers of both.
    pub fn clipped_to(self, x: Interval1d) -> Self {
        if x.is_empty() {
            x
        } else if self.is_empty() {
            self
        } else {
            Interval1d::new(larger(self.a, x.a), smaller(self.b, x.b))
        }
    }

    /// The smallest interval with the numbers of both.
    pub fn expanded_to(self, x: Interval1d) -> Self {
        if self.is_empty() {
            x
        } else if x.is_empty() {
            self
        } else {
            Interval1d::new(smaller(self.a, x.a), larger(self.b, x.b))
        }
    }

    /// Both ends moved outwards by `x`, or inwards if it is negative.
    pub fn dilated_by(self, x: f64) -> Self {
        if x.is_nan() || self.is_empty() {
            return self;
        }
        Interval1d::new(self.a - x, self.b + x)
    }
}

impl PartialEq for Interval1d {
    fn eq(&self, x: &Interval1d) -> bool {
        (self.a == x.a && self.b == x.b) || (self.is_empty() && x.is_empty())
    }
}

/// The larger; the first of equals, so that the sign of a zero is kept.
pub(crate) fn larger(a: f64, b: f64) -> f64 {
    if a < b { b } else { a }
}

/// The smaller; the first of equals.
pub(crate) fn smaller(a: f64, b: f64) -> f64 {
    if b < a { b } else { a }
}
