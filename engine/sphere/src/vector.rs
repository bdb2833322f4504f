//! Vectors in three dimensions and unit vectors, the points of the sphere. ICRS wherever a frame matters: x towards (0, 0), y towards
//! (90 deg, 0), z towards the north pole.

use std::ops::{Add, Mul, Neg, Sub};

use crate::error::{Error, Result};
use crate::lonlat::LonLat;

/// A vector of any length.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Vector3d {
    /// Component towards longitude 0, latitude 0.
    pub x: f64,
    /// Component towards longitude 90 deg, latitude 0.
    pub y: f64,
    /// Component towards the north pole.
    pub z: f64,
}

impl Vector3d {
    /// A vector of these components.
    pub const fn new(x: f64, y: f64, z: f64) -> Self {
        Vector3d { x, y, z }
    }

    /// The inner product.
    #[inline]
    pub fn dot(self, v: Vector3d) -> f64 {
        self.x * v.x + self.y * v.y + self.z * v.z
    }

    /// The vector product.
    #[inline]
    pub fn cross(self, v: Vector3d) -> Vector3d {
        Vector3d::new(self.y * v.z - self.z * v.y, self.z * v.x - self.x * v.z, self.x * v.y - self.y * v.x)
    }

    /// The inner product with itself.
    #[inline]
    pub fn squared_norm(self) -> f64 {
        self.dot(self)
    }

    /// The length.
    #[inline]
    pub fn norm(self) -> f64 {
        self.squared_norm().sqrt()
    }

    /// Whether all components are zero.
    pub fn is_zero(self) -> bool {
        self == Vector3d::default()
    }

    /// The unit vector of this direction and the length; `None` for the zero vector.
    ///
    /// The components are divided by the largest first, so that no square overflows; the squares of the two others are added before its 1.
    /// This order decides about the last bit of the vertices of pixels.
    #[inline]
    pub fn normalized(self) -> Option<(UnitVector3d, f64)> {
        let (x, y, z) = (self.x.abs(), self.y.abs(), self.z.abs());
        let largest = if x > y {
            if x > z { x } else { z }
        } else if y > z {
            y
        } else {
            z
        };
        if largest == 0.0 {
            return None;
        }
        let v = Vector3d::new(self.x / largest, self.y / largest, self.z / largest);
        let (a, b, c) = (v.x * v.x, v.y * v.y, v.z * v.z);
        let of_others = if x == largest {
            b + c
        } else if y == largest {
            a + c
        } else {
            a + b
        };
        let norm = (of_others + 1.0).sqrt();
        Some((UnitVector3d(Vector3d::new(v.x / norm, v.y / norm, v.z / norm)), norm * largest))
    }

    /// This vector, turned around `axis` by an angle in radians, right-handed (Rodrigues' formula).
    pub fn rotated_around(self, axis: UnitVector3d, angle_rad: f64) -> Vector3d {
        let (s, c) = (angle_rad.sin(), angle_rad.cos());
        let k = axis.vector();
        self * c + k.cross(self) * s + k * (k.dot(self) * (1.0 - c))
    }
}

impl Add for Vector3d {
    type Output = Vector3d;
    #[inline]
    fn add(self, v: Vector3d) -> Vector3d {
        Vector3d::new(self.x + v.x, self.y + v.y, self.z + v.z)
    }
}

impl Sub for Vector3d {
    type Output = Vector3d;
    #[inline]
    fn sub(self, v: Vector3d) -> Vector3d {
        Vector3d::new(self.x - v.x, self.y - v.y, self.z - v.z)
    }
}

impl Mul<f64> for Vector3d {
    type Output = Vector3d;
    #[inline]
    fn mul(self, s: f64) -> Vector3d {
        Vector3d::new(self.x * s, self.y * s, self.z * s)
    }
}

impl Neg for Vector3d {
    type Output = Vector3d;
    #[inline]
    fn neg(self) -> Vector3d {
        Vector3d::new(-self.x, -self.y, -self.z)
    }
}

/// A point of the unit sphere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnitVector3d(Vector3d);

impl UnitVector3d {
    /// Towards longitude 0, latitude 0.
    pub const X: UnitVector3d = UnitVector3d(Vector3d::new(1.0, 0.0, 0.0));
    /// Towards longitude 90 deg, latitude 0.
    pub const Y: UnitVector3d = UnitVector3d(Vector3d::new(0.0, 1.0, 0.0));
    /// The north pole.
    pub const Z: UnitVector3d = UnitVector3d(Vector3d::new(0.0, 0.0, 1.0));

    /// The point in the direction of these components. The zero vector has none.
    pub fn new(x: f64, y: f64, z: f64) -> Result<Self> {
        match Vector3d::new(x, y, z).normalized() {
            Some((unit, _)) => Ok(unit),
            None => Err(Error::invalid("unit vector", "all components are zero")),
        }
    }

    /// The point of these components, which are trusted to be those of a unit vector.
    pub const fn from_normalized(x: f64, y: f64, z: f64) -> Self {
        UnitVector3d(Vector3d::new(x, y, z))
    }

    /// The direction of `v`, or the x axis if it has none.
    #[inline]
    pub(crate) fn towards(v: Vector3d) -> Self {
        v.normalized().map_or(UnitVector3d::X, |(unit, _)| unit)
    }

    /// The point at these spherical coordinates, in radians.
    pub fn from_lon_lat_rad(lon_rad: f64, lat_rad: f64) -> Self {
        let (sin_lon, cos_lon) = (lon_rad.sin(), lon_rad.cos());
        let (sin_lat, cos_lat) = (lat_rad.sin(), lat_rad.cos());
        UnitVector3d::from_normalized(cos_lon * cos_lat, sin_lon * cos_lat, sin_lat)
    }

    /// The normal of the meridian at this longitude, pointing east.
    pub(crate) fn east_of_meridian(lon_rad: f64) -> Self {
        UnitVector3d::from_normalized(-lon_rad.sin(), lon_rad.cos(), 0.0)
    }

    /// Some unit vector at right angles to `v`.
    pub(crate) fn orthogonal_to(v: Vector3d) -> Self {
        if v.x.abs() > v.y.abs() {
            UnitVector3d::towards(Vector3d::new(-v.z, 0.0, v.x))
        } else {
            UnitVector3d::towards(Vector3d::new(0.0, v.z, -v.y))
        }
    }

    /// The unit vector at right angles to both, in the direction of their vector product; any one where they are parallel.
    pub(crate) fn orthogonal_to_both(v: Vector3d, w: Vector3d) -> Self {
        let n = (w + v).cross(w - v);
        if n.is_zero() {
            return UnitVector3d::orthogonal_to(v);
        }
        UnitVector3d::towards(n)
    }

    /// The tangent at `v` that points north; at the poles, along the meridian of longitude 0.
    pub(crate) fn north_from(v: Vector3d) -> Self {
        let n = Vector3d::new(-v.x * v.z, -v.y * v.z, v.x * v.x + v.y * v.y);
        if n.is_zero() {
            return UnitVector3d::from_normalized(-1f64.copysign(v.z), 0.0, 0.0);
        }
        UnitVector3d::towards(n)
    }

    /// Component towards longitude 0, latitude 0.
    #[inline]
    pub fn x(self) -> f64 {
        self.0.x
    }

    /// Component towards longitude 90 deg, latitude 0.
    #[inline]
    pub fn y(self) -> f64 {
        self.0.y
    }

    /// Component towards the north pole.
    #[inline]
    pub fn z(self) -> f64 {
        self.0.z
    }

    /// The components as a plain vector.
    #[inline]
    pub fn vector(self) -> Vector3d {
        self.0
    }

    /// The inner product.
    #[inline]
    pub fn dot(self, v: UnitVector3d) -> f64 {
        self.0.dot(v.0)
    }

    /// The vector product.
    #[inline]
    pub fn cross(self, v: UnitVector3d) -> Vector3d {
        self.0.cross(v.0)
    }

    /// Twice the vector product, computed as `(v + self) x (v - self)`: nearly at right angles to both even where they are nearly parallel.
    #[inline]
    pub fn robust_cross(self, v: UnitVector3d) -> Vector3d {
        (v.0 + self.0).cross(v.0 - self.0)
    }

    /// The squared length of the chord between two points, in `[0, 4]`.
    #[inline]
    pub fn squared_chord_length(self, v: UnitVector3d) -> f64 {
        (self.0 - v.0).squared_norm()
    }

    /// The angle between two points in radians, in `[0, pi]`, computed as `atan2(|a x b|, a.b)`.
    pub fn angle_to_rad(self, v: UnitVector3d) -> f64 {
        let s = self.cross(v).norm();
        let c = self.dot(v);
        // atan2(0, -0) is pi.
        if s == 0.0 && c == 0.0 { 0.0 } else { s.atan2(c) }
    }

    /// This point, turned around `axis` by an angle in radians, right-handed.
    pub fn rotated_around(self, axis: UnitVector3d, angle_rad: f64) -> UnitVector3d {
        UnitVector3d::towards(self.0.rotated_around(axis, angle_rad))
    }
}

impl Neg for UnitVector3d {
    type Output = UnitVector3d;
    #[inline]
    fn neg(self) -> UnitVector3d {
        UnitVector3d(-self.0)
    }
}

impl From<LonLat> for UnitVector3d {
    fn from(p: LonLat) -> Self {
        UnitVector3d::from_lon_lat_rad(p.lon_rad(), p.lat_rad())
    }
}
