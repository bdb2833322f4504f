//! Values as people and files read them: one place for how a UUID, a data ID, a timespan, a time or a region is spelled.
//!
//! What a column holds is known from its Arrow extension name, else from its type. Every spelling but a table's is lossless.

use std::collections::HashMap;

use arrow::datatypes::{DataType, Field, TimeUnit};

use crate::time::timespan_type;

pub mod json;
pub mod region;
pub mod text;

/// The metadata key that names an extension type.
const EXTENSION: &str = "ARROW:extension:name";

/// What a column holds beyond its Arrow type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A UUID in 16 bytes, printed with dashes.
    Uuid,
    /// A struct of dimensions, printed without its nulls.
    DataId,
    /// Begin and end in nanoseconds TAI; null is unbounded.
    Timespan,
    /// A region on the sphere in sphgeom's encoding.
    Region,
    /// Nothing beyond its type.
    Plain,
}

impl Kind {
    /// Of a column.
    pub fn of(field: &Field) -> Kind {
        match (field.metadata().get(EXTENSION).map(String::as_str), field.data_type()) {
            (_, DataType::FixedSizeBinary(16)) => Kind::Uuid,
            (_, data_type) if *data_type == timespan_type() => Kind::Timespan,
            (Some("butler.data_id"), DataType::Struct(_)) => Kind::DataId,
            (Some("butler.region"), DataType::Binary) => Kind::Region,
            _ => Kind::Plain,
        }
    }

    fn extension(self) -> Option<&'static str> {
        match self {
            Kind::Uuid => Some("arrow.uuid"),
            Kind::DataId => Some("butler.data_id"),
            Kind::Timespan => Some("butler.timespan"),
            Kind::Region => Some("butler.region"),
            Kind::Plain => None,
        }
    }

    /// `field`, marked as being of this kind.
    pub fn mark(self, field: Field) -> Field {
        match self.extension() {
            Some(name) => {
                let mut metadata: HashMap<String, String> = field.metadata().clone();
                metadata.insert(EXTENSION.to_owned(), name.to_owned());
                field.with_metadata(metadata)
            }
            None => field,
        }
    }
}

/// The type of times: nanoseconds TAI since 1970-01-01, without a zone.
pub const TIME: DataType = DataType::Timestamp(TimeUnit::Nanosecond, None);

/// `field` marked by what its name and type tell: columns of bytes named `region` are regions.
pub fn marked(field: &Field) -> Field {
    let kind = match field.data_type() {
        DataType::Binary if field.name() == "region" => Kind::Region,
        _ => Kind::of(field),
    };
    kind.mark(field.clone())
}

/// Lowercase hexadecimal digits of `bytes`.
pub(super) fn push_hex(bytes: &[u8], out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

/// The text of a UUID of 16 bytes.
pub(super) fn push_uuid(bytes: &[u8], out: &mut String) {
    match uuid::Uuid::from_slice(bytes) {
        Ok(id) => out.push_str(id.hyphenated().encode_lower(&mut uuid::Uuid::encode_buffer())),
        Err(_) => push_hex(bytes, out),
    }
}

#[cfg(test)]
mod tests;
