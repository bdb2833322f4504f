//! Plans of questions that differ in their values alone are made once.
//!
//! ```text
//! plan of a question -> the same with parameters for values (shape), and the values
//! shape known:  its operators, with the tables scanned anew for these values
//! shape new:    rules of logical and physical plans, then kept
//! ```
//!
//! A shape is kept for one state of a registry. A plan with a value outside of the scans (a condition on columns of several tables) is planned anew after
//! the logical rules; one with rows that are no table's is not kept at all.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use datafusion::common::Result;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::execution::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;
use futures::future::try_join_all;
use hashbrown::HashMap;

use self::parameters::{Shape, Values};
use self::scan::ScanExec;
pub(super) use self::scan::source;

mod parameters;
mod scan;

/// Shapes that are kept at most; the memory of each is some tens of kilobytes.
const MOST: usize = 256;
/// A plan is made for sides of joins of about the size of its tables: it serves others that have at most so many times as many rows, or as few.
const LIKENESS: usize = 8;
/// Tables of fewer rows are alike.
const FEW_ROWS: usize = 20_000;

/// The shapes that are known.
#[derive(Debug, Default)]
pub(super) struct Shapes(Mutex<HashMap<Key, Known>>);

/// A plan with parameters. Its hash is that of its tables and conditions, in which shapes differ first.
#[derive(Debug, PartialEq, Eq)]
struct Key(LogicalPlan);

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let hashed = self.0.apply(|node| {
            match node {
                LogicalPlan::TableScan(scan) => scan.table_name.hash(state),
                LogicalPlan::Filter(filter) => filter.predicate.hash(state),
                other => std::mem::discriminant(other).hash(state),
            }
            Ok(TreeNodeRecursion::Continue)
        });
        // Nothing in it fails.
        hashed.is_ok().hash(state);
    }
}

/// What is kept of a shape.
#[derive(Debug, Clone)]
struct Known {
    /// After the logical rules.
    logical: Arc<LogicalPlan>,
    /// Operators for the values that were asked first; none if a value is outside of the scans.
    physical: Option<Arc<dyn ExecutionPlan>>,
}

impl Shapes {
    /// The plan that answers `plan`.
    pub(super) async fn planned(&self, state: &SessionState, plan: LogicalPlan) -> Result<Arc<dyn ExecutionPlan>> {
        let Some(Shape { plan: shape, values }) = Shape::of(&plan)? else { return state.create_physical_plan(&plan).await };
        let key = Key(shape);
        let known = self.known().get(&key).cloned();
        let logical = match known {
            Some(Known { physical, logical }) => {
                if let Some(physical) = physical
                    && let Some(plan) = again(&physical, state, &values).await?
                {
                    return Ok(plan);
                }
                logical
            }
            None => Arc::new(state.optimize(&key.0)?),
        };
        if parameters::is_outside_of_scans(&logical)? {
            let answer = state.query_planner().create_physical_plan(&values.put_into(&logical)?, state).await?;
            self.keep(key, Known { logical, physical: None });
            return Ok(answer);
        }
        let made = first(&logical, state, &values).await?;
        let answer = over(&made, scans(&made)?)?;
        self.keep(key, Known { logical, physical: Some(hollow(made)?) });
        Ok(answer)
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Key, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, shape: Key, plans: Known) {
        let mut known = self.known();
        if known.len() >= MOST && !known.contains_key(&shape) {
            known.clear();
        }
        known.insert(shape, plans);
    }
}

/// Operators for a shape, and these values.
async fn first(logical: &LogicalPlan, state: &SessionState, values: &Values) -> Result<Arc<dyn ExecutionPlan>> {
    let mut with_values = state.clone();
    with_values.config_mut().set_extension(Arc::new(values.clone()));
    state.query_planner().create_physical_plan(logical, &with_values).await
}

/// The same operators over scans for other values, unless there are far more or fewer rows than the plan was made for.
async fn again(plan: &Arc<dyn ExecutionPlan>, state: &SessionState, values: &Values) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    let old = scans(plan)?;
    let new = try_join_all(old.iter().map(|scan| scan.with(state, values))).await?;
    if old.iter().zip(&new).any(|(old, new)| !are_alike(old.count(), new.count())) {
        return Ok(None);
    }
    over(plan, new).map(Some)
}

/// The scans of a plan, from left to right.
fn scans(plan: &Arc<dyn ExecutionPlan>) -> Result<Vec<ScanExec>> {
    let mut scans = Vec::new();
    plan.apply(|node| {
        scans.extend(node.downcast_ref::<ScanExec>().cloned());
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(scans)
}

/// The same operators over the rows of these scans, from left to right.
fn over(plan: &Arc<dyn ExecutionPlan>, scans: Vec<ScanExec>) -> Result<Arc<dyn ExecutionPlan>> {
    let mut scans = scans.into_iter();
    let plan = plan.clone().transform_up(|node| {
        if node.downcast_ref::<ScanExec>().is_some() {
            let scan = scans.next().ok_or_else(|| crate::Error::internal("a plan has more scans than were made"))?;
            return Ok(Transformed::yes(scan.into_rows()));
        }
        // What an operator remembers is of the rows that it has seen.
        node.reset_state().map(Transformed::yes)
    })?;
    Ok(plan.data)
}

/// The same operators over scans that hold no rows.
fn hollow(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let hollowed = |node: Arc<dyn ExecutionPlan>| match node.downcast_ref::<ScanExec>() {
        Some(scan) => Ok(Transformed::yes(Arc::new(scan.hollow()) as _)),
        None => Ok(Transformed::no(node)),
    };
    Ok(plan.transform_up(hollowed)?.data)
}

fn are_alike(a: Option<usize>, b: Option<usize>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.max(b) <= FEW_ROWS || a.max(b) / LIKENESS <= a.min(b),
        (a, b) => a == b,
    }
}

#[cfg(test)]
mod tests;
