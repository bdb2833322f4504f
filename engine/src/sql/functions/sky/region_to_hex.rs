//! `region_to_hex(region)`: a region as hexadecimal digits.

use std::fmt::Write;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, StringViewArray};
use arrow::datatypes::DataType;

use super::super::arguments::Coerced;
use super::super::arguments::each;
use super::super::{Description, Family, Function};
use super::region_type;
use crate::Result;
use crate::sql::values::Kind;

pub(in crate::sql::functions) const DESCRIPTION: Description = Description {
    name: "region_to_hex",
    aliases: &[],
    family: Family::Sky,
    syntax: "region_to_hex(region)",
    text: "The encoding of a region in hexadecimal digits, as exports have it.",
    arguments: &[("region", "a region")],
    example: "SELECT region_to_hex(region) FROM tract",
};

pub(in crate::sql::functions) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((DataType::Utf8View, Kind::Plain)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    each(types, &[region_type], "a region")
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    let hex = |bytes: &[u8]| {
        bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    };
    Ok(Arc::new(args[0].as_binary::<i32>().iter().map(|bytes| bytes.map(hex)).collect::<StringViewArray>()))
}
