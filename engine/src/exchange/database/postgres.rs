//! A database of a server of PostgreSQL.
//!
//! The simple protocol is used, which gives every value as text and rows as they come: no type of the server has to be known.

use futures::TryStreamExt;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

use super::{Database, Row, Value, literal, quoted};
use crate::error::{Error, Result};

pub(crate) struct Postgres {
    name: String,
    runtime: Handle,
    client: Client,
    connection: JoinHandle<()>,
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.connection.abort();
    }
}

impl Postgres {
    /// Connects; `namespace` is the schema of the tables. It must be called on a thread of a runtime on which blocking is allowed.
    pub(crate) fn open(url: &str, namespace: Option<&str>) -> Result<Postgres> {
        let name = without_credentials(url);
        let mut config: tokio_postgres::Config =
            url.parse().map_err(|error: tokio_postgres::Error| Error::invalid("database", name.clone(), reason(&error)))?;
        if config.get_user().is_none()
            && let Some(user) = std::env::var("PGUSER").or_else(|_| std::env::var("USER")).ok()
        {
            config.user(user);
        }
        if config.get_password().is_none()
            && let Ok(password) = std::env::var("PGPASSWORD")
        {
            config.password(password);
        }
        let runtime = Handle::current();
        let (client, connection) = runtime.block_on(config.connect(NoTls)).map_err(|error| failed(&name, &error))?;
        let connection = runtime.spawn(async move {
            // What breaks a connection is told to whoever waits for an answer.
            let _ = connection.await;
        });
        let mut postgres = Postgres { name, runtime, client, connection };
        postgres.query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", &mut |_| Ok(()))?;
        if let Some(namespace) = namespace {
            postgres.query(&format!("SET search_path TO {}", quoted(namespace)), &mut |_| Ok(()))?;
        }
        Ok(postgres)
    }
}

impl Database for Postgres {
    fn query(&mut self, sql: &str, row: Row<'_>) -> Result<()> {
        let failed = |error: tokio_postgres::Error| failed(&self.name, &error);
        let mut values = Vec::new();
        let answer = self.runtime.block_on(self.client.simple_query_raw(sql)).map_err(failed)?;
        let mut answer = std::pin::pin!(answer);
        while let Some(message) = self.runtime.block_on(answer.try_next()).map_err(failed)? {
            if let SimpleQueryMessage::Row(found) = message {
                values.clear();
                values.extend((0..found.len()).map(|at| found.get(at).map_or(Value::Null, |text| Value::Text(text.to_owned()))));
                row(&values)?;
            }
        }
        Ok(())
    }

    fn columns(&mut self, table: &str) -> Result<Vec<String>> {
        let table = literal(&Value::Text(table.to_owned()));
        let sql = format!(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = {table} ORDER BY ordinal_position"
        );
        let rows = (self as &mut dyn Database).rows(&sql)?;
        Ok(rows.into_iter().filter_map(|row| if let [Value::Text(name)] = &row[..] { Some(name.clone()) } else { None }).collect())
    }
}

fn without_credentials(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("postgresql", url));
    let rest = rest.split('?').next().unwrap_or(rest);
    format!("{scheme}://{}", rest.rsplit_once('@').map_or(rest, |(_, rest)| rest))
}

fn failed(name: &str, error: &tokio_postgres::Error) -> Error {
    let doing = if error.as_db_error().is_some() { "read" } else { "reach" };
    let told = Error::Io { doing, location: name.to_owned(), source: std::io::Error::other(reason(error)) };
    let code = error.code().map(tokio_postgres::error::SqlState::code).unwrap_or_default();
    match code {
        // Wrong password or user; no such database; no such table.
        _ if code.starts_with("28") => told
            .with_hint("check the user and the password: in `--db postgresql://user:password@host/database`, or in PGUSER and PGPASSWORD"),
        "3D000" => told.with_hint("check the database's name in `--db`"),
        "42P01" | "3F000" => told.with_hint("it holds no registry of the reference in this schema"),
        "" => told.with_hint("check host, port and password in `--db postgresql://user:password@host:port/database`"),
        _ => told,
    }
}

/// The server's own words, in one line.
fn reason(error: &tokio_postgres::Error) -> String {
    if let Some(error) = error.as_db_error() {
        return error.message().replace('\n', " ");
    }
    let source = std::error::Error::source(error).map(ToString::to_string);
    source.map_or_else(|| error.to_string(), |source| format!("{error}: {source}")).replace('\n', " ")
}
