//! ECSV: delimited text under a header of comments in YAML (astropy's proposal APE 6).
//!
//! `""` is null. Arrays are JSON in one field.

use std::io::Write;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use super::delimited::{Records, field};
use super::described::Described;
use super::rows::Gather;
use super::text::{self, is_list, leaf_type};
use crate::{Error, Result};

const NAME: &str = "ECSV";

/// Reads a whole file.
pub(super) fn read(file: &str, content: &str) -> Result<(SchemaRef, Vec<RecordBatch>)> {
    let wrong = |reason: String| Error::format(file, NAME, reason);
    let mut yaml = String::new();
    let mut lines = 0;
    let mut rest = content.trim_start_matches('\u{feff}');
    while let Some(line) = rest.strip_prefix('#') {
        let end = line.find('\n').map_or(line.len(), |end| end + 1);
        let text = line[..end].strip_prefix(' ').unwrap_or(&line[..end]);
        if lines > 0 && text.trim_end() != "---" {
            yaml.push_str(text.trim_end());
            yaml.push('\n');
        }
        rest = &line[end..];
        lines += 1;
    }
    let described = Described::of_yaml(&yaml).map_err(wrong)?;
    let fields = described.columns.iter().map(|column| Ok(Field::new(&column.name, column.data_type()?, true)));
    let schema = Schema::new(fields.collect::<Result<Vec<_>, String>>().map_err(wrong)?);
    let schema = described.apply(&schema);
    let delimiter = described.delimiter.as_ref().and_then(|text| text.chars().next()).unwrap_or(' ');
    let mut records = Records::new(rest, delimiter, lines + 1);
    let names = records.next().unwrap_or_else(|| Ok(Vec::new())).map_err(wrong)?;
    if names.iter().map(|name| &name.text).ne(schema.fields().iter().map(|field| field.name())) {
        return Err(wrong(format!("line {}: the names are not those of its header", lines + 1)));
    }
    let mut gather = Gather::new(file, NAME, schema.clone());
    let mut line = records.line;
    while let Some(record) = records.next() {
        let record = record.map_err(wrong)?;
        if record.len() != schema.fields().len() {
            return Err(wrong(format!("line {line}: it has {} fields, not {}", record.len(), schema.fields().len())));
        }
        for ((written, field), cells) in record.into_iter().zip(schema.fields()).zip(gather.cells()) {
            let value = Some(written.text).filter(|text| !text.is_empty());
            if is_list(field.data_type()) {
                let tokens = value.map(|text| elements(&text)).transpose();
                cells.push_all(tokens.map_err(|reason| wrong(format!("line {line}: column `{}`: {reason}", field.name())))?);
            } else {
                cells.push(value);
            }
        }
        gather.row()?;
        line = records.line;
    }
    Ok((schema, gather.finish()?))
}

/// The scalars of a JSON array in their order, whatever lists they are in, as they are written.
fn elements(json: &str) -> Result<Vec<Option<String>>, String> {
    let mut tokens = Vec::new();
    let mut rest = json.trim();
    let mut depth = 0;
    while let Some(first) = rest.chars().next() {
        match first {
            '[' => depth += 1,
            ']' => depth -= 1,
            ',' | ' ' | '\t' => {}
            '"' => {
                let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<String>();
                match stream.next() {
                    Some(Ok(text)) => tokens.push(Some(text)),
                    _ => return Err("a text of its array is not closed".to_owned()),
                }
                rest = &rest[stream.byte_offset()..];
                continue;
            }
            _ => {
                let end = rest.find([',', ']', '[', ' ']).unwrap_or(rest.len());
                let (token, behind) = rest.split_at(end);
                tokens.push(match token {
                    "null" => None,
                    "NaN" => Some("nan".to_owned()),
                    "Infinity" => Some("inf".to_owned()),
                    "-Infinity" => Some("-inf".to_owned()),
                    other => Some(other.to_owned()),
                });
                rest = behind;
                continue;
            }
        }
        rest = &rest[first.len_utf8()..];
    }
    if depth == 0 { Ok(tokens) } else { Err("its array is not closed".to_owned()) }
}

/// Writes batch by batch.
pub(super) struct Writer<W> {
    target: W,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(mut target: W, schema: &SchemaRef) -> std::io::Result<Writer<W>> {
        writeln!(target, "# %ECSV 1.0\n# ---")?;
        for line in Described::of_schema(schema).to_yaml().lines() {
            writeln!(target, "# {line}")?;
        }
        writeln!(target, "# schema: astropy-2.0")?;
        let names: Vec<String> = schema.fields().iter().map(|of| field(Some(of.name()), ' ')).collect();
        writeln!(target, "{}", names.join(" "))?;
        Ok(Writer { target })
    }

    pub(super) fn write(&mut self, batch: &RecordBatch) -> std::io::Result<()> {
        for row in 0..batch.num_rows() {
            let cells = batch.columns().iter().map(|array| {
                let is_null = array.is_null(row);
                if is_list(array.data_type()) && !is_null {
                    field(Some(&json(array, row)), ' ')
                } else {
                    field(text::token(array, row).as_deref(), ' ')
                }
            });
            writeln!(self.target, "{}", cells.collect::<Vec<_>>().join(" "))?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> W {
        self.target
    }
}

/// The list at `row` as compact JSON.
fn json(array: &Arc<dyn arrow::array::Array>, row: usize) -> String {
    use arrow::array::AsArray;
    let all = |values: &Arc<dyn arrow::array::Array>| {
        let items: Vec<String> = (0..values.len()).map(|index| json(values, index)).collect();
        format!("[{}]", items.join(","))
    };
    match array.data_type() {
        DataType::FixedSizeList(..) => all(&array.as_fixed_size_list().value(row)),
        DataType::List(_) => all(&array.as_list::<i32>().value(row)),
        DataType::LargeList(_) => all(&array.as_list::<i64>().value(row)),
        data_type => match text::token(array, row) {
            None => "null".to_owned(),
            Some(text) => match (leaf_type(data_type), text.as_str()) {
                (DataType::Boolean, value) => value.to_lowercase(),
                (_, "nan") => "NaN".to_owned(),
                (_, "inf") => "Infinity".to_owned(),
                (_, "-inf") => "-Infinity".to_owned(),
                (leaf, _) if leaf.is_numeric() => text,
                _ => serde_json::Value::from(text).to_string(),
            },
        },
    }
}
