//! A database that answers in SQL, whichever it is.

use crate::error::Result;

/// A value of a row. PostgreSQL gives all of them as text; what a text means follows from the column's meaning.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Int(i64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
}

/// Takes a row.
pub(super) type Row<'a> = &'a mut dyn FnMut(&[Value]) -> Result<()>;

/// An open database, of which one state is seen. Its methods block.
pub(super) trait Database {
    /// Gives the rows of a query as they come.
    fn query(&mut self, sql: &str, row: Row<'_>) -> Result<()>;

    /// The columns of a table in their order; none if there is no such table.
    fn columns(&mut self, table: &str) -> Result<Vec<String>>;
}

impl dyn Database + '_ {
    /// All rows of a short answer.
    pub(super) fn rows(&mut self, sql: &str) -> Result<Vec<Vec<Value>>> {
        let mut rows = Vec::new();
        self.query(sql, &mut |row| {
            rows.push(row.to_vec());
            Ok(())
        })?;
        Ok(rows)
    }
}

/// A name in SQL.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A value in SQL.
pub(super) fn literal(value: &Value) -> String {
    match value {
        Value::Int(number) => number.to_string(),
        Value::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Value::Null | Value::Float(_) | Value::Bytes(_) => "NULL".to_owned(),
    }
}

/// Names in SQL with commas between them, each with `prefix` before it.
pub(super) fn listed(prefix: &str, names: &[String]) -> String {
    names.iter().map(|name| format!("{prefix}{}", quoted(name))).collect::<Vec<_>>().join(", ")
}
