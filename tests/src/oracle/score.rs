//! Whether an answer is the recorded one.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};

/// What a question came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The answer is right.
    Pass,
    /// It is not, for this reason.
    Fail(String),
    /// The recorded answer is an accident of the reference.
    Skipped,
}

/// Compares the answer to `question`: rows, or an error.
pub fn score(question: &Value, answer: &Result<Vec<Value>, String>) -> Verdict {
    let error = &question["expected_error"];
    let is_slip = question["note"].as_str().is_some_and(|note| note.contains("CIRCLE()"));
    if error["internal"].as_bool() == Some(true) || is_slip {
        return Verdict::Skipped;
    }
    let reason = match answer {
        Err(_) if error.is_object() => None,
        Err(message) => Some(format!("unexpected error: {message}")),
        Ok(rows) if error.is_object() => Some(format!("expected {}, got {} rows", error["class"], rows.len())),
        Ok(rows) if question["kind"] == "cli" => printed(question, &rows[0]),
        Ok(rows) => different(question, &expected(question), rows),
    };
    reason.map_or(Verdict::Pass, Verdict::Fail)
}

/// The recorded rows, which may be written as a table.
fn expected(question: &Value) -> Vec<Value> {
    let table = &question["expected_table"];
    let (Some(columns), Some(rows)) = (table["columns"].as_array(), table["rows"].as_array()) else {
        return question["expected"].as_array().cloned().unwrap_or_default();
    };
    let row = |row: &Value| -> Value {
        let values = row.as_array().into_iter().flatten().cloned();
        Value::Object(columns.iter().filter_map(Value::as_str).map(str::to_owned).zip(values).collect())
    };
    rows.iter().map(row).collect()
}

fn different(question: &Value, expected: &[Value], given: &[Value]) -> Option<String> {
    let keys: Vec<String> = expected.iter().map(canonical).collect();
    let mut places: BTreeMap<&str, VecDeque<i64>> = BTreeMap::new();
    for (number, key) in keys.iter().enumerate() {
        places.entry(key).or_default().push_back(question["order"][number].as_i64().unwrap_or(-1));
    }
    let is_subset = question["check"] == "subset";
    let count = if is_subset { question["count"].as_u64().unwrap_or(0) } else { expected.len() as u64 };
    if given.len() as u64 != count {
        return Some(format!("{count} rows expected, {} given", given.len()));
    }
    let mut last = -1;
    for row in given.iter().map(canonical) {
        let Some(group) = places.get_mut(row.as_str()).and_then(VecDeque::pop_front) else { return Some(format!("an extra row {row}")) };
        if group >= 0 && group < last {
            return Some("the rows are right, their order is not".to_owned());
        }
        last = last.max(group);
    }
    None
}

/// Text output: the lines without rules and repeated blanks; of a failure only that it is one.
fn printed(question: &Value, given: &Value) -> Option<String> {
    let expected = &question["expected"][0];
    match (expected["exit_code"].as_i64(), given["exit_code"].as_i64()) {
        (Some(0), Some(0)) => {}
        (Some(e), Some(g)) if (e == 0) == (g == 0) => return None,
        (e, g) => return Some(format!("exit code {g:?}, not {e:?}")),
    }
    let lines = |value: &Value| -> Vec<String> {
        let texts = value["lines"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let collapsed = texts.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        collapsed.filter(|line| line.chars().any(|c| !matches!(c, '-' | ' '))).collect()
    };
    let is_other = question["raw"].is_string() && question["raw"] != given["raw"];
    let (expected, given) = (lines(expected), lines(given));
    let end = "(the end)".to_owned();
    let longest = expected.len().max(given.len());
    let mut pairs = (0..longest).map(|i| (expected.get(i).unwrap_or(&end), given.get(i).unwrap_or(&end)));
    let differ = pairs.find(|(e, g)| e != g).map(|(e, g)| format!("a line is `{g}`, not `{e}`"));
    let blanks = || is_other.then(|| "the lines are right but for blanks".to_owned());
    differ.or_else(blanks)
}

/// A value as text that is equal for equal values: 30 and 30.0 are, and objects whose members stand in another order.
fn canonical(value: &Value) -> String {
    match value {
        Value::Number(number) if number.is_f64() => match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 9e15 => format!("{}", float as i64),
            Some(float) => format!("{float:.11e}"),
            None => number.to_string(),
        },
        Value::Array(values) => format!("[{}]", values.iter().map(canonical).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let sorted: BTreeMap<&String, &Value> = members.iter().collect();
            let members = sorted.into_iter().map(|(name, value)| format!("{}:{}", json!(name), canonical(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}
