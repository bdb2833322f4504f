//! Lists of ranges of pixels that cover regions.

use std::f64::consts::FRAC_PI_2;
use std::sync::{Arc, LazyLock};

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, ListArray, StructArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{DataType, Field, Fields, Float64Type};

use super::super::arguments::{Coerced, each};
use super::{number_type, region_type, regions};
use crate::sphere::{Pixelization, Region};
use crate::{Error, Result};

/// A region is told from its surroundings with pixels as small as its radius divided by 2^13; along its edge there are some 50,000 of these. Smaller ones
/// are given by the ranges of their ancestors.
const FINEST: f64 = 13.0;

static BOUNDS: LazyLock<Fields> =
    LazyLock::new(|| Fields::from(vec![Field::new("begin", DataType::Int64, false), Field::new("end", DataType::Int64, false)]));

/// The type of a list of ranges.
pub(super) fn ranges_type() -> DataType {
    DataType::List(item())
}

fn item() -> Arc<Field> {
    Arc::new(Field::new_list_field(DataType::Struct(BOUNDS.clone()), true))
}

pub(super) fn coerce(types: &[DataType]) -> Coerced {
    each(types, &[number_type, region_type], "a level and a region")
}

/// The pixelization of a level that is a number.
pub(super) fn pixelization<P>(level: f64, new: fn(u8) -> crate::sphere::Result<P>) -> Result<P> {
    let whole = if (0.0..=255.0).contains(&level) && level.fract() == 0.0 { level as u8 } else { u8::MAX };
    new(whole).map_err(|error| Error::invalid("level", level.to_string(), error.to_string()))
}

/// The level beyond which pixels tell no more of a region.
fn coarsest(region: &Region) -> u8 {
    let radius = region.bounding_circle().opening_angle_rad();
    // A pixel of level n has sides of about a right angle divided by 2^n. Without a radius there is no edge to follow.
    if radius > 0.0 { ((FRAC_PI_2 / radius).log2().max(0.0) + FINEST).min(255.0) as u8 } else { u8::MAX }
}

/// The ranges of pixels that cover regions: level, region.
pub(super) fn covering<P: Pixelization>(args: &[ArrayRef], new: fn(u8) -> crate::sphere::Result<P>) -> Result<ArrayRef> {
    let (levels, regions) = (args[0].as_primitive::<Float64Type>(), regions(&args[1])?);
    let (mut begins, mut ends, mut lengths) = (Vec::new(), Vec::new(), Vec::with_capacity(regions.len()));
    for (row, region) in regions.iter().enumerate() {
        let before = begins.len();
        if let Some(region) = region
            && levels.is_valid(row)
        {
            let level = levels.value(row);
            let pixels = pixelization(level, new)?;
            let coarse = coarsest(region).min(pixels.level());
            let shift = 2 * u32::from(pixels.level() - coarse);
            for (begin, end) in pixelization(f64::from(coarse), new)?.envelope(region, 0).ranges() {
                begins.push((begin << shift).cast_signed());
                ends.push((end << shift).cast_signed());
            }
        }
        lengths.push(begins.len() - before);
    }
    let nulls = regions.iter().enumerate().map(|(row, region)| region.is_some() && levels.is_valid(row));
    let bounds: Vec<ArrayRef> = vec![Arc::new(Int64Array::from(begins)), Arc::new(Int64Array::from(ends))];
    let bounds = StructArray::try_new(BOUNDS.clone(), bounds, None)?;
    let lists = ListArray::try_new(item(), OffsetBuffer::from_lengths(lengths), Arc::new(bounds), Some(NullBuffer::from_iter(nulls)))?;
    Ok(Arc::new(lists))
}
