//! `tags` and `validity`: which datasets are in which TAGGED and CALIBRATION collections.

use datafusion::common::Result;

use super::catalog::Shared;
use super::datasets::dimensions;
use super::logical::{LogicalColumn, LogicalTable, data_id_column};

/// The table over the stored one named `name`, with the data ID after the identifiers.
pub fn table(shared: &Shared, name: &str) -> Result<LogicalTable> {
    let stored = shared.stored(name)?;
    let dimensions = dimensions(&stored);
    let mut columns = Vec::new();
    for name in ["collection", "type", "id", "run"] {
        if stored.schema().field_with_name(name).is_ok() {
            columns.push(LogicalColumn::stored(&stored, name)?);
        }
    }
    columns.push(data_id_column(&stored, &dimensions)?);
    for name in &dimensions {
        columns.push(LogicalColumn::stored(&stored, name)?);
    }
    if stored.schema().field_with_name("timespan").is_ok() {
        columns.push(LogicalColumn::stored(&stored, "timespan")?);
    }
    Ok(LogicalTable::new(stored, columns))
}
