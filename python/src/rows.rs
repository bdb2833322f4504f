//! Tables: Arrow batches of one schema.

use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, Int64Array, RecordBatch, RecordBatchOptions, StringViewArray, StructArray, UInt64Array};
use arrow::datatypes::{Field, Schema, SchemaRef};
use butler_catalogs::print::{Look, Printer};
use butler_catalogs::tables::{Format, WriteOptions, Writer, find};
use butler_engine::dimensions::Key;
use butler_engine::error::near_matches;
use butler_engine::sql::RowFilter;
use butler_engine::{Error, Result};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyList};
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};
use pyo3_arrow::input::AnyRecordBatch;

use crate::arrays::{Shown, shown, values};
use crate::convert::Dimension;
use crate::errors::raised;

/// A table in memory. It never changes.
#[pyclass(frozen, module = "butler_arrow._native")]
pub struct Rows {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
    /// The format of the file that it was read from.
    format: Option<Format>,
}

impl Rows {
    /// Of batches of `schema`.
    pub fn new(schema: SchemaRef, batches: Vec<RecordBatch>) -> Rows {
        Rows { schema, batches, format: None }
    }

    /// Of a file of this format.
    pub fn of_file(schema: SchemaRef, batches: Vec<RecordBatch>, format: Format) -> Rows {
        Rows { schema, batches, format: Some(format) }
    }

    /// Of one batch.
    pub fn of(batch: RecordBatch) -> Rows {
        Rows::new(batch.schema(), vec![batch])
    }

    /// Its rows as one batch.
    pub fn batch(&self) -> Result<RecordBatch> {
        Ok(arrow::compute::concat_batches(&self.schema, &self.batches)?)
    }

    fn count(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn field(&self, index: usize) -> PyResult<&Field> {
        let fields = self.schema.fields();
        fields.get(index).map(AsRef::as_ref).ok_or_else(|| PyIndexError::new_err(format!("column {index} of {}", fields.len())))
    }

    /// A column in one piece.
    fn whole(&self, index: usize) -> PyResult<ArrayRef> {
        self.field(index)?;
        match self.batches.as_slice() {
            [only] => Ok(only.column(index).clone()),
            [] => Ok(arrow::array::new_empty_array(self.field(index)?.data_type())),
            several => {
                let parts: Vec<&dyn Array> = several.iter().map(|batch| batch.column(index).as_ref()).collect();
                arrow::compute::concat(&parts).map_err(|error| raised(error.into()))
            }
        }
    }

    fn with(&self, schema: SchemaRef, batches: Vec<RecordBatch>) -> Rows {
        Rows { schema, batches, format: self.format }
    }

    fn mapped(&self, map: impl Fn(&RecordBatch) -> Result<RecordBatch>) -> Result<Rows> {
        let batches = self.batches.iter().map(map).collect::<Result<Vec<_>>>()?;
        let schema = batches.first().map_or_else(|| self.schema.clone(), RecordBatch::schema);
        Ok(self.with(schema, batches))
    }

    /// Writes it in a format.
    pub fn write_to(&self, format: Format, target: impl Write + Send) -> Result<()> {
        let mut writer = Writer::new(format, target, &self.schema, WriteOptions::default())?;
        self.batches.iter().try_for_each(|batch| writer.write(batch))?;
        writer.finish()?.flush().map_err(|source| Error::Io { doing: "write", location: format.name().to_owned(), source })
    }
}

#[pymethods]
impl Rows {
    /// The table of any object that has Arrow's C interface.
    #[staticmethod]
    fn from_arrow(py: Python<'_>, object: AnyRecordBatch) -> PyResult<Rows> {
        let reader = object.into_reader()?;
        let schema = reader.schema();
        let batches = py.detach(|| reader.collect::<std::result::Result<Vec<_>, _>>()).map_err(|error| raised(error.into()))?;
        Ok(Rows::new(schema, batches))
    }

    /// A table of dimensions' values, row by row; a column is of integers if its first value is one.
    #[staticmethod]
    fn of_keys(names: Vec<String>, rows: Vec<Vec<Dimension>>) -> PyResult<Rows> {
        let column = |place: usize| -> ArrayRef {
            let keys = rows.iter().map(|row| row.get(place).map(|key| &key.0));
            match rows.first().and_then(|row| row.get(place)).map(|key| &key.0) {
                Some(Key::Int(_)) => Arc::new(keys.map(|key| key.and_then(Key::as_int)).collect::<Int64Array>()),
                _ => Arc::new(keys.map(|key| key.and_then(Key::as_text)).collect::<StringViewArray>()),
            }
        };
        let columns = names.iter().enumerate().map(|(place, name)| (name.as_str(), column(place), true));
        if names.is_empty() {
            let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
            let batch = RecordBatch::try_new_with_options(Arc::new(Schema::empty()), Vec::new(), &options);
            return Ok(Rows::of(batch.map_err(|error| raised(error.into()))?));
        }
        Ok(Rows::of(RecordBatch::try_from_iter_with_nullable(columns).map_err(|error| raised(error.into()))?))
    }

    fn __len__(&self) -> usize {
        self.count()
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.schema.as_ref())
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let field = Field::new_struct("", self.schema.fields().clone(), false).with_metadata(self.schema.metadata().clone());
        let batches = self.batches.clone().into_iter().map(|batch| Ok(Arc::new(StructArray::from(batch)) as ArrayRef));
        to_stream_pycapsule(py, Box::new(ArrayIterator::new(batches, field.into())), requested_schema)
    }

    /// Names of the columns.
    #[getter]
    fn names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    /// Of each column its name, Arrow type and metadata.
    fn fields(&self) -> Vec<(String, String, HashMap<String, String>)> {
        self.schema.fields().iter().map(|field| (field.name().clone(), field.data_type().to_string(), field.metadata().clone())).collect()
    }

    /// What is said of the whole table.
    #[getter]
    fn metadata(&self) -> HashMap<String, String> {
        self.schema.metadata().clone()
    }

    /// Bytes in memory.
    #[getter]
    fn nbytes(&self) -> usize {
        self.batches.iter().map(RecordBatch::get_array_memory_size).sum()
    }

    /// Where the column of a name is: exact, in any case, or by an alias.
    fn find(&self, name: &str) -> Option<usize> {
        find(&self.schema, name)
    }

    /// Names that look like one that is not there.
    fn near(&self, name: &str) -> Vec<String> {
        near_matches(name, self.schema.fields().iter().map(|field| field.name().as_str()))
    }

    /// A column for NumPy.
    fn column<'py>(&self, py: Python<'py>, index: usize) -> PyResult<Shown<'py>> {
        shown(py, self.field(index)?, &self.whole(index)?)
    }

    /// A column as a list of values.
    fn values<'py>(&self, py: Python<'py>, index: usize) -> PyResult<Bound<'py, PyList>> {
        values(py, self.field(index)?, &self.whole(index)?)
    }

    /// Rows from `start` on, `length` at most.
    fn slice(&self, start: usize, length: usize) -> Rows {
        let (mut before, end) = (0, start.saturating_add(length));
        let mut batches = Vec::new();
        for batch in &self.batches {
            let (first, last) = (start.clamp(before, before + batch.num_rows()), end.clamp(before, before + batch.num_rows()));
            if last > first {
                batches.push(batch.slice(first - before, last - first));
            }
            before += batch.num_rows();
        }
        self.with(self.schema.clone(), batches)
    }

    /// These columns, by index.
    fn select(&self, py: Python<'_>, columns: Vec<usize>) -> PyResult<Rows> {
        columns.iter().try_for_each(|index| self.field(*index).map(drop))?;
        let schema = Arc::new(self.schema.project(&columns).map_err(|error| raised(error.into()))?);
        let rows = py.detach(|| self.mapped(|batch| Ok(batch.project(&columns)?))).map_err(raised)?;
        Ok(Rows { schema, ..rows })
    }

    /// The rows for which a condition in SQL holds.
    fn filter(&self, py: Python<'_>, condition: &str) -> PyResult<Rows> {
        let filtered = py.detach(|| {
            let filter = RowFilter::parse(condition, &self.schema)?;
            self.mapped(|batch| filter.apply(batch))
        });
        filtered.map_err(raised)
    }

    /// The rows at which `kept` is true.
    fn keep(&self, py: Python<'_>, kept: Vec<bool>) -> PyResult<Rows> {
        let done = py.detach(|| {
            let batch = self.batch()?;
            Ok(self.with(self.schema.clone(), vec![arrow::compute::filter_record_batch(&batch, &BooleanArray::from(kept))?]))
        });
        done.map_err(raised)
    }

    /// The rows at these places, in this order.
    fn take(&self, py: Python<'_>, places: Vec<u64>) -> PyResult<Rows> {
        let count = self.count() as u64;
        if let Some(place) = places.iter().find(|place| **place >= count) {
            return Err(PyIndexError::new_err(format!("row {place} of {count}")));
        }
        let done = py.detach(|| {
            let batch = self.batch()?;
            Ok(self.with(self.schema.clone(), vec![arrow::compute::take_record_batch(&batch, &UInt64Array::from(places))?]))
        });
        done.map_err(raised)
    }

    /// Lines as astropy prints a table.
    #[pyo3(signature = (max_lines = None, max_width = None))]
    fn lines(&self, py: Python<'_>, max_lines: Option<usize>, max_width: Option<usize>) -> Vec<String> {
        py.detach(|| {
            let (blanks, units) = self.format.map(|format| (format.blanks(), format.units())).unwrap_or_default();
            let mut printer = Printer::new(self.schema.clone(), Look { max_lines, max_width, blanks, units });
            self.batches.iter().for_each(|batch| printer.push(batch));
            printer.lines()
        })
    }

    /// Writes it to a file that is not there yet; the end of its name says the format.
    fn write(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        py.detach(|| {
            let format = Format::of_name(&path).ok_or_else(|| {
                Error::invalid("file name", path.display().to_string(), "its end says no format")
                    .with_hint("end it in .fits, .parquet, .ecsv, .vot, .csv or .arrow")
            })?;
            let failed = |source| Error::Io { doing: "create", location: path.display().to_string(), source };
            let target = std::fs::File::create_new(&path).map_err(failed)?;
            self.write_to(format, std::io::BufWriter::new(target)).inspect_err(|_| drop(std::fs::remove_file(&path)))
        })
        .map_err(raised)
    }
}
