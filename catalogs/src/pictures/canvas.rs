//! Shapes as pixels: a pixel takes so much of a colour as the shape covers of it, told by its distance from the outline.

use super::colours::Colour;
use super::figure::{Clip, Shape};
use super::raster::Raster;
use super::text;

pub(super) struct Canvas {
    width: usize,
    height: usize,
    pub(super) pixels: Vec<Colour>,
}

impl Canvas {
    pub(super) fn new(width: usize, height: usize, background: Colour) -> Canvas {
        Canvas { width, height, pixels: vec![background; width * height] }
    }

    pub(super) fn place(&mut self, left: usize, top: usize, raster: &Raster) {
        for (row, line) in raster.pixels.chunks_exact(raster.width.max(1)).enumerate() {
            let begin = (top + row) * self.width + left;
            if let Some(target) = self.pixels.get_mut(begin..begin + line.len()) {
                target.copy_from_slice(line);
            }
        }
    }

    pub(super) fn draw(&mut self, shape: &Shape) {
        match shape {
            Shape::Line { from, to, width, colour, clip } => {
                let half = width / 2.0;
                let around = [from[0].min(to[0]) - half, from[1].min(to[1]) - half, from[0].max(to[0]) + half, from[1].max(to[1]) + half];
                let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
                let length = dx * dx + dy * dy;
                self.cover(around, *clip, *colour, |x, y| {
                    let along = if length > 0.0 { (((x - from[0]) * dx + (y - from[1]) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
                    half + 0.5 - (x - from[0] - along * dx).hypot(y - from[1] - along * dy)
                });
            }
            Shape::Ring { centre, radius, width, colour, clip } => {
                let outer = radius + width / 2.0;
                let around = [centre[0] - outer, centre[1] - outer, centre[0] + outer, centre[1] + outer];
                self.cover(around, *clip, *colour, |x, y| width / 2.0 + 0.5 - ((x - centre[0]).hypot(y - centre[1]) - radius).abs());
            }
            Shape::Box { at: [left, top, right, bottom], colour } => {
                let overlap = |low: f64, high: f64, centre: f64| (high.min(centre + 0.5) - low.max(centre - 0.5)).max(0.0);
                self.cover([*left, *top, *right, *bottom], None, *colour, |x, y| overlap(*left, *right, x) * overlap(*top, *bottom, y));
            }
            Shape::Text { at, size, align, is_upright, text, colour } => {
                text::each_pixel(text, *size, *align, *is_upright, |x, y, coverage| {
                    self.blend((at[0].round() + x) as i64, (at[1].round() + y) as i64, *colour, coverage);
                });
            }
        }
    }

    /// Blends `colour` into the pixels in a rectangle, each by what `coverage` says of its centre.
    fn cover(&mut self, around: Clip, clip: Option<Clip>, colour: Colour, coverage: impl Fn(f64, f64) -> f64) {
        let clip = clip.unwrap_or([0.0, 0.0, self.width as f64, self.height as f64]);
        let left = (around[0] - 1.0).max(clip[0]).max(0.0) as usize;
        let top = (around[1] - 1.0).max(clip[1]).max(0.0) as usize;
        let right = (around[2] + 1.0).min(clip[2]).clamp(0.0, self.width as f64).ceil() as usize;
        let bottom = (around[3] + 1.0).min(clip[3]).clamp(0.0, self.height as f64).ceil() as usize;
        for y in top..bottom {
            for x in left..right {
                self.blend(x as i64, y as i64, colour, coverage(x as f64 + 0.5, y as f64 + 0.5));
            }
        }
    }

    fn blend(&mut self, x: i64, y: i64, colour: Colour, coverage: f64) {
        if !(0..self.width as i64).contains(&x) || !(0..self.height as i64).contains(&y) || coverage <= 0.0 {
            return;
        }
        let share = coverage.min(1.0);
        if let Some(pixel) = self.pixels.get_mut(y as usize * self.width + x as usize) {
            pixel.iter_mut().zip(colour).for_each(|(below, above)| {
                *below = (f64::from(*below) * (1.0 - share) + f64::from(above) * share).round() as u8;
            });
        }
    }
}
