//! `circle([frame,] ra, dec, radius)`: a circle on the sky.

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

use super::super::arguments::Coerced;
use super::super::{Description, Family, Function};
use super::{numbers, shapes};
use crate::Result;
use crate::expression::Function as Shape;
use crate::sql::values::Kind;

pub(in crate::sql::functions) const DESCRIPTION: Description = Description {
    name: "circle",
    aliases: &[],
    family: Family::Sky,
    syntax: "circle([frame,] ra, dec, radius)",
    text: "The circle around a position.",
    arguments: &[
        ("frame", "`ICRS` or left out"),
        ("ra", "right ascension in degrees"),
        ("dec", "declination in degrees"),
        ("radius", "half of its opening, in degrees"),
    ],
    example: "SELECT id FROM visit WHERE intersects(region, circle(320.8, -0.2, 0.1))",
};

pub(in crate::sql::functions) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((DataType::Binary, Kind::Region)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    numbers(types, |count| count == 3, "a position and a radius in degrees")
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    shapes(Shape::Circle, args)
}
