//! `area(region)`: how large a region is.

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

use super::super::arguments::Coerced;
use super::super::arguments::each;
use super::super::{Description, Family, Function};
use super::{of_each, region_type};
use crate::Result;
use crate::sql::values::Kind;

pub(in crate::sql::functions) const DESCRIPTION: Description = Description {
    name: "area",
    aliases: &[],
    family: Family::Sky,
    syntax: "area(region)",
    text: "The area of a region in square degrees; null where there is no formula for it (ellipses).",
    arguments: &[("region", "a region")],
    example: "SELECT id, area(region) FROM tract",
};

pub(in crate::sql::functions) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((DataType::Float64, Kind::Plain)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    each(types, &[region_type], "a region")
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    of_each(&args[0], |region| Some(region.area_sr().ok()?.to_degrees().to_degrees()))
}
