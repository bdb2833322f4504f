use std::path::Path;

use proptest::prelude::*;
use serde_json::Value as Json;

use super::super::{Bbox, Exposure};
use super::*;
use crate::Source;
use crate::fits::{Card, Value};

fn recorded() -> Vec<Json> {
    recorded_in("wcs.json")
}

fn recorded_in(file: &str) -> Vec<Json> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(file);
    let json: Json = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    json["entries"].as_array().unwrap().clone()
}

fn header(cards: &Json) -> Header {
    let mut header = Header::default();
    for card in cards.as_array().unwrap() {
        let value = match &card[1] {
            Json::Bool(value) => Value::Logical(*value),
            Json::String(text) => Value::Text(text.clone()),
            number => number.as_i64().map_or_else(|| Value::Real(number.as_f64().unwrap()), Value::Integer),
        };
        header.push(Card { keyword: card[0].as_str().unwrap().to_owned(), value, comment: String::new() });
    }
    header
}

fn separation_deg(a: [f64; 2], b: [f64; 2]) -> f64 {
    let ra = (a[0] - b[0] + 540.0).rem_euclid(360.0) - 180.0;
    (ra * a[1].to_radians().cos()).hypot(a[1] - b[1])
}

#[test]
fn headers_mean_what_wcslib_makes_of_them() {
    let entries = recorded();
    assert!(entries.len() >= 20);
    for entry in &entries {
        let name = entry["name"].as_str().unwrap();
        let wcs = Wcs::of_header(&header(&entry["cards"]), &Bbox::default(), None).unwrap_or_else(|reason| panic!("{name}: {reason}"));
        let points = entry["points"].as_array().unwrap();
        assert!(points.len() > 10, "{name}");
        for point in points {
            let [x, y, first, second] = [0, 1, 2, 3].map(|place| point[place].as_f64().unwrap());
            // wcslib gives the axes in the order of the header.
            let sky = if name.contains("latitude first") { [second, first] } else { [first, second] };
            let found = wcs.pixel_to_sky(x, y).unwrap();
            assert!(separation_deg(found, sky) < 1e-9, "{name} at ({x}, {y}): {found:?} is not {sky:?}");
            let back = wcs.sky_to_pixel(sky[0], sky[1]).unwrap_or_else(|| panic!("{name} at {sky:?}"));
            let scale = wcs.pixel_scale_arcsec(x, y).unwrap() / 3600.0;
            let error = (back[0] - x).hypot(back[1] - y) * scale;
            assert!(error < 1e-9, "{name}: ({x}, {y}) comes back as {back:?}");
        }
    }
}

#[test]
fn distortions_of_tpv_and_frames_are_what_astropy_makes_of_them() {
    for entry in recorded_in("wcs_frames.json") {
        let name = entry["name"].as_str().unwrap();
        let wcs = Wcs::of_header(&header(&entry["cards"]), &Bbox::default(), None).unwrap_or_else(|reason| panic!("{name}: {reason}"));
        for point in entry["points"].as_array().unwrap() {
            let [x, y, ra, dec, icrs_ra, icrs_dec] = [0, 1, 2, 3, 4, 5].map(|place| point[place].as_f64().unwrap());
            let sky = wcs.pixel_to_sky(x, y).unwrap();
            assert!(separation_deg(sky, [ra, dec]) < 1e-9, "{name} at ({x}, {y}): {sky:?} is not ({ra}, {dec})");
            let sky = wcs.pixel_to_icrs(x, y).unwrap();
            assert!(separation_deg(sky, [icrs_ra, icrs_dec]) < 1e-9, "{name} at ({x}, {y}): {sky:?} is not ({icrs_ra}, {icrs_dec})");
            for back in [wcs.sky_to_pixel(ra, dec).unwrap(), wcs.icrs_to_pixel(icrs_ra, icrs_dec).unwrap()] {
                assert!((back[0] - x).hypot(back[1] - y) * 7e-5 < 1e-9, "{name}: ({x}, {y}) comes back as {back:?}");
            }
        }
    }
}

#[test]
fn a_wcs_of_tpv_is_written_as_one_and_a_moved_reference_point_is_refused() {
    let entry = &recorded_in("wcs_frames.json")[2];
    let wcs = Wcs::of_header(&header(&entry["cards"]), &Bbox::default(), None).unwrap();
    let written = wcs.to_header().unwrap();
    assert_eq!((wcs.kind(), written.text("CTYPE2"), written.real("PV2_9")), ("TPV", Some("DEC--TPV"), Some(-0.0102)));
    let again = Wcs::of_header(&written, &Bbox::default(), None).unwrap();
    assert_eq!(wcs.pixel_to_sky(321.0, 12.0), again.pixel_to_sky(321.0, 12.0));
    let mut moved = header(&recorded()[3]["cards"]);
    moved.push(Card { keyword: "PV1_2".to_owned(), value: Value::Real(45.0), comment: String::new() });
    assert!(Wcs::of_header(&moved, &Bbox::default(), None).unwrap_err().contains("PVi_2"));
}

fn open(name: &str) -> Exposure {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    futures::executor::block_on(async { Exposure::open(&Source::file(&path).unwrap()).await.unwrap() })
}

fn wcs(name: &str) -> Wcs {
    futures::executor::block_on(open(name).wcs()).unwrap()
}

#[test]
fn an_archived_sky_wcs_is_the_header_where_the_header_is_exact() {
    let archived = wcs("afw/exposure-version-2.fits");
    assert_eq!(archived.origin(), &Origin::Archive("SkyWcs".to_owned()));
    let entries = recorded();
    let entry = entries.iter().find(|entry| entry["name"].as_str().unwrap().contains("version 2")).unwrap();
    for point in entry["points"].as_array().unwrap() {
        let [x, y, ra, dec] = [0, 1, 2, 3].map(|place| point[place].as_f64().unwrap());
        assert!(separation_deg(archived.pixel_to_sky(x, y).unwrap(), [ra, dec]) < 1e-9);
        let back = archived.sky_to_pixel(ra, dec).unwrap();
        assert!((back[0] - x).hypot(back[1] - y) < 1e-7, "{back:?}");
    }
}

#[test]
fn an_archived_tan_wcs_counts_pixels_of_the_parent() {
    let archived = wcs("afw/HSC-0908120-056-small.fits");
    assert_eq!(archived.origin(), &Origin::Archive("TanWcs".to_owned()));
    let entries = recorded();
    let entry = entries.iter().find(|entry| entry["name"].as_str().unwrap().contains("part of an HSC")).unwrap();
    for point in entry["points"].as_array().unwrap() {
        let [x, y, ra, dec] = [0, 1, 2, 3].map(|place| point[place].as_f64().unwrap());
        assert!(separation_deg(archived.pixel_to_sky(x + 100.0, y + 100.0).unwrap(), [ra, dec]) < 1e-9);
    }
}

#[test]
fn a_fitted_sky_wcs_goes_both_ways() {
    // Its polynomials are fitted in each direction: they are each other's inverse to some thousandths of a pixel only.
    let wcs = wcs("afw/jointcal_wcs-0030600-088.fits");
    for (x, y) in [(0.0, 0.0), (1024.0, 2000.0), (2047.0, 4175.0)] {
        let [ra, dec] = wcs.pixel_to_sky(x, y).unwrap();
        assert!(separation_deg([ra, dec], [213.387, 52.496]) < 1.0, "({ra}, {dec})");
        let back = wcs.sky_to_pixel(ra, dec).unwrap();
        assert!((back[0] - x).hypot(back[1] - y) < 0.01, "{back:?}");
        assert!((wcs.pixel_scale_arcsec(x, y).unwrap() - 0.168).abs() < 0.01);
    }
}

#[test]
fn a_wcs_written_as_a_header_is_the_same_wcs() {
    for entry in recorded() {
        let wcs = Wcs::of_header(&header(&entry["cards"]), &Bbox::default(), None).unwrap();
        let again = Wcs::of_header(&wcs.to_header().unwrap(), &Bbox::default(), None).unwrap();
        assert_eq!(wcs.pixel_to_sky(321.0, 12.0), again.pixel_to_sky(321.0, 12.0), "{}", entry["name"]);
    }
}

#[test]
fn what_is_no_wcs_is_refused_with_a_reason() {
    let base = &recorded()[3]["cards"];
    let with = |keyword: &str, value: Value| {
        let mut changed = Header::default();
        header(base).cards().iter().filter(|card| card.keyword != keyword).for_each(|card| changed.push(card.clone()));
        changed.push(Card { keyword: keyword.to_owned(), value, comment: String::new() });
        Wcs::of_header(&changed, &Bbox::default(), None).map(|_| ()).unwrap_err()
    };
    assert!(with("CTYPE1", Value::Text("RA---XYZ".to_owned())).contains("not one of TAN"));
    assert!(with("CD1_1", Value::Text("x".to_owned())).contains("`CD1_1`"));
    assert!(with("CRVAL2", Value::Real(91.0)).contains("not on the sky"));
    assert!(with("A_ORDER", Value::Integer(400)).contains("`A_ORDER`"));
    assert!(Wcs::of_header(&Header::default(), &Bbox::default(), None).unwrap_err().contains("no WCS"));
}

proptest! {
    #[test]
    fn any_header_gives_a_wcs_or_a_reason(
        keyword in prop::sample::select(vec!["CRPIX1", "CRVAL1", "CRVAL2", "CD1_1", "CD1_2", "LONPOLE", "A_0_2", "A_ORDER", "B_3_0", "EQUINOX"]),
        value in prop::num::f64::ANY,
        x in prop::num::f64::ANY,
        y in -1e4..1e4f64,
    ) {
        let entries = recorded();
        let mut changed = Header::default();
        header(&entries[0]["cards"]).cards().iter().filter(|card| card.keyword != keyword).for_each(|card| changed.push(card.clone()));
        changed.push(Card { keyword: keyword.to_owned(), value: Value::Real(value), comment: String::new() });
        if let Ok(wcs) = Wcs::of_header(&changed, &Bbox::default(), None) {
            if let Some(sky) = wcs.pixel_to_sky(x, y) {
                prop_assert!((0.0..360.0).contains(&sky[0]) && (-90.0..=90.0).contains(&sky[1]));
                wcs.sky_to_pixel(sky[0], sky[1]);
            }
            wcs.to_json();
        }
    }

    #[test]
    fn any_text_gives_frames_or_a_reason(cut in 0usize..4000, line in 0usize..250, replacement in "[ -~]{0,30}") {
        let text = {
            let mut exposure = open("afw/exposure-version-2.fits");
            let (_, parts) = futures::executor::block_on(exposure.object(1)).unwrap();
            parts[0].text("wcs", 0).unwrap()
        };
        let mut lines: Vec<&str> = text.lines().collect();
        let place = line % lines.len();
        lines[place] = &replacement;
        for hostile in [lines.join("\n"), text.chars().take(cut).collect()] {
            if let Ok(frames) = FrameSet::parse(&hostile) {
                frames.forward([3.0, 4.0]).and_then(|sky| frames.inverse(sky));
            }
        }
    }
}
