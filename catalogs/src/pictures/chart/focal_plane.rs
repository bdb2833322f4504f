//! Images of many detectors, each where it stands on the focal plane, between common limits.

use super::{Align, Frame, Series, Shape, points};
use crate::images::Plane;
use crate::pictures::colours::Colour;
use crate::pictures::raster::{Raster, Sampling};
use crate::pictures::{Figure, Options, Size};

/// Pixels of the longer side of a detector that are kept at most.
const KEPT: f64 = 512.0;
/// Space around the detectors, as a share of their extent.
const MARGIN: f64 = 0.02;
/// Pixels of the picture's longer side at most.
const MOST: u32 = 8000;
const OUTLINE: Colour = [150, 150, 150];
const LABEL: Colour = [255, 140, 0];
const LETTERS: f64 = 10.0;

/// A detector on the focal plane.
#[derive(Debug, Clone)]
pub struct Panel {
    /// What is written on it.
    pub label: String,
    /// Its corners in mm: of the first pixel, of the last of the first row, of the last, of the first of the last row.
    pub corners_mm: [[f64; 2]; 4],
    /// Its image; only the outline is drawn if absent.
    pub image: Option<Thumbnail>,
}

/// A small image: means of pixels.
#[derive(Debug, Clone)]
pub struct Thumbnail {
    size: [usize; 2],
    /// The top row first.
    values: Vec<f64>,
    corners_mm: [[f64; 2]; 4],
}

impl Thumbnail {
    /// Of an image whose corners, in the order of a panel, are at `corners_mm`.
    pub fn new(image: &Plane, corners_mm: [[f64; 2]; 4]) -> Thumbnail {
        let bbox = image.bbox();
        let factor = (KEPT / bbox.width.max(bbox.height).max(1) as f64).min(1.0);
        let sampling = Sampling::new([bbox.width as usize, bbox.height as usize], factor);
        Thumbnail { size: sampling.raster, values: sampling.means(&image.values()), corners_mm }
    }

    /// The value at a place on the focal plane; none outside of the image.
    pub(super) fn at(&self, place_mm: [f64; 2]) -> Option<f64> {
        let [origin, right, _, up] = self.corners_mm;
        let (a, b) = ([right[0] - origin[0], right[1] - origin[1]], [up[0] - origin[0], up[1] - origin[1]]);
        let (x, y) = (place_mm[0] - origin[0], place_mm[1] - origin[1]);
        let determinant = a[0] * b[1] - a[1] * b[0];
        let [u, v] = [(x * b[1] - y * b[0]) / determinant, (a[0] * y - a[1] * x) / determinant];
        if !(0.0..1.0).contains(&u) || !(0.0..1.0).contains(&v) {
            return None;
        }
        let [width, height] = self.size;
        let (column, row) = ((u * width as f64) as usize, (v * height as f64) as usize);
        self.values.get((height - 1 - row.min(height - 1)) * width + column.min(width - 1)).copied()
    }
}

/// Draws detectors with limits, stretch, colours, size, bar and title of `options`. A reason if that can't be.
pub fn draw_focal_plane(panels: &[Panel], options: &Options) -> Result<Figure, String> {
    let Size::Fit(side) = options.size else { return Err("a focal plane has no scale of pixels".to_owned()) };
    if side == 0 || side > MOST {
        return Err(format!("the longer side of a focal plane has 1 to {MOST} pixels"));
    }
    let values: Vec<f64> = panels.iter().filter_map(|panel| panel.image.as_ref()).flat_map(|image| image.values.iter().copied()).collect();
    let limits = options.limits.of(&values);
    let [x, y] = extent(panels)?;
    let scale = f64::from(side) / (x.1 - x.0).max(y.1 - y.0);
    let size = [(x.1 - x.0) * scale, (y.1 - y.0) * scale].map(|side| (side.round() as usize).max(1));
    let mut frame = Frame::new(size, options.title.as_deref(), options.has_bar);
    let [left, _, _, bottom] = frame.clip;
    let at = |[a, b]: [f64; 2]| [left + (a - x.0) * scale, bottom - (b - y.0) * scale];
    let back = |[column, row]: [usize; 2]| [x.0 + (column as f64 + 0.5) / scale, y.1 - (row as f64 + 0.5) / scale];
    let mut raster = Raster { width: size[0], height: size[1], pixels: vec![[255; 3]; size[0] * size[1]] };
    let colours = options.colours.table();
    for image in panels.iter().filter_map(|panel| panel.image.as_ref()) {
        let corners = image.corners_mm.map(|corner| {
            let [a, b] = at(corner);
            [a - frame.clip[0], b - frame.clip[1]]
        });
        let [columns, rows] = [0, 1].map(|axis| {
            let of = corners.map(|corner| corner[axis]);
            let (low, high) = of.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), place| (low.min(*place), high.max(*place)));
            low.floor().max(0.0) as usize..(high.ceil().max(0.0) as usize).min(size[axis])
        });
        for row in rows {
            for column in columns.clone() {
                if let Some(value) = image.at(back([column, row])) {
                    let share = options.stretch.of(value, limits);
                    raster.pixels[row * size[0] + column] =
                        if share.is_nan() { colours[0] } else { colours[(share * 255.0).round() as usize] };
                }
            }
        }
    }
    frame.figure.rasters.push((frame.clip[0] as usize, frame.clip[1] as usize, raster));
    for panel in panels {
        let corners = panel.corners_mm.map(at);
        for side in 0..4 {
            let (from, to) = (corners[side], corners[(side + 1) % 4]);
            frame.figure.shapes.push(Shape::Line { from, to, width: 1.0, colour: OUTLINE, clip: None });
        }
        let across = (corners[2][0] - corners[0][0]).abs().min((corners[2][1] - corners[0][1]).abs());
        if across >= 2.0 * LETTERS {
            let centre = [(corners[0][0] + corners[2][0]) / 2.0, (corners[0][1] + corners[2][1]) / 2.0];
            let colour = if panel.image.is_some() { LABEL } else { OUTLINE };
            let text = panel.label.clone();
            frame.figure.shapes.push(Shape::Text { at: centre, size: LETTERS, align: Align::Middle, is_upright: false, text, colour });
        }
    }
    frame.axes(x, y, ["x [mm]", "y [mm]"]);
    if options.has_bar {
        frame.bar(options.colours, points::stretched(limits, options.stretch), "");
    }
    Ok(frame.figure)
}

/// What the detectors cover, and a margin.
fn extent(panels: &[Panel]) -> Result<[(f64, f64); 2], String> {
    let axis = |axis: usize| {
        let values: Vec<f64> = panels.iter().flat_map(|panel| panel.corners_mm.map(|corner| corner[axis])).collect();
        Series { values, ..Series::default() }
    };
    if panels.is_empty() {
        return Err("the camera has no detectors".to_owned());
    }
    Ok([0, 1].map(|number| super::range(&axis(number).values, MARGIN)))
}
