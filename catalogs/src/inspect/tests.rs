use std::path::Path;

use futures::executor::block_on;
use serde_json::Value as Json;

use super::*;

/// `given` has every field of `expected`; sums and means may differ in the last digits, since the order of summation is not given.
fn agree(place: &str, given: &Json, expected: &Json, faults: &mut Vec<String>) {
    match (given, expected) {
        (Json::Object(given), Json::Object(expected)) => {
            for (key, value) in expected {
                match given.get(key) {
                    Some(there) => agree(&format!("{place}.{key}"), there, value, faults),
                    None => faults.push(format!("{place}.{key} is missing, not {value}")),
                }
            }
            for key in given.keys().filter(|key| !expected.contains_key(*key)) {
                faults.push(format!("{place}.{key} is {}, not missing", given[key]));
            }
        }
        (Json::Array(given), Json::Array(expected)) if given.len() == expected.len() => {
            for (index, (given, expected)) in given.iter().zip(expected).enumerate() {
                agree(&format!("{place}[{index}]"), given, expected, faults);
            }
        }
        (Json::Number(a), Json::Number(b)) => {
            let (x, y) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            // The JSON parser may miss the nearest float by one.
            let allowed = if place.ends_with(".sum") || place.ends_with(".mean") { 1e-12 } else { f64::EPSILON };
            let is_close = a.is_f64() && (x - y).abs() <= allowed * y.abs();
            if a != b && x != y && !is_close {
                faults.push(format!("{place} is {a}, not {b}"));
            }
        }
        (a, b) if a == b => {}
        (a, b) => faults.push(format!("{place} is {a}, not {b}")),
    }
}

fn compare(root: &Path, list: &Path) -> usize {
    let expected: Json = serde_json::from_str(&std::fs::read_to_string(list).unwrap()).unwrap();
    let mut faults = Vec::new();
    let files = expected.as_object().unwrap();
    for (file, expected) in files {
        let path = root.join(file);
        let given = Source::file(&path).and_then(|source| block_on(inspect(&source, Depth::Statistics)));
        match given {
            Ok(given) => agree(file, &given, expected, &mut faults),
            Err(error) => faults.push(error.to_string()),
        }
    }
    assert!(faults.is_empty(), "{} differences in {} files\n{}", faults.len(), files.len(), faults[..faults.len().min(60)].join("\n"));
    files.len()
}

#[test]
fn every_file_holds_what_the_list_says() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    assert!(compare(&data, &data.join("expected_fits.json")) > 15);
}

/// The same of a larger set that is not part of the project: `BUTLER_FITS_LISTS=ROOT:LIST.json:LIST.json`.
#[test]
fn every_file_of_other_lists_holds_what_they_say() {
    let Some(lists) = std::env::var("BUTLER_FITS_LISTS").ok() else { return };
    let mut paths = lists.split(':');
    let root = Path::new(paths.next().unwrap());
    paths.for_each(|list| println!("{list}: {} files agree", compare(root, Path::new(list))));
}
