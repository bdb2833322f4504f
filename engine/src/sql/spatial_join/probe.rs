//! The side that streams: for each of its rows the rows of the other that it is joined with.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, RecordBatch, RecordBatchOptions, UInt32Array};
use arrow::compute::{filter, take};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::cast::as_boolean_array;
use datafusion::common::{JoinSide, NullEquality, Result};
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::expressions::{BinaryExpr, Column};
use datafusion::physical_expr::{PhysicalExpr, PhysicalExprRef, conjunction};
use datafusion::physical_plan::joins::utils::ColumnIndex;
use datafusion::physical_plan::metrics::Count;
use hashbrown::HashMap;

use super::build::Built;
use super::{Condition, decode, key_hashes};
use crate::sphere::{Region, Screen};

/// Regions of the probe side that are kept with what they are related to; then all are forgotten.
const REMEMBERED: usize = 8192;

/// What all partitions of a join know.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) condition: Condition,
    /// The side that is kept.
    pub(super) side: JoinSide,
    /// Columns of the side that is kept, and of the other.
    pub(super) inputs: [SchemaRef; 2],
    /// Where the columns of the result come from.
    pub(super) columns: Vec<ColumnIndex>,
    pub(super) schema: SchemaRef,
    pub(super) batch_size: usize,
    /// Pairs of regions whose pixels meet.
    pub(super) candidates: Count,
    /// Pairs of regions that were related exactly.
    pub(super) related: Count,
}

/// A region of the probe side and those regions of the build side that may be related to it; whether they are is found when it matters.
struct Known {
    region: Arc<Region>,
    screen: Option<Screen>,
    candidates: Vec<(u32, Option<bool>)>,
}

/// The rows that are being joined.
struct Current {
    batch: RecordBatch,
    keys: Vec<ArrayRef>,
    hashes: Vec<u64>,
    /// Which of the known regions each row has.
    regions: Vec<Option<usize>>,
    next: usize,
}

/// One partition of the probe side.
pub(super) struct Probe {
    plan: Arc<Plan>,
    built: Arc<Built>,
    rest: Option<Rest>,
    places: HashMap<Box<[u8]>, usize>,
    known: Vec<Known>,
    current: Option<Current>,
    /// Rows that passed but for the rest of the condition: of the build side, and of the current batch.
    pairs: (Vec<u32>, Vec<u32>),
}

impl Probe {
    pub(super) fn new(plan: Arc<Plan>, built: Arc<Built>) -> Result<Probe> {
        let rest = Rest::new(&plan)?;
        Ok(Probe { plan, built, rest, places: HashMap::new(), known: Vec::new(), current: None, pairs: Default::default() })
    }

    fn probe_side(&self) -> JoinSide {
        self.plan.side.negate()
    }

    /// Takes the next batch; the one before must be done.
    pub(super) fn start(&mut self, batch: RecordBatch) -> Result<()> {
        if self.known.len() > REMEMBERED {
            self.known.clear();
            self.places.clear();
        }
        let condition = &self.plan.condition;
        let keys = condition.keys(self.probe_side(), &batch)?;
        let hashes = key_hashes(&keys, batch.num_rows())?;
        let column = condition.region(self.probe_side()).evaluate(&batch)?.into_array(batch.num_rows())?;
        let near = |bytes: &&[u8]| !self.built.is_apart(bytes);
        let near: Vec<Option<&[u8]>> = column.as_binary::<i32>().iter().map(|bytes| bytes.filter(near)).collect();
        let regions = near.into_iter().map(|bytes| bytes.map(|b| self.know(b)).transpose()).collect::<Result<_>>()?;
        self.current = Some(Current { batch, keys, hashes, regions, next: 0 });
        Ok(())
    }

    /// The place among the known regions of one that bytes encode.
    fn know(&mut self, bytes: &[u8]) -> Result<usize> {
        if let Some(place) = self.places.get(bytes) {
            return Ok(*place);
        }
        let region = decode(bytes)?;
        let candidates: Vec<_> = self.built.candidates(&region, bytes).into_iter().map(|place| (place, None)).collect();
        self.plan.candidates.add(candidates.len());
        self.known.push(Known { screen: Screen::new(&region), region, candidates });
        self.places.insert(bytes.into(), self.known.len() - 1);
        Ok(self.known.len() - 1)
    }

    /// The next rows of the result; `None` if the current batch has no more.
    pub(super) fn next(&mut self) -> Result<Option<RecordBatch>> {
        while let Some(mut current) = self.current.take() {
            while current.next < current.regions.len() && self.pairs.0.len() < self.plan.batch_size {
                self.join(&current);
                current.next += 1;
            }
            if self.pairs.0.is_empty() {
                return Ok(None);
            }
            let count = self.pairs.0.len().min(self.plan.batch_size);
            let build: UInt32Array = self.pairs.0.drain(..count).collect::<Vec<_>>().into();
            let probe: UInt32Array = self.pairs.1.drain(..count).collect::<Vec<_>>().into();
            let rows = self.rows(&current, build, probe)?;
            self.current = Some(current);
            if rows.num_rows() > 0 {
                return Ok(Some(rows));
            }
        }
        Ok(None)
    }

    /// Finds the pairs of the next row.
    fn join(&mut self, current: &Current) {
        let Some(known) = current.regions[current.next].and_then(|place| self.known.get_mut(place)) else { return };
        let (condition, side) = (&self.plan.condition, self.plan.side);
        for (candidate, verdict) in &mut known.candidates {
            let members = self.built.members(*candidate, current.hashes[current.next]);
            if members.len() == 0 {
                continue;
            }
            let is_related = *verdict.get_or_insert_with(|| {
                let Some(built) = self.built.regions.get(*candidate as usize) else { return false };
                if known.screen.is_some_and(|screen| screen.is_apart_from(built)) {
                    return false;
                }
                self.plan.related.add(1);
                condition.holds(side, built, &known.region)
            });
            if is_related {
                self.pairs.1.extend(std::iter::repeat_n(current.next as u32, members.len()));
                self.pairs.0.extend(members);
            }
        }
    }

    /// The rows of pairs that pass the rest of the condition.
    fn rows(&self, current: &Current, mut build: UInt32Array, mut probe: UInt32Array) -> Result<RecordBatch> {
        let source = |index: &ColumnIndex, build: &UInt32Array, probe: &UInt32Array| -> Result<ArrayRef> {
            let (batch, rows) = if index.side == self.plan.side { (&self.built.rows, build) } else { (&current.batch, probe) };
            Ok(take(batch.column(index.index), rows, None)?)
        };
        if let Some(rest) = &self.rest {
            let mut columns = rest.columns.iter().map(|index| source(index, &build, &probe)).collect::<Result<Vec<_>>>()?;
            for (built, probed) in self.built.keys.iter().zip(&current.keys) {
                columns.push(take(built, &build, None)?);
                columns.push(take(probed, &probe, None)?);
            }
            let options = RecordBatchOptions::new().with_row_count(Some(build.len()));
            let batch = RecordBatch::try_new_with_options(rest.schema.clone(), columns, &options)?;
            let passed = rest.condition.evaluate(&batch)?.into_array(batch.num_rows())?;
            let passed = as_boolean_array(&passed)?;
            build = filter(&build, passed)?.as_primitive().clone();
            probe = filter(&probe, passed)?.as_primitive().clone();
        }
        let columns = self.plan.columns.iter().map(|index| source(index, &build, &probe)).collect::<Result<Vec<_>>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(build.len()));
        Ok(RecordBatch::try_new_with_options(self.plan.schema.clone(), columns, &options)?)
    }
}

/// What pairs must pass besides: equal keys, and the rest of the condition.
struct Rest {
    /// Columns that the condition needs; after them come the keys, of the build side and of the probe side in turn.
    columns: Vec<ColumnIndex>,
    schema: SchemaRef,
    condition: PhysicalExprRef,
}

impl Rest {
    fn new(plan: &Plan) -> Result<Option<Rest>> {
        let condition = &plan.condition;
        let (mut fields, mut parts, mut columns) = (Vec::new(), Vec::new(), Vec::new());
        if let Some(rest) = &condition.rest {
            fields.extend(rest.schema().fields().iter().cloned());
            parts.push(rest.expression().clone());
            columns.extend(rest.column_indices().iter().cloned());
        }
        let operator = match condition.null_equality {
            NullEquality::NullEqualsNothing => Operator::Eq,
            NullEquality::NullEqualsNull => Operator::IsNotDistinctFrom,
        };
        for (i, (left, right)) in condition.on.iter().enumerate() {
            let (build, probe) = if plan.side == JoinSide::Left { (left, right) } else { (right, left) };
            let mut key = |name: String, data_type: DataType| -> Arc<dyn PhysicalExpr> {
                let column = Arc::new(Column::new(&name, fields.len()));
                fields.push(Arc::new(Field::new(name, data_type, true)));
                column
            };
            let (build_schema, probe_schema) = (&plan.inputs[0], &plan.inputs[1]);
            let build = key(format!("build side's key {i}"), build.data_type(build_schema)?);
            let probe = key(format!("probe side's key {i}"), probe.data_type(probe_schema)?);
            parts.insert(i, Arc::new(BinaryExpr::new(build, operator, probe)));
        }
        if parts.is_empty() {
            return Ok(None);
        }
        Ok(Some(Rest { columns, schema: Arc::new(Schema::new(fields)), condition: conjunction(parts) }))
    }
}
