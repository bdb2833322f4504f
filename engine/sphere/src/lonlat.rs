//! Longitudes, latitudes and angles, all in radians.

use std::f64::consts::{FRAC_PI_2, PI};

use crate::constants::RAD_PER_DEG;
use crate::error::{Error, Result};
use crate::vector::{UnitVector3d, Vector3d};

/// The angle reduced to `[0, 2 pi]`. 2 pi itself stays, as the end of the full circle; NaN stays NaN.
pub fn normalize_angle_rad(angle_rad: f64) -> f64 {
    const TURN: f64 = 2.0 * PI;
    if angle_rad < 0.0 {
        angle_rad % TURN + TURN
    } else if angle_rad > TURN {
        angle_rad % TURN
    } else {
        angle_rad
    }
}

/// The positive turn from `a` to `b`, two normalized angles in radians, in `[0, 2 pi]`.
pub(crate) fn turn_rad(a: f64, b: f64) -> f64 {
    let d = b - a;
    if d < 0.0 { 2.0 * PI + d } else { d }
}

/// Spherical coordinates of a point, ICRS; both NaN or neither.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LonLat {
    lon_rad: f64,
    lat_rad: f64,
}

impl LonLat {
    /// The point at these coordinates in radians. The longitude is normalized; a latitude beyond a pole is refused.
    pub fn from_radians(lon_rad: f64, lat_rad: f64) -> Result<Self> {
        if lat_rad.abs() > FRAC_PI_2 {
            return Err(Error::invalid("latitude", format!("{} degrees is beyond a pole", lat_rad.to_degrees())));
        }
        let lon_rad = normalize_angle_rad(lon_rad);
        if lon_rad.is_nan() || lat_rad.is_nan() {
            return Ok(LonLat { lon_rad: f64::NAN, lat_rad: f64::NAN });
        }
        Ok(LonLat { lon_rad, lat_rad })
    }

    /// The point at these coordinates in degrees.
    pub fn from_degrees(lon_deg: f64, lat_deg: f64) -> Result<Self> {
        LonLat::from_radians(lon_deg * RAD_PER_DEG, lat_deg * RAD_PER_DEG)
    }

    /// Longitude in radians, in `[0, 2 pi]`.
    pub fn lon_rad(self) -> f64 {
        self.lon_rad
    }

    /// Latitude in radians, in `[-pi/2, pi/2]`.
    pub fn lat_rad(self) -> f64 {
        self.lat_rad
    }

    /// Latitude of the direction of a vector, in radians; 0 for the zero vector.
    pub fn latitude_of_rad(v: Vector3d) -> f64 {
        if v.z == 0.0 {
            return 0.0;
        }
        let lat = v.z.atan2((v.x * v.x + v.y * v.y).sqrt());
        lat.clamp(-FRAC_PI_2, FRAC_PI_2)
    }

    /// Longitude of the direction of a vector, in radians; 0 at the poles.
    pub fn longitude_of_rad(v: Vector3d) -> f64 {
        if v.x * v.x + v.y * v.y == 0.0 {
            return 0.0;
        }
        let lon = v.y.atan2(v.x);
        if lon < 0.0 { lon + 2.0 * PI } else { lon }
    }
}

impl From<UnitVector3d> for LonLat {
    fn from(v: UnitVector3d) -> Self {
        let (lon_rad, lat_rad) = (LonLat::longitude_of_rad(v.vector()), LonLat::latitude_of_rad(v.vector()));
        if lon_rad.is_nan() || lat_rad.is_nan() {
            return LonLat { lon_rad: f64::NAN, lat_rad: f64::NAN };
        }
        LonLat { lon_rad, lat_rad }
    }
}
