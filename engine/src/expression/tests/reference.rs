//! Texts with the reference's verdict: `tests/data/where.jsonl`, one query a line. `refused` is "here" where the reference refuses the expression
//! (or a term of `order_by`) for itself, "later" where it refuses the query for another reason, which an expression alone doesn't tell.

use serde_json::Value;

use super::*;
use crate::time::{Scale, Time, Timespan};

const QUERIES: &str = include_str!("../../../../tests/data/where.jsonl");

fn bound(value: &Value) -> BindValue {
    let time = |text: &Value| Time::parse_iso(text.as_str().unwrap(), Scale::Tai).unwrap();
    match value {
        Value::Array(values) => BindValue::Sequence(values.iter().map(bound).collect()),
        Value::String(text) => BindValue::Text(text.clone()),
        Value::Bool(value) => BindValue::Bool(*value),
        Value::Number(number) => number.as_i64().map_or_else(|| BindValue::Float(number.as_f64().unwrap()), BindValue::Int),
        Value::Object(fields) if fields.contains_key("$time") => BindValue::Time(time(&fields["$time"])),
        Value::Object(fields) => {
            let bound = |i: usize| Some(&fields["$timespan"][i]).filter(|v| !v.is_null()).map(time);
            BindValue::Timespan(Timespan::new(bound(0), bound(1)))
        }
        Value::Null => BindValue::Null,
    }
}

fn binds(value: &Value) -> Binds {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), bound(value))).collect()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().map(|v| v.as_str().unwrap()).collect()
}

fn setting(query: &Value) -> Setting {
    let mut names = Vec::new();
    for name in strings(&query["dimensions"]) {
        match name.strip_prefix('@') {
            Some(element) => names.extend(UNIVERSE.element(element).unwrap().required.iter().map(String::as_str)),
            None => names.push(name),
        }
    }
    let mut setting = Setting::of(&names);
    for dataset in query["datasets"].as_array().into_iter().flatten() {
        setting = setting.dataset(dataset[0].as_str().unwrap(), &strings(&dataset[1]));
    }
    setting.binds = binds(&query["bind"]);
    for (governor, value) in query["defaults"].as_object().into_iter().flatten() {
        setting.defaults.insert(governor.clone(), Key::Text(value.as_str().unwrap().to_owned()));
    }
    setting
}

#[test]
fn what_the_reference_accepts_is_accepted_and_what_it_refuses_is_refused() {
    let mut wrong = Vec::new();
    for line in QUERIES.lines() {
        let query: Value = serde_json::from_str(line).unwrap();
        let setting = setting(&query);
        let verdict = || -> crate::Result<()> {
            let ast = parse(query["where"].as_str().unwrap_or(""))?;
            constrain(&ast, &setting.scope(), &binds(&query["data_id"]), Governors::Required)?;
            strings(&query["order_by"]).iter().try_for_each(|term| order_term(term, &setting.scope()).map(drop))
        };
        match (verdict(), query["refused"].as_str()) {
            (Ok(()), Some("here")) => wrong.push(format!("accepted: {line}")),
            (Err(error), None) => wrong.push(format!("{error}\nrefused: {line}")),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} of {} are wrong\n{}", wrong.len(), QUERIES.lines().count(), wrong.join("\n"));
}

#[test]
fn a_parsed_text_prints_as_one_that_parses_to_the_same() {
    for line in QUERIES.lines() {
        let query: Value = serde_json::from_str(line).unwrap();
        if let Ok(ast) = parse(query["where"].as_str().unwrap_or("")) {
            let printed = ast.to_string();
            let again = parse(&printed).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(again.to_string(), printed);
        }
    }
}
