//! What is written is what PyYAML writes, byte for byte, and reads back as itself.

use super::*;
use crate::config::yaml::parse;

/// Recorded by `tests/reference/yaml_emitter.py`.
const RECORDED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/reference/yaml_emitter.jsonl"));

fn recorded() -> impl Iterator<Item = serde_json::Value> {
    RECORDED.lines().map(|line| serde_json::from_str(line).unwrap())
}

fn bytes_of(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn strings_are_written_as_pyyaml_writes_them() {
    let mut count = 0;
    for case in recorded() {
        let Some(value) = case["value"].as_str() else { continue };
        let mut out = "a:\n  key: ".to_owned();
        push_str(&mut out, value, 2);
        out.push('\n');
        assert_eq!(out, case["text"].as_str().unwrap(), "{value:?}");
        count += 1;
    }
    assert!(count > 900);
}

#[test]
fn strings_read_back_as_themselves() {
    for case in recorded() {
        let Some(value) = case["value"].as_str() else { continue };
        let node = parse("t", case["text"].as_str().unwrap()).unwrap();
        assert_eq!(node.get("a").unwrap().get("key").unwrap().as_str(), Some(value));
    }
}

#[test]
fn numbers_are_written_as_pyyaml_writes_them() {
    let values = [0.0, -0.0, 1.0, 30.0, 0.1, 1e-4, 1e-5, 1.5e-7, 1e15, 1e16, 1.25e17, 1e100, -2.5e-300, 123456789.123, 5e-324];
    let more = [f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 9007199254740993.0, 1.0 / 3.0];
    let texts: Vec<String> = recorded().filter(|c| c["float"].is_string()).map(|c| c["text"].as_str().unwrap().to_owned()).collect();
    assert_eq!(texts.len(), values.len() + more.len());
    for (value, text) in values.into_iter().chain(more).zip(texts) {
        let mut out = "a:\n  key: ".to_owned();
        push_float(&mut out, value);
        assert_eq!(format!("{out}\n"), text);
    }
}

#[test]
fn bytes_are_written_as_pyyaml_writes_them() {
    for case in recorded().filter(|c| c["hex"].is_string()) {
        let mut out = "a:\n  key: ".to_owned();
        let bytes = bytes_of(case["hex"].as_str().unwrap());
        push_binary(&mut out, &bytes, 2);
        assert_eq!(format!("{out}\n"), case["text"].as_str().unwrap());
        let node = parse("t", &out).unwrap();
        assert_eq!(node.get("a").unwrap().get("key").unwrap().bytes().unwrap(), bytes);
    }
}
