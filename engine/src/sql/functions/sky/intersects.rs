//! `intersects(region, region)`: whether two regions overlap.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use arrow::datatypes::DataType;

use super::super::arguments::Coerced;
use super::super::arguments::each;
use super::super::{Description, Family, Function};
use super::{region_type, regions};
use crate::Result;
use crate::sql::values::Kind;

pub(in crate::sql::functions) const DESCRIPTION: Description = Description {
    name: "intersects",
    aliases: &[],
    family: Family::Sky,
    syntax: "intersects(region, region)",
    text: "Whether two regions have a point in common; where that cannot be told exactly, true.",
    arguments: &[("region", "a region")],
    example: "SELECT v.visit, v.detector, p.id FROM visit_detector_region v JOIN patch p ON intersects(v.region, p.region)",
};

pub(crate) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((DataType::Boolean, Kind::Plain)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    each(types, &[region_type, region_type], "two regions")
}

pub(in crate::sql::functions) fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    let (left, right) = (regions(&args[0])?, regions(&args[1])?);
    let pairs = left.iter().zip(&right);
    Ok(Arc::new(pairs.map(|(a, b)| Some(a.as_ref()?.may_overlap(b.as_ref()?))).collect::<BooleanArray>()))
}
