//! `uuid(text)`: a UUID from its text.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, FixedSizeBinaryBuilder};
use arrow::datatypes::DataType;

use super::arguments::{Coerced, text_type};
use super::{Description, Family, Function};
use crate::sql::values::Kind;
use crate::{Error, Result};

pub(super) const DESCRIPTION: Description = Description {
    name: "uuid",
    aliases: &[],
    family: Family::Dimensions,
    syntax: "uuid(text)",
    text: "The UUID that a text spells. Where a UUID is compared with a text, this is done by itself.",
    arguments: &[("text", "32 hexadecimal digits, with or without dashes")],
    example: "SELECT * FROM datasets WHERE id = uuid('65cea3b0-2f4c-5f1e-9f0e-6a1f3e2b7c11')",
};

pub(in crate::sql) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((DataType::FixedSizeBinary(16), Kind::Uuid)), invoke)
}

/// The UUID that a text spells.
pub fn parse(text: &str) -> Result<uuid::Uuid> {
    uuid::Uuid::try_parse(text.trim())
        .map_err(|_| Error::invalid("UUID", text, "it is not 32 hexadecimal digits like `65cea3b0-2f4c-5f1e-9f0e-6a1f3e2b7c11`"))
}

fn coerce(types: &[DataType]) -> Coerced {
    match types {
        [DataType::FixedSizeBinary(16)] => Ok(types.to_vec()),
        [given] if text_type(given).is_some() => Ok(vec![DataType::Utf8View]),
        _ => Err("a text"),
    }
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    if args[0].data_type() != &DataType::Utf8View {
        return Ok(args[0].clone());
    }
    let mut ids = FixedSizeBinaryBuilder::with_capacity(args[0].len(), 16);
    for text in args[0].as_string_view() {
        match text {
            Some(text) => ids.append_value(parse(text)?.as_bytes())?,
            None => ids.append_null(),
        }
    }
    Ok(Arc::new(ids.finish()))
}
