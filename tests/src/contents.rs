//! What a registry holds, as JSON rows to compare with recorded ones.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use butler_engine::collections::CollectionType;
use butler_engine::registry::scan::Scan;
use butler_engine::registry::{Registry, table};
use butler_engine::time::TimespanColumn;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// How a number with a dot is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubles {
    /// As a JSON number.
    Number,
    /// By its bytes in hexadecimal: `{"double": "..."}`.
    Bytes,
}

/// All rows by section: `collection`, `dataset_type`, `dataset`, and dimension elements by name. Empty sections are left out.
pub async fn contents(registry: &Registry, doubles: Doubles) -> BTreeMap<String, Vec<Value>> {
    let snapshot = registry.snapshot();
    let mut sections: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for collection in snapshot.collections().values() {
        let mut row = json!({"name": collection.name, "type": collection.kind.to_string(), "doc": collection.doc});
        if collection.kind == CollectionType::Chained {
            row["children"] = json!(collection.children);
        }
        sections.entry("collection".to_owned()).or_default().push(row);
    }
    for dataset_type in snapshot.dataset_types().values() {
        let dimensions: Vec<&str> = dataset_type.dimensions.names().collect();
        sections.entry("dataset_type".to_owned()).or_default().push(json!({
            "name": dataset_type.name, "dimensions": dimensions, "storage_class": dataset_type.storage_class,
            "is_calibration": dataset_type.is_calibration,
        }));
    }
    for element in snapshot.universe.stored_elements() {
        let rows = snapshot.collect(registry.files(), &element.name, Scan::default()).await.unwrap();
        if rows.num_rows() > 0 {
            let columns: Vec<&str> = element.fields.iter().map(|f| f.name.as_str()).collect();
            sections.insert(element.name.clone(), (0..rows.num_rows()).map(|row| object(&rows, row, &columns, doubles)).collect());
        }
    }
    let datasets = associations(registry, doubles).await;
    if !datasets.is_empty() {
        sections.insert("dataset".to_owned(), datasets);
    }
    sections
}

/// One row per dataset and collection that holds it.
async fn associations(registry: &Registry, doubles: Doubles) -> Vec<Value> {
    let snapshot = registry.snapshot();
    let mut found = Vec::new();
    for name in [table::DATASET, table::TAG, table::VALIDITY] {
        let rows = snapshot.collect(registry.files(), name, Scan::default()).await.unwrap();
        for row in 0..rows.num_rows() {
            let text = |column: &str| rows.column_by_name(column).unwrap().as_string_view().value(row).to_owned();
            let id = Uuid::from_slice(rows.column_by_name("id").unwrap().as_fixed_size_binary().value(row)).unwrap();
            let group = &snapshot.dataset_type(&text("type")).unwrap().dimensions;
            let required: Vec<&str> = group.required().collect();
            let timespan = rows.column_by_name("timespan").map_or(Value::Null, |column| cell(column, row, doubles));
            let collection = if name == table::DATASET { text("run") } else { text("collection") };
            found.push(json!({
                "dataset_type": text("type"), "run": text("run"), "id": id.to_string(), "collection": collection,
                "data_id": object(&rows, row, &required, doubles), "timespan": timespan,
            }));
        }
    }
    found
}

/// Some columns of a row; a column `region` holds a region, other bytes are written in hexadecimal digits.
pub(crate) fn object(rows: &RecordBatch, row: usize, columns: &[&str], doubles: Doubles) -> Value {
    let value = |name: &&str| {
        let mut value = cell(rows.column_by_name(name).unwrap(), row, doubles);
        if let Some(bytes) = value.get_mut("bytes").map(Value::take) {
            value = json!({if *name == "region" { "region" } else { "hex" }: bytes});
        }
        ((*name).to_owned(), value)
    };
    Value::Object(columns.iter().map(value).collect::<Map<_, _>>())
}

/// A value; bytes as `{"bytes": hexadecimal digits}`.
pub(crate) fn cell(column: &ArrayRef, row: usize, doubles: Doubles) -> Value {
    if column.is_null(row) {
        return Value::Null;
    }
    match column.data_type() {
        DataType::Int64 => json!(column.as_primitive::<Int64Type>().value(row)),
        DataType::Float64 if doubles == Doubles::Number => json!(column.as_primitive::<Float64Type>().value(row)),
        DataType::Float64 => json!({"double": hex(&column.as_primitive::<Float64Type>().value(row).to_be_bytes())}),
        DataType::Boolean => json!(column.as_boolean().value(row)),
        DataType::Utf8View => json!(column.as_string_view().value(row)),
        DataType::Binary => json!({"bytes": hex(column.as_binary::<i32>().value(row))}),
        DataType::Struct(_) => {
            let timespan = TimespanColumn::new(column).unwrap().get(row).unwrap();
            if timespan.is_empty() {
                json!({"empty": true})
            } else {
                json!({"begin": timespan.begin().map(|t| t.0), "end": timespan.end().map(|t| t.0)})
            }
        }
        other => panic!("a column of type {other}"),
    }
}

/// Bytes in hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// The row as JSON with sorted keys and without blanks.
pub fn canonical(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            let entries: Vec<String> =
                keys.into_iter().map(|key| format!("{}:{}", Value::from(key.as_str()), canonical(&map[key]))).collect();
            format!("{{{}}}", entries.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

/// UUID (version 5) of the rows' sorted canonical texts.
pub fn digest(rows: &[Value]) -> Uuid {
    let mut lines: Vec<String> = rows.iter().map(canonical).collect();
    lines.sort();
    Uuid::new_v5(&Uuid::NAMESPACE_OID, lines.join("\n").as_bytes())
}
