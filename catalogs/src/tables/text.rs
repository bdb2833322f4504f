//! Values as text, both ways: what ECSV, CSV and VOTable share.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, FixedSizeListArray, ListArray, PrimitiveArray, StringArray, StructArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Field, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow::util::display::array_value_to_string;

use crate::print::{shortest, shortest_single, string_at};

/// The cells of a column: texts of their elements, row after row. A cell of a single value has one.
#[derive(Debug, Default)]
pub(super) struct Cells {
    tokens: Vec<Option<String>>,
    /// Elements of each row; none if the row is null.
    rows: Vec<Option<usize>>,
}

/// Elements of a batch's arrays that may be null for a row at a time.
const NULL_ELEMENTS: usize = 1 << 26;

impl Cells {
    /// A row of a single value.
    pub(super) fn push(&mut self, token: Option<String>) {
        self.rows.push(token.is_some().then_some(1));
        self.tokens.push(token);
    }

    /// A row of an array; none if it is null.
    pub(super) fn push_all(&mut self, tokens: Option<Vec<Option<String>>>) {
        self.rows.push(tokens.as_ref().map(Vec::len));
        self.tokens.extend(tokens.into_iter().flatten());
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The column; a reason if a text is not of its type.
    pub(super) fn finish(self, data_type: &DataType) -> Result<ArrayRef, String> {
        match data_type {
            DataType::FixedSizeList(..) => {
                let count = leaf_count(data_type);
                let leaf = leaf_type(data_type);
                // A null row costs as much as any other; what a header claims may be a lie.
                let has_null = self.rows.iter().any(Option::is_none);
                if has_null && count.saturating_mul(self.rows.len()) > NULL_ELEMENTS {
                    return Err(format!("its arrays of {count} elements are too long"));
                }
                let mut tokens = self.tokens.into_iter();
                let mut filled = Vec::new();
                for row in &self.rows {
                    match row {
                        Some(length) if *length == count => filled.extend(tokens.by_ref().take(count)),
                        Some(length) => return Err(format!("an array has {length} elements, not {count}")),
                        None => filled.extend(std::iter::repeat_n(None, count)),
                    }
                }
                let nulls = NullBuffer::from_iter(self.rows.iter().map(Option::is_some));
                nested(leaves(filled, &leaf)?, data_type, Some(nulls).filter(|nulls| nulls.null_count() > 0))
            }
            DataType::List(item) => {
                let values = leaves(self.tokens, item.data_type())?;
                let offsets = OffsetBuffer::from_lengths(self.rows.iter().map(|row| row.unwrap_or(0)));
                let nulls = Some(NullBuffer::from_iter(self.rows.iter().map(Option::is_some))).filter(|nulls| nulls.null_count() > 0);
                Ok(Arc::new(ListArray::try_new(item.clone(), offsets, values, nulls).map_err(|error| error.to_string())?))
            }
            _ => leaves(self.tokens, data_type),
        }
    }
}

/// Elements of a fixed-size list of fixed-size lists.
pub(crate) fn leaf_count(data_type: &DataType) -> usize {
    match data_type {
        DataType::FixedSizeList(item, size) => usize::try_from(*size).unwrap_or(0).saturating_mul(leaf_count(item.data_type())),
        _ => 1,
    }
}

/// The type of the elements of lists.
pub(crate) fn leaf_type(data_type: &DataType) -> DataType {
    match data_type {
        DataType::FixedSizeList(item, _) | DataType::List(item) | DataType::LargeList(item) => leaf_type(item.data_type()),
        other => other.clone(),
    }
}

/// Leaves as lists of `data_type`.
pub(super) fn nested(leaves: ArrayRef, data_type: &DataType, nulls: Option<NullBuffer>) -> Result<ArrayRef, String> {
    let DataType::FixedSizeList(item, size) = data_type else { return Ok(leaves) };
    let inner = nested(leaves, item.data_type(), None)?;
    Ok(Arc::new(FixedSizeListArray::try_new(item.clone(), *size, inner, nulls).map_err(|error| error.to_string())?))
}

fn leaves(tokens: Vec<Option<String>>, data_type: &DataType) -> Result<ArrayRef, String> {
    fn primitive<T: ArrowPrimitiveType>(
        tokens: &[Option<String>],
        parse: impl Fn(&str) -> Option<T::Native>,
        data_type: &DataType,
    ) -> Result<ArrayRef, String> {
        let values = tokens.iter().map(|token| match token {
            None => Ok(None),
            Some(text) => parse(text.trim()).map(Some).ok_or_else(|| wrong(text, data_type)),
        });
        Ok(Arc::new(values.collect::<Result<PrimitiveArray<T>, _>>()?))
    }
    macro_rules! parsed {
        ($type:ty) => {
            primitive::<$type>(&tokens, |text| text.parse().ok(), data_type)
        };
    }
    match data_type {
        DataType::Utf8 => Ok(Arc::new(StringArray::from(tokens))),
        DataType::Boolean => {
            let value = |token: &Option<String>| match token {
                None => Ok(None),
                Some(text) => match text.trim() {
                    "True" | "true" | "T" | "t" | "1" | "TRUE" => Ok(Some(true)),
                    "False" | "false" | "F" | "f" | "0" | "FALSE" => Ok(Some(false)),
                    "" | "?" => Ok(None),
                    _ => Err(wrong(text, data_type)),
                },
            };
            Ok(Arc::new(tokens.iter().map(value).collect::<Result<BooleanArray, _>>()?))
        }
        DataType::Int8 => parsed!(Int8Type),
        DataType::Int16 => parsed!(Int16Type),
        DataType::Int32 => parsed!(Int32Type),
        DataType::Int64 => parsed!(Int64Type),
        DataType::UInt8 => parsed!(UInt8Type),
        DataType::UInt16 => parsed!(UInt16Type),
        DataType::UInt32 => parsed!(UInt32Type),
        DataType::UInt64 => parsed!(UInt64Type),
        DataType::Float16 => {
            let wide = leaves(tokens, &DataType::Float32)?;
            arrow::compute::cast(&wide, data_type).map_err(|error| error.to_string())
        }
        DataType::Float32 => parsed!(Float32Type),
        DataType::Float64 => parsed!(Float64Type),
        DataType::Struct(fields) => {
            let parts: Option<Vec<(Option<String>, Option<String>)>> = tokens
                .iter()
                .map(|token| match token {
                    None => Some((Some("0".to_owned()), Some("0".to_owned()))),
                    Some(text) => complex(text).map(|(re, im)| (Some(re), Some(im))),
                })
                .collect();
            let (re, im) = parts.ok_or("a text is not a complex number")?.into_iter().unzip();
            let arrays = vec![leaves(re, fields[0].data_type())?, leaves(im, fields[1].data_type())?];
            let nulls = Some(NullBuffer::from_iter(tokens.iter().map(Option::is_some))).filter(|nulls| nulls.null_count() > 0);
            Ok(Arc::new(StructArray::try_new(fields.clone(), arrays, nulls).map_err(|error| error.to_string())?))
        }
        other => Err(format!("values of type {other} are not read from text")),
    }
}

fn wrong(text: &str, data_type: &DataType) -> String {
    let text: String = text.chars().take(40).collect();
    format!("`{text}` is not a value of type {}", crate::print::type_name(data_type))
}

/// `(1+2j)`, `1+2j`, `2j`, or two numbers apart by a blank.
fn complex(text: &str) -> Option<(String, String)> {
    let text = text.trim().trim_start_matches('(').trim_end_matches(')');
    if let Some((re, im)) = text.split_once(' ') {
        return Some((re.trim().to_owned(), im.trim().to_owned()));
    }
    let Some(text) = text.strip_suffix('j') else { return Some((text.to_owned(), "0".to_owned())) };
    let sign = text.char_indices().rev().find(|(at, letter)| *at > 0 && matches!(letter, '+' | '-') && !text[..*at].ends_with(['e', 'E']));
    Some(match sign {
        Some((at, _)) => (text[..at].to_owned(), text[at..].to_owned()),
        None => ("0".to_owned(), text.to_owned()),
    })
}

/// The value at `row` so that it can be read back exactly; none if it is null. Not for lists.
pub(super) fn token(array: &dyn Array, row: usize) -> Option<String> {
    if array.is_null(row) {
        return None;
    }
    Some(match array.data_type() {
        DataType::Boolean => if array.as_boolean().value(row) { "True" } else { "False" }.to_owned(),
        DataType::Float16 => shortest_single(array.as_primitive::<Float16Type>().value(row).to_f32()),
        DataType::Float32 => shortest_single(array.as_primitive::<Float32Type>().value(row)),
        DataType::Float64 => shortest(array.as_primitive::<Float64Type>().value(row)),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => string_at(array, row),
        DataType::Struct(_) => {
            let parts = array.as_struct();
            let part = |index: usize| token(parts.column(index), row).unwrap_or_default();
            let im = part(1);
            format!("({}{}{im}j)", part(0), if im.starts_with('-') { "" } else { "+" })
        }
        _ => array_value_to_string(array, row).unwrap_or_default(),
    })
}

/// The elements of the list at `row`, from all dimensions, as [`token`] has them.
pub(super) fn elements(array: &ArrayRef, row: usize) -> Vec<Option<String>> {
    match array.data_type() {
        DataType::FixedSizeList(..) => all(&array.as_fixed_size_list().value(row)),
        DataType::List(_) => all(&array.as_list::<i32>().value(row)),
        DataType::LargeList(_) => all(&array.as_list::<i64>().value(row)),
        _ => vec![token(array, row)],
    }
}

fn all(values: &ArrayRef) -> Vec<Option<String>> {
    (0..values.len()).flat_map(|row| elements(values, row)).collect()
}

/// Whether a type is a list of any kind.
pub(super) fn is_list(data_type: &DataType) -> bool {
    matches!(data_type, DataType::FixedSizeList(..) | DataType::List(_) | DataType::LargeList(_))
}

/// An unnamed field of a list.
pub(super) fn item(data_type: DataType) -> Arc<Field> {
    Arc::new(Field::new_list_field(data_type, true))
}
