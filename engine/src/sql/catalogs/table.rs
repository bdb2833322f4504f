//! A dataset type as a table.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use butler_catalogs::fits::Alike;
use butler_catalogs::tables::Table;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::tree_node::TreeNode;
use datafusion::common::{DFSchema, Result as DataFusionResult};
use datafusion::execution::SessionState;
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_expr::utils::{collect_columns, reassign_expr_columns};
use datafusion::physical_plan::ExecutionPlan;
use futures::{StreamExt, stream};

use super::exec::CatalogExec;
use super::listing::{self, DatasetFile, Listing, RUN};
use super::position::{self, Places};
use super::read::{Origin, Piece, Reading, open};
use super::shape::Shape;
use crate::Result;
use crate::datasets::DatasetType;
use crate::datastore::Datastore;
use crate::sql::table_functions::builder::Builder;

/// Files whose columns are looked at, if there are more: so many, and the first and last of each run.
const LOOKED_AT: usize = 64;
/// Files that are opened at once to look at their columns.
const PARALLEL: usize = 16;
/// Files from this size on are read by several partitions, if there are fewer files than partitions.
const SPLIT_BYTES: u64 = 32 << 20;

/// Files that stay open between the look at their columns and their rows.
const KEPT: usize = 128;

/// The table.
#[derive(Debug)]
pub struct CatalogTable {
    name: String,
    listing: Listing,
    places: Places,
    store: Store,
    /// Files that were opened to look at their columns, by their paths.
    kept: HashMap<String, Arc<Table>>,
    schema: SchemaRef,
    /// Columns in front that are the same in all rows of a file.
    constants: usize,
}

/// Where files are opened, and what headers said that were read before.
#[derive(Debug, Clone, Default)]
pub(super) struct Store {
    pub datastore: Option<Datastore>,
    pub alike: Arc<Alike>,
}

/// What of a table is asked for.
pub(super) struct Asked<'a> {
    pub projection: Option<&'a Vec<usize>>,
    /// Conditions on rows.
    pub filters: &'a [Expr],
}

impl CatalogTable {
    /// Of the datasets that are listed: looks at the columns of their files.
    pub async fn open(
        dataset_type: &Arc<DatasetType>,
        mut listing: Listing,
        datastore: Datastore,
        builder: &Builder,
        state: &SessionState,
    ) -> Result<CatalogTable> {
        let name = dataset_type.name.clone();
        let datasets = listing.load(state).await?;
        let fields = listing.fields();
        let constants = fields.len();
        let store = Store { datastore: Some(datastore), alike: Arc::default() };
        let mut kept = HashMap::new();
        let mut shape = Shape::default();
        let looked_at = sample(listing::files(&datasets, &name)?, &datasets);
        let opened = stream::iter(looked_at).map(|file| {
            let store = &store;
            async move { (store.open(&file).await, file.path) }
        });
        let mut opened = opened.buffered(PARALLEL);
        let mut broken = None;
        while let Some((table, path)) = opened.next().await {
            match table {
                Ok(table) => {
                    shape.add(&name, table.file(), table.schema(), &fields)?;
                    if kept.len() < KEPT && !table.is_in_memory() {
                        kept.insert(path, Arc::new(table));
                    }
                }
                // It is an error for those who ask for its rows.
                Err(error) => {
                    tracing::warn!("the columns of `{name}` are told without those of `{path}`: {error}");
                    broken.get_or_insert(error);
                }
            }
        }
        drop(opened);
        if let (true, Some(error)) = (shape.is_empty(), broken) {
            return Err(error);
        }
        let schema = shape.into_schema(fields);
        let places = Places::new(dataset_type, builder);
        Ok(CatalogTable { name, listing, places, store, kept, schema, constants })
    }

    /// Splits conditions into those on the dataset alone and those on rows.
    fn split(&self, filters: &[Expr]) -> (Vec<Expr>, Vec<Expr>) {
        let is_constant = |filter: &Expr| {
            let columns = filter.column_refs();
            !columns.is_empty() && columns.iter().all(|column| self.schema.index_of(&column.name).is_ok_and(|index| index < self.constants))
        };
        filters.iter().cloned().partition(is_constant)
    }

    /// The datasets that may hold rows for which the conditions are true.
    async fn datasets(&self, of_datasets: Vec<Expr>, of_rows: &[Expr], session: &dyn Session) -> Result<RecordBatch> {
        let datasets = self.listing.datasets(conjunction(of_datasets), session).await?;
        let wanted = position::regions(of_rows, &self.schema.fields()[self.constants..]);
        if wanted.is_empty() || datasets.num_rows() == 0 {
            return Ok(datasets);
        }
        let kept = self.places.meeting(&datasets, &wanted, session).await?;
        position::only(&datasets, &kept)
    }

    /// The files, large ones in parts if there are fewer than partitions.
    async fn pieces(&self, files: Vec<DatasetFile>, partitions: usize) -> Result<Vec<(u64, Piece)>> {
        let is_few = files.len() < partitions;
        let mut pieces = Vec::with_capacity(files.len());
        for file in files {
            let (row, size) = (file.row, file.known.size_bytes.unwrap_or(0));
            let kept = self.kept.get(&file.path).cloned();
            if is_few && size >= SPLIT_BYTES {
                let table = match kept {
                    Some(table) => table,
                    None => Arc::new(self.store.open(&file).await?),
                };
                pieces.extend(parts(&table, row, size, partitions));
                continue;
            }
            let origin = kept.map_or_else(|| Origin::Stored(file), Origin::Opened);
            pieces.push((size, Piece { origin, row, rows: None }));
        }
        Ok(pieces)
    }

    async fn plan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<CatalogExec> {
        let (of_datasets, of_rows) = self.split(filters);
        let all = self.listing.count();
        let datasets = self.datasets(of_datasets, &of_rows, session).await?;
        let files = listing::files(&datasets, &self.name)?;
        let count = files.len();
        let partitions = session.config().target_partitions();
        let pieces = self.pieces(files, partitions).await?;
        let asked = Asked { projection, filters: &of_rows };
        let reading = reading(&self.name, self.store.clone(), (&self.schema, self.constants), datasets, &asked, session)?;
        let limit = limit.filter(|_| reading.filter.is_none());
        Ok(CatalogExec::new(Arc::new(reading), dealt(pieces, partitions), (count, all.unwrap_or(count)), limit))
    }
}

impl Store {
    async fn open(&self, file: &DatasetFile) -> Result<Table> {
        open(self.datastore.as_ref(), file, &self.alike).await
    }
}

/// All files if they are few, else some of each run.
fn sample(files: Vec<DatasetFile>, datasets: &RecordBatch) -> Vec<DatasetFile> {
    if files.len() <= LOOKED_AT {
        return files;
    }
    let runs = datasets.column_by_name(RUN).and_then(|runs| runs.as_string_view_opt());
    let mut ends: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        let run = runs.map_or("", |runs| runs.value(file.row));
        ends.entry(run).and_modify(|ends| ends.1 = index).or_insert((index, index));
    }
    let mut chosen: Vec<usize> = ends.values().flat_map(|ends| [ends.0, ends.1]).collect();
    chosen.extend((0..LOOKED_AT).map(|place| place * files.len() / LOOKED_AT));
    chosen.sort_unstable();
    chosen.dedup();
    chosen.into_iter().map(|index| files[index].clone()).collect()
}

/// The rows of a table in as many parts as there are partitions.
pub(super) fn parts(table: &Arc<Table>, row: usize, size: u64, partitions: usize) -> Vec<(u64, Piece)> {
    let parts = (partitions as u64).min(size / (SPLIT_BYTES / 4)).max(1);
    if parts == 1 {
        return vec![(size, Piece { origin: Origin::Opened(table.clone()), row, rows: None })];
    }
    let (rows, bytes) = (table.row_count(), size / parts);
    let range = |part: u64| rows * part / parts..rows * (part + 1) / parts;
    (0..parts).map(|part| (bytes, Piece { origin: Origin::Opened(table.clone()), row, rows: Some(range(part)) })).collect()
}

/// The pieces dealt to partitions, the largest first, each to the one that has least to read.
pub(super) fn dealt(mut pieces: Vec<(u64, Piece)>, partitions: usize) -> Vec<Arc<[Piece]>> {
    let count = partitions.min(pieces.len()).max(1);
    pieces.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
    let mut dealt: Vec<(u64, Vec<Piece>)> = vec![(0, Vec::new()); count];
    for (size, piece) in pieces {
        if let Some((sum, of_one)) = dealt.iter_mut().min_by_key(|(sum, of_one)| (*sum, of_one.len())) {
            *sum += size;
            of_one.push(piece);
        }
    }
    dealt.into_iter().map(|(_, pieces)| pieces.into()).collect()
}

/// How files are read for what is asked; of `schema` the first columns are in `datasets`.
pub(super) fn reading(
    name: &str,
    Store { datastore, alike }: Store,
    (schema, constants): (&SchemaRef, usize),
    datasets: RecordBatch,
    asked: &Asked<'_>,
    session: &dyn Session,
) -> Result<Reading> {
    let whole = DFSchema::try_from(schema.clone())?;
    let filter = conjunction(asked.filters.iter().cloned()).map(|filter| session.create_physical_expr(filter, &whole)).transpose()?;
    let wanted: Vec<usize> = asked.projection.cloned().unwrap_or_else(|| (0..schema.fields().len()).collect());
    let mut needed = wanted.clone();
    needed.extend(filter.iter().flat_map(collect_columns).map(|column| column.index()));
    needed.sort_unstable();
    needed.dedup();
    let read: SchemaRef = Arc::new(schema.project(&needed)?);
    Ok(Reading {
        table: name.to_owned(),
        datastore,
        alike,
        filter: filter.map(|filter| reassign_expr_columns(filter, &read)).transpose()?,
        schema: read,
        constants: datasets,
        constant: needed.iter().map(|index| (*index < constants).then_some(*index)).collect(),
        taken: wanted.iter().filter_map(|index| needed.binary_search(index).ok()).collect(),
        result: Arc::new(schema.project(&wanted)?),
    })
}

/// Whether a scan can decide a condition row by row.
pub fn is_decided(filter: &Expr) -> TableProviderFilterPushDown {
    let asks_elsewhere = filter.exists(|expr| {
        Ok(matches!(
            expr,
            Expr::ScalarSubquery(_) | Expr::InSubquery(_) | Expr::Exists(_) | Expr::OuterReferenceColumn(..) | Expr::Placeholder(_)
        ))
    });
    if filter.is_volatile() || asks_elsewhere.unwrap_or(true) {
        TableProviderFilterPushDown::Unsupported
    } else {
        TableProviderFilterPushDown::Exact
    }
}

#[async_trait]
impl TableProvider for CatalogTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> DataFusionResult<Vec<TableProviderFilterPushDown>> {
        Ok(filters.iter().map(|filter| is_decided(filter)).collect())
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> DataFusionResult<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(self.plan(session, projection, filters, limit).await?))
    }
}
