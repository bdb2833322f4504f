//! What an export file holds, read as YAML and nothing more, in the rows of the recorded answers.

use std::collections::BTreeSet;

use butler_engine::config::yaml::{self, Node, Scalar};
use butler_engine::exchange::export::{Chosen, Datasets, ExportOptions, What, export};
use butler_engine::query::{Found, Records};
use butler_engine::time::{Scale, Time};
use butler_engine::{Error, Result};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::answers::runs_and_ids;
use super::arguments::{collections, options, texts};
use super::repositories::Repository;
use crate::contents::hex;

/// Exports what is asked for; gives the rows that describe the file.
pub(super) async fn exported(args: &Value, repository: &Repository) -> Result<Vec<Value>> {
    let what = What::Chosen(chosen(args, repository).await?);
    let mut text = Vec::new();
    export(&repository.registry, &ExportOptions { what, ..ExportOptions::default() }, &mut text).await?;
    let text = String::from_utf8(text).map_err(|_| Error::internal("an export that is no text"))?;
    rows(&yaml::parse("export.yaml", &text)?)
}

/// What the arguments save: each of them goes through a method of the reference's export context.
async fn chosen(args: &Value, repository: &Repository) -> Result<Chosen> {
    let queries = &repository.queries;
    let asked = |name: &str| args[name].as_array().cloned().unwrap_or_default();
    let mut chosen = Chosen { collections: texts(&args["collections"]), ..Chosen::default() };
    if !args["elements"].is_null() {
        chosen.elements = Some(texts(&args["elements"]).into_iter().collect::<BTreeSet<_>>());
    }
    for one in asked("datasets") {
        let name = one["dataset_type"].as_str().unwrap_or_default();
        let found = if one["find_first"].as_bool().unwrap_or(false) { Found::First } else { Found::All };
        let rows = queries.datasets(name, &collections(&one), found, &options(&one, queries).await?).await?;
        add(&mut chosen.datasets, name, &runs_and_ids(&rows)?);
    }
    for one in asked("data_ids") {
        let group = queries.snapshot().universe.conform(texts(&one["dimensions"]))?;
        let rows = queries.data_ids(&texts(&one["dimensions"]), &options(&one, queries).await?, Records::Optional).await?;
        chosen.data_ids.push((group, rows.batch().clone()));
    }
    for (element, which) in elements(&args["dimensions"]) {
        let rows = queries.dimension_records(&element, &options(&which, queries).await?).await?;
        chosen.records.push((element, rows.batch().clone()));
    }
    Ok(chosen)
}

/// Elements whose records are saved, with the condition on them: a list of names or of objects, or an object with the names as keys.
fn elements(given: &Value) -> Vec<(String, Value)> {
    let condition = |value: &Value| if value.is_string() { json!({"where": value}) } else { value.clone() };
    let one = |value: &Value| match value["element"].as_str() {
        Some(name) => (name.to_owned(), value.clone()),
        None => (value.as_str().unwrap_or_default().to_owned(), json!({})),
    };
    match given {
        Value::Object(by_name) => by_name.iter().map(|(name, value)| (name.clone(), condition(value))).collect(),
        Value::Array(list) => list.iter().map(one).collect(),
        _ => Vec::new(),
    }
}

fn add(datasets: &mut Datasets, name: &str, found: &[(String, Uuid)]) {
    for (run, id) in found {
        datasets.entry((name.to_owned(), run.clone())).or_default().insert(*id);
    }
}

fn rows(file: &Node) -> Result<Vec<Value>> {
    let mut rows = Vec::new();
    let mut sections = Vec::new();
    for section in file.field("data")?.sequence()? {
        let kind = section.field("type")?.string()?;
        let title = match kind {
            "dimension" => section.field("element")?.string()?,
            "collection" | "dataset_type" => section.field("name")?.string()?,
            "dataset" => section.field("dataset_type")?.string()?,
            "associations" => section.field("collection")?.string()?,
            other => return Err(Error::invalid("section", other, "it is not known")),
        };
        sections.push(format!("{kind}:{title}"));
        let mut fields = object(section)?;
        let records = section.get("records").map(Node::sequence).transpose()?.unwrap_or_default();
        match kind {
            "dimension" => {
                for record in records {
                    rows.push(json!({"section": kind, "element": title, "record": object(record)?}));
                }
            }
            "dataset" => {
                for record in records {
                    rows.push(json!({
                        "section": kind, "dataset_type": title, "run": fields["run"],
                        "ids": value(record.field("dataset_id")?)?, "data_ids": value(record.field("data_id")?)?,
                    }));
                }
            }
            "associations" if section.get("validity_ranges").is_some() => {
                for range in section.field("validity_ranges")?.sequence()? {
                    let (ids, timespan) = (value(range.field("dataset_ids")?)?, value(range.field("timespan")?)?);
                    rows.push(json!({"section": kind, "collection": title, "ids": sorted(ids), "timespan": timespan}));
                }
            }
            "associations" => rows.push(json!({"section": kind, "collection": title, "ids": sorted(fields["dataset_ids"].take())})),
            _ => {
                for name in ["type", "timespan_begin", "timespan_end"] {
                    fields.remove(name);
                }
                fields.insert("section".to_owned(), json!(kind));
                rows.push(Value::Object(fields));
            }
        }
    }
    rows.push(json!({
        "section": "header", "section_types": sections, "version": value(file.field("version")?)?,
        "universe_version": value(file.field("universe_version")?)?, "universe_namespace": value(file.field("universe_namespace")?)?,
    }));
    Ok(rows)
}

fn sorted(mut ids: Value) -> Value {
    if let Some(ids) = ids.as_array_mut() {
        ids.sort_by_key(ToString::to_string);
    }
    ids
}

fn object(node: &Node) -> Result<Map<String, Value>> {
    node.entries()?.map(|(name, node)| Ok((name.to_owned(), value(node)?))).collect()
}

/// A value by its tag.
fn value(node: &Node) -> Result<Value> {
    let tag = node.tag.as_deref().unwrap_or_default();
    if tag == yaml::BINARY {
        return Ok(json!({"hex": hex(&node.bytes()?)}));
    }
    if tag.ends_with("butler_time/tai/iso") {
        return Ok(json!({"time": Time::parse_iso(node.text().unwrap_or_default(), Scale::Tai)?.0}));
    }
    if tag.contains("lsst.sphgeom") {
        return Ok(json!({"region": value(node.field("encoded")?)?}));
    }
    if tag.ends_with("lsst.daf.butler.Timespan") {
        let Some(_) = node.as_map() else { return Ok(json!({"empty": true})) };
        let bound = |name: &str| -> Result<Value> { Ok(value(node.field(name)?)?.get("time").cloned().unwrap_or_default()) };
        return Ok(json!({"begin": bound("begin")?, "end": bound("end")?}));
    }
    if let Some(items) = node.as_seq() {
        return Ok(Value::Array(items.iter().map(value).collect::<Result<_>>()?));
    }
    if node.as_map().is_some() {
        return object(node).map(Value::Object);
    }
    Ok(match node.scalar() {
        Some(Scalar::Int(value)) => json!(value),
        Some(Scalar::Float(value)) => json!(value),
        Some(Scalar::Bool(value)) => json!(value),
        Some(Scalar::Text(text)) => json!(text),
        _ => Value::Null,
    })
}
