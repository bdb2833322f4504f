//! `polygon([frame,] ra1, dec1, ra2, dec2, ra3, dec3, ...)`: a convex polygon on the sky.

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

use super::super::arguments::Coerced;
use super::super::{Description, Family, Function};
use super::{numbers, shapes};
use crate::Result;
use crate::expression::Function as Shape;
use crate::sql::values::Kind;

pub(in crate::sql::functions) const DESCRIPTION: Description = Description {
    name: "polygon",
    aliases: &[],
    family: Family::Sky,
    syntax: "polygon([frame,] ra1, dec1, ra2, dec2, ra3, dec3, ...)",
    text: "The smallest convex polygon that contains all corners.",
    arguments: &[
        ("frame", "`ICRS` or left out"),
        ("ra1", "right ascension of the first corner in degrees"),
        ("dec1", "its declination in degrees"),
    ],
    example: "SELECT tract, id FROM patch WHERE intersects(region, polygon(320.7, -0.3, 320.9, -0.3, 320.8, -0.1))",
};

pub(in crate::sql::functions) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((DataType::Binary, Kind::Region)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    numbers(types, |count| count >= 6 && count % 2 == 0, "positions of at least three corners in degrees")
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    shapes(Shape::Polygon, args)
}
