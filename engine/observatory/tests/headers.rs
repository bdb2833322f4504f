//! Every recorded header is told as the reference tells it: times and copied numbers to the last bit, what is computed on the sky to a microarcsecond.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};

use butler_observatory::yaml::{self, Node};
use butler_observatory::{Header, Observatory};

/// Recorded headers, and the answers beside them; see `data/README.md`.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/headers")
}

/// How far computed angles may differ, in degrees: they go through sines, which libraries round otherwise.
const ANGLE_DEG: f64 = 1e-11;
const COMPUTED: [&str; 4] = ["tracking_radec", "altaz_begin", "altaz_end", "boresight_airmass"];

fn differences(told: &Node, expected: &Node) -> Vec<String> {
    let mut names: Vec<&String> = told.entries().iter().chain(expected.entries()).map(|(name, _)| name).collect();
    names.sort();
    names.dedup();
    let is_different = |name: &&String| !same(told.get(name), expected.get(name), COMPUTED.contains(&name.as_str()));
    let show = |name: &String| format!("{name}: {:?} instead of {:?}", told.get(name), expected.get(name));
    names.into_iter().filter(is_different).map(show).collect()
}

fn same(told: Option<&Node>, expected: Option<&Node>, is_angle: bool) -> bool {
    match (told, expected) {
        (Some(Node::List(a, _)), Some(Node::List(b, _))) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(Some(a), Some(b), is_angle))
        }
        (Some(Node::Float(a)), Some(Node::Float(b))) => a == b || (a.is_nan() && b.is_nan()) || (is_angle && (a - b).abs() <= ANGLE_DEG),
        (a, b) => a == b,
    }
}

#[test]
fn every_recorded_header_is_told_as_the_reference_tells_it() {
    let observatory = Observatory::new();
    let mut wrong = Vec::new();
    let mut count = 0;
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let answer = folder().join(format!("{name}.expected.json"));
        if name.ends_with(".expected.json") || !answer.exists() {
            continue;
        }
        count += 1;
        let expected = yaml::parse_json(&name, &std::fs::read_to_string(answer).unwrap()).unwrap();
        let told = observatory.translate(&name, Header::from_text_file(&file).unwrap());
        match (told, expected.get("to_simple")) {
            (Ok(info), Some(simple)) => {
                let different = differences(&yaml::parse_json(&name, &info.to_simple_text()).unwrap(), simple);
                if !different.is_empty() {
                    wrong.push(format!("{name}:\n  {}", different.join("\n  ")));
                }
                assert_eq!(Some(info.translator_class.as_str()), expected.get("translator_class").and_then(Node::text), "{name}");
            }
            (Ok(_), None) => wrong.push(format!("{name}: it should not be recognised")),
            (Err(error), Some(_)) => wrong.push(format!("{name}: {error}")),
            (Err(_), None) => {}
        }
    }
    assert!(count > 40, "only {count} headers were found");
    assert!(wrong.is_empty(), "{} of {count} headers differ\n{}", wrong.len(), wrong.join("\n"));
}
