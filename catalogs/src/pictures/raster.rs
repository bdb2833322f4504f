//! An image's values as coloured pixels of another number.

use std::ops::Range;

use super::colours::Colour;

/// Coloured pixels, the top row first.
#[derive(Debug, Clone)]
pub(super) struct Raster {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<Colour>,
}

/// Which pixels of the image a pixel of the raster stands for.
#[derive(Debug, Clone)]
pub(super) struct Sampling {
    image: [usize; 2],
    pub(super) raster: [usize; 2],
}

impl Sampling {
    /// An image of `image` pixels as about `factor` times as many on each axis, one at least.
    pub(super) fn new(image: [usize; 2], factor: f64) -> Sampling {
        let of = |length: usize| ((length as f64 * factor).round() as usize).max(1);
        Sampling { image, raster: image.map(of) }
    }

    /// Columns of the image below column `x` of the raster.
    pub(super) fn columns(&self, x: usize) -> Range<usize> {
        self.span(0, x)
    }

    /// Rows of the image, from the lowest, below row `y` of the raster, from the top.
    pub(super) fn rows(&self, y: usize) -> Range<usize> {
        self.span(1, self.raster[1] - 1 - y)
    }

    fn span(&self, axis: usize, place: usize) -> Range<usize> {
        let (image, raster) = (self.image[axis], self.raster[axis]);
        let start = place * image / raster;
        start..((place + 1) * image / raster).clamp(start + 1, image.max(start + 1))
    }

    /// The mean of the finite values for each pixel of the raster, the top row first; NaN where there is none.
    pub(super) fn means(&self, values: &[f64]) -> Vec<f64> {
        let [width, height] = self.raster;
        let mut means = Vec::with_capacity(width * height);
        for y in 0..height {
            let rows = self.rows(y);
            for x in 0..width {
                let columns = self.columns(x);
                let (mut sum, mut count) = (0.0, 0u32);
                for row in rows.clone() {
                    for value in &values[row * self.image[0] + columns.start..row * self.image[0] + columns.end] {
                        if value.is_finite() {
                            sum += value;
                            count += 1;
                        }
                    }
                }
                means.push(if count == 0 { f64::NAN } else { sum / f64::from(count) });
            }
        }
        means
    }
}
