//! Regions written in an expression, and the text of IVOA's POS parameter (SIA 2.0, section 2.1.1): `CIRCLE ra dec radius`,
//! `RANGE ra1 ra2 dec1 dec2`, `POLYGON ra1 dec1 ra2 dec2 ra3 dec3 ...`. All numbers are degrees, ICRS.

use crate::{Error, Result};

/// A region as it was written.
#[derive(Debug, Clone, PartialEq)]
pub enum RegionLiteral {
    /// A point: right ascension and declination.
    Point(LonLat),
    /// All within `radius_deg` of the centre; nothing if that is negative, everything if it is 180 or more.
    Circle {
        /// The centre.
        center: LonLat,
        /// The radius (half of the opening).
        radius_deg: f64,
    },
    /// A rectangle of right ascension and declination around its centre; nothing if a size is negative.
    Box {
        /// The centre.
        center: LonLat,
        /// The whole extent in right ascension.
        width_deg: f64,
        /// The whole extent in declination.
        height_deg: f64,
    },
    /// A rectangle between two right ascensions, eastward from the first, and two declinations; nothing if the latter are reversed.
    Range {
        /// Western and southern edge.
        first: LonLat,
        /// Eastern and northern edge.
        last: LonLat,
        /// Whether it goes all around.
        is_full_circle: bool,
    },
    /// The smallest convex polygon that has all corners.
    Polygon(Vec<LonLat>),
    /// A region in sphgeom's encoding.
    Encoded(Vec<u8>),
}

/// A direction in degrees: any longitude, a latitude in `[-90, 90]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LonLat {
    /// Longitude, degrees.
    pub lon_deg: f64,
    /// Latitude, degrees.
    pub lat_deg: f64,
}

impl LonLat {
    /// An error says what is wrong with the numbers.
    pub(super) fn new(lon_deg: f64, lat_deg: f64) -> Result<LonLat, String> {
        if !lon_deg.is_finite() {
            return Err(format!("{lon_deg} is not a longitude"));
        }
        if !(-90.0..=90.0).contains(&lat_deg) {
            return Err(format!("{lat_deg} is not a latitude, which is from -90 to 90 degrees"));
        }
        Ok(LonLat { lon_deg, lat_deg })
    }
}

/// Reads the text of a POS parameter; an error is the reason.
pub(super) fn of_pos(text: &str) -> Result<RegionLiteral, String> {
    let mut words = text.split_whitespace();
    let shape = words.next().ok_or("it is empty")?;
    let numbers = words.map(|word| word.parse::<f64>().ok().filter(|n| !n.is_nan()).ok_or_else(|| format!("`{word}` is not a number")));
    let numbers: Vec<f64> = numbers.collect::<Result<_, _>>()?;
    match (shape, &numbers[..]) {
        ("CIRCLE", &[lon, lat, radius_deg]) => Ok(RegionLiteral::Circle { center: LonLat::new(lon, lat)?, radius_deg }),
        ("CIRCLE", _) => Err(format!("`CIRCLE` takes three numbers, not {}", numbers.len())),
        ("RANGE", &[lon1, lon2, lat1, lat2]) => range([lon1, lon2], [lat1, lat2]),
        ("RANGE", _) => Err(format!("`RANGE` takes four numbers, not {}", numbers.len())),
        ("POLYGON", _) if numbers.len() % 2 == 1 => Err("`POLYGON` takes an even count of numbers".to_owned()),
        ("POLYGON", _) if numbers.len() < 6 => Err(format!("`POLYGON` takes at least three corners, not {}", numbers.len() / 2)),
        ("POLYGON", _) => {
            let corners = numbers.chunks_exact(2).map(|pair| LonLat::new(pair[0], pair[1]));
            corners.collect::<Result<_, _>>().map(RegionLiteral::Polygon)
        }
        _ if ["CIRCLE", "RANGE", "POLYGON"].contains(&shape.to_uppercase().as_str()) => Err("shapes are written in upper case".to_owned()),
        _ => Err(format!("`{shape}` is not one of the shapes `CIRCLE`, `RANGE` and `POLYGON`")),
    }
}

/// An infinite longitude is open to that side, an infinite latitude is the pole.
fn range(lon: [f64; 2], lat: [f64; 2]) -> Result<RegionLiteral, String> {
    let open = |value: f64, limit: f64| if value.is_infinite() { limit } else { value };
    let first = LonLat::new(open(lon[0], 0.0), open(lat[0], if lat[0] > 0.0 { 90.0 } else { -90.0 }))?;
    let last = LonLat::new(open(lon[1], 360.0), open(lat[1], if lat[1] > 0.0 { 90.0 } else { -90.0 }))?;
    Ok(RegionLiteral::Range { first, last, is_full_circle: last.lon_deg - first.lon_deg >= 360.0 })
}

impl RegionLiteral {
    /// The region in sphgeom's encoding.
    pub fn encode(&self) -> Result<Vec<u8>> {
        match self {
            RegionLiteral::Encoded(bytes) => Ok(bytes.clone()),
            _ => Err(Error::Unsupported { what: "region", name: format!("{self:?}"), reason: "regions can't be encoded yet".to_owned() }),
        }
    }
}
