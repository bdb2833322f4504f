//! Level 1, objects: everything that a kept version names is there, with the content that the log gives it.

use std::sync::Arc;

use arrow::array::RecordBatch;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::ObjectStoreExt;
use object_store::path::Path;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::history::States;
use super::{Code, Verifier};
use crate::registry::checkpoint;
use crate::registry::encode::Statistics;
use crate::registry::file::{DataFile, Hash};
use crate::registry::keys::{KeyEncoder, adapt};
use crate::registry::layout;
use crate::registry::snapshot::Snapshot;
use crate::registry::state::TableState;
use crate::{Error, Result};

/// Objects that are read at once.
const CONCURRENT: usize = 4;

impl Verifier {
    pub(super) async fn check_objects(&mut self, states: &States) -> Result<()> {
        self.check_hashes(states).await?;
        self.check_checkpoints(states).await?;
        self.check_orphans(states).await?;
        if let Some(tip) = &states.tip {
            for (_, state) in tip.tables() {
                for file in &state.files {
                    self.check_statistics(state, file).await?;
                }
            }
        }
        Ok(())
    }

    async fn check_hashes(&mut self, states: &States) -> Result<()> {
        let store = self.stores.ordinary.clone();
        let mut reads = stream::iter(states.files.clone())
            .map(|(path, expected)| {
                let store = store.clone();
                async move { (hash_object(&*store, &path).await, path, expected) }
            })
            .buffer_unordered(CONCURRENT);
        while let Some((found, path, (size, hash))) = reads.next().await {
            let Some((found_size, found_hash)) = self.note(Code::ObjHash, &path, found)? else { continue };
            self.report.objects += 1;
            self.report.bytes += found_size;
            if found_size != size {
                self.add(Code::ObjHash, path, format!("it has {found_size} bytes, not {size}"));
            } else if found_hash != hash {
                self.add(Code::ObjHash, path, "its content is another than was written");
            }
        }
        Ok(())
    }

    async fn check_checkpoints(&mut self, states: &States) -> Result<()> {
        for (_, path, expected) in &states.at_checkpoints {
            let read = checkpoint::read(path, &self.files, &self.stores).await;
            let Some(found) = self.note(Code::Checkpoint, path.as_ref(), read)? else { continue };
            self.report.objects += 1;
            if let Some(difference) = difference(&found, expected)? {
                self.add(Code::Checkpoint, path.to_string(), difference);
            }
        }
        for (version, path) in &states.checkpoints {
            if *version > self.report.version {
                self.add(Code::Checkpoint, path.to_string(), "its version is not in the log");
            }
        }
        Ok(())
    }

    async fn check_orphans(&mut self, states: &States) -> Result<()> {
        let prefix = Path::from(layout::DATA);
        let listed: Vec<_> =
            self.stores.ordinary.list(Some(&prefix)).try_collect().await.map_err(|e| Error::store("list", layout::DATA, e))?;
        for object in listed {
            let path = object.location.to_string();
            if !states.files.contains_key(&path) {
                self.add(Code::Orphan, path, "no kept version names it; `butler vacuum` removes it in time");
            }
        }
        Ok(())
    }

    /// What the log says of a file is what its rows give, and they are in order.
    async fn check_statistics(&mut self, state: &TableState, file: &Arc<DataFile>) -> Result<()> {
        let Ok(bytes) = self.files.read(file).await else { return Ok(()) };
        let checked = statistics(state, file, bytes);
        if let Some(wrong) = self.note(Code::ObjStats, &file.path, checked)? {
            for detail in wrong {
                self.add(Code::ObjStats, file.path.clone(), detail);
            }
        }
        Ok(())
    }
}

async fn hash_object(store: &dyn object_store::ObjectStore, path: &str) -> Result<(u64, Hash)> {
    let failed = |e| Error::store("read", path, e);
    let mut stream = store.get(&Path::from(path)).await.map_err(failed)?.into_stream();
    let mut hasher = blake3::Hasher::new();
    while let Some(bytes) = stream.try_next().await.map_err(failed)? {
        hasher.update(&bytes);
    }
    Ok((hasher.count(), Hash(*hasher.finalize().as_bytes())))
}

fn statistics(state: &TableState, file: &DataFile, bytes: bytes::Bytes) -> Result<Vec<String>> {
    let encoder = KeyEncoder::new(&state.spec.schema, &state.spec.sort)?;
    let mut again = Statistics::default();
    let mut last: Option<Vec<u8>> = None;
    let mut wrong = Vec::new();
    for batch in ParquetRecordBatchReaderBuilder::try_new(bytes)?.with_batch_size(8192).build()? {
        let batch = adapt(&batch?, &state.spec.schema)?;
        let keys = encoder.encode(&batch)?;
        for key in keys.iter() {
            if last.as_deref().is_some_and(|before| before > key.data()) && wrong.is_empty() {
                wrong.push("its rows are not in order".to_owned());
            }
            last = Some(key.data().to_vec());
        }
        again.add(&state.spec, &batch)?;
    }
    let Statistics { rows, ranges, blocks } = again;
    if rows != file.rows {
        wrong.push(format!("it has {rows} rows, not {}", file.rows));
    }
    if ranges != file.ranges && !ranges.iter().all(|(name, range)| file.ranges.get(name).is_none_or(|r| r == range)) {
        wrong.push("its least and greatest values are others".to_owned());
    }
    if blocks != file.blocks {
        wrong.push("its blocks are others".to_owned());
    }
    Ok(wrong)
}

/// How a checkpoint differs from the state that the log gives.
fn difference(found: &Snapshot, expected: &Snapshot) -> Result<Option<String>> {
    if found.hash != expected.hash
        || found.gc_epoch != expected.gc_epoch
        || found.time != expected.time
        || found.trash_changed != expected.trash_changed
    {
        return Ok(Some("it is of another history".to_owned()));
    }
    if found.row_totals() != expected.row_totals() {
        return Ok(Some("its row totals are others".to_owned()));
    }
    for (name, expected) in expected.tables() {
        let found = found.table(name)?;
        let paths = |state: &TableState| {
            let mut paths: Vec<String> = state.files.iter().map(|f| f.path.clone()).collect();
            paths.sort();
            paths
        };
        if paths(found) != paths(expected) {
            return Ok(Some(format!("table `{name}` has other files")));
        }
        if inline_rows(found)? != inline_rows(expected)? {
            return Ok(Some(format!("table `{name}` has other rows in records")));
        }
        if found.tombstones.len() != expected.tombstones.len() {
            return Ok(Some(format!("table `{name}` has other tombstones")));
        }
    }
    Ok(None)
}

/// The inline rows of a table, encoded and sorted.
fn inline_rows(state: &TableState) -> Result<Vec<Vec<u8>>> {
    let keyed: Vec<&String> = state.spec.sort.iter().chain(&state.spec.key).collect();
    let encoder = KeyEncoder::new(&state.spec.schema, &keyed)?;
    let mut rows = Vec::new();
    for inline in &state.inline {
        let batch: RecordBatch = adapt(&inline.batch, &state.spec.schema)?;
        rows.extend(encoder.encode(&batch)?.iter().map(|row| row.data().to_vec()));
    }
    rows.sort();
    Ok(rows)
}
