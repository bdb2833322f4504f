//! `unpack(kind, holder, packed)`: the data ID of an integer.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Builder, StringViewBuilder, StructArray};
use arrow::buffer::NullBuffer;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Fields, Int64Type};
use datafusion::common::ScalarValue;

use super::super::arguments::{each, integer_type, text_type};
use super::super::{Description, Family};
use super::packing::Packing;
use super::{Constants, Definition, Known, Needed};
use crate::sql::values::Kind;
use crate::{Error, Result};

const DESCRIPTION: Description = Description {
    name: "unpack",
    aliases: &[],
    family: Family::Dimensions,
    syntax: "unpack(kind, holder, packed)",
    text: "The data ID that `pack` made an integer of: a struct of the holder, the two numbers, and the band if the kind has one.",
    arguments: &[
        ("kind", "`visit_detector`, `exposure_detector`, `tract_patch` or `tract_patch_band`, as a constant text"),
        ("holder", "the instrument, or the sky map"),
        ("packed", "the integer"),
    ],
    example: "SELECT unpack('visit_detector', 'HSC', 180666850) AS data_id",
};

pub(super) const DEFINITION: Definition = Definition {
    description: &DESCRIPTION,
    // The kind stays as it is: a cast would hide that it is constant.
    coerce: |types| {
        let kind = |given: &DataType| text_type(given).map(|_| given.clone());
        each(types, &[kind, text_type, integer_type], "a constant kind, an instrument or sky map, and an integer")
    },
    returns,
    needs: &[Needed::Instruments, Needed::SkyMaps],
    invoke,
};

fn returns(constants: Constants<'_>) -> Result<(DataType, Kind)> {
    let kind = match constants.first() {
        Some(Some(ScalarValue::Utf8(Some(kind)) | ScalarValue::Utf8View(Some(kind)) | ScalarValue::LargeUtf8(Some(kind)))) => kind,
        _ => return Err(Error::invalid("call", DESCRIPTION.name, "the kind must be a constant text")),
    };
    Ok((DataType::Struct(fields(Packing::named(kind)?)), Kind::DataId))
}

/// The dimensions of the data ID.
fn fields(packing: Packing) -> Fields {
    let [holder, major, minor] = packing.dimensions();
    let band = (packing == Packing::TractPatchBand).then(|| Field::new("band", DataType::Utf8View, true));
    let numbers =
        [Field::new(holder, DataType::Utf8View, true), Field::new(major, DataType::Int64, true), Field::new(minor, DataType::Int64, true)];
    band.into_iter().chain(numbers).collect()
}

fn invoke(known: &Known, args: &[ArrayRef]) -> Result<ArrayRef> {
    let kinds = cast(&args[0], &DataType::Utf8View)?;
    let (kinds, holders, packed) = (kinds.as_string_view(), args[1].as_string_view(), args[2].as_primitive::<Int64Type>());
    // Constant: the type of the result depends on it.
    let Some(kind) = kinds.iter().flatten().next() else { return Err(Error::internal("a call without its kind")) };
    let packing = Packing::named(kind)?;
    let (mut bands, mut majors, mut minors) = (StringViewBuilder::new(), Int64Builder::new(), Int64Builder::new());
    for row in 0..packed.len() {
        let is_given = holders.is_valid(row) && packed.is_valid(row);
        let found = is_given.then(|| packing.unpack(known, holders.value(row), packed.value(row))).transpose()?;
        majors.append_option(found.map(|(major, ..)| major));
        minors.append_option(found.map(|(_, minor, _)| minor));
        bands.append_option(found.and_then(|(.., band)| band));
    }
    let nulls = NullBuffer::from_iter((0..packed.len()).map(|row| holders.is_valid(row) && packed.is_valid(row)));
    let band = (packing == Packing::TractPatchBand).then(|| Arc::new(bands.finish()) as ArrayRef);
    let numbers: [ArrayRef; 3] = [args[1].clone(), Arc::new(majors.finish()), Arc::new(minors.finish())];
    let columns: Vec<ArrayRef> = band.into_iter().chain(numbers).collect();
    Ok(Arc::new(StructArray::try_new_with_length(fields(packing), columns, Some(nulls), packed.len())?))
}
