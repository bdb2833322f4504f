//! Merging sorted streams of rows into one, in bounded memory.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use arrow::array::RecordBatch;
use arrow::compute::interleave_record_batch;
use arrow::row::{OwnedRow, Rows};
use futures::TryStreamExt;
use futures::stream::BoxStream;

use super::keys::KeyEncoder;
use super::table::TableSpec;
use crate::{Error, Result};

/// Rows of a batch that is given out.
const BATCH_ROWS: usize = 8192;

/// One input, with the batch that it stands in.
struct Cursor {
    stream: BoxStream<'static, Result<RecordBatch>>,
    /// Where its current batch stands in [`Merge::batches`].
    batch: usize,
    rows: Rows,
    position: usize,
}

/// Rows of several sorted streams in the order of the table.
#[derive(Default)]
pub(super) struct Merge {
    /// Absent where there is nothing to merge.
    encoder: Option<KeyEncoder>,
    cursors: Vec<Cursor>,
    heap: BinaryHeap<Reverse<(OwnedRow, usize)>>,
    batches: Vec<RecordBatch>,
    picked: Vec<(usize, usize)>,
}

impl Merge {
    pub(super) async fn new(spec: &TableSpec, streams: Vec<BoxStream<'static, Result<RecordBatch>>>) -> Result<Merge> {
        let mut merge = Merge { encoder: Some(KeyEncoder::new(&spec.schema, &spec.sort)?), ..Merge::default() };
        for mut stream in streams {
            if let Some(batch) = stream.try_next().await? {
                let rows = merge.encode(&batch)?;
                merge.batches.push(batch);
                merge.cursors.push(Cursor { stream, batch: merge.batches.len() - 1, rows, position: 0 });
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
            if cursor.position < cursor.rows.num_rows() {
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
        let limit = self.heap.peek().map(|Reverse((row, _))| row);
        loop {
            self.picked.push((cursor.batch, cursor.position));
            cursor.position += 1;
            let goes_on = cursor.position < cursor.rows.num_rows()
                && self.picked.len() < BATCH_ROWS
                && limit.is_none_or(|limit| cursor.rows.row(cursor.position) <= limit.row());
            if !goes_on {
                break;
            }
        }
    }

    fn encode(&self, batch: &RecordBatch) -> Result<Rows> {
        self.encoder.as_ref().ok_or_else(|| Error::internal("a merge has no order"))?.encode(batch)
    }

    fn push(&mut self, index: usize) {
        let cursor = &self.cursors[index];
        self.heap.push(Reverse((cursor.rows.row(cursor.position).owned(), index)));
    }

    async fn advance(&mut self, index: usize) -> Result<()> {
        if let Some(batch) = self.cursors[index].stream.try_next().await? {
            self.cursors[index].rows = self.encode(&batch)?;
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
        for cursor in self.cursors.iter_mut().filter(|c| c.position < c.rows.num_rows()) {
            kept.push(self.batches[cursor.batch].clone());
            cursor.batch = kept.len() - 1;
        }
        self.batches = kept;
    }
}
