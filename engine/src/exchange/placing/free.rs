//! What stands against datasets that are to come.

use std::collections::HashMap;

use arrow::array::{AsArray, RecordBatch};
use arrow::util::display::array_value_to_string;

use super::Arrivals;
use crate::error::{Error, Result};
use crate::registry::keys::{KeyEncoder, column};

/// No other dataset has one of the data IDs, of which the run has those that are `existing`; told before any file moves.
pub(super) fn check_free(arrivals: &Arrivals<'_>, existing: &[RecordBatch]) -> Result<()> {
    if existing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = arrivals.dataset_type.dimensions.required().collect();
    let keys = KeyEncoder::new(arrivals.rows.schema_ref(), &names)?;
    let encoded = keys.encode(arrivals.rows)?;
    let mine: HashMap<&[u8], usize> = encoded.iter().zip(0..).map(|(key, row)| (key.data(), row)).collect();
    let ids = column(arrivals.rows, "id")?.as_fixed_size_binary();
    for batch in existing {
        let others = column(batch, "id")?.as_fixed_size_binary();
        for (row, key) in keys.encode(batch)?.iter().enumerate() {
            let Some(mine) = mine.get(key.data()).filter(|mine| ids.value(**mine) != others.value(row)) else { continue };
            let value = |name: &str| Some(format!("{name}: {}", array_value_to_string(arrivals.rows.column_by_name(name)?, *mine).ok()?));
            let data_id: Vec<String> = arrivals.dataset_type.dimensions.names().filter_map(value).collect();
            let name = format!("{}@{{{}}}", arrivals.dataset_type.name, data_id.join(", "));
            return Err(Error::Exists { what: "dataset", name }
                .with_hint(format!("run `{}` has it; put it into another run, or remove it there first", arrivals.run)));
        }
    }
    Ok(())
}
