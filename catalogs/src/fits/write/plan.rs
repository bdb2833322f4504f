//! Which column of Arrow becomes which column of FITS.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, SchemaRef};

use super::{Flags, WriteOptions};
use crate::fits::form::Code;
use crate::tables::text::{leaf_count, leaf_type};
use crate::{Error, Result, meta, print};

/// What the rows of a column need.
#[derive(Debug, Clone, Default)]
struct Seen {
    /// Bytes of the longest text.
    text_bytes: usize,
    has_null: bool,
    range: Option<(i128, i128)>,
    /// Elements of the longest array, and of all.
    longest: u64,
    elements: u64,
}

/// What is known before the header is written.
#[derive(Debug)]
pub(super) struct Plan {
    schema: SchemaRef,
    seen: Vec<Seen>,
    rows: u64,
}

/// A column of the file.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// Index of the Arrow column.
    pub column: usize,
    pub code: Code,
    /// Elements of a row; of texts their number.
    pub count: u64,
    /// Bytes of one text.
    pub text_bytes: usize,
    /// Lengths of the axes, the slowest first.
    pub shape: Vec<i32>,
    /// Elements of the longest array, if they are in the heap.
    pub variable: Option<u64>,
    /// The stored number that says null.
    pub null: Option<i64>,
    /// Whether the highest bit is flipped.
    pub is_flipped: bool,
    /// Bytes in a row.
    pub bytes: u64,
}

/// The file.
#[derive(Debug)]
pub(super) struct Layout {
    pub schema: SchemaRef,
    pub targets: Vec<Target>,
    /// Indices of the columns that are packed into the flag column, which is the first.
    pub flags: Vec<usize>,
    pub rows: u64,
    pub row_bytes: u64,
    pub heap_bytes: u64,
}

impl Plan {
    pub(super) fn new(schema: &SchemaRef) -> Result<Plan> {
        if schema.fields().len() > 999 && !schema.fields().iter().any(|field| is_flag(field)) {
            let reason = format!("it has {} columns, and FITS allows 999", schema.fields().len());
            return Err(Error::Inexpressible { what: "the table".to_owned(), format: "FITS", reason });
        }
        Ok(Plan { schema: schema.clone(), seen: vec![Seen::default(); schema.fields().len()], rows: 0 })
    }

    /// Takes note of what a batch needs.
    pub(super) fn see(&mut self, batch: &RecordBatch) {
        self.rows += batch.num_rows() as u64;
        for (array, seen) in batch.columns().iter().zip(&mut self.seen) {
            if let Some(list) = array.as_list_opt::<i32>() {
                for row in 0..list.len() {
                    let length = if list.is_null(row) { 0 } else { list.value_length(row) as u64 };
                    seen.longest = seen.longest.max(length);
                    seen.elements += length;
                }
            }
            seen.values(&print::leaves(array), array.null_count() > 0);
        }
    }

    pub(super) fn layout(self, options: WriteOptions) -> Result<Layout> {
        let mut flags = Vec::new();
        let mut targets = Vec::new();
        for (column, (field, seen)) in self.schema.fields().iter().zip(&self.seen).enumerate() {
            if options.flags == Flags::Packed && is_flag(field) && *field.data_type() == DataType::Boolean {
                flags.push(column);
                continue;
            }
            let wrong = |reason: String| Error::Inexpressible { what: format!("column `{}`", field.name()), format: "FITS", reason };
            targets.push(target(column, field.data_type(), field.metadata().get(meta::NULL), seen).map_err(wrong)?);
        }
        if targets.len() + usize::from(!flags.is_empty()) > 999 {
            let reason = format!("it has {} columns, and FITS allows 999", targets.len());
            return Err(Error::Inexpressible { what: "the table".to_owned(), format: "FITS", reason });
        }
        let bits = (flags.len() as u64).div_ceil(8);
        let row_bytes = bits + targets.iter().map(|target| target.bytes).sum::<u64>();
        let variable = targets.iter().filter(|target| target.variable.is_some());
        let heap_bytes = variable.map(|target| bytes_of(target.code, self.seen[target.column].elements)).sum();
        Ok(Layout { schema: self.schema, targets, flags, rows: self.rows, row_bytes, heap_bytes })
    }
}

impl Seen {
    fn values(&mut self, leaves: &ArrayRef, has_null: bool) {
        self.has_null |= has_null || leaves.null_count() > 0;
        if is_text(leaves.data_type()) {
            for row in (0..leaves.len()).filter(|row| leaves.is_valid(*row)) {
                self.text_bytes = self.text_bytes.max(print::string_at(leaves, row).len());
            }
        } else if leaves.data_type().is_integer() {
            for row in (0..leaves.len()).filter(|row| leaves.is_valid(*row)) {
                if let Some(value) = print::integer_at(leaves, row) {
                    let (min, max) = self.range.unwrap_or((value, value));
                    self.range = Some((min.min(value), max.max(value)));
                }
            }
        }
    }
}

/// Whether a field is a flag of an afw table.
pub(super) fn is_flag(field: &arrow::datatypes::Field) -> bool {
    field.metadata().get(meta::AFW_CLASS).is_some_and(|class| class == "Flag")
}

/// Whether a value is written as text: texts, and what FITS has no type for.
pub(super) fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

fn bytes_of(code: Code, count: u64) -> u64 {
    code.bytes(count).unwrap_or(u64::MAX)
}

fn target(column: usize, data_type: &DataType, null: Option<&String>, seen: &Seen) -> Result<Target, String> {
    let leaf = leaf_type(data_type);
    let (code, is_flipped) = match &leaf {
        DataType::Boolean => (Code::Logical, false),
        DataType::UInt8 => (Code::Byte, false),
        DataType::Int8 => (Code::Byte, true),
        DataType::Int16 => (Code::Short, false),
        DataType::UInt16 => (Code::Short, true),
        DataType::Int32 => (Code::Int, false),
        DataType::UInt32 => (Code::Int, true),
        DataType::Int64 => (Code::Long, false),
        DataType::UInt64 => (Code::Long, true),
        DataType::Float32 => (Code::Float, false),
        DataType::Float64 => (Code::Double, false),
        DataType::Struct(fields) if fields.len() == 2 && *fields[0].data_type() == DataType::Float32 => (Code::FloatComplex, false),
        DataType::Struct(fields) if fields.len() == 2 && *fields[0].data_type() == DataType::Float64 => (Code::DoubleComplex, false),
        leaf if is_text(leaf) => (Code::Character, false),
        other => return Err(format!("FITS has no type for {other}")),
    };
    let is_variable = matches!(data_type, DataType::List(_));
    if is_variable && code == Code::Character {
        return Err("FITS has no lists of texts of variable length".to_owned());
    }
    let null = if seen.has_null && leaf.is_integer() { Some(null_of(&leaf, is_flipped, null, seen.range)?) } else { None };
    let count = leaf_count(data_type) as u64;
    let text_bytes = seen.text_bytes.max(1);
    let bytes = match code {
        _ if is_variable => 16,
        Code::Character => count * text_bytes as u64,
        _ => bytes_of(code, count),
    };
    let shape = shape(data_type);
    let variable = is_variable.then_some(seen.longest);
    Ok(Target { column, code, count, text_bytes, shape, variable, null, is_flipped, bytes })
}

fn shape(data_type: &DataType) -> Vec<i32> {
    match data_type {
        DataType::FixedSizeList(item, size) => {
            let mut all = vec![*size];
            all.extend(shape(item.data_type()));
            all
        }
        _ => Vec::new(),
    }
}

/// A stored number that no value has: the one that the column had before, else the lowest or the highest of the type.
fn null_of(leaf: &DataType, is_flipped: bool, before: Option<&String>, range: Option<(i128, i128)>) -> Result<i64, String> {
    let bits = leaf.primitive_width().unwrap_or(8) as u32 * 8;
    let is_unsigned = leaf.is_unsigned_integer();
    let (lowest, highest) = if is_unsigned { (0, (1i128 << bits) - 1) } else { (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1) };
    // What is stored of an unsigned 16-bit 0 is -32768; of a signed byte -128 it is 0.
    let offset = match (is_flipped, is_unsigned) {
        (false, _) => 0,
        (true, true) => -(1i128 << (bits - 1)),
        (true, false) => 128,
    };
    let before = before.and_then(|text| text.trim().parse::<i128>().ok()).map(|stored| stored - offset);
    let is_free = |value: &i128| (lowest..=highest).contains(value) && range.is_none_or(|(min, max)| *value < min || *value > max);
    let value = before.into_iter().chain([lowest, highest]).find(is_free).ok_or("its values leave none to stand for null")?;
    i64::try_from(value + offset).map_err(|_| "its null is beyond 64 bits".to_owned())
}
