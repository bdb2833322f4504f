//! References: printing, components, and dimensions that must fit.

use super::*;
use crate::dimensions::{Key, Universe};

fn parts() -> (Arc<DatasetType>, DataId) {
    let universe = Universe::shipped(8).unwrap();
    let dimensions = universe.conform(["detector"]).unwrap();
    let given = [("instrument", Key::from("HSC")), ("detector", 16.into())];
    let data_id = DataId::standardize(&universe, given, Some(&dimensions)).unwrap();
    (Arc::new(DatasetType::new("camera", dimensions, "Camera").unwrap()), data_id)
}

#[test]
fn a_reference_prints_what_it_is_of_what_and_where() {
    let (dataset_type, data_id) = parts();
    let whole = DatasetRef::new(Uuid::nil(), dataset_type, "HSC/calib", data_id).unwrap();
    let id = "00000000-0000-0000-0000-000000000000";
    assert_eq!(whole.to_string(), format!("camera@{{instrument: HSC, detector: 16}} [sc=Camera] (run=HSC/calib id={id})"));
    assert_eq!(whole.component("wcs").type_name(), "camera.wcs");
}

#[test]
fn a_data_id_of_other_dimensions_is_refused() {
    let (dataset_type, _) = parts();
    let other = DataId::standardize(&Universe::shipped(8).unwrap(), [("instrument", "HSC")], None).unwrap();
    assert!(DatasetRef::new(Uuid::nil(), dataset_type, "r", other).is_err());
}
