//! The native half of the Python package `butler_arrow`: questions go in as plain values, answers come out as Arrow tables, buffers and JSON.
//!
//! What a Python user sees (names, defaults, printing) is in `butler_arrow/*.py`; what is done is in `butler_engine`. Here one is handed to the other.
//! Nothing of the interpreter is held while work is done, and Ctrl-C breaks it off ([`runtime::run`]).

use pyo3::prelude::*;

mod arrays;
mod buffer;
mod command;
mod convert;
mod curate;
mod data;
mod dataset;
mod errors;
mod exchange;
mod image;
mod options;
mod put;
mod queries;
mod repository;
mod rows;
mod runtime;
mod tables;
mod universe;
mod wcs;

/// The module `butler_arrow._native`.
#[pymodule]
#[pyo3(name = "_native")]
fn native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<repository::Repository>()?;
    module.add_class::<rows::Rows>()?;
    module.add_class::<buffer::Buffer>()?;
    module.add_class::<dataset::Found>()?;
    module.add_class::<image::Image>()?;
    module.add_class::<wcs::Wcs>()?;
    module.add_function(wrap_pyfunction!(command::command, module)?)?;
    module.add_function(wrap_pyfunction!(data::parse_yaml, module)?)?;
    module.add_function(wrap_pyfunction!(tables::read_table, module)?)?;
    module.add_function(wrap_pyfunction!(universe::storage_classes, module)?)?;
    Ok(())
}
