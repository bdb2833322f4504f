//! Dataset IDs against recorded answers of the reference, one by one and many.

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

#[test]
fn deterministic_ids_are_those_of_the_reference() {
    let context = Context::system();
    let mut compared = 0;
    for case in cases().iter().filter(|case| case["integer"].is_null()) {
        let (name, run, data_id) = (case["type"].as_str().unwrap(), case["run"].as_str().unwrap(), data_id(case));
        for (mode, field) in [(IdMode::DataIdType, "DATAID_TYPE"), (IdMode::DataIdTypeRun, "DATAID_TYPE_RUN")] {
            let expected: Uuid = case[field].as_str().unwrap().parse().unwrap();
            assert_eq!(dataset_id(&context, mode, name, run, &data_id), expected, "{name} {field}");
            let others = [data_id.clone(), data_id.clone(), data_id.clone()];
            assert_eq!(dataset_ids(&context, mode, name, run, &others), [expected; 3]);
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
    let ids = dataset_ids(&context, IdMode::Unique, "camera", "r", &vec![id; 5000]);
    assert!(ids.iter().all(|id| id.get_version_num() == 7));
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
}

#[test]
fn modes_read_as_they_print() {
    for mode in IdMode::ALL {
        assert_eq!(mode.to_string().to_uppercase().parse::<IdMode>().unwrap(), mode);
    }
    assert!("dataid".parse::<IdMode>().is_err());
}
