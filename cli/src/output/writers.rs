//! One writer for each format, behind [`Rows`]. How values are spelled is the engine's to say (`sql::values`).

use std::io::Write;

use super::catalog::{Catalog, Tables};
use super::table::Table;
use super::{Format, Target};
use crate::Failure;
use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, SchemaRef};
use arrow::error::ArrowError;
use butler_engine::Error;
use butler_engine::sql::values::json;
use butler_engine::sql::values::text::{Style, Texts};

/// Writes rows, batch by batch, and counts them.
pub struct Rows {
    sink: Sink,
    schema: SchemaRef,
    count: u64,
}

enum Sink {
    Table(Table),
    Json(Target),
    Jsonl(Target),
    Csv(Target),
    Catalog(Box<Catalog>),
    Arrow(Box<arrow::ipc::writer::FileWriter<Target>>),
}

impl Rows {
    /// A writer of `format` for rows of `schema`.
    pub(super) fn new(format: Format, mut target: Target, schema: &SchemaRef) -> Result<Rows, Failure> {
        let sink = match format {
            Format::Table => Sink::Table(Table::new(target, schema)),
            Format::Json => Sink::Json(target),
            Format::Jsonl => Sink::Jsonl(target),
            Format::Csv => {
                let names: Vec<String> = schema.fields().iter().map(|field| csv_cell(field.name(), false)).collect();
                writeln!(target, "{}", names.join(",")).map_err(Failure::Output)?;
                Sink::Csv(target)
            }
            Format::Parquet => Sink::Catalog(Box::new(Catalog::new(Tables::Parquet, target, schema)?)),
            Format::Fits => Sink::Catalog(Box::new(Catalog::new(Tables::Fits, target, schema)?)),
            Format::Ecsv => Sink::Catalog(Box::new(Catalog::new(Tables::Ecsv, target, schema)?)),
            Format::Votable => Sink::Catalog(Box::new(Catalog::new(Tables::Votable, target, schema)?)),
            Format::Arrow => Sink::Arrow(Box::new(arrow::ipc::writer::FileWriter::try_new(target, schema).map_err(from_arrow)?)),
        };
        Ok(Rows { sink, schema: schema.clone(), count: 0 })
    }

    /// Writes the rows of `batch`.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), Failure> {
        let before = self.count;
        self.count += batch.num_rows() as u64;
        match &mut self.sink {
            Sink::Table(table) => table.write(batch),
            Sink::Json(target) => objects(&self.schema, batch, |index, object| {
                let separator = if before + index == 0 { "[" } else { ",\n " };
                write!(target, "{separator}{object}").map_err(Failure::Output)
            }),
            Sink::Jsonl(target) => objects(&self.schema, batch, |_, object| writeln!(target, "{object}").map_err(Failure::Output)),
            Sink::Csv(target) => csv(&self.schema, batch, target),
            Sink::Catalog(catalog) => catalog.write(batch),
            Sink::Arrow(writer) => writer.write(batch).map_err(from_arrow),
        }
    }

    /// Completes the output; returns the number of rows.
    pub fn finish(self) -> Result<u64, Failure> {
        let target = match self.sink {
            Sink::Table(table) => table.finish()?,
            Sink::Json(mut target) => {
                let end = if self.count == 0 { "[]" } else { "]" };
                writeln!(target, "{end}").map_err(Failure::Output)?;
                target
            }
            Sink::Jsonl(target) | Sink::Csv(target) => target,
            Sink::Catalog(catalog) => catalog.finish()?,
            Sink::Arrow(mut writer) => {
                writer.finish().map_err(from_arrow)?;
                writer.into_inner().map_err(from_arrow)?
            }
        };
        target.finish().map_err(Failure::Output)?;
        Ok(self.count)
    }
}

/// The rows as JSON objects, each with its index in the batch.
fn objects(
    schema: &SchemaRef,
    batch: &RecordBatch,
    mut each: impl FnMut(u64, serde_json::Value) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for row in 0..batch.num_rows() {
        let mut object = serde_json::Map::new();
        for (field, column) in schema.fields().iter().zip(batch.columns()) {
            object.insert(field.name().clone(), json::value(field, column, row)?);
        }
        each(row as u64, serde_json::Value::Object(object))?;
    }
    Ok(())
}

/// RFC 4180, but for line ends, which are the system's. A null is nothing, an empty text is two quotes.
fn csv(schema: &SchemaRef, batch: &RecordBatch, target: &mut Target) -> Result<(), Failure> {
    let columns = schema.fields().iter().zip(batch.columns());
    let texts = columns.map(|(field, column)| Texts::new(field, column, Style::Exact)).collect::<Result<Vec<_>, _>>()?;
    for row in 0..batch.num_rows() {
        let mut cells = Vec::with_capacity(texts.len());
        for (text, column) in texts.iter().zip(batch.columns()) {
            let mut cell = String::new();
            text.push(row, &mut cell)?;
            cells.push(csv_cell(&cell, column.is_valid(row) && *column.data_type() != DataType::Null));
        }
        writeln!(target, "{}", cells.join(",")).map_err(Failure::Output)?;
    }
    Ok(())
}

fn csv_cell(text: &str, is_there: bool) -> String {
    if text.contains([',', '"', '\n', '\r']) || (text.is_empty() && is_there) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// A closed pipe is no error of Arrow's.
fn from_arrow(error: ArrowError) -> Failure {
    match error {
        ArrowError::IoError(_, source) => Failure::Output(source),
        other => Error::from(other).into(),
    }
}
