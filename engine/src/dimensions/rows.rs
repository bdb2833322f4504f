//! Records to columns and back.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryBuilder, BooleanBuilder, Float64Builder, Int64Builder, RecordBatch, StringViewBuilder};
use arrow::datatypes::{DataType, Float64Type, Int64Type};

use super::{Element, FieldKind, Record, Value};
use crate::time::{TimespanBuilder, TimespanColumn};
use crate::{Error, Result};

/// Collects rows of one element into a batch of its schema.
#[derive(Debug)]
pub struct RowBuilder {
    element: Arc<Element>,
    columns: Vec<ColumnBuilder>,
    rows: usize,
}

#[derive(Debug)]
enum ColumnBuilder {
    Int(Int64Builder),
    Float(Float64Builder),
    Bool(BooleanBuilder),
    Text(StringViewBuilder),
    Bytes(BinaryBuilder),
    Timespan(TimespanBuilder),
}

impl RowBuilder {
    /// An empty one for `element`.
    pub fn new(element: &Arc<Element>) -> RowBuilder {
        let columns = element.fields.iter().map(|f| ColumnBuilder::new(f.kind)).collect();
        RowBuilder { element: element.clone(), columns, rows: 0 }
    }

    /// Adds a row.
    pub fn append(&mut self, record: &Record) -> Result<()> {
        if record.element().name != self.element.name {
            return Err(Error::internal(format!("a record of `{}` was added to rows of `{}`", record.element().name, self.element.name)));
        }
        for (column, value) in self.columns.iter_mut().zip(record.values()) {
            column.append(value)?;
        }
        self.rows += 1;
        Ok(())
    }

    /// Number of rows so far.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are no rows so far.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The rows; the builder is empty again.
    pub fn finish(&mut self) -> Result<RecordBatch> {
        self.rows = 0;
        let columns = self.columns.iter_mut().map(ColumnBuilder::finish).collect();
        Ok(RecordBatch::try_new(self.element.schema.clone(), columns)?)
    }
}

impl ColumnBuilder {
    fn new(kind: FieldKind) -> ColumnBuilder {
        match kind {
            FieldKind::Int => ColumnBuilder::Int(Int64Builder::new()),
            FieldKind::Float => ColumnBuilder::Float(Float64Builder::new()),
            FieldKind::Bool => ColumnBuilder::Bool(BooleanBuilder::new()),
            FieldKind::Text => ColumnBuilder::Text(StringViewBuilder::new()),
            FieldKind::Hash | FieldKind::Region => ColumnBuilder::Bytes(BinaryBuilder::new()),
            FieldKind::Timespan => ColumnBuilder::Timespan(TimespanBuilder::default()),
        }
    }

    fn append(&mut self, value: &Value) -> Result<()> {
        match (self, value) {
            (ColumnBuilder::Int(builder), Value::Int(value)) => builder.append_value(*value),
            (ColumnBuilder::Float(builder), Value::Float(value)) => builder.append_value(*value),
            (ColumnBuilder::Bool(builder), Value::Bool(value)) => builder.append_value(*value),
            (ColumnBuilder::Text(builder), Value::Text(value)) => builder.append_value(value),
            (ColumnBuilder::Bytes(builder), Value::Bytes(value)) => builder.append_value(value),
            (ColumnBuilder::Timespan(builder), Value::Timespan(value)) => builder.append(Some(*value)),
            (ColumnBuilder::Int(builder), Value::Null) => builder.append_null(),
            (ColumnBuilder::Float(builder), Value::Null) => builder.append_null(),
            (ColumnBuilder::Bool(builder), Value::Null) => builder.append_null(),
            (ColumnBuilder::Text(builder), Value::Null) => builder.append_null(),
            (ColumnBuilder::Bytes(builder), Value::Null) => builder.append_null(),
            (ColumnBuilder::Timespan(builder), Value::Null) => builder.append(None),
            (_, value) => return Err(Error::internal(format!("a record holds `{value}` in a field of another kind"))),
        }
        Ok(())
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            ColumnBuilder::Int(builder) => Arc::new(builder.finish()),
            ColumnBuilder::Float(builder) => Arc::new(builder.finish()),
            ColumnBuilder::Bool(builder) => Arc::new(builder.finish()),
            ColumnBuilder::Text(builder) => Arc::new(builder.finish()),
            ColumnBuilder::Bytes(builder) => Arc::new(builder.finish()),
            ColumnBuilder::Timespan(builder) => Arc::new(builder.finish()),
        }
    }
}

/// Records of `element` as a batch of its schema.
pub fn records_to_batch<'a>(element: &Arc<Element>, records: impl IntoIterator<Item = &'a Record>) -> Result<RecordBatch> {
    let mut builder = RowBuilder::new(element);
    records.into_iter().try_for_each(|record| builder.append(record))?;
    builder.finish()
}

/// The rows of a batch of `element`'s schema as records.
pub fn batch_to_records(element: &Arc<Element>, batch: &RecordBatch) -> Result<Vec<Record>> {
    let mut rows = vec![Vec::with_capacity(element.fields.len()); batch.num_rows()];
    for field in &element.fields {
        let column = batch
            .column_by_name(&field.name)
            .ok_or_else(|| Error::internal(format!("a batch of `{}` has no column `{}`", element.name, field.name)))?;
        if *column.data_type() != field.kind.arrow_type() {
            return Err(Error::internal(format!("the column `{}` of `{}` has the type {}", field.name, element.name, column.data_type())));
        }
        read_column(column, &mut rows)?;
    }
    Ok(rows.into_iter().map(|values| Record::from_values(element.clone(), values)).collect())
}

/// Adds each value of a column of a canonical type to its row.
fn read_column(column: &ArrayRef, rows: &mut [Vec<Value>]) -> Result<()> {
    let mut push = |value_at: &dyn Fn(usize) -> Value| {
        for (row, values) in rows.iter_mut().enumerate() {
            values.push(if column.is_valid(row) { value_at(row) } else { Value::Null });
        }
    };
    match column.data_type() {
        DataType::Int64 => push(&|row| Value::Int(column.as_primitive::<Int64Type>().value(row))),
        DataType::Float64 => push(&|row| Value::Float(column.as_primitive::<Float64Type>().value(row))),
        DataType::Boolean => push(&|row| Value::Bool(column.as_boolean().value(row))),
        DataType::Utf8View => push(&|row| Value::Text(column.as_string_view().value(row).to_owned())),
        DataType::Binary => push(&|row| Value::Bytes(column.as_binary::<i32>().value(row).to_vec())),
        _ => {
            let timespans = TimespanColumn::new(column)?;
            push(&|row| timespans.get(row).map_or(Value::Null, Value::Timespan));
        }
    }
    Ok(())
}
