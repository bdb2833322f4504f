//! The Quad Tree Cube (Koposov and Bartunov 2006): the faces of a cube, each divided by four again and again.
//!
//! An index is the face, 0 to 5 for +z, +x, +y, -x, -y and -z, then the cell's place in Morton's order, two bits a level.

use super::cube::{Face, MAX_LEVEL, Side, corners, face_to_grid, grid_to_face, index_text};
use super::curve::{morton, morton_inverse};
use super::finder::{Search, Tree, Want, find};
use super::{Pixelization, check_index, check_level};
use crate::error::Result;
use crate::polygon::ConvexPolygon;
use crate::range_set::RangeSet;
use crate::region::Region;
use crate::vector::UnitVector3d;

const FACES: [Face; 6] = [
    Face { side: Side::PlusZ, components: [1, 0, 2], signs: [1.0, -1.0, 1.0] },
    Face { side: Side::PlusX, components: [1, 2, 0], signs: [1.0, 1.0, 1.0] },
    Face { side: Side::PlusY, components: [0, 2, 1], signs: [-1.0, 1.0, 1.0] },
    Face { side: Side::MinusX, components: [1, 2, 0], signs: [-1.0, 1.0, -1.0] },
    Face { side: Side::MinusY, components: [0, 2, 1], signs: [1.0, 1.0, -1.0] },
    Face { side: Side::MinusZ, components: [1, 0, 2], signs: [1.0, 1.0, -1.0] },
];

fn face_number(side: Side) -> u64 {
    match side {
        Side::PlusZ => 0,
        Side::PlusX => 1,
        Side::PlusY => 2,
        Side::MinusX => 3,
        Side::MinusY => 4,
        Side::MinusZ => 5,
    }
}

/// The Quad Tree Cube of one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Q3cPixelization {
    level: u8,
}

impl Q3cPixelization {
    /// The deepest level.
    pub const MAX_LEVEL: u8 = MAX_LEVEL;

    /// The pixelization of this level, 0 to 30.
    pub fn new(level: u8) -> Result<Self> {
        check_level("Q3C pixelization", level, MAX_LEVEL)?;
        Ok(Q3cPixelization { level })
    }

    fn search(&self, region: &Region, want: Want, max_ranges: usize) -> RangeSet {
        find(self, region, &self.universe(), Search { want, level: self.level, max_ranges })
    }
}

fn face_of(index: u64, level: u8) -> &'static Face {
    &FACES[(index >> (2 * level)).min(5) as usize]
}

/// The pixel of an index of some level, counter-clockwise.
fn quad(index: u64, level: u8) -> [UnitVector3d; 4] {
    let below = index & ((1 << (2 * level)) - 1);
    corners(face_of(index, level), grid_to_face(level, morton_inverse(below)))
}

impl Tree<4> for Q3cPixelization {
    fn roots(&self) -> impl Iterator<Item = (u64, [UnitVector3d; 4])> {
        (0..6).map(|index| (index, quad(index, 0)))
    }

    fn children(&self, index: u64, level: u8, _: &[UnitVector3d; 4]) -> [[UnitVector3d; 4]; 4] {
        std::array::from_fn(|child| quad(index * 4 + child as u64, level + 1))
    }
}

impl Pixelization for Q3cPixelization {
    fn name(&self) -> String {
        format!("q3c{}", self.level)
    }

    fn level(&self) -> u8 {
        self.level
    }

    fn universe(&self) -> RangeSet {
        RangeSet::from_range(0, 6 << (2 * self.level))
    }

    fn index(&self, p: UnitVector3d) -> u64 {
        let number = face_number(Side::of(p));
        let (s, t) = face_to_grid(self.level, FACES[number as usize].project(p));
        number << (2 * self.level) | morton(s, t)
    }

    fn pixel(&self, index: u64) -> Result<Region> {
        check_index(self, index)?;
        Ok(ConvexPolygon::from_vertices(quad(index, self.level).to_vec()).into())
    }

    fn index_text(&self, index: u64) -> Result<String> {
        check_index(self, index)?;
        Ok(index_text(face_of(index, self.level).side, index, self.level))
    }

    fn envelope(&self, region: &Region, max_ranges: usize) -> RangeSet {
        self.search(region, Want::Envelope, max_ranges)
    }

    fn interior(&self, region: &Region, max_ranges: usize) -> RangeSet {
        self.search(region, Want::Interior, max_ranges)
    }
}
