//! Arrow IPC, file and stream. Metadata are those of the schema.

use std::io::Cursor;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::ipc::reader::{FileReader, StreamReader};
use bytes::Bytes;

use crate::{Error, Result};

/// Reads a whole file.
pub(super) fn read(file: &str, content: Bytes) -> Result<(SchemaRef, Vec<RecordBatch>)> {
    let wrong = |error: ArrowError| Error::format(file, "Arrow IPC file", error.to_string());
    if content.starts_with(b"ARROW1") {
        let reader = FileReader::try_new(Cursor::new(content), None).map_err(wrong)?;
        let schema = reader.schema();
        return Ok((schema, reader.collect::<Result<_, _>>().map_err(wrong)?));
    }
    let reader = StreamReader::try_new(Cursor::new(content), None).map_err(wrong)?;
    let schema = reader.schema();
    Ok((schema, reader.collect::<Result<_, _>>().map_err(wrong)?))
}
