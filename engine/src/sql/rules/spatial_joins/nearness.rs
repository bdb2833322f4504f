//! `distance(ra1, dec1, ra2, dec2) < r` of positions of two sides, as a relation of regions.

use std::any::Any;
use std::sync::Arc;

use arrow::datatypes::{Schema, SchemaRef};
use datafusion::common::{JoinSide, Result, ScalarValue};
use datafusion::config::ConfigOptions;
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::expressions::{BinaryExpr, Literal};
use datafusion::physical_expr::{PhysicalExprRef, ScalarFunctionExpr};
use datafusion::physical_plan::joins::utils::JoinFilter;

use super::{Test, of_one_side};
use crate::sphere::PairTest;
use crate::sql::functions::{self, Function};

/// What a radius is widened by, so that rounding loses no pair: the distance itself is asked afterwards.
const WIDER: f64 = 1.0 + 1e-9;
/// The same of very small ones, in degrees.
const AT_LEAST_DEG: f64 = 1e-9;

/// The relation that a part of a condition implies, if it limits a distance.
pub fn test(part: &PhysicalExprRef, filter: &JoinFilter, schemas: &[SchemaRef; 2], config: &ConfigOptions) -> Result<Option<Test>> {
    let part: &dyn Any = part.as_ref();
    let Some(comparison) = part.downcast_ref::<BinaryExpr>() else { return Ok(None) };
    let (distance, limit) = match comparison.op() {
        Operator::Lt | Operator::LtEq => (comparison.left(), comparison.right()),
        Operator::Gt | Operator::GtEq => (comparison.right(), comparison.left()),
        _ => return Ok(None),
    };
    let Some(limit) = number(limit) else { return Ok(None) };
    let distance: &dyn Any = distance.as_ref();
    let Some(call) = distance.downcast_ref::<ScalarFunctionExpr>() else { return Ok(None) };
    let function: &dyn Any = call.fun().inner().as_ref();
    let [lon1, lat1, lon2, lat2] = call.args() else { return Ok(None) };
    // Not a circle, but all of the sphere or nothing of it.
    if !function.is::<Function>() || call.fun().name() != "distance" || !(0.0..90.0).contains(&limit) {
        return Ok(None);
    }
    let (Some((first, a)), Some((second, b))) = (position([lon1, lat1], filter, schemas)?, position([lon2, lat2], filter, schemas)?) else {
        return Ok(None);
    };
    let place = |side: JoinSide| usize::from(side == JoinSide::Right);
    if first == second {
        return Ok(None);
    }
    let point = made("point", a.to_vec(), &schemas[place(first)], config)?;
    let radius: PhysicalExprRef = Arc::new(Literal::new(ScalarValue::Float64(Some(limit * WIDER + AT_LEAST_DEG))));
    let [lon, lat] = b;
    let circle = made("circle", vec![lon, lat, radius], &schemas[place(second)], config)?;
    let (Some(point), Some(circle)) = (point, circle) else { return Ok(None) };
    Ok(Some((PairTest::Within, first, if first == JoinSide::Left { [point, circle] } else { [circle, point] })))
}

/// Two coordinates of one side.
fn position(
    [lon, lat]: [&PhysicalExprRef; 2],
    filter: &JoinFilter,
    schemas: &[SchemaRef; 2],
) -> Result<Option<(JoinSide, [PhysicalExprRef; 2])>> {
    Ok(match (of_one_side(lon, filter, schemas)?, of_one_side(lat, filter, schemas)?) {
        (Some((side, lon)), Some((other, lat))) if side == other => Some((side, [lon, lat])),
        _ => None,
    })
}

/// A call of one of our functions.
fn made(name: &str, args: Vec<PhysicalExprRef>, schema: &Schema, config: &ConfigOptions) -> Result<Option<PhysicalExprRef>> {
    let Some(function) = functions::all().iter().find(|function| function.name() == name) else { return Ok(None) };
    let call = ScalarFunctionExpr::try_new(function.clone(), args, schema, Arc::new(config.clone()))?;
    Ok(Some(Arc::new(call)))
}

fn number(expr: &PhysicalExprRef) -> Option<f64> {
    let expr: &dyn Any = expr.as_ref();
    match expr.downcast_ref::<Literal>()?.value() {
        ScalarValue::Float64(Some(number)) => Some(*number),
        _ => None,
    }
}
