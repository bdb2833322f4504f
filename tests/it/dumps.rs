//! Raws of real repositories of the Science Pipelines give the dimension records that those repositories had, as far as they were made by the same rules.
//!
//! What differs is listed here with its reason, and in docs/instruments.md.

use std::collections::BTreeMap;

use butler_tests::sandbox::Sandbox;
use butler_tests::{data, sources};
use serde_json::Value as Json;

/// What differs in a repository: element, field, reason.
type Different = (&'static str, &'static str, &'static str);

struct Case {
    folder: &'static str,
    instrument: &'static str,
    group: &'static str,
    different: &'static [Different],
    /// Filters of the dump that the instrument has no more.
    gone: usize,
}

const LATER: &str = "the largest numbers of today";
const MAXIMA: [Different; 2] = [("instrument", "visit_max", LATER), ("instrument", "exposure_max", LATER)];

const CASES: [Case; 6] = [
    Case { folder: "comCam", instrument: "LSSTComCam", group: "one-to-one", different: &MAXIMA, gone: 0 },
    Case {
        folder: "comCamSim",
        instrument: "LSSTComCamSim",
        group: "one-to-one",
        different: &[MAXIMA[0], MAXIMA[1], ("exposure", "*", "the repository's raw is another one than its registry has")],
        gone: 0,
    },
    Case {
        folder: "latiss",
        instrument: "LATISS",
        group: "one-to-one",
        different: &[MAXIMA[0], MAXIMA[1], ("instrument", "detector_max", "0 was no number of detectors")],
        gone: 0,
    },
    Case { folder: "lsstCam", instrument: "LSSTCam", group: "one-to-one", different: &MAXIMA, gone: 6 },
    Case {
        folder: "lsstCamSim",
        instrument: "LSSTCamSim",
        group: "one-to-one-and-by-counter",
        different: &[
            ("day_obs", "timespan_begin", "nights of these simulations begin at noon UTC today, and began at 7 hours"),
            ("day_obs", "timespan_end", "as its begin"),
            ("exposure", "timespan_begin", "times of these simulations were 10 hours off, which is set right today"),
            ("exposure", "timespan_end", "as its begin"),
            ("visit", "timespan_begin", "as that of its exposure"),
            ("visit", "timespan_end", "as that of its exposure"),
        ],
        gone: 0,
    },
    Case {
        folder: "phosim",
        instrument: "LSSTCam-PhoSim",
        group: "by-group-metadata",
        different: &[
            ("exposure", "day_obs", "nights of simulations began 8 hours later"),
            ("visit", "day_obs", "as that of its exposure"),
            ("visit", "region", "the camera's distortion was another one"),
        ],
        gone: 180,
    },
];

fn dump(folder: &str) -> Json {
    serde_json::from_str(&std::fs::read_to_string(data(&format!("gen3/{folder}.json"))).unwrap()).unwrap()
}

/// The repository that the raws of a dump give.
fn made(case: &Case) -> Sandbox {
    let sandbox = Sandbox::new(crate::BUTLER);
    let universe = dump(case.folder)["universe"].as_i64().unwrap();
    let dimensions = sources().join(format!("engine/src/dimensions/universes/daf_butler_{universe}.yaml"));
    sandbox.butler(&["create", "repo", "-q", "--dimension-config", dimensions.to_str().unwrap()]).ok();
    sandbox.butler(&["register-instrument", "repo", case.instrument, "-q"]).ok();
    sandbox.butler(&["ingest-raws", "repo", data("gen3").join(case.folder).to_str().unwrap(), "-t", "direct", "-q"]).ok();
    sandbox.butler(&["define-visits", "repo", case.instrument, "--group", case.group, "-q"]).ok();
    sandbox
}

/// Records of an element, timespans as two integers.
fn records(sandbox: &Sandbox, element: &str) -> Vec<Json> {
    let found = sandbox.butler(&["query-dimension-records", "repo", element, "--format", "json"]).ok();
    let mut found: Vec<Json> = serde_json::from_str(&found).unwrap();
    if found.first().is_some_and(|record| record.get("timespan").is_some()) {
        let query = format!("SELECT id, timespan['begin'] AS b, timespan['end'] AS e FROM {element}");
        let spans: Vec<Json> = serde_json::from_str(&sandbox.butler(&["sql", "repo", &query, "--format", "json"]).ok()).unwrap();
        for record in &mut found {
            let span = spans.iter().find(|span| span["id"] == record["id"]).unwrap();
            record["timespan_begin"] = span["b"].clone();
            record["timespan_end"] = span["e"].clone();
        }
    }
    found
}

fn key(element: &str, record: &Json) -> String {
    let names: &[&str] = match element {
        "instrument" => &["name"],
        "detector" | "exposure" | "day_obs" | "visit" | "visit_system" => &["instrument", "id"],
        "visit_detector_region" => &["visit", "detector"],
        "visit_definition" => &["exposure", "visit"],
        "visit_system_membership" => &["visit", "visit_system"],
        _ => &["instrument", "name"],
    };
    names.iter().map(|name| record[*name].to_string()).collect::<Vec<_>>().join(" ")
}

fn vertices(hex: &str) -> Vec<[f64; 3]> {
    let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
    let number = |bytes: &[u8]| f64::from_le_bytes(bytes.try_into().unwrap());
    bytes[1..].chunks(24).map(|v| [number(&v[..8]), number(&v[8..16]), number(&v[16..])]).collect()
}

/// Whether two polygons are the same to 1e-9 arcsec.
fn same_region(a: &str, b: &str) -> bool {
    let (a, b) = (vertices(a), vertices(b));
    let apart = |v: &[f64; 3], w: &[f64; 3]| (0..3).map(|i| (v[i] - w[i]).powi(2)).sum::<f64>().sqrt();
    let within = |a: &[[f64; 3]], b: &[[f64; 3]]| a.iter().all(|v| b.iter().any(|w| apart(v, w) < 1e-9 / 206_265.0));
    within(&a, &b) && within(&b, &a)
}

fn same(field: &str, told: &Json, expected: &Json) -> bool {
    match (told, expected) {
        (Json::Bool(told), Json::Number(expected)) => Some(i64::from(*told)) == expected.as_i64(),
        (Json::String(told), Json::String(expected)) if field == "region" => same_region(told, expected),
        (told, expected) => told == expected,
    }
}

#[test]
fn raws_of_real_repositories_give_the_records_that_these_had() {
    for case in &CASES {
        let (sandbox, dump) = (made(case), dump(case.folder));
        let (mut unlike, mut compared) = (Vec::new(), 0);
        let mut used = vec![false; case.different.len()];
        for (element, expected) in dump["records"].as_object().unwrap() {
            let told: BTreeMap<String, Json> =
                records(&sandbox, element).into_iter().map(|record| (key(element, &record), record)).collect();
            let mut gone = 0;
            for expected in expected.as_array().unwrap() {
                let whole = case.different.iter().position(|(of, field, _)| of == element && *field == "*");
                let Some(told) = told.get(&key(element, expected)) else {
                    match whole {
                        Some(number) => used[number] = true,
                        None if element == "physical_filter" => gone += 1,
                        None => unlike.push(format!("{element} {} is not there", key(element, expected))),
                    }
                    continue;
                };
                for (field, expected) in expected.as_object().unwrap() {
                    let is_same = same(field, &told[field], expected);
                    compared += 1;
                    match case.different.iter().position(|(of, name, _)| of == element && name == field) {
                        Some(number) => used[number] |= !is_same,
                        None if is_same => {}
                        None => unlike.push(format!("{element} {}: {field} is {}, not {expected}", key(element, told), told[field])),
                    }
                }
            }
            if element == "physical_filter" {
                assert_eq!(gone, case.gone, "filters of {}", case.folder);
            }
        }
        assert!(unlike.is_empty(), "{}: {}\n{}", case.folder, unlike.len(), unlike.join("\n"));
        // An exception that is none is not kept.
        let idle: Vec<&Different> = case.different.iter().zip(&used).filter(|(_, used)| !**used).map(|(different, _)| different).collect();
        assert!(idle.is_empty(), "{}: {idle:?}", case.folder);
        assert!(compared > 50, "{}: {compared}", case.folder);
    }
}

#[test]
fn raws_of_real_repositories_are_datasets_of_the_same_data_ids() {
    for case in CASES.iter().filter(|case| case.folder != "comCamSim") {
        let (sandbox, dump) = (made(case), dump(case.folder));
        let found =
            sandbox.butler(&["sql", "repo", "SELECT detector, exposure, run FROM datasets WHERE type = 'raw'", "--format", "json"]).ok();
        let found: Vec<Json> = serde_json::from_str(&found).unwrap();
        for raw in dump["raws"].as_array().unwrap() {
            let is_it = |told: &&Json| {
                ["detector", "exposure"].iter().all(|name| told[*name] == raw["data_id"][*name]) && told["run"] == raw["run"]
            };
            assert!(found.iter().any(|told| is_it(&told)), "{}: {raw}", case.folder);
        }
    }
}
