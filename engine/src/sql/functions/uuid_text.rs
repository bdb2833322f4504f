//! `uuid_text(id)`: the text of a UUID.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringViewBuilder};
use arrow::datatypes::DataType;

use super::arguments::Coerced;
use super::{Description, Family, Function};
use crate::Result;
use crate::sql::values::{Kind, push_uuid};

pub(super) const DESCRIPTION: Description = Description {
    name: "uuid_text",
    aliases: &[],
    family: Family::Dimensions,
    syntax: "uuid_text(id)",
    text: "The text of a UUID, with dashes. `CAST(id AS text)` does the same.",
    arguments: &[("id", "a UUID")],
    example: "SELECT uuid_text(id) FROM datasets WHERE type = 'raw'",
};

pub(in crate::sql) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((DataType::Utf8View, Kind::Plain)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    match types {
        [DataType::FixedSizeBinary(16)] => Ok(types.to_vec()),
        [DataType::Null] => Ok(vec![DataType::FixedSizeBinary(16)]),
        _ => Err("a UUID"),
    }
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    let mut texts = StringViewBuilder::with_capacity(args[0].len());
    let mut text = String::with_capacity(36);
    for id in args[0].as_fixed_size_binary() {
        text.clear();
        match id {
            Some(id) => {
                push_uuid(id, &mut text);
                texts.append_value(&text);
            }
            None => texts.append_null(),
        }
    }
    Ok(Arc::new(texts.finish()))
}
