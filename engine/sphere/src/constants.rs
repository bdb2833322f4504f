//! Bounds on rounding errors, shared by everything that compares lengths and angles. The values are those of `lsst.sphgeom`: relations
//! between regions are equal to its own only with the same margins.

/// Largest error of an arc sine whose argument is off by one unit in the last place, in radians: `pi/2 - asin(1 - 2^-53)` is below it.
pub const MAX_ASIN_ERROR_RAD: f64 = 1.5e-8;

/// Largest error of the squared length of a chord between two unit vectors.
pub const MAX_SQUARED_CHORD_LENGTH_ERROR: f64 = 2.5e-15;

/// Degrees to radians, rounded to a double.
pub(crate) const RAD_PER_DEG: f64 = 0.017_453_292_519_943_295;

/// Radians to degrees, rounded to a double.
pub(crate) const DEG_PER_RAD: f64 = 57.295_779_513_082_32;
