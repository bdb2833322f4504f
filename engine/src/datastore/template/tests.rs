use serde_json::Value as Json;

use super::*;
use crate::datastore::Templates;
use crate::dimensions::Universe;

/// Templates that the reference takes and we refuse, or the other way round.
const DIFFERENT: &[&str] = &[];

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => number.as_i64().map_or_else(|| Value::Float(number.as_f64().unwrap()), Value::Int),
        other => Value::Text(other.as_str().unwrap().to_owned()),
    }
}

/// The path of a recorded case.
fn path(case: &Json, templates: &Templates) -> Result<String> {
    let text = |key: &str| case[key].as_str();
    let own = text("template").map(|template| template.parse::<Template>()).transpose()?;
    let Some(name) = text("type") else {
        return own.map(|template| template.text).ok_or_else(|| Error::internal("a case without template"));
    };
    let dimensions: Vec<&str> = case["dimensions"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let group = Universe::shipped(8).unwrap().conform(dimensions).unwrap();
    let dataset_type = DatasetType::new(name, group, text("storage_class").unwrap()).unwrap();
    let template = match &own {
        Some(template) => template,
        None => templates.of(&dataset_type, text("component"), case["values"]["instrument"].as_str())?,
    };
    let bound = template.bind(&dataset_type, text("component"), text("run").unwrap())?;
    let name_of = |source: &Source| match source {
        Source::Dimension(name) => name.clone(),
        Source::Record { element, field } => format!("{element}.{field}"),
    };
    let values: Vec<Value> = bound.sources().iter().map(|source| value(&case["values"][name_of(source)])).collect();
    bound.path(&values, text("id").unwrap().parse().unwrap())
}

#[test]
fn a_file_lands_where_the_reference_would_put_it() {
    let templates = Templates::shipped().unwrap();
    let recorded = include_str!("../../../../tests/reference/file_templates.jsonl");
    let mut faults = Vec::new();
    for line in recorded.lines() {
        let case: Json = serde_json::from_str(line).unwrap();
        let ours = path(&case, &templates);
        if ours.as_ref().ok().map(String::as_str) != case["path"].as_str()
            && !DIFFERENT.contains(&case["template"].as_str().unwrap_or_default())
        {
            faults.push(format!("{} of {} in {}: {}, not {:?}", case["template"], case["type"], case["run"], case["path"], ours));
        }
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), recorded.lines().count(), faults.join("\n"));
}
