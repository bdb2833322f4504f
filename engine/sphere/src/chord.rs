//! Squared chord lengths between a point and an edge, for tests of polygons and boxes against circles.

use std::f64::consts::FRAC_PI_2;

use crate::circle::Circle;
use crate::constants::MAX_SQUARED_CHORD_LENGTH_ERROR;
use crate::vector::{UnitVector3d, Vector3d};

/// The squared chord length from `v` to the nearest point of the great circle with normal `n`, if that point is strictly between `a` and `b`;
/// otherwise 4, the largest there is.
///
/// The angle t to the circle has `|v||n| sin t = |v.n|` and `|v||n| cos t = |v x n|`; the result is `4 sin^2(t/2)`.
pub(crate) fn min_squared_chord_length(v: UnitVector3d, a: UnitVector3d, b: UnitVector3d, n: Vector3d) -> f64 {
    let vxn = v.vector().cross(n);
    if vxn.dot(a.vector()) > 0.0 && vxn.dot(b.vector()) < 0.0 {
        let (s, c) = (v.vector().dot(n).abs(), vxn.norm());
        let theta = if c == 0.0 { FRAC_PI_2 } else { (s / c).atan() };
        return squared(theta);
    }
    4.0
}

/// The squared chord length from `v` to the furthest point of the great circle with normal `n`, if that point is strictly between `a` and
/// `b`; otherwise 0.
pub(crate) fn max_squared_chord_length(v: UnitVector3d, a: UnitVector3d, b: UnitVector3d, n: Vector3d) -> f64 {
    let vxn = v.vector().cross(n);
    if vxn.dot(a.vector()) < 0.0 && vxn.dot(b.vector()) > 0.0 {
        let (s, c) = (v.vector().dot(n).abs(), -vxn.norm());
        return squared(s.atan2(c));
    }
    0.0
}

fn squared(angle_rad: f64) -> f64 {
    let d = (0.5 * angle_rad).sin();
    4.0 * d * d
}

/// Whether all corners are inside (`true`) or all outside (`false`) a circle; `None` if some are and some are not, or one is at its edge.
pub(crate) fn corners_side(corners: &[UnitVector3d], c: &Circle) -> Option<bool> {
    let mut side = None;
    for v in corners {
        let d = v.squared_chord_length(c.center());
        if (d - c.squared_chord_length()).abs() < MAX_SQUARED_CHORD_LENGTH_ERROR {
            return None;
        }
        let is_inside = d < c.squared_chord_length();
        if *side.get_or_insert(is_inside) != is_inside {
            return None;
        }
    }
    side
}
