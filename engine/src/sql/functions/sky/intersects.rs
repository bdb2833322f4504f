//! `intersects(region, region)`: whether two regions overlap.

use arrow::datatypes::DataType;

use super::super::arguments::Coerced;
use super::super::arguments::each;
use super::super::{Description, Family, Function};
use super::pairs::tested;
use super::region_type;
use crate::sphere::PairTest;
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
    Function::of_values(&DESCRIPTION, coerce, |_| Ok((DataType::Boolean, Kind::Plain)), |args, rows| tested(args, rows, PairTest::Overlaps))
}

fn coerce(types: &[DataType]) -> Coerced {
    each(types, &[region_type, region_type], "two regions")
}
