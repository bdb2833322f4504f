//! Dimension records that the repository has.

use futures::TryStreamExt;

use crate::dimensions::{Record, Value, batch_to_records};
use crate::query::Queries;
use crate::registry::scan::Scan;
use crate::{Error, Result};

/// The records of an element.
pub(super) async fn scan_records(queries: &Queries, element: &str) -> Result<Vec<Record>> {
    let element = queries.snapshot().universe.element(element)?.clone();
    let names: Vec<&str> = element.fields.iter().map(|field| field.name.as_str()).collect();
    let mut rows = queries.snapshot().scan(queries.files(), &element.name, Scan::columns(&names))?;
    let mut out = Vec::new();
    while let Some(batch) = rows.try_next().await? {
        out.extend(batch_to_records(&element, &batch)?);
    }
    Ok(out)
}

/// The records of an element that belong to an instrument.
pub(super) async fn records_of(queries: &Queries, element: &str, instrument: &str) -> Result<Vec<Record>> {
    let key = if element == "instrument" { "name" } else { "instrument" };
    let is_own = |record: &Record| record.get(key) == Some(&Value::Text(instrument.to_owned()));
    Ok(scan_records(queries, element).await?.into_iter().filter(is_own).collect())
}

/// The own number of a record.
pub(super) fn own_id(record: &Record) -> Option<i64> {
    if let Some(Value::Int(id)) = record.get("id") { Some(*id) } else { None }
}

/// How two records of one key differ: the first field that does.
pub(super) fn differs(stored: &Record, told: &Record) -> Error {
    let field = stored.iter().zip(told.values()).find(|((_, a), b)| a != b);
    let (field, existing, given) = match field {
        Some(((field, a), b)) => (field.name.clone(), a.to_string(), b.to_string()),
        None => ("value".to_owned(), stored.to_string(), told.to_string()),
    };
    let name = own_id(told).map_or_else(String::new, |id| id.to_string());
    Error::Differs { what: if stored.element().name == "visit" { "visit" } else { "exposure" }, name, field, existing, given }
}
