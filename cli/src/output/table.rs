//! Rows as a table for the eye: a header, a rule of dashes, columns apart by a space; numbers to the right, all else to the left.
//!
//! The first rows decide the widths of columns; a later, wider cell shifts the rest of its line. A cell of several lines (a plan) takes several.
//! Regions are cut; every other format has them whole.

use std::io::Write;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use butler_engine::sql::values::Kind;
use butler_engine::sql::values::text::{Style, Texts};

use super::Target;
use crate::Failure;

/// Rows that decide the widths.
const ROWS_MEASURED: usize = 4_096;

/// Dashes below a column's name, at most.
const LONGEST_RULE: usize = 120;

/// Characters of a region that are shown.
const REGION_CHARACTERS: usize = 50;

/// A table that is being written.
pub struct Table {
    target: Target,
    schema: SchemaRef,
    to_the_right: Vec<bool>,
    regions: Vec<usize>,
    waiting: Vec<Vec<String>>,
    widths: Option<Vec<usize>>,
}

impl Table {
    /// A table with the columns of `schema`.
    pub fn new(target: Target, schema: &SchemaRef) -> Table {
        let to_the_right = schema.fields().iter().map(|field| field.data_type().is_numeric()).collect();
        let is_region = |index: &usize| Kind::of(schema.field(*index)) == Kind::Region;
        let regions = (0..schema.fields().len()).filter(is_region).collect();
        Table { target, schema: schema.clone(), to_the_right, regions, waiting: Vec::new(), widths: None }
    }

    /// Adds rows.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), Failure> {
        let schema = self.schema.clone();
        let columns = schema.fields().iter().zip(batch.columns());
        let texts = columns.map(|(field, column)| Texts::new(field, column, Style::Table)).collect::<Result<Vec<_>, _>>()?;
        for row in 0..batch.num_rows() {
            let mut cells = Vec::with_capacity(texts.len());
            for text in &texts {
                let mut cell = String::new();
                text.push(row, &mut cell)?;
                cells.push(printable(cell));
            }
            for index in &self.regions {
                shorten(&mut cells[*index]);
            }
            self.add(cells)?;
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
            return self.row(&cells);
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
        let names: Vec<String> = self.schema.fields().iter().map(|field| printable(field.name().clone())).collect();
        let widest = |column: usize| waiting.iter().chain([&names]).map(|cells| width(&cells[column])).max().unwrap_or(0);
        let widths: Vec<usize> = (0..names.len()).map(widest).collect();
        let rule: Vec<String> = widths.iter().map(|width| "-".repeat((*width).min(LONGEST_RULE))).collect();
        self.widths = Some(widths);
        self.row(&names)?;
        self.row(&rule)?;
        waiting.iter().try_for_each(|cells| self.row(cells))
    }

    fn row(&mut self, cells: &[String]) -> Result<(), Failure> {
        let lines: Vec<Vec<&str>> = cells.iter().map(|cell| cell.lines().collect()).collect();
        let height = lines.iter().map(Vec::len).max().unwrap_or(0).max(1);
        (0..height).try_for_each(|line| self.line(lines.iter().map(|cell| cell.get(line).copied().unwrap_or_default())))
    }

    fn line<'a>(&mut self, cells: impl Iterator<Item = &'a str>) -> Result<(), Failure> {
        let widths = self.widths.as_deref().unwrap_or_default();
        let mut line = String::new();
        for ((cell, to_the_right), full) in cells.zip(&self.to_the_right).zip(widths) {
            let gap = " ".repeat(full.saturating_sub(width(cell)));
            line.extend(if *to_the_right { [&gap, cell, " "] } else { [cell, &gap, " "] });
        }
        writeln!(self.target, "{}", line.trim_end()).map_err(Failure::Output)
    }
}

/// Characters of the widest line.
fn width(text: &str) -> usize {
    text.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}

/// A region has a vertex after the other; a table shows how it begins.
fn shorten(cell: &mut String) {
    if let Some((end, _)) = cell.char_indices().nth(REGION_CHARACTERS) {
        cell.truncate(end);
        cell.push('…');
    }
}

/// What a terminal would obey is shown escaped.
pub(super) fn printable(text: String) -> String {
    let obeyed = |c: char| c.is_control() && c != '\n';
    if !text.contains(obeyed) {
        return text;
    }
    text.chars().map(|c| if obeyed(c) { c.escape_default().to_string() } else { c.to_string() }).collect()
}
