//! Flag bits as boolean columns: eight rows of a byte at a time, turned by 90 degrees.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use arrow::buffer::{BooleanBuffer, Buffer};

use super::decode::Rows;
use super::{Output, Part};
use crate::fits::column::{Column, Layout};

/// Rows whose bits are turned at a time: eight bytes of each plane.
const TURNED: usize = 64;

/// The bits of a batch so far: eight columns come from one byte.
pub(super) struct Transposed {
    bytes: Vec<Byte>,
}

/// A byte of each row.
struct Byte {
    /// Index of the column, and of the byte in it.
    key: (usize, usize),
    /// Its place in a row.
    offset: usize,
    /// A plane for each bit from the highest: the first row is the lowest bit of the first byte.
    planes: [Vec<u8>; 8],
}

/// The bits of a finished batch.
pub(super) struct Planes {
    bytes: Vec<((usize, usize), [Buffer; 8])>,
    rows: usize,
}

impl Transposed {
    /// Of no rows yet, with room for so many; of the bytes that `outputs` take bits of.
    pub(super) fn new(columns: &[Column], outputs: &[Output], rows: usize) -> Transposed {
        let mut bytes: Vec<Byte> = Vec::new();
        for output in outputs {
            let (Part::Bit(bit), Layout::Binary(form)) = (output.part, &columns[output.column].layout) else { continue };
            let key = (output.column, bit / 8);
            if (bit as u64) < form.repeat && bytes.iter().rev().all(|known| known.key != key) {
                let planes = [(); 8].map(|()| Vec::with_capacity(rows.div_ceil(TURNED) * 8));
                bytes.push(Byte { key, offset: columns[output.column].offset + bit / 8, planes });
            }
        }
        Transposed { bytes }
    }

    /// Adds a block of rows. All blocks but the last have a multiple of eight.
    pub(super) fn push(&mut self, rows: &Rows<'_>) {
        for byte in &mut self.bytes {
            turn(rows, byte.offset, &mut byte.planes);
        }
    }

    /// What `rows` rows have.
    pub(super) fn finish(self, rows: usize) -> Planes {
        let bytes = self.bytes.into_iter().map(|byte| (byte.key, byte.planes.map(Buffer::from_vec))).collect();
        Planes { bytes, rows }
    }
}

impl Planes {
    /// Bit `bit`, from 0, of the column with index `column`. A bit that the field does not have is false.
    pub(super) fn column(&self, column: usize, bit: usize) -> ArrayRef {
        let found = self.bytes.iter().find(|(key, _)| *key == (column, bit / 8));
        let values = match found {
            Some((_, planes)) => BooleanBuffer::new(planes[bit % 8].clone(), 0, self.rows),
            None => BooleanBuffer::new_unset(self.rows),
        };
        Arc::new(BooleanArray::new(values, None))
    }
}

/// Adds the eight bits of the byte at `offset` of each row, the highest first.
fn turn(rows: &Rows<'_>, offset: usize, planes: &mut [Vec<u8>; 8]) {
    let stride = rows.stride.max(1);
    for block in rows.bytes.chunks(stride * TURNED) {
        let mut column = [0u8; TURNED];
        for (byte, row) in column.iter_mut().zip(block.chunks(stride)) {
            *byte = row.get(offset).copied().unwrap_or(0);
        }
        let mut turned = [[0u8; 8]; 8];
        for (index, square) in column.as_chunks::<8>().0.iter().enumerate() {
            let bits = transpose(u64::from_le_bytes(*square)).to_le_bytes();
            turned.iter_mut().zip(bits.iter().rev()).for_each(|(plane, byte)| plane[index] = *byte);
        }
        let bytes = (block.len() / stride).div_ceil(8);
        planes.iter_mut().zip(turned).for_each(|(plane, turned)| plane.extend_from_slice(&turned[..bytes]));
    }
}

/// Transposes a matrix of 8 x 8 bits, a row in a byte (H. S. Warren, *Hacker's Delight*, section 7-3).
fn transpose(mut square: u64) -> u64 {
    for (shift, mask) in [(7, 0x00aa_00aa_00aa_00aa), (14, 0x0000_cccc_0000_cccc), (28, 0x0000_0000_f0f0_f0f0)] {
        let swapped = (square ^ (square >> shift)) & mask;
        square ^= swapped ^ (swapped << shift);
    }
    square
}
