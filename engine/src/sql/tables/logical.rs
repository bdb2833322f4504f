//! A table as SQL sees it, over one that is stored: each of its columns is an expression over stored columns.
//!
//! Filters are carried down and answered exactly by the scan, so that a column that takes work (a data ID, a URI) is made only for rows that are returned.

use std::sync::{Arc, OnceLock};

use arrow::datatypes::{Field, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{DFSchema, Result, ScalarValue};
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::utils::{collect_columns, reassign_expr_columns};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::projection::ProjectionExec;

use crate::sql::functions::data_id;
use crate::sql::lookup;
use crate::sql::provider::{Request, Stored};

/// One column: its name and type for SQL, and what it is in terms of stored columns.
#[derive(Debug, Clone)]
pub struct LogicalColumn {
    /// Name and type.
    pub field: Field,
    /// The expression over stored columns.
    pub meaning: Expr,
}

impl LogicalColumn {
    /// A stored column as it is.
    pub fn stored(stored: &Stored, name: &str) -> Result<LogicalColumn> {
        Ok(LogicalColumn { field: stored.schema().field_with_name(name)?.clone(), meaning: plain(name) })
    }

    /// A column that is computed.
    pub fn computed(field: Field, meaning: Expr) -> LogicalColumn {
        LogicalColumn { field, meaning }
    }
}

/// The stored column with exactly that name.
pub fn plain(name: &str) -> Expr {
    Expr::Column(datafusion::common::Column::from_name(name))
}

/// The data ID over these columns of a stored table.
pub fn data_id_column(stored: &Stored, dimensions: &[String]) -> Result<LogicalColumn> {
    let fields = dimensions.iter().map(|name| Ok(Arc::new(stored.schema().field_with_name(name)?.clone()))).collect::<Result<Vec<_>>>()?;
    let field = Field::new("dataId", data_id::data_id_type(&fields), false);
    let arguments = dimensions.iter().flat_map(|name| [Expr::Literal(ScalarValue::from(name.as_str()), None), plain(name)]).collect();
    let field = crate::sql::values::Kind::DataId.mark(field);
    Ok(LogicalColumn::computed(field, data_id::function().call(arguments)))
}

/// A table as SQL sees it.
#[derive(Debug)]
pub struct LogicalTable {
    stored: Stored,
    by_id: Option<Stored>,
    schema: SchemaRef,
    meanings: Vec<Expr>,
    compiled: OnceLock<Vec<Arc<dyn PhysicalExpr>>>,
}

impl LogicalTable {
    /// With these columns over `stored`.
    pub fn new(stored: Stored, columns: Vec<LogicalColumn>) -> LogicalTable {
        let (fields, meanings): (Vec<Field>, Vec<Expr>) = columns.into_iter().map(|c| (c.field, c.meaning)).unzip();
        LogicalTable { stored, by_id: None, schema: Arc::new(Schema::new(fields)), meanings, compiled: OnceLock::new() }
    }

    /// The same rows are also stored in the order of their UUIDs.
    pub fn with_index(mut self, by_id: Stored) -> LogicalTable {
        self.by_id = Some(by_id);
        self
    }

    /// The table below.
    pub fn base(&self) -> &Stored {
        &self.stored
    }

    /// `expr` in terms of stored columns.
    pub fn lowered(&self, expr: Expr) -> Result<Expr> {
        let lowered = expr.transform_down(|expr| {
            if let Some(member) = self.member_of_data_id(&expr) {
                return Ok(Transformed::new(member, true, TreeNodeRecursion::Jump));
            }
            match &expr {
                Expr::Column(column) => {
                    let meaning = self.meanings[self.schema.index_of(&column.name)?].clone();
                    Ok(Transformed::new(meaning, true, TreeNodeRecursion::Jump))
                }
                _ => Ok(Transformed::no(expr)),
            }
        })?;
        Ok(lowered.data)
    }

    /// `dataId.visit` is the column `visit`, whose statistics prune.
    fn member_of_data_id(&self, expr: &Expr) -> Option<Expr> {
        let Expr::ScalarFunction(call) = expr else { return None };
        let [Expr::Column(column), Expr::Literal(ScalarValue::Utf8(Some(wanted)) | ScalarValue::Utf8View(Some(wanted)), _)] =
            call.args.as_slice()
        else {
            return None;
        };
        let Expr::ScalarFunction(made) = &self.meanings[self.schema.index_of(&column.name).ok()?] else { return None };
        if call.func.name() != "get_field" || made.func != data_id::function() {
            return None;
        }
        let is_wanted = |e: &Expr| matches!(e, Expr::Literal(ScalarValue::Utf8(Some(name)), _) if name == wanted);
        made.args.chunks_exact(2).find(|pair| is_wanted(&pair[0])).map(|pair| pair[1].clone())
    }

    fn compiled(&self, session: &dyn Session) -> Result<&Vec<Arc<dyn PhysicalExpr>>> {
        if let Some(compiled) = self.compiled.get() {
            return Ok(compiled);
        }
        let schema = DFSchema::try_from(self.stored.schema().clone())?;
        let compiled = self
            .meanings
            .iter()
            .map(|meaning| match meaning {
                Expr::Column(column) => datafusion::physical_expr::expressions::col(&column.name, self.stored.schema()),
                other => session.create_physical_expr(other.clone(), &schema),
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(self.compiled.get_or_init(|| compiled))
    }

    /// All filters as one, over stored columns.
    pub fn filter(&self, session: &dyn Session, filters: &[Expr]) -> Result<Option<Arc<dyn PhysicalExpr>>> {
        let Some(filter) = conjunction(filters.iter().cloned()) else { return Ok(None) };
        let schema = DFSchema::try_from(self.stored.schema().clone())?;
        Ok(Some(session.create_physical_expr(self.lowered(filter)?, &schema)?))
    }
}

#[async_trait]
impl TableProvider for LogicalTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        let answer = |filter: &&Expr| {
            if filter.is_volatile() || asks_elsewhere(filter) {
                TableProviderFilterPushDown::Unsupported
            } else {
                TableProviderFilterPushDown::Exact
            }
        };
        Ok(filters.iter().map(answer).collect())
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let filter = self.filter(session, filters)?;
        let compiled = self.compiled(session)?;
        let wanted: Vec<usize> = projection.cloned().unwrap_or_else(|| (0..compiled.len()).collect());
        let mut columns: Vec<usize> = wanted.iter().flat_map(|i| collect_columns(&compiled[*i])).map(|c| c.index()).collect();
        columns.sort_unstable();
        columns.dedup();
        let located = match (&self.by_id, &filter) {
            (Some(by_id), Some(filter)) => lookup::locate(by_id, &self.stored, filter).await?,
            _ => None,
        };
        let plan = self.stored.plan(session, &Request { columns, filter, limit, located }).await?;
        let schema = plan.schema();
        let exprs = wanted
            .iter()
            .map(|i| Ok((reassign_expr_columns(compiled[*i].clone(), &schema)?, self.schema.field(*i).name().clone())))
            .collect::<Result<Vec<_>>>()?;
        Ok(Arc::new(ProjectionExec::try_new(exprs, plan)?))
    }
}

/// Whether an expression needs more than a row of this table.
fn asks_elsewhere(expr: &Expr) -> bool {
    let found =
        expr.exists(|e| Ok(matches!(e, Expr::ScalarSubquery(_) | Expr::InSubquery(_) | Expr::Exists(_) | Expr::OuterReferenceColumn(..))));
    found.unwrap_or(true)
}
