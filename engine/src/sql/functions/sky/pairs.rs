//! Tests of pairs of regions: a constant is decoded once, and most of a column is told apart from it as bytes.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::ColumnarValue;

use super::regions;
use crate::sphere::{PairTest, Region, Screen};
use crate::{Error, Result};

/// Whether the test holds for the regions of two arguments, row by row; null where one is.
pub(in crate::sql::functions) fn tested(args: &[ColumnarValue], rows: usize, test: PairTest) -> Result<ArrayRef> {
    let [left, right] = args else { return Err(Error::internal("a pair of regions has two")) };
    if let Some(holds) = screened(left, right, test).or_else(|| screened(right, left, test.exchanged())) {
        return holds;
    }
    let (left, right) = (regions(&left.to_array(rows)?)?, regions(&right.to_array(rows)?)?);
    let holds = left.iter().zip(&right).map(|(a, b)| Some(test.holds(a.as_deref()?, b.as_deref()?)));
    Ok(Arc::new(holds.collect::<BooleanArray>()))
}

/// The same where the first is a constant with a screen and the second a column; `None` if they are not.
fn screened(constant: &ColumnarValue, column: &ColumnarValue, test: PairTest) -> Option<Result<ArrayRef>> {
    let (ColumnarValue::Scalar(ScalarValue::Binary(Some(constant))), ColumnarValue::Array(column)) = (constant, column) else {
        return None;
    };
    let constant = Region::decode(constant).ok()?;
    let screen = Screen::new(&constant)?;
    let column = column.as_binary_opt::<i32>()?;
    let mut last: Option<(&[u8], bool)> = None;
    let tested = (0..column.len()).map(|row| {
        if column.is_null(row) {
            return Ok(None);
        }
        let bytes = column.value(row);
        if screen.is_apart(bytes) {
            return Ok(Some(false));
        }
        // Rows of one region often stand together.
        let holds = match last {
            Some((seen, holds)) if seen == bytes => holds,
            _ => test.holds(&constant, &decoded(bytes)?),
        };
        last = Some((bytes, holds));
        Ok(Some(holds))
    });
    Some(tested.collect::<Result<BooleanArray>>().map(|tested| Arc::new(tested) as ArrayRef))
}

fn decoded(bytes: &[u8]) -> Result<Region> {
    Region::decode(bytes).map_err(|error| Error::invalid("region", "in bytes", error.to_string()))
}
