//! Memory that NumPy looks at without copying it.

use arrow::buffer::Buffer as Bytes;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

/// Values in memory, with NumPy's word for their type and shape. An array made of it keeps it alive, and can't write to it.
#[pyclass(frozen, module = "butler_arrow._native")]
pub struct Buffer {
    bytes: Bytes,
    shape: Vec<usize>,
    kind: String,
}

impl Buffer {
    /// Of `bytes` that hold values of the type `kind` (NumPy's `typestr`), the last axis running fastest.
    pub fn new(bytes: Bytes, shape: Vec<usize>, kind: impl Into<String>) -> Buffer {
        Buffer { bytes, shape, kind: kind.into() }
    }

    /// Truth values, one byte each.
    pub fn truths(values: Vec<u8>, shape: Vec<usize>) -> Buffer {
        Buffer::new(Bytes::from_vec(values), shape, "|b1")
    }
}

#[pymethods]
impl Buffer {
    /// NumPy's array interface, version 3.
    #[getter]
    fn __array_interface__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let told = PyDict::new(py);
        told.set_item("version", 3)?;
        told.set_item("shape", PyTuple::new(py, &self.shape)?)?;
        told.set_item("typestr", &self.kind)?;
        told.set_item("data", (self.bytes.as_ptr().addr(), true))?;
        Ok(told)
    }

    /// Bytes that it holds.
    #[getter]
    fn nbytes(&self) -> usize {
        self.bytes.len()
    }
}
