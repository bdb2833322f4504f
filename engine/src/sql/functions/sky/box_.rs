//! `box([frame,] ra, dec, width, height)`: a box on the sky.

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

use super::super::arguments::Coerced;
use super::super::{Description, Family, Function};
use super::{numbers, shapes};
use crate::Result;
use crate::expression::Function as Shape;
use crate::sql::values::Kind;

pub(in crate::sql::functions) const DESCRIPTION: Description = Description {
    name: "box",
    aliases: &[],
    family: Family::Sky,
    syntax: "box([frame,] ra, dec, width, height)",
    text: "The box of longitudes and latitudes around a position.",
    arguments: &[
        ("frame", "`ICRS` or left out"),
        ("ra", "right ascension of the center in degrees"),
        ("dec", "declination of the center in degrees"),
        ("width", "extent in right ascension, in degrees of it"),
        ("height", "extent in declination in degrees"),
    ],
    example: "SELECT tract, id FROM patch WHERE intersects(region, box(320.8, -0.2, 0.2, 0.2))",
};

pub(in crate::sql::functions) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((DataType::Binary, Kind::Region)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    numbers(types, |count| count == 4, "a position, a width and a height in degrees")
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    shapes(Shape::Box, args)
}
