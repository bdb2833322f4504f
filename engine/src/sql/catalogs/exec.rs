//! The operator of a plan: the files of a table, dealt to partitions that read side by side, each a batch at a time.

use std::fmt::{self, Formatter};
use std::sync::Arc;

use arrow::array::RecordBatch;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType, ReplaceChildrenOptions, apply_expression_roots};
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, MetricBuilder, MetricsSet};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::{StreamExt, TryStreamExt, stream};

use super::read::{Open, Piece, Reading};
use crate::Error;

/// Files of a partition that are opened ahead of the one that is read.
const AHEAD: usize = 2;

/// The rows of files.
pub struct CatalogExec {
    reading: Arc<Reading>,
    partitions: Vec<Arc<[Piece]>>,
    /// Files that were left out, and all.
    files: (usize, usize),
    limit: Option<usize>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl CatalogExec {
    /// Of these pieces, `files` of so many; `limit` rows of each partition are enough.
    pub fn new(reading: Arc<Reading>, partitions: Vec<Arc<[Piece]>>, files: (usize, usize), limit: Option<usize>) -> CatalogExec {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(reading.result.clone()),
            Partitioning::UnknownPartitioning(partitions.len().max(1)),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        CatalogExec { reading, partitions, files, limit, properties: Arc::new(properties), metrics: ExecutionPlanMetricsSet::new() }
    }
}

impl fmt::Debug for CatalogExec {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("CatalogExec").field("table", &self.reading.table).field("files", &self.files).finish_non_exhaustive()
    }
}

impl DisplayAs for CatalogExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut Formatter<'_>) -> fmt::Result {
        let columns: Vec<&str> = self.reading.result.fields().iter().map(|field| field.name().as_str()).collect();
        let (read, all) = self.files;
        write!(f, "CatalogExec: {}, files={read} of {all}, columns=[{}]", self.reading.table, columns.join(", "))?;
        if let Some(filter) = &self.reading.filter {
            write!(f, ", filter={filter}")?;
        }
        self.limit.map_or(Ok(()), |limit| write!(f, ", limit={limit}"))
    }
}

impl ExecutionPlan for CatalogExec {
    fn name(&self) -> &str {
        "CatalogExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(&self, f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>) -> Result<TreeNodeRecursion> {
        apply_expression_roots(self.reading.filter.iter(), f)
    }

    fn replace_children(
        self: Arc<Self>,
        _children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn with_new_children(self: Arc<Self>, _children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn execute(&self, partition: usize, _context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let pieces = self.partitions.get(partition).cloned().unwrap_or_default();
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let opened = MetricBuilder::new(&self.metrics).counter("files_opened", partition);
        let reading = self.reading.clone();
        let open = move |index: usize| {
            let (piece, reading, opened) = (pieces[index].clone(), reading.clone(), opened.clone());
            async move {
                opened.add(1);
                piece.open(&reading).await
            }
        };
        let count = self.partitions.get(partition).map_or(0, |pieces| pieces.len());
        let batches = stream::iter(0..count).map(open).buffered(AHEAD).map_ok(batches).try_flatten();
        let mut left = self.limit.unwrap_or(usize::MAX);
        let limited = batches.map_err(DataFusionError::from).try_take_while(move |batch| {
            let is_wanted = left > 0;
            left = left.saturating_sub(batch.num_rows());
            futures::future::ready(Ok(is_wanted))
        });
        let counted = limited.inspect_ok(move |batch| metrics.record_output(batch.num_rows()));
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), counted)))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }
}

fn batches(open: Open) -> impl futures::Stream<Item = Result<RecordBatch, Error>> + Send {
    stream::try_unfold(open, async |mut open| Ok(open.next().await?.map(|batch| (batch, open))))
}
