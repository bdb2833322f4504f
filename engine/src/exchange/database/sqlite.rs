//! A database in an SQLite file, opened for reading alone.

use std::path::{Path, PathBuf};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use url::Url;

use super::{Database, Row, Value, literal};
use crate::error::{Error, Result};

/// What is known of a file that is opened.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Opening {
    /// Whether nobody changes it: no lock is taken, and no journal made beside it.
    pub(crate) is_still: bool,
    /// What to try if there is no such file.
    pub(crate) if_missing: Option<&'static str>,
    /// What to try if it is no database.
    pub(crate) if_none: Option<&'static str>,
}

/// An open file.
#[derive(Debug)]
pub(crate) struct Sqlite {
    path: PathBuf,
    opening: Opening,
    connection: Connection,
}

impl Sqlite {
    pub(crate) fn open(path: &Path, opening: Opening) -> Result<Sqlite> {
        // SQLite would tell of both as "unable to open database file".
        std::fs::File::open(path).map_err(|source| {
            let hint = opening.if_missing.filter(|_| source.kind() == std::io::ErrorKind::NotFound);
            let error = Error::Io { doing: "read", location: path.display().to_string(), source };
            if let Some(hint) = hint { error.with_hint(hint) } else { error }
        })?;
        if opening.is_still {
            return Sqlite::open_still(path, opening);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|error| failed(path, &error, opening))?;
        let mut sqlite = Sqlite { path: path.to_owned(), opening, connection };
        match sqlite.begin() {
            Ok(()) => Ok(sqlite),
            Err(error) if error.kind() == crate::error::ErrorKind::Data => Err(error),
            // A file in WAL mode in a folder that can't be written has no other reader or writer.
            Err(_) => Sqlite::open_still(path, opening),
        }
    }

    fn open_still(path: &Path, opening: Opening) -> Result<Sqlite> {
        let name = path.display().to_string();
        let real = path.canonicalize().map_err(|source| Error::Io { doing: "read", location: name.clone(), source })?;
        let uri = Url::from_file_path(real).map_err(|()| Error::invalid("path", name, "it is not absolute"))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let connection = Connection::open_with_flags(format!("{uri}?immutable=1"), flags).map_err(|error| failed(path, &error, opening))?;
        let mut sqlite = Sqlite { path: path.to_owned(), opening, connection };
        sqlite.begin()?;
        Ok(sqlite)
    }

    /// One state is seen from the first reading on.
    fn begin(&mut self) -> Result<()> {
        let read = self.connection.execute_batch("BEGIN; SELECT count(*) FROM sqlite_master;");
        read.map_err(|error| failed(&self.path, &error, self.opening))
    }
}

impl Database for Sqlite {
    fn query(&mut self, sql: &str, row: Row<'_>) -> Result<()> {
        let failed = |error: rusqlite::Error| failed(&self.path, &error, self.opening);
        let mut statement = self.connection.prepare(sql).map_err(failed)?;
        let width = statement.column_count();
        let mut values = Vec::with_capacity(width);
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(found) = rows.next().map_err(failed)? {
            values.clear();
            for at in 0..width {
                values.push(match found.get_ref(at).map_err(failed)? {
                    ValueRef::Null => Value::Null,
                    ValueRef::Integer(number) => Value::Int(number),
                    ValueRef::Real(number) => Value::Float(number),
                    ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                    ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
                });
            }
            row(&values)?;
        }
        Ok(())
    }

    fn columns(&mut self, table: &str) -> Result<Vec<String>> {
        let mut names = Vec::new();
        let sql = format!("SELECT name FROM pragma_table_info({}) ORDER BY cid", literal(&Value::Text(table.to_owned())));
        self.query(&sql, &mut |row| {
            if let [Value::Text(name)] = row {
                names.push(name.clone());
            }
            Ok(())
        })?;
        Ok(names)
    }
}

fn failed(path: &Path, error: &rusqlite::Error, opening: Opening) -> Error {
    let name = path.display().to_string();
    let reason = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => {
            let error = Error::damaged("SQLite file", name, "it is none");
            if let Some(hint) = opening.if_none { error.with_hint(hint) } else { error }
        }
        Some(ErrorCode::DatabaseCorrupt) => Error::damaged("SQLite file", name, reason)
            .with_hint("`sqlite3 FILE .recover` may save what is left; restore it from a backup if there is one"),
        Some(
            ErrorCode::CannotOpen | ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::PermissionDenied | ErrorCode::ReadOnly,
        ) => Error::Io { doing: "read", location: name, source: std::io::Error::other(reason) },
        _ => Error::damaged("SQLite file", name, reason),
    }
}
