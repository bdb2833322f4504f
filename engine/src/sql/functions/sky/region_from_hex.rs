//! `region_from_hex(text)`: a region from hexadecimal digits.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BinaryArray};
use arrow::datatypes::DataType;

use super::super::arguments::Coerced;
use super::super::arguments::{each, text_type};
use super::super::{Description, Family, Function};
use crate::Error;
use crate::Result;
use crate::sphere::Region;
use crate::sql::values::Kind;

pub(in crate::sql::functions) const DESCRIPTION: Description = Description {
    name: "region_from_hex",
    aliases: &[],
    family: Family::Sky,
    syntax: "region_from_hex(text)",
    text: "The region that hexadecimal digits encode.",
    arguments: &[("text", "hexadecimal digits")],
    example: "SELECT id FROM visit WHERE intersects(region, region_from_hex('63c0fb2729a7c4dabf5bb4de809d5dd73f1289fe3b889deabf14cc8c8d99f6133f399d52a246df813f'))",
};

pub(in crate::sql::functions) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((DataType::Binary, Kind::Region)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    each(types, &[text_type], "a text")
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    let decoded = |text: &str| -> Result<Vec<u8>> {
        let wrong = |reason: String| Error::invalid("region", text, reason);
        let digit = |i: usize| text.get(i..i + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(digit).collect();
        let bytes = bytes.ok_or_else(|| wrong("these are not pairs of hexadecimal digits".to_owned()))?;
        Region::decode(&bytes).map_err(|error| wrong(error.to_string()))?;
        Ok(bytes)
    };
    let encoded = args[0].as_string_view().iter().map(|text| text.map(decoded).transpose()).collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(encoded.iter().map(Option::as_deref).collect::<BinaryArray>()))
}
