//! The index of an archive, version `V1`.
//!
//! ```json
//! {"index_version": "V1",
//!  "refs": {"container_version": "V1", "universe_version": 8, "universe_namespace": "daf_butler",
//!           "dataset_types": {"calexp": {"name": "calexp", "storageClass": "ExposureF", "dimensions": [...], "isCalibration": false, ...}},
//!           "compact_refs": {UUID: {"dataset_type_name": "calexp", "run": RUN, "data_id": {"visit": 903334, ...}}},
//!           "dimension_records": {"visit": [[values in the order of the element's fields], ...]}},
//!  "artifact_map": {MEMBER: {"info": {"formatter", "path", "storage_class", "component", "checksum", "file_size"}, "ids": [UUID]}}}
//! ```
//!
//! In records hashes and regions are hexadecimal digits, timespans `[begin, end]` in nanoseconds TAI since 1970, where 0 and 2100-01-01 stand for unbounded ends.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::RecordBatch;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::dimensions::{Element, Field, FieldKind, Record, Universe, Value, batch_to_records, records_to_batch};
use crate::time::Timespan;
use crate::{Error, Result};

/// The only version.
const VERSION: &str = "V1";
/// What stands for an unbounded end: 2100-01-01 TAI, in nanoseconds since 1970.
const LAST_NS: i64 = 4_102_444_800_000_000_000;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Index {
    index_version: String,
    pub(super) refs: Refs,
    pub(super) artifact_map: BTreeMap<String, Artifact>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Refs {
    container_version: String,
    pub(super) universe_version: i64,
    pub(super) universe_namespace: String,
    pub(super) dataset_types: BTreeMap<String, TypeOf>,
    pub(super) compact_refs: BTreeMap<Uuid, RefOf>,
    #[serde(default)]
    pub(super) dimension_records: Option<BTreeMap<String, Vec<Vec<Json>>>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TypeOf {
    pub(super) name: String,
    pub(super) storage_class: String,
    pub(super) dimensions: Dimensions,
    #[serde(default)]
    parent_storage_class: Option<String>,
    #[serde(default)]
    pub(super) is_calibration: bool,
}

/// Names of dimensions: a list, or in older archives a mapping with the key `names`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Dimensions {
    List(Vec<String>),
    Named { names: Vec<String> },
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct RefOf {
    pub(super) dataset_type_name: String,
    pub(super) run: String,
    pub(super) data_id: BTreeMap<String, Json>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Artifact {
    pub(super) info: Info,
    pub(super) ids: Vec<Uuid>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Info {
    pub(super) formatter: String,
    pub(super) path: String,
    pub(super) storage_class: String,
    #[serde(default)]
    pub(super) component: Option<String>,
    #[serde(default)]
    pub(super) checksum: Option<String>,
    /// Negative where it is not known.
    pub(super) file_size: i64,
}

impl Index {
    pub(super) fn new(universe: &Universe) -> Index {
        let refs = Refs {
            container_version: VERSION.to_owned(),
            universe_version: universe.version,
            universe_namespace: universe.namespace.clone(),
            dataset_types: BTreeMap::new(),
            compact_refs: BTreeMap::new(),
            dimension_records: Some(BTreeMap::new()),
        };
        Index { index_version: VERSION.to_owned(), refs, artifact_map: BTreeMap::new() }
    }

    /// Of the bytes of the member; `name` is for messages.
    pub(super) fn parse(name: &str, bytes: &[u8]) -> Result<Index> {
        let index: Index = serde_json::from_slice(bytes).map_err(|error| Error::damaged("index of archive", name, error.to_string()))?;
        for version in [&index.index_version, &index.refs.container_version] {
            if version != VERSION {
                let reason = format!("it has version {version}, and this program knows {VERSION}");
                return Err(Error::Unsupported { what: "index of archive", name: name.to_owned(), reason });
            }
        }
        Ok(index)
    }

    pub(super) fn to_json(&self) -> Result<Vec<u8>> {
        serde_json::to_vec(self).map_err(|error| Error::internal(error.to_string()))
    }

    /// The UUID that gives the archive its name.
    pub(super) fn id(&self) -> Uuid {
        let names: Vec<&str> = self.artifact_map.keys().map(String::as_str).collect();
        crate::datasets::id_of_text(&names.join(","))
    }
}

impl TypeOf {
    pub(super) fn new(dataset_type: &crate::datasets::DatasetType) -> TypeOf {
        TypeOf {
            name: dataset_type.name.clone(),
            storage_class: dataset_type.storage_class.clone(),
            dimensions: Dimensions::List(dataset_type.dimensions.required().map(str::to_owned).collect()),
            parent_storage_class: None,
            is_calibration: dataset_type.is_calibration,
        }
    }
}

impl Dimensions {
    pub(super) fn names(&self) -> &[String] {
        match self {
            Dimensions::List(names) | Dimensions::Named { names } => names,
        }
    }
}

/// Records as the index has them.
pub(super) fn records_to_json(element: &Arc<Element>, rows: &RecordBatch) -> Result<Vec<Vec<Json>>> {
    let records = batch_to_records(element, rows)?;
    Ok(records.iter().map(|record| record.values().iter().map(to_json).collect()).collect())
}

/// Records of the index in the repository's universe; fields that it does not have are left out. `source` is the element of the archive's universe.
pub(super) fn records_of_json(name: &str, source: &Element, target: &Arc<Element>, rows: &[Vec<Json>]) -> Result<RecordBatch> {
    let wrong = |reason: String| Error::damaged("index of archive", name, format!("a record of `{}` {reason}", target.name));
    let mut records = Vec::with_capacity(rows.len());
    for row in rows {
        if row.len() != source.fields.len() {
            return Err(wrong(format!("has {} values, not {}", row.len(), source.fields.len())));
        }
        let mut fields = Vec::new();
        for (field, json) in source.fields.iter().zip(row).filter(|(field, _)| target.field(&field.name).is_some()) {
            let value = of_json(field, json).ok_or_else(|| wrong(format!("has `{json}` as its `{}`", field.name)))?;
            fields.push((field.name.clone(), value));
        }
        records.push(Record::new(target, fields).map_err(|error| wrong(format!("does not fit: {error}")))?);
    }
    records_to_batch(target, &records)
}

fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Int(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::Bool(value) => (*value).into(),
        Value::Text(value) => value.as_str().into(),
        Value::Bytes(value) => value.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into(),
        Value::Timespan(span) if span.is_empty() => vec![LAST_NS, 0].into(),
        Value::Timespan(span) => {
            let (begin, end) = span.to_ns();
            vec![begin.unwrap_or(0).max(0), end.unwrap_or(LAST_NS).min(LAST_NS)].into()
        }
    }
}

fn of_json(field: &Field, json: &Json) -> Option<Value> {
    Some(match (field.kind, json) {
        (_, Json::Null) => Value::Null,
        (FieldKind::Hash | FieldKind::Region, Json::String(digits)) => Value::Bytes(of_hex(digits)?),
        (FieldKind::Timespan, Json::Array(bounds)) => {
            let [begin, end] = bounds.as_slice() else { return None };
            let (begin, end) = (begin.as_i64()?, end.as_i64()?);
            match begin < end {
                true => Value::Timespan(Timespan::from_ns(Some(begin).filter(|b| *b > 0), Some(end).filter(|e| *e < LAST_NS))),
                false => Value::Timespan(Timespan::EMPTY),
            }
        }
        (_, Json::Bool(value)) => Value::Bool(*value),
        (_, Json::String(text)) => Value::Text(text.clone()),
        (FieldKind::Float, Json::Number(number)) => Value::Float(number.as_f64()?),
        (_, Json::Number(number)) => number.as_i64().map(Value::Int).or_else(|| number.as_f64().map(Value::Float))?,
        _ => return None,
    })
}

fn of_hex(digits: &str) -> Option<Vec<u8>> {
    let bytes = digits.as_bytes();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    bytes.chunks(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back_as_they_were() {
        let universe = Universe::shipped(8).unwrap();
        let element = universe.element("day_obs").unwrap();
        for (begin, end) in [(Some(1), Some(2)), (None, Some(2)), (Some(1), None), (None, None), (Some(2), Some(1))] {
            let span = Timespan::from_ns(begin, end);
            let fields = [("instrument", Value::Text("HSC".to_owned())), ("id", Value::Int(3)), ("timespan", Value::Timespan(span))];
            let batch = records_to_batch(element, &[Record::new(element, fields).unwrap()]).unwrap();
            let json = records_to_json(element, &batch).unwrap();
            assert_eq!(records_of_json("x", element, element, &json).unwrap(), batch, "{span:?}");
        }
    }

    #[test]
    fn a_faulty_index_is_told() {
        let whole = String::from_utf8(Index::new(&Universe::shipped(8).unwrap()).to_json().unwrap()).unwrap();
        assert!(Index::parse("x", whole.as_bytes()).is_ok());
        for (from, to) in [("V1", "V2"), ("universe_version\":8", "universe_version\":\"8\""), ("\"refs\"", "\"others\""), ("}", "")] {
            let error = Index::parse("x.zip", whole.replacen(from, to, 1).as_bytes()).unwrap_err();
            assert!(error.to_string().contains("x.zip"), "{error}");
        }
    }

    #[test]
    fn digits_are_bytes_only_in_pairs() {
        assert_eq!(of_hex("00fF"), Some(vec![0, 255]));
        assert!(["0", "0g", "+1", "é"].iter().all(|text| of_hex(text).is_none()));
    }
}
