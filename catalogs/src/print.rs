//! Tables for the eye, as astropy prints a `Table`: names, units, dashes, rows; `...` for what does not fit, `--` for what is masked.
//!
//! With a limit of lines the first and the last rows are shown and `Length = N rows` follows; with a limit of characters the middle columns
//! become one column of dots. Numbers are spelled as numpy spells them, units as astropy does.

use std::collections::VecDeque;

use arrow::array::RecordBatch;
use arrow::datatypes::{Field, SchemaRef};

use crate::meta;

mod cell;
mod info;
mod number;
mod spec;
#[cfg(test)]
mod tests;
pub(crate) mod unit;

pub(crate) use cell::{integer as integer_at, leaves, string as string_at};
pub use info::info;
pub(crate) use info::type_name;
pub(crate) use number::{shortest, shortest_single};
pub(crate) use spec::{fortran_format, python_format};
pub use unit::Spelling;

/// Whether floats that are NaN and texts that are empty are shown as what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Blanks {
    /// They are.
    #[default]
    Shown,
    /// As `--`: astropy masks them when it reads FITS.
    Texts,
    /// NaN alone as `--`: astropy masks it when it reads VOTable.
    Numbers,
}

/// How a table is printed.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// Lines at most, header and rows; at least 8 are taken.
    pub max_lines: Option<usize>,
    /// Characters of a line at most; at least 10 are taken.
    pub max_width: Option<usize>,
    /// What is shown of NaN and empty texts.
    pub blanks: Blanks,
    /// Which spellings of units are understood.
    pub units: Spelling,
}

/// Takes the rows of a table and keeps those that are shown.
#[derive(Debug)]
pub struct Printer {
    schema: SchemaRef,
    look: Look,
    has_units: bool,
    head: Vec<RecordBatch>,
    head_rows: usize,
    tail: VecDeque<RecordBatch>,
    tail_rows: usize,
    total: u64,
}

impl Printer {
    /// Of a table of `schema`.
    pub fn new(schema: SchemaRef, look: Look) -> Printer {
        let has_units = schema.fields().iter().any(|field| unit_of(field, look.units).is_some());
        Printer { schema, look, has_units, head: Vec::new(), head_rows: 0, tail: VecDeque::new(), tail_rows: 0, total: 0 }
    }

    /// Of a table of `total` rows: how many of the first and of the last are shown. None if all are.
    pub fn parts(&self, total: u64) -> Option<(u64, u64)> {
        let room = self.room()?;
        if total <= room as u64 {
            return None;
        }
        let half = room / 2;
        let first = half.saturating_sub(1);
        Some((first as u64, (half + room % 2).saturating_sub(1) as u64))
    }

    /// Rows that fit below the header.
    fn room(&self) -> Option<usize> {
        Some(self.look.max_lines?.max(8) - 2 - usize::from(self.has_units))
    }

    /// The next rows.
    pub fn push(&mut self, batch: &RecordBatch) {
        self.total += batch.num_rows() as u64;
        let Some(room) = self.room() else {
            self.head.push(batch.clone());
            return;
        };
        let fitting = (room - self.head_rows).min(batch.num_rows());
        if fitting > 0 {
            self.head.push(batch.slice(0, fitting));
            self.head_rows += fitting;
        }
        let last = batch.num_rows().min(room);
        self.tail.push_back(batch.slice(batch.num_rows() - last, last));
        self.tail_rows += last;
        while self.tail.front().is_some_and(|first| self.tail_rows - first.num_rows() >= room) {
            self.tail_rows -= self.tail.pop_front().map_or(0, |first| first.num_rows());
        }
    }

    /// So many rows follow that are not shown.
    pub fn skip(&mut self, rows: u64) {
        self.total += rows;
    }

    /// The lines.
    pub fn lines(self) -> Vec<String> {
        if self.schema.fields().is_empty() {
            return vec!["<No columns>".to_owned()];
        }
        let parts = self.parts(self.total);
        let mut columns: Vec<Vec<String>> = (0..self.schema.fields().len()).map(|index| self.column(index, parts)).collect();
        if let Some(width) = self.look.max_width {
            narrow(&mut columns, width.max(10));
        }
        let height = columns[0].len();
        let line = |row: usize| columns.iter().map(|column| column[row].as_str()).collect::<Vec<_>>().join(" ");
        let mut lines: Vec<String> = (0..height).map(line).collect();
        if parts.is_some() {
            lines.push(format!("Length = {} rows", self.total));
        }
        lines
    }

    /// The lines of a column, all of one width.
    fn column(&self, index: usize, parts: Option<(u64, u64)>) -> Vec<String> {
        let field = self.schema.field(index);
        let mut lines = vec![field.name().clone()];
        if self.has_units {
            lines.push(unit_of(field, self.look.units).unwrap_or_default());
        }
        lines.push("---".to_owned());
        let header = lines.len();
        let spec = spec::of(field);
        let mut cells = |batches: &mut dyn Iterator<Item = &RecordBatch>, skip: usize, take: usize| {
            let rows = batches.flat_map(|batch| (0..batch.num_rows()).map(move |row| (batch.column(index), row)));
            lines.extend(rows.skip(skip).take(take).map(|(array, row)| cell::text(array, row, spec.as_ref(), self.look.blanks)));
        };
        match parts {
            None => cells(&mut self.head.iter(), 0, usize::MAX),
            Some((first, last)) => {
                cells(&mut self.head.iter(), 0, first as usize);
                lines.push("...".to_owned());
                let mut cells = |skip: usize| {
                    let rows = self.tail.iter().flat_map(|batch| (0..batch.num_rows()).map(move |row| (batch.column(index), row)));
                    lines.extend(rows.skip(skip).map(|(array, row)| cell::text(array, row, spec.as_ref(), self.look.blanks)));
                };
                cells(self.tail_rows.saturating_sub(last as usize));
            }
        }
        for line in &mut lines {
            *line = line.replace('\t', "\\t").replace('\n', "\\n");
        }
        align(&mut lines, header, spec.and_then(|spec| spec.column_alignment()));
        lines
    }
}

/// The unit of a field as it is shown.
pub(crate) fn unit_of(field: &Field, spelling: Spelling) -> Option<String> {
    // Of a FITS file astropy shows the units that cards say.
    let hidden = field.metadata().get(meta::CARD_UNIT).filter(|_| spelling == Spelling::Fits);
    hidden.or_else(|| field.metadata().get(meta::UNIT)).map(|unit| unit::shown(unit, spelling)).filter(|unit| !unit.is_empty())
}

/// Brings the lines to one width: the header centred, its last line dashes, the rest to the right or as `alignment` says.
fn align(lines: &mut [String], header: usize, alignment: Option<(char, char)>) {
    let count = |line: &str| line.chars().count();
    let width = lines.iter().map(|line| count(line)).max().unwrap_or(1);
    for (index, line) in lines.iter_mut().enumerate() {
        let pad = width - count(line);
        if index + 1 == header {
            *line = "-".repeat(width);
            continue;
        }
        let (fill, side) = if index < header { (' ', '^') } else { alignment.unwrap_or((' ', '>')) };
        // As `str.center` of Python: an odd blank goes to the left if the width is odd.
        let left = match side {
            '<' => 0,
            '^' => pad / 2 + (pad & width & 1),
            _ => pad,
        };
        let fill = |count: usize| fill.to_string().repeat(count);
        *line = format!("{}{line}{}", fill(left), fill(pad - left));
    }
}

/// Takes columns out of the middle, with dots for them, until the rest fits.
fn narrow(columns: &mut Vec<Vec<String>>, width: usize) {
    let dots = vec!["...".to_owned(); columns[0].len()];
    let mut dotted = None;
    let mut middle = columns.len() / 2;
    loop {
        let total: usize = columns.iter().map(|column| column[0].chars().count()).sum::<usize>() + columns.len() - 1;
        if total <= width || columns.len() == 1 {
            return;
        }
        if columns.len() == 2 {
            columns[1] = dots;
            return;
        }
        if dotted == Some(middle) {
            columns.remove(middle);
            middle = columns.len() / 2;
        }
        columns[middle].clone_from(&dots);
        dotted = Some(middle);
    }
}
