//! SQL over a state of the registry, through Apache DataFusion (docs/sql.md).
//!
//! `provider` reads one stored table, `tables` makes of it what SQL sees, `rules` and `lookup` save reading, `names` lets names be written as people
//! write them, `spatial_join` joins by regions, `catalogs` makes tables of the files of datasets, `filter` asks a condition of any table, `units` says what the columns
//! of an answer are, `functions` and `table_functions` are what SQL has beyond DataFusion's own, `values` is how values are spelled.

use datafusion::common::{DataFusionError, SchemaError};

use crate::Error;

mod catalogs;
mod filter;
pub mod functions;
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

/// An error of DataFusion in the engine's words, where it names something that does not exist.
fn explain_failure(error: DataFusionError) -> Error {
    if let DataFusionError::SchemaError(cause, _) = error.find_root()
        && let SchemaError::FieldNotFound { field, valid_fields } = cause.as_ref()
    {
        let known: Vec<&str> = valid_fields.iter().map(|c| c.name.as_str()).collect();
        return Error::missing("column", &field.flat_name(), known);
    }
    if let DataFusionError::SQL(cause, _) = error.find_root() {
        return statements::unreadable("statement", cause);
    }
    error.into()
}

#[cfg(test)]
mod tests;
