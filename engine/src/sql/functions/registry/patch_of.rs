//! `patch_of(skymap, tract, ra, dec)`: the patch of a position.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use arrow::datatypes::{DataType, Float64Type, Int64Type};

use super::super::arguments::{each, integer_type, text_type};
use super::super::sky::{number_type, position};
use super::super::{Description, Family};
use super::{Definition, Known, Needed};
use crate::Result;
use crate::sql::values::Kind;

const DESCRIPTION: Description = Description {
    name: "patch_of",
    aliases: &[],
    family: Family::Dimensions,
    syntax: "patch_of(skymap, tract, ra, dec)",
    text: "The patch of a tract that a position is in, by the sky map's settings, if the dataset `skyMap` that holds them can be read. By the regions of the registry otherwise; where patches overlap, that whose center is nearest. NULL where there is none.",
    arguments: &[
        ("skymap", "name of a sky map"),
        ("tract", "number of the tract"),
        ("ra", "right ascension in degrees"),
        ("dec", "declination in degrees"),
    ],
    example: "SELECT id, patch_of('discrete/ci_hsc', 0, coord1(region), coord2(region)) AS patch FROM visit",
};

pub(super) const DEFINITION: Definition = Definition {
    description: &DESCRIPTION,
    coerce: |types| each(types, &[text_type, integer_type, number_type, number_type], "a sky map, a tract and a position in degrees"),
    returns: |_| Ok((DataType::Int64, Kind::Plain)),
    needs: &[Needed::SkyMaps, Needed::Definitions, Needed::Patches],
    invoke,
};

fn invoke(known: &Known, args: &[ArrayRef]) -> Result<ArrayRef> {
    let (skymaps, tracts) = (args[0].as_string_view(), args[1].as_primitive::<Int64Type>());
    let (ra, dec) = (args[2].as_primitive::<Float64Type>(), args[3].as_primitive::<Float64Type>());
    let mut patches = Vec::with_capacity(skymaps.len());
    for (row, skymap) in skymaps.iter().enumerate() {
        let Some(skymap) = skymap.filter(|_| tracts.is_valid(row) && ra.is_valid(row) && dec.is_valid(row)) else {
            patches.push(None);
            continue;
        };
        known.skymap(skymap)?;
        let at = position(ra.value(row), dec.value(row))?.into();
        patches.push(match known.definition(skymap) {
            Some(definition) => definition.patch_of(tracts.value(row), [ra.value(row), dec.value(row)]),
            None => known.patches()?.containing(skymap, Some(tracts.value(row)), at)?,
        });
    }
    Ok(Arc::new(patches.into_iter().collect::<Int64Array>()))
}
