//! What the planner and the scan may know of the rows of files.

use std::sync::Arc;

use arrow::datatypes::{Field, SchemaRef};
use datafusion::common::stats::Precision;
use datafusion::common::{ColumnStatistics, ScalarValue, Statistics};

use super::prune::{Part, array};
use crate::registry::file::{Bound, DataFile};

/// Of one file: exact counts and bounds, but for texts, whose bounds may be cut.
pub fn of_file(file: &DataFile, schema: &SchemaRef) -> Arc<Statistics> {
    Arc::new(Statistics {
        num_rows: Precision::Exact(usize::try_from(file.rows).unwrap_or(usize::MAX)),
        total_byte_size: Precision::Inexact(usize::try_from(file.size_bytes).unwrap_or(usize::MAX)),
        column_statistics: schema.fields().iter().map(|field| of_column(file, field)).collect(),
    })
}

fn of_column(file: &DataFile, field: &Field) -> ColumnStatistics {
    let Some(range) = file.ranges.get(field.name()) else { return ColumnStatistics::new_unknown() };
    let bound = |bound: &Option<Bound>| {
        let scalar = array(field.data_type(), std::iter::once(bound.as_ref())).and_then(|a| ScalarValue::try_from_array(&a, 0).ok());
        match (bound, scalar) {
            (Some(Bound::Text(_)), Some(scalar)) => Precision::Inexact(scalar),
            (Some(_), Some(scalar)) => Precision::Exact(scalar),
            _ => Precision::Absent,
        }
    };
    ColumnStatistics {
        null_count: Precision::Exact(usize::try_from(range.nulls).unwrap_or(usize::MAX)),
        min_value: bound(&range.min),
        max_value: bound(&range.max),
        ..ColumnStatistics::new_unknown()
    }
}

/// Of all rows of `parts`: their number, which `count(*)` takes.
pub fn of_parts(parts: &[Part], schema: &SchemaRef) -> Statistics {
    let rows = usize::try_from(parts.iter().map(Part::rows).sum::<u64>()).unwrap_or(usize::MAX);
    let exact = parts.iter().all(|p| p.selection().is_none());
    let mut statistics = Statistics::new_unknown(schema);
    statistics.num_rows = if exact { Precision::Exact(rows) } else { Precision::Inexact(rows) };
    statistics
}
