//! Texts that are compared with UUIDs become UUIDs, so that `id = '65cea3b0-...'` is a comparison of bytes that prunes; and a UUID that is cast to a
//! text becomes its text, not its bytes.

use arrow::datatypes::DataType;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DFSchema, Result, ScalarValue};
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::utils::merge_schema;
use datafusion::logical_expr::{Expr, ExprSchemable, LogicalPlan, ScalarUDF};
use datafusion::optimizer::AnalyzerRule;

use crate::sql::functions::{uuid, uuid_text};

/// The rule.
#[derive(Debug)]
pub struct UuidLiterals;

impl AnalyzerRule for UuidLiterals {
    fn analyze(&self, plan: LogicalPlan, _config: &ConfigOptions) -> Result<LogicalPlan> {
        let rewritten = plan.transform_up_with_subqueries(|plan| {
            let mut schema = merge_schema(&plan.inputs());
            if let LogicalPlan::TableScan(scan) = &plan {
                schema.merge(&scan.projected_schema);
            }
            if !schema.fields().iter().any(|f| *f.data_type() == DataType::FixedSizeBinary(16)) {
                return Ok(Transformed::no(plan));
            }
            let names = NamePreserver::new(&plan);
            plan.map_expressions(|expr| {
                let name = names.save(&expr);
                Ok(expr.transform_up(|expr| rewrite(expr, &schema))?.update_data(|expr| name.restore(expr)))
            })
        })?;
        Ok(rewritten.data)
    }

    fn name(&self) -> &str {
        "uuid_literals"
    }
}

fn is_uuid(expr: &Expr, schema: &DFSchema) -> bool {
    matches!(expr.get_type(schema), Ok(DataType::FixedSizeBinary(16)))
}

/// The UUID that a constant text spells; other expressions as they are.
fn parsed(expr: Expr) -> Result<Transformed<Expr>> {
    match &expr {
        Expr::Literal(ScalarValue::Utf8(Some(text)) | ScalarValue::Utf8View(Some(text)) | ScalarValue::LargeUtf8(Some(text)), _) => {
            let id = uuid::parse(text)?;
            Ok(Transformed::yes(Expr::Literal(ScalarValue::FixedSizeBinary(16, Some(id.as_bytes().to_vec())), None)))
        }
        _ => Ok(Transformed::no(expr)),
    }
}

fn parse_in_place(expr: &mut Expr) -> Result<bool> {
    let parsed = parsed(std::mem::take(expr))?;
    *expr = parsed.data;
    Ok(parsed.transformed)
}

fn rewrite(mut expr: Expr, schema: &DFSchema) -> Result<Transformed<Expr>> {
    let changed = match &mut expr {
        Expr::BinaryExpr(binary) if binary.op.supports_propagation() || binary.op.negate().is_some() => {
            if is_uuid(&binary.left, schema) {
                parse_in_place(&mut binary.right)?
            } else if is_uuid(&binary.right, schema) {
                parse_in_place(&mut binary.left)?
            } else {
                false
            }
        }
        Expr::InList(list) if is_uuid(&list.expr, schema) => {
            let mut changed = false;
            for item in &mut list.list {
                changed |= parse_in_place(item)?;
            }
            changed
        }
        Expr::Between(between) if is_uuid(&between.expr, schema) => parse_in_place(&mut between.low)? | parse_in_place(&mut between.high)?,
        _ => false,
    };
    if changed {
        return Ok(Transformed::yes(expr));
    }
    match expr {
        Expr::Cast(cast) if is_text(cast.field.data_type()) && is_uuid(&cast.expr, schema) => {
            let text = ScalarUDF::new_from_impl(uuid_text::function()).call(vec![*cast.expr]);
            Ok(Transformed::yes(Expr::Cast(datafusion::logical_expr::Cast::new_from_field(Box::new(text), cast.field))))
        }
        other => Ok(Transformed::no(other)),
    }
}

fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}
