//! Tables out of files.

use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::datatypes::SchemaRef;
use butler_catalogs::Source;
use butler_catalogs::fits::Selector;
use butler_catalogs::tables::Table;
use butler_engine::collections::Glob;
use butler_engine::{Error, Result};
use pyo3::prelude::*;

use crate::rows::Rows;
use crate::runtime::run;

/// Reads a table: its rows in `rows`, and the columns that names and patterns mean.
pub async fn read(table: &Table, columns: Option<&[String]>, rows: Option<std::ops::Range<u64>>) -> Result<Rows> {
    let mut reader = match columns {
        None => table.read(None, rows)?,
        Some(names) => table.read_named(&expanded(table, names)?, rows)?,
    };
    let mut batches = Vec::new();
    while let Some(batch) = reader.next().await? {
        batches.push(batch);
    }
    let mut schema = reader.schema().clone();
    let mut batches = in_one(&schema, batches)?;
    // What pandas wrote of its index, which the columns alone do not tell.
    let written = table.footer().and_then(|footer| footer.metadata().file_metadata().key_value_metadata());
    if let Some(said) = written.into_iter().flatten().find(|pair| pair.key == "pandas").and_then(|pair| pair.value.clone()) {
        let mut metadata = schema.metadata().clone();
        metadata.insert("pandas".to_owned(), said);
        schema = Arc::new(schema.as_ref().clone().with_metadata(metadata));
        for batch in &mut batches {
            *batch = batch.clone().with_schema(schema.clone())?;
        }
    }
    Ok(Rows::of_file(schema, batches, table.format()))
}

/// The batches as one, so that each column is one piece of memory. It is made column after column: no more than one of them is in memory twice.
fn in_one(schema: &SchemaRef, batches: Vec<RecordBatch>) -> Result<Vec<RecordBatch>> {
    if batches.len() < 2 {
        return Ok(batches);
    }
    let rows = batches.iter().map(RecordBatch::num_rows).sum();
    let mut parts: Vec<_> = batches.into_iter().map(|batch| batch.columns().to_vec().into_iter()).collect();
    let mut columns = Vec::with_capacity(schema.fields().len());
    for _ in schema.fields() {
        let own: Vec<ArrayRef> = parts.iter_mut().filter_map(Iterator::next).collect();
        columns.push(arrow::compute::concat(&own.iter().map(AsRef::as_ref).collect::<Vec<_>>())?);
    }
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    Ok(vec![RecordBatch::try_new_with_options(schema.clone(), columns, &options)?])
}

/// The names, and in the place of each pattern the columns that fit it.
fn expanded(table: &Table, names: &[String]) -> Result<Vec<String>> {
    let mut found: Vec<String> = Vec::new();
    for name in names {
        if !Glob::is_pattern(name) {
            found.push(name.clone());
            continue;
        }
        let glob = Glob::new(name);
        let fitting: Vec<&String> = table.schema().fields().iter().map(|field| field.name()).filter(|known| glob.matches(known)).collect();
        if fitting.is_empty() {
            return Err(Error::missing("column that fits", name, []));
        }
        found.extend(fitting.into_iter().cloned());
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|name| seen.insert(name.clone()));
    Ok(found)
}

/// The table in a file of any format; of FITS that in the HDU `hdu` (a number or a name), or the first.
#[pyfunction]
#[pyo3(signature = (path, columns = None, hdu = None))]
pub fn read_table(py: Python<'_>, path: PathBuf, columns: Option<Vec<String>>, hdu: Option<String>) -> PyResult<Rows> {
    run(py, move || async move {
        let source = Source::file(&path)?;
        let hdu = hdu.as_deref().map(Selector::parse);
        let table = Table::open(&source, None, hdu.as_ref()).await?;
        read(&table, columns.as_deref(), None).await
    })
}
