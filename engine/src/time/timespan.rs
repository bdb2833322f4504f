//! Half-open intervals of time, `[begin, end)`, with unbounded ends and one empty value.
//!
//! Bounds are kept as integers whose order is the order of time: an unbounded begin is `i64::MIN`, an unbounded end `i64::MAX`, and the empty
//! timespan begins at `i64::MAX` and ends at `i64::MIN`. So a timespan is empty exactly if `begin >= end`, two overlap exactly if each begins
//! before the other ends, and an intersection is the later begin with the earlier end.

use std::cmp::{max, min};
use std::fmt;

use super::{Scale, Time};

/// A half-open interval of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Timespan {
    begin_ns: i64,
    end_ns: i64,
}

impl Timespan {
    /// All of time.
    pub const ALL: Timespan = Timespan { begin_ns: i64::MIN, end_ns: i64::MAX };
    /// No time at all.
    pub const EMPTY: Timespan = Timespan { begin_ns: i64::MAX, end_ns: i64::MIN };

    /// From `begin` (contained) to `end` (not contained); `None` is unbounded.
    ///
    /// As in the reference, `end` before `begin` gives the empty timespan, and `end` equal to `begin` the instant, one nanosecond long.
    pub fn new(begin: Option<Time>, end: Option<Time>) -> Timespan {
        match (begin, end) {
            (Some(begin), Some(end)) if begin == end => Timespan::instant(begin),
            _ => Timespan::of_bounds(begin.map_or(i64::MIN, |t| t.0), end.map_or(i64::MAX, |t| t.0)),
        }
    }

    /// The nanosecond that begins at `time`.
    pub fn instant(time: Time) -> Timespan {
        Timespan::of_bounds(time.0, time.0.saturating_add(1))
    }

    /// Whatever has no points is the one empty timespan.
    fn of_bounds(begin_ns: i64, end_ns: i64) -> Timespan {
        if begin_ns >= end_ns { Timespan::EMPTY } else { Timespan { begin_ns, end_ns } }
    }

    /// From the bounds as tables hold them: null is unbounded; `begin` not before `end` is empty.
    pub fn from_ns(begin_ns: Option<i64>, end_ns: Option<i64>) -> Timespan {
        Timespan::of_bounds(begin_ns.unwrap_or(i64::MIN), end_ns.unwrap_or(i64::MAX))
    }

    /// The bounds as tables hold them: `None` is unbounded; the empty timespan is `(i64::MAX, i64::MIN)`.
    pub fn to_ns(self) -> (Option<i64>, Option<i64>) {
        if self.is_empty() {
            return (Some(i64::MAX), Some(i64::MIN));
        }
        (Some(self.begin_ns).filter(|b| *b != i64::MIN), Some(self.end_ns).filter(|e| *e != i64::MAX))
    }

    /// The bounds as integers in the order of time: unbounded begin `i64::MIN`, unbounded end `i64::MAX`, empty `(i64::MAX, i64::MIN)`.
    pub fn bounds_ns(self) -> (i64, i64) {
        (self.begin_ns, self.end_ns)
    }

    /// First time contained; `None` if unbounded or empty.
    pub fn begin(self) -> Option<Time> {
        (self.begin_ns != i64::MIN && !self.is_empty()).then_some(Time(self.begin_ns))
    }

    /// First time no longer contained; `None` if unbounded or empty.
    pub fn end(self) -> Option<Time> {
        (self.end_ns != i64::MAX && !self.is_empty()).then_some(Time(self.end_ns))
    }

    /// Whether nothing is contained.
    pub fn is_empty(self) -> bool {
        self.begin_ns >= self.end_ns
    }

    /// Whether `time` is in it.
    pub fn contains_time(self, time: Time) -> bool {
        self.begin_ns <= time.0 && time.0 < self.end_ns
    }

    /// Whether all of `other` is in it; the empty timespan is in every one.
    pub fn contains(self, other: Timespan) -> bool {
        other.is_empty() || (self.begin_ns <= other.begin_ns && other.end_ns <= self.end_ns)
    }

    /// Whether a time is in both; never for an empty one.
    pub fn overlaps(self, other: Timespan) -> bool {
        self.begin_ns < other.end_ns && other.begin_ns < self.end_ns
    }

    /// What is in both.
    pub fn intersection(self, other: Timespan) -> Timespan {
        Timespan::of_bounds(max(self.begin_ns, other.begin_ns), min(self.end_ns, other.end_ns))
    }

    /// What is in it but not in `other`: none, one or two timespans, in the order of time, none of them empty.
    pub fn difference(self, other: Timespan) -> Vec<Timespan> {
        let common = self.intersection(other);
        let pieces = if common.is_empty() {
            [self, Timespan::EMPTY]
        } else {
            [Timespan::of_bounds(self.begin_ns, common.begin_ns), Timespan::of_bounds(common.end_ns, self.end_ns)]
        };
        pieces.into_iter().filter(|piece| !piece.is_empty()).collect()
    }

    /// Whether all of it is before all of `other`; never for an empty one.
    pub fn is_before(self, other: Timespan) -> bool {
        !self.is_empty() && !other.is_empty() && self.end_ns <= other.begin_ns
    }

    /// Whether all of it is after all of `other`; never for an empty one.
    pub fn is_after(self, other: Timespan) -> bool {
        other.is_before(self)
    }
}

/// `[2013-06-17T13:29:30, ∞)`: TAI, fractions of seconds cut; `(empty)`.
impl fmt::Display for Timespan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.pad("(empty)");
        }
        let begin = self.begin().map_or("(-∞".to_owned(), |t| format!("[{}", t.to_isot(Scale::Tai, 0)));
        let end = self.end().map_or("∞".to_owned(), |t| t.to_isot(Scale::Tai, 0));
        f.pad(&format!("{begin}, {end})"))
    }
}

#[cfg(test)]
mod tests;
