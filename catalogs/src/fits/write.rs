//! Writing a table as a FITS file: an empty primary HDU and a binary table.
//!
//! The header says how many rows there are and how long the longest text is, and stands first: batches wait in an unlinked temporary file
//! until all are known. Memory is that of a batch.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, Write};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::StreamWriter;

use super::BLOCK;
use crate::{Error, Result};

mod cards;
mod plan;
mod rows;

pub(crate) use cards::Cards;
use plan::Plan;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WriteOptions {
    /// What becomes of the flags of an afw table.
    pub flags: Flags,
}

/// What becomes of the flags of an afw table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Flags {
    /// A logical column each, which every reader understands.
    #[default]
    Columns,
    /// Bits of one column, as afw writes and reads them.
    Packed,
}

/// Writes batch by batch.
pub struct Writer<W: Write> {
    target: W,
    options: WriteOptions,
    plan: Plan,
    waiting: StreamWriter<BufWriter<File>>,
}

impl<W: Write> Writer<W> {
    /// A writer of tables of `schema`.
    pub fn new(target: W, schema: &SchemaRef, options: WriteOptions) -> Result<Writer<W>> {
        let file = tempfile::tempfile().map_err(failed)?;
        let waiting = StreamWriter::try_new(BufWriter::new(file), schema).map_err(Error::arrow("cannot write FITS"))?;
        Ok(Writer { target, options, plan: Plan::new(schema)?, waiting })
    }

    /// The next rows.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.plan.see(batch);
        self.waiting.write(batch).map_err(Error::arrow("cannot write FITS"))
    }

    /// Writes the file.
    pub fn finish(self) -> Result<W> {
        let Writer { mut target, options, plan, waiting } = self;
        let mut file = waiting.into_inner().and_then(|file| Ok(file.into_inner().map_err(|error| error.into_error())?));
        let file = file.as_mut().map_err(|error| failed(std::io::Error::other(error.to_string())))?;
        file.rewind().map_err(failed)?;
        let layout = plan.layout(options)?;
        target.write_all(&cards::primary()).map_err(failed)?;
        target.write_all(&cards::table(&layout)?).map_err(failed)?;
        let mut heap = rows::Heap::new(tempfile::tempfile().map_err(failed)?);
        let batches = StreamReader::try_new(BufReader::new(&mut *file), None).map_err(Error::arrow("cannot write FITS"))?;
        let mut buffer = Vec::new();
        for batch in batches {
            buffer.clear();
            rows::encode(&batch.map_err(Error::arrow("cannot write FITS"))?, &layout, &mut buffer, &mut heap)?;
            target.write_all(&buffer).map_err(failed)?;
        }
        let written = layout.rows * layout.row_bytes + heap.length();
        let mut heap = heap.into_file().map_err(failed)?;
        heap.rewind().map_err(failed)?;
        std::io::copy(&mut heap.take(u64::MAX), &mut target).map_err(failed)?;
        let padding = written.next_multiple_of(BLOCK) - written;
        target.write_all(&vec![0; padding as usize]).map_err(failed)?;
        Ok(target)
    }
}

fn failed(source: std::io::Error) -> Error {
    Error::Io { doing: "write", location: "FITS".to_owned(), source }
}
