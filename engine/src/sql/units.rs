//! What the columns of an answer are: a column keeps all that is known of it, an expression its unit where that is known.
//!
//! Units are carried through sums and differences of the same unit, products and quotients with a number, `abs`, `round` and the like, minima, maxima,
//! averages and sums, and turned by `degrees` and `radians`; elsewhere nothing is said, as a wrong unit is worse than none.

use std::collections::HashMap;

use arrow::datatypes::Field;
use butler_catalogs::meta;
use datafusion::common::DFSchema;
use datafusion::logical_expr::{BinaryExpr, Expr, LogicalPlan, Operator};

/// What is known of a column, as the metadata of its field.
pub type Said = HashMap<String, String>;

/// Functions whose result has the unit that their arguments share.
const KEEPING: [&str; 9] = ["abs", "round", "floor", "ceil", "trunc", "coalesce", "nullif", "greatest", "least"];
/// The same of aggregates, of their first argument.
const GATHERING: [&str; 13] = [
    "min",
    "max",
    "avg",
    "mean",
    "sum",
    "median",
    "first_value",
    "last_value",
    "nth_value",
    "stddev",
    "stddev_pop",
    "approx_median",
    "approx_percentile_cont",
];
/// Functions whose result has a unit of its own.
const OWN: [(&str, &str); 11] = [
    ("distance", "deg"),
    ("coord1", "deg"),
    ("coord2", "deg"),
    ("area", "deg2"),
    ("nanojanskytoabmag", "mag"),
    ("nanojanskytoabmagsigma", "mag"),
    ("fluxtoabmag", "mag"),
    ("fluxtoabmagsigma", "mag"),
    ("dntoabmag", "mag"),
    ("dntoabmagsigma", "mag"),
    ("abmagtonanojansky", "nJy"),
];

/// `field` with what is known of it, and nothing else but what Arrow itself says there.
pub fn marked(field: Field, said: &Said) -> Field {
    let mut metadata: HashMap<String, String> =
        field.metadata().iter().filter(|(key, _)| key.starts_with("ARROW:")).map(|(key, value)| (key.clone(), value.clone())).collect();
    metadata.extend(said.iter().map(|(key, value)| (key.clone(), value.clone())));
    field.with_metadata(metadata)
}

/// What is known of the columns of a plan, in their order.
pub fn said(plan: &LogicalPlan) -> Vec<Said> {
    let count = plan.schema().fields().len();
    let found = match plan {
        LogicalPlan::TableScan(scan) => scan.projected_schema.fields().iter().map(|field| of_field(field)).collect(),
        LogicalPlan::Projection(projection) => {
            let input = said(&projection.input);
            projection.expr.iter().map(|expr| of_expr(expr, projection.input.schema(), &input)).collect()
        }
        LogicalPlan::Aggregate(aggregate) => {
            let input = said(&aggregate.input);
            let exprs = aggregate.group_expr.iter().chain(&aggregate.aggr_expr);
            exprs.map(|expr| of_expr(expr, aggregate.input.schema(), &input)).collect()
        }
        LogicalPlan::Window(window) => {
            let mut columns = said(&window.input);
            columns.resize(count, Said::new());
            columns
        }
        LogicalPlan::Join(join) => {
            let mut columns = said(&join.left);
            if columns.len() < count {
                columns.extend(said(&join.right));
            }
            columns
        }
        LogicalPlan::Union(union) => {
            let mut inputs = union.inputs.iter().map(|input| said(input));
            let mut columns = inputs.next().unwrap_or_default();
            for others in inputs {
                columns.iter_mut().zip(others).for_each(|(column, other)| column.retain(|key, value| other.get(key) == Some(value)));
            }
            columns
        }
        LogicalPlan::Filter(_)
        | LogicalPlan::Sort(_)
        | LogicalPlan::Limit(_)
        | LogicalPlan::Distinct(_)
        | LogicalPlan::Repartition(_)
        | LogicalPlan::Subquery(_)
        | LogicalPlan::SubqueryAlias(_) => plan.inputs().first().map(|input| said(input)).unwrap_or_default(),
        _ => Vec::new(),
    };
    // A plan whose columns are not what this file takes them for: nothing is said.
    if found.len() == count { found } else { vec![Said::new(); count] }
}

fn of_field(field: &Field) -> Said {
    field.metadata().iter().filter(|(key, _)| !key.starts_with("ARROW:")).map(|(key, value)| (key.clone(), value.clone())).collect()
}

fn of_expr(expr: &Expr, schema: &DFSchema, input: &[Said]) -> Said {
    match expr {
        Expr::Column(column) => schema.maybe_index_of_column(column).and_then(|index| input.get(index).cloned()).unwrap_or_default(),
        Expr::Alias(alias) => of_expr(&alias.expr, schema, input),
        other => unit(other, schema, input).map(|unit| Said::from([(meta::UNIT.to_owned(), unit)])).unwrap_or_default(),
    }
}

/// The unit of an expression, where it is known.
fn unit(expr: &Expr, schema: &DFSchema, input: &[Said]) -> Option<String> {
    let of = |expr: &Expr| unit(expr, schema, input);
    match expr {
        Expr::Column(_) | Expr::Alias(_) => of_expr(expr, schema, input).remove(meta::UNIT),
        Expr::Cast(cast) => of(&cast.expr),
        Expr::TryCast(cast) => of(&cast.expr),
        Expr::Negative(inner) => of(inner),
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => match op {
            Operator::Plus | Operator::Minus => shared([left.as_ref(), right.as_ref()], of, false),
            Operator::Multiply if is_number(left) => of(right),
            Operator::Multiply | Operator::Divide | Operator::Modulo if is_number(right) => of(left),
            _ => None,
        },
        Expr::ScalarFunction(call) => {
            let name = call.func.name().to_lowercase();
            if let Some((_, unit)) = OWN.iter().find(|(function, _)| *function == name) {
                return Some((*unit).to_owned());
            }
            match name.as_str() {
                "degrees" => of(call.args.first()?).filter(|unit| unit == "rad" || unit == "radian").map(|_| "deg".to_owned()),
                "radians" => of(call.args.first()?).filter(|unit| unit == "deg" || unit == "degree").map(|_| "rad".to_owned()),
                "round" | "trunc" => of(call.args.first()?),
                name if KEEPING.contains(&name) => shared(call.args.iter(), of, true),
                _ => None,
            }
        }
        Expr::AggregateFunction(call) if GATHERING.contains(&call.func.name()) => of(call.params.args.first()?),
        _ => None,
    }
}

/// The unit that all have; constants may have none.
fn shared<'a>(exprs: impl IntoIterator<Item = &'a Expr>, of: impl Fn(&Expr) -> Option<String>, may_be_constant: bool) -> Option<String> {
    let mut units = exprs.into_iter().filter(|expr| !(may_be_constant && is_constant(expr))).map(of);
    let first = units.next()??;
    units.all(|unit| unit.as_ref() == Some(&first)).then_some(first)
}

fn is_constant(expr: &Expr) -> bool {
    match expr {
        Expr::Literal(..) => true,
        Expr::Cast(cast) => is_constant(&cast.expr),
        Expr::Negative(inner) => is_constant(inner),
        _ => false,
    }
}

fn is_number(expr: &Expr) -> bool {
    match expr {
        Expr::Literal(value, _) => value.data_type().is_numeric(),
        Expr::Cast(cast) => is_number(&cast.expr),
        Expr::Negative(inner) => is_number(inner),
        _ => false,
    }
}
