//! The whole sky in the equal-area projection of Hammer: x = 2 sqrt(2) cos(dec) sin(a/2) / w, y = sqrt(2) sin(dec) / w, w^2 = 1 + cos(dec) cos(a/2),
//! a being the right ascension from the middle. East is left.

use super::{Align, Frame, Series, Shape, points};
use crate::pictures::Figure;
use crate::pictures::colours::Colour;

const SIZE: [usize; 2] = [900, 450];
const GRID: Colour = [120, 160, 220];

pub(super) fn draw(sky: &[[f64; 2]], shades: Option<&Series>, title: Option<&str>, has_bar: bool) -> Figure {
    let mut frame = Frame::new(SIZE, title, has_bar);
    let middle = 180.0;
    let [left, top, right, bottom] = frame.clip;
    let at = |[ra, dec]: [f64; 2]| {
        let [x, y] = hammer((ra - middle + 540.0).rem_euclid(360.0) - 180.0, dec);
        [(left + right) / 2.0 - x * (right - left) / 2.0, (top + bottom) / 2.0 - y * (bottom - top) / 2.0]
    };
    let places: Vec<[f64; 2]> = sky.iter().map(|place| at(*place)).collect();
    points::draw(&mut frame, &places, shades);
    // The grid lies over the colours of a density, whose empty cells are white.
    let mut walk = |points: Vec<[f64; 2]>, colour: Colour| {
        for pair in points.windows(2) {
            frame.figure.shapes.push(Shape::Line { from: pair[0], to: pair[1], width: 0.8, colour, clip: None });
        }
    };
    // Both edges are one meridian: it is walked just before its end.
    for ra in (0..360).step_by(30).map(f64::from).chain([359.999_999]) {
        let colour = if ra == 0.0 || ra > 359.0 { [0; 3] } else { GRID };
        walk((-90..=90).step_by(2).map(|dec| at([ra, f64::from(dec)])).collect(), colour);
    }
    for dec in [-60.0, -30.0, 0.0, 30.0, 60.0] {
        walk((0..=180).map(|step| at([(f64::from(step) * 2.0).min(359.999_999), dec])).collect(), GRID);
    }
    for ra in [60.0, 120.0, 180.0, 240.0, 300.0] {
        let [x, y] = at([ra, 0.0]);
        // Points below a label would hide it.
        let at = [x - 16.0, y + 2.0, x + 16.0, y + 16.0];
        frame.figure.shapes.push(Shape::Box { at, colour: [255; 3] });
        frame.text([x, y + 3.0], Align::Top, format!("{ra}°"));
    }
    for dec in [-60.0f64, -30.0, 0.0, 30.0, 60.0] {
        let [x, y] = at([359.999_999, dec]);
        frame.text([x - 8.0, y], Align::Right, format!("{dec}°").replace('-', "\u{2212}"));
    }
    frame.names(["right ascension", "declination"]);
    frame.figure
}

/// Degrees from the middle to both halves of the axes, each from -1 to 1.
pub(super) fn hammer(ra: f64, dec: f64) -> [f64; 2] {
    let (half, dec) = (ra.to_radians() / 2.0, dec.to_radians());
    let w = (1.0 + dec.cos() * half.cos()).sqrt();
    [dec.cos() * half.sin() / w, dec.sin() / w]
}
