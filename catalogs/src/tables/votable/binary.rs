//! `BINARY` and `BINARY2`: rows of big-endian values; in the second each row begins with a bit for every column that is null.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, SchemaRef};

use super::{FieldSaid, NAME};
use crate::tables::rows::Gather;
use crate::tables::text::{is_list, leaf_type};
use crate::{Error, Result, print};

/// The rows in `bytes`.
pub(super) fn rows(file: &str, fields: &[FieldSaid], schema: &SchemaRef, bytes: &[u8], has_mask: bool) -> Result<Vec<RecordBatch>> {
    let mut gather = Gather::new(file, NAME, Arc::clone(schema));
    let mut stream = Stream { rest: bytes };
    let mut row = 0u64;
    while !stream.rest.is_empty() {
        let wrong = |field: &str| Error::format(file, NAME, format!("column `{field}`: its data end inside row {row}"));
        let before = stream.rest.len();
        let mask = if has_mask {
            stream.take(fields.len().div_ceil(8)).ok_or_else(|| wrong(fields.first().map_or("", |field| &field.name)))?
        } else {
            &[]
        };
        for (index, (field, arrow)) in fields.iter().zip(schema.fields()).enumerate() {
            let tokens = stream.tokens(field).ok_or_else(|| wrong(&field.name))?;
            let is_null = mask.get(index / 8).is_some_and(|byte| byte >> (7 - index % 8) & 1 == 1);
            let cells = &mut gather.cells()[index];
            if is_list(arrow.data_type()) {
                cells.push_all((!is_null).then(|| tokens.into_iter().map(|token| field.unless_null(token)).collect()));
            } else {
                let token = tokens.into_iter().next().and_then(|token| field.unless_null(token));
                cells.push(token.filter(|_| !is_null));
            }
        }
        if before == stream.rest.len() {
            return Err(Error::format(file, NAME, "its rows have no bytes"));
        }
        gather.row()?;
        row += 1;
    }
    gather.finish()
}

impl FieldSaid {
    fn unless_null(&self, token: Option<String>) -> Option<String> {
        token.filter(|token| self.null.as_ref() != Some(token))
    }
}

struct Stream<'a> {
    rest: &'a [u8],
}

impl<'a> Stream<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn word<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.first_chunk().copied()
    }

    /// The elements of a field; a text is one.
    fn tokens(&mut self, field: &FieldSaid) -> Option<Vec<Option<String>>> {
        let axes = field.axes().ok()?;
        let mut count = 1usize;
        for axis in &axes {
            let length = match axis {
                Some(length) => usize::try_from(*length).ok()?,
                None => u32::from_be_bytes(self.word()?) as usize,
            };
            count = count.checked_mul(length)?;
        }
        if field.is_text() {
            let is_wide = field.datatype == "unicodeChar";
            let width = if axes.is_empty() { 1 } else { count };
            let bytes = self.take(width.checked_mul(if is_wide { 2 } else { 1 })?)?;
            return Some(vec![Some(text(bytes, is_wide))]);
        }
        if field.datatype == "bit" {
            let bytes = self.take(count.div_ceil(8))?;
            // Programs do not agree which bit of a byte a single one is.
            if axes.is_empty() {
                return Some(vec![Some(u8::from(bytes[0] != 0).to_string())]);
            }
            return Some((0..count).map(|bit| Some((bytes[bit / 8] >> (7 - bit % 8) & 1).to_string())).collect());
        }
        // More elements than bytes are a lie.
        if count > self.rest.len() {
            return None;
        }
        let leaf = leaf_type(&field.data_type().ok()?);
        (0..count).map(|_| self.element(&leaf)).collect()
    }

    fn element(&mut self, leaf: &DataType) -> Option<Option<String>> {
        Some(Some(match leaf {
            DataType::Boolean => {
                let [byte] = self.word()?;
                return Some(match byte {
                    b'T' | b't' | b'1' => Some("T".to_owned()),
                    b'F' | b'f' | b'0' => Some("F".to_owned()),
                    _ => None,
                });
            }
            DataType::UInt8 => u8::from_be_bytes(self.word()?).to_string(),
            DataType::Int16 => i16::from_be_bytes(self.word()?).to_string(),
            DataType::Int32 => i32::from_be_bytes(self.word()?).to_string(),
            DataType::Int64 => i64::from_be_bytes(self.word()?).to_string(),
            DataType::Float32 => print::shortest_single(f32::from_be_bytes(self.word()?)),
            DataType::Float64 => print::shortest(f64::from_be_bytes(self.word()?)),
            DataType::Struct(fields) => {
                let part = fields[0].data_type();
                let (re, im) = (self.element(part)??, self.element(part)??);
                format!("{re} {im}")
            }
            _ => return None,
        }))
    }
}

fn text(bytes: &[u8], is_wide: bool) -> String {
    if is_wide {
        let letters: Vec<u16> = bytes.as_chunks().0.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
        return String::from_utf16_lossy(letters.split(|letter| *letter == 0).next().unwrap_or(&[]));
    }
    String::from_utf8_lossy(bytes.split(|byte| *byte == 0).next().unwrap_or(&[])).into_owned()
}
