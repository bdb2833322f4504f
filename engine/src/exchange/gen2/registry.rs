//! The SQLite registries of Gen2: `registry.sqlite3` (raws) and `calibRegistry.sqlite3` (calibrations, a table a type). They are opened read-only, as files that
//! nobody changes, so that no lock or journal is left beside them.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use super::template::Cell;
use crate::{Error, Result};

/// A row: columns with values; nulls are left out.
pub type Row = BTreeMap<String, Cell>;

/// An open registry.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
    name: String,
}

impl Sqlite {
    /// Opens the file at `path`.
    ///
    /// # Errors
    /// It is no SQLite database.
    pub fn open(path: &Path) -> Result<Sqlite> {
        let name = path.display().to_string();
        let absolute = path.canonicalize().map_err(|source| Error::Io { doing: "read", location: name.clone(), source })?;
        let uri = url::Url::from_file_path(&absolute).map_err(|()| Error::invalid("path", &name, "it is not absolute"))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(format!("{uri}?immutable=1"), flags).map_err(|error| broken(&name, &error))?;
        let sqlite = Sqlite { connection, name };
        sqlite.tables()?;
        Ok(sqlite)
    }

    /// The names of its tables.
    pub fn tables(&self) -> Result<Vec<String>> {
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut statement = self.connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")?;
            statement.query_map([], |row| row.get(0))?.collect()
        };
        read().map_err(|error| broken(&self.name, &error))
    }

    /// All rows of a table; none if there is no such table.
    pub fn rows(&self, table: &str) -> Result<Vec<Row>> {
        if !self.tables()?.iter().any(|known| known == table) {
            return Ok(Vec::new());
        }
        let read = || -> rusqlite::Result<Vec<Row>> {
            let mut statement = self.connection.prepare(&format!("SELECT * FROM \"{}\"", table.replace('"', "\"\"")))?;
            let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
            let mut rows = statement.query([])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let mut cells = Row::new();
                for (index, name) in names.iter().enumerate() {
                    let cell = match row.get_ref(index)? {
                        ValueRef::Null | ValueRef::Blob(_) => continue,
                        ValueRef::Integer(number) => Cell::Int(number),
                        ValueRef::Real(number) => Cell::Text(number.to_string()),
                        ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
                    };
                    cells.insert(name.clone(), cell);
                }
                found.push(cells);
            }
            Ok(found)
        };
        read().map_err(|error| broken(&self.name, &error))
    }
}

fn broken(name: &str, error: &rusqlite::Error) -> Error {
    Error::damaged("SQLite registry", name, error.to_string())
}
