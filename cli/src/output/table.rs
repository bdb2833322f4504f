//! Rows as a table for the eye: a header, a rule of dashes, columns apart by a space; numbers to the right, all else to the left.
//!
//! The first rows decide the widths of columns; a later, wider cell shifts the rest of its line.

use std::io::Write;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, SchemaRef};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use butler_engine::Error;

use super::Target;
use crate::Failure;

/// Rows that decide the widths.
const ROWS_MEASURED: usize = 4_096;

/// A table that is being written.
pub struct Table {
    target: Target,
    names: Vec<String>,
    to_the_right: Vec<bool>,
    waiting: Vec<Vec<String>>,
    widths: Option<Vec<usize>>,
}

impl Table {
    /// A table with the columns of `schema`.
    pub fn new(target: Target, schema: &SchemaRef) -> Table {
        let names = schema.fields().iter().map(|field| one_line(field.name())).collect();
        let to_the_right = schema.fields().iter().map(|field| is_number(field.data_type())).collect();
        Table { target, names, to_the_right, waiting: Vec::new(), widths: None }
    }

    /// Adds rows.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), Failure> {
        let options = FormatOptions::default();
        let columns: Result<Vec<_>, _> = batch.columns().iter().map(|column| ArrayFormatter::try_new(column, &options)).collect();
        let columns = columns.map_err(Error::from)?;
        for row in 0..batch.num_rows() {
            let cells: Result<Vec<String>, _> =
                columns.iter().map(|column| column.value(row).try_to_string().map(|text| one_line(&text))).collect();
            self.add(cells.map_err(Error::from)?)?;
        }
        Ok(())
    }

    /// Writes what waits; gives the target back.
    pub fn finish(mut self) -> Result<Target, Failure> {
        self.start()?;
        Ok(self.target)
    }

    fn add(&mut self, cells: Vec<String>) -> Result<(), Failure> {
        if self.widths.is_some() {
            return self.line(&cells);
        }
        self.waiting.push(cells);
        if self.waiting.len() == ROWS_MEASURED { self.start() } else { Ok(()) }
    }

    /// Decides the widths, and writes the header and the rows that waited.
    fn start(&mut self) -> Result<(), Failure> {
        if self.widths.is_some() {
            return Ok(());
        }
        let waiting = std::mem::take(&mut self.waiting);
        let widest =
            |column: usize| waiting.iter().map(|cells| width(&cells[column])).chain([width(&self.names[column])]).max().unwrap_or(0);
        let widths: Vec<usize> = (0..self.names.len()).map(widest).collect();
        let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
        self.widths = Some(widths);
        let names = self.names.clone();
        self.line(&names)?;
        self.line(&rule)?;
        waiting.iter().try_for_each(|cells| self.line(cells))
    }

    fn line(&mut self, cells: &[String]) -> Result<(), Failure> {
        let widths = self.widths.as_deref().unwrap_or_default();
        let mut line = String::new();
        for (column, cell) in cells.iter().enumerate() {
            let gap = " ".repeat(widths.get(column).copied().unwrap_or(0).saturating_sub(width(cell)));
            let parts = if self.to_the_right[column] { [gap.as_str(), cell] } else { [cell, gap.as_str()] };
            line.push_str(if column > 0 { " " } else { "" });
            line.extend(parts);
        }
        writeln!(self.target, "{}", line.trim_end()).map_err(Failure::Output)
    }
}

fn is_number(data_type: &DataType) -> bool {
    data_type.is_numeric()
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// A cell is one line; what would break it is shown escaped.
fn one_line(text: &str) -> String {
    if text.contains(|c: char| c.is_control()) {
        text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect::<Vec<_>>() } else { vec![c] }).collect()
    } else {
        text.to_owned()
    }
}
