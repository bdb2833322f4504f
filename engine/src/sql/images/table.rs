//! The table over the images of a dataset type: datasets dealt to partitions, each of which reads one image after the other.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array, RecordBatch, RecordBatchOptions, StringArray};
use arrow::compute::{filter_record_batch, take};
use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef};
use async_trait::async_trait;
use butler_catalogs::images::{Exposure, Role};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DFSchema, DataFusionError, Result as DataFusionResult};
use datafusion::datasource::TableType;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use futures::{StreamExt, TryStreamExt, stream};

use super::measure::{PLANE, What};
use crate::datastore::Datastore;
use crate::sql::catalogs::{DatasetFile, Listing, is_decided, stored};
use crate::{Error, Result};

/// The table.
#[derive(Debug)]
pub struct ImageTable {
    what: What,
    listing: Listing,
    datastore: Datastore,
    schema: SchemaRef,
    /// Columns in front that are known before a file is read.
    known: usize,
}

/// A plane that is read.
#[derive(Debug, Clone)]
struct Piece {
    /// Its row among what is known.
    row: usize,
    role: Role,
    file: DatasetFile,
}

/// Whether two planes are of the same image: a file may hold those of several detectors.
fn is_same(a: &Piece, b: &Piece) -> bool {
    a.file.path == b.file.path && a.file.raw == b.file.raw
}

impl ImageTable {
    /// Of the datasets that are listed.
    pub fn new(what: What, listing: Listing, datastore: Datastore) -> ImageTable {
        let mut fields: Vec<Arc<Field>> = listing.fields();
        if what == What::Pixels {
            fields.push(Arc::new(Field::new(PLANE, DataType::Utf8, true)));
        }
        let known = fields.len();
        fields.extend(what.fields().into_iter().map(Arc::new));
        ImageTable { what, listing, datastore, schema: Arc::new(Schema::new(Fields::from(fields))), known }
    }

    fn is_known(&self, filter: &Expr) -> bool {
        let columns = filter.column_refs();
        is_decided(filter) == TableProviderFilterPushDown::Exact
            && columns.iter().all(|column| self.schema.index_of(&column.name).is_ok_and(|index| index < self.known))
    }

    /// What is known, a row for each plane that may be read, and the planes.
    async fn pieces(&self, filters: &[Expr], session: &dyn Session) -> Result<(RecordBatch, Vec<Piece>)> {
        let (of_planes, of_datasets): (Vec<Expr>, Vec<Expr>) =
            filters.iter().cloned().partition(|filter| filter.column_refs().iter().any(|column| column.name == PLANE));
        let datasets = self.listing.datasets(conjunction(of_datasets), session).await?;
        let mut pieces = Vec::new();
        for files in stored(&datasets)?.chunk_by(|a, b| a.1.row == b.1.row) {
            for role in self.what.roles() {
                let of = |name: Option<&str>| files.iter().find(|(component, _)| component.as_deref() == name);
                if let Some((_, file)) = of(None).or_else(|| of(Some(role.name()))) {
                    pieces.push(Piece { row: file.row, role: *role, file: file.clone() });
                }
            }
        }
        let rows: Int64Array = pieces.iter().map(|piece| piece.row as i64).collect();
        let own = usize::from(self.what == What::Pixels);
        let columns = datasets.columns().iter().take(self.known - own).map(|column| take(column, &rows, None));
        let mut columns = columns.collect::<Result<Vec<ArrayRef>, _>>()?;
        if own > 0 {
            columns.push(Arc::new(StringArray::from_iter_values(pieces.iter().map(|piece| piece.role.name()))));
        }
        let schema: SchemaRef = Arc::new(self.schema.project(&(0..self.known).collect::<Vec<_>>())?);
        let known = RecordBatch::try_new(schema.clone(), columns)?;
        let kept = match conjunction(of_planes) {
            None => BooleanArray::from(vec![true; known.num_rows()]),
            Some(filter) => {
                let condition = session.create_physical_expr(filter, &DFSchema::try_from(schema)?)?;
                let fits = condition.evaluate(&known)?.into_array(known.num_rows())?;
                fits.as_boolean_opt().cloned().unwrap_or_else(|| BooleanArray::from(vec![false; known.num_rows()]))
            }
        };
        let mut is_kept = (0..kept.len()).map(|row| kept.is_valid(row) && kept.value(row));
        pieces.retain(|_| is_kept.next().unwrap_or(false));
        pieces.iter_mut().enumerate().for_each(|(row, piece)| piece.row = row);
        Ok((filter_record_batch(&known, &kept)?, pieces))
    }
}

#[async_trait]
impl TableProvider for ImageTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> DataFusionResult<Vec<TableProviderFilterPushDown>> {
        let decided = |filter: &&Expr| match self.is_known(filter) {
            true => TableProviderFilterPushDown::Exact,
            false => TableProviderFilterPushDown::Unsupported,
        };
        Ok(filters.iter().map(decided).collect())
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> DataFusionResult<Arc<dyn ExecutionPlan>> {
        let (known, pieces) = self.pieces(filters, session).await?;
        let wanted: Vec<usize> = projection.cloned().unwrap_or_else(|| (0..self.schema.fields().len()).collect());
        let schema: SchemaRef = Arc::new(self.schema.project(&wanted)?);
        let partitions = session.config().target_partitions().min(pieces.len()).max(1);
        // The planes of a file stay together, so that its headers are read once.
        let mut dealt: Vec<Vec<Piece>> = vec![Vec::new(); partitions];
        for (index, file) in pieces.chunk_by(is_same).enumerate() {
            dealt[index % partitions].extend_from_slice(file);
        }
        let partition = |pieces| {
            let images = Images {
                what: self.what,
                datastore: self.datastore.clone(),
                known: known.clone(),
                pieces,
                wanted: wanted.clone(),
                schema: schema.clone(),
            };
            Arc::new(Partition { schema: schema.clone(), images: Arc::new(images) }) as Arc<dyn PartitionStream>
        };
        let partitions = dealt.into_iter().map(partition).collect();
        Ok(Arc::new(StreamingTableExec::try_new(schema.clone(), partitions, None, [], false, limit)?))
    }
}

/// What a partition reads.
#[derive(Debug)]
struct Images {
    what: What,
    datastore: Datastore,
    known: RecordBatch,
    pieces: Vec<Piece>,
    wanted: Vec<usize>,
    schema: SchemaRef,
}

#[derive(Debug)]
struct Partition {
    schema: SchemaRef,
    images: Arc<Images>,
}

impl PartitionStream for Partition {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _context: Arc<TaskContext>) -> SendableRecordBatchStream {
        let images = self.images.clone();
        let bounds: Vec<(usize, usize)> = images
            .pieces
            .chunk_by(is_same)
            .scan(0, |start, file| {
                let from = *start;
                *start += file.len();
                Some((from, *start))
            })
            .collect();
        let rows = stream::iter(bounds).then(move |(from, to)| {
            let images = images.clone();
            async move { images.file(&images.pieces[from..to]).await }
        });
        let batches = rows.map_ok(|batches| stream::iter(batches.into_iter().map(Ok))).try_flatten();
        Box::pin(RecordBatchStreamAdapter::new(self.schema.clone(), batches.map_err(|error: Error| DataFusionError::from(error))))
    }
}

impl Images {
    /// The rows about planes of one file.
    async fn file(&self, pieces: &[Piece]) -> Result<Vec<RecordBatch>> {
        let Some(first) = pieces.first() else { return Ok(Vec::new()) };
        let mut exposure = Exposure::open(&first.file.open(&self.datastore).await?).await?;
        let known = self.known.num_columns();
        let names: Vec<String> =
            self.wanted.iter().zip(self.schema.fields()).filter(|(index, _)| **index >= known).map(|(_, f)| f.name().clone()).collect();
        let mut batches = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let (rows, measured) = self.what.rows(&mut exposure, piece.role, &names).await?;
            let mut measured = measured.into_iter();
            let same = Int64Array::from(vec![piece.row as i64; rows]);
            let mut columns = Vec::with_capacity(self.wanted.len());
            for index in &self.wanted {
                columns.push(match *index < known {
                    true => take(self.known.column(*index), &same, None)?,
                    false => measured.next().ok_or_else(|| Error::internal("a column that was not measured"))?,
                });
            }
            let options = RecordBatchOptions::new().with_row_count(Some(rows));
            batches.push(RecordBatch::try_new_with_options(self.schema.clone(), columns, &options)?);
        }
        Ok(batches)
    }
}
