//! How two sets of points are related, as bits.

use std::fmt;
use std::ops::{BitAnd, BitOr};

/// The relations that are known to hold between two sets A and B. A bit that is not set says nothing where a relation is computed from
/// bounds, as for ellipses and for polygons against boxes. `INTERSECTS` has no bit: it is the absence of all.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Relationship(u8);

impl Relationship {
    /// No bit is set: A and B may have points in common.
    pub const INTERSECTS: Relationship = Relationship(0);
    /// A and B have no point in common.
    pub const DISJOINT: Relationship = Relationship(1);
    /// Every point of B is in A.
    pub const CONTAINS: Relationship = Relationship(2);
    /// Every point of A is in B.
    pub const WITHIN: Relationship = Relationship(4);

    /// The bits: 1 disjoint, 2 contains, 4 within.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether the bits of `r` are set.
    #[inline]
    pub const fn has(self, r: Relationship) -> bool {
        self.0 & r.0 == r.0
    }

    /// Whether A and B have no point in common.
    #[inline]
    pub const fn is_disjoint(self) -> bool {
        self.has(Relationship::DISJOINT)
    }

    /// The relation of B to A.
    #[inline]
    pub const fn inverted(self) -> Relationship {
        Relationship(self.0 & 1 | (self.0 & 2) << 1 | (self.0 & 4) >> 1)
    }

    /// Both of these, from two tests.
    #[inline]
    pub(crate) fn from_tests(contains: bool, within: bool) -> Relationship {
        Relationship(u8::from(contains) << 1 | u8::from(within) << 2)
    }

    pub(crate) fn without(self, r: Relationship) -> Relationship {
        Relationship(self.0 & !r.0)
    }

    /// What relations of emptiness alone say, if one set is empty.
    pub(crate) fn of_emptiness(a_is_empty: bool, b_is_empty: bool) -> Option<Relationship> {
        match (a_is_empty, b_is_empty) {
            (true, true) => Some(Relationship(7)),
            (true, false) => Some(Relationship::DISJOINT | Relationship::WITHIN),
            (false, true) => Some(Relationship::DISJOINT | Relationship::CONTAINS),
            (false, false) => None,
        }
    }

    /// Whether two sets overlap, so far as these bits say.
    pub(crate) fn to_overlap(self) -> Option<bool> {
        if self.is_disjoint() {
            Some(false)
        } else if self.0 != 0 {
            Some(true)
        } else {
            None
        }
    }
}

impl BitOr for Relationship {
    type Output = Relationship;
    #[inline]
    fn bitor(self, r: Relationship) -> Relationship {
        Relationship(self.0 | r.0)
    }
}

impl BitAnd for Relationship {
    type Output = Relationship;
    #[inline]
    fn bitand(self, r: Relationship) -> Relationship {
        Relationship(self.0 & r.0)
    }
}

impl fmt::Debug for Relationship {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Relationship {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("INTERSECTS");
        }
        let names = [(Relationship::DISJOINT, "DISJOINT"), (Relationship::CONTAINS, "CONTAINS"), (Relationship::WITHIN, "WITHIN")];
        let set: Vec<&str> = names.iter().filter(|(bit, _)| self.has(*bit)).map(|(_, name)| *name).collect();
        f.write_str(&set.join(" | "))
    }
}
