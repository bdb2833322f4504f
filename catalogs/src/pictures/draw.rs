//! An image as a figure.

use super::axes::{label, ticks};
use super::colours::{Colour, ColourMap};
use super::figure::{Align, Clip, Figure, Shape};
use super::legend::{self, Entry};
use super::limits::Limits;
use super::marks::Marks;
use super::overlay;
use super::raster::{Raster, Sampling};
use super::sky;
use super::stretch::Stretch;
use super::text;
use crate::images::{Plane, Wcs};

/// How large the image is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Size {
    /// So that its longer side has at most so many pixels; small images are enlarged by whole numbers to at least a quarter of it.
    Fit(u32),
    /// So many pixels for each of the image, on each axis.
    Factor(f64),
}

/// What stands around the image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axes {
    /// Nothing.
    None,
    /// Columns and rows of the parent image.
    Pixels,
    /// A grid of right ascension and declination.
    Sky,
}

/// How an image is drawn.
#[derive(Debug, Clone)]
pub struct Options {
    /// The limits.
    pub limits: Limits,
    /// The stretch.
    pub stretch: Stretch,
    /// The colours.
    pub colours: ColourMap,
    /// The size.
    pub size: Size,
    /// The axes.
    pub axes: Axes,
    /// Whether a bar tells which colour is which value.
    pub has_bar: bool,
    /// What stands above it.
    pub title: Option<String>,
    /// Mask planes to be shown, by name, `all` for those that are set anywhere; a name that the mask does not have is an error.
    pub mask_planes: Vec<String>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            limits: Limits::Zscale,
            stretch: Stretch::Asinh,
            colours: ColourMap::Grey,
            size: Size::Fit(1200),
            axes: Axes::None,
            has_bar: false,
            title: None,
            mask_planes: Vec::new(),
        }
    }
}

/// Pixels of a picture at most.
const MOST: f64 = 200e6;
/// Height of letters, in pixels.
const LETTERS: f64 = 13.0;
const BLACK: Colour = [0, 0, 0];

/// Draws `image`, with `mask` and `marks` over it. A reason if that can't be.
pub fn draw(image: &Plane, mask: Option<&Plane>, wcs: Option<&Wcs>, marks: &[Marks], options: &Options) -> Result<Figure, String> {
    let sampling = sampling(image, options.size)?;
    let values = image.values();
    let limits = options.limits.of(&values);
    let raster = coloured(&sampling, &values, limits, options);
    compose(raster, &sampling, limits, Layers { image, mask, wcs, marks }, options)
}

/// Draws three images of the same pixels as red, green and blue, each between limits of its own. A reason if that can't be.
pub fn draw_rgb(
    images: [&Plane; 3],
    mask: Option<&Plane>,
    wcs: Option<&Wcs>,
    marks: &[Marks],
    options: &Options,
) -> Result<Figure, String> {
    let [image, ..] = images;
    if let Some(other) = images.iter().find(|other| other.bbox() != image.bbox()) {
        return Err(format!("the three images have not the same pixels: {} and {}", image.bbox(), other.bbox()));
    }
    if options.has_bar {
        return Err("a bar tells the values of one image, not of three".to_owned());
    }
    let sampling = sampling(image, options.size)?;
    let [width, height] = sampling.raster;
    let mut raster = Raster { width, height, pixels: vec![[0; 3]; width * height] };
    for (channel, image) in images.into_iter().enumerate() {
        let values = image.values();
        let limits = options.limits.of(&values);
        for (pixel, value) in raster.pixels.iter_mut().zip(sampling.means(&values)) {
            let share = options.stretch.of(value, limits);
            pixel[channel] = if share.is_nan() { 0 } else { (share * 255.0).round() as u8 };
        }
    }
    compose(raster, &sampling, (0.0, 1.0), Layers { image, mask, wcs, marks }, options)
}

/// What lies over the colours, and what tells where they are.
#[derive(Clone, Copy)]
struct Layers<'a> {
    image: &'a Plane,
    mask: Option<&'a Plane>,
    wcs: Option<&'a Wcs>,
    marks: &'a [Marks],
}

/// How many pixels the picture of `image` has.
fn sampling(image: &Plane, size: Size) -> Result<Sampling, String> {
    let bbox = image.bbox();
    let side = bbox.width.max(bbox.height) as f64;
    let factor = match size {
        Size::Factor(factor) if factor > 0.0 && factor.is_finite() => factor,
        Size::Factor(factor) => return Err(format!("{factor} is no scale")),
        Size::Fit(0) => return Err("a picture has one pixel at least".to_owned()),
        Size::Fit(most) if side > f64::from(most) => f64::from(most) / side,
        Size::Fit(most) => (f64::from(most) / 2.0 / side).floor().max(1.0),
    };
    if bbox.count() as f64 * factor * factor > MOST {
        return Err(format!("a picture of {:.0} x {:.0} pixels is too large", bbox.width as f64 * factor, bbox.height as f64 * factor));
    }
    Ok(Sampling::new([bbox.width as usize, bbox.height as usize], factor))
}

/// The picture of coloured pixels and what is over and around them.
fn compose(mut raster: Raster, sampling: &Sampling, limits: (f64, f64), layers: Layers<'_>, options: &Options) -> Result<Figure, String> {
    let Layers { image, mask, wcs, marks } = layers;
    let bbox = image.bbox();
    let planes = planes(mask, &options.mask_planes)?;
    if let Some(mask) = mask.filter(|_| !planes.is_empty()) {
        if mask.bbox() != bbox {
            return Err("the mask has other pixels than the image".to_owned());
        }
        overlay::tint(&mut raster, mask, sampling, &planes.iter().map(|(_, bit, colour)| (*bit, *colour)).collect::<Vec<_>>());
    }
    let is_told = options.axes != Axes::None || options.has_bar;
    let entries = planes.iter().map(|(name, _, colour)| Entry::one(name, *colour)).chain(marks.iter().flat_map(Marks::legend));
    let entries: Vec<Entry> = entries.filter(|_| is_told).collect();
    let mut frame = Frame::new(&raster, limits, options, &entries);
    let [scale_x, scale_y] = [raster.width as f64 / bbox.width as f64, raster.height as f64 / bbox.height as f64];
    let clip = frame.clip;
    let (x0, y0) = (bbox.x0 as f64, bbox.y0 as f64);
    let at = |[x, y]: [f64; 2]| [clip[0] + (x - x0 + 0.5) * scale_x, clip[3] - (y - y0 + 0.5) * scale_y];
    for marks in marks {
        let line = (raster.width.min(raster.height) as f64 / 500.0).clamp(1.0, 2.0);
        frame.figure.shapes.extend(marks.shapes(at, scale_x, line, clip));
    }
    match (options.axes, wcs) {
        (Axes::None, _) => {}
        (Axes::Pixels, _) => frame.pixels(bbox.x0, bbox.x1(), bbox.y0, bbox.y1(), at),
        (Axes::Sky, None) => return Err("it has no WCS to draw the sky with".to_owned()),
        (Axes::Sky, Some(wcs)) => {
            let (shapes, names) = sky::grid(wcs, bbox, at, clip, LETTERS);
            frame.figure.shapes.extend(shapes);
            frame.names(names.map(|name| if name.is_empty() { String::new() } else { format!("{name} ({})", wcs.frame()) }));
        }
    }
    frame.finish(raster, limits, options, image, &entries)
}

fn coloured(sampling: &Sampling, values: &[f64], limits: (f64, f64), options: &Options) -> Raster {
    let table = options.colours.table();
    let of = |value: f64| {
        let share = options.stretch.of(value, limits);
        if share.is_nan() { options.colours.colour(0.0) } else { table[(share * 255.0).round() as usize] }
    };
    let [width, height] = sampling.raster;
    Raster { width, height, pixels: sampling.means(values).into_iter().map(of).collect() }
}

/// Name, bit and colour of the planes that are to be shown.
fn planes(mask: Option<&Plane>, names: &[String]) -> Result<Vec<(String, u64, Colour)>, String> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let mask = mask.ok_or("it has no mask")?;
    let mut known = mask.mask_planes();
    known.sort_by_key(|(_, bit)| *bit);
    let of = |(name, bit): &(String, u64)| (name.clone(), *bit, overlay::mask_colour(name, *bit));
    if names.iter().any(|name| name == "all") {
        let set = mask.values().into_iter().fold(0, |all, value| all | value as i64 as u64);
        return Ok(known.iter().filter(|(_, bit)| *bit < 64 && set >> *bit & 1 == 1).map(of).collect());
    }
    names
        .iter()
        .map(|name| {
            let found = known.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            let all: Vec<&str> = known.iter().map(|(name, _)| name.as_str()).collect();
            found.map(of).ok_or_else(|| format!("its mask has no plane `{name}`; it has {}", all.join(", ")))
        })
        .collect()
}

/// A figure and where the image is in it.
struct Frame {
    figure: Figure,
    clip: Clip,
    place: (usize, usize),
    /// Height of what tells the colours of the mask's planes and of the sources.
    legend: f64,
}

impl Frame {
    fn new(raster: &Raster, limits: (f64, f64), options: &Options, entries: &[Entry]) -> Frame {
        let has_axes = options.axes != Axes::None;
        // A right ascension has more letters than a row.
        let (left, bottom) = match options.axes {
            Axes::None => (0, 0),
            Axes::Pixels => (78, 48),
            Axes::Sky => (112, 48),
        };
        let mut top = if options.title.is_some() { 30 } else { 0 };
        let bar = if options.has_bar { 40 + bar_label_width(limits) } else { 0 };
        let legend = legend::height(entries, raster.width as f64, LETTERS) as usize;
        // Labels at the corners need room.
        let right = if has_axes && bar == 0 { 20 } else { bar };
        top = top.max(if has_axes || options.has_bar { 14 } else { 0 });
        let bottom = bottom.max(if options.has_bar { 14 } else { 0 }) + legend;
        let title = options.title.as_deref().map_or(0.0, |title| text::width(title, LETTERS + 2.0)) as usize + 8;
        let width = (left + raster.width + right).max(if options.title.is_some() { title } else { 0 });
        let clip = [left as f64, top as f64, (left + raster.width) as f64, (top + raster.height) as f64];
        let figure = Figure { width, height: top + raster.height + bottom, background: [255; 3], rasters: Vec::new(), shapes: Vec::new() };
        Frame { figure, clip, place: (left, top), legend: legend as f64 }
    }

    fn line(&mut self, from: [f64; 2], to: [f64; 2]) {
        self.figure.shapes.push(Shape::Line { from, to, width: 1.0, colour: BLACK, clip: None });
    }

    fn text(&mut self, at: [f64; 2], align: Align, text: String) {
        self.figure.shapes.push(Shape::Text { at, size: LETTERS, align, is_upright: false, text, colour: BLACK });
    }

    /// Ticks of columns and rows.
    fn pixels(&mut self, x0: i64, x1: i64, y0: i64, y1: i64, at: impl Fn([f64; 2]) -> [f64; 2]) {
        let clip = self.clip;
        let room = |length: f64, each: f64| ((length / each) as usize).clamp(2, 8);
        let (columns, decimals) = ticks(x0 as f64, (x1 - 1) as f64, room(clip[2] - clip[0], 80.0));
        for column in columns {
            let [x, _] = at([column, y0 as f64]);
            self.line([x, clip[3]], [x, clip[3] + 5.0]);
            self.text([x, clip[3] + 8.0], Align::Top, label(column, decimals));
        }
        let (rows, decimals) = ticks(y0 as f64, (y1 - 1) as f64, room(clip[3] - clip[1], 60.0));
        for row in rows {
            let [_, y] = at([x0 as f64, row]);
            self.line([clip[0] - 5.0, y], [clip[0], y]);
            self.text([clip[0] - 8.0, y], Align::Right, label(row, decimals));
        }
        self.names(["x [pixel]".to_owned(), "y [pixel]".to_owned()]);
    }

    /// The names of the axes: below, and upright at the left.
    fn names(&mut self, [below, left]: [String; 2]) {
        let clip = self.clip;
        let (x, y) = ((clip[0] + clip[2]) / 2.0, (clip[1] + clip[3]) / 2.0);
        self.text([x, clip[3] + 28.0], Align::Top, below);
        let at = [10.0, y];
        self.figure.shapes.push(Shape::Text { at, size: LETTERS, align: Align::Middle, is_upright: true, text: left, colour: BLACK });
    }

    fn finish(mut self, raster: Raster, limits: (f64, f64), options: &Options, image: &Plane, entries: &[Entry]) -> Result<Figure, String> {
        let [left, top, right, _] = self.clip;
        let height = raster.height;
        self.figure.rasters.push((self.place.0, self.place.1, raster));
        if options.axes != Axes::None {
            self.border(self.clip);
        }
        if options.has_bar {
            self.bar(limits, options, height, image.header().text("BUNIT"));
        }
        if let Some(title) = &options.title {
            let (x, size) = ((left + right) / 2.0, LETTERS + 2.0);
            let half = text::width(title, size) / 2.0 + 2.0;
            let x = x.max(half).min((self.figure.width as f64 - half).max(half));
            let at = [x, top - 17.0];
            let text = title.clone();
            self.figure.shapes.push(Shape::Text { at, size, align: Align::Middle, is_upright: false, text, colour: BLACK });
        }
        let corner = [left, self.figure.height as f64 - self.legend];
        self.figure.shapes.extend(legend::shapes(entries, corner, right - left, LETTERS));
        Ok(self.figure)
    }

    fn border(&mut self, [left, top, right, bottom]: Clip) {
        let (left, top, right, bottom) = (left - 0.5, top - 0.5, right + 0.5, bottom + 0.5);
        for (from, to) in
            [([left, top], [right, top]), ([right, top], [right, bottom]), ([right, bottom], [left, bottom]), ([left, bottom], [left, top])]
        {
            self.line(from, to);
        }
    }

    /// A bar of the colours at the right, values beside it.
    fn bar(&mut self, limits: (f64, f64), options: &Options, height: usize, unit: Option<&str>) {
        const WIDTH: usize = 14;
        let [_, top, right, bottom] = self.clip;
        let left = right as usize + 12;
        let share = |row: usize| 1.0 - (row as f64 + 0.5) / height as f64;
        let pixels = (0..height).flat_map(|row| [options.colours.colour(share(row)); WIDTH]).collect();
        self.figure.rasters.push((left, top as usize, Raster { width: WIDTH, height, pixels }));
        self.border([left as f64, top, (left + WIDTH) as f64, bottom]);
        let (values, decimals) = ticks(limits.0, limits.1, 6);
        let mut last = f64::INFINITY;
        for value in values {
            let y = bottom - options.stretch.of(value, limits) * height as f64;
            if last - y >= LETTERS + 3.0 {
                last = y;
                let edge = (left + WIDTH) as f64;
                self.line([edge, y], [edge + 4.0, y]);
                self.text([edge + 7.0, y], Align::Left, label(value, decimals));
            }
        }
        if let Some(unit) = unit.map(str::trim).filter(|unit| !unit.is_empty()) {
            self.text([left as f64, top - 7.0], Align::Left, unit.to_owned());
        }
    }
}

/// Pixels that the values of the bar need.
fn bar_label_width((low, high): (f64, f64)) -> usize {
    let (values, decimals) = ticks(low, high, 6);
    values.iter().map(|value| text::width(&label(*value, decimals), LETTERS)).fold(20.0, f64::max) as usize + 4
}
