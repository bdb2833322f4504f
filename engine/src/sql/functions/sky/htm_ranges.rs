//! `htm_ranges(level, region)`: the HTM pixels that cover a region.

use super::super::{Description, Family, Function};
use super::ranges::{coerce, covering, ranges_type};
use crate::sphere::HtmPixelization;
use crate::sql::values::Kind;

pub(in crate::sql::functions) const DESCRIPTION: Description = Description {
    name: "htm_ranges",
    aliases: &[],
    family: Family::Pixels,
    syntax: "htm_ranges(level, region)",
    text: "The HTM pixels that cover a region: a list of ranges of indices, structs of `begin` and `end`, of which `end` is not contained. The edge is followed with \
           pixels of 1/8,000 of the region's radius at finest; beyond it some are listed that only come near.",
    arguments: &[("level", "from 0 to 24"), ("region", "a region")],
    example: "SELECT id, unnest(htm_ranges(7, region)) AS pixels FROM tract",
};

pub(in crate::sql::functions) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((ranges_type(), Kind::Plain)), |args| covering(args, HtmPixelization::new))
}
