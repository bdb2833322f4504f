//! SQL and its answers as text: every `tests/slt/<export>/*.slt` over a repository in memory that holds `tests/data/exports/<export>.yaml`.
//!
//! `BLESS=1` writes the answers into the files. Column types: T text, I integers, R other numbers, ? anything else. A null is `NULL`, an empty text
//! `(empty)`; everything else is spelled as in a table.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, RecordBatch};
use arrow::datatypes::DataType;
use butler_engine::butler::{Butler, Files, ImportOptions, Surroundings};
use butler_engine::sql::values::text::{Style, Texts};
use butler_engine::sql::{Answer, Session};
use butler_engine::{Error, Result};
use butler_tests::{data, files_below, tests_folder};
use futures::TryStreamExt;
use sqllogictest::{
    AsyncDB, DBOutput, DefaultColumnType as Column, Runner, default_normalizer, default_validator, strict_column_validator,
};

/// A session as sqllogictest wants it.
struct Repository(Arc<Session>);

/// The error with its hint, as a user sees them.
#[derive(Debug)]
struct Told(Error);

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        self.0.hint().map_or(Ok(()), |hint| write!(f, "; hint: {hint}"))
    }
}

impl std::error::Error for Told {}

#[async_trait::async_trait]
impl AsyncDB for Repository {
    type Error = Told;
    type ColumnType = Column;

    async fn run(&mut self, sql: &str) -> Result<DBOutput<Column>, Told> {
        let Answer { schema, batches } = self.0.sql(sql).await.map_err(Told)?;
        let batches: Vec<RecordBatch> = batches.try_collect().await.map_err(Told)?;
        if schema.fields().is_empty() {
            return Ok(DBOutput::StatementComplete(0));
        }
        let types = schema.fields().iter().map(|field| column(field.data_type())).collect();
        let mut rows = Vec::new();
        for batch in &batches {
            rows.extend(cells(batch).map_err(Told)?);
        }
        Ok(DBOutput::Rows { types, rows })
    }

    async fn shutdown(&mut self) {}

    fn engine_name(&self) -> &str {
        "butler"
    }
}

fn column(data_type: &DataType) -> Column {
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Column::Text,
        DataType::Dictionary(_, values) => column(values),
        data_type if data_type.is_integer() => Column::Integer,
        data_type if data_type.is_numeric() => Column::FloatingPoint,
        _ => Column::Any,
    }
}

fn cells(batch: &RecordBatch) -> Result<Vec<Vec<String>>> {
    let schema = batch.schema();
    let texts = schema.fields().iter().zip(batch.columns()).map(|(f, c)| Texts::new(f, c, Style::Table)).collect::<Result<Vec<_>>>()?;
    let cell = |row: usize, index: usize| {
        let column = batch.column(index);
        if column.is_null(row) || *column.data_type() == DataType::Null {
            return Ok("NULL".to_owned());
        }
        let mut text = String::new();
        texts[index].push(row, &mut text)?;
        Ok(if text.is_empty() { "(empty)".to_owned() } else { text })
    };
    (0..batch.num_rows()).map(|row| (0..texts.len()).map(|index| cell(row, index)).collect()).collect()
}

/// A repository in memory with one export.
async fn repository(export: &str) -> Result<Arc<Session>> {
    let surroundings = Surroundings::system();
    let (butler, _) = Butler::create(&format!("memory://slt-{export}"), &Default::default(), &surroundings).await?;
    let file = data(&format!("exports/{export}.yaml")).to_string_lossy().into_owned();
    let options = ImportOptions {
        directory: "memory://".to_owned() + export,
        export_file: file,
        files: Files::RegistryOnly,
        skip_dimensions: Default::default(),
    };
    butler.import(&options, &surroundings).await?;
    Ok(Arc::new(butler.sql(None).await?))
}

async fn run(file: &Path, session: Arc<Session>) -> Result<(), String> {
    let mut runner = Runner::new(|| {
        let session = session.clone();
        async move { Ok(Repository(session)) }
    });
    runner.with_column_validator(strict_column_validator);
    let done = if std::env::var_os("BLESS").is_some() {
        let updated = runner.update_test_file(file, " ", default_validator, default_normalizer, strict_column_validator).await;
        updated.map_err(|error| error.to_string())
    } else {
        runner.run_file_async(file).await.map_err(|error| error.display(false).to_string())
    };
    done.map_err(|error| format!("{}: {error}", file.display()))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_is_answered_as_its_file_says() {
    let root = tests_folder().join("slt");
    let mut failed = Vec::new();
    let mut folders: Vec<_> =
        std::fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    folders.sort();
    for export in folders {
        let session = repository(&export).await.unwrap();
        for file in files_below(&root.join(&export), ".slt") {
            failed.extend(run(&file, session.clone()).await.err());
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
