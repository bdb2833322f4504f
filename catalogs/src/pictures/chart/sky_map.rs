//! Where points are on the sky: a gnomonic map with a grid (as `plot --axes sky` draws it), or the whole sky if they are far apart. East is left.

use super::{FEW, Frame, LETTERS, Series, all_sky, points};
use crate::fits::{Card, Header, Value};
use crate::images::{Bbox, Wcs};
use crate::pictures::{Figure, sky};

/// Pixels of the longer and of the shorter side, the latter at least.
const LONG: f64 = 860.0;
const SHORT: f64 = 300.0;
/// Degrees from the middle up to which a gnomonic map is drawn: lengths at its edge are doubled at 60.
const FARTHEST: f64 = 40.0;
/// Degrees that a map shows at least.
const SMALLEST: f64 = 1e-4;

pub(super) fn draw(columns: &[Series], title: Option<&str>) -> Result<Figure, String> {
    let sky: Vec<[f64; 2]> = columns[0].values.iter().zip(&columns[1].values).map(|(ra, dec)| [*ra, *dec]).collect();
    let has_bar = columns.len() > 2 || sky.len() > FEW;
    let Some(map) = Map::around(&sky)? else { return Ok(all_sky::draw(&sky, columns.get(2), title, has_bar)) };
    let mut frame = Frame::new(map.size, title, has_bar);
    let clip = frame.clip;
    let at = |[x, y]: [f64; 2]| [clip[0] + x + 0.5, clip[3] - (y + 0.5)];
    let places: Vec<[f64; 2]> = sky.iter().filter_map(|[ra, dec]| map.wcs.sky_to_pixel(*ra, *dec)).map(at).collect();
    let bbox = Bbox { x0: 0, y0: 0, width: map.size[0] as u64, height: map.size[1] as u64 };
    let (lines, names) = sky::grid(&map.wcs, &bbox, at, clip, LETTERS);
    let (texts, lines): (Vec<_>, Vec<_>) = lines.into_iter().partition(sky::is_text);
    frame.figure.shapes.extend(lines);
    points::draw(&mut frame, &places, columns.get(2));
    frame.figure.shapes.extend(texts);
    frame.border(clip);
    frame.names(names);
    Ok(frame.figure)
}

/// A gnomonic projection and the pixels that hold all points.
struct Map {
    wcs: Wcs,
    size: [usize; 2],
}

impl Map {
    /// None if the points are too far apart.
    fn around(sky: &[[f64; 2]]) -> Result<Option<Map>, String> {
        let Some(centre) = middle(sky) else { return Ok(None) };
        if sky.iter().any(|place| separation(centre, *place) > FARTHEST) {
            return Ok(None);
        }
        // In degrees of the tangent plane first, whose pixels are as large as the map may become.
        let plane = gnomonic(centre, [0.0, 0.0], 1.0)?;
        let (mut x, mut y) = ((f64::INFINITY, f64::NEG_INFINITY), (f64::INFINITY, f64::NEG_INFINITY));
        for [a, b] in sky.iter().filter_map(|[ra, dec]| plane.sky_to_pixel(*ra, *dec)) {
            x = (x.0.min(a), x.1.max(a));
            y = (y.0.min(b), y.1.max(b));
        }
        let largest = (x.1 - x.0).max(y.1 - y.0).max(SMALLEST) * 1.08;
        let scale = largest / LONG;
        let side = |(low, high): (f64, f64)| ((high - low) * 1.08 / scale).clamp(SHORT, LONG).round();
        let (width, height) = (side(x), side(y));
        let reference = [width / 2.0 - 0.5 - (x.0 + x.1) / 2.0 / scale, height / 2.0 - 0.5 - (y.0 + y.1) / 2.0 / scale];
        Ok(Some(Map { wcs: gnomonic(centre, reference, scale)?, size: [width as usize, height as usize] }))
    }
}

/// A projection around `centre`, which is at pixel `reference`, of so many degrees a pixel.
fn gnomonic(centre: [f64; 2], reference: [f64; 2], scale: f64) -> Result<Wcs, String> {
    let mut header = Header::default();
    let mut push = |keyword: &str, value: Value| header.push(Card { keyword: keyword.to_owned(), value, comment: String::new() });
    for (axis, name) in ["RA---TAN", "DEC--TAN"].into_iter().enumerate() {
        let number = axis + 1;
        push(&format!("CTYPE{number}"), Value::Text(name.to_owned()));
        push(&format!("CRVAL{number}"), Value::Real(centre[axis]));
        push(&format!("CRPIX{number}"), Value::Real(reference[axis] + 1.0));
        push(&format!("CDELT{number}"), Value::Real(if axis == 0 { -scale } else { scale }));
    }
    Wcs::of_header(&header, &Bbox::default(), None)
}

fn vector([ra, dec]: [f64; 2]) -> [f64; 3] {
    let (ra, dec) = (ra.to_radians(), dec.to_radians());
    [dec.cos() * ra.cos(), dec.cos() * ra.sin(), dec.sin()]
}

/// The direction of the sum of all; none if they are all around.
fn middle(sky: &[[f64; 2]]) -> Option<[f64; 2]> {
    let sum = sky.iter().map(|place| vector(*place)).fold([0.0; 3], |sum, v| [sum[0] + v[0], sum[1] + v[1], sum[2] + v[2]]);
    let length = sum.iter().map(|axis| axis * axis).sum::<f64>().sqrt();
    if length < 0.1 * sky.len() as f64 {
        return None;
    }
    Some([sum[1].atan2(sum[0]).to_degrees().rem_euclid(360.0), (sum[2] / length).asin().to_degrees()])
}

fn separation(a: [f64; 2], b: [f64; 2]) -> f64 {
    let (a, b) = (vector(a), vector(b));
    let chord = a.iter().zip(&b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
    2.0 * (chord / 2.0).min(1.0).asin().to_degrees()
}
