//! Instruments are data: those that are built in, one of a user's own, and where they look.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use butler_observatory::camera::Boresight;
use butler_observatory::rules::Value;
use butler_observatory::{Error, Header, Observatory};
use butler_sphere::{ConvexPolygon, Region};
use serde_json::Value as Json;

const ARCSEC: f64 = std::f64::consts::PI / 180.0 / 3_600.0;

fn polygon(hex: &Json) -> ConvexPolygon {
    let hex = hex.as_str().unwrap();
    let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
    match Region::decode(&bytes).unwrap() {
        Region::ConvexPolygon(polygon) => polygon,
        other => panic!("{other:?} is no polygon"),
    }
}

/// The largest distance of a vertex of `a` from the nearest one of `b`, in arcsec.
fn farthest(a: &ConvexPolygon, b: &ConvexPolygon) -> f64 {
    let distance = |v: &butler_sphere::UnitVector3d, w: &butler_sphere::UnitVector3d| {
        ((v.x() - w.x()).powi(2) + (v.y() - w.y()).powi(2) + (v.z() - w.z()).powi(2)).sqrt() / ARCSEC
    };
    let nearest = |v| b.vertices().iter().map(|w| distance(v, w)).fold(f64::INFINITY, f64::min);
    a.vertices().iter().map(nearest).fold(0.0, f64::max)
}

#[test]
fn regions_are_those_of_the_reference() {
    let recorded: Json = serde_json::from_str(include_str!("data/visit_regions.json")).unwrap();
    for case in recorded["cases"].as_array().unwrap() {
        let number = |key: &str| case[key].as_f64().unwrap();
        let instrument = Observatory::new().instrument(case["instrument"].as_str().unwrap()).unwrap();
        let boresight = Boresight { ra: number("tracking_ra"), dec: number("tracking_dec"), sky_angle: number("sky_angle") };
        let regions = instrument.camera.as_ref().unwrap().regions(boresight).unwrap();
        for (detector, hex) in case["detectors"].as_object().unwrap() {
            let id: i64 = detector.parse().unwrap();
            let (_, region) = regions.detectors.iter().find(|(other, _)| *other == id).unwrap();
            let expected = polygon(hex);
            assert_eq!(region.vertices().len(), expected.vertices().len());
            let off = farthest(region, &expected).max(farthest(&expected, region));
            assert!(off < 1e-9, "{} {detector}: {off} arcsec", instrument.name);
        }
        // Vertices that are nearly on a line may be left out.
        let expected = polygon(&case["visit_region_hex"]);
        let off = farthest(&regions.visit, &expected).min(farthest(&expected, &regions.visit));
        assert!(off < 1e-9, "{}: {off} arcsec", instrument.name);
    }
}

#[test]
fn every_built_in_instrument_is_found_by_name_and_class() {
    let observatory = Observatory::new();
    let names: Vec<String> = observatory.names().collect();
    assert_eq!(names.len(), 13);
    for name in names {
        let instrument = observatory.instrument(&name).unwrap();
        assert_eq!(instrument.name, name);
        assert!(instrument.camera.is_some() && !instrument.filters.is_empty());
        assert_eq!(observatory.instrument(&instrument.class).unwrap().name, name);
    }
    assert_eq!(observatory.instrument("HyperSuprimeCam").unwrap().name, "HSC");
}

#[test]
fn an_unknown_instrument_has_near_matches() {
    match Observatory::new().instrument("LSSTcam") {
        Err(Error::Unknown { near, .. }) => assert!(near.contains(&"LSSTCam".to_owned())),
        other => panic!("{other:?}"),
    }
}

const OWN: &str = r"
name: MyCam
class: my.obs.MyCam
visit_max: 1000
exposure_max: 1000
detector_max: 2
filters:
- {name: MyG, band: g}
- {name: Clear}
camera:
  plate_scale: 10.0
  pixel_mm: [0.015, 0.015]
  shapes:
    CCD: {box: [0, 0, 999, 999], reference_pixel: [499.5, 499.5]}
detectors:
- {id: 0, name: 'A', shape: CCD, offset_mm: [0, 0, 0]}
headers:
  extends: base
  recognise: $INSTRUME == 'MyCam'
  fix:
  - {when: $EXPTIME < 0, set: {EXPTIME: 0.0}}
  properties:
    exposure_id: {key: EXPNUM}
    exposure_time: {key: EXPTIME, unit: s}
    datetime_end: datetime_begin + exposure_time
    detector_num: 0
    detector_name: {constant: A}
    detector_group: null
    observation_id: join('-', instrument, exposure_id)
    observation_type: lower($OBSTYPE)
    physical_filter: {key: FILTER, default: Clear}
";

#[test]
fn a_camera_is_added_by_yaml_alone() {
    let mut observatory = Observatory::new();
    let instrument = observatory.add("mycam.yaml", OWN).unwrap();
    assert_eq!(instrument.filters[1].band, "Clear");
    let text = "INSTRUME: MyCam\nEXPNUM: 7\nEXPTIME: -1.0\nDATE-OBS: '2024-01-02T03:04:05'\nOBSTYPE: SCIENCE\n";
    let info = observatory.translate("header.yaml", Header::from_text("header.yaml", text).unwrap()).unwrap();
    assert_eq!(info.get("exposure_id"), Some(&Value::Int(7)));
    assert_eq!(info.get("observation_id"), Some(&Value::Text("MyCam-7".to_owned())));
    assert_eq!(info.get("physical_filter"), Some(&Value::Text("Clear".to_owned())));
    assert_eq!(info.get("exposure_time").unwrap().real(), Some(0.0));
    assert_eq!(info.get("observing_day"), Some(&Value::Int(20_240_102)));
    // One degree to the north is one detector of 1000 pixels of 0.15 arcsec further than its edge.
    let regions = instrument.camera.as_ref().unwrap().regions(Boresight { ra: 0.0, dec: 0.0, sky_angle: 0.0 }).unwrap();
    let half_deg = 750.0 * 0.15 / 3_600.0;
    let highest = regions.visit.vertices().iter().map(|v| v.z().asin().to_degrees()).fold(0.0, f64::max);
    assert!((highest - half_deg).abs() < 1e-6, "{highest} {half_deg}");
}

#[test]
fn a_slip_of_the_pen_in_an_instrument_is_told() {
    let mut observatory = Observatory::new();
    for (from, to, word) in [
        ("visit_max: 1000", "visit_maximum: 1000", "visit_maximum"),
        ("shape: CCD", "shape: CDC", "`A`"),
        ("lower($OBSTYPE)", "lover($OBSTYPE)", "lover"),
        ("extends: base", "extends: bass", "bass"),
        ("unit: s}", "unit: sec}", "sec"),
        ("name: MyCam\n", "", "name"),
    ] {
        let error = observatory.add("mycam.yaml", &OWN.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(error.contains(word) && !error.contains('\n'), "{error}");
    }
}

#[test]
fn a_property_that_needs_itself_is_no_endless_loop() {
    let mut observatory = Observatory::new();
    observatory.add("mycam.yaml", &OWN.replace("detector_num: 0", "detector_num: detector_num + 1")).unwrap();
    let info = observatory.translate("h", Header::from_text("h.yaml", "INSTRUME: MyCam\nEXPTIME: 1.0\n").unwrap()).unwrap();
    assert!(info.need("detector_num").unwrap_err().to_string().contains("depends on itself"));
}
