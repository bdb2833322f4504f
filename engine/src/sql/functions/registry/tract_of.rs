//! `tract_of(skymap, ra, dec)`: the tract of a position.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use arrow::datatypes::{DataType, Float64Type};

use super::super::arguments::{each, text_type};
use super::super::sky::{number_type, position};
use super::super::{Description, Family};
use super::{Definition, Known, Needed};
use crate::Result;
use crate::sql::values::Kind;

pub(super) const DESCRIPTION: Description = Description {
    name: "tract_of",
    aliases: &[],
    family: Family::Dimensions,
    syntax: "tract_of(skymap, ra, dec)",
    text: "The tract of a sky map that contains a position, by the regions of the registry; where tracts overlap, that whose center is nearest. NULL where there is none.",
    arguments: &[("skymap", "name of a sky map"), ("ra", "right ascension in degrees"), ("dec", "declination in degrees")],
    example: "SELECT id, tract_of('rings_demo', coord1(region), coord2(region)) AS tract FROM visit",
};

pub(super) const DEFINITION: Definition = Definition {
    description: &DESCRIPTION,
    coerce: |types| each(types, &[text_type, number_type, number_type], "a sky map and a position in degrees"),
    returns: |_| Ok((DataType::Int64, Kind::Plain)),
    needs: &[Needed::SkyMaps, Needed::Tracts],
    invoke,
};

fn invoke(known: &Known, args: &[ArrayRef]) -> Result<ArrayRef> {
    let skymaps = args[0].as_string_view();
    let (ra, dec) = (args[1].as_primitive::<Float64Type>(), args[2].as_primitive::<Float64Type>());
    let mut tracts = Vec::with_capacity(skymaps.len());
    for (row, skymap) in skymaps.iter().enumerate() {
        let Some(skymap) = skymap.filter(|_| ra.is_valid(row) && dec.is_valid(row)) else {
            tracts.push(None);
            continue;
        };
        known.skymap(skymap)?;
        tracts.push(known.tracts()?.containing(skymap, None, position(ra.value(row), dec.value(row))?.into())?);
    }
    Ok(Arc::new(tracts.into_iter().collect::<Int64Array>()))
}
