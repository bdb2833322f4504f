//! Pictures of images: limits, stretch, colours, masks and sources over them, axes; charts of numbers; as PNG and SVG.
//!
//! Limits and stretches are those of `astropy.visualization`. An image is drawn with its first row at the bottom.

mod axes;
mod canvas;
mod chart;
mod colours;
mod draw;
mod figure;
mod legend;
mod limits;
mod marks;
mod overlay;
mod raster;
mod sky;
mod stretch;
mod svg;
#[cfg(test)]
mod tests;
mod text;

pub use chart::{Chart, Drawn, MOST_BINS, Panel, Series, Thumbnail, draw_focal_plane};
pub use colours::{Colour, ColourMap};
pub use draw::{Axes, Options, Size, draw, draw_rgb};
pub use figure::Figure;
pub use limits::Limits;
pub use marks::Marks;
pub use overlay::mask_colour;
pub use stretch::Stretch;
