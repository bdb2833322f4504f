//! Flag bits as boolean columns: eight rows of a byte at a time, turned by 90 degrees.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use arrow::buffer::{BooleanBuffer, Buffer};

use super::decode::Rows;

/// The bit columns of a batch that were made so far: eight come from one byte.
#[derive(Default)]
pub(super) struct Transposed {
    bytes: HashMap<(usize, usize), [Vec<u8>; 8]>,
}

impl Transposed {
    /// Bit `bit`, from 0, of the column with index `column`, whose `repeat` bits begin at `offset`. A bit that the field does not have is
    /// false.
    pub(super) fn column(&mut self, rows: &Rows<'_>, column: usize, offset: usize, repeat: u64, bit: usize) -> ArrayRef {
        if bit as u64 >= repeat {
            return Arc::new(BooleanArray::new(BooleanBuffer::new_unset(rows.count), None));
        }
        let planes = self.bytes.entry((column, bit / 8)).or_insert_with(|| planes(rows, offset + bit / 8));
        let plane = std::mem::take(&mut planes[bit % 8]);
        // A plane is taken once; a second output of the same bit makes it again.
        let plane = if plane.len() * 8 < rows.count { planes_of(rows, offset + bit / 8, bit % 8) } else { plane };
        Arc::new(BooleanArray::new(BooleanBuffer::new(Buffer::from_vec(plane), 0, rows.count), None))
    }
}

fn planes_of(rows: &Rows<'_>, offset: usize, bit: usize) -> Vec<u8> {
    std::mem::take(&mut planes(rows, offset)[bit])
}

/// The eight bits of the byte at `offset` of each row, the highest first; in each plane the first row is the lowest bit of the first byte.
fn planes(rows: &Rows<'_>, offset: usize) -> [Vec<u8>; 8] {
    let mut planes = [(); 8].map(|()| Vec::with_capacity(rows.count.div_ceil(8)));
    for block in rows.bytes.chunks(rows.stride.max(1) * 8) {
        let mut square = [0u8; 8];
        for (byte, row) in square.iter_mut().zip(block.chunks(rows.stride.max(1))) {
            *byte = row.get(offset).copied().unwrap_or(0);
        }
        let turned = transpose(u64::from_le_bytes(square)).to_le_bytes();
        for (bit, plane) in planes.iter_mut().enumerate() {
            plane.push(turned[7 - bit]);
        }
    }
    planes
}

/// Transposes a matrix of 8 x 8 bits, a row in a byte (H. S. Warren, *Hacker's Delight*, section 7-3).
fn transpose(mut square: u64) -> u64 {
    for (shift, mask) in [(7, 0x00aa_00aa_00aa_00aa), (14, 0x0000_cccc_0000_cccc), (28, 0x0000_0000_f0f0_f0f0)] {
        let swapped = (square ^ (square >> shift)) & mask;
        square ^= swapped ^ (swapped << shift);
    }
    square
}
