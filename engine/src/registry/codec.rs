//! Commit records and stubs as bytes: a JSON header and Arrow IPC streams in the envelope of [`framing`](super::framing).

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, UInt64Array, make_array};
use arrow::compute::take_record_batch;
use arrow::datatypes::DataType;
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::StreamWriter;
use bytes::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::file::Hash;
use super::format::check_reader;
use super::framing::{self, Frame, Kind};
use super::record::{Entry, Header, Record, Segment, SegmentInfo, Stub};
use crate::error::{Error, Result};

/// The most bytes of a record.
pub const MAX_RECORD_BYTES: usize = 8 << 20;

const RECORD: &str = "commit record";

impl Record {
    /// A record of these parts; the header's list of segments is made from `segments`.
    pub fn new(mut header: Header, segments: Vec<Segment>) -> Record {
        header.segments = segments.iter().map(Segment::info).collect();
        Record { header, segments }
    }

    /// The record as it is stored, at most [`MAX_RECORD_BYTES`].
    pub fn encode(&self) -> Result<Bytes> {
        Ok(self.encode_with_hash()?.0)
    }

    /// The record as it is stored, and its hash.
    pub fn encode_with_hash(&self) -> Result<(Bytes, Hash)> {
        if !self.segments.iter().map(Segment::info).eq(self.header.segments.iter().cloned()) {
            return Err(Error::internal("the header of a record lists its segments"));
        }
        let segments = self.segments.iter().map(|segment| encode_batch(&segment.batch)).collect::<Result<Vec<_>>>()?;
        let (bytes, hash) = seal_frame(Kind::Record, &self.header, &segments)?;
        if bytes.len() > MAX_RECORD_BYTES {
            let reason = format!("its record would have {} bytes, and {MAX_RECORD_BYTES} are the most", bytes.len());
            return Err(Error::invalid("commit", self.header.commit_id.to_string(), reason));
        }
        Ok((bytes, hash))
    }

    /// A record from its stored form, and its hash.
    pub fn decode(bytes: &Bytes) -> Result<(Record, Hash)> {
        match Entry::decode(bytes, "of unknown version")? {
            Entry::Record { record, hash } => Ok((*record, hash)),
            Entry::Stub(stub) => Err(Error::damaged(RECORD, stub.version.to_string(), "it is a stub")),
        }
    }

    fn from_frame(frame: &Frame, name: &str) -> Result<Record> {
        let header: Header = parse_header(frame, name)?;
        if header.segments.len() != frame.segments.len() {
            let reason = format!("it announces {} segments and has {}", header.segments.len(), frame.segments.len());
            return Err(Error::damaged(RECORD, name, reason));
        }
        let segments = header.segments.iter().zip(&frame.segments).map(|(info, bytes)| decode_segment(info, bytes, name));
        let segments = segments.collect::<Result<Vec<_>>>()?;
        Ok(Record { header, segments })
    }
}

impl Segment {
    fn info(&self) -> SegmentInfo {
        SegmentInfo { table: self.table.clone(), kind: self.kind, rows: self.batch.num_rows() as u64, removes: self.removes }
    }
}

impl Stub {
    /// The stub as it is stored.
    pub fn encode(&self) -> Result<Bytes> {
        Ok(seal_frame(Kind::Stub, self, &[])?.0)
    }
}

impl Entry {
    /// A record or stub from its stored form; `name` is for messages.
    pub fn decode(bytes: &Bytes, name: &str) -> Result<Entry> {
        let frame = framing::decode(bytes).map_err(|reason| Error::damaged(RECORD, name, reason))?;
        match frame.kind {
            Kind::Record => Ok(Entry::Record { record: Box::new(Record::from_frame(&frame, name)?), hash: frame.hash }),
            Kind::Stub => Ok(Entry::Stub(parse_header(&frame, name)?)),
            Kind::Checkpoint => Err(Error::damaged(RECORD, name, "it is a checkpoint")),
        }
    }
}

pub(super) fn seal_frame(kind: Kind, header: &impl serde::Serialize, segments: &[Bytes]) -> Result<(Bytes, Hash)> {
    let header = serde_json::to_vec(header).map_err(|e| Error::internal(format!("a header is JSON: {e}")))?;
    framing::encode(kind, &header, segments).ok_or_else(|| Error::internal("parts of a record have less than 4 GiB"))
}

/// Formats are asked before anything else, as a newer header may have another shape.
fn parse_header<T: DeserializeOwned>(frame: &Frame, name: &str) -> Result<T> {
    #[derive(Deserialize)]
    struct Format {
        min_reader: u32,
    }
    let damaged = |e: serde_json::Error| Error::damaged(RECORD, name, format!("its header can't be read: {e}"));
    let format: Format = serde_json::from_slice(&frame.header).map_err(damaged)?;
    check_reader(RECORD, name, format.min_reader)?;
    serde_json::from_slice(&frame.header).map_err(damaged)
}

/// A batch as an Arrow IPC stream.
pub(super) fn encode_batch(batch: &RecordBatch) -> Result<Bytes> {
    let batch = compact(batch)?;
    let mut out = Vec::new();
    let mut writer = StreamWriter::try_new(&mut out, &batch.schema())?;
    writer.write(&batch)?;
    writer.finish()?;
    drop(writer);
    Ok(out.into())
}

fn decode_segment(info: &SegmentInfo, bytes: &Bytes, name: &str) -> Result<Segment> {
    let damaged = |reason: String| Error::damaged(RECORD, name, format!("its segment of table `{}`: {reason}", info.table));
    let batch = decode_batch(bytes).map_err(damaged)?;
    if batch.num_rows() as u64 != info.rows {
        return Err(damaged(format!("{} rows are announced, {} are there", info.rows, batch.num_rows())));
    }
    Ok(Segment { table: info.table.clone(), kind: info.kind, batch, removes: info.removes })
}

/// The one batch of a segment, or what is wrong with it.
pub(super) fn decode_batch(bytes: &Bytes) -> Result<RecordBatch, String> {
    let mut reader = StreamReader::try_new(bytes.as_ref(), None).map_err(|e| e.to_string())?;
    let batch = reader.next().ok_or_else(|| "it is empty".to_owned())?.map_err(|e| e.to_string())?;
    if reader.next().is_some() {
        return Err("it has more than one batch".to_owned());
    }
    Ok(batch)
}

/// The same rows without the bytes of others: slices are cut out, and views are given buffers with nothing but their own text.
fn compact(batch: &RecordBatch) -> Result<RecordBatch> {
    let all = UInt64Array::from_iter_values(0..batch.num_rows() as u64);
    let taken = take_record_batch(batch, &all)?;
    let columns = taken.columns().iter().map(compact_views).collect::<Result<Vec<_>>>()?;
    let options = arrow::array::RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    Ok(RecordBatch::try_new_with_options(taken.schema(), columns, &options)?)
}

fn compact_views(array: &ArrayRef) -> Result<ArrayRef> {
    match array.data_type() {
        DataType::Utf8View => Ok(Arc::new(array.as_string_view().gc())),
        DataType::BinaryView => Ok(Arc::new(array.as_binary_view().gc())),
        _ if array.to_data().child_data().is_empty() => Ok(Arc::clone(array)),
        _ => {
            let data = array.to_data();
            let children = data.child_data().iter().map(|child| Ok(compact_views(&make_array(child.clone()))?.to_data()));
            let children = children.collect::<Result<Vec<_>>>()?;
            Ok(make_array(data.into_builder().child_data(children).build()?))
        }
    }
}

#[cfg(test)]
mod tests;
