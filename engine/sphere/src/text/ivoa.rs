//! The syntax of the parameter `POS` of IVOA's Simple Image Access 2.0, section 2.1.1: `CIRCLE lon lat radius`, `RANGE lon1 lon2 lat1 lat2`
//! and `POLYGON lon1 lat1 ...`, in degrees. The ends of a range may be infinite.

use super::PyFloat;
use crate::circle::Circle;
use crate::constants::{DEG_PER_RAD, RAD_PER_DEG};
use crate::error::{Error, Result};
use crate::lonlat::LonLat;
use crate::lonlat_box::LonLatBox;
use crate::polygon::ConvexPolygon;
use crate::region::Region;
use crate::vector::UnitVector3d;

impl Region {
    /// The region that a `POS` text describes.
    pub fn from_ivoa_pos(text: &str) -> Result<Region> {
        parse(text).map_err(|reason| Error::Pos { text: text.to_owned(), reason })
    }

    /// This region as a `POS` text. Ellipses, unions and intersections can't be written so.
    pub fn to_ivoa_pos(&self) -> Result<String> {
        let degrees = |rad: f64| PyFloat(rad * DEG_PER_RAD);
        match self {
            Region::Circle(c) => {
                let center = LonLat::from(c.center());
                Ok(format!("CIRCLE {} {} {}", degrees(center.lon_rad()), degrees(center.lat_rad()), degrees(c.opening_angle_rad())))
            }
            Region::Box(b) => {
                let ends = [b.lon().a(), b.lon().b(), b.lat().a(), b.lat().b()];
                Ok(format!("RANGE {}", ends.map(|end| degrees(end).to_string()).join(" ")))
            }
            Region::ConvexPolygon(p) => {
                let vertex = |v: &UnitVector3d| {
                    let p = LonLat::from(*v);
                    format!("{} {}", degrees(p.lon_rad()), degrees(p.lat_rad()))
                };
                Ok(format!("POLYGON {}", p.vertices().iter().map(vertex).collect::<Vec<_>>().join(" ")))
            }
            Region::Ellipse(_) | Region::Union(_) | Region::Intersection(_) => {
                Err(Error::Inexpressible { region: self.kind(), form: "an IVOA `POS` string" })
            }
        }
    }
}

fn parse(text: &str) -> Result<Region, String> {
    let mut words = text.split_whitespace();
    let shape = words.next().ok_or("it is empty")?;
    let number = |word: &str| word.parse::<f64>().map_err(|_| format!("`{word}` is not a number"));
    let numbers = words.map(number).collect::<Result<Vec<f64>, String>>()?;
    let point = |lon, lat| LonLat::from_degrees(lon, lat).map_err(|error| error.to_string());
    match (shape, numbers.as_slice()) {
        ("CIRCLE", [lon, lat, radius]) => Ok(Circle::new(point(*lon, *lat)?.into(), radius * RAD_PER_DEG).into()),
        ("RANGE", [lon1, lon2, lat1, lat2]) => {
            let lon = |x: f64| if x.is_infinite() { x.clamp(0.0, 360.0) } else { x };
            let lat = |x: f64| if x.is_infinite() { x.clamp(-90.0, 90.0) } else { x };
            let (a, b) = (point(lon(*lon1), lat(*lat1))?, point(lon(*lon2), lat(*lat2))?);
            Ok(LonLatBox::between(a, b).into())
        }
        ("POLYGON", numbers) if numbers.len() >= 6 && numbers.len() % 2 == 0 => {
            let (pairs, _) = numbers.as_chunks::<2>();
            let vertices = pairs.iter().map(|[lon, lat]| point(*lon, *lat).map(UnitVector3d::from)).collect::<Result<Vec<_>, _>>()?;
            ConvexPolygon::convex_hull(&vertices).map(Region::ConvexPolygon).map_err(|error| error.to_string())
        }
        ("CIRCLE", _) => Err(format!("`CIRCLE` takes 3 numbers, not {}", numbers.len())),
        ("RANGE", _) => Err(format!("`RANGE` takes 4 numbers, not {}", numbers.len())),
        ("POLYGON", _) => Err(format!("`POLYGON` takes pairs of numbers, at least 3 pairs, not {} numbers", numbers.len())),
        _ => Err(format!("`{shape}` is none of `CIRCLE`, `RANGE` and `POLYGON`")),
    }
}
