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
    text: "The tract of a sky map that a position is in, as the Science Pipelines find it: by the sky map's settings, if the dataset `skyMap` that holds them can be read. By the regions of the registry otherwise; where tracts overlap, that whose center is nearest. NULL where there is none.",
    arguments: &[("skymap", "name of a sky map"), ("ra", "right ascension in degrees"), ("dec", "declination in degrees")],
    example: "SELECT id, tract_of('rings_demo', coord1(region), coord2(region)) AS tract FROM visit",
};

pub(super) const DEFINITION: Definition = Definition {
    description: &DESCRIPTION,
    coerce: |types| each(types, &[text_type, number_type, number_type], "a sky map and a position in degrees"),
    returns: |_| Ok((DataType::Int64, Kind::Plain)),
    needs: &[Needed::SkyMaps, Needed::Definitions, Needed::Tracts],
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
        let at = position(ra.value(row), dec.value(row))?;
        tracts.push(match known.definition(skymap) {
            Some(definition) => definition.tract_of([ra.value(row), dec.value(row)]),
            None => known.tracts()?.containing(skymap, None, at.into())?,
        });
    }
    Ok(Arc::new(tracts.into_iter().collect::<Int64Array>()))
}
