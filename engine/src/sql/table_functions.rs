//! Functions that give a table: datasets as collections are searched.
//!
//! Their arguments are constants: what they give is planned before any row is known. Each gives the columns of `datasets` and a few more.

use std::sync::Arc;

use datafusion::catalog::view::ViewTable;
use datafusion::catalog::{TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::common::{Result as DataFusionResult, ScalarValue};
use datafusion::logical_expr::{Expr, LogicalPlan};

pub(in crate::sql) use self::arguments::Arguments;
use self::builder::Builder;
use super::functions::Description;
use super::tables::catalog::{RegistrySchema, Shared};
use crate::{Error, Result};

mod arguments;
pub(in crate::sql) mod builder;
mod certified;
mod datasets_in;
pub(in crate::sql) mod find_first;
pub(in crate::sql) mod opened;

/// What makes the plan of a table function.
type Plan = fn(&Builder, &Arguments) -> Result<LogicalPlan>;

/// All of them.
const ALL: [(&Description, Plan); 3] = [
    (&find_first::DESCRIPTION, find_first::plan),
    (&datasets_in::DESCRIPTION, datasets_in::plan),
    (&certified::DESCRIPTION, certified::plan),
];

/// What they are.
pub fn descriptions() -> impl Iterator<Item = &'static Description> {
    ALL.iter().map(|(description, _)| *description).chain(&opened::DESCRIPTIONS)
}

/// Whether a table function gives the columns of `datasets`.
pub fn gives_datasets(name: &str) -> bool {
    ALL.iter().any(|(description, _)| description.name == name)
}

/// All of them over one state.
pub(super) fn all(
    shared: &Arc<Shared>,
    schema: &Arc<RegistrySchema>,
    opened: &Arc<opened::Opened>,
) -> Vec<(&'static str, Arc<dyn TableFunctionImpl>)> {
    let function = |(description, plan): &(&'static Description, Plan)| {
        let builder = Builder::new(shared.clone(), schema.clone());
        (description.name, Arc::new(TableFunction { description, plan: *plan, builder }) as Arc<dyn TableFunctionImpl>)
    };
    ALL.iter().map(function).chain(opened::functions(opened)).collect()
}

#[derive(Debug)]
struct TableFunction {
    description: &'static Description,
    plan: Plan,
    builder: Builder,
}

impl TableFunctionImpl for TableFunction {
    fn call_with_args(&self, args: TableFunctionArgs<'_, '_>) -> DataFusionResult<Arc<dyn TableProvider>> {
        let values = args.exprs().iter().map(constant).collect::<Option<Vec<ScalarValue>>>();
        let plan = values.ok_or_else(|| Error::invalid("call", self.description.name, "its arguments must be constants"));
        let plan = plan.and_then(|values| (self.plan)(&self.builder, &Arguments::new(self.description, values)));
        Ok(Arc::new(ViewTable::new(plan?, None)))
    }
}

fn constant(expr: &Expr) -> Option<ScalarValue> {
    match expr {
        Expr::Literal(value, _) => Some(value.clone()),
        Expr::Alias(alias) => constant(&alias.expr),
        _ => None,
    }
}
