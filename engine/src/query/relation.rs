//! Plans whose columns are known by name, joined on the names that they share.

use datafusion::common::{Column, JoinType};
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder};

use crate::Result;

/// Put before the name of a column of the right side while two sides are joined.
const RIGHT: &str = "right side's ";

/// The column with exactly that name.
pub(super) fn plain(name: &str) -> Expr {
    Expr::Column(Column::from_name(name))
}

/// Rows with named columns.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub(super) plan: LogicalPlan,
    columns: Vec<String>,
}

impl Relation {
    /// The rows of `plan` with these expressions as columns.
    pub(super) fn project(plan: LogicalPlanBuilder, columns: Vec<(Expr, String)>) -> Result<Relation> {
        let names = columns.iter().map(|(_, name)| name.clone()).collect();
        let plan = plan.project(columns.into_iter().map(|(expr, name)| aliased(expr, &name)).collect::<Vec<_>>())?.build()?;
        Ok(Relation { plan, columns: names })
    }

    /// Rows that have these columns.
    pub(super) fn of(plan: LogicalPlan) -> Relation {
        let columns = plan.schema().fields().iter().map(|f| f.name().clone()).collect();
        Relation { plan, columns }
    }

    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.columns.iter().any(|c| c == name)
    }

    /// Rows of both that agree in all columns that both have; each with each if there are none.
    pub(super) fn join(self, other: Relation) -> Result<Relation> {
        let shared: Vec<String> = other.columns.iter().filter(|c| self.has(c)).cloned().collect();
        if shared.is_empty() {
            let columns = self.columns.into_iter().chain(other.columns).collect();
            let plan = LogicalPlanBuilder::from(self.plan).cross_join(other.plan)?.build()?;
            return Ok(Relation { plan, columns });
        }
        let renamed = other.columns.iter().map(|c| {
            let name = if shared.contains(c) { format!("{RIGHT}{c}") } else { c.clone() };
            (plain(c), name)
        });
        let right = Relation::project(LogicalPlanBuilder::from(other.plan), renamed.collect())?;
        let on = (
            shared.iter().map(Column::from_name).collect::<Vec<_>>(),
            shared.iter().map(|c| Column::from_name(format!("{RIGHT}{c}"))).collect::<Vec<_>>(),
        );
        let joined = LogicalPlanBuilder::from(self.plan).join(right.plan, JoinType::Inner, on, None)?;
        let kept = self.columns.into_iter().chain(other.columns.into_iter().filter(|c| !shared.contains(c)));
        Relation::project(joined, kept.map(|c| (plain(&c), c)).collect())
    }

    /// Those for which the condition is true.
    pub(super) fn filter(self, condition: Expr) -> Result<Relation> {
        let plan = LogicalPlanBuilder::from(self.plan).filter(condition)?.build()?;
        Ok(Relation { plan, columns: self.columns })
    }

    /// These columns only.
    pub(super) fn select(self, columns: &[String]) -> Result<Relation> {
        if self.columns == columns {
            return Ok(self);
        }
        Relation::project(LogicalPlanBuilder::from(self.plan), columns.iter().map(|c| (plain(c), c.clone())).collect())
    }

    /// Each row once.
    pub(super) fn distinct(self) -> Result<Relation> {
        let plan = LogicalPlanBuilder::from(self.plan).distinct()?.build()?;
        Ok(Relation { plan, columns: self.columns })
    }
}

/// `expr` under a name without a qualifier.
fn aliased(expr: Expr, name: &str) -> Expr {
    match &expr {
        Expr::Column(column) if column.relation.is_none() && column.name == name => expr,
        _ => expr.alias(name),
    }
}
