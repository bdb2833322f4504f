//! `FIELD`: the type of a column, and what is said of it.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Fields};
use quick_xml::events::BytesStart;

use super::attribute;
use crate::meta;
use crate::tables::text::{Cells, is_list, leaf_count, leaf_type};

/// A column as a document says it.
#[derive(Debug, Clone, Default)]
pub(in crate::tables) struct FieldSaid {
    pub name: String,
    pub datatype: String,
    pub arraysize: Option<String>,
    pub unit: Option<String>,
    pub ucd: Option<String>,
    pub utype: Option<String>,
    pub xtype: Option<String>,
    pub description: Option<String>,
    /// `null` of `VALUES`: the number that says null.
    pub null: Option<String>,
}

/// Elements of an array of fixed length at most.
const LONGEST: u64 = 1 << 24;

/// Lengths of the axes of an array, the fastest first; none for an axis of variable length.
type Axes = Vec<Option<u64>>;

impl FieldSaid {
    pub(super) fn of(start: &BytesStart<'_>) -> Result<FieldSaid, String> {
        let get = |name| attribute(start, name);
        let name = get("name").or_else(|| get("ID")).ok_or("a FIELD has no name")?;
        let datatype = get("datatype").ok_or_else(|| format!("FIELD `{name}` has no datatype"))?;
        Ok(FieldSaid {
            datatype,
            arraysize: get("arraysize"),
            unit: get("unit"),
            ucd: get("ucd"),
            utype: get("utype"),
            xtype: get("xtype"),
            description: None,
            null: None,
            name,
        })
    }

    /// Whether it is of characters.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.datatype.as_str(), "char" | "unicodeChar")
    }

    /// `3x2*`: three in a row, two or more rows.
    pub(super) fn axes(&self) -> Result<Axes, String> {
        let Some(text) = self.arraysize.as_deref() else { return Ok(Vec::new()) };
        let axis = |text: &str| match text.strip_suffix('*') {
            Some(_) => Ok(None),
            None => text
                .trim()
                .parse()
                .map(Some)
                .map_err(|_| format!("FIELD `{}` has arraysize `{}`", self.name, self.arraysize.as_deref().unwrap_or(""))),
        };
        text.split('x').map(axis).collect()
    }

    /// The type of one element.
    pub(super) fn element(&self) -> Result<DataType, String> {
        let complex =
            |part: DataType| DataType::Struct(Fields::from(vec![Field::new("re", part.clone(), false), Field::new("im", part, false)]));
        Ok(match self.datatype.as_str() {
            "boolean" | "bit" => DataType::Boolean,
            "unsignedByte" => DataType::UInt8,
            "short" => DataType::Int16,
            "int" => DataType::Int32,
            "long" => DataType::Int64,
            "char" | "unicodeChar" => DataType::Utf8,
            "float" => DataType::Float32,
            "double" => DataType::Float64,
            "floatComplex" => complex(DataType::Float32),
            "doubleComplex" => complex(DataType::Float64),
            other => return Err(format!("FIELD `{}` is of datatype `{other}`, which is not known", self.name)),
        })
    }

    pub(super) fn data_type(&self) -> Result<DataType, String> {
        let element = self.element()?;
        let mut axes = self.axes()?;
        if self.is_text() && !axes.is_empty() {
            axes.remove(0);
        }
        let list = |inner, axis: Option<u64>| {
            let item = Arc::new(Field::new_list_field(inner, true));
            match axis.map(i32::try_from) {
                Some(Ok(length)) if length > 0 => Ok(DataType::FixedSizeList(item, length)),
                Some(Err(_)) => Err(format!("FIELD `{}` has too long arrays", self.name)),
                _ => Ok(DataType::List(item)),
            }
        };
        // A variable axis is the last; all elements of such a field are one list.
        if axes.contains(&None) {
            return list(element, None);
        }
        let count = axes.iter().flatten().try_fold(1u64, |count, axis| count.checked_mul(*axis));
        if count.is_none_or(|count| count > LONGEST) {
            return Err(format!("FIELD `{}` has too long arrays", self.name));
        }
        axes.into_iter().try_fold(element, list)
    }

    pub(super) fn arrow(&self) -> Result<Field, String> {
        let known = [
            (meta::UNIT, &self.unit),
            (meta::DESCRIPTION, &self.description),
            (meta::UCD, &self.ucd),
            (meta::UTYPE, &self.utype),
            (meta::XTYPE, &self.xtype),
        ];
        let metadata: HashMap<String, String> =
            known.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value.clone()?))).collect();
        Ok(Field::new(&self.name, self.data_type()?, true).with_metadata(metadata))
    }

    /// Adds the text of a cell.
    pub(super) fn push(&self, text: &str, cells: &mut Cells) {
        let Ok(data_type) = self.data_type() else { return };
        if is_list(&data_type) {
            let text = text.trim();
            let is_variable = matches!(data_type, DataType::List(_));
            if text.is_empty() {
                return cells.push_all(is_variable.then(Vec::new));
            }
            let width = if matches!(leaf_type(&data_type), DataType::Struct(_)) { 2 } else { 1 };
            let tokens: Vec<Option<String>> = if self.is_text() {
                vec![Some(text.to_owned()); if text.is_empty() { 0 } else { leaf_count(&data_type) }]
            } else {
                let words: Vec<&str> = text.split_whitespace().collect();
                words.chunks(width).map(|words| self.scalar(&words.join(" "))).collect()
            };
            return cells.push_all(Some(tokens));
        }
        cells.push(if self.is_text() { self.text(text) } else { self.scalar(text.trim()) });
    }

    /// A text of no letters is null, as astropy takes it.
    fn text(&self, text: &str) -> Option<String> {
        (!text.is_empty() && self.null.as_deref() != Some(text)).then(|| text.to_owned())
    }

    fn scalar(&self, text: &str) -> Option<String> {
        if text.is_empty() || self.null.as_deref() == Some(text) {
            return None;
        }
        match text {
            "NaN" => Some("nan".to_owned()),
            "+Inf" | "Inf" => Some("inf".to_owned()),
            "-Inf" => Some("-inf".to_owned()),
            hexadecimal if hexadecimal.starts_with("0x") => i64::from_str_radix(&hexadecimal[2..], 16).ok().map(|value| value.to_string()),
            other => Some(other.to_owned()),
        }
    }
}
