//! Skymaps are those of the reference: hashes, tracts, patches and regions.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use butler_observatory::skymap::{SkyMap, from_settings, read_settings};
use butler_observatory::yaml;
use butler_sphere::{ConvexPolygon, Region};
use serde_json::Value as Json;

fn recorded() -> Vec<Json> {
    let all: Json = serde_json::from_str(include_str!("data/skymaps.json")).unwrap();
    all["cases"].as_array().unwrap().clone()
}

fn made(case: &Json) -> SkyMap {
    let mut settings = case["config"].clone();
    settings["skyMap"] = case["class"].as_str().unwrap().trim_end_matches("SkyMap").into();
    let text = settings.to_string();
    from_settings("test", &yaml::parse_json("test", &text).unwrap()).unwrap()
}

fn polygon(hex: &Json) -> ConvexPolygon {
    let hex = hex.as_str().unwrap();
    let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
    match Region::decode(&bytes).unwrap() {
        Region::ConvexPolygon(polygon) => polygon,
        other => panic!("{other:?} is no polygon"),
    }
}

/// The largest distance of a vertex of one from the nearest of the other, in radians.
fn apart(a: &ConvexPolygon, b: &ConvexPolygon) -> f64 {
    let distance = |v: &butler_sphere::UnitVector3d, w: &butler_sphere::UnitVector3d| {
        ((v.x() - w.x()).powi(2) + (v.y() - w.y()).powi(2) + (v.z() - w.z()).powi(2)).sqrt()
    };
    a.vertices().iter().map(|v| b.vertices().iter().map(|w| distance(v, w)).fold(f64::INFINITY, f64::min)).fold(0.0, f64::max)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn hashes_and_numbers_of_tracts_are_those_of_the_reference() {
    for case in recorded() {
        let skymap = made(&case);
        assert_eq!(hex(&skymap.sha1()), case["sha1_hex"].as_str().unwrap(), "{}", case["name"]);
        assert_eq!(skymap.len() as u64, case["n_tracts"].as_u64().unwrap(), "{}", case["name"]);
    }
}

#[test]
fn tracts_and_patches_are_those_of_the_reference() {
    for case in recorded() {
        let skymap = made(&case);
        for expected in case["tracts"].as_array().unwrap() {
            let tract = skymap.tract(expected["id"].as_i64().unwrap()).unwrap();
            let place = format!("{} {}", case["name"], tract.id);
            let pair = |json: &Json| [json[0].as_i64().unwrap(), json[1].as_i64().unwrap()];
            assert_eq!(tract.count, pair(&expected["num_patches"]), "{place}");
            assert_eq!(tract.size, pair(&expected["bbox"]["dims"]), "{place}");
            for axis in 0..2 {
                assert_eq!(tract.wcs.crpix[axis], expected["crpix_0based"][axis].as_f64().unwrap(), "{place}");
                let off = tract.centre[axis] - expected["center_deg"][axis].as_f64().unwrap();
                assert!(off.abs() < 1e-9, "{place}: {off}");
            }
            let off = apart(&tract.region(tract.whole()).unwrap(), &polygon(&expected["outer_sky_polygon_hex"]));
            assert!(off < 1e-11, "{place}: {off}");
            for patch in expected["patches"].as_array().unwrap() {
                let [x, y] = pair(&patch["index"]);
                assert_eq!(tract.count[0] * y + x, patch["sequential"].as_i64().unwrap(), "{place}");
                let (inner, outer) = skymap.patch(&tract, x, y);
                for (told, expected) in [(inner, &patch["inner"]), (outer, &patch["outer"])] {
                    assert_eq!(told[0], pair(&expected["min"]), "{place}");
                    assert_eq!([told[1][0] - told[0][0], told[1][1] - told[0][1]], pair(&expected["dims"]), "{place}");
                }
                let off = apart(&tract.region(outer).unwrap(), &polygon(&patch["outer_sky_polygon_hex"]));
                assert!(off < 1e-11, "{place}: {off}");
            }
        }
    }
}

#[test]
fn positions_are_in_the_tracts_and_patches_of_the_reference() {
    let mut count = 0;
    for case in recorded() {
        let skymap = made(&case);
        for expected in case["find"].as_array().unwrap() {
            let at = ["ra", "dec"].map(|key| expected[key].as_f64().unwrap());
            let place = format!("{} {at:?}", case["name"]);
            let tract = skymap.find_tract(at).unwrap();
            assert_eq!(Some(tract), expected["tract"].as_i64(), "{place}");
            assert_eq!(skymap.find_patch(&skymap.tract(tract).unwrap(), at), expected["patch"].as_i64(), "{place}");
            count += 1;
        }
    }
    assert!(count > 150, "{count}");
}

#[test]
fn a_skymap_is_what_its_stored_form_says() {
    let mut settings: Vec<String> = recorded().iter().map(|case| made(case).to_json().to_string()).collect();
    settings.extend(
        [
            "{class: healpix, log2NSide: 2, nest: true, tractBuilder: cells, cellBorder: 10}",
            "{class: dodeca, withTractsOnPoles: true, tractBuilder: cells, numCellsPerPatchInner: 30}",
            "{class: rings, numRings: 5, raStart: 3.5, rotation: 10.0}",
        ]
        .map(|text| from_settings("test", &yaml::parse("test", text).unwrap()).unwrap().to_json().to_string()),
    );
    for text in settings {
        let again = from_settings("stored", &yaml::parse_json("stored", &text).unwrap()).unwrap();
        assert_eq!(again.to_json().to_string(), text);
    }
}

#[test]
fn tracts_of_pixels_reach_half_the_overlap_beyond_their_corners() {
    for text in ["{class: healpix, log2NSide: 2}", "{class: healpix, log2NSide: 3, nest: true}", "{class: dodeca, withTractsOnPoles: true}"]
    {
        let skymap = from_settings("test", &yaml::parse("test", text).unwrap()).unwrap();
        for tract in skymap.tracts() {
            assert_eq!(skymap.find_tract(tract.centre), Some(tract.id), "{text}");
            let (low, high) = (tract.wcs.crpix, [0, 1].map(|axis| tract.size[axis] as f64 - tract.wcs.crpix[axis]));
            let patch = skymap.patches.inner();
            // The middle is within; what is left over on both sides is less than a patch.
            for axis in 0..2 {
                assert!(low[axis] > 0.0 && high[axis] > 0.0, "{text} {}", tract.id);
                assert_eq!(tract.size[axis] % patch[axis], 0);
            }
        }
    }
}

#[test]
fn a_pickle_is_read_for_the_text_of_its_configuration() {
    let settings = read_settings("hsc_rings_v1_skyMap.pickle", include_bytes!("data/hsc_rings_v1_skyMap.pickle")).unwrap();
    let skymap = from_settings("hsc_rings_v1", &settings).unwrap();
    let expected = recorded().into_iter().find(|case| case["name"] == "hsc_rings_v1").unwrap();
    assert_eq!(hex(&skymap.sha1()), expected["sha1_hex"].as_str().unwrap());
    let settings = read_settings("latiss_v1_skyMap.pickle", include_bytes!("data/latiss_v1_skyMap.pickle")).unwrap();
    assert!(!from_settings("latiss_v1", &settings).unwrap().is_empty());
}

#[test]
fn what_is_wrong_with_settings_is_told_in_a_line() {
    for (text, word) in [
        ("numRings: 3", "which kind"),
        ("{skyMap: rings}", "numRings"),
        ("{skyMap: cube}", "cube"),
        ("{skyMap: healpix, log2NSide: 13}", "log2NSide"),
        ("{skyMap: dodeca, withTractsOnPoles: 3}", "withTractsOnPoles"),
        ("{skyMap: discrete, raList: [1.0], decList: [], radiusList: [1.0]}", "one length"),
        ("{skyMap: rings, numRings: 3, pixelScale: 0}", "pixelScale"),
        ("{skyMap: rings, numRings: 3, projection: XYZ}", "XYZ"),
    ] {
        let error = from_settings("test", &yaml::parse("test", text).unwrap()).unwrap_err().to_string();
        assert!(error.contains(word) && !error.contains('\n'), "{error}");
    }
}

#[test]
fn tracts_of_the_first_version_of_rings_are_counted_as_they_were() {
    let of = |version: i64| {
        from_settings("test", &yaml::parse("test", &format!("{{class: rings, numRings: 3, version: {version}}}")).unwrap()).unwrap()
    };
    let (old, new) = (of(0), of(1));
    assert_eq!((old.sha1(), old.len()), (new.sha1(), new.len()));
    let centre = |skymap: &SkyMap, id: usize| skymap.tract(id as i64).unwrap().centre;
    // Rings of 6, 9 and 9 tracts would begin at 1, 7 and 16.
    let first = (1..new.len()).take_while(|id| centre(&new, *id)[1] == centre(&new, 1)[1]).count();
    assert_eq!(centre(&old, 1 + first), centre(&old, 1));
    assert_eq!(centre(&old, 2 + first), centre(&new, 2 + first));
    assert_eq!(centre(&old, new.len() - 1), [0.0, 90.0]);
    for id in (0..new.len() as i64 - 1).filter(|id| *id != 1 + first as i64) {
        let found = old.find_tract(centre(&old, id as usize)).unwrap();
        assert_eq!(centre(&old, found as usize), centre(&old, id as usize), "{id}");
    }
    let mut pickle = include_bytes!("data/hsc_rings_v1_skyMap.pickle").to_vec();
    let place = (0..pickle.len() - 2).rev().find(|at| pickle[*at..*at + 3] == [b'K', 1, 0x86]).unwrap();
    pickle[place + 1] = 0;
    let settings = read_settings("old.pickle", &pickle).unwrap();
    assert_eq!(from_settings("old", &settings).unwrap().to_json()["version"], 0);
}
