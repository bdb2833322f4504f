//! Datasets that are mappings, lists and scalars: YAML, of which JSON is a part.

use butler_engine::config::yaml::{Node, Value, parse};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::errors::raised;

/// The text of a YAML file as mappings, lists and scalars. Tags are left aside: what a dataset was in memory is not known here.
#[pyfunction]
pub fn parse_yaml<'py>(py: Python<'py>, name: &str, text: &str) -> PyResult<Bound<'py, PyAny>> {
    let node = py.detach(|| parse(name, text)).map_err(raised)?;
    value(py, &node)
}

fn value<'py>(py: Python<'py>, node: &Node) -> PyResult<Bound<'py, PyAny>> {
    match &node.value {
        Value::Seq(items) => {
            let items: Vec<Bound<'py, PyAny>> = items.iter().map(|item| value(py, item)).collect::<PyResult<_>>()?;
            Ok(PyList::new(py, items)?.into_any())
        }
        Value::Map(pairs) => {
            let mapping = PyDict::new(py);
            for (key, held) in pairs {
                mapping.set_item(value(py, key)?, value(py, held)?)?;
            }
            Ok(mapping.into_any())
        }
        Value::Scalar(..) => scalar(py, node),
    }
}

fn scalar<'py>(py: Python<'py>, node: &Node) -> PyResult<Bound<'py, PyAny>> {
    let object = if node.is_null() {
        py.None().into_bound(py)
    } else if let Some(text) = node.as_str() {
        text.into_pyobject(py)?.into_any()
    } else if let Ok(truth) = node.boolean() {
        truth.into_pyobject(py)?.to_owned().into_any()
    } else if let Some(integer) = node.as_i64() {
        integer.into_pyobject(py)?.into_any()
    } else if let Ok(number) = node.number() {
        number.into_pyobject(py)?.into_any()
    } else {
        node.text().unwrap_or_default().into_pyobject(py)?.into_any()
    };
    Ok(object)
}
