//! `point([frame,] ra, dec)`: a point of the sky.

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

use super::super::arguments::Coerced;
use super::super::{Description, Family, Function};
use super::{numbers, shapes};
use crate::Result;
use crate::expression::Function as Shape;
use crate::sql::values::Kind;

pub(in crate::sql::functions) const DESCRIPTION: Description = Description {
    name: "point",
    aliases: &[],
    family: Family::Sky,
    syntax: "point([frame,] ra, dec)",
    text: "The point, as a region that contains nothing else.",
    arguments: &[("frame", "`ICRS` or left out"), ("ra", "right ascension in degrees"), ("dec", "declination in degrees")],
    example: "SELECT tract, id FROM patch WHERE contains(point(320.8, -0.2), region)",
};

pub(in crate::sql::functions) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((DataType::Binary, Kind::Region)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    numbers(types, |count| count == 2, "right ascension and declination in degrees")
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    shapes(Shape::Point, args)
}
