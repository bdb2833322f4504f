//! `coord1(region)`: the right ascension of a region's center.

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

use super::super::arguments::Coerced;
use super::super::arguments::each;
use super::super::{Description, Family, Function};
use super::{center, of_each, region_type};
use crate::Result;
use crate::sql::values::Kind;

pub(in crate::sql::functions) const DESCRIPTION: Description = Description {
    name: "coord1",
    aliases: &[],
    family: Family::Sky,
    syntax: "coord1(region)",
    text: "The right ascension of the center of a region in degrees, from 0 to 360.",
    arguments: &[("region", "a region")],
    example: "SELECT id, coord1(region), coord2(region) FROM visit",
};

pub(in crate::sql::functions) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((DataType::Float64, Kind::Plain)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    each(types, &[region_type], "a region")
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    of_each(&args[0], |region| Some(center(region)?.lon_rad().to_degrees()))
}
