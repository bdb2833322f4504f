//! Reading the files of a table: each batch of a file becomes one of the table, with the columns of the data ID in front and nulls for what the file lacks.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, RecordBatch, RecordBatchOptions, new_null_array};
use arrow::compute::{CastOptions, cast_with_options, filter_record_batch};
use arrow::datatypes::{DataType, FieldRef, SchemaRef};
use butler_catalogs::fits::Alike;
use butler_catalogs::tables::{Reader, Table};
use datafusion::common::ScalarValue;
use datafusion::physical_expr::PhysicalExpr;

use super::listing::DatasetFile;
use super::{groups, shape};
use crate::datastore::Datastore;
use crate::{Error, Result};

/// Rows of a batch that is made of nothing but what is the same in all rows.
const STEP: usize = 8192;

/// What is read of every file, and how.
#[derive(Debug)]
pub struct Reading {
    /// Name of the table, for messages.
    pub table: String,
    /// Opens files.
    pub datastore: Option<Datastore>,
    /// What headers of its files said that were read before.
    pub alike: Arc<Alike>,
    /// The columns that are read or made, those of the filter too.
    pub schema: SchemaRef,
    /// Columns that are the same in all rows of a file, a row for each dataset.
    pub constants: RecordBatch,
    /// For each column its place among `constants`; of others their values come from the file.
    pub constant: Vec<Option<usize>>,
    /// Only rows for which this is true, an expression over `schema`.
    pub filter: Option<Arc<dyn PhysicalExpr>>,
    /// Which of the columns the result has.
    pub taken: Vec<usize>,
    /// Its schema.
    pub result: SchemaRef,
}

/// Where a table is read.
#[derive(Clone)]
pub enum Origin {
    /// A file of the datastore.
    Stored(DatasetFile),
    /// One that is open already.
    Opened(Arc<Table>),
}

/// A file or a part of one.
#[derive(Clone)]
pub struct Piece {
    /// Where it is.
    pub origin: Origin,
    /// The row of its dataset among the constants.
    pub row: usize,
    /// Its rows; all if absent.
    pub rows: Option<Range<u64>>,
}

/// A piece that is being read.
pub struct Open {
    reading: Arc<Reading>,
    row: usize,
    /// For each column its place in the batches of the file.
    places: Vec<Option<usize>>,
    rows: Rows,
    constants: Vec<Option<ArrayRef>>,
}

enum Rows {
    Read(Box<Reader>),
    /// So many rows, of which nothing is read.
    Counted(u64),
}

impl Piece {
    /// Opens it.
    pub async fn open(self, reading: &Arc<Reading>) -> Result<Open> {
        let table = match &self.origin {
            Origin::Opened(table) => table.clone(),
            Origin::Stored(file) => Arc::new(open(reading.datastore.as_ref(), file, &reading.alike).await?),
        };
        let wanted: Vec<FieldRef> = reading.own().map(|(_, field)| field.clone()).collect();
        let found = shape::places(&wanted, table.schema());
        for (field, place) in wanted.iter().zip(&found) {
            if let Some(place) = place {
                check(&reading.table, field, table.schema().field(*place).data_type(), table.file())?;
            }
        }
        let mut columns: Vec<usize> = found.iter().flatten().copied().collect();
        columns.sort_unstable();
        columns.dedup();
        let mut places = vec![None; reading.schema.fields().len()];
        for ((index, _), place) in reading.own().zip(&found) {
            places[index] = place.and_then(|place| columns.binary_search(&place).ok());
        }
        let groups = reading.groups(self.row, &table)?;
        let rows = if groups.as_ref().is_some_and(Vec::is_empty) {
            Rows::Counted(0)
        } else if columns.is_empty() && groups.is_none() {
            let rows = self.rows.unwrap_or(0..u64::MAX);
            Rows::Counted(rows.end.min(table.row_count()).saturating_sub(rows.start))
        } else {
            // Rows of a part are counted in the whole file.
            let groups = groups.filter(|_| self.rows.is_none());
            Rows::Read(Box::new(table.read_groups(Some(&columns), self.rows, groups)?))
        };
        let constants = vec![None; reading.schema.fields().len()];
        Ok(Open { reading: reading.clone(), row: self.row, places, rows, constants })
    }
}

/// Opens a file of the datastore; what is known of columns is shared with those of `alike`.
pub async fn open(datastore: Option<&Datastore>, file: &DatasetFile, alike: &Alike) -> Result<Table> {
    let datastore = datastore.ok_or_else(|| Error::internal("a file without a datastore"))?;
    let source = file.open(datastore).await?;
    Ok(Table::open_alike(&source, alike).await?)
}

/// Fails if values of the type that a file has do not fit the column.
fn check(table: &str, field: &FieldRef, stored: &DataType, file: &str) -> Result<()> {
    if stored == field.data_type() || shape::wider(field.data_type(), stored).as_ref() == Some(field.data_type()) {
        return Ok(());
    }
    let reason = format!("it is {stored} in `{file}` and {} in files that were looked at first", field.data_type());
    Err(Error::Conflict { what: "column", name: format!("{table}.{}", field.name()), reason }
        .with_hint("`catalog('TYPE', 'COLLECTIONS')` or `SET butler.collections` leave files out"))
}

impl Reading {
    /// The columns whose values come from files.
    fn own(&self) -> impl Iterator<Item = (usize, &FieldRef)> {
        self.schema.fields().iter().enumerate().filter(|(index, _)| self.constant[*index].is_none())
    }

    fn constant_of(&self, column: usize, row: usize) -> Result<Option<ScalarValue>> {
        self.constant[column].map(|place| Ok(ScalarValue::try_from_array(self.constants.column(place), row)?)).transpose()
    }

    /// The row groups that may hold rows that fit; all if there is none.
    fn groups(&self, row: usize, table: &Table) -> Result<Option<Vec<usize>>> {
        let (Some(filter), Some(footer)) = (&self.filter, table.footer()) else { return Ok(None) };
        let constant = |name: &str| self.constant_of(self.schema.index_of(name).ok()?, row).ok().flatten();
        Ok(groups::fitting(filter, &self.schema, footer, &constant)?)
    }
}

impl Open {
    /// The next rows that fit; none after the last.
    pub async fn next(&mut self) -> Result<Option<RecordBatch>> {
        loop {
            let (read, count) = match &mut self.rows {
                Rows::Counted(0) => return Ok(None),
                Rows::Counted(left) => {
                    let count = (STEP as u64).min(*left);
                    *left -= count;
                    (None, count as usize)
                }
                Rows::Read(reader) => {
                    let Some(batch) = reader.next().await? else { return Ok(None) };
                    let count = batch.num_rows();
                    (Some(batch), count)
                }
            };
            let batch = self.made(read.as_ref(), count)?;
            let batch = match &self.reading.filter {
                None => batch,
                Some(filter) => {
                    let fits = filter.evaluate(&batch)?.into_array(count)?;
                    match fits.as_boolean_opt() {
                        Some(fits) => filter_record_batch(&batch, fits)?,
                        None => batch.slice(0, 0),
                    }
                }
            };
            if batch.num_rows() == 0 {
                continue;
            }
            let columns = self.reading.taken.iter().map(|index| batch.column(*index).clone()).collect();
            let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
            return Ok(Some(RecordBatch::try_new_with_options(self.reading.result.clone(), columns, &options)?));
        }
    }

    /// The columns of the table.
    fn made(&mut self, read: Option<&RecordBatch>, count: usize) -> Result<RecordBatch> {
        let reading = self.reading.clone();
        let mut columns: Vec<ArrayRef> = Vec::with_capacity(reading.schema.fields().len());
        for (index, field) in reading.schema.fields().iter().enumerate() {
            let column = match (self.places[index], read) {
                (Some(place), Some(read)) if read.column(place).data_type() == field.data_type() => read.column(place).clone(),
                (Some(place), Some(read)) => {
                    let options = CastOptions { safe: false, ..CastOptions::default() };
                    cast_with_options(read.column(place), field.data_type(), &options)?
                }
                _ => self.same(index, field, count)?,
            };
            columns.push(column);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(count));
        Ok(RecordBatch::try_new_with_options(reading.schema.clone(), columns, &options)?)
    }

    /// A column that is the same in all rows.
    fn same(&mut self, index: usize, field: &FieldRef, count: usize) -> Result<ArrayRef> {
        if let Some(made) = self.constants[index].as_ref().filter(|made| made.len() >= count) {
            return Ok(made.slice(0, count));
        }
        let made = match self.reading.constant_of(index, self.row)? {
            Some(value) => value.to_array_of_size(count)?,
            None => new_null_array(field.data_type(), count),
        };
        self.constants[index] = Some(made.clone());
        Ok(made)
    }
}
