//! Answers of our engine in the form of the recorded ones.

use arrow::array::AsArray;
use butler_engine::collections::{Chains, CollectionType, Glob};
use butler_engine::datasets::DatasetType;
use butler_engine::dimensions::Key;
use butler_engine::query::{AssociationOptions, CollectionQuery, Found, GeneralFields, Queries, Records, Rows};
use butler_engine::time::Timespan;
use butler_engine::{Error, Result};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::arguments::{collections, data_id, options, texts, timespan};
use super::repositories::{Repositories, Repository};
use crate::contents::{Doubles, cell, contents, hex, object};
use crate::sandbox::Sandbox;

/// The rows that answer a question.
pub async fn answer(question: &Value, repositories: &mut Repositories) -> Result<Vec<Value>> {
    let args = &question["args"];
    let kind = question["kind"].as_str().unwrap_or_default();
    match kind {
        "import" => return imported(args, repositories).await,
        "dimension_group" => return group(args),
        "cli" => return Ok(command(args, &repositories.on_disk(question["repo"].as_str()))),
        _ => {}
    }
    let repository = repositories.get(question["repo"].as_str().unwrap_or_default()).await?;
    of_kind(kind, args, &repository).await
}

async fn of_kind(kind: &str, args: &Value, repository: &Repository) -> Result<Vec<Value>> {
    let queries = &repository.queries;
    match kind {
        "collections" => found_collections(args, queries),
        "dataset_types" => Ok(queries.dataset_types(&texts(&args["glob"])).into_iter().map(|t| dataset_type(t)).collect()),
        "data_ids" => {
            let records = if args["with_dimension_records"].as_bool() == Some(true) { Records::Required } else { Records::Optional };
            let dimensions = texts(&args["dimensions"]);
            let rows = queries.data_ids(&dimensions, &options(args, queries).await?, records).await?;
            objects(&rows, rows.batch().schema().fields().iter().map(|f| f.name().clone()).collect())
        }
        "dimension_records" => {
            let rows = queries.dimension_records(args["element"].as_str().unwrap_or_default(), &options(args, queries).await?).await?;
            objects(&rows, rows.batch().schema().fields().iter().map(|f| f.name().clone()).collect())
        }
        "datasets" => datasets(args["dataset_type"].as_str().unwrap_or_default(), args, queries).await,
        "all_datasets" => all_datasets(args, queries).await,
        "associations" => associations(args, queries).await,
        "general" => general(args, queries).await,
        "find_dataset" => {
            let name = args["dataset_type"].as_str().unwrap_or_default();
            let span = if args["timespan"].is_null() { None } else { Some(timespan(&args["timespan"])?) };
            let (parent, component) = name.split_once('.').map_or((name, None), |(parent, component)| (parent, Some(component)));
            let wanted = queries.snapshot().dataset_type(parent)?.clone();
            let data_id = queries.rewritten(&wanted, data_id(&args["data_id"])).await?;
            let rows = queries.find_dataset(name, data_id, &collections(args), span).await?;
            let mut answers = dataset_rows(parent, &rows, queries)?;
            if component.is_some() {
                answers.iter_mut().for_each(|answer| answer["dataset_type"] = json!(name));
            }
            Ok(answers)
        }
        "resolve_dataset" => {
            let name = args["dataset_type"].as_str().unwrap_or_default();
            let span = if args["timespan"].is_null() { None } else { Some(timespan(&args["timespan"])?) };
            let rows = queries.resolve_dataset(name, data_id(&args["data_id"]), &collections(args), span).await?;
            dataset_rows(name, &rows, queries)
        }
        "expand_data_id" => expanded(args, queries).await,
        "export" => super::exported::exported(args, repository).await,
        "count" => {
            if args["of"] == "datasets" {
                let name = args["dataset_type"].as_str().unwrap_or_default();
                let found = if args["find_first"].as_bool().unwrap_or(true) { Found::First } else { Found::All };
                let count = queries.count_datasets(name, &collections(args), found, &options(args, queries).await?).await?;
                return Ok(vec![json!({"count": count})]);
            }
            let rows = Box::pin(of_kind(args["of"].as_str().unwrap_or_default(), args, repository)).await?;
            Ok(vec![json!({"count": rows.len()})])
        }
        other => Err(Error::invalid("kind of question", other, "it is not answered")),
    }
}

/// What a command prints on standard output, as it is and line by line without rules and repeated blanks. What it says on standard error is talk, in words
/// of our own.
fn command(args: &Value, sandbox: &Sandbox) -> Vec<Value> {
    let repository = sandbox.uri("repo");
    let typed: Vec<String> = texts(&args["argv"]).iter().map(|argument| argument.replace("{repo}", &repository)).collect();
    let finished = sandbox.butler(&typed.iter().map(String::as_str).collect::<Vec<_>>());
    let raw = finished.stdout.replace(&repository, "{repo}");
    let lines = raw.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let lines: Vec<String> = lines.filter(|line| !line.chars().all(|c| c == '-' || c == ' ')).collect();
    vec![json!({"exit_code": finished.code, "lines": lines, "raw": raw, "talk": finished.stderr})]
}

async fn datasets(name: &str, args: &Value, queries: &Queries) -> Result<Vec<Value>> {
    let found = if args["find_first"].as_bool().unwrap_or(true) { Found::First } else { Found::All };
    let rows = queries.datasets(name, &collections(args), found, &options(args, queries).await?).await?;
    dataset_rows(name, &rows, queries)
}

async fn all_datasets(args: &Value, queries: &Queries) -> Result<Vec<Value>> {
    let names = texts(&args["name"]);
    let types = queries.dataset_types(&names);
    if let Some(missing) = names.iter().find(|n| !Glob::is_pattern(n) && !types.iter().any(|t| &t.name == *n)) {
        return Err(Error::missing("dataset type", missing, []));
    }
    let mut all = Vec::new();
    let searched = collections(args);
    for dataset_type in types {
        if !searched.is_empty() && !queries.has_any(&dataset_type.name, &searched)? {
            continue;
        }
        all.extend(datasets(&dataset_type.name, args, queries).await?);
    }
    Ok(all)
}

async fn associations(args: &Value, queries: &Queries) -> Result<Vec<Value>> {
    let name = args["dataset_type"].as_str().unwrap_or_default();
    let types = texts(&args["types"]).iter().map(|t| t.parse()).collect::<Result<Vec<CollectionType>>>()?;
    let flatten_chains = args["flatten_chains"].as_bool().unwrap_or(false);
    let rows = queries.associations(name, &collections(args), &AssociationOptions { types, flatten_chains }).await?;
    let mut answers = dataset_rows(name, &rows, queries)?;
    for (row, answer) in answers.iter_mut().enumerate() {
        for column in ["collection", "timespan"] {
            answer[column] = cell(rows.column(column)?, row, Doubles::Number);
        }
    }
    Ok(answers)
}

async fn general(args: &Value, queries: &Queries) -> Result<Vec<Value>> {
    let lists = |value: &Value| value.as_object().into_iter().flatten().map(|(name, list)| (name.clone(), texts(list))).collect();
    let fields = GeneralFields {
        dimension_fields: lists(&args["dimension_fields"]),
        dataset_fields: lists(&args["dataset_fields"]),
        names: texts(&args["names"]),
        find_first: args["find_first"].as_bool().unwrap_or(false),
    };
    let rows = queries.general(&texts(&args["dimensions"]), &fields, &options(args, queries).await?).await?;
    let names: Vec<String> = rows.batch().schema().fields().iter().map(|f| f.name().clone()).collect();
    (0..rows.len())
        .map(|row| {
            let mut answer = Map::new();
            for name in &names {
                let column = rows.column(name)?;
                let value = match column.as_fixed_size_binary_opt() {
                    Some(ids) => json!(Uuid::from_slice(ids.value(row)).unwrap_or_default().to_string()),
                    None => special(name, cell(column, row, Doubles::Number)),
                };
                answer.insert(name.clone(), value);
            }
            Ok(Value::Object(answer))
        })
        .collect()
}

/// Bytes as region or hash.
fn special(name: &str, mut value: Value) -> Value {
    match value.get_mut("bytes").map(Value::take) {
        Some(bytes) => json!({if name.ends_with("region") { "region" } else { "hex" }: bytes}),
        None => value,
    }
}

fn objects(rows: &Rows, columns: Vec<String>) -> Result<Vec<Value>> {
    let names: Vec<&str> = columns.iter().map(String::as_str).collect();
    Ok((0..rows.len()).map(|row| object(rows.batch(), row, &names, Doubles::Number)).collect())
}

fn dataset_rows(name: &str, rows: &Rows, queries: &Queries) -> Result<Vec<Value>> {
    let group = queries.snapshot().dataset_type(name)?.dimensions.clone();
    let dimensions: Vec<&str> = group.data_id_keys().collect();
    let (ids, runs) = (rows.column("id")?.as_fixed_size_binary(), rows.column("run")?);
    (0..rows.len())
        .map(|row| {
            Ok(json!({
                "dataset_type": name,
                "run": cell(runs, row, Doubles::Number),
                "id": Uuid::from_slice(ids.value(row)).unwrap_or_default().to_string(),
                "data_id": object(rows.batch(), row, &dimensions, Doubles::Number),
            }))
        })
        .collect()
}

/// Runs and UUIDs of found datasets.
pub(super) fn runs_and_ids(rows: &Rows) -> Result<Vec<(String, Uuid)>> {
    let (ids, runs) = (rows.column("id")?.as_fixed_size_binary(), rows.column("run")?);
    let run = |row: usize| cell(runs, row, Doubles::Number).as_str().unwrap_or_default().to_owned();
    Ok((0..rows.len()).map(|row| (run(row), Uuid::from_slice(ids.value(row)).unwrap_or_default())).collect())
}

fn dataset_type(found: &DatasetType) -> Value {
    json!({
        "name": found.name, "dimensions": found.dimensions.names().collect::<Vec<_>>(),
        "required": found.dimensions.required().collect::<Vec<_>>(), "storage_class": found.storage_class,
        "is_calibration": found.is_calibration,
    })
}

fn found_collections(args: &Value, queries: &Queries) -> Result<Vec<Value>> {
    let asked = |name: &str, or: bool| args[name].as_bool().unwrap_or(or);
    let flatten = asked("flatten_chains", false);
    let chains = match (flatten, asked("include_chains", !flatten)) {
        (true, true) => Some(Chains::FlattenAndKeep),
        (true, false) => Some(Chains::Flatten),
        (false, true) => Some(Chains::Keep),
        (false, false) => None,
    };
    let types = texts(&args["types"]).iter().map(|t| t.parse()).collect::<Result<Vec<CollectionType>>>()?;
    let found = queries.collections(&CollectionQuery { names: texts(&args["glob"]), types, chains })?;
    found
        .into_iter()
        .map(|info| {
            let mut row = json!({"name": info.collection.name, "type": info.collection.kind.name()});
            if info.collection.kind == CollectionType::Chained {
                row["children"] = json!(info.collection.children);
            }
            if asked("include_parents", false) {
                row["parents"] = json!(info.parents);
            }
            if asked("include_doc", false) {
                row["doc"] = json!(info.collection.doc);
            }
            if asked("include_summary", false) {
                row["dataset_types"] = json!(queries.summary(&info.collection.name)?.dataset_types);
            }
            Ok(row)
        })
        .collect()
}

fn group(args: &Value) -> Result<Vec<Value>> {
    let group = butler_engine::dimensions::Universe::shipped(8)?.conform(texts(&args["dimensions"]))?;
    let elements: Vec<&str> = group.elements().map(|e| e.name.as_str()).collect();
    Ok(vec![json!({
        "names": group.names().collect::<Vec<_>>(), "required": group.required().collect::<Vec<_>>(),
        "implied": group.implied().collect::<Vec<_>>(), "elements": elements,
        "governors": group.governors().collect::<Vec<_>>(), "skypix": group.skypix().collect::<Vec<_>>(),
        "data_coordinate_keys": group.data_id_keys().collect::<Vec<_>>(),
        "spatial": group.spatial(), "temporal": group.temporal(),
        "region_dimension": group.region_element().map(|e| &e.name), "timespan_dimension": group.timespan_element().map(|e| &e.name),
    })])
}

async fn expanded(args: &Value, queries: &Queries) -> Result<Vec<Value>> {
    let expanded = queries.expand_data_id(data_id(&args["data_id"])).await?;
    let key = |value: &Option<Key>| match value {
        Some(Key::Int(value)) => json!(value),
        Some(Key::Text(value)) => json!(value),
        None => Value::Null,
    };
    let mut records = Map::new();
    for (name, record) in &expanded.records {
        let record = record.as_ref().map_or(Value::Null, |record| {
            let schema = record.schema();
            let columns: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
            object(record, 0, &columns, Doubles::Number)
        });
        records.insert(name.clone(), record);
    }
    let span = |span: Timespan| match span.is_empty() {
        true => json!({"empty": true}),
        false => json!({"begin": span.begin().map(|t| t.0), "end": span.end().map(|t| t.0)}),
    };
    Ok(vec![json!({
        "data_id": expanded.values.iter().map(|(name, value)| (name.clone(), key(value))).collect::<Map<_, _>>(),
        "required": expanded.group.required().collect::<Vec<_>>(),
        "region": expanded.region.as_ref().map(|region| json!({"region": hex(region)})),
        "timespan": expanded.timespan.map(span),
        "records": records,
    })])
}

async fn imported(args: &Value, repositories: &Repositories) -> Result<Vec<Value>> {
    use butler_engine::exchange::import::{ExportFile, ImportOptions, Transfer, import};
    let registry = Repository::empty().await?;
    for file in args["files"].as_array().into_iter().flatten() {
        let file = match (file["text"].as_str(), file["file"].as_str()) {
            (Some(text), _) => ExportFile::text("export.yaml", text.to_owned()),
            (_, Some(name)) => ExportFile::local(&repositories.folder().join(name))?,
            _ => return Err(Error::invalid("file", file.to_string(), "it is neither text nor file")),
        };
        import(&registry, &file, &ImportOptions::new(Transfer::RegistryOnly)).await?;
    }
    let mut rows = Vec::new();
    for (section, of_section) in contents(&registry, Doubles::Number).await {
        for mut row in of_section {
            match section.as_str() {
                "collection" | "dataset_type" | "dataset" => row["section"] = json!(section),
                element => row = json!({"section": "dimension", "element": element, "record": row}),
            }
            rows.push(row);
        }
    }
    Ok(rows)
}
