//! Cells to Arrow columns of the universe's types; what does not fit is named with its place in the file.

use std::sync::Arc;

use arrow::array::{ArrayRef, BinaryBuilder, BooleanBuilder, Float64Builder, Int64Builder, StringViewBuilder, new_null_array};

use super::read::{Cell, Column, Place};
use crate::dimensions::FieldKind;
use crate::error::{Error, Result};
use crate::time::{Timespan, TimespanBuilder};

/// The file that cells come from, for errors.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) file: Arc<str>,
}

impl Source {
    /// The error `reason` at a place.
    pub(super) fn error(&self, place: Place, reason: impl Into<String>) -> Error {
        if place.line == 0 {
            // Rows of a database have no lines.
            return Error::damaged("repository", self.file.to_string(), reason);
        }
        Error::Yaml { file: self.file.to_string(), line: place.line as usize, column: place.column as usize, reason: reason.into() }
    }

    fn mismatch(&self, column: &Column, row: usize, wanted: &str) -> Error {
        let found = match &column.cells[row] {
            Cell::Absent | Cell::Null => "nothing".to_owned(),
            Cell::Bool(value) => format!("`{value}`"),
            Cell::Int(value) => format!("the integer `{value}`"),
            Cell::Float(value) => format!("the number `{value}`"),
            Cell::Text(value) => format!("the string `{}`", crate::config::yaml::shortened(value)),
            Cell::Time(_) => "a time".to_owned(),
            Cell::Timespan(_) => "a timespan".to_owned(),
            Cell::Bytes(_) => "bytes".to_owned(),
            Cell::Region(_) => "a region".to_owned(),
        };
        self.error(column.places[row], format!("`{}` is {wanted}, found {found}", column.name))
    }

    /// The column as an array of a field's type; an absent column is all null.
    pub(super) fn array(&self, column: Option<&Column>, kind: FieldKind, rows: usize) -> Result<ArrayRef> {
        let Some(column) = column else { return Ok(new_null_array(&kind.arrow_type(), rows)) };
        match kind {
            FieldKind::Int => self.integers(column),
            FieldKind::Float => self.numbers(column),
            FieldKind::Bool => self.booleans(column),
            FieldKind::Text => self.texts(column),
            FieldKind::Hash | FieldKind::Region => self.bytes(column, kind),
            FieldKind::Timespan => self.timespans(column),
        }
    }

    fn integers(&self, column: &Column) -> Result<ArrayRef> {
        let mut builder = Int64Builder::with_capacity(column.cells.len());
        for (row, cell) in column.cells.iter().enumerate() {
            match cell {
                Cell::Int(value) => builder.append_value(*value),
                Cell::Absent | Cell::Null => builder.append_null(),
                Cell::Text(text) => match text.parse() {
                    Ok(value) => builder.append_value(value),
                    Err(_) => return Err(self.mismatch(column, row, "an integer")),
                },
                _ => return Err(self.mismatch(column, row, "an integer")),
            }
        }
        Ok(Arc::new(builder.finish()))
    }

    fn numbers(&self, column: &Column) -> Result<ArrayRef> {
        let mut builder = Float64Builder::with_capacity(column.cells.len());
        for (row, cell) in column.cells.iter().enumerate() {
            match cell {
                Cell::Float(value) => builder.append_value(*value),
                Cell::Int(value) => builder.append_value(*value as f64),
                Cell::Absent | Cell::Null => builder.append_null(),
                _ => return Err(self.mismatch(column, row, "a number")),
            }
        }
        Ok(Arc::new(builder.finish()))
    }

    fn booleans(&self, column: &Column) -> Result<ArrayRef> {
        let mut builder = BooleanBuilder::with_capacity(column.cells.len());
        for (row, cell) in column.cells.iter().enumerate() {
            match cell {
                Cell::Bool(value) => builder.append_value(*value),
                Cell::Int(value @ (0 | 1)) => builder.append_value(*value == 1),
                Cell::Absent | Cell::Null => builder.append_null(),
                _ => return Err(self.mismatch(column, row, "true or false")),
            }
        }
        Ok(Arc::new(builder.finish()))
    }

    fn texts(&self, column: &Column) -> Result<ArrayRef> {
        let mut builder = StringViewBuilder::with_capacity(column.cells.len());
        for (row, cell) in column.cells.iter().enumerate() {
            match cell {
                Cell::Text(value) => builder.append_value(value),
                Cell::Int(value) => builder.append_value(value.to_string()),
                Cell::Absent | Cell::Null => builder.append_null(),
                _ => return Err(self.mismatch(column, row, "a string")),
            }
        }
        Ok(Arc::new(builder.finish()))
    }

    fn bytes(&self, column: &Column, kind: FieldKind) -> Result<ArrayRef> {
        let mut builder = BinaryBuilder::new();
        for (row, cell) in column.cells.iter().enumerate() {
            match (cell, kind) {
                (Cell::Bytes(value), FieldKind::Hash) | (Cell::Region(value), FieldKind::Region) => builder.append_value(value),
                (Cell::Absent | Cell::Null, _) => builder.append_null(),
                (_, FieldKind::Region) => return Err(self.mismatch(column, row, "a region")),
                _ => return Err(self.mismatch(column, row, "bytes (`!!binary`)")),
            }
        }
        Ok(Arc::new(builder.finish()))
    }

    fn timespans(&self, column: &Column) -> Result<ArrayRef> {
        let mut builder = TimespanBuilder::default();
        for (row, cell) in column.cells.iter().enumerate() {
            match cell {
                Cell::Timespan(value) => builder.append(Some(*value)),
                Cell::Absent | Cell::Null => builder.append(None),
                _ => return Err(self.mismatch(column, row, "a timespan")),
            }
        }
        Ok(Arc::new(builder.finish()))
    }

    /// One column of timespans: `whole` where a row has it, else the pair of times in which files have it. A bound that is there and null is unbounded.
    pub(super) fn joined_timespan(&self, whole: Option<Column>, begin: Option<Column>, end: Option<Column>) -> Result<Option<Column>> {
        let Some(places) = [&begin, &end].into_iter().flatten().next().map(|column| column.places.clone()) else { return Ok(whole) };
        let mut cells = Vec::with_capacity(places.len());
        for (row, place) in places.iter().enumerate() {
            let bound = |column: &Option<Column>| match column.as_ref().map(|c| (c, &c.cells[row])) {
                None | Some((_, Cell::Absent)) => Ok(None),
                Some((_, Cell::Null)) => Ok(Some(None)),
                Some((_, Cell::Time(time))) => Ok(Some(Some(*time))),
                Some((column, _)) => Err(self.mismatch(column, row, "a time")),
            };
            let given = whole.as_ref().map(|column| &column.cells[row]).filter(|cell| !matches!(cell, Cell::Absent | Cell::Null));
            cells.push(match (given, bound(&begin)?, bound(&end)?) {
                (Some(cell), _, _) => cell.clone(),
                (None, None, None) => Cell::Null,
                (None, Some(begin), Some(end)) => Cell::Timespan(Timespan::new(begin, end)),
                (None, _, _) => return Err(self.error(*place, "`datetime_begin` and `datetime_end` belong together")),
            });
        }
        Ok(Some(Column { name: "timespan".to_owned(), cells, places }))
    }
}
