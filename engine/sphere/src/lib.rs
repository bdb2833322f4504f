//! Regions of the sphere and pixelizations: what a region is, how two are related, and which pixels cover one.
//!
//! Regions are those of the LSST package `sphgeom`: the same encoding as bytes, the same relations and the same pixels, bit for bit, so that
//! what one program writes another finds. Angles are in radians, points are unit vectors, the frame is ICRS.

mod chord;
mod circle;
mod codec;
mod compound;
mod constants;
mod ellipse;
mod error;
mod index;
mod interval;
mod lonlat;
mod lonlat_box;
mod orientation;
mod pixelization;
mod polygon;
mod range_set;
mod region;
mod relationship;
mod text;
mod vector;

pub use circle::{Circle, opening_angle_for_rad, squared_chord_length_for};
pub use codec::MAX_DEPTH;
pub use constants::{MAX_ASIN_ERROR_RAD, MAX_SQUARED_CHORD_LENGTH_ERROR};
pub use ellipse::Ellipse;
pub use error::{Error, Result};
pub use index::{PairTest, RegionIndex, Screen};
pub use interval::{Interval1d, NormalizedAngleInterval};
pub use lonlat::{LonLat, normalize_angle_rad};
pub use lonlat_box::LonLatBox;
pub use orientation::orientation;
pub use pixelization::{
    HealpixPixelization, HtmPixelization, MAX_HEALPIX_ORDER, Mq3cPixelization, Pixelization, Q3cPixelization, healpix_index, healpix_point,
    morton, morton_inverse,
};
pub use polygon::ConvexPolygon;
pub use range_set::RangeSet;
pub use region::Region;
pub use relationship::Relationship;
pub use vector::{UnitVector3d, Vector3d};
