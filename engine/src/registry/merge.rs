//! Merging sorted streams of rows into one, in bounded memory.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::interleave_record_batch;
use arrow::row::{OwnedRow, Rows};
use futures::TryStreamExt;
use futures::stream::BoxStream;

use super::keys::{KeyEncoder, column};
use super::table::TableSpec;
use crate::{Error, Result};

/// Rows of a batch that is given out.
const BATCH_ROWS: usize = 8192;

/// The keys of a batch.
enum Keys {
    /// UUIDs as numbers, which are sorted and compared much faster.
    Ids(Vec<u128>),
    Rows(Rows),
}

/// The key of a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Id(u128),
    Row(OwnedRow),
}

impl Keys {
    fn len(&self) -> usize {
        match self {
            Keys::Ids(ids) => ids.len(),
            Keys::Rows(rows) => rows.num_rows(),
        }
    }

    fn key(&self, row: usize) -> Key {
        match self {
            Keys::Ids(ids) => Key::Id(ids[row]),
            Keys::Rows(rows) => Key::Row(rows.row(row).owned()),
        }
    }

    /// How many rows, from one on, are not greater than `limit`; the rows are sorted.
    fn run(&self, from: usize, limit: Option<&Key>) -> usize {
        let Some(limit) = limit else { return self.len() - from };
        let fits = |row: usize| match (self, limit) {
            (Keys::Ids(ids), Key::Id(limit)) => ids[row] <= *limit,
            (Keys::Rows(rows), Key::Row(limit)) => rows.row(row) <= limit.row(),
            _ => false,
        };
        // Runs are short or whole batches.
        if fits(self.len() - 1) {
            return self.len() - from;
        }
        (from..self.len()).take_while(|row| fits(*row)).count().max(1)
    }
}

/// One input, with the batch that it stands in.
struct Cursor {
    stream: BoxStream<'static, Result<RecordBatch>>,
    /// Where its current batch stands in [`Merge::batches`].
    batch: usize,
    keys: Keys,
    position: usize,
}

/// Rows of several sorted streams in the order of the table.
#[derive(Default)]
pub(super) struct Merge {
    /// Absent where there is nothing to merge.
    encoder: Option<KeyEncoder>,
    cursors: Vec<Cursor>,
    heap: BinaryHeap<Reverse<(Key, usize)>>,
    batches: Vec<RecordBatch>,
    picked: Vec<(usize, usize)>,
}

impl Merge {
    pub(super) async fn new(spec: &TableSpec, streams: Vec<BoxStream<'static, Result<RecordBatch>>>) -> Result<Merge> {
        let mut merge = Merge { encoder: Some(KeyEncoder::new(&spec.schema, &spec.sort)?), ..Merge::default() };
        for mut stream in streams {
            if let Some(batch) = stream.try_next().await? {
                let keys = merge.encode(&batch)?;
                merge.batches.push(batch);
                merge.cursors.push(Cursor { stream, batch: merge.batches.len() - 1, keys, position: 0 });
                merge.push(merge.cursors.len() - 1);
            }
        }
        Ok(merge)
    }

    /// The next rows; `None` at the end.
    pub(super) async fn next(&mut self) -> Result<Option<RecordBatch>> {
        while self.picked.len() < BATCH_ROWS {
            let Some(Reverse((_, index))) = self.heap.pop() else { break };
            self.pick_run(index);
            let cursor = &self.cursors[index];
            if cursor.position < cursor.keys.len() {
                self.push(index);
            } else {
                self.advance(index).await?;
            }
        }
        if self.picked.is_empty() {
            return Ok(None);
        }
        let sources: Vec<&RecordBatch> = self.batches.iter().collect();
        let batch = interleave_record_batch(&sources, &self.picked)?;
        self.picked.clear();
        self.forget();
        Ok(Some(batch))
    }

    /// Picks the rows of one cursor up to the next row of any other.
    fn pick_run(&mut self, index: usize) {
        let cursor = &mut self.cursors[index];
        let limit = self.heap.peek().map(|Reverse((key, _))| key);
        let count = cursor.keys.run(cursor.position, limit).min(BATCH_ROWS - self.picked.len());
        self.picked.extend((cursor.position..cursor.position + count).map(|row| (cursor.batch, row)));
        cursor.position += count;
    }

    fn encode(&self, batch: &RecordBatch) -> Result<Keys> {
        let encoder = self.encoder.as_ref().ok_or_else(|| Error::internal("a merge has no order"))?;
        if encoder.columns() == ["id"]
            && let Some(ids) = column(batch, "id")?.as_fixed_size_binary_opt().filter(|ids| ids.value_length() == 16)
        {
            let ids = ids.iter().flatten().filter_map(|id| id.try_into().ok()).map(u128::from_be_bytes).collect();
            return Ok(Keys::Ids(ids));
        }
        Ok(Keys::Rows(encoder.encode(batch)?))
    }

    fn push(&mut self, index: usize) {
        let cursor = &self.cursors[index];
        self.heap.push(Reverse((cursor.keys.key(cursor.position), index)));
    }

    async fn advance(&mut self, index: usize) -> Result<()> {
        if let Some(batch) = self.cursors[index].stream.try_next().await? {
            self.cursors[index].keys = self.encode(&batch)?;
            self.cursors[index].position = 0;
            self.batches.push(batch);
            self.cursors[index].batch = self.batches.len() - 1;
            self.push(index);
        }
        Ok(())
    }

    /// Drops batches that no cursor stands in.
    fn forget(&mut self) {
        let mut kept = Vec::new();
        for cursor in self.cursors.iter_mut().filter(|c| c.position < c.keys.len()) {
            kept.push(self.batches[cursor.batch].clone());
            cursor.batch = kept.len() - 1;
        }
        self.batches = kept;
    }
}
