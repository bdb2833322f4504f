//! Questions of the reference's kinds about a repository, with the processor time that each takes in the process.
//!
//! `questions REPO QUESTIONS.json`: a list of `{"name", "kind", "args", "variants"}` (see `benches/reference/questions.py`, which makes it and asks the
//! reference the same). Prints one JSON line for each: milliseconds of processor time and of the clock for one asking, and rows.

use std::collections::BTreeMap;
use std::error::Error;
use std::time::{Duration, Instant};

use butler_benches::usage::{Usage, peak_memory_mib};
use butler_engine::butler::{Butler, Surroundings};
use butler_engine::dimensions::Key;
use butler_engine::query::{DatasetJoin, Found, GeneralFields, Queries, QueryOptions, Records};
use butler_engine::time::{Scale, Time, Timespan};
use serde_json::{Value, json};

/// As in the `butler` command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Each question is asked for this long, and at least three times.
const LONG_ENOUGH: Duration = Duration::from_millis(1500);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [place, questions] = &arguments[..] else { return Err("usage: questions REPO QUESTIONS.json".into()) };
    let questions: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(questions)?)?;
    let butler = Butler::open(place, &Surroundings::system()).await?;
    let queries = butler.queries(None).await?;
    for question in &questions {
        let variants = question["variants"].as_array().ok_or("a question without variants")?;
        let first = Instant::now();
        let mut rows = ask(&queries, question, &variants[0]).await?;
        let first = first.elapsed();
        let (usage, began, mut asked) = (Usage::start(), Instant::now(), 0_u32);
        while asked < 3 || began.elapsed() < LONG_ENOUGH {
            rows = ask(&queries, question, &variants[asked as usize % variants.len()]).await?;
            asked += 1;
        }
        let used = usage.used();
        let ms = |d: Duration| d.as_secs_f64() * 1e3;
        println!(
            "{}",
            json!({"name": question["name"], "cpu_ms": ms(used.cpu / asked), "wall_ms": ms(used.wall / asked), "first_ms": ms(first), "rows": rows})
        );
    }
    println!("{}", json!({"name": "peak memory", "mib": peak_memory_mib()}));
    Ok(())
}

/// Asks once; the number of rows.
async fn ask(queries: &Queries, question: &Value, variant: &Value) -> Result<usize, Box<dyn Error>> {
    let args = &question["args"];
    let text = |name: &str| args[name].as_str().unwrap_or_default().to_owned();
    let texts = |value: &Value| value.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect::<Vec<_>>();
    let dataset_type = text("dataset_type");
    let collections = texts(&args["collections"]);
    let mut where_ = text("where");
    let data_id: BTreeMap<String, Key> = match variant.as_object() {
        Some(values) => values.iter().map(|(name, value)| (name.clone(), key(value))).collect(),
        None => BTreeMap::new(),
    };
    for (name, value) in &data_id {
        where_ = where_.replace(&format!("{{{name}}}"), &value.to_string());
    }
    let options = QueryOptions {
        where_,
        order_by: texts(&args["order_by"]),
        limit: args["limit"].as_u64().map(|n| usize::try_from(n).unwrap_or(usize::MAX)),
        joins: match args["joined"].as_str() {
            Some(name) => vec![DatasetJoin { dataset_type: name.to_owned(), collections: collections.clone() }],
            None => Vec::new(),
        },
        ..QueryOptions::default()
    };
    Ok(match question["kind"].as_str().unwrap_or_default() {
        "datasets" => queries.datasets(&dataset_type, &collections, Found::First, &options).await?.len(),
        "data_ids" => queries.data_ids(&texts(&args["dimensions"]), &options, Records::Optional).await?.len(),
        "records" => queries.dimension_records(&text("element"), &options).await?.len(),
        "count" => queries.count_datasets(&dataset_type, &collections, Found::First, &options).await?,
        "datasets_with_records" => {
            let group = queries.snapshot().dataset_type(&dataset_type)?.dimensions.clone();
            let mut fields = GeneralFields { find_first: true, ..GeneralFields::default() };
            for element in group.elements() {
                fields.dimension_fields.insert(element.name.clone(), element.fields.iter().map(|f| f.name.clone()).collect());
            }
            fields.dataset_fields.insert(dataset_type.clone(), vec!["dataset_id".to_owned(), "run".to_owned()]);
            let joins = vec![DatasetJoin { dataset_type, collections }];
            queries.general(&group.names().collect::<Vec<_>>(), &fields, &QueryOptions { joins, ..options }).await?.len()
        }
        "find_dataset" => {
            let span = match texts(&args["timespan"]).as_slice() {
                [begin, end] => Some(Timespan::new(Some(Time::parse_iso(begin, Scale::Tai)?), Some(Time::parse_iso(end, Scale::Tai)?))),
                _ => None,
            };
            queries.find_dataset(&dataset_type, data_id, &collections, span).await?.len()
        }
        "expand_data_id" => usize::from(!queries.expand_data_id(data_id).await?.values.is_empty()),
        other => return Err(format!("unknown kind {other}").into()),
    })
}

fn key(value: &Value) -> Key {
    value.as_i64().map_or_else(|| Key::from(value.as_str().unwrap_or_default()), Key::Int)
}
