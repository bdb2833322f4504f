//! The rows and columns of a file that are asked for, batch by batch. A condition is asked of the columns that it names, which need not be taken.

use std::ops::Range;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use butler_catalogs::tables::{Reader, Table};
use butler_engine::sql::RowFilter;

use crate::Failure;

/// What is asked for of a table.
pub struct Chosen<'a> {
    pub table: Table,
    pub columns: Option<&'a [String]>,
    pub condition: Option<&'a str>,
    /// Of the rows that fit the condition.
    pub rows: Range<u64>,
}

/// The rows.
pub struct Batches {
    reader: Reader,
    schema: SchemaRef,
    filter: Option<RowFilter>,
    /// Columns to take of those that are read; all if absent.
    taken: Option<Vec<usize>>,
    /// Rows to pass over, and rows to give after these; of the rows that fit.
    rows: Range<u64>,
}

impl Chosen<'_> {
    /// The rows of it in `part`; all if absent.
    pub fn read(&self, part: Option<Range<u64>>) -> Result<Batches, Failure> {
        let rows = part.map_or(self.rows.clone(), |part| self.rows.start + part.start..(self.rows.start + part.end).min(self.rows.end));
        let Some(condition) = self.condition else {
            let reader = match self.columns {
                None => self.table.read(None, Some(rows.clone()))?,
                Some(names) => self.table.read_named(names, Some(rows.clone()))?,
            };
            return Ok(Batches { schema: reader.schema().clone(), reader, filter: None, taken: None, rows });
        };
        let filter = RowFilter::parse(condition, self.table.schema())?;
        let Some(wanted) = self.columns else {
            return Ok(Batches {
                schema: self.table.schema().clone(),
                reader: self.table.read(None, None)?,
                filter: Some(filter),
                taken: None,
                rows,
            });
        };
        let mut names = wanted.to_vec();
        names.extend(filter.columns().iter().filter(|name| !wanted.contains(name)).cloned());
        let reader = self.table.read_named(&names, None)?;
        let taken: Vec<usize> = (0..wanted.len()).collect();
        let schema = reader.schema().project(&taken).map_err(butler_engine::Error::from)?.into();
        Ok(Batches { reader, schema, filter: Some(filter), taken: Some(taken), rows })
    }
}

impl Batches {
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The number of rows, if it is known before they are read.
    pub fn known_count(&self) -> Option<u64> {
        let total = self.reader.row_count();
        self.filter.is_none().then(|| self.rows.end.min(total).saturating_sub(self.rows.start))
    }

    /// The number of rows, by reading them if they must be asked the condition.
    pub async fn count(&mut self) -> Result<u64, Failure> {
        if let Some(count) = self.known_count() {
            return Ok(count);
        }
        let mut count = 0;
        while let Some(batch) = self.next().await? {
            count += batch.num_rows() as u64;
        }
        Ok(count)
    }

    /// The next rows; none after the last.
    pub async fn next(&mut self) -> Result<Option<RecordBatch>, Failure> {
        loop {
            if self.filter.is_some() && self.rows.is_empty() {
                return Ok(None);
            }
            let Some(mut batch) = self.reader.next().await? else { return Ok(None) };
            let Some(filter) = &self.filter else { return Ok(Some(batch)) };
            batch = filter.apply(&batch)?;
            let fitting = batch.num_rows() as u64;
            let passed = self.rows.start.min(fitting);
            let given = (self.rows.end - self.rows.start).min(fitting - passed);
            // Both ends are counted from the rows that are still to come.
            self.rows = self.rows.start - passed..self.rows.end - passed - given;
            if given == 0 {
                continue;
            }
            batch = batch.slice(passed as usize, given as usize);
            return match &self.taken {
                None => Ok(Some(batch)),
                Some(taken) => Ok(Some(batch.project(taken).map_err(butler_engine::Error::from)?)),
            };
        }
    }
}
