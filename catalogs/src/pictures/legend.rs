//! What colours mean: lines of swatches with their names below a picture.

use super::axes::label;
use super::colours::Colour;
use super::figure::{Align, Shape};
use super::text;

/// Height of a line.
const LINE: f64 = 20.0;
/// Pixels above the first line.
const ABOVE: f64 = 6.0;
/// Side of a swatch; one of many colours is as wide as several.
const SWATCH: f64 = 8.0;
const LONG: f64 = 8.0 * SWATCH;

/// A colour, or colours from the first to the last, and what they mean.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub name: String,
    pub colours: Vec<Colour>,
}

impl Entry {
    /// One colour.
    pub(super) fn one(name: impl Into<String>, colour: Colour) -> Entry {
        Entry { name: name.into(), colours: vec![colour] }
    }

    /// Colours of the numbers between two limits.
    pub(super) fn range(name: &str, (low, high): (f64, f64), colours: Vec<Colour>) -> Entry {
        // Three digits more than those in which the limits differ.
        let decimals = (2.0 - (high - low).abs().max(f64::MIN_POSITIVE).log10().floor()).clamp(0.0, 12.0) as usize;
        Entry { name: format!("{name}: {} to {}", label(low, decimals), label(high, decimals)), colours }
    }

    fn swatch(&self) -> f64 {
        if self.colours.len() > 1 { LONG } else { SWATCH }
    }
}

/// Where each entry begins, and in which line it is, if lines are `width` wide.
fn places(entries: &[Entry], width: f64, letters: f64) -> Vec<(f64, usize)> {
    let (mut x, mut line) = (0.0, 0);
    let mut places = Vec::with_capacity(entries.len());
    for entry in entries {
        let length = 24.0 + entry.swatch() + text::width(&entry.name, letters);
        if x > 0.0 && x + length > width {
            (x, line) = (0.0, line + 1);
        }
        places.push((x, line));
        x += length;
    }
    places
}

/// The height of a legend below a picture of `width`; 0 of none.
pub(super) fn height(entries: &[Entry], width: f64, letters: f64) -> f64 {
    places(entries, width, letters).last().map_or(0.0, |(_, line)| ABOVE + LINE * (line + 1) as f64)
}

/// The legend from `left` and `top`, in lines of `width`.
pub(super) fn shapes(entries: &[Entry], [left, top]: [f64; 2], width: f64, letters: f64) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for (entry, (x, line)) in entries.iter().zip(places(entries, width, letters)) {
        let (x, y) = (left + x + 4.0, top + ABOVE + LINE * (line as f64 + 0.5));
        let step = entry.swatch() / entry.colours.len().max(1) as f64;
        for (index, colour) in entry.colours.iter().enumerate() {
            let from = x + step * index as f64;
            shapes.push(Shape::Line { from: [from, y], to: [from + step, y], width: SWATCH, colour: *colour, clip: None });
        }
        let at = [x + entry.swatch() + 9.0, y];
        shapes.push(Shape::Text { at, size: letters, align: Align::Left, is_upright: false, text: entry.name.clone(), colour: [0; 3] });
    }
    shapes
}
