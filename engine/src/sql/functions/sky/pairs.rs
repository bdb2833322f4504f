//! Tests of pairs of regions: a constant is decoded once, and what is far from it is told apart by a circle.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::ColumnarValue;

use super::regions;
use crate::Result;
use crate::sphere::{PairTest, Region, Screen};

/// The regions of an argument.
enum Regions {
    Constant(Option<Arc<Region>>),
    Column(Vec<Option<Arc<Region>>>),
}

impl Regions {
    fn of(value: &ColumnarValue) -> Result<Regions> {
        Ok(match value {
            ColumnarValue::Array(column) => Regions::Column(regions(column)?),
            ColumnarValue::Scalar(value) => Regions::Constant(regions(&ScalarValue::to_array(value)?)?.pop().flatten()),
        })
    }

    fn get(&self, row: usize) -> Option<&Region> {
        match self {
            Regions::Constant(region) => region.as_deref(),
            Regions::Column(regions) => regions.get(row)?.as_deref(),
        }
    }

    /// The screen of a constant.
    fn screen(&self) -> Option<Screen> {
        match self {
            Regions::Constant(Some(region)) => Screen::new(region),
            _ => None,
        }
    }
}

/// Whether the test holds for the regions of two arguments, row by row; null where one is.
pub(in crate::sql::functions) fn tested(args: &[ColumnarValue], rows: usize, test: PairTest) -> Result<ArrayRef> {
    let [left, right] = args else { return Err(crate::Error::internal("a pair of regions has two")) };
    let (left, right) = (Regions::of(left)?, Regions::of(right)?);
    let (left_screen, right_screen) = (left.screen(), right.screen());
    let holds = |row: usize| {
        let (a, b) = (left.get(row)?, right.get(row)?);
        let is_apart = left_screen.as_ref().is_some_and(|s| s.is_apart(b)) || right_screen.as_ref().is_some_and(|s| s.is_apart(a));
        Some(!is_apart && test.holds(a, b))
    };
    Ok(Arc::new((0..rows).map(holds).collect::<BooleanArray>()))
}
