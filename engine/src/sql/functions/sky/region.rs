//! `region(text)`: a region from a text.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BinaryArray};
use arrow::datatypes::DataType;

use super::super::arguments::Coerced;
use super::super::arguments::{each, text_type};
use super::super::{Description, Family, Function};
use crate::Error;
use crate::Result;
use crate::expression::region_of_pos;
use crate::sql::values::Kind;

pub(in crate::sql::functions) const DESCRIPTION: Description = Description {
    name: "region",
    aliases: &["ivoa_pos"],
    family: Family::Sky,
    syntax: "region(text)",
    text: "The region that a text in the form of the parameter POS of IVOA protocols describes; numbers are degrees.",
    arguments: &[("text", "`CIRCLE ra dec radius`, `RANGE ra1 ra2 dec1 dec2` or `POLYGON ra1 dec1 ra2 dec2 ra3 dec3 ...`")],
    example: "SELECT id FROM visit WHERE intersects(region, region('CIRCLE 320.8 -0.2 0.1'))",
};

pub(in crate::sql::functions) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((DataType::Binary, Kind::Region)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    each(types, &[text_type], "a text")
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    let read = |text: &str| region_of_pos(text).map(|r| r.encode()).map_err(|reason| Error::invalid("region", text, reason));
    let encoded = args[0].as_string_view().iter().map(|text| text.map(read).transpose()).collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(encoded.iter().map(Option::as_deref).collect::<BinaryArray>()))
}
