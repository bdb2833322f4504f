//! Columns of a table and their statistics; flags, aliases.

use std::collections::{BTreeMap, HashSet};

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{
    DataType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use serde_json::{Map, Value as Json, json};

use super::Depth;
use super::tally::{Floats, Integers, float, integer};
use crate::fits::{Code, Column, Hdu, Header, ReadOptions, TableReader, View};
use crate::{Result, Source};

/// Elements of an array that are shown of the first and the last row.
const SHOWN: usize = 8;

/// Adds what there is to say of the columns of `hdu`.
pub(super) async fn tell(source: &Source, hdu: &Hdu, depth: Depth, told: &mut Map<String, Json>) -> Result<()> {
    let options = ReadOptions { view: View::Stored, ..ReadOptions::default() };
    let mut reader = TableReader::new(source.clone(), hdu, &options)?;
    let rows = reader.row_count();
    let mut tallies: Vec<Tally> = reader.columns().iter().map(|column| Tally::new(column, hdu.header())).collect();
    if depth == Depth::Statistics {
        while let Some(batch) = reader.next().await? {
            add(&mut tallies, &batch);
        }
    }
    let is_empty = rows == 0 || depth == Depth::Headers;
    let flags = hdu.header().integer("FLAGCOL").and_then(|number| tallies.get(usize::try_from(number).ok()?.checked_sub(1)?));
    if let Some(tally) = flags.filter(|tally| tally.kind == Leaf::Bit) {
        told.insert("flags".into(), self::flags(hdu.header(), tally, is_empty).into());
    }
    if let Some(aliases) = aliases(hdu.header()) {
        told.insert("aliases".into(), aliases);
    }
    let columns = reader.columns().iter().zip(&tallies);
    told.insert("columns".into(), columns.map(|(column, tally)| of_column(column, tally, rows, is_empty)).collect());
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaf {
    Float,
    Integer,
    Text,
    Bit,
    Bool,
    /// Of no statistics.
    Other,
}

/// What is counted of a column.
struct Tally {
    kind: Leaf,
    dtype: &'static str,
    is_variable: bool,
    floats: Floats,
    integers: Integers,
    texts: HashSet<String>,
    nonempty: u64,
    nulls: u64,
    trues: Vec<u64>,
    total: u64,
    longest: u64,
    first: Option<Json>,
    last: Option<Json>,
}

impl Tally {
    fn new(column: &Column, header: &Header) -> Tally {
        let code = column.binary().map(|form| form.code);
        let is_variable = column.binary().is_some_and(|form| form.descriptor.is_some());
        let (kind, dtype) = match column.leaf_type() {
            DataType::Float32 => (Leaf::Float, "float32"),
            DataType::Float64 => (Leaf::Float, "float64"),
            DataType::UInt8 => (Leaf::Integer, "uint8"),
            DataType::Int8 => (Leaf::Integer, "int8"),
            DataType::Int16 => (Leaf::Integer, "int16"),
            DataType::UInt16 => (Leaf::Integer, "uint16"),
            DataType::Int32 => (Leaf::Integer, "int32"),
            DataType::UInt32 => (Leaf::Integer, "uint32"),
            DataType::Int64 => (Leaf::Integer, "int64"),
            DataType::UInt64 => (Leaf::Integer, "uint64"),
            DataType::Utf8 => (Leaf::Text, ""),
            DataType::Boolean if code == Some(Code::Bit) => (Leaf::Bit, "bool"),
            DataType::Boolean => (Leaf::Bool, "bool"),
            _ => (Leaf::Other, ""),
        };
        let bits = column.binary().map_or(0, |form| form.repeat as usize);
        let is_flags = header.integer("FLAGCOL") == i64::try_from(column.number).ok();
        Tally {
            kind,
            dtype,
            is_variable,
            floats: Floats::default(),
            integers: Integers::default(),
            texts: HashSet::new(),
            nonempty: 0,
            nulls: 0,
            trues: vec![0; if kind == Leaf::Bit && is_flags { bits } else { 1 }],
            total: 0,
            longest: 0,
            first: None,
            last: None,
        }
    }

    /// Adds the values of `leaves`, an array without lists.
    fn leaves(&mut self, leaves: &ArrayRef) {
        macro_rules! each {
            ($type:ty, $take:expr) => {
                leaves.as_primitive::<$type>().iter().flatten().for_each($take)
            };
        }
        let (floats, integers) = (&mut self.floats, &mut self.integers);
        match leaves.data_type() {
            DataType::Float32 => each!(Float32Type, |value| floats.add(value.into())),
            DataType::Float64 => each!(Float64Type, |value| floats.add(value)),
            DataType::Int8 => each!(Int8Type, |value| integers.add(value.into())),
            DataType::Int16 => each!(Int16Type, |value| integers.add(value.into())),
            DataType::Int32 => each!(Int32Type, |value| integers.add(value.into())),
            DataType::Int64 => each!(Int64Type, |value| integers.add(value.into())),
            DataType::UInt8 => each!(UInt8Type, |value| integers.add(value.into())),
            DataType::UInt16 => each!(UInt16Type, |value| integers.add(value.into())),
            DataType::UInt32 => each!(UInt32Type, |value| integers.add(value.into())),
            DataType::UInt64 => each!(UInt64Type, |value| integers.add(value.into())),
            DataType::Utf8 => {
                for text in leaves.as_string::<i32>().iter().flatten() {
                    self.nonempty += u64::from(!text.is_empty());
                    if !self.texts.contains(text) {
                        self.texts.insert(text.to_owned());
                    }
                }
            }
            DataType::Boolean => {
                let width = self.trues.len();
                for (index, value) in leaves.as_boolean().iter().enumerate() {
                    self.trues[index % width] += u64::from(value == Some(true));
                }
            }
            _ => {}
        }
        self.nulls += leaves.null_count() as u64;
    }
}

fn add(tallies: &mut [Tally], batch: &RecordBatch) {
    for (tally, array) in tallies.iter_mut().zip(batch.columns()) {
        if let Some(list) = array.as_list_opt::<i32>() {
            for length in list.offsets().lengths() {
                tally.total += length as u64;
                tally.longest = tally.longest.max(length as u64);
            }
        } else if tally.is_variable {
            for text in array.as_string::<i32>().iter().flatten() {
                let length = text.chars().count() as u64;
                tally.total += length;
                tally.longest = tally.longest.max(length);
            }
        }
        tally.leaves(&leaves(array));
        tally.first.get_or_insert_with(|| cell(array, 0));
        tally.last = Some(cell(array, array.len() - 1));
    }
}

/// The values of an array of lists of lists.
fn leaves(array: &ArrayRef) -> ArrayRef {
    match array.data_type() {
        DataType::FixedSizeList(..) => leaves(array.as_fixed_size_list().values()),
        DataType::List(_) => leaves(array.as_list::<i32>().values()),
        _ => array.clone(),
    }
}

/// One row's value; of an array its first elements, of bits all.
fn cell(array: &ArrayRef, row: usize) -> Json {
    if array.data_type().is_nested() && !matches!(array.data_type(), DataType::Struct(_)) {
        let leaves = leaves(&array.slice(row, 1));
        let shown = if *leaves.data_type() == DataType::Boolean { leaves.len() } else { SHOWN.min(leaves.len()) };
        return (0..shown).map(|index| cell(&leaves, index)).collect();
    }
    if array.is_null(row) {
        return Json::Null;
    }
    macro_rules! number {
        ($type:ty) => {
            integer(array.as_primitive::<$type>().value(row).into())
        };
    }
    match array.data_type() {
        DataType::Float32 => float(array.as_primitive::<Float32Type>().value(row).into()),
        DataType::Float64 => float(array.as_primitive::<Float64Type>().value(row)),
        DataType::Int8 => number!(Int8Type),
        DataType::Int16 => number!(Int16Type),
        DataType::Int32 => number!(Int32Type),
        DataType::Int64 => number!(Int64Type),
        DataType::UInt8 => number!(UInt8Type),
        DataType::UInt16 => number!(UInt16Type),
        DataType::UInt32 => number!(UInt32Type),
        DataType::UInt64 => number!(UInt64Type),
        DataType::Utf8 => array.as_string::<i32>().value(row).into(),
        DataType::Boolean => array.as_boolean().value(row).into(),
        DataType::Struct(_) => array.as_struct().columns().iter().map(|part| cell(part, row)).collect(),
        _ => Json::Null,
    }
}

fn of_column(column: &Column, tally: &Tally, rows: u64, is_empty: bool) -> Json {
    let mut told = Map::new();
    told.insert("name".into(), column.name.clone().into());
    told.insert("form".into(), column.form.trim_end().into());
    for (key, value) in [("unit", &column.unit), ("afw_class", &column.class), ("doc", &column.description)] {
        if let Some(value) = value {
            told.insert(key.into(), value.clone().into());
        }
    }
    if is_empty || tally.kind == Leaf::Bit {
        return told.into();
    }
    if tally.is_variable {
        told.insert("varlen".into(), json!({ "total": tally.total, "max": tally.longest }));
    }
    if !(tally.is_variable && tally.kind == Leaf::Text) && tally.kind != Leaf::Other {
        told.insert("stats".into(), stats(column, tally, rows).into());
    }
    if !tally.is_variable {
        for (key, value) in [("first", &tally.first), ("last", &tally.last)] {
            told.insert(key.into(), value.clone().unwrap_or(Json::Null));
        }
    }
    told.into()
}

fn stats(column: &Column, tally: &Tally, rows: u64) -> Map<String, Json> {
    let mut told = Map::new();
    let mut shape = if tally.is_variable { vec![tally.total] } else { vec![rows] };
    shape.extend(&column.shape);
    let dtype = match tally.kind {
        Leaf::Text => format!("<U{}", column.text_bytes()),
        _ => tally.dtype.to_owned(),
    };
    told.insert("dtype".into(), dtype.into());
    told.insert("shape".into(), shape.into());
    if tally.nulls > 0 {
        told.insert("nulls".into(), tally.nulls.into());
    }
    match tally.kind {
        Leaf::Float => tally.floats.tell(&mut told),
        Leaf::Integer => tally.integers.tell(&mut told),
        Leaf::Text => {
            told.insert("distinct".into(), tally.texts.len().into());
            told.insert("nonempty".into(), tally.nonempty.into());
            told.insert("first".into(), tally.first.clone().unwrap_or(Json::Null));
            told.insert("last".into(), tally.last.clone().unwrap_or(Json::Null));
        }
        Leaf::Bool => {
            told.insert("true".into(), tally.trues[0].into());
        }
        Leaf::Bit | Leaf::Other => {}
    }
    told
}

/// Each flag with its count of rows, and its value in the first and the last.
fn flags(header: &Header, tally: &Tally, is_empty: bool) -> Vec<Json> {
    let at = |row: &Option<Json>, bit: usize| match row {
        Some(Json::Array(bits)) => bits.get(bit).cloned().unwrap_or(Json::Null),
        other => other.clone().unwrap_or(Json::Null),
    };
    let flag = |(bit, count): (usize, &u64)| {
        let name = header.text(&format!("TFLAG{}", bit + 1)).map(str::trim_end);
        if is_empty {
            return json!({ "bit": bit + 1, "name": name });
        }
        json!({
            "bit": bit + 1, "name": name, "doc": header.text(&format!("TFDOC{}", bit + 1)),
            "true": count, "first_row": at(&tally.first, bit), "last_row": at(&tally.last, bit),
        })
    };
    tally.trues.iter().enumerate().map(flag).collect()
}

fn aliases(header: &Header) -> Option<Json> {
    let cards = header.cards().iter().filter(|card| card.keyword == "ALIAS");
    let pairs: BTreeMap<&str, &str> = cards.filter_map(|card| card.value.as_text()?.split_once(':')).collect();
    (!pairs.is_empty()).then(|| json!(pairs))
}
