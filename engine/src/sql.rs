//! SQL over a state of the registry, through Apache DataFusion (docs/sql.md).
//!
//! `provider` reads one stored table, `tables` makes of it what SQL sees, `rules` and `lookup` save reading, `names` lets names be written as people
//! write them, `spatial_join` joins by regions, `catalogs` makes tables of the files of datasets, `images` tells of their pixels, `filter` asks a condition of any table, `units` says what the columns
//! of an answer are, `functions` and `table_functions` are what SQL has beyond DataFusion's own, `values` is how values are spelled.

use datafusion::common::{DataFusionError, SchemaError};

use crate::Error;

mod catalogs;
mod filter;
pub mod functions;
mod images;
mod lookup;
mod names;
mod provider;
mod rules;
pub mod session;
mod spatial_join;
pub mod statements;
pub mod table_functions;
mod tables;
mod units;
pub mod values;

pub(crate) use catalogs::coordinates;
pub use filter::RowFilter;
pub(crate) use rules::spatial_joins;
pub use session::{Answer, Options, Session};
pub(crate) use tables::catalog::{RegistrySchema, Shared};

/// How DataFusion begins to say that an asynchronous function stands where nothing waits for it.
const IN_A_JOIN: &str = "async functions should not be called directly";

/// An error of DataFusion in the engine's words, where it names something that does not exist.
fn explain_failure(error: DataFusionError) -> Error {
    if let DataFusionError::SchemaError(cause, _) = error.find_root()
        && let SchemaError::FieldNotFound { field, valid_fields } = cause.as_ref()
    {
        let known: Vec<&str> = valid_fields.iter().map(|c| c.name.as_str()).collect();
        return Error::missing("column", &field.flat_name(), known);
    }
    if let DataFusionError::Internal(cause) = error.find_root()
        && cause.starts_with(IN_A_JOIN)
    {
        let reason = "a function that reads files can't be in the condition of an outer join".to_owned();
        return Error::Unsupported { what: "plan", name: "the statement".to_owned(), reason }.with_hint("write the condition into WHERE");
    }
    if let DataFusionError::SQL(cause, _) = error.find_root() {
        return statements::unreadable("statement", cause);
    }
    error.into()
}

#[cfg(test)]
mod tests;
