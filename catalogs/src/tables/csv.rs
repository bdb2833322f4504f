//! Comma-separated values (RFC 4180) with a line of names; types are found in the values.
//!
//! A field without quotes and letters is null. A column is of integers, floats, booleans or texts: the first of these that all its values
//! are. Units and descriptions have no place in this format.

use std::io::Write;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use super::delimited::{Records, field};
use super::rows::Gather;
use super::text::{elements, is_list, token};
use crate::{Error, Result};

const NAME: &str = "CSV";

/// Which types a column's values allow so far.
#[derive(Clone, Copy)]
struct Allowed {
    integer: bool,
    float: bool,
    boolean: bool,
    is_seen: bool,
}

impl Allowed {
    fn see(&mut self, text: &str) {
        let text = text.trim();
        self.integer &= text.parse::<i64>().is_ok();
        self.float &= text.parse::<f64>().is_ok();
        self.boolean &= matches!(text, "True" | "False" | "true" | "false" | "TRUE" | "FALSE");
        self.is_seen = true;
    }

    fn data_type(self) -> DataType {
        match self {
            Allowed { is_seen: false, .. } => DataType::Utf8,
            Allowed { integer: true, .. } => DataType::Int64,
            Allowed { float: true, .. } => DataType::Float64,
            Allowed { boolean: true, .. } => DataType::Boolean,
            _ => DataType::Utf8,
        }
    }
}

/// Reads a whole file.
pub(super) fn read(file: &str, content: &str) -> Result<(SchemaRef, Vec<RecordBatch>)> {
    let wrong = |reason: String| Error::format(file, NAME, reason);
    let content = content.trim_start_matches('\u{feff}');
    let mut records = Records::new(content, ',', 1);
    let names = records.next().unwrap_or_else(|| Ok(Vec::new())).map_err(wrong)?;
    let mut allowed = vec![Allowed { integer: true, float: true, boolean: true, is_seen: false }; names.len()];
    let mut line = records.line;
    while let Some(record) = records.next() {
        let record = record.map_err(wrong)?;
        if record.len() != names.len() {
            return Err(wrong(format!("line {line}: it has {} fields, not {}", record.len(), names.len())));
        }
        let values = record.iter().zip(&mut allowed).filter(|(written, _)| written.is_quoted || !written.text.is_empty());
        values.for_each(|(written, allowed)| allowed.see(&written.text));
        line = records.line;
    }
    let fields: Vec<Field> = names.iter().zip(&allowed).map(|(name, allowed)| Field::new(&name.text, allowed.data_type(), true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let mut gather = Gather::new(file, NAME, schema.clone());
    let mut records = Records::new(content, ',', 1);
    records.next();
    while let Some(Ok(record)) = records.next() {
        for (written, cells) in record.into_iter().zip(gather.cells()) {
            cells.push((written.is_quoted || !written.text.is_empty()).then_some(written.text));
        }
        gather.row()?;
    }
    Ok((schema, gather.finish()?))
}

/// Writes batch by batch. An array is its elements apart by blanks.
pub(super) struct Writer<W> {
    target: W,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(mut target: W, schema: &SchemaRef) -> std::io::Result<Writer<W>> {
        let names: Vec<String> = schema.fields().iter().map(|of| field(Some(of.name()), ',')).collect();
        writeln!(target, "{}", names.join(","))?;
        Ok(Writer { target })
    }

    pub(super) fn write(&mut self, batch: &RecordBatch) -> std::io::Result<()> {
        for row in 0..batch.num_rows() {
            let cells = batch.columns().iter().map(|array| {
                if is_list(array.data_type()) && !array.is_null(row) {
                    let tokens: Vec<String> = elements(array, row).into_iter().map(Option::unwrap_or_default).collect();
                    field(Some(&tokens.join(" ")), ',')
                } else {
                    field(token(array, row).as_deref(), ',')
                }
            });
            writeln!(self.target, "{}", cells.collect::<Vec<_>>().join(","))?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> W {
        self.target
    }
}
