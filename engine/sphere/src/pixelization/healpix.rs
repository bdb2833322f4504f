//! HEALPix in the nested scheme (Gorski et al. 2005): twelve equal faces, each divided by four again and again; all pixels have the same area.
//!
//! An index is the face, 0 to 11, then the cell's place in Morton's order, two bits a level.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};

use super::curve::{morton, morton_inverse};
use super::{Pixelization, check_index, check_level};
use crate::circle::Circle;
use crate::error::Result;
use crate::lonlat::LonLat;
use crate::polygon::ConvexPolygon;
use crate::range_set::RangeSet;
use crate::region::Region;
use crate::relationship::Relationship;
use crate::vector::UnitVector3d;

/// Points on each side of the polygon that stands for a pixel, whose sides are not great circles.
const STEPS: u32 = 4;

/// By how many levels pixels are divided to see whether they meet a region.
const FINER: u8 = 3;

/// HEALPix of one level; `nside` is 2 to its power.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HealpixPixelization {
    level: u8,
}

/// The deepest level at which a position has an index of 64 bits; regions are only known down to [`HealpixPixelization::MAX_LEVEL`].
pub const MAX_HEALPIX_ORDER: u8 = 29;

/// The index, in the nested scheme of a level up to [`MAX_HEALPIX_ORDER`], of the pixel in which a point lies.
pub fn healpix_index(level: u8, v: UnitVector3d) -> Result<u64> {
    check_level("HEALPix pixelization", level, MAX_HEALPIX_ORDER)?;
    let (face, x, y) = cell_of(v, level);
    Ok(face << (2 * level) | morton(x, y))
}

impl HealpixPixelization {
    /// The deepest level.
    pub const MAX_LEVEL: u8 = 17;

    /// The pixelization of this level, 0 to 17.
    pub fn new(level: u8) -> Result<Self> {
        check_level("HEALPix pixelization", level, Self::MAX_LEVEL)?;
        Ok(HealpixPixelization { level })
    }

    /// Whether the region, within bounds, meets a pixel or one of those below it, down to three levels below this one.
    fn visit(&self, cell: Cell, region: &Region, want: &mut RangeSet) -> bool {
        let relationship = region.relate(&Region::Circle(cell.bounding_circle()));
        if relationship.is_disjoint() {
            return false;
        }
        let is_leaf = cell.level == self.level + FINER;
        if cell.level <= self.level && relationship.has(Relationship::CONTAINS) {
            let shift = 2 * (self.level - cell.level);
            want.insert(cell.index << shift, (cell.index + 1) << shift);
            return true;
        }
        let found = if is_leaf || relationship.has(Relationship::CONTAINS) {
            true
        } else if cell.level < self.level {
            // All children are looked at, since each adds its own pixels.
            let found = cell.children().map(|child| self.visit(child, region, want));
            return found.contains(&true);
        } else {
            cell.children().into_iter().any(|child| self.visit(child, region, want))
        };
        if found && cell.level == self.level {
            want.insert(cell.index, cell.index + 1);
        }
        found
    }
}

/// A pixel of any level.
#[derive(Clone, Copy)]
struct Cell {
    index: u64,
    level: u8,
}

impl Cell {
    fn children(self) -> [Cell; 4] {
        std::array::from_fn(|child| Cell { index: self.index * 4 + child as u64, level: self.level + 1 })
    }

    /// The point of the pixel at fractions of its two sides, counted from its southern corner.
    fn point(self, along_x: f64, along_y: f64) -> UnitVector3d {
        let (x, y) = morton_inverse(self.index & ((1 << (2 * self.level)) - 1));
        let nside = 2f64.powi(i32::from(self.level));
        healpix_point(self.index >> (2 * self.level), (f64::from(x) + along_x) / nside, (f64::from(y) + along_y) / nside)
    }

    fn corners(self) -> [UnitVector3d; 4] {
        [self.point(1.0, 1.0), self.point(0.0, 1.0), self.point(0.0, 0.0), self.point(1.0, 0.0)]
    }

    /// A circle around the pixel, from its middle to its furthest corner and a little more, for the bend of its sides.
    fn bounding_circle(self) -> Circle {
        let center = self.point(0.5, 0.5);
        let furthest = self.corners().iter().map(|corner| center.angle_to_rad(*corner)).fold(0.0, f64::max);
        Circle::new(center, furthest * 1.05)
    }

    /// Points around the pixel, counter-clockwise from the northern corner.
    fn boundary(self) -> Vec<UnitVector3d> {
        let steps = f64::from(STEPS);
        let side = |from: (f64, f64), to: (f64, f64)| {
            (0..STEPS).map(move |i| {
                let part = f64::from(i) / steps;
                self.point(from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part)
            })
        };
        let corners = [(1.0, 1.0), (0.0, 1.0), (0.0, 0.0), (1.0, 0.0), (1.0, 1.0)];
        corners.windows(2).flat_map(|ends| side(ends[0], ends[1])).collect()
    }
}

/// The point of a face at fractions of its sides from its southern corner, x towards the north-east and y towards the north-west.
pub fn healpix_point(face: u64, x: f64, y: f64) -> UnitVector3d {
    let row = (face / 4) as f64;
    let column = (face % 4) as f64;
    // The distance from the north pole in units of a face, and the longitude of the middle of the face in eighths of a turn.
    let from_north = row + 2.0 - x - y;
    let eighth = if face / 4 == 1 { 2.0 * column } else { 2.0 * column + 1.0 };
    let (width, z, small) = if from_north < 1.0 {
        let t = from_north * from_north / 3.0;
        (from_north, 1.0 - t, Some(t))
    } else if from_north > 3.0 {
        let to_south = 4.0 - from_north;
        let t = to_south * to_south / 3.0;
        (to_south, t - 1.0, Some(t))
    } else {
        (1.0, (2.0 - from_north) * 2.0 / 3.0, None)
    };
    // Near the poles 1 - z^2 would lose digits.
    let across = match small {
        Some(t) if z.abs() > 0.99 => (t * (2.0 - t)).sqrt(),
        _ => ((1.0 - z) * (1.0 + z)).sqrt(),
    };
    let turn = eighth * width + x - y;
    let turn = if turn < 0.0 { turn + 8.0 } else { turn };
    let lon = if width < 1e-15 { 0.0 } else { FRAC_PI_4 * turn / width };
    UnitVector3d::from_normalized(across * lon.cos(), across * lon.sin(), z)
}

/// The face and the cell in it, of a grid of `nside` by `nside`, in which a point lies.
fn cell_of(v: UnitVector3d, level: u8) -> (u64, u32, u32) {
    let nside = 1u32 << level;
    let size = f64::from(nside);
    let (z, height) = (v.z(), v.z().abs());
    let quarter = v.y().atan2(v.x()) / FRAC_PI_2;
    let quarter = if quarter < 0.0 { quarter + 4.0 } else { quarter };
    // Rounding can make it a whole turn.
    let quarter = if quarter >= 4.0 { 0.0 } else { quarter };
    if height <= 2.0 / 3.0 {
        let (sum, rise) = (size * (0.5 + quarter), size * (z * 0.75));
        // Lines of cells, counted along the descending and the ascending diagonals.
        let (falling, rising) = ((sum - rise) as u32, (sum + rise) as u32);
        let (p, q) = (falling >> level, rising >> level);
        let face = match p.cmp(&q) {
            std::cmp::Ordering::Equal => p % 4 + 4,
            std::cmp::Ordering::Less => p,
            std::cmp::Ordering::Greater => q + 8,
        };
        return (u64::from(face), rising & (nside - 1), nside - (falling & (nside - 1)) - 1);
    }
    let column = (quarter as u32).min(3);
    let part = quarter - f64::from(column);
    let reach = if height < 0.99 {
        size * (3.0 * (1.0 - height)).sqrt()
    } else {
        size * (v.x() * v.x() + v.y() * v.y()).sqrt() / ((1.0 + height) / 3.0).sqrt()
    };
    let (p, q) = (((part * reach) as u32).min(nside - 1), (((1.0 - part) * reach) as u32).min(nside - 1));
    if z >= 0.0 { (u64::from(column), nside - q - 1, nside - p - 1) } else { (u64::from(column) + 8, p, q) }
}

impl Pixelization for HealpixPixelization {
    fn name(&self) -> String {
        format!("healpix{}", self.level)
    }

    fn level(&self) -> u8 {
        self.level
    }

    fn universe(&self) -> RangeSet {
        RangeSet::from_range(0, 12 << (2 * self.level))
    }

    fn index(&self, v: UnitVector3d) -> u64 {
        let (face, x, y) = cell_of(v, self.level);
        face << (2 * self.level) | morton(x, y)
    }

    /// The hull of 16 points around the pixel, as the reference has it.
    fn pixel(&self, index: u64) -> Result<Region> {
        check_index(self, index)?;
        ConvexPolygon::convex_hull(&Cell { index, level: self.level }.boundary()).map(Region::ConvexPolygon)
    }

    fn index_text(&self, index: u64) -> Result<String> {
        check_index(self, index)?;
        Ok(index.to_string())
    }

    /// Pixels that meet the region, or come nearer than an eighth of a pixel. The reference, which also has some that only come near, may have
    /// others of these. `max_ranges` only widens the set.
    fn envelope(&self, region: &Region, max_ranges: usize) -> RangeSet {
        let mut found = RangeSet::new();
        for index in 0..12 {
            self.visit(Cell { index, level: 0 }, region, &mut found);
        }
        let mut bits = 0;
        while max_ranges != 0 && found.len() > max_ranges {
            bits += 2;
            found.simplify(bits);
        }
        found.intersection(&self.universe())
    }

    /// Pixels whose four corners are in the region, as the reference has them.
    fn interior(&self, region: &Region, max_ranges: usize) -> RangeSet {
        let all_corners = |index: &u64| {
            let corners = Cell { index: *index, level: self.level }.corners();
            corners.iter().all(|corner| region.contains(UnitVector3d::from(LonLat::from(*corner))))
        };
        let mut found = RangeSet::from_values(self.envelope(region, 0).iter().filter(all_corners));
        let mut bits = 0;
        while max_ranges != 0 && found.len() > max_ranges {
            bits += 2;
            let mut others = found.complement();
            others.simplify(bits);
            found = others.complement();
        }
        found
    }
}
