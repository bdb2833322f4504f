//! Boxes of longitudes and latitudes, `lsst.sphgeom.Box`.

use std::f64::consts::{FRAC_PI_2, PI};

use crate::circle::{Circle, half_width_rad};
use crate::constants::{MAX_ASIN_ERROR_RAD, MAX_SQUARED_CHORD_LENGTH_ERROR};
use crate::error::Result;
use crate::interval::{Interval1d, NormalizedAngleInterval};
use crate::lonlat::LonLat;
use crate::relationship::Relationship;
use crate::vector::UnitVector3d;

mod relate;

/// All latitudes, in radians.
const ALL_LATITUDES: Interval1d = Interval1d::new(-FRAC_PI_2, FRAC_PI_2);

/// The points whose longitude and latitude are in two intervals, with the edges. Latitudes never go beyond a pole; both intervals are empty
/// or neither.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LonLatBox {
    lon: NormalizedAngleInterval,
    lat: Interval1d,
}

impl LonLatBox {
    /// No point at all.
    pub const EMPTY: LonLatBox = LonLatBox { lon: NormalizedAngleInterval::EMPTY, lat: Interval1d::EMPTY };
    /// The whole sphere.
    pub const FULL: LonLatBox = LonLatBox { lon: NormalizedAngleInterval::FULL, lat: ALL_LATITUDES };

    /// The box of these longitudes and latitudes, in radians.
    pub fn new(lon: NormalizedAngleInterval, lat: Interval1d) -> Self {
        let lat = lat.clipped_to(ALL_LATITUDES);
        LonLatBox {
            lon: if lat.is_empty() { NormalizedAngleInterval::EMPTY } else { lon },
            lat: if !lat.is_empty() && lon.is_empty() { Interval1d::EMPTY } else { lat },
        }
    }

    /// The box from longitude `lon_a` eastwards to `lon_b` and from latitude `lat_a` up to `lat_b`, in radians.
    pub fn from_radians(lon_a: f64, lat_a: f64, lon_b: f64, lat_b: f64) -> Result<Self> {
        Ok(LonLatBox::new(NormalizedAngleInterval::from_radians(lon_a, lon_b)?, Interval1d::new(lat_a, lat_b)))
    }

    /// The box from one corner, eastwards and upwards, to another.
    pub fn between(a: LonLat, b: LonLat) -> Self {
        let lon = NormalizedAngleInterval::from_normalized(a.lon_rad(), b.lon_rad());
        LonLatBox::new(lon, Interval1d::new(a.lat_rad(), b.lat_rad()))
    }

    /// The box of one point.
    pub fn of_point(p: LonLat) -> Self {
        LonLatBox::between(p, p)
    }

    /// The longitudes, in radians.
    pub fn lon(&self) -> NormalizedAngleInterval {
        self.lon
    }

    /// The latitudes, in radians.
    pub fn lat(&self) -> Interval1d {
        self.lat
    }

    /// Whether no point is in it.
    pub fn is_empty(&self) -> bool {
        self.lat.is_empty()
    }

    /// Whether every point is in it.
    pub fn is_full(&self) -> bool {
        self.lon.is_full() && self.lat == ALL_LATITUDES
    }

    /// The middle of both intervals. NaN if empty.
    pub fn center(&self) -> LonLat {
        LonLat::from_radians(self.lon.center(), self.lat.center()).unwrap_or_else(|_| LonLat::from(UnitVector3d::Z))
    }

    /// Whether the point is in it.
    pub fn contains(&self, p: LonLat) -> bool {
        self.lat.contains(p.lat_rad()) && self.lon.contains(p.lon_rad())
    }

    /// Whether the two have no point in common.
    pub fn is_disjoint_from(&self, x: &LonLatBox) -> bool {
        self.lat.is_disjoint_from(x.lat) || self.lon.is_disjoint_from(x.lon)
    }

    /// How the two are related: as both their longitudes and their latitudes are.
    pub fn relate(&self, b: &LonLatBox) -> Relationship {
        let (lon, lat) = (self.lon.relate(b.lon), self.lat.relate(b.lat));
        (lon & lat & (Relationship::CONTAINS | Relationship::WITHIN)) | ((lon | lat) & Relationship::DISJOINT)
    }

    /// How the box and the circle are related.
    pub fn relate_circle(&self, c: &Circle) -> Relationship {
        relate::relate(self, c)
    }

    /// The smallest box around the points of both.
    pub fn clipped_to(self, x: LonLatBox) -> LonLatBox {
        LonLatBox::new(self.lon.clipped_to(x.lon), self.lat.clipped_to(x.lat))
    }

    /// The smallest box around both.
    pub fn expanded_to(self, x: LonLatBox) -> LonLatBox {
        LonLatBox { lon: self.lon.expanded_to(x.lon), lat: self.lat.expanded_to(x.lat) }
    }

    /// The box of all circles of radius `r` radians around its points; unchanged if `r` is not positive.
    pub fn dilated_by(self, r: f64) -> LonLatBox {
        if self.is_empty() || self.is_full() || r <= 0.0 || r.is_nan() {
            return self;
        }
        let widest = self.lat.a().abs().max(self.lat.b().abs());
        let a = if self.lat.a() > -FRAC_PI_2 { self.lat.a() - r } else { self.lat.a() };
        let b = if self.lat.b() < FRAC_PI_2 { self.lat.b() + r } else { self.lat.b() };
        LonLatBox::new(self.lon.dilated_by(half_width_rad(r, widest)), Interval1d::new(a, b))
    }

    /// The area in steradians.
    pub fn area_sr(&self) -> f64 {
        if self.is_empty() {
            return 0.0;
        }
        (self.lon.size() * (self.lat.b().sin() - self.lat.a().sin())).abs()
    }

    /// A small circle around it.
    pub fn bounding_circle(&self) -> Circle {
        if self.is_empty() {
            Circle::EMPTY
        } else if self.is_full() {
            Circle::FULL
        } else if self.lon.size() <= PI {
            self.narrow_bounding_circle()
        } else {
            self.wide_bounding_circle()
        }
    }

    /// The corners: lower and upper at the western edge, then lower and upper at the eastern one.
    fn corners(&self) -> [UnitVector3d; 4] {
        let corner = UnitVector3d::from_lon_lat_rad;
        [
            corner(self.lon.a(), self.lat.a()),
            corner(self.lon.a(), self.lat.b()),
            corner(self.lon.b(), self.lat.a()),
            corner(self.lon.b(), self.lat.b()),
        ]
    }

    /// The circle around a box of at most half the longitudes. Its centre is on the middle meridian. The points there that are nearest to the
    /// lower and the upper corners have `tan p1 = tan d1 / cos(w/2)` and the like; the one that is equally far from all four corners has
    /// `tan p3 = cos(w/2) tan((d1 + d2)/2)` and is best if it lies between them.
    fn narrow_bounding_circle(&self) -> Circle {
        let corners = self.corners();
        let c = (0.5 * self.lon.size()).cos();
        let phi1 = (self.lat.a().tan() / c).atan();
        let phi2 = (self.lat.b().tan() / c).atan();
        let phi3 = (c * self.lat.center().tan()).atan();
        let on_meridian = |lat| UnitVector3d::from_lon_lat_rad(self.lon.center(), lat);
        let center = if phi1 <= phi3 && phi3 <= phi2 {
            on_meridian(phi3)
        } else {
            let (p1, p2) = (on_meridian(phi1), on_meridian(phi2));
            if p1.dot(corners[0]) > p2.dot(corners[1]) { p2 } else { p1 }
        };
        let furthest = corners.iter().map(|v| center.squared_chord_length(*v)).fold(0.0, f64::max);
        Circle::from_squared_chord_length(center, furthest + 2.0 * MAX_SQUARED_CHORD_LENGTH_ERROR)
    }

    /// The circle around a box of more than half the longitudes: about the nearer pole, or about the equator if that is smaller.
    fn wide_bounding_circle(&self) -> Circle {
        let (mut center, mut r) = if self.lat.a().abs() <= self.lat.b().abs() {
            (UnitVector3d::Z, FRAC_PI_2 - self.lat.a())
        } else {
            (-UnitVector3d::Z, self.lat.b() + FRAC_PI_2)
        };
        let half = 0.5 * self.lon.size();
        if !self.lon.is_full() && half < r {
            r = half;
            center = UnitVector3d::from_lon_lat_rad(self.lon.center(), 0.0);
        }
        Circle::new(center, r + 4.0 * MAX_ASIN_ERROR_RAD)
    }
}
