//! Python values as the engine takes them.
//!
//! The Python half has made numbers, texts and lists of whatever was given; what is neither comes as a pair of a word and its content:
//! `("time", ns)`, `("timespan", (begin_ns, end_ns))`, `("region", bytes)`, `("uuid", bytes)`.

use std::collections::BTreeMap;

use butler_engine::dimensions::Key;
use butler_engine::expression::{BindValue, Binds};
use butler_engine::time::{Time, Timespan};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyFloat, PyInt, PyList, PyString, PyTuple};
use uuid::Uuid;

/// The value of a dimension.
pub struct Dimension(pub Key);

impl<'py> FromPyObject<'_, 'py> for Dimension {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Dimension> {
        if let Ok(text) = value.cast::<PyString>() {
            return Ok(Dimension(Key::Text(text.extract()?)));
        }
        Ok(Dimension(Key::Int(value.extract()?)))
    }
}

/// A data ID as it was given.
pub type DataId = Vec<(String, Dimension)>;

/// The same for the engine.
pub fn keys(data_id: DataId) -> Vec<(String, Key)> {
    data_id.into_iter().map(|(name, value)| (name, value.0)).collect()
}

/// The same by name.
pub fn keys_by_name(data_id: DataId) -> BTreeMap<String, Key> {
    keys(data_id).into_iter().collect()
}

/// The value that an expression names.
pub struct Bind(BindValue);

impl<'py> FromPyObject<'_, 'py> for Bind {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Bind> {
        Ok(Bind(if value.is_none() {
            BindValue::Null
        } else if let Ok(truth) = value.cast::<PyBool>() {
            BindValue::Bool(truth.is_true())
        } else if value.cast::<PyInt>().is_ok() {
            BindValue::Int(value.extract()?)
        } else if value.cast::<PyFloat>().is_ok() {
            BindValue::Float(value.extract()?)
        } else if let Ok(text) = value.cast::<PyString>() {
            BindValue::Text(text.extract()?)
        } else if let Ok(bytes) = value.cast::<PyBytes>() {
            BindValue::Bytes(bytes.as_bytes().to_vec())
        } else if let Ok(list) = value.cast::<PyList>() {
            BindValue::Sequence(list.iter().map(|item| Ok(item.extract::<Bind>()?.0)).collect::<PyResult<_>>()?)
        } else if let Ok(pair) = value.cast::<PyTuple>() {
            special(&pair)?
        } else {
            return Err(PyTypeError::new_err(format!("a value of type {} can't stand in an expression", value.get_type().name()?)));
        }))
    }
}

fn special(pair: &Bound<'_, PyTuple>) -> PyResult<BindValue> {
    let (word, content): (String, Bound<'_, PyAny>) = pair.extract()?;
    Ok(match word.as_str() {
        "time" => BindValue::Time(Time(content.extract()?)),
        "timespan" => BindValue::Timespan(timespan(content.extract()?)),
        "region" => BindValue::Region(content.extract()?),
        "uuid" => {
            let bytes: Vec<u8> = content.extract()?;
            BindValue::Uuid(Uuid::from_slice(&bytes).map_err(|_| PyTypeError::new_err("a UUID has 16 bytes"))?)
        }
        other => return Err(PyTypeError::new_err(format!("a value of sort {other} can't stand in an expression"))),
    })
}

/// Values by name, for an expression.
pub fn binds(given: Vec<(String, Bind)>) -> Binds {
    Binds(given.into_iter().map(|(name, value)| (name, value.0)).collect())
}

/// A timespan of its bounds; those of the reference for what is unbounded or empty are ours.
pub fn timespan((begin, end): (i64, i64)) -> Timespan {
    Timespan::from_ns(Some(begin), Some(end))
}

/// A UUID of its text.
pub fn uuid(text: &str) -> PyResult<Uuid> {
    Uuid::parse_str(text).map_err(|_| crate::errors::exception("ArgumentError", format!("`{text}` is not a UUID")))
}
