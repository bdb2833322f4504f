//! What a reader gives: which column or part of one becomes which Arrow field.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef, SchemaRef};

use super::View;
use super::ascii;
use super::decode::{element_type, nested};
use crate::fits::column::{Column, Layout};
use crate::fits::{Fault, Hdu, afw};
use crate::{Error, Result, meta};

/// Which part of a column's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of them.
    Whole,
    /// One bit, from 0.
    Bit(usize),
    /// One element of the array, from 0.
    Element(usize),
    /// The square root of one element: the uncertainty that a covariance matrix's diagonal says.
    Deviation(usize),
}

/// A field that is made of a column.
#[derive(Debug, Clone)]
pub(crate) struct Output {
    pub field: FieldRef,
    /// Index of the column.
    pub column: usize,
    pub part: Part,
}

impl Output {
    /// `part` of the column with index `index` as a field called `name`.
    pub(crate) fn new(columns: &[Column], index: usize, part: Part, name: &str) -> Output {
        let column = &columns[index];
        let data_type = match (part, &column.layout) {
            (Part::Bit(_), _) => DataType::Boolean,
            (Part::Element(_) | Part::Deviation(_), Layout::Binary(form)) => element_type(form.code, column.scaling),
            (_, Layout::Binary(form)) if form.descriptor.is_some() => match element_type(form.code, column.scaling) {
                DataType::Utf8 => DataType::Utf8,
                element => DataType::List(Arc::new(Field::new_list_field(element, true))),
            },
            (_, Layout::Binary(form)) => nested(element_type(form.code, column.scaling), &column.shape),
            (_, Layout::Ascii { kind, .. }) => ascii::data_type(*kind, column.scaling),
        };
        let field = Field::new(name, data_type, true).with_metadata(said(column));
        Output { field: Arc::new(field), column: index, part }
    }

    /// The same with one thing more that is known of the field; nothing if `value` is empty.
    pub(crate) fn with(mut self, key: &str, value: &str) -> Output {
        let mut metadata = self.field.metadata().clone();
        if value.is_empty() {
            metadata.remove(key);
        } else {
            metadata.insert(key.to_owned(), value.to_owned());
        }
        self.field = Arc::new(self.field.as_ref().clone().with_metadata(metadata));
        self
    }
}

/// What the header says of a column.
fn said(column: &Column) -> HashMap<String, String> {
    let null = column.null.map(|null| null.to_string()).or_else(|| column.null_text.clone());
    let known = [
        (meta::UNIT, column.unit.clone()),
        (meta::DESCRIPTION, column.description.clone()),
        (meta::DISPLAY, column.display.clone()),
        (meta::UCD, column.ucd.clone()),
        (meta::AFW_CLASS, column.class.clone()),
        (meta::NULL, null),
        (meta::FORM, Some(column.form.trim_end().to_owned())),
    ];
    known.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

/// The fields of the table in `hdu`: its columns, or what afw makes of them.
pub(super) fn outputs(hdu: &Hdu, columns: &[Column], view: View) -> Result<Vec<Output>, Fault> {
    if let (Some(table), View::Meaning) = (afw::Table::new(hdu.header()), view) {
        return Ok(table.outputs(hdu.header(), columns));
    }
    Ok(columns.iter().enumerate().map(|(index, column)| Output::new(columns, index, Part::Whole, &column.name)).collect())
}

/// Those of `outputs` that `names` asks for, in that order.
pub(super) fn chosen(file: &str, outputs: Vec<Output>, names: &[String], schema: &SchemaRef) -> Result<Vec<Output>> {
    names.iter().map(|name| find(file, &outputs, name, schema)).collect()
}

/// The field called `name`: exactly, else in any case if that is unique, else by the aliases.
fn find(file: &str, outputs: &[Output], name: &str, schema: &SchemaRef) -> Result<Output> {
    let exact = |name: &str| outputs.iter().find(|output| output.field.name() == name);
    if let Some(output) = exact(name) {
        return Ok(output.clone());
    }
    let mut alike = outputs.iter().filter(|output| output.field.name().eq_ignore_ascii_case(name));
    if let (Some(output), None) = (alike.next(), alike.next()) {
        return Ok(output.clone());
    }
    let target = afw::resolve(schema, name);
    if let Some(output) = exact(&target) {
        let field = output.field.as_ref().clone().with_name(name);
        return Ok(Output { field: Arc::new(field), ..output.clone() });
    }
    Err(Error::missing(file, "column", name, outputs.iter().map(|output| output.field.name().as_str())))
}
