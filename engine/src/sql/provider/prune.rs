//! Which files, and which blocks of them, may hold rows that fit a filter.
//!
//! The containers that the filter is tried on are the blocks (rows with the same leading columns) of all files, or the files themselves where a table
//! has no blocks. Leading columns are exact; others have the bounds of their file.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, FixedSizeBinaryBuilder, Int64Array, RecordBatch, StringViewArray, UInt64Array};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::cast::as_boolean_array;
use datafusion::common::pruning::PruningStatistics;
use datafusion::common::{Column, Result, ScalarValue};
use datafusion::physical_expr::utils::{collect_columns, reassign_expr_columns};
use datafusion::physical_expr::{PhysicalExpr, conjunction_opt, split_conjunction};
use datafusion::physical_optimizer::pruning::PruningPredicateBuilder;
use parquet::arrow::arrow_reader::{RowSelection, RowSelector};

use crate::registry::file::{Block, Bound, ColumnRange, DataFile};
use crate::registry::state::TableState;

/// Rows of a file that may fit.
#[derive(Debug, Clone)]
pub struct Part {
    file: Arc<DataFile>,
    selection: Option<RowSelection>,
    rows: u64,
}

impl Part {
    fn whole(file: &Arc<DataFile>) -> Part {
        Part { file: file.clone(), selection: None, rows: file.rows }
    }

    fn of(file: &Arc<DataFile>, selection: RowSelection) -> Part {
        Part { file: file.clone(), rows: selection.row_count() as u64, selection: Some(selection) }
    }

    /// Its file.
    pub fn file(&self) -> &Arc<DataFile> {
        &self.file
    }

    /// The rows, if not all.
    pub fn selection(&self) -> Option<&RowSelection> {
        self.selection.as_ref()
    }

    /// How many rows, tombstoned ones included.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Of these rows only the ones that are also in `selection`.
    pub fn only(&self, selection: &RowSelection) -> Part {
        let both = self.selection.as_ref().map(|own| own.intersection(selection));
        Part::of(&self.file, both.unwrap_or_else(|| selection.clone()))
    }
}

/// The parts of the files of a table that may hold rows for which `filter` is true.
pub fn prune(state: &TableState, schema: &SchemaRef, filter: Option<&Arc<dyn PhysicalExpr>>) -> Result<Vec<Part>> {
    let whole = || state.files.iter().map(Part::whole).collect();
    let filter = Split::of(filter, state.spec.block_columns());
    let containers = Containers::new(state, schema);
    let mut kept = match &filter.leading {
        Some(leading) => containers.fitting(leading)?,
        None => vec![true; containers.num_containers()],
    };
    if let Some(rest) = &filter.rest {
        let predicate = PruningPredicateBuilder::new().with_file_schema(schema.clone()).try_build(rest.clone())?;
        if !predicate.always_true() {
            kept.iter_mut().zip(predicate.prune(&containers)?).for_each(|(kept, may_hold)| *kept &= may_hold);
        }
    }
    if kept.iter().all(|kept| *kept) {
        return Ok(whole());
    }
    let mut kept = kept.into_iter();
    let mut parts = Vec::new();
    for file in &state.files {
        let keep: Vec<bool> = kept.by_ref().take(file.blocks.len().max(1)).collect();
        match (keep.contains(&true), keep.contains(&false)) {
            (false, _) => {}
            (true, false) => parts.push(Part::whole(file)),
            (true, true) => parts.push(blocks(file, &keep)),
        }
    }
    Ok(parts)
}

/// A filter, split into what the leading columns decide and the rest.
#[derive(Debug, Default)]
pub struct Split {
    /// Over leading columns only: it is decided for whole blocks.
    pub leading: Option<Arc<dyn PhysicalExpr>>,
    /// All else.
    pub rest: Option<Arc<dyn PhysicalExpr>>,
}

impl Split {
    /// Of a filter of a table whose blocks are made by `leading` columns.
    pub fn of(filter: Option<&Arc<dyn PhysicalExpr>>, leading: &[String]) -> Split {
        let Some(filter) = filter else { return Split::default() };
        let is_leading = |part: &Arc<dyn PhysicalExpr>| {
            let columns = collect_columns(part);
            !columns.is_empty() && columns.iter().all(|c| leading.iter().any(|name| name == c.name()))
        };
        let (of_blocks, others): (Vec<_>, Vec<_>) = split_conjunction(filter).into_iter().cloned().partition(is_leading);
        Split { leading: conjunction_opt(of_blocks), rest: conjunction_opt(others) }
    }
}

fn blocks(file: &Arc<DataFile>, keep: &[bool]) -> Part {
    let selectors = file.blocks.iter().zip(keep).map(|(block, keep)| {
        let rows = usize::try_from(block.rows).unwrap_or(usize::MAX);
        if *keep { RowSelector::select(rows) } else { RowSelector::skip(rows) }
    });
    Part::of(file, selectors.collect::<Vec<_>>().into())
}

/// What is known of the containers.
struct Containers<'a> {
    list: Vec<(&'a DataFile, Option<&'a Block>)>,
    leading: &'a [String],
    schema: &'a SchemaRef,
}

impl<'a> Containers<'a> {
    fn new(state: &'a TableState, schema: &'a SchemaRef) -> Containers<'a> {
        let mut list: Vec<(&DataFile, Option<&Block>)> = Vec::new();
        for file in &state.files {
            if file.blocks.is_empty() {
                list.push((file, None));
            }
            list.extend(file.blocks.iter().map(|block| (&**file, Some(block))));
        }
        Containers { list, leading: state.spec.block_columns(), schema }
    }

    /// For which containers a filter over leading columns is true; files without blocks may hold anything.
    fn fitting(&self, filter: &Arc<dyn PhysicalExpr>) -> Result<Vec<bool>> {
        let fields: Vec<_> = self.leading.iter().map(|name| Field::new(name, DataType::Utf8View, true)).collect();
        let columns = (0..self.leading.len()).map(|position| Arc::new(self.keys(position)) as ArrayRef).collect();
        let keys = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?;
        let filter = reassign_expr_columns(filter.clone(), &keys.schema())?;
        let fits = filter.evaluate(&keys)?.into_array(keys.num_rows())?;
        let fits = as_boolean_array(&fits)?;
        Ok(self.list.iter().enumerate().map(|(i, (_, block))| block.is_none() || (fits.is_valid(i) && fits.value(i))).collect())
    }

    /// The values of a leading column.
    fn keys(&self, position: usize) -> StringViewArray {
        self.list.iter().map(|(_, block)| block.and_then(|b| b.key.get(position)).map(String::as_str)).collect()
    }

    fn bounds(&self, column: &Column, pick: fn(&ColumnRange) -> &Option<Bound>) -> Option<ArrayRef> {
        if let Some(position) = self.leading.iter().position(|name| *name == column.name) {
            return Some(Arc::new(self.keys(position)));
        }
        let bounds = self.list.iter().map(|(file, _)| file.ranges.get(&column.name).and_then(|range| pick(range).as_ref()));
        array(self.schema.field_with_name(&column.name).ok()?.data_type(), bounds)
    }
}

fn rows(file: &DataFile, block: Option<&Block>) -> u64 {
    block.map_or(file.rows, |b| b.rows)
}

/// Bounds as a column of the type that they bound.
pub(super) fn array<'a>(data_type: &DataType, bounds: impl Iterator<Item = Option<&'a Bound>>) -> Option<ArrayRef> {
    match data_type {
        DataType::Int64 => {
            let values = bounds.map(|b| if let Some(Bound::Int(v)) = b { Some(*v) } else { None });
            Some(Arc::new(values.collect::<Int64Array>()))
        }
        DataType::Utf8View => {
            let values = bounds.map(|b| if let Some(Bound::Text(v)) = b { Some(v.as_str()) } else { None });
            Some(Arc::new(values.collect::<StringViewArray>()))
        }
        DataType::FixedSizeBinary(16) => {
            let mut values = FixedSizeBinaryBuilder::new(16);
            for bound in bounds {
                match bound.and_then(|b| if let Bound::Hex(v) = b { uuid::Uuid::try_parse(v).ok() } else { None }) {
                    Some(id) => values.append_value(id.as_bytes()).ok()?,
                    None => values.append_null(),
                }
            }
            Some(Arc::new(values.finish()))
        }
        _ => None,
    }
}

impl PruningStatistics for Containers<'_> {
    fn min_values(&self, column: &Column) -> Option<ArrayRef> {
        self.bounds(column, |range| &range.min)
    }

    fn max_values(&self, column: &Column) -> Option<ArrayRef> {
        self.bounds(column, |range| &range.max)
    }

    fn num_containers(&self) -> usize {
        self.list.len()
    }

    fn null_counts(&self, column: &Column) -> Option<ArrayRef> {
        let counts = self.list.iter().map(|(file, block)| {
            if block.is_some() && self.leading.contains(&column.name) {
                return Some(0);
            }
            // Of a block it is known only if the whole file is of one kind.
            match file.ranges.get(&column.name)?.nulls {
                0 => Some(0),
                nulls if nulls == file.rows => Some(rows(file, *block)),
                nulls => block.is_none().then_some(nulls),
            }
        });
        Some(Arc::new(counts.collect::<UInt64Array>()))
    }

    fn row_counts(&self) -> Option<ArrayRef> {
        Some(Arc::new(self.list.iter().map(|(file, block)| Some(rows(file, *block))).collect::<UInt64Array>()))
    }

    fn contained(&self, _column: &Column, _values: &HashSet<ScalarValue>) -> Option<BooleanArray> {
        None
    }
}
