//! The datasets of a table and their files.

use arrow::array::{Array, AsArray, BooleanArray, ListArray, RecordBatch};
use arrow::compute::{cast, concat_batches, filter_record_batch};
use arrow::datatypes::{DataType, FieldRef, Int64Type, SchemaRef};
use butler_catalogs::Source;
use datafusion::execution::SessionState;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, lit};
use datafusion::physical_plan::collect;

use crate::datasets::DatasetType;
use crate::datastore::{Datastore, Known, is_raw};
use crate::sql::explain_failure;
use crate::sql::table_functions::builder::{Builder, of};
use crate::sql::table_functions::{Arguments, find_first};
use crate::{Error, Result};

/// Rows of datasets that are held from one query to the next.
const HELD: usize = 200_000;

/// Columns in front of those of the files, after the data ID.
pub const RUN: &str = "run";
/// The same.
pub const DATASET_ID: &str = "dataset_id";
/// The column of stored files.
const FILES: &str = "files";

/// The datasets of a type.
#[derive(Debug, Clone)]
pub struct Listing {
    /// Gives the data ID, `run`, `dataset_id` and the files.
    plan: LogicalPlan,
    /// Its rows, if they are few.
    held: Option<RecordBatch>,
}

/// A file that is a dataset.
#[derive(Debug, Clone)]
pub struct DatasetFile {
    /// Its row among the datasets.
    pub row: usize,
    /// Its path in the datastore.
    pub path: String,
    /// What is known of it.
    pub known: Known,
    /// Instrument and detector of a raw.
    pub raw: Option<(String, i64)>,
}

impl DatasetFile {
    /// Opens it in `datastore`, to be read by ranges; of a raw in a file of several detectors the image of its own is meant.
    pub async fn open(&self, datastore: &Datastore) -> Result<Source> {
        match &self.raw {
            Some((instrument, detector)) => datastore.open_raw(&self.path, &self.known, instrument, *detector).await,
            None => datastore.open(&self.path, &self.known).await,
        }
    }
}

impl Listing {
    /// Of the datasets of a type that are found first in `collections`, or of all.
    pub fn new(builder: &Builder, dataset_type: &DatasetType, collections: &str) -> Result<Listing> {
        let found = if collections.trim().is_empty() {
            builder.all_of(&dataset_type.name)?
        } else {
            find_first::found(builder, dataset_type, &Arguments::names_of(collections)?)?
        };
        let mut columns: Vec<Expr> = dataset_type.dimensions.names().map(plain).collect();
        columns.extend([plain(RUN), plain("id").alias(DATASET_ID), plain(FILES)]);
        let plan = LogicalPlanBuilder::from(found).project(columns)?.build()?;
        Ok(Listing { plan, held: None })
    }

    /// The columns that every row of a dataset has.
    pub fn fields(&self) -> Vec<FieldRef> {
        let fields = self.plan.schema().fields();
        fields.iter().take(fields.len().saturating_sub(1)).cloned().collect()
    }

    /// Reads the datasets, and holds them if they are few; a sample of the others.
    pub async fn load(&mut self, state: &SessionState) -> Result<RecordBatch> {
        let some = LogicalPlanBuilder::from(self.plan.clone()).limit(0, Some(HELD + 1))?.build()?;
        let rows = run(&some, state).await?;
        if rows.num_rows() <= HELD {
            self.held = Some(rows.clone());
        }
        Ok(rows)
    }

    /// How many there are, if that is known.
    pub fn count(&self) -> Option<usize> {
        self.held.as_ref().map(RecordBatch::num_rows)
    }

    /// The datasets for which `filter`, over the columns that every row of one has, is true.
    pub async fn datasets(&self, filter: Option<Expr>, state: &dyn datafusion::catalog::Session) -> Result<RecordBatch> {
        let Some(filter) = filter else {
            return match &self.held {
                Some(held) => Ok(held.clone()),
                None => run_in(&self.plan, state).await,
            };
        };
        let Some(held) = &self.held else {
            let plan = LogicalPlanBuilder::from(self.plan.clone()).filter(filter)?.build()?;
            return run_in(&plan, state).await;
        };
        let schema = datafusion::common::DFSchema::try_from(held.schema())?;
        let condition = state.create_physical_expr(filter, &schema)?;
        let fits = condition.evaluate(held)?.into_array(held.num_rows())?;
        match fits.as_boolean_opt() {
            Some(fits) => Ok(filter_record_batch(held, fits)?),
            None => Ok(filter_record_batch(held, &BooleanArray::from(vec![false; held.num_rows()]))?),
        }
    }
}

/// The rows of a plan.
pub(super) async fn run(plan: &LogicalPlan, state: &SessionState) -> Result<RecordBatch> {
    run_in(plan, state).await
}

async fn run_in(plan: &LogicalPlan, state: &dyn datafusion::catalog::Session) -> Result<RecordBatch> {
    let physical = state.create_physical_plan(plan).await.map_err(explain_failure)?;
    let schema: SchemaRef = physical.schema();
    let batches = collect(physical, state.task_ctx()).await.map_err(explain_failure)?;
    Ok(concat_batches(&schema, &batches)?)
}

/// The files of `datasets`; none of those that are not stored.
///
/// # Errors
/// A dataset is stored in parts.
pub fn files(datasets: &RecordBatch, name: &str) -> Result<Vec<DatasetFile>> {
    let stored = stored(datasets)?;
    let whole = |files: &[(Option<String>, DatasetFile)]| {
        let whole = files.iter().find(|(component, _)| component.is_none()).map(|(_, file)| file.clone());
        whole.ok_or_else(|| Error::invalid("dataset type", name, "datasets of it are stored in parts, each in a file of its own"))
    };
    stored.chunk_by(|a, b| a.1.row == b.1.row).map(whole).collect()
}

/// All files of `datasets`, those of a dataset side by side: each with the component that it is, if it is not the whole.
pub fn stored(datasets: &RecordBatch) -> Result<Vec<(Option<String>, DatasetFile)>> {
    let wrong = |what: &str| Error::internal(format!("stored files without {what}"));
    let lists: &ListArray = datasets.column_by_name(FILES).and_then(|files| files.as_list_opt()).ok_or_else(|| wrong("a list"))?;
    let files = lists.values().as_struct_opt().ok_or_else(|| wrong("members"))?;
    let text = |name: &str| files.column_by_name(name).and_then(|column| column.as_string_view_opt()).ok_or_else(|| wrong(name));
    let (paths, components, checksums, formatters) = (text("path")?, text("component")?, text("checksum")?, text("formatter")?);
    let raw = raws(datasets);
    let sizes = files.column_by_name("size_bytes").and_then(|c| c.as_primitive_opt::<Int64Type>()).ok_or_else(|| wrong("sizes"))?;
    let mut found = Vec::with_capacity(lists.len());
    for row in (0..lists.len()).filter(|row| lists.is_valid(*row)) {
        let offsets = lists.value_offsets();
        for index in usize::try_from(offsets[row]).unwrap_or(0)..usize::try_from(offsets[row + 1]).unwrap_or(0) {
            let known = Known {
                size_bytes: sizes.is_valid(index).then(|| u64::try_from(sizes.value(index)).unwrap_or(0)),
                checksum: checksums.is_valid(index).then(|| checksums.value(index).to_owned()),
            };
            let component = components.is_valid(index).then(|| components.value(index).to_owned());
            let is_raw = formatters.is_valid(index) && is_raw(Some(formatters.value(index)));
            let raw = if is_raw { raw(row) } else { None };
            found.push((component, DatasetFile { row, path: paths.value(index).to_owned(), known, raw }));
        }
    }
    Ok(found)
}

/// Instrument and detector of the rows of `datasets`, where a data ID has both.
fn raws(datasets: &RecordBatch) -> impl Fn(usize) -> Option<(String, i64)> {
    let cast = |name: &str, to| datasets.column_by_name(name).and_then(|column| cast(column, to).ok());
    let columns = cast("instrument", &DataType::Utf8View).zip(cast("detector", &DataType::Int64));
    move |row| {
        let (instruments, detectors) = columns.as_ref()?;
        let is_there = instruments.is_valid(row) && detectors.is_valid(row);
        is_there.then(|| (instruments.as_string_view().value(row).to_owned(), detectors.as_primitive::<Int64Type>().value(row)))
    }
}

fn plain(name: &str) -> Expr {
    Expr::Column(datafusion::common::Column::from_name(name))
}

impl Builder {
    /// All datasets of a type, whichever their run.
    pub fn all_of(&self, dataset_type: &str) -> Result<LogicalPlan> {
        Ok(self.table("datasets")?.filter(of("datasets", "type").eq(lit(dataset_type)))?.build()?)
    }
}
