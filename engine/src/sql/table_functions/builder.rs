//! Plans over the registry's tables, built by hand.

use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, JoinType};
use datafusion::datasource::provider_as_source;
use datafusion::functions_window::expr_fn::row_number;
use datafusion::logical_expr::utils::{conjunction, split_conjunction};
use datafusion::logical_expr::{Expr, ExprFunctionExt, LogicalPlan, LogicalPlanBuilder, lit, when};

use crate::collections::{Chains, Collection, CollectionType, flatten};
use crate::datasets::DatasetType;
use crate::sql::tables::catalog::{DATASETS_WITH_FILES, RegistrySchema, Shared};
use crate::{Error, Result};

/// Name of the column that says in which place of the search a dataset was found.
const RANK: &str = "place in the search";

/// Builds plans over one state.
#[derive(Debug, Clone)]
pub struct Builder {
    shared: Arc<Shared>,
    schema: Arc<RegistrySchema>,
    has_files: bool,
}

impl Builder {
    pub fn new(shared: Arc<Shared>, schema: Arc<RegistrySchema>) -> Builder {
        Builder { shared, schema, has_files: false }
    }

    /// The same, with the stored files as they are in one column more of `datasets`.
    pub fn with_files(self) -> Builder {
        Builder { has_files: true, ..self }
    }

    /// A dataset type that exists.
    pub fn dataset_type(&self, name: &str) -> Result<&Arc<DatasetType>> {
        self.shared.snapshot.dataset_type(name)
    }

    /// The collections that a search goes through, chains resolved.
    pub fn search(&self, names: &[String]) -> Result<Vec<&Collection>> {
        flatten(self.shared.snapshot.collections(), names, Chains::Flatten)
    }

    /// All rows of a table.
    pub fn table(&self, name: &str) -> Result<LogicalPlanBuilder> {
        let stored = if name == "datasets" && self.has_files { DATASETS_WITH_FILES } else { name };
        let table = self.schema.get(stored)?.ok_or_else(|| Error::internal(format!("there is no table `{name}`")))?;
        Ok(LogicalPlanBuilder::scan(name, provider_as_source(table), None)?)
    }

    /// The columns of `datasets`.
    fn dataset_columns(&self) -> Result<Vec<Expr>> {
        let plan = self.table("datasets")?;
        Ok(plan.schema().columns().into_iter().map(Expr::Column).collect())
    }

    /// Datasets of RUNs, with `extra` columns.
    pub fn in_runs(&self, filter: Option<Expr>, runs: &[&str], extra: Vec<Expr>) -> Result<LogicalPlan> {
        let mut plan = self.table("datasets")?;
        if let Some(filter) = filter {
            plan = plan.filter(filter)?;
        }
        let mut columns = self.dataset_columns()?;
        columns.extend(extra);
        Ok(plan.filter(one_of("datasets", "run", runs))?.project(columns)?.build()?)
    }

    /// Datasets of TAGGED (`table` is `tags`) or CALIBRATION (`validity`) collections, with `extra` columns; `filter` is over the columns of `table`.
    pub fn in_others(&self, table: &str, filter: Option<Expr>, named: &[&str], extra: Vec<Expr>) -> Result<LogicalPlan> {
        let mut members = self.table(table)?.filter(one_of(table, "collection", named))?;
        let mut datasets = self.table("datasets")?;
        if let Some(filter) = filter {
            datasets = datasets.filter(on_type(&filter)?)?;
            members = members.filter(filter)?;
        }
        let on = (vec![Column::new(Some("datasets"), "id")], vec![Column::new(Some(table), "id")]);
        let mut columns = self.dataset_columns()?;
        columns.extend(extra);
        Ok(datasets.join(members.build()?, JoinType::Inner, on, None)?.project(columns)?.build()?)
    }

    /// Of the rows of `plans`, which have a rank, the first for each data ID; without the rank.
    pub fn first(&self, plans: Vec<LogicalPlan>, dimensions: &[&str]) -> Result<LogicalPlan> {
        let all = union(plans)?;
        let columns = all.schema().columns().into_iter().filter(|c| c.name != RANK).map(Expr::Column).collect::<Vec<_>>();
        let keys = dimensions.iter().map(|name| plain(name)).collect();
        let place = row_number().partition_by(keys).order_by(vec![plain(RANK).sort(true, false)]).build()?.alias("number");
        Ok(LogicalPlanBuilder::from(all).window(vec![place])?.filter(plain("number").eq(lit(1_u64)))?.project(columns)?.build()?)
    }
}

/// The rows of all `plans`, which have the same columns.
pub fn union(plans: Vec<LogicalPlan>) -> Result<LogicalPlan> {
    let mut plans = plans.into_iter();
    let first = plans.next().ok_or_else(|| Error::internal("a union of nothing"))?;
    let mut all = LogicalPlanBuilder::from(first);
    for plan in plans {
        all = all.union(plan)?;
    }
    Ok(all.build()?)
}

/// Names of those collections that are of the type.
pub fn of_kind<'a>(found: &[&'a Collection], kind: CollectionType) -> Vec<&'a str> {
    found.iter().filter(|c| c.kind == kind).map(|c| c.name.as_str()).collect()
}

/// A column of a table.
pub fn of(table: &str, name: &str) -> Expr {
    Expr::Column(Column::new(Some(table), name))
}

/// The place of the collection that `column` names in the search.
pub fn rank(column: &Expr, found: &[&Collection]) -> Result<Expr> {
    let last = lit(found.len() as i64);
    let mut places = found.iter().enumerate().map(|(place, collection)| (lit(collection.name.clone()), lit(place as i64)));
    let Some((name, place)) = places.next() else { return Ok(last.alias(RANK)) };
    let mut case = when(column.clone().eq(name), place);
    for (name, place) in places {
        case = case.when(column.clone().eq(name), place);
    }
    Ok(case.otherwise(last)?.alias(RANK))
}

fn plain(name: &str) -> Expr {
    Expr::Column(Column::from_name(name))
}

fn one_of(table: &str, column: &str, names: &[&str]) -> Expr {
    of(table, column).in_list(names.iter().map(|name| lit(*name)).collect(), false)
}

/// Those of the conditions that look at the type alone, of `datasets`.
fn on_type(filter: &Expr) -> Result<Expr> {
    let kept = split_conjunction(filter).into_iter().filter(|part| part.column_refs().iter().all(|c| c.name == "type")).cloned();
    let kept = conjunction(kept).unwrap_or(lit(true)).transform(|expr| match expr {
        Expr::Column(column) => Ok(Transformed::yes(of("datasets", &column.name))),
        other => Ok(Transformed::no(other)),
    })?;
    Ok(kept.data)
}
