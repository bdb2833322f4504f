//! How plans of questions are made: their shape is ours, so that few of the query engine's rules have anything to do, and planning takes little time.

use std::sync::{Arc, OnceLock};

use datafusion::common::Result;
use datafusion::config::ConfigOptions;
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::optimizer::Optimizer;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};
use datafusion::prelude::SessionConfig;

use crate::sql::spatial_joins;

/// Rules for logical plans that may change plans of our shape: filters and columns go down to the tables, `DISTINCT` becomes a grouping.
const LOGICAL: [&str; 9] = [
    "simplify_expressions",
    "replace_distinct_aggregate",
    "extract_equijoin_predicate",
    "eliminate_filter",
    "eliminate_cross_join",
    "propagate_empty_relation",
    "push_down_limit",
    "push_down_filter",
    "optimize_projections",
];

/// Rules for physical plans: regions are joined by pixels, the smaller side of a join is the one in memory, streams are brought together, a limit sorts no more than it needs.
const PHYSICAL: [&str; 5] = ["spatial_joins", "OutputRequirements", "join_selection", DISTRIBUTION, "LimitPushdown"];
/// The rule that brings streams together and sorts them where an operator needs it: a quarter of the time of all.
const DISTRIBUTION: &str = "EnsureRequirements";

type Rule = Arc<dyn PhysicalOptimizerRule + Send + Sync>;

/// What plans and runs questions: the same for all.
pub(super) fn state() -> Arc<SessionState> {
    static STATE: OnceLock<Arc<SessionState>> = OnceLock::new();
    STATE.get_or_init(|| Arc::new(new_state())).clone()
}

fn new_state() -> SessionState {
    let mut config = SessionConfig::new().with_target_partitions(1).with_repartition_file_scans(false).with_round_robin_repartition(false);
    let options = config.options_mut();
    options.execution.skip_physical_aggregate_schema_check = true;
    options.optimizer.max_passes = 1;
    let mut logical = Optimizer::new().rules;
    logical.retain(|rule| LOGICAL.contains(&rule.name()));
    let mut physical = spatial_joins::physical_rules();
    physical.retain(|rule| PHYSICAL.contains(&rule.name()));
    let physical = physical.into_iter().map(|rule| match rule.name() {
        DISTRIBUTION => Arc::new(WhereStreamsMeet(rule)) as Rule,
        _ => rule,
    });
    // Functions come as values in the plans: nothing is looked up by name.
    SessionStateBuilder::new().with_config(config).with_optimizer_rules(logical).with_physical_optimizer_rules(physical.collect()).build()
}

/// A rule that has nothing to do with plans of one stream that nobody needs sorted.
#[derive(Debug)]
struct WhereStreamsMeet(Rule);

impl PhysicalOptimizerRule for WhereStreamsMeet {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, config: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        if is_plain(&plan) { Ok(plan) } else { self.0.optimize(plan, config) }
    }

    fn name(&self) -> &str {
        self.0.name()
    }

    fn schema_check(&self) -> bool {
        self.0.schema_check()
    }
}

fn is_plain(plan: &Arc<dyn ExecutionPlan>) -> bool {
    plan.output_partitioning().partition_count() == 1
        && plan.required_input_ordering().iter().all(Option::is_none)
        && plan.children().into_iter().all(is_plain)
}
