//! `relate(region, region)`: how two regions lie to each other.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringViewArray};
use arrow::datatypes::DataType;

use super::super::arguments::Coerced;
use super::super::arguments::each;
use super::super::{Description, Family, Function};
use super::{region_type, regions};
use crate::Result;
use crate::sphere::{Region, Relationship};
use crate::sql::values::Kind;

pub(in crate::sql::functions) const DESCRIPTION: Description = Description {
    name: "relate",
    aliases: &[],
    family: Family::Sky,
    syntax: "relate(region, region)",
    text: "How the first region lies to the second: `DISJOINT`, `CONTAINS`, `WITHIN`, `EQUAL` (it contains and is within) or `INTERSECTS`.",
    arguments: &[("region", "a region")],
    example: "SELECT relate(region, circle(320.8, -0.2, 0.1)) FROM tract",
};

pub(in crate::sql::functions) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((DataType::Utf8View, Kind::Plain)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    each(types, &[region_type, region_type], "two regions")
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    let name = |a: &Region, b: &Region| {
        let relationship = a.relate(b);
        let has = |other| relationship.has(other);
        match (relationship.is_disjoint(), has(Relationship::CONTAINS), has(Relationship::WITHIN)) {
            (true, ..) => "DISJOINT",
            (_, true, true) => "EQUAL",
            (_, true, false) => "CONTAINS",
            (_, false, true) => "WITHIN",
            _ => "INTERSECTS",
        }
    };
    let (left, right) = (regions(&args[0])?, regions(&args[1])?);
    let pairs = left.iter().zip(&right);
    Ok(Arc::new(pairs.map(|(a, b)| Some(name(a.as_ref()?, b.as_ref()?))).collect::<StringViewArray>()))
}
