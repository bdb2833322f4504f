//! Writing a table in any format, batch by batch.

use std::io::Write;

use ::parquet::errors::ParquetError;
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::ipc::writer::FileWriter;

use super::{Format, Serialization, csv, ecsv, parquet, votable};
use crate::fits::write::{self as fits, Flags};
use crate::{Error, Result};

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WriteOptions {
    /// What becomes of the flags of an afw table in FITS.
    pub flags: Flags,
    /// How the rows of a VOTable are written.
    pub serialization: Serialization,
}

/// Writes batches of one schema.
pub struct Writer<W: Write + Send>(Inner<W>);

enum Inner<W: Write + Send> {
    Fits(Box<fits::Writer<W>>),
    Parquet(Box<parquet::Writer<W>>),
    Ecsv(ecsv::Writer<W>),
    Votable(votable::Writer<W>),
    Csv(csv::Writer<W>),
    Arrow(Box<FileWriter<W>>),
}

impl<W: Write + Send> Writer<W> {
    /// A writer of tables of `schema`.
    pub fn new(format: Format, target: W, schema: &SchemaRef, options: WriteOptions) -> Result<Writer<W>> {
        let io = |source| Error::Write { format: format.name(), source };
        Ok(Writer(match format {
            Format::Fits => Inner::Fits(Box::new(fits::Writer::new(target, schema, fits::WriteOptions { flags: options.flags })?)),
            Format::Parquet => Inner::Parquet(Box::new(parquet::Writer::new(target, schema).map_err(of_parquet)?)),
            Format::Ecsv => Inner::Ecsv(ecsv::Writer::new(target, schema).map_err(io)?),
            Format::Votable => Inner::Votable(votable::Writer::new(target, schema, options.serialization).map_err(io)?),
            Format::Csv => Inner::Csv(csv::Writer::new(target, schema).map_err(io)?),
            Format::Arrow => Inner::Arrow(Box::new(FileWriter::try_new(target, schema).map_err(Error::arrow("cannot write Arrow IPC"))?)),
        }))
    }

    /// The next rows.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let io = |format| move |source| Error::Write { format, source };
        match &mut self.0 {
            Inner::Fits(writer) => writer.write(batch),
            Inner::Parquet(writer) => writer.write(batch).map_err(of_parquet),
            Inner::Ecsv(writer) => writer.write(batch).map_err(io("ECSV")),
            Inner::Votable(writer) => writer.write(batch).map_err(io("VOTable")),
            Inner::Csv(writer) => writer.write(batch).map_err(io("CSV")),
            Inner::Arrow(writer) => writer.write(batch).map_err(Error::arrow("cannot write Arrow IPC")),
        }
    }

    /// Completes the file.
    pub fn finish(self) -> Result<W> {
        match self.0 {
            Inner::Fits(writer) => writer.finish(),
            Inner::Parquet(writer) => writer.finish().map_err(of_parquet),
            Inner::Ecsv(writer) => Ok(writer.finish()),
            Inner::Votable(writer) => writer.finish().map_err(|source| Error::Write { format: "VOTable", source }),
            Inner::Csv(writer) => Ok(writer.finish()),
            Inner::Arrow(mut writer) => {
                writer.finish().map_err(Error::arrow("cannot write Arrow IPC"))?;
                writer.into_inner().map_err(Error::arrow("cannot write Arrow IPC"))
            }
        }
    }
}

fn of_parquet(error: ParquetError) -> Error {
    let doing = "cannot write Parquet";
    match error {
        ParquetError::External(source) => match source.downcast::<std::io::Error>() {
            Ok(source) => Error::Write { format: "Parquet", source: *source },
            Err(other) => Error::Arrow { doing, source: arrow::error::ArrowError::ExternalError(other) },
        },
        other => Error::Arrow { doing, source: arrow::error::ArrowError::ParquetError(other.to_string()) },
    }
}
