//! Unions and intersections: answers put together from those of the operands.

use crate::region::Region;
use crate::relationship::Relationship;

/// A union is disjoint or within if all operands are, and contains what any operand contains.
pub(crate) fn union_relate(operands: &[Region], other: &Region) -> Relationship {
    if operands.is_empty() {
        return Relationship::DISJOINT;
    }
    let mut result = Relationship::DISJOINT | Relationship::WITHIN;
    for operand in operands {
        let relationship = operand.relate(other);
        for of_all in [Relationship::DISJOINT, Relationship::WITHIN] {
            if !relationship.has(of_all) {
                result = result.without(of_all);
            }
        }
        result = result | (relationship & Relationship::CONTAINS);
        if result == Relationship::CONTAINS {
            break;
        }
    }
    result
}

/// An intersection contains what all operands contain, and is disjoint or within if any operand is.
pub(crate) fn intersection_relate(operands: &[Region], other: &Region) -> Relationship {
    let mut result = Relationship::CONTAINS;
    for operand in operands {
        let relationship = operand.relate(other);
        if !relationship.has(Relationship::CONTAINS) {
            result = result.without(Relationship::CONTAINS);
        }
        result = result | (relationship & (Relationship::DISJOINT | Relationship::WITHIN));
    }
    result
}

pub(crate) fn union_overlaps(operands: &[Region], other: &Region) -> Option<bool> {
    let mut result = Some(false);
    for operand in operands {
        match operand.overlaps(other) {
            Some(true) => return Some(true),
            Some(false) => {}
            None => result = None,
        }
    }
    result
}

/// Whether an intersection overlaps is known only if an operand does not, or if it is the whole sphere.
pub(crate) fn intersection_overlaps(operands: &[Region], other: &Region) -> Option<bool> {
    if operands.is_empty() {
        return Some(!other.is_empty());
    }
    let is_apart = operands.iter().any(|operand| operand.overlaps(other) == Some(false));
    if is_apart { Some(false) } else { None }
}

pub(crate) fn intersection_is_empty(operands: &[Region]) -> bool {
    if operands.is_empty() {
        return false;
    }
    let apart = |(i, a): (usize, &Region)| operands[i + 1..].iter().any(|b| a.overlaps(b) == Some(false));
    operands.iter().all(Region::is_empty) || operands.iter().enumerate().any(apart)
}

/// The bounds of the first operand, combined with those of the others in order; `none` without operands.
pub(crate) fn bounds<B>(operands: &[Region], none: B, of: impl Fn(&Region) -> B, combine: impl Fn(B, B) -> B) -> B {
    operands.iter().map(of).reduce(combine).unwrap_or(none)
}
