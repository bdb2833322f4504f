//! Columns into rows of big-endian bytes.

use std::fs::File;
use std::io::{BufWriter, Write};

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{
    DataType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};

use super::failed;
use super::plan::{Layout, Target};
use crate::fits::form::Code;
use crate::{Result, print};

/// Arrays of variable length, one after the other.
pub(super) struct Heap {
    file: BufWriter<File>,
    length: u64,
}

impl Heap {
    pub(super) fn new(file: File) -> Heap {
        Heap { file: BufWriter::new(file), length: 0 }
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    pub(super) fn into_file(self) -> std::io::Result<File> {
        self.file.into_inner().map_err(|error| error.into_error())
    }
}

/// The rows of `batch` behind `out`.
pub(super) fn encode(batch: &RecordBatch, layout: &Layout, out: &mut Vec<u8>, heap: &mut Heap) -> Result<()> {
    let stride = layout.row_bytes as usize;
    out.resize(batch.num_rows() * stride, 0);
    for (bit, column) in layout.flags.iter().enumerate() {
        let flags = batch.column(*column).as_boolean();
        for (row, flag) in flags.iter().enumerate() {
            out[row * stride + bit / 8] |= u8::from(flag == Some(true)) << (7 - bit % 8);
        }
    }
    let mut offset = layout.flags.len().div_ceil(8);
    for target in &layout.targets {
        let array = batch.column(target.column);
        let width = target.bytes as usize;
        let mut cells: Vec<u8> = Vec::new();
        match target.variable {
            Some(_) => descriptors(array, target, &mut cells, heap)?,
            None => values(&print::leaves(array), array, target, &mut cells),
        }
        for (row, cell) in cells.chunks_exact(width.max(1)).enumerate().take(batch.num_rows()) {
            out[row * stride + offset..row * stride + offset + width].copy_from_slice(cell);
        }
        offset += width;
    }
    Ok(())
}

/// Counts and places of arrays that go to the heap.
fn descriptors(array: &ArrayRef, target: &Target, cells: &mut Vec<u8>, heap: &mut Heap) -> Result<()> {
    let list = array.as_list::<i32>();
    for row in 0..list.len() {
        let mut bytes = Vec::new();
        let mut count = 0;
        if list.is_valid(row) {
            let elements = list.value(row);
            count = elements.len() as i64;
            values(&elements, &elements, target, &mut bytes);
        }
        cells.extend(count.to_be_bytes());
        cells.extend((heap.length as i64).to_be_bytes());
        heap.file.write_all(&bytes).map_err(failed)?;
        heap.length += bytes.len() as u64;
    }
    Ok(())
}

/// The bytes of all `leaves`; those of a row of `array` that is null are null.
fn values(leaves: &ArrayRef, array: &ArrayRef, target: &Target, out: &mut Vec<u8>) {
    let per_row = (leaves.len() / array.len().max(1)).max(1);
    let is_null = |index: usize| leaves.is_null(index) || array.is_null(index / per_row);
    let null = target.null.unwrap_or(0);
    macro_rules! numbers {
        ($type:ty, $stored:ty, $flip:expr, $null:expr) => {{
            let values = leaves.as_primitive::<$type>();
            for index in 0..values.len() {
                let stored = if is_null(index) { $null as $stored } else { values.value(index) as $stored ^ $flip };
                out.extend(stored.to_be_bytes());
            }
        }};
    }
    macro_rules! floats {
        ($type:ty, $nan:expr) => {{
            let values = leaves.as_primitive::<$type>();
            for index in 0..values.len() {
                out.extend((if is_null(index) { $nan } else { values.value(index) }).to_be_bytes());
            }
        }};
    }
    match leaves.data_type() {
        DataType::Boolean => {
            let values = leaves.as_boolean();
            out.extend((0..values.len()).map(|index| match (is_null(index), values.value(index)) {
                (true, _) => 0,
                (false, true) => b'T',
                (false, false) => b'F',
            }));
        }
        DataType::UInt8 => numbers!(UInt8Type, u8, 0, null),
        DataType::Int8 => numbers!(Int8Type, u8, 0x80, null),
        DataType::Int16 => numbers!(Int16Type, i16, 0, null),
        DataType::UInt16 => numbers!(UInt16Type, i16, i16::MIN, null),
        DataType::Int32 => numbers!(Int32Type, i32, 0, null),
        DataType::UInt32 => numbers!(UInt32Type, i32, i32::MIN, null),
        DataType::Int64 => numbers!(Int64Type, i64, 0, null),
        DataType::UInt64 => numbers!(UInt64Type, i64, i64::MIN, null),
        DataType::Float32 => floats!(Float32Type, f32::NAN),
        DataType::Float64 => floats!(Float64Type, f64::NAN),
        DataType::Struct(_) => {
            let parts = leaves.as_struct();
            let part = Target { code: if target.code == Code::FloatComplex { Code::Float } else { Code::Double }, ..target.clone() };
            let size = part.code.bytes(1).unwrap_or(8) as usize;
            let (mut re, mut im) = (Vec::new(), Vec::new());
            values(parts.column(0), parts.column(0), &part, &mut re);
            values(parts.column(1), parts.column(1), &part, &mut im);
            re.chunks(size).zip(im.chunks(size)).for_each(|(re, im)| {
                out.extend_from_slice(re);
                out.extend_from_slice(im);
            });
        }
        _ => {
            for index in 0..leaves.len() {
                let text = if is_null(index) { String::new() } else { print::string_at(leaves, index) };
                let start = out.len();
                out.extend(text.bytes().take(target.text_bytes));
                out.resize(start + target.text_bytes, 0);
            }
        }
    }
}
