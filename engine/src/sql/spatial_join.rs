//! Joins of regions that overlap, or of which one contains the other: pixels first, then the regions themselves.
//!
//! ```text
//! build side   all rows -> distinct regions, decoded once -> index of the pixels that cover them (butler_sphere::RegionIndex)
//! probe side   batch by batch: distinct regions -> regions whose pixels meet -> exact relation -> rows with equal keys -> the rest of the condition
//! ```
//!
//! The rule `rules::spatial_joins` puts [`SpatialJoinExec`] in the place of inner joins whose condition is, among others, `overlaps`, `intersects` or
//! `contains` of regions of either side. A null region matches nothing. The rows are those of a nested loop, in another order.

mod build;
mod exec;
mod probe;

use std::fmt;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use datafusion::common::hash_utils::{RandomState, create_hashes};
use datafusion::common::{JoinSide, NullEquality, Result};
use datafusion::physical_expr::PhysicalExprRef;
use datafusion::physical_plan::joins::utils::JoinFilter;

pub use exec::SpatialJoinExec;

use crate::sphere::{PairTest, Region};

/// When two rows are joined.
#[derive(Debug, Clone)]
pub struct Condition {
    /// What is asked of the two regions, in the order of the call.
    pub test: PairTest,
    /// Whose region comes first in the call.
    pub first: JoinSide,
    /// The region of a row of the left side.
    pub left: PhysicalExprRef,
    /// The region of a row of the right side.
    pub right: PhysicalExprRef,
    /// What must be equal, left and right.
    pub on: Vec<(PhysicalExprRef, PhysicalExprRef)>,
    /// Whether nulls are equal there.
    pub null_equality: NullEquality,
    /// All that must hold besides.
    pub rest: Option<JoinFilter>,
}

impl Condition {
    /// The region of a row of a side.
    fn region(&self, side: JoinSide) -> &PhysicalExprRef {
        if side == JoinSide::Left { &self.left } else { &self.right }
    }

    /// The values of a side that must be equal to those of the other.
    fn keys(&self, side: JoinSide, batch: &RecordBatch) -> Result<Vec<ArrayRef>> {
        let key = |(left, right): &(PhysicalExprRef, PhysicalExprRef)| {
            let expr = if side == JoinSide::Left { left } else { right };
            expr.evaluate(batch)?.into_array(batch.num_rows())
        };
        self.on.iter().map(key).collect()
    }

    /// The test with a region of the side `side` first.
    fn test_from(&self, side: JoinSide) -> PairTest {
        if side == self.first { self.test } else { self.test.exchanged() }
    }

    /// Whether the regions of two rows pass the test; `build` is of the side `side`.
    fn holds(&self, side: JoinSide, build: &Region, probe: &Region) -> bool {
        let (first, second) = if side == self.first { (build, probe) } else { (probe, build) };
        self.test.holds(first, second)
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = if self.first == JoinSide::Left { (&self.left, &self.right) } else { (&self.right, &self.left) };
        let name = match self.test {
            PairTest::Overlaps => "overlaps",
            PairTest::Within => "within",
            PairTest::Contains => "contains",
        };
        write!(f, "{name}({first}, {second})")?;
        if !self.on.is_empty() {
            let on: Vec<String> = self.on.iter().map(|(left, right)| format!("({left}, {right})")).collect();
            write!(f, ", on=[{}]", on.join(", "))?;
        }
        match &self.rest {
            Some(rest) => write!(f, ", filter={}", rest.expression()),
            None => Ok(()),
        }
    }
}

/// A number for the keys of each row: rows with equal keys have equal numbers.
fn key_hashes(keys: &[ArrayRef], rows: usize) -> Result<Vec<u64>> {
    let mut hashes = vec![0; rows];
    if !keys.is_empty() {
        create_hashes(keys, &RandomState::with_seed(0), &mut hashes)?;
    }
    Ok(hashes)
}

/// The region that bytes encode.
fn decode(bytes: &[u8]) -> Result<Arc<Region>> {
    let wrong = |error: crate::sphere::Error| crate::Error::invalid("region", "in bytes", error.to_string());
    Ok(Arc::new(Region::decode(bytes).map_err(wrong)?))
}

#[cfg(test)]
mod tests;
