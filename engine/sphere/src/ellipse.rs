//! Ellipses: all points whose angles to two foci add up to at most `2 alpha`.
//!
//! In the basis of the difference, the vector product and the sum of the foci the edge is `x^2 cot^2(alpha) + y^2 cot^2(beta) = z^2`, with
//! `cos(beta) = cos(alpha) / cos(gamma)` and gamma half the angle between the foci. The angles are kept as `a = alpha - pi/2` and
//! `b = beta - pi/2`, as `lsst.sphgeom` writes them: the complement is a change of signs then, and `|cot(alpha)| = |tan(a)|`.

use std::f64::consts::{FRAC_PI_2, PI};

use crate::circle::Circle;
use crate::constants::MAX_ASIN_ERROR_RAD;
use crate::error::{Error, Result};
use crate::lonlat_box::LonLatBox;
use crate::polygon::ConvexPolygon;
use crate::relationship::Relationship;
use crate::vector::{UnitVector3d, Vector3d};

/// An ellipse with its edge. Relations are known by its bounding circle only.
#[derive(Debug, Clone, Copy)]
pub struct Ellipse {
    /// Rows: unit vectors of the first axis, the second axis and the centre.
    pub(crate) basis: [Vector3d; 3],
    pub(crate) a_rad: f64,
    pub(crate) b_rad: f64,
    pub(crate) gamma_rad: f64,
    pub(crate) tan_a: f64,
    pub(crate) tan_b: f64,
}

impl Ellipse {
    /// No point at all.
    pub const EMPTY: Ellipse = Ellipse {
        basis: [Vector3d::new(1.0, 0.0, 0.0), Vector3d::new(0.0, 1.0, 0.0), Vector3d::new(0.0, 0.0, 1.0)],
        a_rad: -2.0,
        b_rad: -2.0,
        gamma_rad: 0.0,
        tan_a: f64::INFINITY,
        tan_b: f64::INFINITY,
    };

    /// The ellipse of these foci and this semi-axis in radians.
    pub fn from_foci(f1: UnitVector3d, f2: UnitVector3d, alpha_rad: f64) -> Result<Self> {
        if alpha_rad.is_nan() {
            return Err(Error::invalid("ellipse", "its semi-axis is not a number"));
        }
        let gamma_rad = if f1 == f2 {
            0.0
        } else if f1 == -f2 {
            FRAC_PI_2
        } else {
            0.5 * f1.angle_to_rad(f2)
        };
        let a_rad = alpha_rad - FRAC_PI_2;
        let shape = Ellipse { a_rad, gamma_rad, ..Ellipse::EMPTY };
        if shape.is_empty() {
            return Ok(Ellipse::EMPTY);
        }
        if shape.is_full() {
            return Ok(Ellipse::EMPTY.complemented());
        }
        if gamma_rad == 0.0 {
            return Ok(Ellipse::round(f1, a_rad));
        }
        let difference = f1.vector() - f2.vector();
        let sum = f1.vector() + f2.vector();
        let basis = [difference, difference.cross(sum), sum].map(|v| UnitVector3d::towards(v).vector());
        let r = (alpha_rad.cos() / gamma_rad.cos()).clamp(-1.0, 1.0);
        let mut b_rad = r.acos() - FRAC_PI_2;
        // Rounding must not turn the semi-major axis into the smaller one.
        if (a_rad <= 0.0 && b_rad > a_rad) || (a_rad > 0.0 && b_rad < a_rad) {
            b_rad = a_rad;
        }
        Ok(Ellipse { basis, a_rad, b_rad, gamma_rad, tan_a: a_rad.tan().abs(), tan_b: b_rad.tan().abs() })
    }

    /// The ellipse of this centre, these semi-axes and the position angle of the first, east of north, all in radians. Both semi-axes are
    /// below, at, or above pi/2.
    pub fn from_axes(center: UnitVector3d, alpha_rad: f64, beta_rad: f64, orientation_rad: f64) -> Result<Self> {
        if !orientation_rad.is_finite() {
            return Err(Error::invalid("ellipse", "its position angle is not finite"));
        }
        let (mut alpha, mut beta, mut orientation) = (alpha_rad, beta_rad, orientation_rad);
        let is_mixed = (alpha < FRAC_PI_2) != (beta < FRAC_PI_2) || (alpha > FRAC_PI_2) != (beta > FRAC_PI_2);
        if alpha.is_nan() || beta.is_nan() || is_mixed {
            return Err(Error::invalid("ellipse", "its semi-axes are not both below, at, or above a right angle"));
        }
        if alpha < 0.0 || beta < 0.0 {
            return Ok(Ellipse::EMPTY);
        }
        if alpha > PI || beta > PI || (alpha == PI && beta == PI) {
            return Ok(Ellipse::EMPTY.complemented());
        }
        if alpha == beta {
            return Ok(Ellipse::round(center, alpha - FRAC_PI_2));
        }
        if (alpha < FRAC_PI_2 && alpha < beta) || (alpha > FRAC_PI_2 && alpha > beta) {
            std::mem::swap(&mut alpha, &mut beta);
            orientation += FRAC_PI_2;
        }
        let first = UnitVector3d::north_from(center.vector()).rotated_around(center, -orientation);
        let second = UnitVector3d::towards(first.cross(center));
        let (a_rad, b_rad) = (alpha - FRAC_PI_2, beta - FRAC_PI_2);
        let gamma_rad = (alpha.cos() / beta.cos()).clamp(-1.0, 1.0).acos();
        let basis = [first.vector(), second.vector(), center.vector()];
        Ok(Ellipse { basis, a_rad, b_rad, gamma_rad, tan_a: a_rad.tan().abs(), tan_b: b_rad.tan().abs() })
    }

    /// The circle about a centre, as an ellipse.
    fn round(center: UnitVector3d, a_rad: f64) -> Self {
        let first = UnitVector3d::orthogonal_to(center.vector());
        let second = UnitVector3d::towards(center.cross(first));
        let tan = a_rad.tan().abs();
        Ellipse { basis: [first.vector(), second.vector(), center.vector()], a_rad, b_rad: a_rad, gamma_rad: 0.0, tan_a: tan, tan_b: tan }
    }

    /// Whether no point is in it.
    pub fn is_empty(&self) -> bool {
        self.alpha_rad() < self.gamma_rad
    }

    /// Whether every point is in it.
    pub fn is_full(&self) -> bool {
        FRAC_PI_2 - self.a_rad <= self.gamma_rad
    }

    /// The centre; arbitrary if empty or full.
    pub fn center(&self) -> UnitVector3d {
        row(self.basis[2])
    }

    /// The two foci.
    pub fn foci(&self) -> (UnitVector3d, UnitVector3d) {
        let axis = row(self.basis[1]);
        (self.center().rotated_around(axis, -self.gamma_rad), self.center().rotated_around(axis, self.gamma_rad))
    }

    /// The first semi-axis in radians; negative if empty, pi or more if full.
    pub fn alpha_rad(&self) -> f64 {
        FRAC_PI_2 + self.a_rad
    }

    /// The second semi-axis in radians.
    pub fn beta_rad(&self) -> f64 {
        FRAC_PI_2 + self.b_rad
    }

    /// Half the angle between the foci in radians.
    pub fn gamma_rad(&self) -> f64 {
        self.gamma_rad
    }

    /// The ellipse of all other points, with its edge.
    pub fn complemented(self) -> Self {
        let [first, second, center] = self.basis;
        Ellipse { basis: [-first, second, -center], a_rad: -self.a_rad, b_rad: -self.b_rad, ..self }
    }

    /// Whether the point is in it. Near the centre and its opposite the difference to them is transformed, so that the smallest and the
    /// largest ellipses stay sharp.
    pub fn contains(&self, v: UnitVector3d) -> bool {
        let center = self.center();
        let along = v.dot(center);
        let (u, z0) = if along > 0.5 {
            (v.vector() - center.vector(), 1.0)
        } else if along < -0.5 {
            (v.vector() + center.vector(), -1.0)
        } else {
            (v.vector(), 0.0)
        };
        let x = self.basis[0].dot(u) * self.tan_a;
        let y = self.basis[1].dot(u) * self.tan_b;
        let z = self.basis[2].dot(u) + z0;
        let d = (x * x + y * y) - z * z;
        if self.a_rad > 0.0 { z >= 0.0 || d >= 0.0 } else { z >= 0.0 && d <= 0.0 }
    }

    /// The circle around it.
    pub fn bounding_circle(&self) -> Circle {
        Circle::new(self.center(), self.alpha_rad().max(self.beta_rad()) + 2.0 * MAX_ASIN_ERROR_RAD)
    }

    /// The area in steradians, as the sum over equal steps of azimuth. At an azimuth the edge has the
    /// height `z = sqrt(s / (1 + s))` with `s = cos^2 cot^2(alpha) + sin^2 cot^2(beta)`.
    pub fn area_sr(&self) -> f64 {
        if self.is_empty() {
            return 0.0;
        }
        if self.is_full() {
            return 4.0 * PI;
        }
        // The integrand is periodic: the sum over equal steps converges faster than any power of the step.
        const STEPS: u32 = 4096;
        let rise = |i: u32| {
            let azimuth = 2.0 * PI * f64::from(i) / f64::from(STEPS);
            let slope = (azimuth.cos() * self.tan_a).powi(2) + (azimuth.sin() * self.tan_b).powi(2);
            // 1 - z, without cancellation for small ellipses.
            let z2 = slope / (1.0 + slope);
            (1.0 / (1.0 + slope)) / (1.0 + z2.sqrt())
        };
        let smaller: f64 = (0..STEPS).map(rise).sum::<f64>() * 2.0 * PI / f64::from(STEPS);
        if self.a_rad > 0.0 { 4.0 * PI - smaller } else { smaller }
    }

    /// How it and a circle are related: disjoint, within, or unknown.
    pub fn relate_circle(&self, c: &Circle) -> Relationship {
        self.bounding_circle().relate(c) & (Relationship::DISJOINT | Relationship::WITHIN)
    }

    /// How it and a box are related: disjoint, within, or unknown.
    pub fn relate_box(&self, b: &LonLatBox) -> Relationship {
        b.relate_circle(&self.bounding_circle()).inverted() & (Relationship::DISJOINT | Relationship::WITHIN)
    }

    /// How it and a polygon are related: disjoint, within, or unknown.
    pub fn relate_polygon(&self, p: &ConvexPolygon) -> Relationship {
        p.relate_circle(&self.bounding_circle()).inverted() & (Relationship::DISJOINT | Relationship::WITHIN)
    }

    /// How two ellipses are related: disjoint or unknown.
    pub fn relate(&self, e: &Ellipse) -> Relationship {
        self.bounding_circle().relate(&e.bounding_circle()) & Relationship::DISJOINT
    }
}

impl PartialEq for Ellipse {
    fn eq(&self, e: &Ellipse) -> bool {
        self.basis == e.basis && self.a_rad == e.a_rad && self.b_rad == e.b_rad
    }
}

fn row(v: Vector3d) -> UnitVector3d {
    UnitVector3d::from_normalized(v.x, v.y, v.z)
}
