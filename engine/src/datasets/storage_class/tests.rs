use serde_json::Value;

use super::*;
use crate::dimensions::Universe;

#[test]
fn the_shipped_classes_are_those_of_the_reference() {
    let recorded = include_str!("../../../../tests/reference/storage_classes.jsonl");
    let shipped = StorageClasses::shipped().unwrap();
    let mut names = BTreeSet::new();
    for line in recorded.lines() {
        let expected: Value = serde_json::from_str(line).unwrap();
        let class = shipped.get(expected["name"].as_str().unwrap()).unwrap_or_else(|| panic!("no {}", expected["name"]));
        names.insert(class.name.clone());
        for (key, given) in [("components", &class.components), ("derived", &class.derived)] {
            assert_eq!(serde_json::to_value(given).unwrap(), expected[key], "{key} of {}", class.name);
        }
        assert_eq!(serde_json::to_value(&class.parameters).unwrap(), expected["parameters"], "{}", class.name);
    }
    assert_eq!(names, shipped.iter().map(|class| class.name.clone()).collect());
}

#[test]
fn a_class_has_what_its_base_has() {
    let exposure = StorageClasses::shipped().unwrap().get("ExposureF").unwrap();
    assert_eq!((exposure.base.as_deref(), exposure.kind), (Some("Exposure"), Kind::Exposure));
    assert_eq!(
        (exposure.component("mask"), exposure.component("wcs"), exposure.component("bbox")),
        (Some("MaskX"), Some("Wcs"), Some("Box2I"))
    );
}

#[test]
fn an_unknown_component_is_refused_with_those_that_look_alike() {
    let universe = Universe::shipped(8).unwrap();
    let calexp = DatasetType::new("calexp", universe.conform(["visit", "detector"]).unwrap(), "ExposureF").unwrap();
    assert_eq!(calexp.component_of("calexp.wcs").unwrap(), Some("wcs"));
    assert_eq!(calexp.component_of("calexp").unwrap(), None);
    let error = calexp.component_of("calexp.photocalib").unwrap_err();
    assert_eq!(
        (error.to_string().as_str(), error.hint().as_deref()),
        ("component `calexp.photocalib` does not exist", Some("did you mean `calexp.photoCalib`?"))
    );
    assert!(
        calexp.component("nosuch").unwrap_err().hint().unwrap().starts_with("the components of storage class `ExposureF` are apCorrMap, ")
    );
}

#[test]
fn a_faulty_definition_is_told_with_its_place() {
    for (text, place) in [
        ("A: {of: B}", "1:9"),
        ("A: {components: {x: Nowhere}}", "1:4"),
        ("A: {as: picture}", "1:9"),
        ("A: {component: {}}", "1:5"),
        ("A: {parameters: bbox}", "1:17"),
    ] {
        let error = StorageClasses::parse("classes.yaml", text).unwrap_err().to_string();
        assert!(error.starts_with(&format!("classes.yaml:{place}: ")), "{error}");
    }
}
