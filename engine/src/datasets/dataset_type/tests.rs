//! Names and definitions of dataset types.

use super::*;

fn dataset_type(name: &str, dimensions: &[&str]) -> Result<DatasetType> {
    DatasetType::new(name, Universe::shipped(8)?.conform(dimensions)?, "ExposureF")
}

#[test]
fn names_are_those_that_the_reference_accepts() {
    for name in ["a", "a_b", "_a", "A", "_", "class", "visit", &"x".repeat(200)] {
        assert!(dataset_type(name, &["visit"]).is_ok(), "{name}");
    }
    for name in ["a-b", "a b", "a.b", "9a", "é", "a/b", "", "a:b", "a*", ".a", "a.", "instrument", "skymap", "a\n"] {
        assert!(dataset_type(name, &["visit"]).is_err(), "{name}");
    }
}

#[test]
fn another_definition_names_the_field_that_differs() {
    let calexp = dataset_type("calexp", &["visit", "detector"]).unwrap();
    assert!(calexp.check_same(&dataset_type("calexp", &["detector", "visit", "band"]).unwrap()).is_ok());
    let error = calexp.check_same(&dataset_type("calexp", &["detector"]).unwrap()).unwrap_err().to_string();
    assert_eq!(
        error,
        "dataset type `calexp` is already defined with dimensions {band, instrument, day_obs, detector, physical_filter, visit}, \
         not {instrument, detector}"
    );
    let error = calexp.check_same(&calexp.clone().with_calibration(true)).unwrap_err().to_string();
    assert!(error.ends_with("with is_calibration false, not true"), "{error}");
    let other = DatasetType { storage_class: "Exposure".to_owned(), ..calexp.clone() };
    assert!(calexp.check_same(&other).unwrap_err().to_string().ends_with("with storage class ExposureF, not Exposure"));
}

#[test]
fn a_dot_separates_the_component() {
    assert_eq!(split_component("calexp.wcs"), ("calexp", Some("wcs")));
    assert_eq!(split_component("a.b.c"), ("a", Some("b.c")));
    assert_eq!(split_component("calexp"), ("calexp", None));
}
