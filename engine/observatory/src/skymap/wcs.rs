//! Projections of tracts: TAN, STG and CEA of the FITS standard, about a reference point, with a scale and a rotation.

use butler_sphere::UnitVector3d;

/// A projection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Projection {
    /// Gnomonic.
    Tan,
    /// Stereographic.
    Stg,
    /// Cylindrical of equal area, about a point of the equator.
    Cea,
}

impl Projection {
    const ALL: [(&'static str, Projection); 3] = [("TAN", Projection::Tan), ("STG", Projection::Stg), ("CEA", Projection::Cea)];

    /// The projection of a code.
    pub fn parse(code: &str) -> Option<Projection> {
        Projection::ALL.iter().find(|(name, _)| *name == code).map(|(_, projection)| *projection)
    }

    /// Its code.
    pub fn name(self) -> &'static str {
        Projection::ALL.iter().find(|(_, projection)| *projection == self).map_or("", |(name, _)| name)
    }

    pub(super) fn code(self) -> &'static [u8] {
        self.name().as_bytes()
    }
}

/// A direction with its east and north.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub centre: [f64; 3],
    pub east: [f64; 3],
    pub north: [f64; 3],
}

impl Frame {
    pub(super) fn new([ra, dec]: [f64; 2]) -> Frame {
        let ((sa, ca), (sd, cd)) = (ra.to_radians().sin_cos(), dec.to_radians().sin_cos());
        Frame { centre: [cd * ca, cd * sa, sd], east: [-sa, ca, 0.0], north: [-sd * ca, -sd * sa, cd] }
    }

    /// A direction at a distance and bearing (from east through north), in degrees.
    pub(super) fn offset(&self, distance: f64, bearing: f64) -> [f64; 3] {
        let ((sd, cd), (sb, cb)) = (distance.to_radians().sin_cos(), bearing.to_radians().sin_cos());
        [0, 1, 2].map(|i| cd * self.centre[i] + sd * (cb * self.east[i] + sb * self.north[i]))
    }

    /// 24 directions at a distance, in degrees.
    pub(super) fn around(&self, distance: f64) -> Vec<[f64; 3]> {
        (0..24).map(|step| self.offset(distance, f64::from(step) * 15.0)).collect()
    }
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Pixels (the first one's centre is 0) to the sky.
#[derive(Debug, Clone, PartialEq)]
pub struct Wcs {
    projection: Projection,
    frame: Frame,
    /// Right ascension and declination of the reference point, in degrees.
    pub crval: [f64; 2],
    /// Pixel of the reference point.
    pub crpix: [f64; 2],
    /// In degrees per pixel.
    pub cd: [[f64; 2]; 2],
}

impl Wcs {
    pub(super) fn new(projection: Projection, crval: [f64; 2], scale: f64, rotation: f64) -> Wcs {
        let (sin, cos) = rotation.to_radians().sin_cos();
        let cd = [[-cos * scale, sin * scale], [sin * scale, cos * scale]];
        let mut frame = Frame::new(crval);
        // `LONPOLE` is 0, not 180, where the reference point is the celestial pole (FITS 4.0, section 8.3).
        if projection != Projection::Cea && crval[1] >= 90.0 {
            frame.east = frame.east.map(|x| -x);
            frame.north = frame.north.map(|x| -x);
        }
        Wcs { projection, frame, crval, crpix: [0.0, 0.0], cd }
    }

    pub(super) fn shifted(mut self, by: [f64; 2]) -> Wcs {
        self.crpix = [self.crpix[0] + by[0], self.crpix[1] + by[1]];
        self
    }

    /// The pixel of a direction.
    pub fn to_pixel(&self, direction: [f64; 3]) -> [f64; 2] {
        let (c, e, n) = (dot(direction, self.frame.centre), dot(direction, self.frame.east), dot(direction, self.frame.north));
        let [x, y] = match self.projection {
            Projection::Tan => [e / c, n / c],
            Projection::Stg => [2.0 * e / (1.0 + c), 2.0 * n / (1.0 + c)],
            // The frame's centre is on the equator: its north is the pole.
            Projection::Cea => [e.atan2(c), n],
        }
        .map(f64::to_degrees);
        let [[a, b], [p, q]] = self.cd;
        let det = a * q - b * p;
        [(q * x - b * y) / det + self.crpix[0], (a * y - p * x) / det + self.crpix[1]]
    }

    /// The direction of a pixel.
    pub fn to_sky(&self, pixel: [f64; 2]) -> butler_sphere::Result<UnitVector3d> {
        let (dx, dy) = (pixel[0] - self.crpix[0], pixel[1] - self.crpix[1]);
        let [[a, b], [p, q]] = self.cd;
        let (x, y) = ((a * dx + b * dy).to_radians(), (p * dx + q * dy).to_radians());
        let (c, e, n) = match self.projection {
            Projection::Tan => (1.0, x, y),
            Projection::Stg => {
                let square = x * x + y * y;
                (4.0 - square, 4.0 * x, 4.0 * y)
            }
            Projection::Cea => {
                let cos = (1.0 - y * y).max(0.0).sqrt();
                (cos * x.cos(), cos * x.sin(), y)
            }
        };
        let at = |i: usize| c * self.frame.centre[i] + e * self.frame.east[i] + n * self.frame.north[i];
        UnitVector3d::new(at(0), at(1), at(2))
    }
}
