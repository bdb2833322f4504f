//! The columns of a batch while blocks of rows are added to them.
//!
//! A block is as large as the processor's cache takes, a batch as large as who gets it wants: an array for each block would cost more than its values.

use arrow::array::{Array, ArrayRef};
use arrow::compute::concat;

use super::bits::Planes;
use super::decode::{self, Rows, Stored};
use super::{Output, Part};
use crate::fits::Fault;
use crate::fits::column::{Column, Layout};
use crate::fits::form::Form;

/// A column of the rows so far.
pub(super) enum Growing {
    /// Numbers: so many of each row from a byte of it.
    Numbers { stored: Stored, offset: usize, count: usize },
    /// A bit, which [`Planes`] has.
    Bit(usize),
    /// Anything else, an array for each block.
    Blocks(Vec<ArrayRef>),
}

impl Growing {
    /// Of no rows yet, with room for so many.
    pub(super) fn new(column: &Column, part: Part, rows: usize) -> Growing {
        let Layout::Binary(form) = &column.layout else { return Growing::Blocks(Vec::new()) };
        let numbers = |offset: usize, count: usize| {
            let stored = Stored::new(form.code, rows.saturating_mul(count));
            stored.map_or(Growing::Blocks(Vec::new()), |stored| Growing::Numbers { stored, offset, count })
        };
        match part {
            Part::Bit(bit) => Growing::Bit(bit),
            Part::Element(index) => numbers(column.offset + index * element(form), 1),
            Part::Whole if form.descriptor.is_none() && !column.shape.contains(&0) => numbers(column.offset, form.repeat as usize),
            Part::Whole | Part::Deviation(_) => Growing::Blocks(Vec::new()),
        }
    }

    /// Adds a block of rows, if the column is of numbers; of others the arrays so far, which want one of this block. Bits are added elsewhere.
    pub(super) fn push(&mut self, rows: &Rows<'_>, column: &Column) -> Option<&mut Vec<ArrayRef>> {
        match (self, &column.layout) {
            (Growing::Numbers { stored, offset, count }, Layout::Binary(form)) => {
                stored.gather(rows, form.code, *offset, *count);
                None
            }
            (Growing::Blocks(blocks), _) => Some(blocks),
            _ => None,
        }
    }

    /// The column.
    pub(super) fn finish(self, column: &Column, output: &Output, planes: &Planes) -> Result<ArrayRef, Fault> {
        match (self, &column.layout) {
            (Growing::Bit(bit), _) => Ok(planes.column(output.column, bit)),
            (Growing::Numbers { stored, .. }, Layout::Binary(form)) => {
                let values = stored.finish(column, form.code);
                if output.part == Part::Whole { decode::wrap(values, &column.shape) } else { Ok(values) }
            }
            (Growing::Blocks(mut blocks), _) if blocks.len() == 1 => Ok(blocks.remove(0)),
            (Growing::Blocks(blocks), _) => {
                let blocks: Vec<&dyn Array> = blocks.iter().map(AsRef::as_ref).collect();
                concat(&blocks).map_err(|error| Fault::new(error.to_string()))
            }
            (Growing::Numbers { .. }, _) => Err(Fault::new("it has numbers of bytes and is written as text")),
        }
    }
}

/// Bytes of one element.
fn element(form: &Form) -> usize {
    form.code.bytes(1).unwrap_or(0) as usize
}
