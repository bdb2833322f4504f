//! Configurations of users: what loads, and the place and reason where one does not.

use super::*;

const SMALL: &str = "
version: 1
namespace: lab
skypix: {common: htm3, htm: {class: lsst.sphgeom.HtmPixelization, min_level: 2, max_level: 4}}
elements:
  bench: {keys: [{name: name, type: string, length: 8}], governor: true}
  sample:
    keys: [{name: id, type: int}, {name: label, type: string, length: 8}]
    requires: [bench]
    implies: [batch]
  batch: {keys: [{name: id, type: int}], requires: [bench]}
  sample_region: {requires: [sample, htm3], populated_by: sample}
topology: {spatial: {table: [sample_region]}}
";

fn load(text: &str) -> Result<Universe> {
    Universe::load("my.yaml", text)
}

#[test]
fn a_user_s_universe_has_its_own_elements() {
    let universe = load(SMALL).unwrap();
    let names: Vec<_> = universe.elements().iter().map(|e| e.name.as_str()).collect();
    assert_eq!(names, ["bench", "htm2", "htm3", "htm4", "batch", "sample", "sample_region"]);
    let region = universe.element("sample_region").unwrap();
    assert_eq!(region.required, ["bench", "htm3", "sample"]);
    assert_eq!(region.spatial.as_deref(), Some("table"));
    assert_eq!(load(universe.source()).unwrap(), universe);
}

#[test]
fn wrong_configurations_are_refused_at_their_place() {
    for (from, to, reason) in [
        ("implies: [batch]", "implies: [bach]", "names the element `bach`, which does not exist"),
        ("requires: [bench]}\n", "requires: [sample]}\n", "these elements wait for each other: `sample`, `batch`"),
        ("type: int}]", "type: integer}]", "the type `integer` is not one of"),
        ("common: htm3", "common: htm7", "the common skypix dimension `htm7` is not one of the systems"),
        ("max_level: 4", "max_level: 400", "levels 2 to 400"),
        ("topology:", "topolgy:", "topolgy"),
        ("[sample_region]", "[sample_regions]", "element `sample_regions` of the spatial family `table` does not exist"),
        ("name: label", "name: id", "`sample` has two fields `id`"),
        ("length: 8}], governor", "length: 0}], governor", "a length is greater than 0"),
        ("governor: true", "governor: true, requires: [batch]", "can't require"),
        ("version: 1", "version: one", "expected an integer"),
        ("  batch: {keys: [{name: id, type: int}], ", "  batch: {keys: [{name: id, type: float}], ", "must be of type int or string"),
    ] {
        let text = SMALL.replace(from, to);
        assert_ne!(text, SMALL, "{from}");
        let error = load(&text).unwrap_err().to_string();
        assert!(error.starts_with("my.yaml:") && error.contains(reason), "{error}");
    }
}

#[test]
fn view_of_is_found_in_nested_storage() {
    let text = SMALL.replace("requires: [bench]}\n", "requires: [bench], storage: {cls: a.B, nested: {cls: a.C, view_of: sample}}}\n");
    assert!(!load(&text).unwrap().element("batch").unwrap().is_stored());
}
