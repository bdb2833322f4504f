//! Rows of files that are held in memory, without reading anything.

use std::sync::Arc;

use arrow::array::{BooleanArray, BooleanBufferBuilder, RecordBatch};
use arrow::compute::filter_record_batch;
use datafusion::common::Result;
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::physical_plan::ExecutionPlan;
use parquet::arrow::arrow_reader::RowSelector;

use super::Stored;
use super::prune::Part;

/// Rows of a batch.
const BATCH_ROWS: usize = 8192;
/// Stretches of rows beyond which copying the rows is better than a batch for each.
const MANY: usize = 64;

impl Stored {
    /// A plan over the parts whose files are held, and the other parts.
    pub(super) async fn held(&self, columns: &[usize], parts: Vec<Part>) -> Result<(Option<Arc<dyn ExecutionPlan>>, Vec<Part>)> {
        let schema = Arc::new(self.state.spec.schema.project(columns)?);
        let (mut batches, mut others) = (Vec::new(), Vec::new());
        for part in parts {
            match self.files.held(part.file(), &schema).await? {
                Some(all) => batches.extend(chosen(&part, &all)?),
                None => others.push(part),
            }
        }
        if batches.is_empty() {
            return Ok((None, others));
        }
        let marked = Arc::new(self.schema.project(columns)?);
        let batches = batches.into_iter().map(|batch| batch.with_schema(marked.clone())).collect::<Result<Vec<_>, _>>()?;
        Ok((Some(MemorySourceConfig::try_new_exec(&[batches], marked, None)?), others))
    }
}

/// The rows of a part.
fn chosen(part: &Part, all: &RecordBatch) -> Result<Vec<RecordBatch>> {
    let Some(selection) = part.selection() else { return Ok(slices(all, 0, all.num_rows()).collect()) };
    let selectors: Vec<&RowSelector> = selection.iter().filter(|s| s.row_count > 0).collect();
    if selectors.len() > MANY {
        let mut mask = BooleanBufferBuilder::new(all.num_rows());
        selectors.iter().for_each(|s| mask.append_n(s.row_count, !s.skip));
        mask.resize(all.num_rows());
        return Ok(vec![filter_record_batch(all, &BooleanArray::new(mask.finish(), None))?]);
    }
    let (mut start, mut batches) = (0, Vec::new());
    for selector in selectors {
        if !selector.skip {
            batches.extend(slices(all, start, selector.row_count));
        }
        start += selector.row_count;
    }
    Ok(batches)
}

fn slices(all: &RecordBatch, start: usize, rows: usize) -> impl Iterator<Item = RecordBatch> + '_ {
    (0..rows).step_by(BATCH_ROWS).map(move |offset| all.slice(start + offset, BATCH_ROWS.min(rows - offset)))
}
