//! A condition in SQL on the columns of a table that is in no repository: what `--where` of a table says.

use std::ops::ControlFlow;
use std::sync::{Arc, OnceLock};

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{DataType, SchemaRef};
use datafusion::common::{DFSchema, DataFusionError};
use datafusion::execution::{FunctionRegistry, SessionState, SessionStateBuilder};
use datafusion::logical_expr::{ColumnarValue, ExprSchemable};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::utils::{collect_columns, reassign_expr_columns};
use datafusion::sql::sqlparser::ast::{Expr, ExprWithAlias, Ident, VisitMut, VisitorMut};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use datafusion::sql::sqlparser::tokenizer::Token;

use super::{explain_failure, functions, names, statements};
use crate::{Error, Result};

/// A condition.
#[derive(Debug)]
pub struct RowFilter {
    condition: Arc<dyn PhysicalExpr>,
    columns: Vec<String>,
}

impl RowFilter {
    /// Understands `text` over the columns of `schema`.
    ///
    /// # Errors
    /// It is no condition; a column or a function does not exist.
    pub fn parse(text: &str, schema: &SchemaRef) -> Result<RowFilter> {
        let state = state()?;
        let fields = DFSchema::try_from(schema.clone()).map_err(Error::from)?;
        let mut parsed = parsed(text).map_err(|cause| statements::unreadable("condition", &cause))?;
        // Nothing breaks off this visit.
        let _: ControlFlow<()> = parsed.visit(&mut Columns(schema));
        names::check_functions(&mut parsed, state)?;
        let expr =
            state.create_logical_expr_from_sql_expr(ExprWithAlias { expr: parsed, alias: None }, &fields).map_err(explain_failure)?;
        let of_type = expr.get_type(&fields).map_err(explain_failure)?;
        if !matches!(of_type, DataType::Boolean | DataType::Null) {
            return Err(Error::invalid("condition", text, format!("it is of type {of_type}, not true or false")));
        }
        let condition = state.create_physical_expr(expr, &fields).map_err(explain_failure)?;
        let mut columns: Vec<String> = collect_columns(&condition).into_iter().map(|column| column.name().to_owned()).collect();
        columns.sort();
        Ok(RowFilter { condition, columns })
    }

    /// The columns that it looks at.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The rows of `batch` for which it is true; the batch has the columns that it looks at.
    pub fn apply(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let condition = reassign_expr_columns(self.condition.clone(), &batch.schema()).map_err(Error::from)?;
        let value = condition.evaluate(batch).and_then(|value| ColumnarValue::into_array(value, batch.num_rows()));
        let fitting = value.map_err(explain_failure)?;
        match fitting.as_boolean_opt() {
            Some(fitting) => Ok(filter_record_batch(batch, fitting)?),
            // NULL as a constant: true of nothing.
            None => Ok(batch.slice(0, 0)),
        }
    }
}

fn parsed(text: &str) -> Result<Expr, ParserError> {
    let mut parser = Parser::new(&GenericDialect {}).try_with_sql(text)?;
    let expr = parser.parse_expr()?;
    match parser.next_token() {
        token if token.token == Token::EOF => Ok(expr),
        other => parser.expected("the end", other),
    }
}

/// Quotes the names of columns as the table spells them, aliases of afw tables resolved.
struct Columns<'a>(&'a SchemaRef);

impl VisitorMut for Columns<'_> {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        let first = match expr {
            Expr::Identifier(ident) => Some(ident),
            Expr::CompoundIdentifier(idents) => idents.first_mut(),
            _ => None,
        };
        if let Some(ident) = first.filter(|ident| ident.quote_style.is_none())
            && let Some(index) = butler_catalogs::tables::find(self.0, &ident.value)
        {
            *ident = Ident { value: self.0.field(index).name().clone(), quote_style: Some('"'), span: ident.span };
        }
        ControlFlow::Continue(())
    }
}

/// What functions there are.
fn state() -> Result<&'static SessionState> {
    static STATE: OnceLock<SessionState> = OnceLock::new();
    if let Some(state) = STATE.get() {
        return Ok(state);
    }
    let mut state = SessionStateBuilder::new().with_default_features().build();
    for function in functions::all() {
        state.register_udf(function.clone()).map_err(|error: DataFusionError| Error::from(error))?;
    }
    Ok(STATE.get_or_init(|| state))
}
