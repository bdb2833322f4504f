//! Dataset IDs against recorded answers of the reference, one by one and in columns.

use std::sync::Arc;

use arrow::array::{Int64Array, StringViewArray};
use serde_json::Value as Json;

use super::*;
use crate::dimensions::{Key, Universe};

fn cases() -> Vec<Json> {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/reference/dataset_ids.jsonl"));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn data_id(case: &Json) -> DataId {
    let key = |value: &Json| value.as_i64().map_or_else(|| Key::from(value.as_str().unwrap()), Key::from);
    let given = case["data_id"].as_object().unwrap().iter().map(|(name, value)| (name, key(value)));
    DataId::standardize(&Universe::shipped(8).unwrap(), given, None).unwrap()
}

/// `count` rows with the values of a data ID.
fn rows(data_id: &DataId, count: usize) -> RecordBatch {
    let column = |key: &Key| -> ArrayRef {
        match key {
            Key::Int(value) => Arc::new(Int64Array::from(vec![*value; count])),
            Key::Text(value) => Arc::new(StringViewArray::from(vec![value.as_str(); count])),
        }
    };
    let columns: Vec<_> = data_id.iter().map(|(name, value)| (name.to_owned(), column(value))).collect();
    RecordBatch::try_from_iter(columns).unwrap()
}

#[test]
fn deterministic_ids_are_those_of_the_reference() {
    let context = Context::system();
    let mut compared = 0;
    for case in cases().iter().filter(|case| case["integer"].is_null()) {
        let (name, run, data_id) = (case["type"].as_str().unwrap(), case["run"].as_str().unwrap(), data_id(case));
        for (mode, field) in [(IdMode::DataIdType, "DATAID_TYPE"), (IdMode::DataIdTypeRun, "DATAID_TYPE_RUN")] {
            let expected: Uuid = case[field].as_str().unwrap().parse().unwrap();
            assert_eq!(dataset_id(&context, mode, name, run, &data_id), expected, "{name} {field}");
            if !data_id.group().is_empty() {
                let ids = IdSource::new(&context, mode, name, run, data_id.group()).of_rows(&rows(&data_id, 3)).unwrap();
                assert!(ids.len() == 3 && ids.iter().all(|id| id == Some(expected.as_bytes().as_slice())));
            }
            compared += 1;
        }
    }
    assert_eq!(compared, 20);
}

#[test]
fn integers_become_the_reference_s_uuids() {
    let integers = cases().into_iter().filter(|case| !case["integer"].is_null()).collect::<Vec<_>>();
    assert_eq!(integers.len(), 5);
    for case in integers {
        assert_eq!(id_of_integer(case["integer"].as_i64().unwrap()).to_string(), case["uuid"]);
    }
}

#[test]
fn unique_ids_are_of_version_7_and_ascend() {
    let (context, universe) = (Context::system(), Universe::shipped(8).unwrap());
    let id = DataId::standardize(&universe, [("instrument", "HSC")], None).unwrap();
    let ids = IdSource::new(&context, IdMode::Unique, "camera", "r", id.group()).of_rows(&rows(&id, 5000)).unwrap();
    let ids: Vec<Uuid> = ids.iter().map(|id| Uuid::from_slice(id.unwrap()).unwrap()).collect();
    assert!(ids.iter().all(|id| id.get_version_num() == 7));
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
}

#[test]
fn a_missing_or_null_dimension_is_an_error() {
    let (context, universe) = (Context::system(), Universe::shipped(8).unwrap());
    let detector = universe.conform(["detector"]).unwrap();
    let source = IdSource::new(&context, IdMode::DataIdType, "camera", "r", &detector);
    let id = DataId::standardize(&universe, [("instrument", "HSC")], None).unwrap();
    assert!(source.of_rows(&rows(&id, 1)).is_err());
    let columns: [(&str, ArrayRef); 2] =
        [("instrument", Arc::new(StringViewArray::from(vec!["HSC"]))), ("detector", Arc::new(Int64Array::from(vec![None])))];
    assert!(source.of_rows(&RecordBatch::try_from_iter_with_nullable(columns.map(|(n, c)| (n, c, true))).unwrap()).is_err());
}

#[test]
fn modes_read_as_they_print() {
    for mode in IdMode::ALL {
        assert_eq!(mode.to_string().to_uppercase().parse::<IdMode>().unwrap(), mode);
    }
    assert!("dataid".parse::<IdMode>().is_err());
}
