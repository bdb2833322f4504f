//! Sources over an image: a `+` at each, and a circle around it.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};

use super::colours::{self, Colour, ColourMap};
use super::figure::{Clip, Shape};
use super::legend::Entry;
use super::limits::Limits;
use crate::images::{Bbox, Wcs};
use crate::tables::{OpenOptions, Reader};
use crate::{Error, Result, Source, meta};

/// Places in an image and how they are marked.
#[derive(Debug, Clone)]
pub struct Marks {
    /// Columns and rows in the parent image, from 0.
    pub places: Vec<[f64; 2]>,
    /// A number for each place that says its colour; 0 and 1 of a flag. None if all are alike.
    pub shades: Option<Vec<f64>>,
    /// Colour of the `+`; none is drawn if absent.
    pub plus: Option<Colour>,
    /// Radius, in pixels of the image, and colour of the circles; none are drawn if absent.
    pub circle: Option<(f64, Colour)>,
    /// The column of the shades.
    column: Option<String>,
    is_flag: bool,
}

/// Colours of a flag that is set, one that is not, and a place without a number.
const SET: Colour = [255, 0, 0];
const UNSET: Colour = [0, 200, 0];
const UNKNOWN: Colour = [128, 128, 128];

/// Columns that hold a place in pixels, the best first.
const PIXELS: [[&str; 2]; 5] = [
    ["slot_Centroid_x", "slot_Centroid_y"],
    ["x", "y"],
    ["base_SdssCentroid_x", "base_SdssCentroid_y"],
    ["centroid_sdss_x", "centroid_sdss_y"],
    ["xcentroid", "ycentroid"],
];
/// The same of a place on the sky; in degrees unless their unit is radians.
const SKY: [[&str; 2]; 4] = [["coord_ra", "coord_dec"], ["coord.ra", "coord.dec"], ["ra", "dec"], ["RA", "DEC"]];

impl Marks {
    /// Marks as the walkthrough of the butler has them: a red `+` and an orange circle of 20 pixels.
    pub fn new(places: Vec<[f64; 2]>) -> Marks {
        Marks { places, shades: None, plus: Some([255, 0, 0]), circle: Some((20.0, [255, 165, 0])), column: None, is_flag: false }
    }

    /// The sources of a table: by their pixels if it has them, else by their place on the sky and the WCS of the image. Rows without a place are left out.
    pub async fn of_table(source: &Source, wcs: Option<&Wcs>, colour_by: Option<&str>) -> Result<Marks> {
        let mut tried = Vec::new();
        for (names, is_sky) in PIXELS.iter().map(|names| (names, false)).chain(SKY.iter().map(|names| (names, true))) {
            let columns = names.iter().copied().chain(colour_by).map(str::to_owned).collect();
            let mut reader = match Reader::open(source, &OpenOptions { columns: Some(columns), ..OpenOptions::default() }).await {
                Ok(reader) => reader,
                Err(error @ Error::Missing { .. }) => {
                    // A column of the caller's is missing in every attempt.
                    if let (Error::Missing { name, .. }, Some(wanted)) = (&error, colour_by)
                        && name == wanted
                    {
                        return Err(error);
                    }
                    tried.push(names.join(" and "));
                    continue;
                }
                Err(error) => return Err(error),
            };
            if is_sky && wcs.is_none() {
                return Err(Error::format(source.name(), "catalog", "it has places on the sky only, and the image has no WCS"));
            }
            let mut marks = Marks { column: colour_by.map(str::to_owned), ..Marks::new(Vec::new()) };
            while let Some(batch) = reader.next().await? {
                marks.push(&batch, wcs.filter(|_| is_sky), colour_by.is_some())?;
            }
            return Ok(marks);
        }
        Err(Error::format(source.name(), "catalog", format!("it has no columns of places: none of {}", tried.join(", "))))
    }

    fn push(&mut self, batch: &RecordBatch, wcs: Option<&Wcs>, is_coloured: bool) -> Result<()> {
        let column = |index: usize| {
            let floats = cast(batch.column(index), &DataType::Float64).map_err(Error::arrow("cannot take places as numbers"))?;
            let floats = floats.as_primitive::<Float64Type>();
            Ok::<_, Error>(
                (0..batch.num_rows()).map(|row| if floats.is_valid(row) { floats.value(row) } else { f64::NAN }).collect::<Vec<_>>(),
            )
        };
        let (first, second) = (column(0)?, column(1)?);
        let shades = if is_coloured { Some(column(2)?) } else { None };
        if is_coloured {
            self.is_flag |= batch.column(2).data_type() == &DataType::Boolean;
            self.shades.get_or_insert_default();
        }
        let schema = batch.schema();
        let is_radians = schema.field(0).metadata().get(meta::UNIT).is_some_and(|unit| unit.starts_with("rad"));
        for row in 0..batch.num_rows() {
            let place = match wcs {
                None => Some([first[row], second[row]]),
                Some(wcs) => {
                    let degrees = |angle: f64| if is_radians { angle.to_degrees() } else { angle };
                    wcs.icrs_to_pixel(degrees(first[row]), degrees(second[row]))
                }
            };
            if let Some(place) = place.filter(|place| place.iter().all(|axis| axis.is_finite())) {
                self.places.push(place);
                if let (Some(kept), Some(shades)) = (&mut self.shades, &shades) {
                    kept.push(shades[row]);
                }
            }
        }
        Ok(())
    }

    /// How many of the places are on the pixels of `bbox`.
    pub fn count_on(&self, bbox: &Bbox) -> usize {
        let is_on = |at: f64, first: i64, end: i64| at >= first as f64 - 0.5 && at < end as f64 - 0.5;
        self.places.iter().filter(|[x, y]| is_on(*x, bbox.x0, bbox.x1()) && is_on(*y, bbox.y0, bbox.y1())).count()
    }

    /// The shapes of the marks that touch `clip`; `at` says where a place is in the figure, `factor` how large a pixel of the image is there.
    pub(super) fn shapes(&self, at: impl Fn([f64; 2]) -> [f64; 2], factor: f64, line: f64, clip: Clip) -> Vec<Shape> {
        let colours = self.shades.as_ref().map(|shades| self.colours(shades));
        let mut shapes = Vec::new();
        for (index, place) in self.places.iter().enumerate() {
            let [x, y] = at(*place);
            let radius = self.circle.map_or(0.0, |(radius, _)| (radius * factor).max(2.0));
            let reach = radius.max(8.0);
            if x < clip[0] - reach || x > clip[2] + reach || y < clip[1] - reach || y > clip[3] + reach {
                continue;
            }
            let of = |colour: Colour| colours.as_ref().and_then(|colours| colours.get(index)).copied().unwrap_or(colour);
            let (width, clip) = (line, Some(clip));
            if let Some(colour) = self.plus.map(of) {
                let arm = (5.0 * factor).clamp(2.5, 8.0) * line.max(1.0);
                shapes.push(Shape::Line { from: [x - arm, y], to: [x + arm, y], width, colour, clip });
                shapes.push(Shape::Line { from: [x, y - arm], to: [x, y + arm], width, colour, clip });
            }
            if let Some(colour) = self.circle.map(|(_, colour)| of(colour)) {
                shapes.push(Shape::Ring { centre: [x, y], radius, width, colour, clip });
            }
        }
        shapes
    }

    /// Red where a flag is set and green where not; else viridis between percentiles.
    fn colours(&self, shades: &[f64]) -> Vec<Colour> {
        let (low, high) = shade_limits(shades);
        let of = |shade: &f64| match self.is_flag {
            _ if !shade.is_finite() => UNKNOWN,
            true if *shade > 0.5 => SET,
            true => UNSET,
            false => ColourMap::Viridis.colour(if high > low { (shade - low) / (high - low) } else { 0.5 }),
        };
        shades.iter().map(of).collect()
    }

    /// What the colours of the sources mean; nothing if they are all alike.
    pub(super) fn legend(&self) -> Vec<Entry> {
        let (Some(shades), Some(column)) = (&self.shades, &self.column) else { return Vec::new() };
        let mut entries = match self.is_flag {
            true => vec![Entry::one(column, SET), Entry::one(format!("not {column}"), UNSET)],
            false => {
                let colours = (0..32).map(|step| ColourMap::Viridis.colour(f64::from(step) / 31.0));
                vec![Entry::range(column, shade_limits(shades), colours.collect())]
            }
        };
        if shades.iter().any(|shade| !shade.is_finite()) {
            entries.push(Entry::one(format!("no {column}"), UNKNOWN));
        }
        entries
    }

    /// Sets colours by their names; `none` draws nothing of that kind. A reason if a name is not known.
    pub fn coloured(mut self, plus: Option<&str>, circle: Option<&str>, radius: Option<f64>) -> Result<Marks, String> {
        let of = |name: &str| if name == "none" { Ok(None) } else { colours::parse(name).map(Some) };
        if let Some(name) = plus {
            self.plus = of(name)?;
        }
        let (usual, colour) = self.circle.map_or((20.0, None), |(radius, colour)| (radius, Some(colour)));
        let colour = circle.map_or(Ok(colour), of)?;
        let radius = radius.unwrap_or(usual);
        if !(radius > 0.0 && radius.is_finite()) {
            return Err(format!("{radius} is no radius"));
        }
        self.circle = colour.map(|colour| (radius, colour));
        Ok(self)
    }
}

/// Between the 2nd and the 98th percentile.
fn shade_limits(shades: &[f64]) -> (f64, f64) {
    Limits::Percentile(96.0).of(shades)
}
