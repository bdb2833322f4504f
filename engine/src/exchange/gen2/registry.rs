//! The SQLite registries of Gen2: `registry.sqlite3` (raws) and `calibRegistry.sqlite3` (calibrations, a table a type). Nobody changes them any more.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::database::{self, Database, Opening, Value, quoted};
use super::listed;
use super::template::Cell;
use crate::Result;

/// How they are opened.
const STILL: Opening =
    Opening { is_still: true, if_missing: None, if_none: Some("make it anew with the scripts of Gen2, or restore it from a backup") };

/// A row: columns with values; nulls are left out.
pub type Row = BTreeMap<String, Cell>;

/// An open registry.
#[derive(Debug)]
pub struct Sqlite {
    file: database::Sqlite,
}

impl Sqlite {
    /// Opens the file at `path`.
    ///
    /// # Errors
    /// It is no SQLite database.
    pub fn open(path: &Path) -> Result<Sqlite> {
        Ok(Sqlite { file: database::Sqlite::open(path, STILL)? })
    }

    /// All rows of a table; none if there is no such table.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn rows(&mut self, table: &str) -> Result<Vec<Row>> {
        let names = self.file.columns(table)?;
        let mut found = Vec::new();
        if names.is_empty() {
            return Ok(found);
        }
        self.file.query(&format!("SELECT * FROM {}", quoted(table)), &mut |row| {
            let cells = names.iter().zip(row).filter_map(|(name, value)| Some((name.clone(), cell(value)?)));
            found.push(cells.collect());
            Ok(())
        })?;
        Ok(found)
    }

    /// The rows of a type of calibrations, each with the keys that files have; none if there is no such table.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn calibrations(&mut self, table: &str) -> Result<Vec<Row>> {
        self.rows(table).map(listed::completed)
    }
}

fn cell(value: &Value) -> Option<Cell> {
    match value {
        Value::Null | Value::Bytes(_) => None,
        Value::Int(number) => Some(Cell::Int(*number)),
        Value::Float(number) => Some(Cell::Text(number.to_string())),
        Value::Text(text) => Some(Cell::Text(text.clone())),
    }
}
