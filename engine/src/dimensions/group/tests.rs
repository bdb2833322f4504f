//! Groups against recorded answers of the reference, and the algebra of completion.

use proptest::prelude::*;
use serde_json::Value as Json;

use super::*;

fn strings(json: &Json) -> Vec<&str> {
    json.as_array().unwrap().iter().map(|s| s.as_str().unwrap()).collect()
}

fn sorted(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names
}

#[test]
fn groups_are_those_of_the_reference() {
    let universe = Universe::shipped(8).unwrap();
    let cases = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/reference/dimension_group.jsonl"));
    for case in cases.lines().map(|line| serde_json::from_str::<Json>(line).unwrap()) {
        let given = strings(&case["args"]["dimensions"]);
        let made = universe.conform(&given);
        if !case["expected_error"].is_null() {
            assert!(made.is_err(), "{given:?}");
            continue;
        }
        let (group, expected) = (made.unwrap(), &case["expected"][0]);
        let same = |field: &str, names: Vec<&str>| assert_eq!(names, strings(&expected[field]), "{field} of {given:?}");
        same("names", group.names().collect());
        same("required", group.required().collect());
        same("implied", group.implied().collect());
        same("data_coordinate_keys", group.data_id_keys().collect());
        same("elements", group.elements().map(|e| e.name.as_str()).collect());
        same("governors", group.governors().collect());
        same("skypix", group.skypix().collect());
        same("spatial", sorted(group.spatial()));
        same("temporal", sorted(group.temporal()));
        assert_eq!(group.region_element().map(|e| e.name.as_str()), expected["region_dimension"].as_str(), "{given:?}");
        assert_eq!(group.timespan_element().map(|e| e.name.as_str()), expected["timespan_dimension"].as_str(), "{given:?}");
    }
}

#[test]
fn the_finest_pixels_give_the_region() {
    let universe = Universe::shipped(8).unwrap();
    let group = universe.conform(["healpix7", "healpix5"]).unwrap();
    assert_eq!(group.region_element().unwrap().name, "healpix7");
}

#[test]
fn what_one_member_requires_and_another_implies_is_implied() {
    let universe = Universe::shipped(8).unwrap();
    let group = universe.conform(["visit", "subfilter"]).unwrap();
    assert_eq!(group.required().collect::<Vec<_>>(), ["instrument", "subfilter", "visit"]);
    assert_eq!(group.to_string(), "{band, instrument, day_obs, physical_filter, subfilter, visit}");
    assert_eq!(group.minimal(), ["subfilter", "visit"]);
}

fn any_names() -> impl Strategy<Value = Vec<String>> {
    let universe = Universe::shipped(8).unwrap();
    let names: Vec<String> = universe.dimensions().map(|e| e.name.clone()).collect();
    proptest::collection::vec(proptest::sample::select(names), 0..6)
}

proptest! {
    #[test]
    fn completion_is_idempotent_and_monotonic(a in any_names(), b in any_names()) {
        let universe = Universe::shipped(8).unwrap();
        let (a, b) = (universe.conform(&a).unwrap(), universe.conform(&b).unwrap());
        prop_assert_eq!(&universe.conform(a.names()).unwrap(), &a);
        prop_assert_eq!(&universe.conform(a.minimal()).unwrap(), &a);
        prop_assert_eq!(&universe.conform(a.required()).unwrap(), &a);
        let both = a.union(&b).unwrap();
        prop_assert!(a.is_subset(&both) && b.is_subset(&both));
        prop_assert_eq!(a.required().len() + a.implied().len(), a.names().len());
    }
}
