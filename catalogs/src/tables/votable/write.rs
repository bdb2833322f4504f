//! Writing: a document of one table, its data as `BINARY2` or `TABLEDATA`.

use std::fmt::Write as _;
use std::io::{self, Write};

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{
    DataType, Field, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, Schema, SchemaRef, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use quick_xml::escape::escape;

use super::{base64, line};
use crate::meta;
use crate::tables::described::cards;
use crate::tables::text::{elements, is_list, leaf_type, token};

/// How a type is written: `datatype` and `arraysize`. `width`: characters of the longest text, if they must be bounded.
pub(in crate::tables) fn types(data_type: &DataType, width: Option<usize>) -> (&'static str, Option<String>) {
    let mut axes = Vec::new();
    let mut inner = data_type;
    loop {
        match inner {
            DataType::FixedSizeList(item, size) => {
                axes.insert(0, size.to_string());
                inner = item.data_type();
            }
            DataType::List(item) | DataType::LargeList(item) => {
                axes.insert(0, "*".to_owned());
                inner = item.data_type();
            }
            _ => break,
        }
    }
    let name = match inner {
        DataType::Boolean => "boolean",
        DataType::UInt8 => "unsignedByte",
        DataType::Int8 | DataType::Int16 => "short",
        DataType::UInt16 | DataType::Int32 => "int",
        DataType::UInt32 | DataType::Int64 | DataType::UInt64 => "long",
        DataType::Float16 | DataType::Float32 => "float",
        DataType::Float64 => "double",
        DataType::Struct(fields) if fields.len() == 2 && *fields[0].data_type() == DataType::Float32 => "floatComplex",
        DataType::Struct(fields) if fields.len() == 2 && *fields[0].data_type() == DataType::Float64 => "doubleComplex",
        _ => {
            axes.insert(0, width.map_or_else(|| "*".to_owned(), |width| format!("{}*", width.max(1))));
            "unicodeChar"
        }
    };
    // Only the last axis may vary; a list of texts is one text.
    if axes.iter().rev().skip(1).any(|axis| axis.ends_with('*')) {
        axes = vec!["*".to_owned()];
    }
    (name, (!axes.is_empty()).then(|| axes.join("x")))
}

/// The document up to its rows: `data` are the elements between the fields and the end of the table.
pub(in crate::tables) fn document(schema: &Schema, rows: Option<u64>, widths: &[Option<usize>], data: &str) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<VOTABLE version=\"1.4\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\">\n\
         <RESOURCE type=\"results\">\n",
    );
    let name = schema.metadata().get(meta::NAME).map_or(String::new(), |name| format!(" name=\"{}\"", escape(name)));
    let rows = rows.map_or(String::new(), |rows| format!(" nrows=\"{rows}\""));
    let _ = writeln!(text, "<TABLE{name}{rows}>");
    if let Some(description) = schema.metadata().get(meta::DESCRIPTION) {
        let _ = writeln!(text, "<DESCRIPTION>{}</DESCRIPTION>", escape(clean(description)));
    }
    for (keyword, value, _) in cards(schema) {
        if !keyword.is_empty() && !matches!(keyword.as_str(), "COMMENT" | "HISTORY") {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let _ = writeln!(
                text,
                "<PARAM name=\"{}\" datatype=\"char\" arraysize=\"*\" value=\"{}\"/>",
                escape(clean(&keyword)),
                escape(clean(&value))
            );
        }
    }
    for (index, field) in schema.fields().iter().enumerate() {
        let _ = writeln!(text, "{}", of_field(field, widths.get(index).copied().flatten()));
    }
    text.push_str(data);
    text.push_str("</TABLE>\n</RESOURCE>\n</VOTABLE>\n");
    text
}

fn of_field(field: &Field, width: Option<usize>) -> String {
    let (datatype, arraysize) = types(field.data_type(), width);
    let mut text = format!("<FIELD name=\"{}\" datatype=\"{datatype}\"", escape(clean(field.name())));
    if let Some(arraysize) = arraysize {
        let _ = write!(text, " arraysize=\"{arraysize}\"");
    }
    for key in [meta::UNIT, meta::UCD, meta::UTYPE, meta::XTYPE] {
        if let Some(value) = field.metadata().get(key) {
            let _ = write!(text, " {key}=\"{}\"", escape(clean(value)));
        }
    }
    match field.metadata().get(meta::DESCRIPTION) {
        Some(description) => {
            let _ = write!(text, "><DESCRIPTION>{}</DESCRIPTION></FIELD>", escape(clean(description)));
        }
        None => text.push_str("/>"),
    }
    text
}

/// Without letters that XML can't have.
fn clean(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control() || matches!(letter, '\t' | '\n')).collect()
}

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Serialization {
    /// Bytes in base64; nulls of every type are kept.
    #[default]
    Binary2,
    /// An element for each cell, for the eye.
    TableData,
}

/// Writes batch by batch.
pub(in crate::tables) struct Writer<W> {
    target: W,
    end: String,
    serialization: Serialization,
    /// Bytes that are not yet a whole line of base64.
    pending: Vec<u8>,
}

/// Bytes of a line of base64.
const LINE: usize = 57;

impl<W: Write> Writer<W> {
    pub(in crate::tables) fn new(mut target: W, schema: &SchemaRef, serialization: Serialization) -> io::Result<Writer<W>> {
        let mark = "\u{1}";
        let data = match serialization {
            Serialization::Binary2 => format!("<DATA>\n<BINARY2>\n<STREAM encoding=\"base64\">\n{mark}</STREAM>\n</BINARY2>\n</DATA>\n"),
            Serialization::TableData => format!("<DATA>\n<TABLEDATA>\n{mark}</TABLEDATA>\n</DATA>\n"),
        };
        let document = document(schema, None, &[], &data);
        let (begin, end) = document.split_once(mark).unwrap_or((&document, ""));
        target.write_all(begin.as_bytes())?;
        Ok(Writer { target, end: end.to_owned(), serialization, pending: Vec::new() })
    }

    pub(in crate::tables) fn write(&mut self, batch: &RecordBatch) -> io::Result<()> {
        check_integers(batch)?;
        for row in 0..batch.num_rows() {
            match self.serialization {
                Serialization::TableData => {
                    let cells: String = batch.columns().iter().map(|array| format!("<TD>{}</TD>", cell(array, row))).collect();
                    line(&mut self.target, &format!("<TR>{cells}</TR>"))?;
                }
                Serialization::Binary2 => {
                    let mut mask = vec![0u8; batch.num_columns().div_ceil(8)];
                    for (index, array) in batch.columns().iter().enumerate() {
                        mask[index / 8] |= u8::from(array.is_null(row)) << (7 - index % 8);
                    }
                    self.pending.extend(mask);
                    batch.columns().iter().for_each(|array| field(array, row, &mut self.pending));
                }
            }
        }
        let whole = self.pending.len() / LINE * LINE;
        let rest = self.pending.split_off(whole);
        self.encode()?;
        self.pending = rest;
        Ok(())
    }

    fn encode(&mut self) -> io::Result<()> {
        for bytes in self.pending.chunks(LINE) {
            writeln!(self.target, "{}", base64::encode(bytes))?;
        }
        Ok(())
    }

    pub(in crate::tables) fn finish(mut self) -> io::Result<W> {
        self.encode()?;
        self.target.write_all(self.end.as_bytes())?;
        Ok(self.target)
    }
}

/// The widest integers of a VOTable have a sign: larger ones would come out as others.
fn check_integers(batch: &RecordBatch) -> io::Result<()> {
    for (field, array) in batch.schema_ref().fields().iter().zip(batch.columns()) {
        if has_wide_integers(array) {
            let reason = format!("column `{}` has integers above {}, which a VOTable can't hold", field.name(), i64::MAX);
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
    }
    Ok(())
}

fn has_wide_integers(array: &ArrayRef) -> bool {
    match array.data_type() {
        DataType::UInt64 => arrow::compute::max(array.as_primitive::<UInt64Type>()).is_some_and(|value| i64::try_from(value).is_err()),
        DataType::FixedSizeList(..) => has_wide_integers(array.as_fixed_size_list().values()),
        DataType::List(_) => has_wide_integers(array.as_list::<i32>().values()),
        DataType::LargeList(_) => has_wide_integers(array.as_list::<i64>().values()),
        _ => false,
    }
}

fn cell(array: &ArrayRef, row: usize) -> String {
    if array.is_null(row) {
        return String::new();
    }
    let spelled = |token: Option<String>| match token.as_deref() {
        None | Some("nan") => "NaN".to_owned(),
        Some("inf") => "+Inf".to_owned(),
        Some("-inf") => "-Inf".to_owned(),
        Some("True") => "T".to_owned(),
        Some("False") => "F".to_owned(),
        Some(complex) if complex.starts_with('(') && complex.ends_with("j)") => {
            let body = complex.trim_matches(['(', ')']).trim_end_matches('j');
            let at =
                body.char_indices().rev().find(|(at, sign)| *at > 0 && matches!(sign, '+' | '-') && !body[..*at].ends_with(['e', 'E']));
            at.map_or_else(|| body.to_owned(), |(at, _)| format!("{} {}", &body[..at], &body[at..]))
        }
        Some(other) => other.to_owned(),
    };
    let text = if is_list(array.data_type()) {
        elements(array, row).into_iter().map(spelled).collect::<Vec<_>>().join(" ")
    } else if matches!(array.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View) {
        token(array, row).unwrap_or_default()
    } else {
        spelled(token(array, row))
    };
    escape(clean(&text)).into_owned()
}

/// The bytes of a field; of a null as many zeros, or NaN.
fn field(array: &ArrayRef, row: usize, bytes: &mut Vec<u8>) {
    let is_texts = matches!(leaf_type(array.data_type()), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
    if is_texts && is_list(array.data_type()) {
        let texts: Vec<String> = if array.is_null(row) { Vec::new() } else { elements(array, row).into_iter().flatten().collect() };
        return text(&texts.join(" "), bytes);
    }
    match array.data_type() {
        DataType::FixedSizeList(..) => {
            let values = array.as_fixed_size_list().value(row);
            (0..values.len()).for_each(|index| field(&values, index, bytes));
        }
        DataType::List(_) | DataType::LargeList(_) => {
            let values = if array.is_null(row) { None } else { Some(list(array, row)) };
            let count = values.as_ref().map_or(0, |values| values.len());
            bytes.extend((count as u32).to_be_bytes());
            if let Some(values) = values {
                (0..count).for_each(|index| field(&values, index, bytes));
            }
        }
        DataType::Struct(_) => array.as_struct().columns().iter().for_each(|part| field(part, row, bytes)),
        _ => scalar(array, row, bytes),
    }
}

fn list(array: &ArrayRef, row: usize) -> ArrayRef {
    match array.data_type() {
        DataType::LargeList(_) => array.as_list::<i64>().value(row),
        _ => array.as_list::<i32>().value(row),
    }
}

fn text(text: &str, bytes: &mut Vec<u8>) {
    let letters: Vec<u16> = text.encode_utf16().collect();
    bytes.extend((letters.len() as u32).to_be_bytes());
    letters.into_iter().for_each(|letter| bytes.extend(letter.to_be_bytes()));
}

fn scalar(array: &ArrayRef, row: usize, bytes: &mut Vec<u8>) {
    let is_null = array.is_null(row);
    macro_rules! put {
        ($type:ty, $wide:ty, $null:expr) => {{
            let value = array.as_primitive::<$type>().value(row);
            bytes.extend((if is_null { $null } else { value as $wide }).to_be_bytes());
        }};
    }
    match array.data_type() {
        DataType::Boolean => bytes.push(if is_null {
            b'?'
        } else if array.as_boolean().value(row) {
            b'T'
        } else {
            b'F'
        }),
        DataType::UInt8 => put!(UInt8Type, u8, 0),
        DataType::Int8 => put!(Int8Type, i16, 0),
        DataType::Int16 => put!(Int16Type, i16, 0),
        DataType::UInt16 => put!(UInt16Type, i32, 0),
        DataType::Int32 => put!(Int32Type, i32, 0),
        DataType::UInt32 => put!(UInt32Type, i64, 0),
        DataType::Int64 => put!(Int64Type, i64, 0),
        DataType::UInt64 => put!(UInt64Type, i64, 0),
        DataType::Float16 => {
            let value = array.as_primitive::<Float16Type>().value(row).to_f32();
            bytes.extend((if is_null { f32::NAN } else { value }).to_be_bytes());
        }
        DataType::Float32 => put!(Float32Type, f32, f32::NAN),
        DataType::Float64 => put!(Float64Type, f64, f64::NAN),
        _ => text(&token(array, row).unwrap_or_default(), bytes),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::UInt64Array;

    use super::*;

    #[test]
    fn integers_that_have_no_type_are_refused_and_never_changed() {
        for (value, is_held) in [(i64::MAX as u64, true), (i64::MAX as u64 + 1, false)] {
            let batch = RecordBatch::try_from_iter([("n", Arc::new(UInt64Array::from(vec![0, value])) as ArrayRef)]).unwrap();
            let mut writer = Writer::new(Vec::new(), &batch.schema(), Serialization::Binary2).unwrap();
            let written = writer.write(&batch);
            assert_eq!(written.is_ok(), is_held);
            assert!(is_held || written.unwrap_err().to_string().contains("column `n`"));
        }
    }
}
