//! Arguments of questions.

use std::collections::BTreeMap;

use butler_engine::dimensions::Key;
use butler_engine::expression::{BindValue, Binds};
use butler_engine::query::{DatasetJoin, Queries, QueryOptions};
use butler_engine::sphere::Region;
use butler_engine::time::{Scale, Time, Timespan};
use butler_engine::{Error, Result};
use serde_json::Value;

/// A list of texts, or one.
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => values.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    }
}

/// Everything about rows: conditions, order, number.
pub(super) async fn options(args: &Value, queries: &Queries) -> Result<QueryOptions> {
    let joins = args["joins"].as_array().into_iter().flatten().map(|join| DatasetJoin {
        dataset_type: join["dataset_type"].as_str().unwrap_or_default().to_owned(),
        collections: texts(&join["collections"]),
    });
    Ok(QueryOptions {
        where_: args["where"].as_str().unwrap_or_default().to_owned(),
        binds: binds(&args["bind"])?,
        data_id: binds(&args["data_id"])?,
        joins: joins.collect(),
        order_by: texts(&args["order_by"]),
        limit: args["limit"].as_u64().and_then(|n| usize::try_from(n).ok()),
        offset: 0,
        default_data_id: defaults(args, queries).await?,
        ..QueryOptions::default()
    })
}

/// Collections to search: those named, else the default ones.
pub(super) fn collections(args: &Value) -> Vec<String> {
    let named = texts(&args["collections"]);
    if args["collections"].is_null() { texts(&args["defaults"]["collections"]) } else { named }
}

/// Governors that are known by default: given, or the only ones in the default collections.
async fn defaults(args: &Value, queries: &Queries) -> Result<BTreeMap<String, Key>> {
    let defaults = &args["defaults"];
    if defaults.is_null() {
        return Ok(BTreeMap::new());
    }
    let mut known = BTreeMap::new();
    if defaults["infer"].as_bool().unwrap_or(true) {
        known = queries.only_governors(&texts(&defaults["collections"])).await?;
    }
    for governor in ["instrument", "skymap"] {
        if let Some(value) = defaults[governor].as_str() {
            known.insert(governor.to_owned(), Key::Text(value.to_owned()));
        }
    }
    Ok(known)
}

/// Values by name.
pub(super) fn binds(given: &Value) -> Result<Binds> {
    let pairs = given.as_object().into_iter().flatten();
    Ok(Binds(pairs.map(|(name, value)| Ok((name.clone(), bind(value)?))).collect::<Result<_>>()?))
}

fn bind(value: &Value) -> Result<BindValue> {
    Ok(match value {
        Value::Null => BindValue::Null,
        Value::Bool(value) => BindValue::Bool(*value),
        Value::Number(number) => number.as_i64().map_or_else(|| BindValue::Float(number.as_f64().unwrap_or_default()), BindValue::Int),
        Value::String(text) => BindValue::Text(text.clone()),
        Value::Array(values) => BindValue::Sequence(values.iter().map(bind).collect::<Result<_>>()?),
        Value::Object(special) => {
            if let Some(text) = special.get("$time").and_then(Value::as_str) {
                let scale = if special.get("scale").and_then(Value::as_str) == Some("utc") { Scale::Utc } else { Scale::Tai };
                BindValue::Time(Time::parse_iso(text, scale)?)
            } else if let Some(span) = special.get("$timespan") {
                BindValue::Timespan(timespan(span)?)
            } else if let Some(text) = special.get("$region").and_then(Value::as_str) {
                let region = Region::from_ivoa_pos(text).map_err(|e| Error::invalid("region", text, e.to_string()))?;
                BindValue::Region(region.encode())
            } else if let Some(text) = special.get("$uuid").and_then(Value::as_str) {
                BindValue::Uuid(text.parse().map_err(|_| Error::invalid("UUID", text, "it is none"))?)
            } else {
                return Err(Error::invalid("bind", value.to_string(), "it is not known"));
            }
        }
    })
}

/// A timespan: `{"$timespan": [begin, end]}` or the two bounds, TAI.
pub(super) fn timespan(value: &Value) -> Result<Timespan> {
    let bounds = value.get("$timespan").unwrap_or(value);
    let bound = |value: &Value| value.as_str().map(|text| Time::parse_iso(text, Scale::Tai)).transpose();
    Ok(Timespan::new(bound(&bounds[0])?, bound(&bounds[1])?))
}

/// A data ID as it is given.
pub(super) fn data_id(value: &Value) -> Vec<(String, Key)> {
    let pairs = value.as_object().into_iter().flatten();
    let key = |value: &Value| value.as_i64().map_or_else(|| Key::Text(value.as_str().unwrap_or_default().to_owned()), Key::Int);
    pairs.map(|(name, value)| (name.clone(), key(value))).collect()
}
