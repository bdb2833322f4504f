//! Charts of numbers: how they are distributed, two against each other, or where they are on the sky.
//!
//! - Rows without a finite number in every column are left out, and counted.
//! - Points are drawn as points if they are few; else as a map of their density, or of the mean of what colours them.

use super::axes::ticks;
use super::colours::{Colour, ColourMap};
use super::figure::{Align, Clip, Figure, Shape};
use super::limits::Limits;
use super::raster::Raster;
use super::text;

mod all_sky;
mod focal_plane;
mod histogram;
mod points;
mod sky_map;
#[cfg(test)]
mod tests;

pub use focal_plane::{Panel, Thumbnail, draw_focal_plane};

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chart {
    /// How often values of one column occur, in so many bins; in as many as suit them if absent.
    Histogram(Option<usize>),
    /// The first column to the right, the second up; a third one colours the points.
    Scatter,
    /// Right ascension and declination in degrees; a third column colours the points.
    Sky,
}

/// A column of numbers.
#[derive(Debug, Clone, Default)]
pub struct Series {
    /// What its axis is called.
    pub name: String,
    /// Its values; NaN where there is none.
    pub values: Vec<f64>,
}

/// A chart that is drawn.
#[derive(Debug)]
pub struct Drawn {
    /// The picture.
    pub figure: Figure,
    /// Rows in it, and rows that are left out because they have no number somewhere, or no place on the sky.
    pub rows: usize,
    /// The same of rows that are left out.
    pub left_out: usize,
}

/// Width and height inside the axes.
const SIZE: [usize; 2] = [860, 560];
const LETTERS: f64 = 13.0;
const BLACK: Colour = [0, 0, 0];
/// Bars and points that no column colours.
const INK: Colour = [31, 90, 160];
/// Points beyond which their density is drawn.
const FEW: usize = 20_000;
/// Columns and their bins at most.
pub const MOST_BINS: usize = 1000;

impl Chart {
    /// Columns at least and at most.
    pub fn columns(self) -> (usize, usize) {
        match self {
            Chart::Histogram(_) => (1, 1),
            Chart::Scatter | Chart::Sky => (2, 3),
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Chart::Histogram(_) => "histogram",
            Chart::Scatter => "scatter plot",
            Chart::Sky => "map of the sky",
        }
    }

    /// Draws columns of the same length. A reason if that can't be.
    pub fn draw(self, columns: &[Series], title: Option<&str>) -> Result<Drawn, String> {
        let (least, most) = self.columns();
        if !(least..=most).contains(&columns.len()) {
            let wanted = if least == most { least.to_string() } else { format!("{least} or {most}") };
            return Err(format!("a {} is of {wanted} columns, not of {}", self.name(), columns.len()));
        }
        let all = columns.iter().map(|column| column.values.len()).min().unwrap_or(0);
        let is_drawn = |row: usize| {
            let is_place = self != Chart::Sky || (-90.0..=90.0).contains(&columns[1].values[row]);
            is_place && columns.iter().all(|column| column.values[row].is_finite())
        };
        let kept: Vec<usize> = (0..all).filter(|row| is_drawn(*row)).collect();
        if all == 0 {
            return Err("there are no rows".to_owned());
        }
        if kept.is_empty() {
            return Err(format!("none of {all} rows has a number in every column"));
        }
        let of = |column: &Series| Series { name: column.name.clone(), values: kept.iter().map(|row| column.values[*row]).collect() };
        let columns: Vec<Series> = columns.iter().map(of).collect();
        let figure = match self {
            Chart::Histogram(bins) => histogram::draw(&columns[0], bins, title)?,
            Chart::Scatter => points::scatter(&columns, title),
            Chart::Sky => sky_map::draw(&columns, title)?,
        };
        Ok(Drawn { figure, rows: kept.len(), left_out: all - kept.len() })
    }
}

/// A figure whose axes are at `clip`.
struct Frame {
    figure: Figure,
    clip: Clip,
}

impl Frame {
    fn new([width, height]: [usize; 2], title: Option<&str>, has_bar: bool) -> Frame {
        let (left, top, right, bottom) = (96, if title.is_some() { 40 } else { 24 }, if has_bar { 130 } else { 30 }, 56);
        let clip = [left as f64, top as f64, (left + width) as f64, (top + height) as f64];
        let figure = Figure {
            width: left + width + right,
            height: top + height + bottom,
            background: [255; 3],
            rasters: Vec::new(),
            shapes: Vec::new(),
        };
        let mut frame = Frame { figure, clip };
        if let Some(title) = title {
            let size = LETTERS + 2.0;
            let half = text::width(title, size) / 2.0 + 4.0;
            let x = ((clip[0] + clip[2]) / 2.0).min(frame.figure.width as f64 - half).max(half);
            frame.figure.shapes.push(Shape::Text {
                at: [x, 18.0],
                size,
                align: Align::Middle,
                is_upright: false,
                text: title.to_owned(),
                colour: BLACK,
            });
        }
        frame
    }

    fn line(&mut self, from: [f64; 2], to: [f64; 2]) {
        self.figure.shapes.push(Shape::Line { from, to, width: 1.0, colour: BLACK, clip: None });
    }

    fn text(&mut self, at: [f64; 2], align: Align, text: String) {
        self.figure.shapes.push(Shape::Text { at, size: LETTERS, align, is_upright: false, text, colour: BLACK });
    }

    fn border(&mut self, [left, top, right, bottom]: Clip) {
        let corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
        (0..4).for_each(|side| self.line(corners[side], corners[(side + 1) % 4]));
    }

    /// Ticks and names of both axes, of which each goes from the first to the second value.
    fn axes(&mut self, x: (f64, f64), y: (f64, f64), names: [&str; 2]) {
        let [left, top, right, bottom] = self.clip;
        let (values, labels) = labelled(x, 8);
        for (value, label) in values.iter().zip(labels) {
            let at = left + (value - x.0) / (x.1 - x.0) * (right - left);
            self.line([at, bottom], [at, bottom + 5.0]);
            self.text([at, bottom + 9.0], Align::Top, label);
        }
        let (values, labels) = labelled(y, 7);
        for (value, label) in values.iter().zip(labels) {
            let at = bottom - (value - y.0) / (y.1 - y.0) * (bottom - top);
            self.line([left - 5.0, at], [left, at]);
            self.text([left - 9.0, at], Align::Right, label);
        }
        self.border(self.clip);
        self.names(names);
    }

    fn names(&mut self, [below, left]: [&str; 2]) {
        let clip = self.clip;
        self.text([(clip[0] + clip[2]) / 2.0, clip[3] + 31.0], Align::Top, below.to_owned());
        let (at, text) = ([12.0, (clip[1] + clip[3]) / 2.0], left.to_owned());
        self.figure.shapes.push(Shape::Text { at, size: LETTERS, align: Align::Middle, is_upright: true, text, colour: BLACK });
    }

    /// A bar of the colours at the right and its name; beside it values, each at its share of the colours.
    fn bar(&mut self, colours: ColourMap, values: impl IntoIterator<Item = (f64, String)>, name: &str) {
        const WIDTH: usize = 14;
        let [_, top, right, bottom] = self.clip;
        let (left, height) = (right as usize + 14, (bottom - top) as usize);
        let share = |row: usize| 1.0 - (row as f64 + 0.5) / height as f64;
        let pixels = (0..height).flat_map(|row| [colours.colour(share(row)); WIDTH]).collect();
        self.figure.rasters.push((left, top as usize, Raster { width: WIDTH, height, pixels }));
        self.border([left as f64, top, (left + WIDTH) as f64, bottom]);
        let edge = (left + WIDTH) as f64;
        for (share, label) in values {
            let y = bottom - share * (bottom - top);
            self.line([edge, y], [edge + 4.0, y]);
            self.text([edge + 7.0, y], Align::Left, label);
        }
        let (at, text) = ([self.figure.width as f64 - 12.0, (top + bottom) / 2.0], name.to_owned());
        self.figure.shapes.push(Shape::Text { at, size: LETTERS, align: Align::Middle, is_upright: true, text, colour: BLACK });
    }
}

/// Round numbers between two, and how they are written: all with as many decimals as tell them apart.
fn labelled((low, high): (f64, f64), count: usize) -> (Vec<f64>, Vec<String>) {
    let (values, decimals) = ticks(low, high, count);
    let largest = values.iter().fold(0.0f64, |most, value| most.max(value.abs()));
    let step = match values[..] {
        [first, second, ..] => second - first,
        _ => largest,
    };
    let is_plain = largest == 0.0 || (1e-3..1e6).contains(&largest);
    let digits = if is_plain { decimals } else { ((largest.log10().floor() - step.log10().floor()).max(0.0) as usize).min(15) };
    let write = |value: &f64| if is_plain || *value == 0.0 { format!("{value:.digits$}") } else { format!("{value:.digits$e}") };
    let labels = values.iter().map(|value| write(value).replace('-', "\u{2212}")).collect();
    (values, labels)
}

/// The range of values, a share of it wider on both sides; never empty.
fn range(values: &[f64], margin: f64) -> (f64, f64) {
    let (low, high) = Limits::MinMax.of(values);
    let span = high - low;
    if span > 0.0 {
        return (low - margin * span, high + margin * span);
    }
    let half = (low.abs() * 0.05).max(0.5);
    (low - half, high + half)
}
