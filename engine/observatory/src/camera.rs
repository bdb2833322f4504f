//! A camera's geometry, and where its detectors look.
//!
//! 1. A detector's pixel box is grown by the padding, half a pixel outwards; corners lower left, lower right, upper right, upper left.
//! 2. Pixels to focal plane, in mm: `p = R (s x - s ref) + offset`, with the pixel size s and the rotation R of yaw, pitch and roll.
//! 3. Focal plane to field angle, in radians: a radial polynomial, its inverse, or a polynomial of two variables.
//! 4. Field angle to intermediate world coordinates by the angle of the sky, with x turned once more if the camera flips it.
//! 5. Gnomonic projection about the boresight.
//!
//! Regions are convex hulls of corners: of a detector, and of all detectors of the camera for a visit.

use butler_sphere::{ConvexPolygon, UnitVector3d};

use crate::yaml::Node;
use crate::{Error, Result};

const ARCSEC: f64 = std::f64::consts::PI / 180.0 / 3_600.0;

/// Where a boresight looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Boresight {
    /// Right ascension (ICRS), in degrees.
    pub ra: f64,
    /// Declination (ICRS), in degrees.
    pub dec: f64,
    /// Angle of the sky on the camera, in degrees.
    pub sky_angle: f64,
}

/// Focal plane (mm) to field angle (radians).
#[derive(Debug, Clone, PartialEq)]
enum FieldAngle {
    /// Coefficients of powers of the distance.
    Radial(Vec<f64>),
    /// Distance by the angle: to be solved.
    Inverse(Vec<f64>),
    /// Coefficients of `u^i v^j`, `j` the faster, `i + j` up to the order, in units of a length.
    Polynomial { order: usize, unit_mm: f64, scale_rad: f64, x: Vec<f64>, y: Vec<f64> },
}

#[derive(Debug, Clone, PartialEq)]
struct Chip {
    /// Its corners are those of the padded box.
    corners_mm: [[f64; 2]; 4],
    outline: Outline,
}

/// Where the pixels of a detector are on the focal plane.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// The detector's number.
    pub id: i64,
    /// Edges of its pixels: left, lower, right, upper; the centre of the first pixel is (0, 0).
    pub edges: [f64; 4],
    /// The place of pixel (0, 0), and the steps to the next column and the next row, in mm.
    mapping: [[f64; 2]; 3],
}

impl Outline {
    /// Where a pixel is, in mm.
    pub fn place_mm(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [origin, column, row] = self.mapping;
        [0, 1].map(|axis| origin[axis] + x * column[axis] + y * row[axis])
    }

    /// The outer corners: of the first pixel, of the last of the first row, of the last, of the first of the last row.
    pub fn corners_mm(&self) -> [[f64; 2]; 4] {
        let [left, lower, right, upper] = self.edges;
        [[left, lower], [right, lower], [right, upper], [left, upper]].map(|corner| self.place_mm(corner))
    }
}

/// A camera.
#[derive(Debug, Clone, PartialEq)]
pub struct Camera {
    flips_x: bool,
    field_angle: FieldAngle,
    chips: Vec<Chip>,
}

/// The regions of a pointing.
#[derive(Debug, Clone, PartialEq)]
pub struct Regions {
    /// Of all detectors together.
    pub visit: ConvexPolygon,
    /// Of each detector, by its number.
    pub detectors: Vec<(i64, ConvexPolygon)>,
}

impl Camera {
    /// Reads the geometry from an instrument's `camera` and `detectors`.
    pub(crate) fn from_node(place: &str, camera: &Node, instrument: &Node) -> Result<Camera> {
        let fault = |reason: String| Error::invalid("camera of", place, reason);
        let number = |node: &Node, key: &str| node.get(key).and_then(Node::real).ok_or_else(|| fault(format!("`{key}` is no number")));
        let scale_rad = number(camera, "plate_scale")? * ARCSEC;
        let padding = camera.get("padding").map_or(Some(250.0), Node::real).ok_or_else(|| fault("`padding` is no number".to_owned()))?;
        let [pixel_x, pixel_y] = array(camera, "pixel_mm").ok_or_else(|| fault("`pixel_mm` is no pair of numbers".to_owned()))?;
        let field_angle = match camera.get("field_angle") {
            None => FieldAngle::Radial(vec![0.0, scale_rad]),
            Some(node) => {
                field_angle(node, scale_rad).ok_or_else(|| fault("`field_angle` is not told as one of the known forms".to_owned()))?
            }
        };
        let chip = |node: &Node| -> Option<Chip> {
            let shape = camera.get("shapes")?.get(&node.get("shape")?.scalar()?)?;
            let [x0, y0, x1, y1] = array(shape, "box")?;
            let [reference_x, reference_y] = array(shape, "reference_pixel")?;
            let [offset_x, offset_y, _] = array(node, "offset_mm")?;
            let angle = |key: &str| node.get(key).map_or(Some(0.0), Node::real).map(f64::to_radians);
            let (sy, cy) = angle("yaw_deg")?.sin_cos();
            let (sp, cp) = angle("pitch_deg")?.sin_cos();
            let (sr, cr) = angle("roll_deg")?.sin_cos();
            let turn = [[cy * cp, cy * sp * sr - cr * sy], [cp * sy, cy * cr + sy * sp * sr]];
            let edge = padding + 0.5;
            let (low_x, low_y, high_x, high_y) = (x0 - edge, y0 - edge, x1 + edge, y1 + edge);
            let place = |[x, y]: [f64; 2]| {
                let (x, y) = (pixel_x * x - pixel_x * reference_x, pixel_y * y - pixel_y * reference_y);
                [turn[0][0] * x + turn[0][1] * y + offset_x, turn[1][0] * x + turn[1][1] * y + offset_y]
            };
            let corners_mm = [[low_x, low_y], [high_x, low_y], [high_x, high_y], [low_x, high_y]].map(place);
            let steps = [[turn[0][0] * pixel_x, turn[1][0] * pixel_x], [turn[0][1] * pixel_y, turn[1][1] * pixel_y]];
            let outline = Outline {
                id: node.get("id")?.integer()?,
                edges: [x0 - 0.5, y0 - 0.5, x1 + 0.5, y1 + 0.5],
                mapping: [place([0.0, 0.0]), steps[0], steps[1]],
            };
            Some(Chip { corners_mm, outline })
        };
        let chips = instrument.get("detectors").map(Node::items).unwrap_or_default().iter().map(|node| {
            let name = || node.get("name").and_then(Node::scalar).unwrap_or_default();
            chip(node).ok_or_else(|| fault(format!("detector `{}` lacks a known `shape` or an `offset_mm`", name())))
        });
        Ok(Camera { flips_x: camera.get("flip_x") == Some(&Node::Bool(true)), field_angle, chips: chips.collect::<Result<_>>()? })
    }

    /// Reads a camera that was stored with an instrument; `name` is for messages.
    ///
    /// # Errors
    /// It is no JSON, or no camera.
    pub fn from_json(name: &str, text: &str) -> Result<Camera> {
        let node = crate::yaml::parse_json(name, text)?;
        let camera = node.get("camera").ok_or_else(|| Error::invalid("camera of", name, "it has no `camera`"))?;
        Camera::from_node(name, camera, &node)
    }

    /// Where each detector is on the focal plane.
    pub fn outlines(&self) -> impl Iterator<Item = &Outline> {
        self.chips.iter().map(|chip| &chip.outline)
    }

    /// The regions of a pointing.
    pub fn regions(&self, boresight: Boresight) -> Result<Regions> {
        let fault =
            |error: butler_sphere::Error| Error::invalid("pointing", format!("{} {}", boresight.ra, boresight.dec), error.to_string());
        let mut all = Vec::with_capacity(self.chips.len() * 4);
        let mut detectors = Vec::with_capacity(self.chips.len());
        for chip in &self.chips {
            let corners: Vec<UnitVector3d> =
                chip.corners_mm.iter().map(|corner| self.look(*corner, boresight)).collect::<Result<_, _>>().map_err(fault)?;
            all.extend_from_slice(&corners);
            detectors.push((chip.outline.id, ConvexPolygon::convex_hull(&corners).map_err(fault)?));
        }
        Ok(Regions { visit: ConvexPolygon::convex_hull(&all).map_err(fault)?, detectors })
    }

    /// Where a place of the focal plane, in mm, looks.
    fn look(&self, place_mm: [f64; 2], boresight: Boresight) -> butler_sphere::Result<UnitVector3d> {
        let [fx, fy] = self.field_angle.of(place_mm);
        let (so, co) = boresight.sky_angle.to_radians().sin_cos();
        let m = if self.flips_x { 1.0 } else { -1.0 };
        let (x, y) = (m * co * fx + so * fy, -m * so * fx + co * fy);
        let (sa, ca) = boresight.ra.to_radians().sin_cos();
        let (sd, cd) = boresight.dec.to_radians().sin_cos();
        let (east, north) = ([-sa, ca, 0.0], [-sd * ca, -sd * sa, cd]);
        let centre = [cd * ca, cd * sa, sd];
        let at = |i: usize| centre[i] + x * east[i] + y * north[i];
        UnitVector3d::new(at(0), at(1), at(2))
    }
}

fn array<const N: usize>(node: &Node, key: &str) -> Option<[f64; N]> {
    let numbers: Vec<f64> = node.get(key)?.items().iter().map(Node::real).collect::<Option<_>>()?;
    numbers.try_into().ok()
}

fn numbers(node: &Node, key: &str) -> Option<Vec<f64>> {
    node.get(key)?.items().iter().map(Node::real).collect()
}

fn field_angle(node: &Node, scale_rad: f64) -> Option<FieldAngle> {
    if let Some(coefficients) = numbers(node, "radial_mm") {
        return Some(FieldAngle::Radial(coefficients.into_iter().map(|c| c * scale_rad).collect()));
    }
    if let Some(coefficients) = numbers(node, "radial_rad") {
        return Some(FieldAngle::Radial(coefficients));
    }
    if let Some(coefficients) = numbers(node, "inverse_radial") {
        return Some(FieldAngle::Inverse(coefficients));
    }
    let order = usize::try_from(node.get("order")?.integer()?).ok()?;
    let unit_mm = node.get("unit_mm")?.real()?;
    let (x, y) = (numbers(node, "polynomial_x")?, numbers(node, "polynomial_y")?);
    let terms = (order + 1) * (order + 2) / 2;
    (x.len() == terms && y.len() == terms).then_some(FieldAngle::Polynomial { order, unit_mm, scale_rad: scale_rad * unit_mm, x, y })
}

fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

impl FieldAngle {
    fn of(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let radial = |angle: &dyn Fn(f64) -> f64| {
            let distance = x.hypot(y);
            if distance == 0.0 {
                return [0.0, 0.0];
            }
            let ratio = angle(distance) / distance;
            [x * ratio, y * ratio]
        };
        match self {
            FieldAngle::Radial(coefficients) => radial(&|distance| polynomial(coefficients, distance)),
            FieldAngle::Inverse(coefficients) => radial(&|distance| solve(coefficients, distance)),
            FieldAngle::Polynomial { order, unit_mm, scale_rad, x: xs, y: ys } => {
                let (u, v) = (x / unit_mm, y / unit_mm);
                let (mut sum_x, mut sum_y, mut index, mut power_u) = (0.0, 0.0, 0, 1.0);
                for i in 0..=*order {
                    let mut power = power_u;
                    for _ in 0..=order - i {
                        sum_x += xs[index] * power;
                        sum_y += ys[index] * power;
                        power *= v;
                        index += 1;
                    }
                    power_u *= u;
                }
                [sum_x * scale_rad, sum_y * scale_rad]
            }
        }
    }
}

/// The angle at which the polynomial gives `distance`, by Newton's method; it rises steadily for cameras.
fn solve(coefficients: &[f64], distance: f64) -> f64 {
    let slope: Vec<f64> = coefficients.iter().enumerate().skip(1).map(|(i, c)| c * i as f64).collect();
    let mut angle = distance / coefficients.get(1).copied().unwrap_or(1.0);
    for _ in 0..50 {
        let step = (polynomial(coefficients, angle) - distance) / polynomial(&slope, angle);
        angle -= step;
        if step.abs() < 1e-17 {
            break;
        }
    }
    angle
}
