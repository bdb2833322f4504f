//! A database that answers in SQL, whichever it is.

use crate::error::Result;

mod postgres;
mod sqlite;

pub(crate) use postgres::Postgres;
pub(crate) use sqlite::{Opening, Sqlite};

/// A value of a row. PostgreSQL gives all of them as text; what a text means follows from the column's meaning.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Int(i64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
}

/// Takes a row.
pub(crate) type Row<'a> = &'a mut dyn FnMut(&[Value]) -> Result<()>;

/// An open database, of which one state is seen. Its methods block.
pub(crate) trait Database {
    /// Gives the rows of a query as they come.
    fn query(&mut self, sql: &str, row: Row<'_>) -> Result<()>;

    /// The columns of a table in their order; none if there is no such table.
    fn columns(&mut self, table: &str) -> Result<Vec<String>>;
}

impl dyn Database + '_ {
    /// All rows of a short answer.
    pub(crate) fn rows(&mut self, sql: &str) -> Result<Vec<Vec<Value>>> {
        let mut rows = Vec::new();
        self.query(sql, &mut |row| {
            rows.push(row.to_vec());
            Ok(())
        })?;
        Ok(rows)
    }
}

/// A name in SQL.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A value in SQL.
pub(crate) fn literal(value: &Value) -> String {
    match value {
        Value::Int(number) => number.to_string(),
        Value::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Value::Null | Value::Float(_) | Value::Bytes(_) => "NULL".to_owned(),
    }
}

/// Names in SQL with commas between them, each with `prefix` before it.
pub(crate) fn listed(prefix: &str, names: &[String]) -> String {
    names.iter().map(|name| format!("{prefix}{}", quoted(name))).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_quotes_is_one_name() {
        let path = tempfile::tempdir().unwrap();
        let file = path.path().join("of'all.sqlite3");
        rusqlite::Connection::open(&file)
            .unwrap()
            .execute_batch("CREATE TABLE \"a\"\"b'c\" (x int); INSERT INTO \"a\"\"b'c\" VALUES (7)")
            .unwrap();
        let mut database: Box<dyn Database> = Box::new(Sqlite::open(&file, Opening::default()).unwrap());
        assert_eq!(database.columns("a\"b'c").unwrap(), ["x"]);
        assert_eq!(database.rows(&format!("SELECT x FROM {}", quoted("a\"b'c"))).unwrap(), [[Value::Int(7)]]);
    }
}
