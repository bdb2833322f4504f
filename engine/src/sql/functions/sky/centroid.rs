//! `centroid(region)`: the center of a region.

use std::sync::Arc;

use arrow::array::{ArrayRef, BinaryArray};
use arrow::datatypes::DataType;

use super::super::arguments::Coerced;
use super::super::arguments::each;
use super::super::{Description, Family, Function};
use super::{region_type, regions};
use crate::Result;
use crate::sphere::{Circle, Region};
use crate::sql::values::Kind;

pub(in crate::sql::functions) const DESCRIPTION: Description = Description {
    name: "centroid",
    aliases: &[],
    family: Family::Sky,
    syntax: "centroid(region)",
    text: "The center of a region, as a point; null where it has none.",
    arguments: &[("region", "a region")],
    example: "SELECT id, centroid(region) FROM tract",
};

pub(in crate::sql::functions) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((DataType::Binary, Kind::Region)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    each(types, &[region_type], "a region")
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    let center = |region: Arc<Region>| Some(Region::from(Circle::of_point(region.centroid()?)).encode());
    let encoded: Vec<Option<Vec<u8>>> = regions(&args[0])?.into_iter().map(|region| region.and_then(center)).collect();
    Ok(Arc::new(encoded.iter().map(Option::as_deref).collect::<BinaryArray>()))
}
