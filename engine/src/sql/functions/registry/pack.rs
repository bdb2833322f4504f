//! `pack(kind, ...)`: a data ID as an integer.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use arrow::datatypes::{DataType, Int64Type};

use super::super::arguments::{each, integer_type, text_type};
use super::super::{Description, Family};
use super::packing::Packing;
use super::{Definition, Known, Needed};
use crate::sql::values::Kind;
use crate::{Error, Result};

const DESCRIPTION: Description = Description {
    name: "pack",
    aliases: &[],
    family: Family::Dimensions,
    syntax: "pack(kind, holder, major, minor [, band])",
    text: "The integer that stands for a data ID in IDs of sources and objects, as the dimension packers of `lsst.pipe.base` and `lsst.skymap` make it from the largest \
           numbers in the records of instruments and sky maps, and that of `lsst.obs.lsst` for LSSTCam, LSSTComCam and LATISS. Numbers out of range are an error.",
    arguments: &[
        ("kind", "`visit_detector`, `exposure_detector`, `tract_patch` or `tract_patch_band`"),
        ("holder", "the instrument, or the sky map"),
        ("major", "the visit, exposure or tract"),
        ("minor", "the detector or patch"),
        ("band", "the band, for `tract_patch_band`"),
    ],
    example: "SELECT DISTINCT visit, detector, pack('visit_detector', instrument, visit, detector) FROM datasets WHERE type = 'calexp'",
};

pub(super) const DEFINITION: Definition = Definition {
    description: &DESCRIPTION,
    coerce: |types| {
        let rules = [text_type, text_type, integer_type, integer_type, text_type];
        each(types, &rules[..types.len().clamp(4, 5)], "a kind, an instrument or sky map, two integers, and perhaps a band")
    },
    returns: |_| Ok((DataType::Int64, Kind::Plain)),
    needs: &[Needed::Instruments, Needed::SkyMaps],
    invoke,
};

fn invoke(known: &Known, args: &[ArrayRef]) -> Result<ArrayRef> {
    let (kinds, holders) = (args[0].as_string_view(), args[1].as_string_view());
    let (majors, minors) = (args[2].as_primitive::<Int64Type>(), args[3].as_primitive::<Int64Type>());
    let bands = args.get(4).map(|column| column.as_string_view());
    let mut packed = Vec::with_capacity(kinds.len());
    for (row, kind) in kinds.iter().enumerate() {
        let Some(kind) = kind.filter(|_| args.iter().all(|column| column.is_valid(row))) else {
            packed.push(None);
            continue;
        };
        let packing = Packing::named(kind)?;
        let band = bands.map(|bands| bands.value(row));
        if band.is_some() != (packing == Packing::TractPatchBand) {
            let reason = if band.is_some() { "it has no band" } else { "a band is missing" };
            return Err(Error::invalid("packing", kind, reason));
        }
        packed.push(Some(packing.pack(known, holders.value(row), majors.value(row), minors.value(row), band)?));
    }
    Ok(Arc::new(packed.into_iter().collect::<Int64Array>()))
}
