//! Pixels that stand for a region while others are searched that may be related to it.
//!
//! The pixels are trixels of HTM, written as ranges of indices at [`DEPTH`]; each shape is covered with trixels of its own size, so that its ranges are
//! few. What relations can't tell apart must not be told apart by pixels either: the rules of [`Region::relate`] and its margins decide what is covered.
//!
//! | shape | covered |
//! |---|---|
//! | circle, ellipse | the (bounding) circle, wider by [`MARGIN_RAD`], more than that within which circles touch |
//! | polygon | its bounding circle (near), or its bounding box (wide), by which its relation to boxes is told |
//! | box | itself, wider by the margin |
//! | union | all operands |
//! | intersection | the smallest operand: what is apart from one is apart from all |

use std::f64::consts::FRAC_PI_2;

use crate::circle::{Circle, squared_chord_length_for};
use crate::lonlat_box::LonLatBox;
use crate::pixelization::htm::{Trixel, root, subdivide};
use crate::pixelization::{HtmPixelization, Pixelization};
use crate::range_set::RangeSet;
use crate::region::Region;
use crate::vector::UnitVector3d;

/// The level at which ranges are written.
const DEPTH: u8 = HtmPixelization::MAX_LEVEL;

/// The smallest trixels that are used have sides of about 5 arcseconds: regions of catalogs' positions are not searched deeper than that.
pub(super) const DEEPEST: u8 = 16;

/// Levels below that on which one trixel is as large as the radius of the shape.
const FINER: u8 = 1;

/// Ranges of one box at most; beyond it they are made coarser.
const MOST_RANGES: usize = 64;

/// More than four errors of an arc sine, within which two circles touch.
pub(super) const MARGIN_RAD: f64 = 1e-7;

/// What polygons are covered as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As their bounding circles: for relations with circles and polygons.
    Near,
    /// As their bounding boxes: for relations with boxes.
    Wide,
}

/// The ranges of a region with trixels of level `deepest` or larger.
pub(super) fn cover(region: &Region, form: Form, deepest: u8) -> RangeSet {
    match region {
        Region::Union(operands) => operands.iter().map(|r| cover(r, form, deepest)).fold(RangeSet::new(), |all, part| all.union(&part)),
        Region::Intersection(operands) => {
            let size = |r: &&Region| r.bounding_circle().opening_angle_rad();
            match operands.iter().min_by(|a, b| size(a).total_cmp(&size(b))) {
                None => everything(),
                Some(smallest) => cover(smallest, form, deepest),
            }
        }
        Region::Circle(c) => circle(c, deepest),
        Region::Ellipse(e) => circle(&e.bounding_circle(), deepest),
        Region::Box(b) => bounds(*b, deepest),
        Region::ConvexPolygon(p) if form == Form::Wide => bounds(p.bounding_box(), deepest),
        Region::ConvexPolygon(p) => circle(&p.bounding_circle(), deepest),
    }
}

/// All trixels.
pub(super) fn everything() -> RangeSet {
    RangeSet::from_range(8 << (2 * DEPTH), 16 << (2 * DEPTH))
}

/// The level of the trixels that a region is covered with, so far as its size decides.
pub(super) fn level(region: &Region) -> u8 {
    level_of(region.bounding_circle().opening_angle_rad())
}

fn level_of(radius_rad: f64) -> u8 {
    // A side of a trixel of level n is about a right angle divided by 2^n.
    let level = (FRAC_PI_2 / radius_rad.max(MARGIN_RAD)).log2().clamp(0.0, f64::from(DEEPEST)) as u8;
    (level + FINER).min(DEEPEST)
}

/// Whether a box is part of the region.
pub(super) fn has_box(region: &Region) -> bool {
    match region {
        Region::Box(_) => true,
        Region::Union(operands) | Region::Intersection(operands) => operands.iter().any(has_box),
        Region::Circle(_) | Region::ConvexPolygon(_) | Region::Ellipse(_) => false,
    }
}

/// The trixels whose own circles meet a circle.
fn circle(c: &Circle, deepest: u8) -> RangeSet {
    if c.is_empty() {
        return RangeSet::new();
    }
    let radius = c.opening_angle_rad() + MARGIN_RAD;
    let level = level_of(c.opening_angle_rad()).min(deepest);
    let mut search = Search { center: c.center(), chord: chord(radius), level, found: RangeSet::new() };
    (8..16).for_each(|index| search.visit(index, 0, &root(index)));
    search.found
}

/// A search for trixels of one level, down from the faces.
struct Search {
    center: UnitVector3d,
    /// The length of a chord of the circle from its center to its edge.
    chord: f64,
    level: u8,
    found: RangeSet,
}

impl Search {
    fn visit(&mut self, index: u64, level: u8, trixel: &Trixel) {
        let [a, b, c] = trixel;
        let middle = UnitVector3d::towards(a.vector() + b.vector() + c.vector());
        let around = trixel.iter().map(|v| v.squared_chord_length(middle)).fold(0.0, f64::max).sqrt();
        // Two circles that meet have centers no further apart than the sum of their radii, and the chord of a sum is no longer than the sum of the chords.
        if middle.squared_chord_length(self.center).sqrt() > self.chord + around {
            return;
        }
        if level == self.level {
            let shift = 2 * (DEPTH - level);
            self.found.insert(index << shift, (index + 1) << shift);
            return;
        }
        for (child, trixel) in (4 * index..).zip(&subdivide(trixel)) {
            self.visit(child, level + 1, trixel);
        }
    }
}

/// The length of the chord of an angle in radians.
fn chord(angle_rad: f64) -> f64 {
    squared_chord_length_for(angle_rad).max(0.0).sqrt()
}

/// The trixels that a box of longitudes and latitudes meets, which may be long and narrow.
fn bounds(b: LonLatBox, deepest: u8) -> RangeSet {
    let b = b.dilated_by(MARGIN_RAD);
    let level = level_of(b.bounding_circle().opening_angle_rad()).min(deepest);
    let Ok(pixels) = HtmPixelization::new(level) else { return everything() };
    let shift = 2 * (DEPTH - level);
    let mut ranges = RangeSet::new();
    for (begin, end) in pixels.envelope(&Region::Box(b), MOST_RANGES).ranges() {
        ranges.insert(begin << shift, end << shift);
    }
    ranges
}
