//! Takes the rows away that tombstones name.

use std::fmt::{self, Formatter};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion::common::Result;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::config::ConfigOptions;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{CardinalityEffect, ChildrenPropertiesMode, ReplaceChildrenOptions};
use datafusion::physical_plan::filter_pushdown::{ChildPushdownResult, FilterDescription, FilterPushdownPhase, FilterPushdownPropagation};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, PlanProperties};
use futures::StreamExt;

use crate::registry::state::{Tombstones, without};

/// The rows of its input that no tombstone names; of its columns the first few, the others only serve to recognise them.
#[derive(Debug, Clone)]
pub struct BuriedExec {
    input: Arc<dyn ExecutionPlan>,
    columns: usize,
    tombstones: Vec<Arc<Tombstones>>,
    properties: Arc<PlanProperties>,
}

impl BuriedExec {
    /// Of `input`, whose columns after the first `columns` are keys alone.
    pub fn try_new(input: Arc<dyn ExecutionPlan>, columns: usize, tombstones: Vec<Arc<Tombstones>>) -> Result<BuriedExec> {
        let schema: SchemaRef = Arc::new(input.schema().project(&(0..columns).collect::<Vec<_>>())?);
        let properties = PlanProperties::new(
            EquivalenceProperties::new(schema),
            input.output_partitioning().clone(),
            input.pipeline_behavior(),
            input.boundedness(),
        );
        Ok(BuriedExec { input, columns, tombstones, properties: Arc::new(properties) })
    }
}

impl DisplayAs for BuriedExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "BuriedExec: keys={}", self.tombstones.iter().map(|t| t.keys.len()).sum::<usize>())
    }
}

impl ExecutionPlan for BuriedExec {
    fn name(&self) -> &str {
        "BuriedExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(&self, _f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match children.pop() {
            Some(input) => Ok(Arc::new(BuriedExec::try_new(input, self.columns, self.tombstones.clone())?)),
            None => Err(crate::Error::internal("a plan without its input").into()),
        }
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        self.replace_children(children, ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let (tombstones, columns): (_, Vec<usize>) = (self.tombstones.clone(), (0..self.columns).collect());
        let alive = move |batch: RecordBatch| Ok(without(batch, &tombstones)?.project(&columns)?);
        let batches = self.input.execute(partition, context)?.map(move |batch| batch.and_then(&alive));
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), batches)))
    }

    fn cardinality_effect(&self) -> CardinalityEffect {
        CardinalityEffect::LowerEqual
    }

    fn gather_filters_for_pushdown(
        &self,
        _phase: FilterPushdownPhase,
        parents: Vec<Arc<dyn PhysicalExpr>>,
        _config: &ConfigOptions,
    ) -> Result<FilterDescription> {
        FilterDescription::from_children(parents, &self.children())
    }

    fn handle_child_pushdown_result(
        &self,
        _phase: FilterPushdownPhase,
        result: ChildPushdownResult,
        _config: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn ExecutionPlan>>> {
        Ok(FilterPushdownPropagation::if_all(result))
    }
}
