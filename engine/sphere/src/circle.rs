//! Circles: all points within an angle of a centre.
//!
//! A circle keeps the squared length of the chord from its centre to its edge, `4 sin^2(r/2)`, besides the angle `r`: the test of a point
//! needs no trigonometry and stays sharp for the smallest circles. Formulae and margins are those of `lsst.sphgeom`.

use std::f64::consts::{FRAC_PI_2, PI};

use crate::constants::MAX_ASIN_ERROR_RAD;
use crate::interval::{Interval1d, NormalizedAngleInterval};
use crate::lonlat::LonLat;
use crate::lonlat_box::LonLatBox;
use crate::relationship::Relationship;
use crate::vector::UnitVector3d;

/// Four errors of an arc sine: the margin within which two circles touch.
const TOUCH_RAD: f64 = 4.0 * MAX_ASIN_ERROR_RAD;

/// All points within an opening angle of a centre, with the edge.
#[derive(Debug, Clone, Copy)]
pub struct Circle {
    center: UnitVector3d,
    squared_chord_length: f64,
    opening_angle_rad: f64,
}

impl Circle {
    /// No point at all.
    pub const EMPTY: Circle = Circle::from_parts(UnitVector3d::Z, -1.0, -1.0);
    /// The whole sphere.
    pub const FULL: Circle = Circle::from_parts(UnitVector3d::Z, 4.0, PI);

    /// The circle of this opening angle in radians; empty if it is negative or NaN, full from pi on.
    pub fn new(center: UnitVector3d, opening_angle_rad: f64) -> Self {
        Circle::from_parts(center, squared_chord_length_for(opening_angle_rad), opening_angle_rad)
    }

    /// The circle of this squared chord length; empty if it is negative or NaN, full from 4 on.
    pub fn from_squared_chord_length(center: UnitVector3d, squared_chord_length: f64) -> Self {
        Circle::from_parts(center, squared_chord_length, opening_angle_for_rad(squared_chord_length))
    }

    /// The circle of one point.
    pub fn of_point(center: UnitVector3d) -> Self {
        Circle::from_parts(center, 0.0, 0.0)
    }

    pub(crate) const fn from_parts(center: UnitVector3d, squared_chord_length: f64, opening_angle_rad: f64) -> Self {
        Circle { center, squared_chord_length, opening_angle_rad }
    }

    /// The centre; arbitrary if empty or full.
    pub fn center(&self) -> UnitVector3d {
        self.center
    }

    /// Squared length of the chords from the centre to the edge, in `[0, 4]`; negative or NaN if empty.
    pub fn squared_chord_length(&self) -> f64 {
        self.squared_chord_length
    }

    /// The angle from the centre to the edge in radians, in `[0, pi]`; negative or NaN if empty.
    pub fn opening_angle_rad(&self) -> f64 {
        self.opening_angle_rad
    }

    /// Whether no point is in it.
    pub fn is_empty(&self) -> bool {
        self.squared_chord_length.is_nan() || self.squared_chord_length < 0.0
    }

    /// Whether every point is in it.
    pub fn is_full(&self) -> bool {
        self.squared_chord_length >= 4.0
    }

    /// Whether the point is in it.
    #[inline]
    pub fn contains(&self, v: UnitVector3d) -> bool {
        self.is_full() || v.squared_chord_length(self.center) <= self.squared_chord_length
    }

    /// Whether the two have no point in common.
    pub fn is_disjoint_from(&self, x: &Circle) -> bool {
        if self.is_empty() || x.is_empty() {
            return true;
        }
        if self.is_full() || x.is_full() {
            return false;
        }
        self.center.angle_to_rad(x.center) > self.opening_angle_rad + x.opening_angle_rad + TOUCH_RAD
    }

    /// How the two are related.
    pub fn relate(&self, c: &Circle) -> Relationship {
        if let Some(relationship) = Relationship::of_emptiness(self.is_empty(), c.is_empty()) {
            return relationship;
        }
        if self.is_full() || c.is_full() {
            return Relationship::from_tests(self.is_full(), c.is_full());
        }
        if self == c {
            return Relationship::CONTAINS | Relationship::WITHIN;
        }
        let apart = self.center.angle_to_rad(c.center);
        let (r, s) = (self.opening_angle_rad, c.opening_angle_rad);
        if apart > r + s + TOUCH_RAD {
            Relationship::DISJOINT
        } else if apart + s + TOUCH_RAD <= r {
            Relationship::CONTAINS
        } else if apart + r + TOUCH_RAD <= s {
            Relationship::WITHIN
        } else {
            Relationship::INTERSECTS
        }
    }

    /// A circle around the points of both: the smaller of the two.
    pub fn clipped_to(self, x: Circle) -> Circle {
        if self.is_empty() || x.is_full() {
            return self;
        }
        if self.is_full() || x.is_empty() {
            return x;
        }
        if self.is_disjoint_from(&x) {
            return Circle::EMPTY;
        }
        if x.opening_angle_rad < self.opening_angle_rad { x } else { self }
    }

    /// The smallest circle around both.
    pub fn expanded_to(self, x: Circle) -> Circle {
        if self.is_empty() || x.is_full() {
            return x;
        }
        if x.is_empty() || self.is_full() {
            return self;
        }
        let apart = self.center.angle_to_rad(x.center);
        let (r, s) = (self.opening_angle_rad, x.opening_angle_rad);
        if apart + s + TOUCH_RAD <= r {
            return self;
        }
        if apart + r + TOUCH_RAD <= s {
            return x;
        }
        let opening = 0.5 * (apart + r + s);
        if opening + 2.0 * MAX_ASIN_ERROR_RAD >= PI {
            return Circle::FULL;
        }
        // The centre lies on the great circle through both, so far from this one that the far edges of both are equally far.
        let axis = UnitVector3d::orthogonal_to_both(self.center.vector(), x.center.vector());
        let turn = opening - r;
        let center = self.center.vector() * turn.cos() + axis.cross(self.center) * turn.sin();
        Circle::new(UnitVector3d::towards(center), opening + MAX_ASIN_ERROR_RAD)
    }

    /// The circle of all other points, with its edge.
    pub fn complemented(self) -> Circle {
        if self.is_empty() {
            Circle { squared_chord_length: 4.0, opening_angle_rad: PI, ..self }
        } else if self.is_full() {
            Circle { squared_chord_length: -1.0, opening_angle_rad: -1.0, ..self }
        } else {
            Circle::from_parts(-self.center, 4.0 - self.squared_chord_length, PI - self.opening_angle_rad)
        }
    }

    /// The area in steradians.
    pub fn area_sr(&self) -> f64 {
        if self.is_empty() { 0.0 } else { PI * self.squared_chord_length.min(4.0) }
    }

    /// A box of longitudes and latitudes around it.
    pub fn bounding_box(&self) -> LonLatBox {
        let center = LonLat::from(self.center);
        let height = self.opening_angle_rad + 2.0 * MAX_ASIN_ERROR_RAD;
        let width = half_width_rad(height, center.lat_rad()) + MAX_ASIN_ERROR_RAD;
        LonLatBox::new(
            NormalizedAngleInterval::of_point(center.lon_rad()).dilated_by(width),
            Interval1d::new(center.lat_rad(), center.lat_rad()).dilated_by(height),
        )
    }
}

impl PartialEq for Circle {
    fn eq(&self, c: &Circle) -> bool {
        (self.is_empty() && c.is_empty())
            || (self.is_full() && c.is_full())
            || (self.center == c.center
                && self.squared_chord_length == c.squared_chord_length
                && self.opening_angle_rad == c.opening_angle_rad)
    }
}

/// `4 sin^2(a/2)` for an angle in radians; -1 below 0, 4 from pi on.
pub fn squared_chord_length_for(angle_rad: f64) -> f64 {
    if angle_rad < 0.0 {
        return -1.0;
    }
    if angle_rad >= PI {
        return 4.0;
    }
    let s = (0.5 * angle_rad).sin();
    4.0 * s * s
}

/// The inverse of [`squared_chord_length_for`], in radians; -1 below 0, pi from 4 on.
pub fn opening_angle_for_rad(squared_chord_length: f64) -> f64 {
    if squared_chord_length < 0.0 {
        return -1.0;
    }
    if squared_chord_length >= 4.0 {
        return PI;
    }
    2.0 * (0.5 * squared_chord_length.sqrt()).asin()
}

/// Half the width in longitude of the box around a circle of radius `r` at a latitude, all in radians: `asin(sin r / cos lat)`, and pi if the
/// circle reaches a pole.
pub(crate) fn half_width_rad(r: f64, lat: f64) -> f64 {
    if r <= 0.0 {
        return 0.0;
    }
    if lat.abs() + r >= FRAC_PI_2 {
        return PI;
    }
    let s = (r.sin() / lat.cos()).abs();
    if s >= 1.0 { FRAC_PI_2 } else { s.asin() }
}
