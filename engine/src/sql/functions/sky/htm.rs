//! `htm(level, ra, dec)`: the HTM pixel of a position.

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

use super::super::arguments::Coerced;
use super::super::arguments::each;
use super::super::{Description, Family, Function};
use super::{number_type, pixels};
use crate::Result;
use crate::sphere::HtmPixelization;
use crate::sql::values::Kind;

pub(in crate::sql::functions) const DESCRIPTION: Description = Description {
    name: "htm",
    aliases: &[],
    family: Family::Pixels,
    syntax: "htm(level, ra, dec)",
    text: "The index of the HTM pixel in which a position lies.",
    arguments: &[("level", "from 0 to 24"), ("ra", "right ascension in degrees"), ("dec", "declination in degrees")],
    example: "SELECT htm(7, coord1(region), coord2(region)) AS pixel, count(*) FROM visit GROUP BY pixel",
};

pub(in crate::sql::functions) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((DataType::Int64, Kind::Plain)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    each(types, &[number_type, number_type, number_type], "a level and a position in degrees")
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    pixels(args, HtmPixelization::new)
}
