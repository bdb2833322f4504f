//! The operator of a plan.

use std::fmt::{self, Formatter};
use std::sync::Arc;

use arrow::array::RecordBatch;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{JoinSide, JoinType, Result};
use datafusion::execution::memory_pool::MemoryConsumer;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{
    Boundedness, ChildrenPropertiesMode, EmissionType, ReplaceChildrenOptions, apply_expression_roots,
};
use datafusion::physical_plan::joins::utils::{ColumnIndex, build_join_schema};
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, MetricBuilder, MetricsSet};
use datafusion::physical_plan::projection::{EmbeddedProjection, ProjectionExec, try_embed_projection};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, Distribution, ExecutionPlan, ExecutionPlanProperties, InputDistributionRequirements, PlanProperties,
};
use futures::{StreamExt, TryStreamExt, stream};
use tokio::sync::OnceCell;

use super::Condition;
use super::build::Built;
use super::probe::{Plan, Probe};

/// An inner join of rows by their regions. One side is read whole, the other streams past it, each of its partitions by itself.
#[derive(Debug)]
pub struct SpatialJoinExec {
    left: Arc<dyn ExecutionPlan>,
    right: Arc<dyn ExecutionPlan>,
    condition: Condition,
    /// The side that is read whole.
    side: JoinSide,
    /// Which columns of left and right the result has; all if there is none.
    projection: Option<Vec<usize>>,
    columns: Vec<ColumnIndex>,
    properties: Arc<PlanProperties>,
    built: Arc<OnceCell<Arc<Built>>>,
    metrics: ExecutionPlanMetricsSet,
}

impl SpatialJoinExec {
    /// The join of two plans, of which that of the side `side` is read whole.
    pub fn try_new(
        left: Arc<dyn ExecutionPlan>,
        right: Arc<dyn ExecutionPlan>,
        condition: Condition,
        side: JoinSide,
        projection: Option<Vec<usize>>,
    ) -> Result<SpatialJoinExec> {
        let (mut schema, mut columns) = build_join_schema(&left.schema(), &right.schema(), &JoinType::Inner);
        if let Some(projection) = &projection {
            schema = schema.project(projection)?;
            columns = projection.iter().filter_map(|i| columns.get(*i).cloned()).collect();
        }
        let probe = if side == JoinSide::Left { &right } else { &left };
        let properties = PlanProperties::new(
            EquivalenceProperties::new(Arc::new(schema)),
            Partitioning::UnknownPartitioning(probe.output_partitioning().partition_count()),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        let (built, metrics) = Default::default();
        Ok(SpatialJoinExec { left, right, condition, side, projection, columns, properties: Arc::new(properties), built, metrics })
    }

    /// The plan of the side that is read whole, and that of the other.
    fn inputs(&self) -> (&Arc<dyn ExecutionPlan>, &Arc<dyn ExecutionPlan>) {
        if self.side == JoinSide::Left { (&self.left, &self.right) } else { (&self.right, &self.left) }
    }

    fn plan(&self, partition: usize, context: &TaskContext) -> Plan {
        let (build, probe) = self.inputs();
        Plan {
            condition: self.condition.clone(),
            side: self.side,
            inputs: [build.schema(), probe.schema()],
            columns: self.columns.clone(),
            schema: self.schema(),
            batch_size: context.session_config().batch_size(),
            candidates: MetricBuilder::new(&self.metrics).counter("candidates", partition),
            related: MetricBuilder::new(&self.metrics).counter("related", partition),
        }
    }
}

impl DisplayAs for SpatialJoinExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut Formatter<'_>) -> fmt::Result {
        let side = if self.side == JoinSide::Left { "left" } else { "right" };
        write!(f, "SpatialJoinExec: {}, build={side}", self.condition)?;
        match &self.projection {
            Some(_) => {
                let names: Vec<String> = self.schema().fields().iter().map(|field| field.name().clone()).collect();
                write!(f, ", projection=[{}]", names.join(", "))
            }
            None => Ok(()),
        }
    }
}

impl ExecutionPlan for SpatialJoinExec {
    fn name(&self) -> &str {
        "SpatialJoinExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn input_distribution_requirements(&self) -> InputDistributionRequirements {
        let mut needed = vec![Distribution::SinglePartition, Distribution::UnspecifiedDistribution];
        if self.side == JoinSide::Right {
            needed.reverse();
        }
        InputDistributionRequirements::new(needed)
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.left, &self.right]
    }

    fn apply_expressions(&self, f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>) -> Result<TreeNodeRecursion> {
        let condition = &self.condition;
        let keys = condition.on.iter().flat_map(|(left, right)| [left, right]);
        let rest = condition.rest.iter().map(|rest| rest.expression());
        apply_expression_roots([&condition.left, &condition.right].into_iter().chain(keys).chain(rest), f)
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let [left, right] = <[_; 2]>::try_from(children).map_err(|_| crate::Error::internal("a join without its two inputs"))?;
        Ok(Arc::new(SpatialJoinExec::try_new(left, right, self.condition.clone(), self.side, self.projection.clone())?))
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        self.replace_children(children, ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let (build, probe) = self.inputs();
        let (build, probed) = (build.clone(), probe.execute(partition, context.clone())?);
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let (plan, built) = (Arc::new(self.plan(partition, &context)), self.built.clone());
        let begin = async move {
            let collected = built.get_or_try_init(|| async {
                let memory = MemoryConsumer::new("SpatialJoinExec").register(context.memory_pool());
                let input = build.execute(0, context.clone())?;
                Built::collect(input, &plan.condition, plan.side, memory).await.map(Arc::new)
            });
            let state: Result<Progress> = Ok((Probe::new(plan.clone(), collected.await?.clone())?, probed, metrics));
            state
        };
        let rows = stream::once(begin).map_ok(|state| stream::try_unfold(state, advance)).try_flatten();
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), rows.boxed())))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }

    fn try_swapping_with_projection(&self, projection: &ProjectionExec) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        if self.projection.is_some() { Ok(None) } else { try_embed_projection(projection, self) }
    }
}

impl EmbeddedProjection for SpatialJoinExec {
    fn with_projection(&self, projection: Option<Vec<usize>>) -> Result<SpatialJoinExec> {
        SpatialJoinExec::try_new(self.left.clone(), self.right.clone(), self.condition.clone(), self.side, projection)
    }
}

/// The state of a partition between two batches of its result.
type Progress = (Probe, SendableRecordBatchStream, BaselineMetrics);

/// The next rows of the result.
async fn advance((mut probe, mut input, metrics): Progress) -> Result<Option<(RecordBatch, Progress)>> {
    loop {
        let rows = {
            let _timer = metrics.elapsed_compute().timer();
            probe.next()?
        };
        if let Some(rows) = rows {
            metrics.record_output(rows.num_rows());
            return Ok(Some((rows, (probe, input, metrics))));
        }
        let Some(batch) = input.try_next().await? else { return Ok(None) };
        let _timer = metrics.elapsed_compute().timer();
        probe.start(batch)?;
    }
}
