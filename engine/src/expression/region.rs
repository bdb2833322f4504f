//! Regions written in an expression. All numbers are degrees, ICRS; see [`super::Function`] for what they are.

use crate::sphere::{Circle, ConvexPolygon, Interval1d, LonLat, LonLatBox, NormalizedAngleInterval, Region, UnitVector3d};

use super::ast::Function;

/// The region of a function of numbers; an error is the reason.
pub(crate) fn of_degrees(function: Function, degrees: &[f64]) -> Result<Region, String> {
    match (function, degrees) {
        (Function::Point, &[lon, lat]) => Ok(Circle::of_point(point(lon, lat)?.into()).into()),
        // The radius is half the opening of the circle, as its name says and as in `REGION('CIRCLE ra dec radius')`.
        (Function::Circle, &[lon, lat, radius]) => Ok(Circle::new(point(lon, lat)?.into(), radius.to_radians()).into()),
        (Function::Box, &[lon, lat, width, height]) => {
            let center = point(lon, lat)?;
            let lon = NormalizedAngleInterval::of_point(center.lon_rad()).dilated_by((width / 2.0).to_radians());
            let lat = Interval1d::new(center.lat_rad(), center.lat_rad()).dilated_by((height / 2.0).to_radians());
            Ok(LonLatBox::new(lon, lat).into())
        }
        (Function::Polygon, numbers) => {
            let (corners, _) = numbers.as_chunks::<2>();
            let corners: Vec<UnitVector3d> =
                corners.iter().map(|[lon, lat]| point(*lon, *lat).map(Into::into)).collect::<Result<_, _>>()?;
            ConvexPolygon::convex_hull(&corners).map(Region::from).map_err(|error| error.to_string())
        }
        _ => Err(format!("it is called {}", function.usage())),
    }
}

fn point(lon: f64, lat: f64) -> Result<LonLat, String> {
    if !lon.is_finite() || !lat.is_finite() {
        return Err("coordinates are finite numbers".to_owned());
    }
    LonLat::from_degrees(lon, lat).map_err(|error| error.to_string())
}

/// The region of a text of IVOA's parameter POS; an error is the reason.
pub(crate) fn of_pos(text: &str) -> Result<Region, String> {
    if text.split_whitespace().skip(1).any(|word| word.parse::<f64>().is_ok_and(f64::is_nan)) {
        return Err("NaN is no coordinate".to_owned());
    }
    Region::from_ivoa_pos(text).map_err(|error| match error {
        crate::sphere::Error::Pos { reason, .. } => reason,
        other => other.to_string(),
    })
}
