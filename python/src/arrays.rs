//! Arrow columns for Python: memory that NumPy looks at where a column is numbers, truth values or texts, else lists.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::buffer::Buffer as Bytes;
use arrow::datatypes::{DataType, Field, Float64Type, Int64Type, TimeUnit};
use butler_engine::sql::values::Kind;
use butler_engine::time::TimespanColumn;
use butler_engine::{Error, Result};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList};

use crate::buffer::Buffer;
use crate::errors::raised;

/// A text column of more bytes than this as NumPy has it, with one width for all, stays a list.
const WIDEST_BYTES: usize = 1 << 30;

/// What a column is: its sort, its values (a buffer or a list), and where it is null, if it is anywhere.
pub type Shown<'py> = (&'static str, Bound<'py, PyAny>, Option<Py<Buffer>>);

/// A column for NumPy.
pub fn shown<'py>(py: Python<'py>, field: &Field, array: &ArrayRef) -> PyResult<Shown<'py>> {
    let sort = match Kind::of(field) {
        Kind::Uuid => "uuid",
        Kind::Timespan => "timespan",
        Kind::Region => "region",
        Kind::DataId => "data_id",
        Kind::Plain => "array",
    };
    if sort != "array" {
        return Ok((sort, values(py, field, array)?.into_any(), None));
    }
    if let Some((bytes, shape, kind)) = py.detach(|| plain(array, vec![array.len()])).map_err(raised)? {
        let mask = py.detach(|| mask(array, &shape));
        let mask = mask.map(|mask| Py::new(py, Buffer::truths(mask, shape.clone()))).transpose()?;
        return Ok(("array", Py::new(py, Buffer::new(bytes, shape, kind))?.into_bound(py).into_any(), mask));
    }
    let sort = match array.data_type() {
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => return lists(py, array),
        _ => "list",
    };
    Ok((sort, values(py, field, array)?.into_any(), None))
}

/// Values, shape and NumPy's type of a column that is one block of memory; none if it is not.
fn plain(array: &ArrayRef, shape: Vec<usize>) -> Result<Option<(Bytes, Vec<usize>, String)>> {
    let kind = match array.data_type() {
        DataType::Boolean => {
            let values: Vec<u8> = array.as_boolean().values().iter().map(u8::from).collect();
            return Ok(Some((Bytes::from_vec(values), shape, "|b1".to_owned())));
        }
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => return texts(array, shape),
        DataType::FixedSizeList(_, width) => {
            let list = array.as_fixed_size_list();
            let shape = [shape, vec![usize::try_from(*width).unwrap_or(0)]].concat();
            return plain(list.values(), shape);
        }
        DataType::Date32 | DataType::Date64 => {
            let times = arrow::compute::cast(array, &DataType::Timestamp(TimeUnit::Millisecond, None))?;
            return plain(&times, shape);
        }
        DataType::Decimal128(..) | DataType::Decimal256(..) => return plain(&arrow::compute::cast(array, &DataType::Float64)?, shape),
        DataType::Dictionary(_, values) => return plain(&arrow::compute::cast(array, values)?, shape),
        other => match numpy_type(other) {
            Some(kind) => kind,
            None => return Ok(None),
        },
    };
    let data = array.to_data();
    let width = array.data_type().primitive_width().unwrap_or(1);
    let bytes = data.buffers().first().ok_or_else(|| Error::internal("a column of numbers without its numbers"))?;
    Ok(Some((bytes.slice_with_length(data.offset() * width, data.len() * width), shape, kind.to_owned())))
}

fn numpy_type(kind: &DataType) -> Option<&'static str> {
    Some(match kind {
        DataType::Int8 => "|i1",
        DataType::Int16 => "<i2",
        DataType::Int32 => "<i4",
        DataType::Int64 => "<i8",
        DataType::UInt8 => "|u1",
        DataType::UInt16 => "<u2",
        DataType::UInt32 => "<u4",
        DataType::UInt64 => "<u8",
        DataType::Float16 => "<f2",
        DataType::Float32 => "<f4",
        DataType::Float64 => "<f8",
        DataType::Timestamp(TimeUnit::Second, None) => "<M8[s]",
        DataType::Timestamp(TimeUnit::Millisecond, None) => "<M8[ms]",
        DataType::Timestamp(TimeUnit::Microsecond, None) => "<M8[us]",
        DataType::Timestamp(TimeUnit::Nanosecond, None) => "<M8[ns]",
        _ => return None,
    })
}

/// Texts with four bytes for each character, as many for each as the longest has.
fn texts(array: &ArrayRef, shape: Vec<usize>) -> Result<Option<(Bytes, Vec<usize>, String)>> {
    let array = arrow::compute::cast(array, &DataType::Utf8View)?;
    let texts = array.as_string_view();
    let width = texts.iter().flatten().map(|text| text.chars().count()).max().unwrap_or(0).max(1);
    if width.saturating_mul(texts.len()).saturating_mul(4) > WIDEST_BYTES {
        return Ok(None);
    }
    let mut characters = vec![0u32; width * texts.len()];
    for (place, text) in characters.chunks_exact_mut(width).zip(texts.iter()) {
        place.iter_mut().zip(text.unwrap_or_default().chars()).for_each(|(place, character)| *place = character.into());
    }
    Ok(Some((Bytes::from_vec(characters), shape, format!("<U{width}"))))
}

/// Where a column of this shape is null; none if it is nowhere.
fn mask(array: &ArrayRef, shape: &[usize]) -> Option<Vec<u8>> {
    let count = shape.iter().product::<usize>();
    let own = array.logical_nulls().filter(|nulls| nulls.null_count() > 0);
    let inner = match array.data_type() {
        DataType::FixedSizeList(..) => mask(array.as_fixed_size_list().values(), shape),
        _ => None,
    };
    let Some(nulls) = own else { return inner };
    let each = count / array.len().max(1);
    let mut mask = inner.unwrap_or_else(|| vec![0; count]);
    for row in (0..array.len()).filter(|row| nulls.is_null(*row)) {
        mask[row * each..(row + 1) * each].fill(1);
    }
    Some(mask)
}

/// Lists of different lengths: for each row what it holds, or None.
fn lists<'py>(py: Python<'py>, array: &ArrayRef) -> PyResult<Shown<'py>> {
    let field = match array.data_type() {
        DataType::List(field) | DataType::LargeList(field) | DataType::FixedSizeList(field, _) => field.clone(),
        other => return Err(raised(Error::internal(format!("a list of type {other}")))),
    };
    let rows = PyList::empty(py);
    for row in 0..array.len() {
        if array.is_null(row) {
            rows.append(py.None())?;
            continue;
        }
        let inner = match array.data_type() {
            DataType::List(_) => array.as_list::<i32>().value(row),
            DataType::LargeList(_) => array.as_list::<i64>().value(row),
            _ => array.as_fixed_size_list().value(row),
        };
        rows.append(shown(py, &field, &inner)?)?;
    }
    Ok(("lists", rows.into_any(), None))
}

/// A column as a list of Python values, None where it is null.
pub fn values<'py>(py: Python<'py>, field: &Field, array: &ArrayRef) -> PyResult<Bound<'py, PyList>> {
    let rows = 0..array.len();
    match (Kind::of(field), array.data_type()) {
        (Kind::Timespan, _) => {
            let spans = TimespanColumn::new(array).map_err(raised)?;
            PyList::new(py, rows.map(|row| spans.get(row).map(|span| span.bounds_ns())).collect::<Vec<_>>())
        }
        (_, DataType::Int64) => PyList::new(py, array.as_primitive::<Int64Type>().iter().collect::<Vec<_>>()),
        (_, DataType::Float64) => PyList::new(py, array.as_primitive::<Float64Type>().iter().collect::<Vec<_>>()),
        (_, DataType::Boolean) => PyList::new(py, array.as_boolean().iter().collect::<Vec<_>>()),
        (_, DataType::Utf8View) => PyList::new(py, array.as_string_view().iter().collect::<Vec<_>>()),
        (_, DataType::Utf8) => PyList::new(py, array.as_string::<i32>().iter().collect::<Vec<_>>()),
        (_, DataType::LargeUtf8) => PyList::new(py, array.as_string::<i64>().iter().collect::<Vec<_>>()),
        (_, DataType::FixedSizeBinary(_)) => {
            PyList::new(py, array.as_fixed_size_binary().iter().map(|value| value.map(|value| PyBytes::new(py, value))))
        }
        (_, DataType::Binary) => PyList::new(py, array.as_binary::<i32>().iter().map(|value| value.map(|value| PyBytes::new(py, value)))),
        (_, DataType::Struct(fields)) => {
            let (members, list) = (array.as_struct(), PyList::empty(py));
            let columns = fields.iter().zip(members.columns()).map(|(field, column)| values(py, field, column));
            let columns: Vec<Bound<'py, PyList>> = columns.collect::<PyResult<_>>()?;
            for row in rows {
                let mapping = PyDict::new(py);
                for (field, column) in fields.iter().zip(&columns) {
                    mapping.set_item(field.name(), column.get_item(row)?)?;
                }
                if array.is_null(row) { list.append(py.None())? } else { list.append(mapping)? }
            }
            Ok(list)
        }
        (_, kind) if numpy_type(kind).is_some() && !matches!(kind, DataType::Timestamp(..)) => {
            let wide = if kind.is_floating() { DataType::Float64 } else { DataType::Int64 };
            values(py, &Field::new("", wide.clone(), true), &arrow::compute::cast(array, &wide).map_err(|error| raised(error.into()))?)
        }
        (_, DataType::List(inner)) => {
            let list = array.as_list::<i32>();
            let rows = rows.map(|row| list.is_valid(row).then(|| values(py, inner, &list.value(row))).transpose());
            PyList::new(py, rows.collect::<PyResult<Vec<_>>>()?)
        }
        _ => {
            let options = arrow::util::display::FormatOptions::default();
            let texts = arrow::util::display::ArrayFormatter::try_new(array, &options).map_err(|error| raised(error.into()))?;
            PyList::new(py, rows.map(|row| array.is_valid(row).then(|| texts.value(row).to_string())).collect::<Vec<_>>())
        }
    }
}
