//! The Hierarchical Triangular Mesh (Kunszt, Szalay and Thakar 2001): the eight faces of an octahedron, each divided by four again and again.
//!
//! An index is 8 to 15 for the face (8-11 south, 12-15 north), then two bits a level for the child: 0, 1 and 2 at the corners of the parent in
//! order, 3 in the middle. Vertices of the middle triangle are the normalized sums of those of the parent, so that indices agree bit for bit
//! with every program that computes them so.

use super::finder::{Search, Tree, Want, find};
use super::{Pixelization, check_index, check_level};
use crate::error::{Error, Result};
use crate::orientation::orientation;
use crate::polygon::ConvexPolygon;
use crate::range_set::RangeSet;
use crate::region::Region;
use crate::vector::UnitVector3d;

/// Vertices of a triangle, counter-clockwise as seen from outside.
pub(crate) type Trixel = [UnitVector3d; 3];

/// The Hierarchical Triangular Mesh of one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HtmPixelization {
    level: u8,
}

impl HtmPixelization {
    /// The deepest level.
    pub const MAX_LEVEL: u8 = 24;

    /// The mesh of this level, 0 to 24.
    pub fn new(level: u8) -> Result<Self> {
        check_level("HTM pixelization", level, Self::MAX_LEVEL)?;
        Ok(HtmPixelization { level })
    }

    /// The level of an index of any level, or `None` if it is none.
    pub fn level_of(index: u64) -> Option<u8> {
        let top = index.checked_ilog2()?;
        let level = top.checked_sub(3).filter(|bits| bits % 2 == 0)? / 2;
        u8::try_from(level).ok().filter(|level| *level <= Self::MAX_LEVEL)
    }

    /// An index of any level as text: `N` or `S`, then a digit 0 to 3 for the face and for each level.
    pub fn as_text(index: u64) -> Result<String> {
        let level = Self::level_of(index).ok_or_else(|| no_pixel(index))?;
        let hemisphere = if index >> (2 * level + 2) & 1 == 1 { 'N' } else { 'S' };
        let digits = (0..=level).rev().map(|l| char::from(b'0' + (index >> (2 * l) & 3) as u8));
        Ok(std::iter::once(hemisphere).chain(digits).collect())
    }

    /// The triangle of an index of any level.
    pub fn triangle(index: u64) -> Result<ConvexPolygon> {
        let level = Self::level_of(index).ok_or_else(|| no_pixel(index))?;
        let mut trixel = root(index >> (2 * level));
        for l in (0..level).rev() {
            trixel = subdivide(&trixel)[(index >> (2 * l) & 3) as usize];
        }
        Ok(ConvexPolygon::from_vertices(trixel.to_vec()))
    }

    fn search(&self, region: &Region, want: Want, max_ranges: usize) -> RangeSet {
        find(self, region, &self.universe(), Search { want, level: self.level, max_ranges })
    }
}

fn no_pixel(index: u64) -> Error {
    Error::NoPixel { pixelization: "htm".to_owned(), index }
}

/// The face of an index of level 0, 8 to 15.
pub(crate) fn root(index: u64) -> Trixel {
    const X: UnitVector3d = UnitVector3d::X;
    const Y: UnitVector3d = UnitVector3d::Y;
    const Z: UnitVector3d = UnitVector3d::Z;
    match index & 7 {
        0 => [X, -Z, Y],
        1 => [Y, -Z, -X],
        2 => [-X, -Z, -Y],
        3 => [-Y, -Z, X],
        4 => [X, Z, -Y],
        5 => [-Y, Z, -X],
        6 => [-X, Z, Y],
        _ => [Y, Z, X],
    }
}

/// The index of the face in which a point lies. Points on an edge between faces go where the comparisons put them.
fn root_index(v: UnitVector3d) -> u64 {
    let (x, y) = (v.x(), v.y());
    // Faces by quadrant of longitude, beginning at x > 0, y > 0.
    let quadrants: [u64; 4] = if v.z() < 0.0 { [8, 9, 10, 11] } else { [15, 14, 13, 12] };
    let quadrant = if y > 0.0 {
        if x > 0.0 { 0 } else { 1 }
    } else if y == 0.0 {
        if x >= 0.0 { 0 } else { 2 }
    } else if x < 0.0 {
        2
    } else {
        3
    };
    quadrants[quadrant]
}

/// The middle of an edge.
#[inline]
fn middle(a: UnitVector3d, b: UnitVector3d) -> UnitVector3d {
    UnitVector3d::towards(a.vector() + b.vector())
}

/// The four children in order.
pub(crate) fn subdivide(&[v0, v1, v2]: &Trixel) -> [Trixel; 4] {
    let (m12, m20, m01) = (middle(v1, v2), middle(v2, v0), middle(v0, v1));
    [[v0, m01, m20], [v1, m12, m01], [v2, m20, m12], [m12, m20, m01]]
}

impl Tree<3> for HtmPixelization {
    fn roots(&self) -> impl Iterator<Item = (u64, Trixel)> {
        (8..16).map(|index| (index, root(index)))
    }

    fn children(&self, _: u64, _: u8, vertices: &Trixel) -> [Trixel; 4] {
        subdivide(vertices)
    }
}

impl Pixelization for HtmPixelization {
    fn name(&self) -> String {
        format!("htm{}", self.level)
    }

    fn level(&self) -> u8 {
        self.level
    }

    fn universe(&self) -> RangeSet {
        RangeSet::from_range(8 << (2 * self.level), 16 << (2 * self.level))
    }

    fn index(&self, v: UnitVector3d) -> u64 {
        let mut index = root_index(v);
        let [mut v0, mut v1, mut v2] = root(index);
        for _ in 0..self.level {
            let (m01, m20) = (middle(v0, v1), middle(v2, v0));
            index *= 4;
            if orientation(v, m01, m20) >= 0 {
                (v1, v2) = (m01, m20);
                continue;
            }
            let m12 = middle(v1, v2);
            if orientation(v, m12, m01) >= 0 {
                (v0, v1, v2) = (v1, m12, m01);
                index += 1;
            } else if orientation(v, m20, m12) >= 0 {
                (v0, v1, v2) = (v2, m20, m12);
                index += 2;
            } else {
                (v0, v1, v2) = (m12, m20, m01);
                index += 3;
            }
        }
        index
    }

    fn pixel(&self, index: u64) -> Result<Region> {
        check_index(self, index)?;
        HtmPixelization::triangle(index).map(Region::ConvexPolygon)
    }

    fn index_text(&self, index: u64) -> Result<String> {
        check_index(self, index)?;
        HtmPixelization::as_text(index)
    }

    fn envelope(&self, region: &Region, max_ranges: usize) -> RangeSet {
        self.search(region, Want::Envelope, max_ranges)
    }

    fn interior(&self, region: &Region, max_ranges: usize) -> RangeSet {
        self.search(region, Want::Interior, max_ranges)
    }
}
