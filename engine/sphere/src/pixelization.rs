//! Pixelizations: ways to divide the sphere into numbered pixels.

use crate::error::{Error, Result};
use crate::range_set::RangeSet;
use crate::region::Region;
use crate::vector::UnitVector3d;

mod cube;
mod curve;
mod finder;
mod healpix;
pub(crate) mod htm;
mod mq3c;
mod q3c;

pub use curve::{morton, morton_inverse};
pub use healpix::{HealpixPixelization, MAX_HEALPIX_ORDER, healpix_index, healpix_point};
pub use htm::HtmPixelization;
pub use mq3c::Mq3cPixelization;
pub use q3c::Q3cPixelization;

/// A division of the sphere into numbered pixels.
pub trait Pixelization: Send + Sync + std::fmt::Debug {
    /// Its name with its level, as the dimension of its pixels is called: `htm7`.
    fn name(&self) -> String;

    /// The level: each divides every pixel of the one before by four.
    fn level(&self) -> u8;

    /// The indices of all pixels.
    fn universe(&self) -> RangeSet;

    /// The index of the pixel in which a point lies.
    fn index(&self, v: UnitVector3d) -> u64;

    /// The pixel of an index, as a convex polygon.
    fn pixel(&self, index: u64) -> Result<Region>;

    /// The index as the reference writes it.
    fn index_text(&self, index: u64) -> Result<String>;

    /// Pixels that cover the region: all that meet it and perhaps some that only come near. With more than `max_ranges` ranges (0: no limit)
    /// the set is made coarser until it has no more.
    fn envelope(&self, region: &Region, max_ranges: usize) -> RangeSet;

    /// Pixels that are within the region: none that is not, and perhaps not all. `max_ranges` as for [`Pixelization::envelope`].
    fn interior(&self, region: &Region, max_ranges: usize) -> RangeSet;
}

/// Refuses an index that is not in the universe.
fn check_index(pixelization: &dyn Pixelization, index: u64) -> Result<()> {
    if pixelization.universe().contains(index) {
        return Ok(());
    }
    Err(Error::NoPixel { pixelization: pixelization.name(), index })
}

/// Refuses a level above the largest.
fn check_level(what: &'static str, level: u8, max: u8) -> Result<()> {
    if level <= max {
        return Ok(());
    }
    Err(Error::invalid(what, format!("level {level} is above {max}")))
}
