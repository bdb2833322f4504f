//! What is told of an image: a row for each plane, or for each plane of its mask.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray};
use arrow::datatypes::{DataType, Field};
use butler_catalogs::images::{Exposure, MaskCount, Plane, Role, Statistics};

use crate::Result;

/// The column that says which plane a row is about, and tells more of the plane than the file's name.
pub const PLANE: &str = "plane";

/// Which table is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Statistics of pixels, a row for each of image, mask and variance.
    Pixels,
    /// Pixels of each plane of the mask.
    Masks,
}

/// Columns of statistics, behind those of the dataset and [`PLANE`].
const PIXELS: [(&str, DataType); 15] = [
    ("dtype", DataType::Utf8),
    ("unit", DataType::Utf8),
    ("x0", DataType::Int64),
    ("y0", DataType::Int64),
    ("width", DataType::Int64),
    ("height", DataType::Int64),
    ("nan", DataType::Int64),
    ("infinite", DataType::Int64),
    ("min", DataType::Float64),
    ("max", DataType::Float64),
    ("mean", DataType::Float64),
    ("std", DataType::Float64),
    (MEDIAN, DataType::Float64),
    ("sum", DataType::Float64),
    ("pixels", DataType::Int64),
];

/// The one that takes longest.
const MEDIAN: &str = "median";

/// Columns of the planes of masks, behind those of the dataset.
const MASKS: [(&str, DataType); 4] =
    [("mask_plane", DataType::Utf8), ("bit", DataType::Int64), ("pixels", DataType::Int64), ("fraction", DataType::Float64)];

impl What {
    /// Its columns behind those that are known before a file is read.
    pub fn fields(self) -> Vec<Field> {
        let fields: &[(&str, DataType)] = match self {
            What::Pixels => &PIXELS,
            What::Masks => &MASKS,
        };
        fields.iter().map(|(name, data_type)| Field::new(*name, data_type.clone(), true)).collect()
    }

    /// The planes that are looked at.
    pub fn roles(self) -> &'static [Role] {
        match self {
            What::Pixels => &Role::ALL,
            What::Masks => &[Role::Mask],
        }
    }

    /// The rows about a plane of an exposure, as columns of the names that are `wanted`, and how many they are; none if the file has no such plane.
    pub async fn rows(self, exposure: &mut Exposure, role: Role, wanted: &[String]) -> Result<(usize, Vec<ArrayRef>)> {
        let is_there = exposure.layout().place(role).is_some() || (role == Role::Image && exposure.layout().is_mosaic());
        if !is_there {
            let empty = |name: &String| {
                self.fields().iter().find(|field| field.name() == name).map(|f| arrow::array::new_empty_array(f.data_type()))
            };
            return Ok((0, wanted.iter().filter_map(empty).collect()));
        }
        let plane = exposure.plane(role, None).await?;
        Ok(match self {
            What::Pixels => {
                let statistics = plane.statistics(wanted.iter().any(|name| name == MEDIAN));
                (1, wanted.iter().map(|name| statistic(&plane, &statistics, name)).collect())
            }
            What::Masks => {
                let counts = plane.mask_counts();
                (counts.len(), wanted.iter().map(|name| of_masks(&counts, plane.bbox().count(), name)).collect())
            }
        })
    }
}

fn statistic(plane: &Plane, told: &Statistics, name: &str) -> ArrayRef {
    let text = |text: Option<&str>| Arc::new(StringArray::from(vec![text])) as ArrayRef;
    let integer = |number: i64| Arc::new(Int64Array::from(vec![number])) as ArrayRef;
    let count = |number: u64| integer(number.try_into().unwrap_or(i64::MAX));
    let float = |number: Option<f64>| Arc::new(Float64Array::from(vec![number])) as ArrayRef;
    let bbox = plane.bbox();
    match name {
        "dtype" => text(Some(plane.pixel_type().name())),
        "unit" => text(plane.header().text("BUNIT").map(str::trim_end).filter(|unit| !unit.is_empty())),
        "x0" => integer(bbox.x0),
        "y0" => integer(bbox.y0),
        "width" => count(bbox.width),
        "height" => count(bbox.height),
        "nan" => count(told.nan),
        "infinite" => count(told.infinite),
        "min" => float(told.min),
        "max" => float(told.max),
        "mean" => float(told.mean),
        "std" => float(told.std),
        MEDIAN => float(told.median),
        "sum" => float(told.sum),
        _ => count(told.pixels),
    }
}

fn of_masks(counts: &[MaskCount], pixels: u64, name: &str) -> ArrayRef {
    let integers = |of: fn(&MaskCount) -> u64| {
        let numbers = counts.iter().map(|count| i64::try_from(of(count)).unwrap_or(i64::MAX));
        Arc::new(Int64Array::from_iter_values(numbers)) as ArrayRef
    };
    match name {
        "mask_plane" => Arc::new(StringArray::from_iter_values(counts.iter().map(|count| &count.name))),
        "bit" => integers(|count| count.bit),
        "pixels" => integers(|count| count.pixels),
        _ => {
            let fractions = counts.iter().map(|count| count.pixels as f64 / pixels.max(1) as f64);
            Arc::new(Float64Array::from_iter_values(fractions))
        }
    }
}
