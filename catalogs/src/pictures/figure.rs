//! What is drawn, before it is PNG or SVG: rasters, and shapes above them. The origin is the upper left corner, y goes down.

use super::canvas::Canvas;
use super::colours::Colour;
use super::raster::Raster;
use super::svg;
use crate::{Error, Result};

/// A picture.
#[derive(Debug, Clone)]
pub struct Figure {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) background: Colour,
    /// Rasters and where their upper left corner is.
    pub(super) rasters: Vec<(usize, usize, Raster)>,
    pub(super) shapes: Vec<Shape>,
}

/// A rectangle: left, top, right, bottom.
pub(super) type Clip = [f64; 4];

#[derive(Debug, Clone)]
pub(super) enum Shape {
    /// A line; nothing is drawn outside `clip`.
    Line { from: [f64; 2], to: [f64; 2], width: f64, colour: Colour, clip: Option<Clip> },
    /// The outline of a circle.
    Ring { centre: [f64; 2], radius: f64, width: f64, colour: Colour, clip: Option<Clip> },
    /// A filled rectangle.
    Box { at: Clip, colour: Colour },
    /// A line of text.
    Text { at: [f64; 2], size: f64, align: Align, is_upright: bool, text: String, colour: Colour },
}

/// Which point of a text stands at its place: across and down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    /// The middle of the left side.
    Left,
    /// The middle of the right side.
    Right,
    /// The middle of the upper side.
    Top,
    /// The middle.
    Middle,
}

impl Figure {
    /// Width and height in pixels.
    pub fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// As PNG.
    pub fn to_png(&self) -> Result<Vec<u8>> {
        let mut canvas = Canvas::new(self.width, self.height, self.background);
        self.rasters.iter().for_each(|(x, y, raster)| canvas.place(*x, *y, raster));
        self.shapes.iter().for_each(|shape| canvas.draw(shape));
        encode(self.width, self.height, &canvas.pixels)
    }

    /// As SVG, the image itself as PNG in it.
    pub fn to_svg(&self) -> Result<String> {
        svg::write(self)
    }
}

/// Pixels as PNG.
pub(super) fn encode(width: usize, height: usize, pixels: &[Colour]) -> Result<Vec<u8>> {
    let failed = |error: png::EncodingError| Error::Write { format: "PNG", source: std::io::Error::other(error.to_string()) };
    let mut file = Vec::new();
    let size = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(&mut file, size(width), size(height));
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(pixels.as_flattened()).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(file)
}
