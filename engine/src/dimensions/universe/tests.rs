//! The shipped universes against what the reference makes of its own.

use serde_json::Value as Json;

use super::*;
use crate::dimensions::{LATEST, Role, shipped_text};

fn reference() -> Vec<Json> {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/reference/universes/elements.jsonl"));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn describe(element: &Element) -> Json {
    if element.skypix.is_some() {
        return serde_json::json!({"name": element.name, "skypix": true});
    }
    let populated_by = element.populated_by.clone().or(element.is_dimension.then(|| element.name.clone()));
    serde_json::json!({
        "name": element.name,
        "required": element.required,
        "implied": element.implied,
        "fields": element.fields.iter().map(|f| f.name.clone()).collect::<Vec<_>>(),
        "spatial": element.spatial,
        "temporal": element.temporal,
        "governor": element.governor,
        "own_table": element.is_stored(),
        "view_of": element.view_of,
        "populated_by": populated_by,
        "always_join": element.always_join,
        "defines_relationships": element.defines_relationships(),
        "is_dimension": element.is_dimension,
    })
}

#[test]
fn every_shipped_universe_has_the_elements_of_the_reference_in_its_order() {
    for expected in reference() {
        let universe = Universe::shipped(expected["version"].as_i64().unwrap()).unwrap();
        assert_eq!(universe.common_skypix, expected["common"]);
        assert_eq!(universe.namespace, "daf_butler");
        let expected = expected["elements"].as_array().unwrap();
        assert_eq!(universe.elements().len(), expected.len());
        for (element, expected) in universe.elements().iter().zip(expected) {
            let sorted = |json: &Json| serde_json::from_value::<std::collections::BTreeMap<String, Json>>(json.clone()).unwrap();
            assert_eq!(sorted(&describe(element)), sorted(expected), "version {}", universe.version);
        }
    }
}

#[test]
fn unknown_versions_are_unsupported() {
    for version in [-1, LATEST + 1, i64::MAX] {
        let error = Universe::shipped(version).unwrap_err();
        assert!(error.to_string().contains("versions 0 to 8 are known"), "{error}");
        assert!(shipped_text(version).is_err());
    }
}

#[test]
fn near_names_are_offered_and_tables_are_no_dimensions() {
    let universe = Universe::shipped(8).unwrap();
    assert_eq!(universe.dimension("vist").unwrap_err().hint().unwrap(), "did you mean `visit`?");
    let error = universe.dimension("visit_detector_region").unwrap_err();
    assert!(error.to_string().contains("joins dimensions"), "{error}");
    assert_eq!(error.hint().unwrap(), "its dimensions are instrument, detector, visit");
}

#[test]
fn dataset_columns_are_all_dimensions_but_pixels_in_universe_order() {
    let universe = Universe::shipped(8).unwrap();
    let columns: Vec<_> = universe.dataset_columns().iter().map(|c| format!("{} {}", c.name(), c.data_type())).collect();
    assert_eq!(columns[..5], ["band Utf8View", "instrument Utf8View", "skymap Utf8View", "ssp_hypothesis_table Utf8View", "day_obs Int64"]);
    assert!(columns.contains(&"visit Int64".to_owned()) && !columns.iter().any(|c| c.starts_with("htm")));
    assert_eq!(universe.dimension_column("htm7").unwrap(), ArrowField::new("htm7", DataType::Int64, true));
}

#[test]
fn parents_are_the_rows_that_no_other_parent_requires() {
    let universe = Universe::shipped(8).unwrap();
    let parents = |name: &str| {
        let parents = &universe.element(name).unwrap().parents;
        parents
            .iter()
            .map(|p| (p.element.clone(), p.columns.iter().map(|(a, b)| format!("{a}={b}")).collect::<Vec<_>>().join(" ")))
            .collect::<Vec<_>>()
    };
    let of = |list: &[(&str, &str)]| list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
    assert_eq!(parents("instrument"), of(&[]));
    assert_eq!(parents("detector"), of(&[("instrument", "instrument=name")]));
    assert_eq!(parents("physical_filter"), of(&[("instrument", "instrument=name")]));
    assert_eq!(parents("subfilter"), of(&[]));
    assert_eq!(parents("patch"), of(&[("tract", "skymap=skymap tract=id")]));
    let filter = ("physical_filter", "instrument=instrument physical_filter=name");
    assert_eq!(parents("visit"), of(&[("day_obs", "instrument=instrument day_obs=id"), filter]));
    let (exposure, visit) = (("exposure", "instrument=instrument exposure=id"), ("visit", "instrument=instrument visit=id"));
    assert_eq!(parents("visit_definition"), of(&[exposure, visit]));
}

#[test]
fn keys_are_never_null_and_alternates_are_unique_with_the_required_dimensions() {
    let universe = Universe::shipped(8).unwrap();
    for element in universe.stored_elements() {
        for field in &element.fields {
            let is_key = matches!(field.role, Role::Required | Role::Key | Role::Implied);
            let is_cell = element.name == "patch" && field.role == Role::Metadata;
            assert_eq!(field.nullable, !is_key && !is_cell, "{}.{}", element.name, field.name);
        }
    }
    assert_eq!(universe.element("detector").unwrap().unique_keys(), [["instrument", "full_name"]]);
    assert_eq!(universe.element("skymap").unwrap().unique_keys(), [["hash"]]);
    let fields = |name: &str| universe.element(name).unwrap().key_fields().iter().map(|f| f.name.clone()).collect::<Vec<_>>();
    assert_eq!(fields("patch"), ["skymap", "tract", "id"]);
    assert_eq!(fields("visit_definition"), ["instrument", "exposure", "visit"]);
}

#[test]
fn schemas_say_what_columns_mean() {
    let universe = Universe::shipped(8).unwrap();
    let visit = universe.element("visit").unwrap();
    let name = visit.schema.field_with_name("physical_filter").unwrap();
    assert_eq!((name.metadata()["length"].as_str(), name.metadata()["doc"].as_str()), ("32", "One filter of one instrument."));
    assert_eq!(visit.schema.field_with_name("timespan").unwrap().data_type(), &crate::time::timespan_type());
    assert_eq!(visit.schema.field_with_name("region").unwrap().data_type(), &DataType::Binary);
}
