//! The butler in Python.

use pyo3::prelude::*;

/// The module that the Python package wraps.
#[pymodule]
fn butler_python(_module: &Bound<'_, PyModule>) -> PyResult<()> {
    Ok(())
}
