//! One writer for each format, behind [`Rows`].

use std::io;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use butler_engine::Error;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::table::Table;
use super::{Format, Target};
use crate::Failure;

/// Writes rows, batch by batch, and counts them.
pub struct Rows {
    sink: Sink,
    count: u64,
}

enum Sink {
    Table(Table),
    Json(arrow::json::ArrayWriter<Target>),
    Jsonl(arrow::json::LineDelimitedWriter<Target>),
    Csv(Box<arrow::csv::Writer<Target>>),
    Parquet(Box<ArrowWriter<Target>>),
    Arrow(Box<arrow::ipc::writer::FileWriter<Target>>),
}

impl Rows {
    /// A writer of `format` for rows of `schema`.
    pub(super) fn new(format: Format, target: Target, schema: &SchemaRef) -> Result<Rows, Failure> {
        let json = || arrow::json::WriterBuilder::new().with_explicit_nulls(true);
        let sink = match format {
            Format::Table => Sink::Table(Table::new(target, schema)),
            Format::Json => Sink::Json(json().build(target)),
            Format::Jsonl => Sink::Jsonl(json().build(target)),
            Format::Csv => Sink::Csv(Box::new(arrow::csv::WriterBuilder::new().build(target))),
            Format::Parquet => {
                let properties = WriterProperties::builder().set_compression(Compression::ZSTD(Default::default())).build();
                Sink::Parquet(Box::new(ArrowWriter::try_new(target, schema.clone(), Some(properties)).map_err(from_parquet)?))
            }
            Format::Arrow => Sink::Arrow(Box::new(arrow::ipc::writer::FileWriter::try_new(target, schema).map_err(from_arrow)?)),
        };
        Ok(Rows { sink, count: 0 })
    }

    /// Writes the rows of `batch`.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), Failure> {
        self.count += batch.num_rows() as u64;
        match &mut self.sink {
            Sink::Table(table) => table.write(batch),
            Sink::Json(writer) => writer.write(batch).map_err(from_arrow),
            Sink::Jsonl(writer) => writer.write(batch).map_err(from_arrow),
            Sink::Csv(writer) => writer.write(batch).map_err(from_arrow),
            Sink::Parquet(writer) => writer.write(batch).map_err(from_parquet),
            Sink::Arrow(writer) => writer.write(batch).map_err(from_arrow),
        }
    }

    /// Completes the output; returns the number of rows.
    pub fn finish(self) -> Result<u64, Failure> {
        let target = match self.sink {
            Sink::Table(table) => table.finish()?,
            Sink::Json(mut writer) => {
                writer.finish().map_err(from_arrow)?;
                let mut target = writer.into_inner();
                io::Write::write_all(&mut target, b"\n").map_err(Failure::Output)?;
                target
            }
            Sink::Jsonl(mut writer) => {
                writer.finish().map_err(from_arrow)?;
                writer.into_inner()
            }
            Sink::Csv(writer) => writer.into_inner(),
            Sink::Parquet(writer) => writer.into_inner().map_err(from_parquet)?,
            Sink::Arrow(mut writer) => {
                writer.finish().map_err(from_arrow)?;
                writer.into_inner().map_err(from_arrow)?
            }
        };
        target.finish().map_err(Failure::Output)?;
        Ok(self.count)
    }
}

/// A closed pipe is no error of Arrow's.
fn from_arrow(error: ArrowError) -> Failure {
    match error {
        ArrowError::IoError(_, source) => Failure::Output(source),
        other => Error::from(other).into(),
    }
}

fn from_parquet(error: ParquetError) -> Failure {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(source) => Failure::Output(*source),
            Err(other) => Error::from(ParquetError::External(other)).into(),
        },
        other => Error::from(other).into(),
    }
}
