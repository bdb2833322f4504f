//! `commits`: the log, one row a commit, with the rows that it added to and removed from each table.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use arrow::array::{
    ArrayRef, FixedSizeBinaryBuilder, Int64Array, Int64Builder, ListArray, RecordBatch, StringViewArray, StringViewBuilder, StructArray,
    TimestampNanosecondArray,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::Result as DataFusionResult;
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;

use crate::Result;
use crate::registry::log::{Entry, Log};
use crate::registry::record::{Header, SegmentKind};
use crate::registry::table::DATASET_BY_ID;
use crate::sql::values::{Kind, TIME};

/// The table.
#[derive(Debug)]
pub struct Commits {
    log: Log,
    version: u64,
}

static COUNT: LazyLock<Fields> =
    LazyLock::new(|| Fields::from(vec![Field::new("table", DataType::Utf8View, false), Field::new("rows", DataType::Int64, false)]));

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let text = |name: &str| Field::new(name, DataType::Utf8View, true);
    let counts = |name: &str| Field::new(name, DataType::List(Arc::new(Field::new("item", DataType::Struct(COUNT.clone()), false))), true);
    Arc::new(Schema::new(vec![
        Field::new("version", DataType::Int64, false),
        Field::new("time", TIME, false),
        text("user"),
        text("host"),
        text("tool"),
        text("operation"),
        counts("added"),
        counts("removed"),
        Kind::Uuid.mark(Field::new("id", DataType::FixedSizeBinary(16), false)),
    ]))
});

impl Commits {
    /// The commits of `log` up to `version`.
    pub fn new(log: Log, version: u64) -> Commits {
        Commits { log, version }
    }

    async fn rows(&self) -> Result<RecordBatch> {
        let mut entries = self.log.read_after(0, self.version).await?;
        entries.retain(|entry| entry.version() <= self.version);
        let headers: Vec<Option<&Header>> = entries
            .iter()
            .map(|entry| match entry {
                Entry::Record { record, .. } => Some(&record.header),
                Entry::Stub(_) => None,
            })
            .collect();
        let text = |pick: fn(&Header) -> &str| -> ArrayRef { Arc::new(headers.iter().map(|h| h.map(pick)).collect::<StringViewArray>()) };
        let mut ids = FixedSizeBinaryBuilder::new(16);
        for entry in &entries {
            ids.append_value(entry.commit_id().as_bytes())?;
        }
        let columns: Vec<ArrayRef> = vec![
            Arc::new(entries.iter().map(|e| i64::try_from(e.version()).ok()).collect::<Int64Array>()),
            Arc::new(entries.iter().map(|e| Some(e.time_ns())).collect::<TimestampNanosecondArray>()),
            text(|h| &h.writer.user),
            text(|h| &h.writer.host),
            text(|h| &h.writer.tool),
            text(|h| &h.operation),
            counts(headers.iter().map(|h| h.map(added))),
            counts(headers.iter().map(|h| h.map(removed))),
            Arc::new(ids.finish()),
        ];
        Ok(RecordBatch::try_new(SCHEMA.clone(), columns)?)
    }
}

/// Rows that a commit added, by table; maintenance adds none.
fn added(header: &Header) -> BTreeMap<&str, u64> {
    let mut counts = BTreeMap::new();
    if header.removed.is_empty() && header.folded.is_empty() {
        for file in header.added.iter().filter(|f| f.table != DATASET_BY_ID) {
            *counts.entry(file.table.as_str()).or_insert(0) += file.rows;
        }
    }
    for segment in header.segments.iter().filter(|s| s.kind == SegmentKind::Rows) {
        *counts.entry(segment.table.as_str()).or_insert(0) += segment.rows;
    }
    counts
}

/// Rows that a commit removed, by table.
fn removed(header: &Header) -> BTreeMap<&str, u64> {
    let mut counts = BTreeMap::new();
    for segment in header.segments.iter().filter(|s| s.kind == SegmentKind::Tombstones) {
        *counts.entry(segment.table.as_str()).or_insert(0) += segment.removes;
    }
    counts
}

fn counts<'a>(rows: impl Iterator<Item = Option<BTreeMap<&'a str, u64>>>) -> ArrayRef {
    let (mut tables, mut numbers, mut lengths) = (StringViewBuilder::new(), Int64Builder::new(), Vec::new());
    let mut valid = Vec::new();
    for row in rows {
        valid.push(row.is_some());
        let row = row.unwrap_or_default();
        lengths.push(row.len());
        for (table, count) in row {
            tables.append_value(table);
            numbers.append_value(i64::try_from(count).unwrap_or(i64::MAX));
        }
    }
    let columns: Vec<ArrayRef> = vec![Arc::new(tables.finish()), Arc::new(numbers.finish())];
    let item = Arc::new(Field::new("item", DataType::Struct(COUNT.clone()), false));
    let values = StructArray::new(COUNT.clone(), columns, None);
    Arc::new(ListArray::new(item, OffsetBuffer::from_lengths(lengths), Arc::new(values), Some(valid.into())))
}

#[async_trait]
impl TableProvider for Commits {
    fn schema(&self) -> SchemaRef {
        SCHEMA.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _session: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        _limit: Option<usize>,
    ) -> DataFusionResult<Arc<dyn ExecutionPlan>> {
        let rows = self.rows().await?;
        Ok(MemorySourceConfig::try_new_exec(&[vec![rows]], SCHEMA.clone(), projection.cloned())?)
    }
}
