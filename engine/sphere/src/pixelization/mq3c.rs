//! The modified Quad Tree Cube of `lsst.sphgeom`: cells of more equal area, numbered along Hilbert's curve.
//!
//! An index is 10 to 15 for the face, -z, +x, +y, +z, -x and -y, then the cell's place on the curve, two bits a level. Coordinates on a face
//! are bent by `x (4 - |x|) / 3`, close to the arc tangent scaled to `[-1, 1]`.

use super::cube::{Face, MAX_LEVEL, Side, corners, face_to_grid, grid_to_face, index_text};
use super::curve::{hilbert, hilbert_inverse};
use super::finder::{Search, Tree, Want, find};
use super::{Pixelization, check_index, check_level};
use crate::error::Result;
use crate::polygon::ConvexPolygon;
use crate::range_set::RangeSet;
use crate::region::Region;
use crate::vector::UnitVector3d;

/// The number of the first face.
const FIRST: u64 = 10;

const FACES: [Face; 6] = [
    Face { side: Side::MinusZ, components: [0, 1, 2], signs: [1.0, 1.0, -1.0] },
    Face { side: Side::PlusX, components: [1, 2, 0], signs: [1.0, 1.0, 1.0] },
    Face { side: Side::PlusY, components: [2, 0, 1], signs: [1.0, -1.0, 1.0] },
    Face { side: Side::PlusZ, components: [0, 1, 2], signs: [-1.0, -1.0, 1.0] },
    Face { side: Side::MinusX, components: [1, 2, 0], signs: [-1.0, -1.0, -1.0] },
    Face { side: Side::MinusY, components: [2, 0, 1], signs: [-1.0, 1.0, -1.0] },
];

fn face_number(side: Side) -> u64 {
    match side {
        Side::MinusZ => 0,
        Side::PlusX => 1,
        Side::PlusY => 2,
        Side::PlusZ => 3,
        Side::MinusX => 4,
        Side::MinusY => 5,
    }
}

/// The modified Quad Tree Cube of one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mq3cPixelization {
    level: u8,
}

impl Mq3cPixelization {
    /// The deepest level.
    pub const MAX_LEVEL: u8 = MAX_LEVEL;

    /// The pixelization of this level, 0 to 30.
    pub fn new(level: u8) -> Result<Self> {
        check_level("modified Q3C pixelization", level, MAX_LEVEL)?;
        Ok(Mq3cPixelization { level })
    }

    fn search(&self, region: &Region, want: Want, max_ranges: usize) -> RangeSet {
        find(self, region, &self.universe(), Search { want, level: self.level, max_ranges })
    }
}

fn bend(x: f64) -> f64 {
    x * (1.3333333333333333 - 0.3333333333333333 * x.abs())
}

fn unbend(x: f64) -> f64 {
    (2.0 - (4.0 - 3.0 * x.abs()).sqrt()).copysign(x)
}

fn number_of(index: u64, level: u8) -> usize {
    ((index >> (2 * level)).saturating_sub(FIRST)).min(5) as usize
}

/// The pixel of an index of some level, counter-clockwise: coordinates of faces of even number are left-handed as seen from outside.
fn quad(index: u64, level: u8) -> [UnitVector3d; 4] {
    let number = number_of(index, level);
    let below = index & ((1 << (2 * level)) - 1);
    let opposite = grid_to_face(level, hilbert_inverse(below, level)).map(|(u, v)| (unbend(u), unbend(v)));
    let mut corners = corners(&FACES[number], opposite);
    if number.is_multiple_of(2) {
        corners.swap(1, 3);
    }
    corners
}

impl Tree<4> for Mq3cPixelization {
    fn roots(&self) -> impl Iterator<Item = (u64, [UnitVector3d; 4])> {
        (FIRST..FIRST + 6).map(|index| (index, quad(index, 0)))
    }

    fn children(&self, index: u64, level: u8, _: &[UnitVector3d; 4]) -> [[UnitVector3d; 4]; 4] {
        std::array::from_fn(|child| quad(index * 4 + child as u64, level + 1))
    }
}

impl Pixelization for Mq3cPixelization {
    fn name(&self) -> String {
        format!("mq3c{}", self.level)
    }

    fn level(&self) -> u8 {
        self.level
    }

    fn universe(&self) -> RangeSet {
        RangeSet::from_range(FIRST << (2 * self.level), (FIRST + 6) << (2 * self.level))
    }

    fn index(&self, p: UnitVector3d) -> u64 {
        let number = face_number(Side::of(p));
        let (u, v) = FACES[number as usize].project(p);
        let (s, t) = face_to_grid(self.level, (bend(u), bend(v)));
        (FIRST + number) << (2 * self.level) | hilbert(s, t, self.level)
    }

    fn pixel(&self, index: u64) -> Result<Region> {
        check_index(self, index)?;
        Ok(ConvexPolygon::from_vertices(quad(index, self.level).to_vec()).into())
    }

    fn index_text(&self, index: u64) -> Result<String> {
        check_index(self, index)?;
        Ok(index_text(FACES[number_of(index, self.level)].side, index, self.level))
    }

    fn envelope(&self, region: &Region, max_ranges: usize) -> RangeSet {
        self.search(region, Want::Envelope, max_ranges)
    }

    fn interior(&self, region: &Region, max_ranges: usize) -> RangeSet {
        self.search(region, Want::Interior, max_ranges)
    }
}
