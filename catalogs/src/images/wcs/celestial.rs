//! Zenithal projections and the rotation from native to celestial coordinates (Calabretta & Greisen 2002, sections 2.4 and 5.1).

/// A zenithal projection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Projection {
    /// `TAN`, gnomonic.
    Tan,
    /// `SIN`, orthographic.
    Sin,
    /// `STG`, stereographic.
    Stg,
    /// `ARC`, equidistant.
    Arc,
    /// `ZEA`, equal area.
    Zea,
}

impl Projection {
    pub(super) const ALL: [Projection; 5] = [Projection::Tan, Projection::Sin, Projection::Stg, Projection::Arc, Projection::Zea];

    pub(super) fn code(self) -> &'static str {
        match self {
            Projection::Tan => "TAN",
            Projection::Sin => "SIN",
            Projection::Stg => "STG",
            Projection::Arc => "ARC",
            Projection::Zea => "ZEA",
        }
    }

    /// Sine and cosine of the distance from the pole of what is projected to `radius`, in radians; none beyond the sphere.
    fn distance(self, radius: f64) -> Option<(f64, f64)> {
        match self {
            Projection::Tan => {
                let norm = radius.hypot(1.0);
                Some((radius / norm, 1.0 / norm))
            }
            Projection::Sin => (radius <= 1.0).then(|| (radius, (1.0 - radius * radius).sqrt())),
            Projection::Stg => Some((2.0 * (radius / 2.0).atan()).sin_cos()),
            Projection::Arc => (radius <= std::f64::consts::PI).then(|| radius.sin_cos()),
            Projection::Zea => (radius <= 2.0).then(|| (2.0 * (radius / 2.0).asin()).sin_cos()),
        }
    }

    /// The radius to which a point is projected whose distance from the pole has this sine and cosine; none if it is not projected.
    fn radius(self, sine: f64, cosine: f64) -> Option<f64> {
        match self {
            Projection::Tan => (cosine > 0.0).then(|| sine / cosine),
            Projection::Sin => (cosine >= 0.0).then_some(sine),
            Projection::Stg => (cosine > -1.0).then(|| 2.0 * sine / (1.0 + cosine)),
            Projection::Arc => Some(sine.atan2(cosine)),
            Projection::Zea => Some(2.0 * (sine.atan2(cosine) / 2.0).sin()),
        }
    }
}

/// A projection around a point of the sky.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Celestial {
    pub(super) projection: Projection,
    /// Longitude and latitude of the native pole, in degrees.
    pub(super) pole: [f64; 2],
    /// Native longitude of the celestial pole, in degrees.
    pub(super) longitude_of_pole: f64,
}

impl Celestial {
    /// From the plane of projection to longitude and latitude, all in degrees.
    pub(super) fn to_sky(&self, [x, y]: [f64; 2]) -> Option<[f64; 2]> {
        let (x, y) = (x.to_radians(), y.to_radians());
        let radius = x.hypot(y);
        let (cos_theta, sin_theta) = self.projection.distance(radius)?;
        let phi = if radius == 0.0 { 0.0 } else { x.atan2(-y) };
        let (sin_phi, cos_phi) = (phi - self.longitude_of_pole.to_radians()).sin_cos();
        let (sin_pole, cos_pole) = self.pole[1].to_radians().sin_cos();
        let along = sin_theta * cos_pole - cos_theta * sin_pole * cos_phi;
        let across = -cos_theta * sin_phi;
        let up = sin_theta * sin_pole + cos_theta * cos_pole * cos_phi;
        let longitude = if along == 0.0 && across == 0.0 { 0.0 } else { across.atan2(along) };
        Some([self.pole[0] + longitude.to_degrees(), up.atan2(along.hypot(across)).to_degrees()])
    }

    /// The reverse.
    pub(super) fn of_sky(&self, [longitude, latitude]: [f64; 2]) -> Option<[f64; 2]> {
        let (sin_longitude, cos_longitude) = (longitude - self.pole[0]).to_radians().sin_cos();
        let (sin_latitude, cos_latitude) = latitude.to_radians().sin_cos();
        let (sin_pole, cos_pole) = self.pole[1].to_radians().sin_cos();
        let along = sin_latitude * cos_pole - cos_latitude * sin_pole * cos_longitude;
        let across = -cos_latitude * sin_longitude;
        let up = sin_latitude * sin_pole + cos_latitude * cos_pole * cos_longitude;
        let radius = self.projection.radius(along.hypot(across), up)?;
        let phi = self.longitude_of_pole.to_radians() + if along == 0.0 && across == 0.0 { 0.0 } else { across.atan2(along) };
        Some([(radius * phi.sin()).to_degrees(), (-radius * phi.cos()).to_degrees()])
    }
}
