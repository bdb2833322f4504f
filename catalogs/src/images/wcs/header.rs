//! A WCS as FITS headers say it: pixels, SIP's distortion, a matrix, TPV's distortion, a zenithal projection, a rotation.
//!
//! afw's archived `TanWcs` has the same numbers in columns: `crval`, `crpix` (from 0), `cd`, and `A`, `B` by columns.

use serde_json::{Map, Value as Json, json};

use super::super::Part;
use super::celestial::{Celestial, Projection};
use super::frame::ToIcrs;
use super::polynomial::{Distortion, MAX_ORDER, Polynomial};
use super::tpv::{COUNT, Tpv};
use crate::fits::{Card, Header, Value};

/// What `CTYPE` calls TAN with a distortion of the plane.
const TPV: &str = "TPV";
/// Cards `PVi_m` from this m on are of TPV alone; those before may tell where the native pole is.
const OWN_OF_TPV: usize = 5;

/// Cards `PVi_m` by their m.
type Coefficients = Vec<(usize, f64)>;

/// Pixels to the sky by way of a plane.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Linear {
    /// From 0, in the parent image.
    crpix: [f64; 2],
    /// Degrees of longitude and of latitude in the plane for each pixel.
    matrix: [[f64; 2]; 2],
    inverse: [[f64; 2]; 2],
    sip: Option<Distortion>,
    tpv: Option<Tpv>,
    celestial: Celestial,
    /// Prefixes of `CTYPE`, longitude first.
    axes: [String; 2],
    /// Whether the first axis of the header is the latitude.
    is_swapped: bool,
    frame: String,
    equinox: Option<f64>,
}

impl Linear {
    pub(super) fn is_in(header: &Header) -> bool {
        let kind = |axis| header.text(&format!("CTYPE{axis}")).unwrap_or("");
        header.real("CRVAL1").is_some() && header.real("CRVAL2").is_some() && (is_longitude(kind(1)) || is_longitude(kind(2)))
    }

    /// That of a header of an image whose first pixel is `origin` of its parent.
    pub(super) fn of_header(header: &Header, origin: [f64; 2]) -> Result<Linear, String> {
        if !Linear::is_in(header) {
            return Err("its header has no WCS of the sky".to_owned());
        }
        let number = |keyword: &str, default: f64| match header.value(keyword) {
            None => Ok(default),
            Some(value) => value.as_real().ok_or_else(|| format!("`{keyword}` is {}, not a number", value.to_json())),
        };
        let crpix = [number("CRPIX1", 0.0)? - 1.0 + origin[0], number("CRPIX2", 0.0)? - 1.0 + origin[1]];
        let crval = [number("CRVAL1", 0.0)?, number("CRVAL2", 0.0)?];
        let unit = |axis: u8| {
            let name = header.text(&format!("CUNIT{axis}")).unwrap_or("deg").trim().to_ascii_lowercase();
            match name.as_str() {
                "" | "deg" | "degree" | "degrees" => Ok(1.0),
                "arcmin" => Ok(1.0 / 60.0),
                "arcsec" => Ok(1.0 / 3600.0),
                "rad" => Ok(1f64.to_degrees()),
                _ => Err(format!("`CUNIT{axis}` is `{name}`, which is no unit of angles")),
            }
        };
        let units = [unit(1)?, unit(2)?];
        let matrix = matrix(header, &number)?;
        let matrix = [matrix[0].map(|term| term * units[0]), matrix[1].map(|term| term * units[1])];
        let sip = sip(header, &number)?;
        let kinds = [header.text("CTYPE1").unwrap_or(""), header.text("CTYPE2").unwrap_or("")];
        let crval = [crval[0] * units[0], crval[1] * units[1]];
        let pv = [pv(header, 1, &number)?, pv(header, 2, &number)?];
        let longitude_of_pole = header.real("LONPOLE");
        let equinox = header.real("EQUINOX");
        let radesys = header.text("RADESYS").or_else(|| header.text("RADECSYS"));
        Linear::new(crpix, crval, matrix, (sip, pv), kinds, (radesys, equinox, longitude_of_pole))
    }

    /// That of an archived `TanWcs`.
    pub(super) fn of_parts(parts: &[Part]) -> Result<Linear, String> {
        let first = parts.first().ok_or("the archived TanWcs has no table")?;
        let number = |name: &str| first.number(name, 0).ok_or_else(|| format!("the archived TanWcs has no `{name}`"));
        let crpix = [number("crpix_x")?, number("crpix_y")?];
        let crval = [number("crval_x")?, number("crval_y")?];
        // By columns, as Eigen has them.
        let Some([a, b, c, d]) = first.numbers("cd", 0).and_then(|list| <[f64; 4]>::try_from(list).ok()) else {
            return Err("the archived TanWcs has no matrix `cd`".to_owned());
        };
        let polynomial = |name: &str| -> Option<Polynomial> {
            let list = parts.get(1)?.numbers(name, 0)?;
            let side = (list.len() as f64).sqrt() as usize;
            let is_square = side > 0 && side * side == list.len() && side <= MAX_ORDER + 1;
            is_square.then(|| {
                let mut polynomial = Polynomial::new(side - 1);
                list.iter().enumerate().for_each(|(place, value)| polynomial.set(place % side, place / side, *value));
                polynomial
            })
        };
        let sip = match (parts.len(), polynomial("A"), polynomial("B")) {
            (1, ..) => None,
            (_, Some(first), Some(second)) => Some(Distortion { first, second }),
            _ => return Err("the distortion of the archived TanWcs is not square".to_owned()),
        };
        let text = |name: &str| first.text(name, 0).unwrap_or_default();
        let (ctype1, ctype2, radesys) = (text("ctype1"), text("ctype2"), text("radesys"));
        let said = (Some(radesys.as_str()), first.number("equinox", 0), None);
        Linear::new(crpix, crval, [[a, c], [b, d]], (sip, Default::default()), [&ctype1, &ctype2], said)
    }

    fn new(
        crpix: [f64; 2],
        crval: [f64; 2],
        matrix: [[f64; 2]; 2],
        (sip, pv): (Option<Distortion>, [Coefficients; 2]),
        kinds: [&str; 2],
        (radesys, equinox, longitude_of_pole): (Option<&str>, Option<f64>, Option<f64>),
    ) -> Result<Linear, String> {
        let is_swapped = !is_longitude(kinds[0]);
        let order = if is_swapped { [1, 0] } else { [0, 1] };
        let axes = order.map(|axis| kinds[axis].get(..4).unwrap_or("").trim_end_matches('-').to_owned());
        let [first, second] = pv;
        let pv = if is_swapped { [second, first] } else { [first, second] };
        let code = kinds[order[0]].get(5..8).unwrap_or("");
        // SCAMP writes TAN and means TPV.
        let is_tpv = code == TPV || (code == "TAN" && pv.iter().flatten().any(|(number, _)| *number >= OWN_OF_TPV));
        let code = if is_tpv { "TAN" } else { code };
        let Some(projection) = Projection::ALL.into_iter().find(|projection| projection.code() == code) else {
            let known: Vec<&str> = Projection::ALL.iter().map(|projection| projection.code()).chain([TPV]).collect();
            return Err(format!("the projection of `{}` is not one of {}", kinds[order[0]], known.join(", ")));
        };
        let (pole, matrix) = (order.map(|axis| crval[axis]), order.map(|axis| matrix[axis]));
        if !pole.iter().chain(&crpix).all(|value| value.is_finite()) || pole[1].abs() > 90.0 {
            return Err(format!("the reference point ({}, {}) is not on the sky", pole[0], pole[1]));
        }
        let determinant = matrix[0][0] * matrix[1][1] - matrix[0][1] * matrix[1][0];
        if !determinant.is_finite() || determinant == 0.0 {
            return Err("the matrix of its WCS has no inverse".to_owned());
        }
        let inverse =
            [[matrix[1][1] / determinant, -matrix[0][1] / determinant], [-matrix[1][0] / determinant, matrix[0][0] / determinant]];
        let equinox = equinox.filter(|year| (1000.0..3000.0).contains(year));
        let frame = match radesys.map(str::trim).filter(|name| !name.is_empty()) {
            Some(name) => name.to_owned(),
            None => match equinox {
                None => "ICRS",
                Some(..1984.0) => "FK4",
                Some(_) => "FK5",
            }
            .to_owned(),
        };
        let (tpv, longitude_of_pole) = match is_tpv {
            true => (Some(Tpv::new(pv)), longitude_of_pole),
            false => (None, longitude_of_pole.or(pole_of(&pv[0])?)),
        };
        let longitude_of_pole = longitude_of_pole.unwrap_or(if pole[1] >= 90.0 { 0.0 } else { 180.0 });
        let celestial = Celestial { projection, pole, longitude_of_pole };
        Ok(Linear { crpix, matrix, inverse, sip, tpv, celestial, axes, is_swapped, frame, equinox })
    }

    pub(super) fn kind(&self) -> &'static str {
        match (self.celestial.projection, &self.sip, &self.tpv) {
            (_, _, Some(_)) => TPV,
            (Projection::Tan, Some(_), None) => "TAN-SIP",
            (projection, ..) => projection.code(),
        }
    }

    pub(super) fn frame(&self) -> &str {
        &self.frame
    }

    /// The way from its frame to ICRS, if there is one.
    pub(super) fn to_icrs(&self) -> Option<ToIcrs> {
        if self.axes[0] == "RA" { ToIcrs::of(&self.frame, self.equinox) } else { None }
    }

    pub(super) fn crpix(&self) -> [f64; 2] {
        self.crpix
    }

    pub(super) fn pixel_to_sky(&self, pixel: [f64; 2]) -> Option<[f64; 2]> {
        let offset = [pixel[0] - self.crpix[0], pixel[1] - self.crpix[1]];
        let offset = self.sip.as_ref().map_or(offset, |sip| sip.forward(offset));
        let plane = times(&self.matrix, offset);
        self.celestial.to_sky(self.tpv.as_ref().map_or(plane, |tpv| tpv.forward(plane)))
    }

    pub(super) fn sky_to_pixel(&self, sky: [f64; 2]) -> Option<[f64; 2]> {
        let plane = self.celestial.of_sky(sky)?;
        let plane = match &self.tpv {
            None => plane,
            Some(tpv) => tpv.inverse(plane)?,
        };
        let offset = times(&self.inverse, plane);
        let offset = match &self.sip {
            None => offset,
            Some(sip) => sip.inverse(offset)?,
        };
        Some([offset[0] + self.crpix[0], offset[1] + self.crpix[1]])
    }

    /// The cards of an image that begins at the first pixel of the parent.
    pub(super) fn to_header(&self) -> Header {
        let mut header = Header::default();
        let mut push = |keyword: &str, value: Value, comment: &str| {
            header.push(Card { keyword: keyword.to_owned(), value, comment: comment.to_owned() });
        };
        push("WCSAXES", Value::Integer(2), "axes of the WCS");
        // Numbers of the longitude and of the latitude.
        let numbers = if self.is_swapped { [2, 1] } else { [1, 2] };
        let suffix = if self.sip.is_some() { "-SIP" } else { "" };
        for (place, number) in numbers.into_iter().enumerate() {
            let code = if self.tpv.is_some() { TPV } else { self.celestial.projection.code() };
            let kind = format!("{:-<4}-{code}{suffix}", self.axes[place]);
            push(&format!("CTYPE{number}"), Value::Text(kind), "type of the axis");
            push(&format!("CUNIT{number}"), Value::Text("deg".to_owned()), "");
            push(&format!("CRVAL{number}"), Value::Real(self.celestial.pole[place]), "[deg] reference point");
        }
        for axis in 0..2 {
            push(&format!("CRPIX{}", axis + 1), Value::Real(self.crpix[axis] + 1.0), "reference pixel, from 1");
        }
        for (place, number) in numbers.into_iter().enumerate() {
            for axis in 0..2 {
                push(&format!("CD{number}_{}", axis + 1), Value::Real(self.matrix[place][axis]), "");
            }
        }
        push("LONPOLE", Value::Real(self.celestial.longitude_of_pole), "[deg] native longitude of the celestial pole");
        push("RADESYS", Value::Text(self.frame.clone()), "frame of the coordinates");
        if let Some(equinox) = self.equinox {
            push("EQUINOX", Value::Real(equinox), "equinox of the coordinates");
        }
        for (coefficients, number) in self.tpv.iter().flat_map(|tpv| tpv.coefficients().into_iter().zip(numbers)) {
            for (term, value) in coefficients {
                push(&format!("PV{number}_{term}"), Value::Real(*value), "");
            }
        }
        for (name, polynomial) in self.sip.iter().flat_map(|sip| [("A", &sip.first), ("B", &sip.second)]) {
            push(&format!("{name}_ORDER"), Value::Integer(polynomial.order() as i64), "");
            for (i, j, value) in polynomial.terms() {
                push(&format!("{name}_{i}_{j}"), Value::Real(value), "");
            }
        }
        header
    }

    pub(super) fn tell(&self, told: &mut Map<String, Json>) {
        if let Some(equinox) = self.equinox {
            told.insert("equinox".into(), json!(equinox));
        }
        told.insert("axes".into(), json!(self.axes));
        told.insert("crpix".into(), json!(self.crpix));
        told.insert("crval".into(), json!(self.celestial.pole));
        told.insert("cd".into(), json!(self.matrix));
        for (coefficients, axis) in self.tpv.iter().flat_map(|tpv| tpv.coefficients().into_iter().zip(1..)) {
            let terms: Map<String, Json> = coefficients.iter().map(|(term, value)| (format!("PV{axis}_{term}"), json!(value))).collect();
            told.insert(format!("pv{axis}"), terms.into());
        }
        for (name, polynomial) in self.sip.iter().flat_map(|sip| [("A", &sip.first), ("B", &sip.second)]) {
            let terms: Map<String, Json> = polynomial.terms().map(|(i, j, value)| (format!("{name}_{i}_{j}"), json!(value))).collect();
            told.insert(format!("sip_{}", name.to_ascii_lowercase()), terms.into());
        }
    }
}

fn times(matrix: &[[f64; 2]; 2], [x, y]: [f64; 2]) -> [f64; 2] {
    [matrix[0][0] * x + matrix[0][1] * y, matrix[1][0] * x + matrix[1][1] * y]
}

/// Whether `CTYPE` is that of a longitude: `RA--`, `GLON`, `ELON` ...
fn is_longitude(kind: &str) -> bool {
    let name = kind.get(..4).unwrap_or(kind);
    kind.len() >= 8 && (name == "RA--" || name.ends_with("LON") || name.ends_with("LN"))
}

/// `CDi_j`; else `PCi_j`, or a rotation by `CROTA2`, times `CDELTi`.
fn matrix(header: &Header, number: &impl Fn(&str, f64) -> Result<f64, String>) -> Result<[[f64; 2]; 2], String> {
    let pair = |name: &str, i: usize, j: usize| format!("{name}{}_{}", i + 1, j + 1);
    let all =
        |name: &'static str| (0..2).flat_map(move |i| (0..2).map(move |j| (i, j))).any(|(i, j)| header.value(&pair(name, i, j)).is_some());
    let mut matrix = [[0.0; 2]; 2];
    let has_cd = all("CD");
    let (sine, cosine) = number("CROTA2", 0.0)?.to_radians().sin_cos();
    let step = [number("CDELT1", 1.0)?, number("CDELT2", 1.0)?];
    let is_turned = !all("PC") && header.value("CROTA2").is_some();
    for i in 0..2 {
        for j in 0..2 {
            matrix[i][j] = if has_cd {
                number(&pair("CD", i, j), 0.0)?
            } else if is_turned {
                [[step[0] * cosine, -step[1] * sine], [step[0] * sine, step[1] * cosine]][i][j]
            } else {
                number(&pair("PC", i, j), f64::from(u8::from(i == j)))? * step[i]
            };
        }
    }
    Ok(matrix)
}

/// The cards `PVi_m` of an axis.
fn pv(header: &Header, axis: usize, number: &impl Fn(&str, f64) -> Result<f64, String>) -> Result<Coefficients, String> {
    let of = |term: usize| {
        let keyword = format!("PV{axis}_{term}");
        header.value(&keyword).is_some().then(|| Ok((term, number(&keyword, 0.0)?)))
    };
    (0..COUNT).filter_map(of).collect()
}

/// The native longitude of the pole, which `PVi_3` of the longitude may tell of a projection without parameters; the others must be what they are if absent.
fn pole_of(longitude: &Coefficients) -> Result<Option<f64>, String> {
    let moved = longitude.iter().find(|(term, value)| (*term < 2 && *value != 0.0) || (*term == 2 && *value != 90.0));
    match moved {
        Some((term, value)) => Err(format!("`PVi_{term}` of the longitude is {value}: a moved reference point is not understood")),
        None => Ok(longitude.iter().find(|(term, _)| *term == 3).map(|(_, value)| *value)),
    }
}

fn sip(header: &Header, number: &impl Fn(&str, f64) -> Result<f64, String>) -> Result<Option<Distortion>, String> {
    let polynomial = |name: &str| {
        let keyword = format!("{name}_ORDER");
        let Some(value) = header.value(&keyword) else { return Ok(None) };
        let order = value.as_integer().and_then(|order| usize::try_from(order).ok()).filter(|order| *order <= MAX_ORDER);
        let order = order.ok_or_else(|| format!("`{keyword}` is {}, not an order up to {MAX_ORDER}", value.to_json()))?;
        let mut polynomial = Polynomial::new(order);
        for i in 0..=order {
            for j in 0..=order - i {
                polynomial.set(i, j, number(&format!("{name}_{i}_{j}"), 0.0)?);
            }
        }
        Ok::<_, String>(Some(polynomial))
    };
    Ok(match (polynomial("A")?, polynomial("B")?) {
        (None, None) => None,
        (first, second) => Some(Distortion { first: first.unwrap_or_default(), second: second.unwrap_or_default() }),
    })
}
