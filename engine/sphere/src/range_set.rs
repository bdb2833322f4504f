//! Sets of unsigned integers as sorted ranges: the pixels of a pixelization that cover a region.

use std::fmt;

/// A set of integers of 64 bits, kept as ranges in ascending order that neither overlap nor touch.
///
/// Ranges are given as half-open, `[begin, end)`; an end of 0 stands for 2^64, as in `lsst.sphgeom`.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct RangeSet {
    /// First and last member of each range.
    ranges: Vec<(u64, u64)>,
}

impl RangeSet {
    /// The set without members.
    pub const fn new() -> Self {
        RangeSet { ranges: Vec::new() }
    }

    /// The set of all integers.
    pub fn full() -> Self {
        RangeSet { ranges: vec![(0, u64::MAX)] }
    }

    /// The integers of `[begin, end)`; none if `end <= begin`, but for an end of 0.
    pub fn from_range(begin: u64, end: u64) -> Self {
        let mut set = RangeSet::new();
        set.insert(begin, end);
        set
    }

    /// The integers given, in any order.
    pub fn from_values(values: impl IntoIterator<Item = u64>) -> Self {
        let mut values: Vec<u64> = values.into_iter().collect();
        values.sort_unstable();
        let mut set = RangeSet::new();
        for value in values {
            set.push(value, value);
        }
        set
    }

    /// Whether it has no member.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// The number of ranges.
    pub fn len(&self) -> usize {
        self.ranges.len()
    }

    /// The number of members; 0 for the full set, whose members are 2^64.
    pub fn cardinality(&self) -> u64 {
        self.ranges.iter().fold(0u64, |sum, (first, last)| sum.wrapping_add((last - first).wrapping_add(1)))
    }

    /// The ranges as `[begin, end)` in ascending order; the end of a range with the largest integer is 0.
    pub fn ranges(&self) -> impl ExactSizeIterator<Item = (u64, u64)> + '_ {
        self.ranges.iter().map(|(first, last)| (*first, last.wrapping_add(1)))
    }

    /// The members in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        self.ranges.iter().flat_map(|(first, last)| *first..=*last)
    }

    /// Whether `value` is a member.
    pub fn contains(&self, value: u64) -> bool {
        let i = self.ranges.partition_point(|(_, last)| *last < value);
        self.ranges.get(i).is_some_and(|(first, _)| *first <= value)
    }

    /// Adds the integers of `[begin, end)`.
    pub fn insert(&mut self, begin: u64, end: u64) {
        let last = end.wrapping_sub(1);
        if begin > last {
            return;
        }
        if self.ranges.last().is_none_or(|(first, _)| *first <= begin) {
            self.push(begin, last);
            return;
        }
        // All ranges that overlap or touch become one with it.
        let from = self.ranges.partition_point(|(_, l)| l.saturating_add(1) < begin);
        let to = self.ranges.partition_point(|(f, _)| *f <= last.saturating_add(1));
        let joined = match self.ranges.get(from..to) {
            Some([(first, l)]) => (begin.min(*first), last.max(*l)),
            Some([(first, _), .., (_, l)]) => (begin.min(*first), last.max(*l)),
            _ => (begin, last),
        };
        self.ranges.splice(from..to, [joined]);
    }

    /// Adds a range that begins at or after the beginning of the last one.
    fn push(&mut self, first: u64, last: u64) {
        match self.ranges.last_mut() {
            Some((_, l)) if first <= l.saturating_add(1) => *l = last.max(*l),
            _ => self.ranges.push((first, last)),
        }
    }

    /// The members of either.
    pub fn union(&self, other: &RangeSet) -> RangeSet {
        let (mut a, mut b) = (self.ranges.iter().peekable(), other.ranges.iter().peekable());
        let mut result = RangeSet { ranges: Vec::with_capacity(self.len() + other.len()) };
        loop {
            let next = match (a.peek(), b.peek()) {
                (Some((x, _)), Some((y, _))) if x <= y => a.next(),
                (_, Some(_)) => b.next(),
                (_, None) => a.next(),
            };
            let Some((first, last)) = next else { return result };
            result.push(*first, *last);
        }
    }

    /// The members of both.
    pub fn intersection(&self, other: &RangeSet) -> RangeSet {
        let mut result = RangeSet::new();
        let (mut i, mut j) = (0, 0);
        while let (Some(a), Some(b)) = (self.ranges.get(i), other.ranges.get(j)) {
            let (first, last) = (a.0.max(b.0), a.1.min(b.1));
            if first <= last {
                result.ranges.push((first, last));
            }
            if a.1 < b.1 { i += 1 } else { j += 1 }
        }
        result
    }

    /// The members of this set that are not in the other.
    pub fn difference(&self, other: &RangeSet) -> RangeSet {
        self.intersection(&other.complement())
    }

    /// All integers that are not members.
    pub fn complement(&self) -> RangeSet {
        let mut result = RangeSet { ranges: Vec::with_capacity(self.len() + 1) };
        let mut next = Some(0);
        for (first, last) in &self.ranges {
            if let Some(begin) = next
                && begin < *first
            {
                result.ranges.push((begin, first - 1));
            }
            next = last.checked_add(1);
        }
        if let Some(begin) = next {
            result.ranges.push((begin, u64::MAX));
        }
        result
    }

    /// Whether every member is a member of the other.
    pub fn is_subset(&self, other: &RangeSet) -> bool {
        self.ranges.iter().all(|(first, last)| {
            let i = other.ranges.partition_point(|(_, l)| l < last);
            other.ranges.get(i).is_some_and(|(f, _)| f <= first)
        })
    }

    /// Whether the two have a member in common.
    pub fn intersects(&self, other: &RangeSet) -> bool {
        let (mut i, mut j) = (0, 0);
        while let (Some(a), Some(b)) = (self.ranges.get(i), other.ranges.get(j)) {
            if a.0.max(b.0) <= a.1.min(b.1) {
                return true;
            }
            if a.1 < b.1 { i += 1 } else { j += 1 }
        }
        false
    }

    /// Moves the ends of all ranges outwards to multiples of 2^`bits`.
    pub fn simplify(&mut self, bits: u32) {
        let Some(low) = 1u64.checked_shl(bits).map(|size| size - 1) else {
            if !self.is_empty() {
                *self = RangeSet::full();
            }
            return;
        };
        let mut simple = RangeSet { ranges: Vec::with_capacity(self.len()) };
        for (first, last) in &self.ranges {
            simple.push(first & !low, last | low);
        }
        *self = simple;
    }
}

impl fmt::Debug for RangeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for RangeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RangeSet([")?;
        for (i, (begin, end)) in self.ranges().enumerate() {
            let separator = if i == 0 { "" } else { ", " };
            write!(f, "{separator}({begin}, {end})")?;
        }
        f.write_str("])")
    }
}
