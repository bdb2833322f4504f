//! Which row groups of a Parquet file may hold rows that fit a filter, as their statistics say.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, UInt64Array};
use arrow::compute::cast;
use arrow::datatypes::SchemaRef;
use datafusion::common::pruning::PruningStatistics;
use datafusion::common::{Column, Result, ScalarValue};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_optimizer::pruning::PruningPredicateBuilder;
use parquet::arrow::arrow_reader::ArrowReaderMetadata;
use parquet::arrow::arrow_reader::statistics::StatisticsConverter;

/// The row groups that may hold rows for which `filter`, over `schema`, is true; none if all may. `constant` gives the value of columns that are the same
/// in all rows of the file.
pub fn fitting(
    filter: &Arc<dyn PhysicalExpr>,
    schema: &SchemaRef,
    footer: &ArrowReaderMetadata,
    constant: &dyn Fn(&str) -> Option<ScalarValue>,
) -> Result<Option<Vec<usize>>> {
    let predicate = PruningPredicateBuilder::new().with_file_schema(schema.clone()).try_build(filter.clone())?;
    if predicate.always_true() {
        return Ok(None);
    }
    let kept = predicate.prune(&Groups { footer, schema, constant })?;
    if kept.iter().all(|kept| *kept) {
        return Ok(None);
    }
    Ok(Some(kept.into_iter().enumerate().filter(|(_, kept)| *kept).map(|(index, _)| index).collect()))
}

struct Groups<'a> {
    footer: &'a ArrowReaderMetadata,
    schema: &'a SchemaRef,
    constant: &'a dyn Fn(&str) -> Option<ScalarValue>,
}

impl Groups<'_> {
    fn bounds(&self, column: &Column, is_least: bool) -> Option<ArrayRef> {
        if let Some(value) = (self.constant)(&column.name) {
            return value.to_array_of_size(self.num_containers()).ok();
        }
        let converter = self.converter(column)?;
        let groups = self.footer.metadata().row_groups();
        let bounds = if is_least { converter.row_group_mins(groups) } else { converter.row_group_maxes(groups) }.ok()?;
        let data_type = self.schema.field_with_name(&column.name).ok()?.data_type();
        if bounds.data_type() == data_type { Some(bounds) } else { cast(&bounds, data_type).ok() }
    }

    fn converter<'a>(&'a self, column: &'a Column) -> Option<StatisticsConverter<'a>> {
        // A companion column of astropy's says which values are none: these are in the bounds, and the nulls are not counted.
        let has_mask = self.footer.schema().field_with_name(&format!("{}.mask", column.name)).is_ok();
        if has_mask {
            return None;
        }
        StatisticsConverter::try_new(&column.name, self.footer.schema(), self.footer.parquet_schema()).ok()
    }
}

impl PruningStatistics for Groups<'_> {
    fn min_values(&self, column: &Column) -> Option<ArrayRef> {
        self.bounds(column, true)
    }

    fn max_values(&self, column: &Column) -> Option<ArrayRef> {
        self.bounds(column, false)
    }

    fn num_containers(&self) -> usize {
        self.footer.metadata().num_row_groups()
    }

    fn null_counts(&self, column: &Column) -> Option<ArrayRef> {
        if let Some(value) = (self.constant)(&column.name) {
            let groups = self.footer.metadata().row_groups().iter();
            let nulls = groups.map(|group| if value.is_null() { u64::try_from(group.num_rows()).unwrap_or(0) } else { 0 });
            return Some(Arc::new(nulls.collect::<UInt64Array>()));
        }
        let counts = self.converter(column)?.row_group_null_counts(self.footer.metadata().row_groups()).ok()?;
        Some(Arc::new(counts))
    }

    fn row_counts(&self) -> Option<ArrayRef> {
        let counts = self.footer.metadata().row_groups().iter().map(|group| u64::try_from(group.num_rows()).ok());
        Some(Arc::new(counts.collect::<UInt64Array>()))
    }

    fn contained(&self, _column: &Column, _values: &HashSet<ScalarValue>) -> Option<BooleanArray> {
        None
    }
}
