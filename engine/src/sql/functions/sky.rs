//! Functions of the sky: degrees, ICRS, with the names and the order of arguments of IVOA's ADQL. Regions are bytes in sphgeom's encoding.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryArray, Float64Array, Int64Array};
use arrow::datatypes::{DataType, Float64Type};

use super::arguments::{Coerced, text_type};
use crate::expression::{Function as Shape, region_of_degrees};
use crate::sphere::{LonLat, Pixelization, Region};
use crate::{Error, Result};

pub(super) mod area;
pub(super) mod box_;
pub(super) mod centroid;
pub(super) mod circle;
pub(super) mod coord1;
pub(super) mod coord2;
pub(super) mod distance;
pub(super) mod healpix;
pub(super) mod healpix_ranges;
pub(super) mod htm;
pub(super) mod htm_ranges;
pub(super) mod intersects;
pub(super) mod pairs;
pub(super) mod point;
pub(super) mod polygon;
mod ranges;
pub(super) mod region;
pub(super) mod region_from_hex;
pub(super) mod region_to_hex;
pub(super) mod relate;

/// The type of a region.
pub(super) fn region_type(given: &DataType) -> Option<DataType> {
    matches!(given, DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::Null).then_some(DataType::Binary)
}

/// The type of a number.
pub(in crate::sql) fn number_type(given: &DataType) -> Option<DataType> {
    (given.is_numeric() || *given == DataType::Null).then_some(DataType::Float64)
}

/// Numbers, as many as `fits` allows, after an optional name of the frame.
pub(super) fn numbers(types: &[DataType], fits: fn(usize) -> bool, takes: &'static str) -> Coerced {
    let is_frame = |t: &DataType| *t != DataType::Null && text_type(t).is_some();
    let (frame, rest) = types.split_at(usize::from(types.first().is_some_and(is_frame)));
    let cast: Option<Vec<DataType>> = frame.iter().map(text_type).chain(rest.iter().map(number_type)).collect();
    cast.filter(|_| fits(rest.len())).ok_or(takes)
}

/// The columns of numbers after the frame, which must be ICRS.
pub(super) fn degrees(args: &[ArrayRef]) -> Result<Vec<&Float64Array>> {
    let mut rest = args;
    if let [frame, others @ ..] = args
        && let Some(frames) = frame.as_string_view_opt()
    {
        let other = frames.iter().flatten().find(|f| !f.eq_ignore_ascii_case("icrs") && !f.is_empty());
        if let Some(other) = other {
            return Err(Error::invalid("frame", other, "only `ICRS` is known"));
        }
        rest = others;
    }
    Ok(rest.iter().map(|column| column.as_primitive::<Float64Type>()).collect())
}

/// A number; NaN is none, as measurements that failed are written so.
pub(super) fn number(column: &Float64Array, row: usize) -> Option<f64> {
    column.is_valid(row).then(|| column.value(row)).filter(|number| !number.is_nan())
}

/// The regions of a function of numbers, row by row; null where a number is.
pub(super) fn shapes(shape: Shape, args: &[ArrayRef]) -> Result<ArrayRef> {
    let columns = degrees(args)?;
    let rows = args.first().map_or(0, |a| a.len());
    let mut encoded: Vec<Option<Vec<u8>>> = Vec::with_capacity(rows);
    for row in 0..rows {
        let values: Option<Vec<f64>> = columns.iter().map(|c| number(c, row)).collect();
        let Some(values) = values else {
            encoded.push(None);
            continue;
        };
        let region = region_of_degrees(shape, &values).map_err(|reason| Error::invalid("region", format!("{values:?}"), reason))?;
        encoded.push(Some(region.encode()));
    }
    Ok(Arc::new(encoded.iter().map(Option::as_deref).collect::<BinaryArray>()))
}

/// The regions of a column; each distinct one is decoded once.
pub(super) fn regions(column: &ArrayRef) -> Result<Vec<Option<Arc<Region>>>> {
    let mut known: hashbrown::HashMap<&[u8], Arc<Region>> = hashbrown::HashMap::new();
    let mut decoded = |bytes| -> Result<Arc<Region>> {
        if let Some(region) = known.get(bytes) {
            return Ok(region.clone());
        }
        let region = Region::decode(bytes).map_err(|error| Error::invalid("region", "in bytes", error.to_string()))?;
        Ok(known.entry(bytes).or_insert(Arc::new(region)).clone())
    };
    column.as_binary::<i32>().iter().map(|bytes| bytes.map(&mut decoded).transpose()).collect()
}

/// A number for each region: null where there is none.
pub(super) fn of_each(column: &ArrayRef, value: fn(&Region) -> Option<f64>) -> Result<ArrayRef> {
    Ok(Arc::new(regions(column)?.iter().map(|region| value(region.as_deref()?)).collect::<Float64Array>()))
}

/// The center of a region, as longitude and latitude.
pub(super) fn center(region: &Region) -> Option<LonLat> {
    region.centroid().map(LonLat::from)
}

/// A position in degrees.
pub(super) fn position(lon: f64, lat: f64) -> Result<LonLat> {
    LonLat::from_degrees(lon, lat).map_err(|error| Error::invalid("position", format!("{lon} {lat}"), error.to_string()))
}

/// The pixels of positions: level, right ascension, declination.
pub(super) fn pixels<P: Pixelization>(args: &[ArrayRef], new: fn(u8) -> crate::sphere::Result<P>) -> Result<ArrayRef> {
    let columns = degrees(args)?;
    let [levels, lons, lats] = columns[..] else { return Err(Error::internal("a pixel needs three numbers")) };
    let mut known: Option<(f64, P)> = None;
    let mut found = Vec::with_capacity(levels.len());
    for row in 0..levels.len() {
        if columns.iter().any(|c| number(c, row).is_none()) {
            found.push(None);
            continue;
        }
        let level = levels.value(row);
        if known.as_ref().is_none_or(|(of, _)| *of != level) {
            known = Some((level, ranges::pixelization(level, new)?));
        }
        let at = position(lons.value(row), lats.value(row))?;
        found.push(known.as_ref().map(|(_, pixelization)| pixelization.index(at.into()).cast_signed()));
    }
    Ok(Arc::new(found.into_iter().collect::<Int64Array>()))
}
