//! What every text format is on the way to Arrow: cells of columns, made into batches some thousand rows at a time.

use arrow::array::RecordBatch;
use arrow::array::RecordBatchOptions;
use arrow::datatypes::SchemaRef;

use super::text::Cells;
use crate::{Error, Result};

/// Rows of a batch.
pub(super) const BATCH_ROWS: usize = 8192;

/// Gathers rows of text into batches.
pub(super) struct Gather {
    file: String,
    format: &'static str,
    schema: SchemaRef,
    cells: Vec<Cells>,
    batches: Vec<RecordBatch>,
}

impl Gather {
    pub(super) fn new(file: &str, format: &'static str, schema: SchemaRef) -> Gather {
        let cells = empty(&schema);
        Gather { file: file.to_owned(), format, schema, cells, batches: Vec::new() }
    }

    /// The cells of the row that is read, one for each column.
    pub(super) fn cells(&mut self) -> &mut [Cells] {
        &mut self.cells
    }

    /// The row is whole.
    pub(super) fn row(&mut self) -> Result<()> {
        if self.cells.first().is_some_and(|cells| cells.len() >= BATCH_ROWS) { self.batch() } else { Ok(()) }
    }

    fn batch(&mut self) -> Result<()> {
        let rows = self.cells.first().map_or(0, Cells::len);
        let cells = std::mem::replace(&mut self.cells, empty(&self.schema));
        let mut arrays = Vec::with_capacity(cells.len());
        for (cells, field) in cells.into_iter().zip(self.schema.fields()) {
            let wrong = |reason| Error::format(&self.file, self.format, format!("column `{}`: {reason}", field.name()));
            arrays.push(cells.finish(field.data_type()).map_err(wrong)?);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(self.schema.clone(), arrays, &options);
        self.batches.push(batch.map_err(Error::arrow("cannot make a batch"))?);
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<Vec<RecordBatch>> {
        self.batch()?;
        Ok(self.batches)
    }
}

fn empty(schema: &SchemaRef) -> Vec<Cells> {
    schema.fields().iter().map(|_| Cells::default()).collect()
}
