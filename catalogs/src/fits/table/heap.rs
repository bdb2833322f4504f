//! Arrays of variable length: descriptors in the rows, elements in the heap (section 7.3.5).

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, ListArray, StringBuilder};
use arrow::buffer::{BooleanBuffer, OffsetBuffer};
use arrow::datatypes::Field;

use super::Output;
use super::decode::{self, Rows};
use crate::fits::column::Column;
use crate::fits::form::{Code, Descriptor, Form};
use crate::fits::{Fault, card, table::Layout};
use crate::{Error, Result, Source};

/// Elements of one row: how many, and where they begin in the heap.
#[derive(Debug, Clone, Copy)]
struct Part {
    count: u64,
    offset: u64,
    bytes: u64,
}

/// Leaves so many of `rows` that the arrays of those of `outputs` that are of variable length have `limit` bytes, but at least one row.
///
/// Descriptors of a hostile file may all point to one large array.
pub(super) fn shorten(rows: &mut Rows<'_>, columns: &[Column], outputs: &[Output], limit: u64) -> Result<(), Fault> {
    let mut totals = vec![0u64; rows.count];
    for output in outputs {
        let column = &columns[output.column];
        if let Layout::Binary(form) = &column.layout
            && form.descriptor.is_some()
        {
            for (total, part) in totals.iter_mut().zip(parts(rows, column, form)?) {
                *total = total.saturating_add(part.bytes);
            }
        }
    }
    let mut sum = 0u64;
    let fitting = totals.iter().take_while(|total| {
        sum = sum.saturating_add(**total);
        sum <= limit
    });
    let count = fitting.count().max(1).min(rows.count);
    rows.count = count;
    rows.bytes = &rows.bytes[..count * rows.stride];
    Ok(())
}

fn parts(rows: &Rows<'_>, column: &Column, form: &Form) -> Result<Vec<Part>, Fault> {
    let width = form.bytes().unwrap_or(0) as usize;
    let numbers = |field: &[u8]| -> Option<(i64, i64)> {
        match form.descriptor? {
            Descriptor::Narrow => {
                let (count, offset) = field.split_at_checked(4)?;
                Some((i32::from_be_bytes(*count.first_chunk()?).into(), i32::from_be_bytes(*offset.first_chunk()?).into()))
            }
            Descriptor::Wide => {
                let (count, offset) = field.split_at_checked(8)?;
                Some((i64::from_be_bytes(*count.first_chunk()?), i64::from_be_bytes(*offset.first_chunk()?)))
            }
        }
    };
    let part = |(row, field): (usize, &[u8])| {
        if field.is_empty() {
            return Ok(Part { count: 0, offset: 0, bytes: 0 });
        }
        let wrong = || Fault::new(format!("the array descriptor of row {row} of the batch is not valid")).of(&column.name);
        let (count, offset) = numbers(field).ok_or_else(wrong)?;
        let (count, offset) = (u64::try_from(count).map_err(|_| wrong())?, u64::try_from(offset).map_err(|_| wrong())?);
        let bytes = form.code.bytes(count).ok_or_else(wrong)?;
        Ok(Part { count, offset, bytes })
    };
    rows.fields(column.offset, width).enumerate().map(part).collect()
}

/// The arrays of `column`.
pub(super) async fn array(
    source: &Source,
    rows: &Rows<'_>,
    column: &Column,
    form: &Form,
    heap: &Range<u64>,
) -> Result<Result<ArrayRef, Fault>> {
    let parts = match parts(rows, column, form).and_then(|parts| inside(parts, heap)) {
        Ok(parts) => parts,
        Err(fault) => return Ok(Err(fault)),
    };
    let bytes = read(source, &parts, heap).await?;
    Ok(lists(&parts, &bytes, column, form))
}

/// The parts, each of which must lie in the heap.
fn inside(parts: Vec<Part>, heap: &Range<u64>) -> Result<Vec<Part>, Fault> {
    let length = heap.end - heap.start;
    for part in &parts {
        if part.bytes > 0 && part.offset.checked_add(part.bytes).is_none_or(|end| end > length) {
            let reason = format!("an array of {} elements at byte {} goes beyond the heap of {length} bytes", part.count, part.offset);
            return Err(Fault::new(reason));
        }
    }
    Ok(parts)
}

/// The bytes of the parts, one after the other: in one request if they lie close together.
async fn read(source: &Source, parts: &[Part], heap: &Range<u64>) -> Result<Vec<u8>, Error> {
    let there = parts.iter().filter(|part| part.bytes > 0);
    let total: u64 = there.clone().map(|part| part.bytes).sum();
    let span =
        there.clone().map(|part| part.offset).min().unwrap_or(0)..there.clone().map(|part| part.offset + part.bytes).max().unwrap_or(0);
    let mut bytes = Vec::with_capacity(total as usize);
    let mut buffer = Vec::new();
    if span.end - span.start <= total.saturating_mul(4).saturating_add(1 << 16) {
        let all = source.read_into(heap.start + span.start..heap.start + span.end, &mut buffer).await?;
        for part in there {
            let start = (part.offset - span.start) as usize;
            bytes.extend_from_slice(all.get(start..start + part.bytes as usize).unwrap_or(&[]));
        }
    } else {
        for part in there {
            let start = heap.start + part.offset;
            bytes.extend_from_slice(&source.read_into(start..start + part.bytes, &mut buffer).await?);
        }
    }
    Ok(bytes)
}

fn lists(parts: &[Part], bytes: &[u8], column: &Column, form: &Form) -> Result<ArrayRef, Fault> {
    let counts = parts.iter().map(|part| part.count as usize);
    if counts.clone().try_fold(0usize, usize::checked_add).is_none_or(|total| i32::try_from(total).is_err()) {
        return Err(Fault::new("its arrays have more than 2^31 elements in one batch"));
    }
    if form.code == Code::Character {
        let mut texts = StringBuilder::with_capacity(parts.len(), bytes.len());
        let mut rest = bytes;
        for part in parts {
            let (text, behind) = rest.split_at(rest.len().min(part.bytes as usize));
            if column.as_stored {
                texts.append_value(card::latin(text))
            } else {
                decode::push_text(&mut texts, text, false)
            }
            rest = behind;
        }
        return Ok(Arc::new(texts.finish()));
    }
    let values = if form.code == Code::Bit {
        bits(parts, bytes)
    } else {
        let stride = form.code.bytes(1).unwrap_or(1) as usize;
        decode::elements(&Rows { bytes, stride, count: bytes.len() / stride }, column, form, 0, 1)?
    };
    let field = Arc::new(Field::new_list_field(values.data_type().clone(), true));
    let list = ListArray::try_new(field, OffsetBuffer::from_lengths(counts), values, None);
    list.map(|list| Arc::new(list) as ArrayRef).map_err(|error| Fault::new(error.to_string()))
}

/// Bits of each row, which begin with a byte.
fn bits(parts: &[Part], bytes: &[u8]) -> ArrayRef {
    let mut start = 0;
    let mut places = Vec::new();
    for part in parts {
        places.extend((0..part.count as usize).map(|bit| (start + bit / 8, 7 - bit % 8)));
        start += part.bytes as usize;
    }
    let bit = |index: usize| places.get(index).is_some_and(|(byte, shift)| bytes.get(*byte).is_some_and(|byte| byte >> shift & 1 == 1));
    Arc::new(BooleanArray::new(BooleanBuffer::collect_bool(places.len(), bit), None))
}
