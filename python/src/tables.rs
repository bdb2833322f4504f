//! Tables out of files.

use std::future::Future;
use std::num::NonZero;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::datatypes::SchemaRef;
use butler_catalogs::Source;
use butler_catalogs::fits::Selector;
use butler_catalogs::tables::{Format, Reader, Table};
use butler_engine::collections::Glob;
use butler_engine::{Error, Result};
use pyo3::prelude::*;
use tokio::runtime::Handle;

use crate::rows::Rows;
use crate::runtime::run;

/// Rows that are worth a thread of their own.
const ROWS_A_THREAD: u64 = 4096;

/// Reads a table: its rows in `rows`, and the columns that names and patterns mean.
pub async fn read(table: &Table, columns: Option<&[String]>, rows: Option<Range<u64>>) -> Result<Rows> {
    let names = columns.map(|names| expanded(table, names)).transpose()?;
    let reader = |rows| match &names {
        None => table.read(None, rows),
        Some(names) => table.read_named(names, rows),
    };
    let readers = side_by_side(table, rows).into_iter().map(reader).collect::<butler_catalogs::Result<Vec<_>>>()?;
    let mut schema = readers.first().map_or_else(|| table.schema().clone(), |reader| reader.schema().clone());
    let parts = on_threads(readers.into_iter().map(collect)).await?;
    let mut batches = in_one(&schema, parts.into_iter().flatten().collect()).await?;
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

/// The rows in as many parts as are read at a time: rows of FITS have one length, so that any of them are found at once.
fn side_by_side(table: &Table, rows: Option<Range<u64>>) -> Vec<Option<Range<u64>>> {
    let all = rows.clone().unwrap_or(0..table.row_count());
    let count = all.end.saturating_sub(all.start);
    let threads = (threads() as u64).min(count / ROWS_A_THREAD);
    if table.format() != Format::Fits || threads < 2 {
        return vec![rows];
    }
    let bound = |part: u64| all.start + count * part / threads;
    (0..threads).map(|part| Some(bound(part)..bound(part + 1))).collect()
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

async fn collect(mut reader: Reader) -> Result<Vec<RecordBatch>> {
    let mut batches = Vec::new();
    while let Some(batch) = reader.next().await? {
        batches.push(batch);
    }
    Ok(batches)
}

/// Does several pieces of work at a time, each on a thread of its own, as they compute more than they wait; their results in order.
async fn on_threads<T: Send + 'static, F: Future<Output = Result<T>> + Send + 'static>(work: impl Iterator<Item = F>) -> Result<Vec<T>> {
    let tasks: Vec<_> = work.map(|work| tokio::task::spawn_blocking(move || Handle::current().block_on(work))).collect();
    let mut done = Vec::with_capacity(tasks.len());
    for task in tasks {
        done.push(task.await.map_err(|lost| Error::internal(lost.to_string()))??);
    }
    Ok(done)
}

/// The batches as one, so that each column is one piece of memory. It is made column after column: no more than one for each thread is in memory twice.
async fn in_one(schema: &SchemaRef, batches: Vec<RecordBatch>) -> Result<Vec<RecordBatch>> {
    if batches.len() < 2 {
        return Ok(batches);
    }
    let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
    let mut parts: Vec<_> = batches.into_iter().map(|batch| batch.columns().to_vec().into_iter()).collect();
    let mut columns: Vec<Vec<ArrayRef>> = Vec::with_capacity(schema.fields().len());
    for _ in schema.fields() {
        columns.push(parts.iter_mut().filter_map(Iterator::next).collect());
    }
    let threads = if rows as u64 >= ROWS_A_THREAD { threads() } else { 1 };
    let shares: Vec<Vec<Vec<ArrayRef>>> = columns.chunks(columns.len().div_ceil(threads).max(1)).map(<[_]>::to_vec).collect();
    drop(columns);
    let joined = on_threads(shares.into_iter().map(|share| async move {
        let join = |own: Vec<ArrayRef>| Ok(arrow::compute::concat(&own.iter().map(AsRef::as_ref).collect::<Vec<_>>())?);
        share.into_iter().map(join).collect::<Result<Vec<ArrayRef>>>()
    }))
    .await?;
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    Ok(vec![RecordBatch::try_new_with_options(schema.clone(), joined.into_iter().flatten().collect(), &options)?])
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
