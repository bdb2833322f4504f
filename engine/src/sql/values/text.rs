//! Values as text: cells of tables and of CSV files.

use arrow::array::{Array, ArrayRef, AsArray, FixedSizeBinaryArray, StructArray};
use arrow::datatypes::{DataType, Field};
use arrow::util::display::{ArrayFormatter, DurationFormat, FormatOptions};

use super::{Kind, push_hex, push_uuid, region};
use crate::Result;
use crate::time::{Scale, Timespan, TimespanColumn};

/// For whom the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// For people: regions in words, timespans to the second.
    Table,
    /// For programs: nothing is lost.
    Exact,
}

/// The texts of one column.
pub struct Texts<'a> {
    column: Column<'a>,
    style: Style,
}

enum Column<'a> {
    Uuid(&'a FixedSizeBinaryArray),
    Timespan(TimespanColumn<'a>),
    Region(&'a dyn Array),
    Struct { array: &'a StructArray, members: Vec<(&'a str, Texts<'a>)>, skip_nulls: bool },
    List(&'a ArrayRef, Box<Field>),
    Binary(&'a dyn Array),
    Other(ArrayFormatter<'a>),
}

const OPTIONS: FormatOptions<'static> = FormatOptions::new().with_duration_format(DurationFormat::Pretty).with_display_error(true);

impl<'a> Texts<'a> {
    /// Of a column of `field`.
    pub fn new(field: &'a Field, array: &'a ArrayRef, style: Style) -> Result<Texts<'a>> {
        let column = match (Kind::of(field), field.data_type()) {
            (Kind::Uuid, _) => Column::Uuid(array.as_fixed_size_binary()),
            (Kind::Timespan, _) => Column::Timespan(TimespanColumn::new(array)?),
            (Kind::Region, _) => Column::Region(array),
            (kind, DataType::Struct(fields)) => {
                let array = array.as_struct();
                let members = fields
                    .iter()
                    .zip(array.columns())
                    .map(|(field, member)| Ok((field.name().as_str(), Texts::new(field, member, style)?)))
                    .collect::<Result<Vec<_>>>()?;
                Column::Struct { array, members, skip_nulls: kind == Kind::DataId }
            }
            (_, DataType::List(item)) => Column::List(array, Box::new(item.as_ref().clone())),
            (_, DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_)) => Column::Binary(array),
            _ => Column::Other(ArrayFormatter::try_new(array, &OPTIONS)?),
        };
        Ok(Texts { column, style })
    }

    /// Appends the text of a row; nothing for a null.
    pub fn push(&self, row: usize, out: &mut String) -> Result<()> {
        match &self.column {
            Column::Uuid(array) if array.is_valid(row) => push_uuid(array.value(row), out),
            Column::Timespan(column) => {
                if let Some(timespan) = column.get(row) {
                    push_timespan(timespan, self.style, out);
                }
            }
            Column::Region(array) => match (bytes(*array, row), self.style) {
                (Some(bytes), Style::Table) => region::push_region(bytes, out),
                (Some(bytes), Style::Exact) => push_hex(bytes, out),
                (None, _) => {}
            },
            Column::Binary(array) => {
                if let Some(bytes) = bytes(*array, row) {
                    push_hex(bytes, out);
                }
            }
            Column::Struct { array, members, skip_nulls } if array.is_valid(row) => push_struct(array, members, *skip_nulls, row, out)?,
            Column::List(array, item) if array.is_valid(row) => {
                let values = array.as_list::<i32>().value(row);
                let texts = Texts::new(item, &values, self.style)?;
                out.push('[');
                for i in 0..values.len() {
                    if i > 0 {
                        out.push_str(", ");
                    }
                    texts.push(i, out)?;
                }
                out.push(']');
            }
            Column::Other(formatter) => formatter.value(row).write(out)?,
            _ => {}
        }
        Ok(())
    }
}

/// `{band: i, instrument: HSC}`.
fn push_struct(array: &StructArray, members: &[(&str, Texts<'_>)], skip_nulls: bool, row: usize, out: &mut String) -> Result<()> {
    out.push('{');
    let mut first = true;
    for ((name, texts), member) in members.iter().zip(array.columns()) {
        if skip_nulls && is_null(member, row) {
            continue;
        }
        if !std::mem::take(&mut first) {
            out.push_str(", ");
        }
        out.push_str(name);
        out.push_str(": ");
        texts.push(row, out)?;
    }
    out.push('}');
    Ok(())
}

/// Whether a row has no value; a column of nothing but nulls keeps no account of them.
pub(super) fn is_null(array: &dyn Array, row: usize) -> bool {
    array.is_null(row) || *array.data_type() == DataType::Null
}

fn push_timespan(timespan: Timespan, style: Style, out: &mut String) {
    if style == Style::Table || timespan.is_empty() {
        out.push_str(&timespan.to_string());
        return;
    }
    match timespan.begin() {
        Some(begin) => {
            out.push('[');
            out.push_str(&begin.to_isot(Scale::Tai, 9));
        }
        None => out.push_str("(-∞"),
    }
    out.push_str(", ");
    out.push_str(&timespan.end().map_or("∞".to_owned(), |end| end.to_isot(Scale::Tai, 9)));
    out.push(')');
}

/// The bytes of a row of any column of bytes.
pub(super) fn bytes(array: &dyn Array, row: usize) -> Option<&[u8]> {
    if array.is_null(row) {
        return None;
    }
    match array.data_type() {
        DataType::Binary => Some(array.as_binary::<i32>().value(row)),
        DataType::LargeBinary => Some(array.as_binary::<i64>().value(row)),
        DataType::BinaryView => Some(array.as_binary_view().value(row)),
        DataType::FixedSizeBinary(_) => Some(array.as_fixed_size_binary().value(row)),
        _ => None,
    }
}
