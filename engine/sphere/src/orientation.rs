//! On which side of a plane through the centre a point lies: the sign of `a . (b x c)`, exact.
//!
//! The determinant is computed in doubles first. Only where it is below the bound of its rounding error (after Shewchuk, Adaptive Precision
//! Floating-Point Arithmetic, 1997, section 4.3) the products are added in integers of many bits. Everything that asks for sides goes
//! through here, so that no two answers contradict each other.

use crate::vector::{UnitVector3d, Vector3d};

mod exact;

#[cfg(test)]
mod tests;

/// Above this the sign of a determinant of three unit vectors in doubles is right: a little more than 15 * 2^-53.
const MAX_ABSOLUTE_ERROR: f64 = 1.7e-15;

/// The sign of `a . (b x c)`: 1 if the three points turn counter-clockwise as seen from outside, -1 if clockwise, 0 if they lie on one great
/// circle.
#[inline]
pub fn orientation(a: UnitVector3d, b: UnitVector3d, c: UnitVector3d) -> i8 {
    side_of(a, b, c, b.cross(c))
}

/// [`orientation`] with the product `b x c` given, for tests of many points against one edge.
#[inline]
pub(crate) fn side_of(a: UnitVector3d, b: UnitVector3d, c: UnitVector3d, b_cross_c: Vector3d) -> i8 {
    let determinant = a.vector().dot(b_cross_c);
    if determinant > MAX_ABSOLUTE_ERROR {
        1
    } else if determinant < -MAX_ABSOLUTE_ERROR {
        -1
    } else {
        near_plane(a, b, c, determinant)
    }
}

/// The sign of a small determinant: by a tighter bound, by identity of points, or exactly.
#[cold]
fn near_plane(a: UnitVector3d, b: UnitVector3d, c: UnitVector3d, determinant: f64) -> i8 {
    // Slightly more than 5 * 2^-53, and a bound on underflow.
    const RELATIVE_ERROR: f64 = 5.6e-16;
    const UNDERFLOW_ERROR: f64 = 4.0e-307;
    let permanent = a.x().abs() * ((b.y() * c.z()).abs() + (b.z() * c.y()).abs())
        + a.y().abs() * ((b.z() * c.x()).abs() + (b.x() * c.z()).abs())
        + a.z().abs() * ((b.x() * c.y()).abs() + (b.y() * c.x()).abs());
    let bound = RELATIVE_ERROR * permanent + UNDERFLOW_ERROR;
    if determinant > bound {
        return 1;
    }
    if determinant < -bound {
        return -1;
    }
    if a == b || b == c || a == c || a == -b || b == -c || a == -c {
        return 0;
    }
    exact::determinant_sign(a, b, c)
}

/// The sign of the z component of `b x c`: whether the way from b to c leads east (1) or west (-1).
#[inline]
pub(crate) fn orientation_z(b: UnitVector3d, c: UnitVector3d) -> i8 {
    let determinant = b.x() * c.y() - b.y() * c.x();
    if determinant.abs() > 1.12e-16 {
        return if determinant > 0.0 { 1 } else { -1 };
    }
    exact::determinant_sign(UnitVector3d::Z, b, c)
}
