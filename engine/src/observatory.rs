//! Dimension records of instruments, exposures and visits, made from what `butler-observatory` tells. Nothing here reads or writes.
//!
//! Fields that a universe does not have are left out, so that repositories of every universe can be filled.

use std::sync::Arc;

use arrow::array::RecordBatch;

use crate::dimensions::{Element, Record, RowBuilder, Universe, Value};
use crate::{Error, Result};

pub mod exposure;
pub mod instrument;
pub mod skymap;
pub mod visit;

/// Rows of one element.
pub type Rows = (Arc<Element>, RecordBatch);

/// A record of `element` from those fields that the element has.
pub(crate) fn record(element: &Arc<Element>, fields: Vec<(&str, Value)>) -> Result<Record> {
    let has = |name: &str| element.fields.iter().any(|field| field.name == name) || element.name == name;
    Record::new(element, fields.into_iter().filter(|(name, _)| has(name)))
}

/// Records of one element as rows, those with a key that was seen before left out.
pub(crate) fn rows<'a>(element: &Arc<Element>, records: impl IntoIterator<Item = &'a Record>) -> Result<Rows> {
    let mut builder = RowBuilder::new(element);
    let mut seen = std::collections::HashSet::new();
    for record in records {
        if seen.insert(format!("{:?}", record.key())) {
            builder.append(record)?;
        }
    }
    Ok((element.clone(), builder.finish()?))
}

/// An element that the universe may lack.
pub(crate) fn element<'a>(universe: &'a Universe, name: &str) -> Option<&'a Arc<Element>> {
    universe.get(name).filter(|element| element.is_stored())
}

impl From<butler_observatory::Error> for Error {
    fn from(error: butler_observatory::Error) -> Error {
        match error {
            butler_observatory::Error::Catalog(source) => source.into(),
            butler_observatory::Error::Io { name, source } => Error::Io { doing: "read", location: name, source },
            butler_observatory::Error::Unknown { what, name, near } => Error::Missing { what, name, near },
            other => {
                let hint = other.hint();
                let error = match other {
                    butler_observatory::Error::Invalid { what, name, reason } => Error::invalid(what, name, reason),
                    butler_observatory::Error::Unrecognised { name } => Error::invalid("header of", name, "no instrument recognises it"),
                    butler_observatory::Error::Property { name, property, reason } => {
                        Error::invalid("header of", name, format!("`{property}` cannot be told from it: {reason}"))
                    }
                    other => Error::internal(other.to_string()),
                };
                match hint {
                    Some(hint) => error.with_hint(hint),
                    None => error,
                }
            }
        }
    }
}
