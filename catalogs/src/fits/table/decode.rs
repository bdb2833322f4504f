//! Rows of bytes into columns: the one loop that must be fast.
//!
//! A column is taken from some hundred rows at a time: its cells lie a row apart, and the cache lines that one column brings in hold the next
//! columns too.

use std::sync::Arc;

use arrow::array::{ArrayRef, ArrowPrimitiveType, BooleanArray, FixedSizeListArray, ListArray, PrimitiveArray, StringBuilder, StructArray};
use arrow::buffer::{BooleanBuffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{
    DataType, Field, Fields, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};

use super::Part;
use crate::fits::column::{Column, Scaling};
use crate::fits::form::{Code, Form};
use crate::fits::{Fault, card};

/// Whole rows: `count` of `stride` bytes.
pub(super) struct Rows<'a> {
    pub bytes: &'a [u8],
    pub stride: usize,
    pub count: usize,
}

impl Rows<'_> {
    /// Adds the `N` bytes of each row's elements from `offset`, `count` of them, to `values`.
    fn gather<const N: usize, T>(&self, values: &mut Vec<T>, offset: usize, count: usize, make: impl Fn([u8; N]) -> T) {
        if self.stride == 0 {
            return;
        }
        let rows = self.bytes.chunks_exact(self.stride);
        if count == 1 {
            // The first row alone is cut at its end by the offset; what is left of the last one holds its cell.
            let cells = self.bytes.get(offset..).unwrap_or(&[]);
            let whole = cells.chunks_exact(self.stride);
            let last = whole.remainder();
            values.extend(whole.map(|row| row.first_chunk::<N>().map_or_else(|| make([0; N]), |cell| make(*cell))));
            values.extend(last.first_chunk::<N>().map(|cell| make(*cell)));
        } else {
            for row in rows {
                let cells = row.get(offset..offset + N * count).unwrap_or(&[]).as_chunks::<N>().0;
                values.extend(cells.iter().map(|cell| make(*cell)));
            }
        }
    }

    /// The bytes of each row's field.
    pub(super) fn fields(&self, offset: usize, width: usize) -> impl Iterator<Item = &[u8]> {
        (0..self.count).map(move |row| {
            let start = row * self.stride + offset;
            self.bytes.get(start..start + width).unwrap_or(&[])
        })
    }
}

/// The Arrow type of one element of a column.
pub(crate) fn element_type(code: Code, scaling: Scaling) -> DataType {
    match (code, scaling) {
        (Code::Logical | Code::Bit, _) => DataType::Boolean,
        (Code::Character, _) => DataType::Utf8,
        (Code::FloatComplex, Scaling::None) => complex(DataType::Float32),
        (Code::DoubleComplex | Code::FloatComplex, _) => complex(DataType::Float64),
        (_, Scaling::Linear { .. }) => DataType::Float64,
        (Code::Byte, Scaling::None) => DataType::UInt8,
        (Code::Byte, Scaling::Flipped) => DataType::Int8,
        (Code::Short, Scaling::None) => DataType::Int16,
        (Code::Short, Scaling::Flipped) => DataType::UInt16,
        (Code::Int, Scaling::None) => DataType::Int32,
        (Code::Int, Scaling::Flipped) => DataType::UInt32,
        (Code::Long, Scaling::None) => DataType::Int64,
        (Code::Long, Scaling::Flipped) => DataType::UInt64,
        (Code::Float, _) => DataType::Float32,
        (Code::Double, _) => DataType::Float64,
    }
}

/// Arrow has no complex numbers: a struct of `re` and `im`.
fn complex(part: DataType) -> DataType {
    DataType::Struct(Fields::from(vec![Field::new("re", part.clone(), false), Field::new("im", part, false)]))
}

/// `element` in an array of `shape`, as fixed-size lists in each other; in a list if there is nothing in it.
pub(crate) fn nested(element: DataType, shape: &[u64]) -> DataType {
    if shape.contains(&0) {
        return DataType::List(Arc::new(Field::new_list_field(element, true)));
    }
    shape.iter().rev().fold(element, |inner, length| {
        DataType::FixedSizeList(Arc::new(Field::new_list_field(inner, true)), i32::try_from(*length).unwrap_or(i32::MAX))
    })
}

/// A column of these rows, or the part of it that is asked for.
pub(super) fn array(rows: &Rows<'_>, column: &Column, form: &Form, part: Part) -> Result<ArrayRef, Fault> {
    match part {
        Part::Element(index) => {
            let width = form.code.bytes(1).unwrap_or(0) as usize;
            elements(rows, column, form, column.offset + index * width, 1)
        }
        Part::Deviation(index) => {
            let variances = array(rows, column, form, Part::Element(index))?;
            let square_root = |array: &ArrayRef| -> Option<ArrayRef> {
                use arrow::array::AsArray;
                match array.data_type() {
                    DataType::Float32 => Some(Arc::new(array.as_primitive::<Float32Type>().unary::<_, Float32Type>(f32::sqrt))),
                    DataType::Float64 => Some(Arc::new(array.as_primitive::<Float64Type>().unary::<_, Float64Type>(f64::sqrt))),
                    _ => None,
                }
            };
            square_root(&variances).ok_or_else(|| Fault::new("a covariance must be of floats"))
        }
        Part::Whole | Part::Bit(_) => whole(rows, column, form),
    }
}

fn whole(rows: &Rows<'_>, column: &Column, form: &Form) -> Result<ArrayRef, Fault> {
    if column.shape.contains(&0) {
        let values = arrow::array::new_empty_array(&element_type(form.code, column.scaling));
        let field = Arc::new(Field::new_list_field(values.data_type().clone(), true));
        return Ok(Arc::new(ListArray::new(field, OffsetBuffer::new_zeroed(rows.count), values, None)));
    }
    let count = if form.code == Code::Character { column.shape.iter().product() } else { form.repeat };
    let values = elements(rows, column, form, column.offset, count as usize)?;
    wrap(values, &column.shape)
}

/// Values in fixed-size lists by `shape`.
pub(super) fn wrap(values: ArrayRef, shape: &[u64]) -> Result<ArrayRef, Fault> {
    shape.iter().rev().try_fold(values, |inner, length| {
        let field = Arc::new(Field::new_list_field(inner.data_type().clone(), true));
        let size = i32::try_from(*length).map_err(|_| Fault::new(format!("an array of {length} elements is too long")))?;
        let list = FixedSizeListArray::try_new(field, size, inner, None).map_err(|error| Fault::new(error.to_string()))?;
        Ok(Arc::new(list) as ArrayRef)
    })
}

/// `count` elements of each row from `offset`, row after row.
pub(super) fn elements(rows: &Rows<'_>, column: &Column, form: &Form, offset: usize, count: usize) -> Result<ArrayRef, Fault> {
    Ok(match (form.code, Stored::new(form.code, rows.count * count)) {
        (_, Some(mut stored)) => {
            stored.gather(rows, form.code, offset, count);
            stored.finish(column, form.code)
        }
        (Code::Bit, None) => bits(rows, offset, count),
        (_, None) => texts(rows, offset, column.text_width(form) as usize, count, column.as_stored),
    })
}

/// Elements of a column as they are stored, in the order of this machine: those of the rows so far.
pub(super) enum Stored {
    Bytes(Vec<u8>),
    Shorts(Vec<i16>),
    Ints(Vec<i32>),
    Longs(Vec<i64>),
    Floats(Vec<f32>),
    Doubles(Vec<f64>),
}

impl Stored {
    /// Of no rows yet, with room for so many elements; none of bits and texts.
    pub(super) fn new(code: Code, elements: usize) -> Option<Stored> {
        Some(match code {
            Code::Logical | Code::Byte => Stored::Bytes(Vec::with_capacity(elements)),
            Code::Short => Stored::Shorts(Vec::with_capacity(elements)),
            Code::Int => Stored::Ints(Vec::with_capacity(elements)),
            Code::Long => Stored::Longs(Vec::with_capacity(elements)),
            Code::Float => Stored::Floats(Vec::with_capacity(elements)),
            Code::Double => Stored::Doubles(Vec::with_capacity(elements)),
            Code::FloatComplex => Stored::Floats(Vec::with_capacity(2 * elements)),
            Code::DoubleComplex => Stored::Doubles(Vec::with_capacity(2 * elements)),
            Code::Bit | Code::Character => return None,
        })
    }

    /// Adds `count` elements of each row from `offset`.
    pub(super) fn gather(&mut self, rows: &Rows<'_>, code: Code, offset: usize, count: usize) {
        let count = if matches!(code, Code::FloatComplex | Code::DoubleComplex) { 2 * count } else { count };
        match self {
            Stored::Bytes(values) => rows.gather(values, offset, count, |[byte]: [u8; 1]| byte),
            Stored::Shorts(values) => rows.gather(values, offset, count, i16::from_be_bytes),
            Stored::Ints(values) => rows.gather(values, offset, count, i32::from_be_bytes),
            Stored::Longs(values) => rows.gather(values, offset, count, i64::from_be_bytes),
            Stored::Floats(values) => rows.gather(values, offset, count, f32::from_be_bytes),
            Stored::Doubles(values) => rows.gather(values, offset, count, f64::from_be_bytes),
        }
    }

    /// What they mean.
    pub(super) fn finish(self, column: &Column, code: Code) -> ArrayRef {
        let scaling = column.scaling;
        match (self, code) {
            (Stored::Bytes(stored), Code::Logical) => logical(stored),
            (Stored::Bytes(stored), _) => integers::<UInt8Type, Int8Type>(stored, column, |value| (value ^ 0x80) as i8),
            (Stored::Shorts(stored), _) => integers::<Int16Type, UInt16Type>(stored, column, |value| value as u16 ^ (1 << 15)),
            (Stored::Ints(stored), _) => integers::<Int32Type, UInt32Type>(stored, column, |value| value as u32 ^ (1 << 31)),
            (Stored::Longs(stored), _) => integers::<Int64Type, UInt64Type>(stored, column, |value| value as u64 ^ (1 << 63)),
            (Stored::Floats(parts), Code::FloatComplex) => {
                let part = |part| float32(parts.iter().skip(part).step_by(2).copied().collect(), imaginary(scaling, part));
                pairs(part(0), part(1))
            }
            (Stored::Floats(values), _) => float32(values, scaling),
            (Stored::Doubles(parts), Code::DoubleComplex) => {
                let part = |part| float64(parts.iter().skip(part).step_by(2).copied().collect(), imaginary(scaling, part));
                pairs(part(0), part(1))
            }
            (Stored::Doubles(values), _) => float64(values, scaling),
        }
    }
}

/// Scaling of a complex number's parts: `TZERO` is real.
fn imaginary(scaling: Scaling, part: usize) -> Scaling {
    match scaling {
        Scaling::Linear { scale, .. } if part == 1 => Scaling::Linear { scale, zero: 0.0 },
        other => other,
    }
}

/// Integers as they are stored, with their highest bit turned, or scaled.
fn integers<Plain, Flipped>(stored: Vec<Plain::Native>, column: &Column, flip: impl Fn(Plain::Native) -> Flipped::Native) -> ArrayRef
where
    Plain: ArrowPrimitiveType<Native: Into<i64>>,
    Flipped: ArrowPrimitiveType,
{
    let nulls = nulls(&stored, column.null);
    match column.scaling {
        Scaling::None => primitive::<Plain>(stored, nulls),
        Scaling::Flipped => primitive::<Flipped>(stored.into_iter().map(flip).collect(), nulls),
        Scaling::Linear { scale, zero } => scaled(stored.into_iter().map(|value| value.into() as f64), scale, zero, nulls),
    }
}

fn float32(values: Vec<f32>, scaling: Scaling) -> ArrayRef {
    match scaling {
        Scaling::Linear { scale, zero } => scaled(values.into_iter().map(f64::from), scale, zero, None),
        _ => primitive::<Float32Type>(values, None),
    }
}

fn float64(values: Vec<f64>, scaling: Scaling) -> ArrayRef {
    match scaling {
        Scaling::Linear { scale, zero } => scaled(values.into_iter(), scale, zero, None),
        _ => primitive::<Float64Type>(values, None),
    }
}

fn primitive<T: ArrowPrimitiveType>(values: Vec<T::Native>, nulls: Option<NullBuffer>) -> ArrayRef {
    Arc::new(PrimitiveArray::<T>::new(ScalarBuffer::from(values), nulls))
}

fn scaled(stored: impl Iterator<Item = f64>, scale: f64, zero: f64, nulls: Option<NullBuffer>) -> ArrayRef {
    primitive::<Float64Type>(stored.map(|value| zero + scale * value).collect(), nulls)
}

/// Which of the stored numbers are `TNULL`.
fn nulls<T: Copy + Into<i64>>(stored: &[T], null: Option<i64>) -> Option<NullBuffer> {
    let null = null?;
    let valid = BooleanBuffer::collect_bool(stored.len(), |index| stored[index].into() != null);
    Some(NullBuffer::new(valid)).filter(|nulls| nulls.null_count() > 0)
}

fn logical(bytes: Vec<u8>) -> ArrayRef {
    let values = BooleanBuffer::collect_bool(bytes.len(), |index| matches!(bytes[index], b'T' | b't' | 1));
    let nulls = bytes.contains(&0).then(|| NullBuffer::new(BooleanBuffer::collect_bool(bytes.len(), |index| bytes[index] != 0)));
    Arc::new(BooleanArray::new(values, nulls))
}

/// `count` bits of each row, the highest of the first byte first.
fn bits(rows: &Rows<'_>, offset: usize, count: usize) -> ArrayRef {
    let count = count.max(1);
    let bit = |index: usize| {
        let (row, bit) = (index / count, index % count);
        rows.bytes.get(row * rows.stride + offset + bit / 8).is_some_and(|byte| byte >> (7 - bit % 8) & 1 == 1)
    };
    Arc::new(BooleanArray::new(BooleanBuffer::collect_bool(rows.count * count, bit), None))
}

fn texts(rows: &Rows<'_>, offset: usize, width: usize, count: usize, as_stored: bool) -> ArrayRef {
    let mut texts = StringBuilder::with_capacity(rows.count * count, rows.count * count * width.min(16));
    for field in rows.fields(offset, width * count) {
        for index in 0..count {
            push_text(&mut texts, field.get(index * width..(index + 1) * width).unwrap_or(&[]), as_stored);
        }
    }
    Arc::new(texts.finish())
}

/// A text ends at the first NUL (section 7.3.3.1); trailing spaces fill the field. As it is stored it ends before the last NULs.
pub(super) fn push_text(texts: &mut StringBuilder, bytes: &[u8], as_stored: bool) {
    let fills = |byte: u8| if as_stored { byte == 0 } else { byte == b' ' };
    let bytes = if as_stored { bytes } else { bytes.split(|byte| *byte == 0).next().unwrap_or(bytes) };
    let end = bytes.iter().rposition(|byte| !fills(*byte)).map_or(0, |last| last + 1);
    match std::str::from_utf8(&bytes[..end]) {
        Ok(text) => texts.append_value(text),
        Err(_) => texts.append_value(card::latin(&bytes[..end])),
    }
}

fn pairs(re: ArrayRef, im: ArrayRef) -> ArrayRef {
    let fields = vec![
        (Arc::new(Field::new("re", re.data_type().clone(), false)), re),
        (Arc::new(Field::new("im", im.data_type().clone(), false)), im),
    ];
    Arc::new(StructArray::from(fields))
}
