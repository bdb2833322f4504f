//! Compaction: many small files of a table become few large ones with disjoint ranges, without the rows that were removed.

use std::sync::Arc;

use super::draft::Draft;
use super::encode::{ROW_GROUP_ROWS, TableWriter};
use super::file::DataFile;
use super::handle::Registry;
use super::layout;
use super::merge::Merge;
use super::scan::{Scan, scan_file};
use super::snapshot::Snapshot;
use super::state::TableState;
use crate::Result;

/// Rows of the batches of all inputs of a merge together.
const BATCH_ROWS_IN_ALL: usize = 65_536;

/// How to compact.
#[derive(Debug, Clone)]
pub struct CompactOptions {
    /// New files end soon after as many bytes; files of at least half of it are left alone.
    pub target_bytes: u64,
    /// Files that are merged at once, at most.
    pub max_files: usize,
    /// Memory for what is read of them, about: each stands in memory with one of its row groups.
    pub memory_bytes: u64,
}

impl Default for CompactOptions {
    fn default() -> CompactOptions {
        CompactOptions { target_bytes: 64 << 20, max_files: 256, memory_bytes: 96 << 20 }
    }
}

/// What compaction did to a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compacted {
    /// The table.
    pub table: String,
    /// Files before and after.
    pub files: (usize, usize),
    /// Bytes of these files before and after.
    pub bytes: (u64, u64),
}

impl Registry {
    /// Merges small files, table by table, then writes a checkpoint. A table that somebody else compacts at the same time is left to them.
    pub async fn compact(&self, options: &CompactOptions) -> Result<Vec<Compacted>> {
        self.checkpoint().await?;
        let _turn = self.shared.committing.lock().await;
        // The files that they belong to go, and their memory is needed here.
        self.shared.known_ids.forget();
        let mut done = Vec::new();
        let names: Vec<String> = self.snapshot().tables().map(|(name, _)| name.to_owned()).collect();
        for name in names {
            loop {
                let tip = self.refresh().await?;
                let chosen = choose(tip.table(&name)?, options);
                if chosen.is_empty() {
                    break;
                }
                match self.compact_files(&tip, &name, &chosen, options).await? {
                    Some(compacted) => done.push(compacted),
                    None => break,
                }
            }
        }
        if !done.is_empty() {
            self.write_checkpoint().await?;
        }
        Ok(done)
    }

    async fn compact_files(
        &self,
        tip: &Arc<Snapshot>,
        name: &str,
        chosen: &[Arc<DataFile>],
        options: &CompactOptions,
    ) -> Result<Option<Compacted>> {
        let state = tip.table(name)?;
        let scan = Scan { batch_rows: (BATCH_ROWS_IN_ALL / chosen.len().max(1)).clamp(256, 8192), ..Scan::default() };
        let mut streams = Vec::new();
        for file in chosen {
            streams.push(scan_file(self.files(), state, file, &scan, state.spec.schema.clone()).await?);
        }
        let mut merge = Merge::new(&state.spec, streams).await?;
        let mut draft = Draft { operation: "compact".to_owned(), ..Draft::default() };
        draft.removed = chosen.iter().map(|f| f.path.clone()).collect();
        let mut writer = TableWriter::new(state.spec.clone())?;
        let mut empty = true;
        while let Some(batch) = merge.next().await? {
            writer.write(&batch)?;
            empty = false;
            if writer.size_bytes() as u64 >= options.target_bytes {
                draft.added.push(self.store(writer, tip, name).await?);
                writer = TableWriter::new(state.spec.clone())?;
                empty = true;
            }
        }
        if !empty {
            draft.added.push(self.store(writer, tip, name).await?);
        }
        let compacted = Compacted {
            table: name.to_owned(),
            files: (chosen.len(), draft.added.len()),
            bytes: (chosen.iter().map(|f| f.size_bytes).sum(), draft.added.iter().map(|f| f.size_bytes).sum()),
        };
        if !self.replace_files(tip.clone(), &draft).await? {
            return Ok(None);
        }
        Ok(Some(compacted))
    }

    async fn store(&self, writer: TableWriter, tip: &Snapshot, name: &str) -> Result<DataFile> {
        let path = layout::data(name, tip.gc_epoch, self.context().ids.uuid4());
        let encoded = writer.finish(path.to_string(), tip.version, tip.gc_epoch)?;
        self.files().write(&encoded).await?;
        Ok(encoded.file)
    }
}

/// The files of a table that are worth merging: small ones, and those with removed rows. One alone is only worth it if rows of it were removed.
fn choose(state: &TableState, options: &CompactOptions) -> Vec<Arc<DataFile>> {
    let holed = |f: &DataFile| state.tombstones.iter().any(|t| t.version > f.as_of);
    let mut chosen: Vec<_> = state.files.iter().filter(|f| f.size_bytes < options.target_bytes / 2 || holed(f)).cloned().collect();
    chosen.sort_by_key(|f| f.size_bytes);
    chosen.truncate(fitting(&chosen, options));
    if chosen.len() < 2 && !chosen.iter().any(|f| holed(f)) {
        chosen.clear();
    }
    chosen
}

/// How many of the files are merged at once.
fn fitting(files: &[Arc<DataFile>], options: &CompactOptions) -> usize {
    let mut bytes = 0;
    let in_memory = files.iter().take_while(|file| {
        bytes += file.size_bytes.saturating_mul(file.rows.min(ROW_GROUP_ROWS as u64)) / file.rows.max(1);
        bytes <= options.memory_bytes
    });
    in_memory.count().min(options.max_files).max(2)
}
