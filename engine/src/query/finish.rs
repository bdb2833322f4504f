//! Rows of an answer.

use arrow::array::{Array, ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::datatypes::SchemaRef;

use crate::{Error, Result};

/// Rows of an answer, in one batch.
#[derive(Debug, Clone)]
pub struct Rows {
    batch: RecordBatch,
}

impl Rows {
    pub(super) fn of(schema: SchemaRef, batches: Vec<RecordBatch>) -> Result<Rows> {
        let schema = batches.first().map_or(schema, |b| b.schema());
        Ok(Rows { batch: arrow::compute::concat_batches(&schema, &batches)? })
    }

    /// Of rows that were made elsewhere.
    pub fn new(batch: RecordBatch) -> Rows {
        Rows { batch }
    }

    /// The rows.
    pub fn batch(&self) -> &RecordBatch {
        &self.batch
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.batch.num_rows()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A column.
    pub fn column(&self, name: &str) -> Result<&ArrayRef> {
        self.batch.column_by_name(name).ok_or_else(|| Error::internal(format!("an answer has no column `{name}`")))
    }

    /// The value of a dimension in a row; `None` where it has none.
    pub fn key(&self, dimension: &str, row: usize) -> Result<Option<crate::dimensions::Key>> {
        use arrow::array::AsArray;
        use arrow::datatypes::{DataType, Int64Type};
        let column = self.column(dimension)?;
        if column.is_null(row) {
            return Ok(None);
        }
        Ok(Some(match column.data_type() {
            DataType::Int64 => crate::dimensions::Key::Int(column.as_primitive::<Int64Type>().value(row)),
            DataType::Utf8View => crate::dimensions::Key::Text(column.as_string_view().value(row).to_owned()),
            DataType::Utf8 => crate::dimensions::Key::Text(column.as_string::<i32>().value(row).to_owned()),
            other => return Err(Error::internal(format!("dimension `{dimension}` has values of type {other}"))),
        }))
    }

    /// These columns, in this order.
    pub(super) fn select(&self, names: &[String]) -> Result<Rows> {
        let positions = names.iter().map(|n| Ok(self.batch.schema().index_of(n)?)).collect::<Result<Vec<_>>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(self.len()));
        let schema = std::sync::Arc::new(self.batch.schema().project(&positions)?);
        let columns = positions.iter().map(|p| self.batch.column(*p).clone()).collect();
        Ok(Rows { batch: RecordBatch::try_new_with_options(schema, columns, &options)? })
    }
}

impl Rows {
    /// The same with other names for some columns.
    pub(super) fn renamed(self, names: &[(&str, &str)]) -> Result<Rows> {
        let fields: Vec<_> = self
            .batch
            .schema()
            .fields()
            .iter()
            .map(|field| {
                let new = names.iter().find(|(old, _)| old == field.name());
                new.map_or_else(|| field.as_ref().clone(), |(_, new)| field.as_ref().clone().with_name(*new))
            })
            .collect();
        let schema = std::sync::Arc::new(arrow::datatypes::Schema::new(fields));
        let options = RecordBatchOptions::new().with_row_count(Some(self.len()));
        Ok(Rows { batch: RecordBatch::try_new_with_options(schema, self.batch.columns().to_vec(), &options)? })
    }
}

impl Rows {
    /// The same with nothing in one column.
    pub(super) fn with_nulls(self, name: &str) -> Result<Rows> {
        let schema = self.batch.schema();
        let position = schema.index_of(name)?;
        let mut fields: Vec<_> = schema.fields().iter().map(|f| f.as_ref().clone()).collect();
        fields[position] = fields[position].clone().with_nullable(true);
        let mut columns = self.batch.columns().to_vec();
        columns[position] = arrow::array::new_null_array(schema.field(position).data_type(), self.len());
        Ok(Rows { batch: RecordBatch::try_new(std::sync::Arc::new(arrow::datatypes::Schema::new(fields)), columns)? })
    }

    /// The rows of all parts, which have the same columns.
    pub(super) fn stacked(parts: Vec<Rows>) -> Result<Rows> {
        let nullable = |part: &Rows| {
            let fields = part
                .batch
                .schema()
                .fields()
                .iter()
                .map(|f| arrow::datatypes::Field::new(f.name(), f.data_type().clone(), true))
                .collect::<Vec<_>>();
            RecordBatch::try_new(std::sync::Arc::new(arrow::datatypes::Schema::new(fields)), part.batch.columns().to_vec())
        };
        let batches = parts.iter().map(nullable).collect::<Result<Vec<_>, _>>()?;
        let Some(first) = batches.first() else { return Err(Error::internal("an answer without parts")) };
        Ok(Rows { batch: arrow::compute::concat_batches(&first.schema(), &batches)? })
    }
}
