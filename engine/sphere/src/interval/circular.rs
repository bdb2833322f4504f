//! Intervals of the circle, such as longitudes.

use std::f64::consts::PI;

use crate::error::{Error, Result};
use crate::lonlat::{normalize_angle_rad, turn_rad};
use crate::relationship::Relationship;

const TURN: f64 = 2.0 * PI;

/// The angles passed by turning counter-clockwise from `a` to `b`, two normalized angles in radians. With `a > b` it wraps: it is
/// `[a, 2 pi]` and `[0, b]`. `[0, 2 pi]` is full; an end that is NaN makes it empty.
#[derive(Debug, Clone, Copy)]
pub struct NormalizedAngleInterval {
    a: f64,
    b: f64,
}

impl NormalizedAngleInterval {
    /// No angle at all.
    pub const EMPTY: Self = NormalizedAngleInterval { a: f64::NAN, b: f64::NAN };
    /// Every angle.
    pub const FULL: Self = NormalizedAngleInterval { a: 0.0, b: TURN };

    /// The interval from `a` to `b`, in radians. Ends outside `[0, 2 pi]` must be in order, and are normalized.
    pub fn from_radians(a: f64, b: f64) -> Result<Self> {
        if a.is_nan() || b.is_nan() {
            return Ok(Self::EMPTY);
        }
        let is_normalized = |x: f64| (0.0..=TURN).contains(&x);
        if !is_normalized(a) || !is_normalized(b) {
            if a > b {
                return Err(Error::invalid("interval of angles", format!("it ends at {b} before it starts at {a}")));
            }
            if b - a >= TURN {
                return Ok(Self::FULL);
            }
        }
        Ok(Self::from_normalized(normalize_angle_rad(a), normalize_angle_rad(b)))
    }

    /// The interval of two ends that are normalized already.
    pub(crate) const fn from_normalized(a: f64, b: f64) -> Self {
        NormalizedAngleInterval { a, b }
    }

    /// The interval of one angle, normalized.
    pub fn of_point(a: f64) -> Self {
        let a = normalize_angle_rad(a);
        Self::from_normalized(a, a)
    }

    /// The first end in radians; NaN if empty.
    pub fn a(self) -> f64 {
        self.a
    }

    /// The last end in radians; NaN if empty.
    pub fn b(self) -> f64 {
        self.b
    }

    /// Whether no angle is in it.
    pub fn is_empty(self) -> bool {
        self.a.is_nan() || self.b.is_nan()
    }

    /// Whether every angle is in it.
    pub fn is_full(self) -> bool {
        self.a == 0.0 && self.b == TURN
    }

    /// Whether it passes through 0.
    pub fn wraps(self) -> bool {
        self.a > self.b
    }

    /// The middle in radians; NaN if empty.
    pub fn center(self) -> f64 {
        let c = 0.5 * (self.a + self.b);
        if self.a <= self.b {
            c
        } else if c < PI {
            c + PI
        } else {
            c - PI
        }
    }

    /// The length in radians; NaN if empty.
    pub fn size(self) -> f64 {
        turn_rad(self.a, self.b)
    }

    /// Whether the normalized angle `x` is in it. NaN is in every interval.
    pub fn contains(self, x: f64) -> bool {
        x.is_nan() || self.covers(x)
    }

    fn covers(self, x: f64) -> bool {
        if self.wraps() { x <= self.b || self.a <= x } else { self.a <= x && x <= self.b }
    }

    /// Whether every angle of `x` is in it.
    pub fn contains_interval(self, x: Self) -> bool {
        if x.is_empty() {
            return true;
        }
        if self.is_empty() {
            return false;
        }
        match (self.wraps(), x.wraps()) {
            (false, true) => self.is_full(),
            (true, false) => x.a >= self.a || x.b <= self.b,
            _ => x.a >= self.a && x.b <= self.b,
        }
    }

    /// Whether the two have no angle in common.
    pub fn is_disjoint_from(self, x: Self) -> bool {
        if x.is_empty() || self.is_empty() {
            return true;
        }
        match (self.wraps(), x.wraps()) {
            (true, true) => false,
            (false, true) => x.a > self.b && x.b < self.a,
            (true, false) => self.a > x.b && self.b < x.a,
            (false, false) => x.b < self.a || x.a > self.b,
        }
    }

    /// How the two are related.
    pub fn relate(self, x: Self) -> Relationship {
        if let Some(relationship) = Relationship::of_emptiness(self.is_empty(), x.is_empty()) {
            return relationship;
        }
        if self.a == x.a && self.b == x.b {
            return Relationship::CONTAINS | Relationship::WITHIN;
        }
        if self.contains_interval(x) {
            return Relationship::CONTAINS;
        }
        if x.contains_interval(self) {
            return Relationship::WITHIN;
        }
        if self.is_disjoint_from(x) { Relationship::DISJOINT } else { Relationship::INTERSECTS }
    }

    /// The smallest interval with the angles that are in both. Where those are two intervals it is the shorter of the arguments.
    pub fn clipped_to(self, x: Self) -> Self {
        if x.is_empty() {
            return Self::EMPTY;
        }
        match (self.contains(x.a), self.contains(x.b)) {
            (true, true) if self.size() >= x.size() => x,
            (true, true) => self,
            (true, false) => Self::from_normalized(x.a, self.b),
            (false, true) => Self::from_normalized(self.a, x.b),
            (false, false) if x.covers(self.a) => self,
            (false, false) => Self::EMPTY,
        }
    }

    /// The smallest interval with the angles of both.
    pub fn expanded_to(self, x: Self) -> Self {
        if x.is_empty() {
            return self;
        }
        match (self.contains(x.a), self.contains(x.b)) {
            // Each may hold the other's ends while both together go around.
            (true, true) if self.wraps() != x.wraps() => Self::FULL,
            (true, true) => self,
            (true, false) => Self::from_normalized(self.a, x.b),
            (false, true) => Self::from_normalized(x.a, self.b),
            (false, false) if self.is_empty() || x.contains(self.a) => x,
            (false, false) if turn_rad(self.b, x.a) < turn_rad(x.b, self.a) => Self::from_normalized(self.a, x.b),
            (false, false) => Self::from_normalized(x.a, self.b),
        }
    }

    /// Both ends moved outwards by `x` radians, or inwards if it is negative.
    pub fn dilated_by(self, x: f64) -> Self {
        if self.is_empty() || self.is_full() || x == 0.0 || x.is_nan() {
            return self;
        }
        let (mut a, mut b) = (self.a - x, self.b + x);
        if x > 0.0 {
            if x >= PI || (self.wraps() && a <= b) {
                return Self::FULL;
            }
            if !self.wraps() {
                if a < 0.0 {
                    a += TURN;
                    if a <= b {
                        return Self::FULL;
                    }
                }
                if b > TURN {
                    b -= TURN;
                    if a <= b {
                        return Self::FULL;
                    }
                }
            }
        } else {
            if x <= -PI || (!self.wraps() && a > b) {
                return Self::EMPTY;
            }
            if self.wraps() {
                if a > TURN {
                    a -= TURN;
                    if a > b {
                        return Self::EMPTY;
                    }
                }
                if b < 0.0 {
                    b += TURN;
                    if a > b {
                        return Self::EMPTY;
                    }
                }
            }
        }
        Self::from_radians(a, b).unwrap_or(Self::FULL)
    }
}

impl PartialEq for NormalizedAngleInterval {
    fn eq(&self, x: &Self) -> bool {
        (self.a == x.a && self.b == x.b) || (self.is_empty() && x.is_empty())
    }
}
