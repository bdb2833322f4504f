//! Timespans in tables: a nullable struct of two nullable 64-bit integers.
//!
//! A null struct is "no timespan", a null member an unbounded end, and the empty timespan is begin `i64::MAX`, end `i64::MIN`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array, Int64Builder, StructArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Field, Fields, Int64Type};

use super::Timespan;
use crate::{Error, Result};

/// The members: `begin` and `end`, nanoseconds TAI, null if unbounded.
pub fn timespan_fields() -> Fields {
    Fields::from(vec![Field::new("begin", DataType::Int64, true), Field::new("end", DataType::Int64, true)])
}

/// The type of a timespan column.
pub fn timespan_type() -> DataType {
    DataType::Struct(timespan_fields())
}

/// Builds a timespan column row by row.
#[derive(Debug, Default)]
pub struct TimespanBuilder {
    begin: Int64Builder,
    end: Int64Builder,
    valid: Vec<bool>,
}

impl TimespanBuilder {
    /// Adds a row; `None` is "no timespan".
    pub fn append(&mut self, timespan: Option<Timespan>) {
        let (begin, end) = timespan.map_or((None, None), Timespan::to_ns);
        self.begin.append_option(begin);
        self.end.append_option(end);
        self.valid.push(timespan.is_some());
    }

    /// The column; the builder is empty again.
    pub fn finish(&mut self) -> StructArray {
        let valid = std::mem::take(&mut self.valid);
        let columns: Vec<ArrayRef> = vec![Arc::new(self.begin.finish()), Arc::new(self.end.finish())];
        let nulls = Some(NullBuffer::from(valid)).filter(|nulls| nulls.null_count() > 0);
        StructArray::new(timespan_fields(), columns, nulls)
    }
}

/// Reads a timespan column row by row.
#[derive(Debug, Clone, Copy)]
pub struct TimespanColumn<'a> {
    outer: &'a StructArray,
    begin: &'a Int64Array,
    end: &'a Int64Array,
}

impl<'a> TimespanColumn<'a> {
    /// Of a column of [`timespan_type`].
    pub fn new(column: &'a dyn Array) -> Result<TimespanColumn<'a>> {
        use arrow::array::AsArray;
        let wrong = || Error::internal(format!("a column of timespans has the type {}", column.data_type()));
        let outer = column.as_struct_opt().ok_or_else(wrong)?;
        let member = |name: &str| outer.column_by_name(name).and_then(|c| c.as_primitive_opt::<Int64Type>()).ok_or_else(wrong);
        Ok(TimespanColumn { outer, begin: member("begin")?, end: member("end")? })
    }

    /// The timespan of a row; `None` if it has none. `row` is less than the length of the column.
    pub fn get(&self, row: usize) -> Option<Timespan> {
        let bound = |column: &Int64Array| column.is_valid(row).then(|| column.value(row));
        self.outer.is_valid(row).then(|| Timespan::from_ns(bound(self.begin), bound(self.end)))
    }
}

#[cfg(test)]
mod tests;
