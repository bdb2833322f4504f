//! Rows of mappings as columns, so that a record costs no map of its own.

use super::cells::Cell;
use super::events::Place;

/// All values of one field.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The field's name.
    pub name: String,
    /// One per row; [`Cell::Absent`] where a row has no such field.
    pub cells: Vec<Cell>,
    /// Where each value begins; the row's place where it is absent.
    pub places: Vec<Place>,
}

/// Rows as columns, in the order in which fields first occur.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// One per field that occurs in any row.
    pub columns: Vec<Column>,
    /// Where each row begins.
    pub places: Vec<Place>,
}

impl Table {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.places.len()
    }

    /// The column of a field, if any row has it.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Takes the column of a field out.
    pub fn take(&mut self, name: &str) -> Option<Column> {
        let at = self.columns.iter().position(|column| column.name == name)?;
        Some(self.columns.remove(at))
    }

    /// Sets a field of the row being built, which is row number `rows()`; `false` if it is set already. `expected` is where the field stood in
    /// the row before, or any number.
    pub(super) fn set(&mut self, expected: usize, name: &str, cell: Cell, place: Place) -> bool {
        let row = self.places.len();
        let at = match self.columns.get(expected) {
            Some(column) if column.name == name => expected,
            _ => self.position_or_new(name),
        };
        let column = &mut self.columns[at];
        if column.cells.len() > row {
            return false;
        }
        column.cells.push(cell);
        column.places.push(place);
        true
    }

    fn position_or_new(&mut self, name: &str) -> usize {
        if let Some(at) = self.columns.iter().position(|column| column.name == name) {
            return at;
        }
        let cells = vec![Cell::Absent; self.places.len()];
        self.columns.push(Column { name: name.to_owned(), cells, places: self.places.clone() });
        self.columns.len() - 1
    }

    /// Ends the row being built, which began at `place`.
    pub(super) fn end_row(&mut self, place: Place) {
        self.places.push(place);
        let rows = self.places.len();
        for column in &mut self.columns {
            if column.cells.len() < rows {
                column.cells.push(Cell::Absent);
                column.places.push(place);
            }
        }
    }
}
