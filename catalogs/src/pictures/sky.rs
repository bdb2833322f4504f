//! Lines of equal right ascension and declination.

use super::axes::{label, multiples};
use super::figure::{Align, Clip, Shape};
use crate::images::{Bbox, Wcs};

/// Steps between lines, in degrees.
const STEPS: [f64; 24] = [
    1.0 / 36_000.0,
    0.0001,
    0.0002,
    0.0005,
    0.001,
    0.002,
    0.005,
    0.01,
    0.02,
    0.05,
    0.1,
    0.2,
    0.25,
    0.5,
    1.0,
    2.0,
    5.0,
    10.0,
    15.0,
    20.0,
    30.0,
    45.0,
    60.0,
    90.0,
];
/// Lines of each kind, about.
const LINES: f64 = 6.5;
/// Pieces of a line.
const PIECES: usize = 128;

/// The lines, and their labels at the lower and the left edge; which of the two names each axis of the sky has, lower first.
pub(super) fn grid(wcs: &Wcs, bbox: &Bbox, at: impl Fn([f64; 2]) -> [f64; 2], clip: Clip, size: f64) -> (Vec<Shape>, [&'static str; 2]) {
    let (x0, y0, x1, y1) = (bbox.x0 as f64 - 0.5, bbox.y0 as f64 - 0.5, bbox.x1() as f64 - 0.5, bbox.y1() as f64 - 0.5);
    let Some(centre) = wcs.pixel_to_sky((x0 + x1) / 2.0, (y0 + y1) / 2.0) else { return (Vec::new(), ["", ""]) };
    // Differences of right ascension from the centre, so that 0 is no border.
    let around = |ra: f64| (ra - centre[0] + 540.0).rem_euclid(360.0) - 180.0;
    let (mut ra, mut dec) = ((f64::INFINITY, f64::NEG_INFINITY), (f64::INFINITY, f64::NEG_INFINITY));
    for i in 0..=20 {
        for j in 0..=20 {
            let place = [x0 + (x1 - x0) * f64::from(i) / 20.0, y0 + (y1 - y0) * f64::from(j) / 20.0];
            if let Some(sky) = wcs.pixel_to_sky(place[0], place[1]) {
                let offset = around(sky[0]);
                ra = (ra.0.min(offset), ra.1.max(offset));
                dec = (dec.0.min(sky[1]), dec.1.max(sky[1]));
            }
        }
    }
    let step = |(low, high): (f64, f64)| STEPS.into_iter().find(|step| (high - low) / step <= LINES).unwrap_or(90.0);
    let (ra, dec_range) = ((ra.0 + centre[0], ra.1 + centre[0]), dec);
    let (ras, ra_decimals) = multiples(ra.0, ra.1, step((ra.0, ra.1)));
    let (decs, dec_decimals) = multiples(dec_range.0, dec_range.1, step(dec_range));
    let walk = |(low, high): (f64, f64), sky: &dyn Fn(f64) -> [f64; 2]| -> Vec<[f64; 2]> {
        let margin = (high - low) * 0.02;
        let along = |piece: usize| low - margin + (high - low + 2.0 * margin) * piece as f64 / PIECES as f64;
        (0..=PIECES)
            .filter_map(|piece| sky(along(piece)).into())
            .filter_map(|[ra, dec]| wcs.sky_to_pixel(ra, dec.clamp(-90.0, 90.0)))
            .collect()
    };
    let mut lines: Vec<(Vec<[f64; 2]>, String, bool)> = Vec::new();
    for value in ras {
        lines.push((walk(dec_range, &|dec| [value, dec]), format!("{}°", label(value.rem_euclid(360.0), ra_decimals)), true));
    }
    for value in decs {
        lines.push((walk(ra, &|ra| [ra, value]), format!("{}°", label(value, dec_decimals)), false));
    }
    let crosses_below = |points: &[[f64; 2]]| crossing(points, 1, y0, (x0, x1));
    let crosses_left = |points: &[[f64; 2]]| crossing(points, 0, x0, (y0, y1));
    // The axis whose lines meet the lower edge more often is told there, the other one at the left.
    let below = |is_ra: bool| lines.iter().filter(|line| line.2 == is_ra && crosses_below(&line.0).is_some()).count();
    let ra_is_below = below(true) >= below(false);
    let mut shapes = Vec::new();
    for (points, text, is_ra) in &lines {
        for pair in points.windows(2) {
            shapes.push(Shape::Line { from: at(pair[0]), to: at(pair[1]), width: 0.8, colour: [120, 160, 220], clip: Some(clip) });
        }
        let (colour, text) = ([0, 0, 0], text.clone());
        if *is_ra == ra_is_below {
            if let Some(x) = crosses_below(points) {
                let [x, _] = at([x, y0]);
                shapes.push(Shape::Text { at: [x, clip[3] + 0.5 * size], size, align: Align::Top, is_upright: false, text, colour });
            }
        } else if let Some(y) = crosses_left(points) {
            let [_, y] = at([x0, y]);
            shapes.push(Shape::Text { at: [clip[0] - 0.5 * size, y], size, align: Align::Right, is_upright: false, text, colour });
        }
    }
    (shapes, if ra_is_below { ["right ascension", "declination"] } else { ["declination", "right ascension"] })
}

/// Whether it is a label of the grid.
pub(super) fn is_text(shape: &Shape) -> bool {
    matches!(shape, Shape::Text { .. })
}

/// Where a line crosses `edge` on `axis`, on the other axis, if that is within `span`.
fn crossing(points: &[[f64; 2]], axis: usize, edge: f64, span: (f64, f64)) -> Option<f64> {
    points.windows(2).find_map(|pair| {
        let (a, b) = (pair[0][axis] - edge, pair[1][axis] - edge);
        let share = a / (a - b);
        let other = pair[0][1 - axis] + share * (pair[1][1 - axis] - pair[0][1 - axis]);
        (a * b <= 0.0 && a != b && (span.0..=span.1).contains(&other)).then_some(other)
    })
}
