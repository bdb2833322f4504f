//! Questions that were put to the reference, put to us.

use std::collections::BTreeMap;
use std::path::Path;

use butler_tests::oracle::{Repositories, Verdict, answer, score};
use butler_tests::{data, files_below};
use serde_json::Value;

/// Questions whose answer differs, with the reason.
const KNOWN: &[(&str, &str)] = &[];

/// Kinds that are answered.
const KINDS: &[&str] = &[
    "all_datasets",
    "associations",
    "cli",
    "collections",
    "count",
    "data_ids",
    "dataset_types",
    "datasets",
    "dimension_group",
    "dimension_records",
    "expand_data_id",
    "export",
    "find_dataset",
    "general",
    "resolve_dataset",
];

#[tokio::test]
async fn questions_are_answered_as_the_reference_answers_them() {
    let mut repositories = Repositories::of(&data("exports"), Path::new(crate::BUTLER));
    let mut passed: BTreeMap<String, u32> = BTreeMap::new();
    let mut faults = Vec::new();
    for file in files_below(&data("oracle"), ".jsonl") {
        for line in std::fs::read_to_string(file).unwrap().lines() {
            let question: Value = serde_json::from_str(line).unwrap();
            let kind = question["kind"].as_str().unwrap();
            if !KINDS.contains(&kind) {
                continue;
            }
            let answered = answer(&question, &mut repositories).await.map_err(|e| e.to_string());
            let id = question["id"].as_str().unwrap();
            match score(&question, &answered) {
                Verdict::Pass => *passed.entry(kind.to_owned()).or_default() += 1,
                Verdict::Skipped => {}
                Verdict::Fail(_) if KNOWN.iter().any(|(known, _)| *known == id) => {}
                Verdict::Fail(reason) => faults.push(format!("{id} {}\n    {reason}", question["args"])),
            }
        }
    }
    assert!(faults.is_empty(), "{} of the questions are answered otherwise:\n{}", faults.len(), faults.join("\n"));
    assert_eq!(passed.values().sum::<u32>(), 977, "{passed:?}");
}
