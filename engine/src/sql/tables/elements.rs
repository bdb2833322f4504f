//! One table for each dimension element, with exactly the columns that are stored.

use datafusion::common::Result;

use super::catalog::Shared;
use super::logical::{LogicalColumn, LogicalTable};

/// The table of the element `name`.
pub fn table(shared: &Shared, name: &str) -> Result<LogicalTable> {
    let stored = shared.stored(name)?;
    let names: Vec<String> = stored.schema().fields().iter().map(|f| f.name().clone()).collect();
    let columns = names.iter().map(|name| LogicalColumn::stored(&stored, name)).collect::<Result<_>>()?;
    Ok(LogicalTable::new(stored, columns))
}
