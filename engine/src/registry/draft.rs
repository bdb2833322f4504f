//! A record in the making: small rows inline, bulk rows in Parquet files that are in their place before the record names them.

use std::sync::Arc;

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::concat_batches;
use uuid::Uuid;

use super::codec::encode_batch;
use super::encode::{Encoded, TableWriter, in_order};
use super::file::DataFile;
use super::format::{READER_FORMAT, WRITER_FORMAT};
use super::handle::Registry;
use super::keys::{adapt, column};
use super::known_ids::{KnownIds, prefix};
use super::layout;
use super::plan::{Footprint, Plan};
use super::record::{Application, Entry, Header, Record, Segment, WriterInfo};
use super::settings::Limits;
use super::snapshot::Snapshot;
use super::table::{self, TableSpec};
use crate::context::{Context, Safeguard};
use crate::{Error, Result};

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
    /// Sorted first eight bytes of the UUIDs in added files.
    pub(super) ids: Vec<(String, Vec<u64>)>,
}

/// Rows that are too many for a record, by table.
pub(super) type Bulk = Vec<(String, Vec<RecordBatch>)>;

/// Writes the bulk rows of `plan` and drafts its record.
pub(super) async fn draft(registry: &Registry, plan: &Plan, operation: &str, application: Option<Application>) -> Result<Draft> {
    let (mut draft, bulk) = inline(plan, operation, application, &registry.shared.settings.limits)?;
    for (name, rows) in bulk {
        draft.write_files(registry, &plan.next, &name, rows).await?;
    }
    Ok(draft)
}

/// Drafts the record of `plan`, and leaves the bulk rows.
pub(super) fn inline(plan: &Plan, operation: &str, application: Option<Application>, limits: &Limits) -> Result<(Draft, Bulk)> {
    let mut draft = Draft { operation: operation.to_owned(), application, inserts: true, ..Draft::default() };
    for (name, keys, removes) in plan.tombstones() {
        draft.segments.push(Segment::tombstones(name, keys.clone(), removes));
    }
    let mut bulk = Bulk::new();
    for (name, rows) in plan.rows()? {
        let spec = &plan.next.table(&name)?.spec;
        if spec.resident || rows.iter().map(RecordBatch::num_rows).sum::<usize>() <= limits.inline_rows {
            let whole = concat_batches(&spec.schema, &rows)?;
            if spec.resident || encode_batch(&whole)?.len() <= limits.inline_bytes {
                draft.segments.push(Segment::rows(name, whole));
                continue;
            }
        }
        bulk.push((name, rows));
    }
    draft.claims = plan.footprint.claims();
    Ok((draft, bulk))
}

impl Draft {
    /// Writes rows of a table into a new file, and for datasets also into one sorted by UUID.
    pub(super) async fn write_files(&mut self, registry: &Registry, snapshot: &Snapshot, name: &str, rows: Vec<RecordBatch>) -> Result<()> {
        let tables = if name == table::DATASET { vec![table::DATASET_BY_ID, name] } else { vec![name] };
        let mut jobs = Vec::with_capacity(tables.len());
        for name in tables {
            let spec = snapshot.table(name)?.spec.clone();
            let rows = rows.iter().map(|batch| adapt(batch, &spec.schema)).collect::<Result<_>>()?;
            jobs.push((spec, rows, layout::data(name, snapshot.gc_epoch, registry.context().ids.uuid4()).to_string()));
        }
        drop(rows);
        for encoded in side_by_side(jobs, |(spec, rows, path)| encode(spec, rows, path, snapshot)) {
            let (encoded, ids) = encoded?;
            registry.files().write(&encoded).await?;
            if !ids.is_empty() {
                self.ids.push((encoded.file.path.clone(), ids));
            }
            self.added.push(encoded.file);
        }
        Ok(())
    }

    /// Keeps the UUIDs of the files, which are committed.
    pub(super) fn keep_ids(&mut self, known_ids: &KnownIds) {
        self.ids.drain(..).for_each(|(path, ids)| known_ids.add(&path, ids));
    }

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

/// Does each job on a processor of its own. Nothing is awaited meanwhile: who simulates a registry must find the same order each time.
fn side_by_side<J: Send, T: Send>(jobs: Vec<J>, work: impl Fn(J) -> Result<T> + Sync) -> Vec<Result<T>> {
    let (work, mut jobs) = (&work, jobs.into_iter());
    std::thread::scope(|scope| {
        let own = jobs.next();
        let others: Vec<_> = jobs.map(|job| scope.spawn(move || work(job))).collect();
        let done = own.map(work).into_iter().collect::<Vec<_>>();
        let ended = |_| Err(Error::internal("work ended early"));
        done.into_iter().chain(others.into_iter().map(|other| other.join().unwrap_or_else(ended))).collect()
    })
}

/// A file of the rows of a table, and of one that is sorted by UUID the first bytes of all of them.
fn encode(spec: Arc<TableSpec>, rows: Vec<RecordBatch>, path: String, snapshot: &Snapshot) -> Result<(Encoded, Vec<u64>)> {
    let mut writer = TableWriter::new(spec.clone())?;
    let mut ids = Vec::new();
    in_order(&spec, rows, &mut |batch| {
        if spec.name == table::DATASET_BY_ID {
            ids.extend(column(&batch, "id")?.as_fixed_size_binary().iter().flatten().map(prefix));
        }
        writer.write(&batch)
    })?;
    Ok((writer.finish(path, snapshot.version, snapshot.gc_epoch)?, ids))
}

fn touched(footprint: &Footprint, entry: &Entry) -> bool {
    match entry {
        // What can't be judged is taken as touched.
        Entry::Record { record, .. } => footprint.is_touched_by(record).unwrap_or(true),
        Entry::Stub(_) => true,
    }
}
