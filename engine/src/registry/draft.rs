//! A record in the making: small rows inline, bulk rows in Parquet files that are in their place before the record names them.

use arrow::array::RecordBatch;
use uuid::Uuid;

use super::codec::encode_batch;
use super::encode::{TableWriter, sorted};
use super::file::DataFile;
use super::format::{READER_FORMAT, WRITER_FORMAT};
use super::handle::Registry;
use super::keys::adapt;
use super::layout;
use super::plan::{Footprint, Plan};
use super::record::{Application, Entry, Header, Record, Segment, WriterInfo};
use super::snapshot::Snapshot;
use super::table;
use crate::Result;
use crate::context::{Context, Safeguard};

/// Everything of a record that does not depend on the slot.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    pub(super) operation: String,
    pub(super) application: Option<Application>,
    pub(super) added: Vec<DataFile>,
    pub(super) removed: Vec<String>,
    pub(super) folded: std::collections::BTreeMap<String, u64>,
    pub(super) segments: Vec<Segment>,
    pub(super) claims: Vec<String>,
    pub(super) properties: std::collections::BTreeMap<String, String>,
    /// Whether `added` files hold new rows, which are then as of the version of the record.
    pub(super) inserts: bool,
    pub(super) gc_epoch: Option<u64>,
}

/// Writes the bulk rows of `plan` and drafts its record.
pub(super) async fn draft(registry: &Registry, plan: &Plan, operation: &str, application: Option<Application>) -> Result<Draft> {
    let mut draft = Draft { operation: operation.to_owned(), application, inserts: true, ..Draft::default() };
    for (name, keys, removes) in plan.tombstones() {
        draft.segments.push(Segment::tombstones(name, keys.clone(), removes));
    }
    let limits = &registry.shared.settings.limits;
    for (name, rows) in plan.rows()? {
        let spec = plan.next.table(&name)?.spec.clone();
        let small = spec.resident || (rows.num_rows() <= limits.inline_rows && encode_batch(&rows)?.len() <= limits.inline_bytes);
        if small {
            draft.segments.push(Segment::rows(name, rows));
        } else {
            draft.added.extend(write_files(registry, &plan.next, &name, &rows).await?);
        }
    }
    draft.claims = plan.footprint.claims();
    Ok(draft)
}

/// Writes rows of a table into a new file, and for datasets also into one sorted by UUID.
pub(super) async fn write_files(registry: &Registry, snapshot: &Snapshot, name: &str, rows: &RecordBatch) -> Result<Vec<DataFile>> {
    let mut tables = vec![name];
    if name == table::DATASET {
        tables.push(table::DATASET_BY_ID);
    }
    let mut written = Vec::new();
    for name in tables {
        let spec = &snapshot.table(name)?.spec;
        let rows = sorted(spec, &adapt(rows, &spec.schema)?)?;
        let path = layout::data(name, snapshot.gc_epoch, registry.context().ids.uuid4());
        let mut writer = TableWriter::new(spec.clone())?;
        writer.write(&rows)?;
        let encoded = writer.finish(path.to_string(), snapshot.version, snapshot.gc_epoch)?;
        registry.files().write(&encoded).await?;
        written.push(encoded.file);
    }
    Ok(written)
}

impl Draft {
    /// The record for the slot after `tip`, and the state after it, without its hash.
    pub(super) fn record(&self, tip: &Snapshot, commit_id: Uuid, context: &Context) -> Result<(Record, Snapshot)> {
        let version = tip.version + 1;
        let mut added = self.added.clone();
        if self.inserts {
            added.iter_mut().for_each(|file| file.as_of = version);
        }
        let writer = &context.writer;
        let header = Header {
            version,
            previous: tip.hash,
            commit_id,
            writer: WriterInfo { user: writer.user.clone(), host: writer.host.clone(), process: writer.process, tool: writer.tool.clone() },
            time_ns: context.clock.now().0.max(tip.time.0 + 1000),
            base: tip.version,
            operation: self.operation.clone(),
            application: self.application.clone(),
            added,
            removed: self.removed.clone(),
            folded: self.folded.clone(),
            segments: Vec::new(),
            claims: self.claims.clone(),
            gc_epoch: self.gc_epoch.unwrap_or(tip.gc_epoch),
            min_reader: READER_FORMAT,
            min_writer: WRITER_FORMAT,
            row_totals: Default::default(),
            properties: self.properties.clone(),
        };
        let mut record = Record::new(header, self.segments.clone());
        let next = tip.preview(&record)?;
        record.header.row_totals = next.row_totals();
        Ok((record, next))
    }

    /// A draft of nothing, which takes a slot so that no pending commit can.
    pub(super) fn seal() -> Draft {
        Draft { operation: "seal".to_owned(), ..Draft::default() }
    }

    /// Whether commits that came first have made the plan or its files void.
    pub(super) fn is_void(&self, plan: &Plan, entries: &[Entry], tip: &Snapshot, context: &Context) -> bool {
        let claims = context.safeguards.has(Safeguard::Claims) && entries.iter().any(|entry| touched(&plan.footprint, entry));
        claims || self.is_fenced(tip, context)
    }

    /// Whether files of the draft may have been swept away: their epoch is older than the one before that in force.
    pub(super) fn is_fenced(&self, tip: &Snapshot, context: &Context) -> bool {
        context.safeguards.has(Safeguard::EpochFence) && self.added.iter().any(|file| file.epoch + 1 < tip.gc_epoch)
    }
}

fn touched(footprint: &Footprint, entry: &Entry) -> bool {
    match entry {
        // What can't be judged is taken as touched.
        Entry::Record { record, .. } => footprint.is_touched_by(record).unwrap_or(true),
        Entry::Stub(_) => true,
    }
}
