//! Images: pixels that NumPy looks at, and what goes with them.

use std::path::PathBuf;
use std::sync::Arc;

use arrow::buffer::Buffer as Bytes;
use butler_catalogs::Source;
use butler_catalogs::fits::{Header, PixelType};
use butler_catalogs::images::{Bbox, Component, Exposure, Plane, Role, Value};
use butler_engine::error::near_matches;
use butler_engine::{Error, Result};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use serde_json::{Value as Json, json};
use tokio::sync::Mutex;

use crate::buffer::Buffer;
use crate::runtime::run;
use crate::wcs::Wcs;

/// First column and row, columns and rows.
pub type Box2 = (i64, i64, u64, u64);

fn numbers(bbox: &Bbox) -> Box2 {
    (bbox.x0, bbox.y0, bbox.width, bbox.height)
}

fn of_numbers((x0, y0, width, height): Box2) -> Bbox {
    Bbox { x0, y0, width, height }
}

/// An open file of images. Nothing but headers is read before it is asked for.
#[pyclass(frozen, module = "butler_arrow._native")]
pub struct Image {
    exposure: Arc<Mutex<Exposure>>,
}

impl Image {
    /// Of an open exposure.
    pub fn new(exposure: Exposure) -> Image {
        Image { exposure: Arc::new(Mutex::new(exposure)) }
    }
}

fn role(name: &str) -> PyResult<Role> {
    Role::ALL.into_iter().find(|role| role.name() == name).ok_or_else(|| {
        let near = near_matches(name, Role::ALL.map(Role::name));
        crate::errors::raised(Error::Missing { what: "component", name: name.to_owned(), near })
    })
}

#[pymethods]
impl Image {
    /// Opens a local file.
    #[staticmethod]
    fn open(py: Python<'_>, path: PathBuf) -> PyResult<Image> {
        Ok(Image::new(run(py, move || async move { Ok(Exposure::open(&Source::file(&path)?).await?) })?))
    }

    /// Names of the components that the file has.
    fn components(&self, py: Python<'_>) -> PyResult<Vec<&'static str>> {
        let exposure = self.exposure.clone();
        run(py, move || async move { Ok(exposure.lock().await.components().await?.into_iter().map(Component::name).collect()) })
    }

    /// The rectangle of its pixels.
    fn bbox(&self, py: Python<'_>) -> PyResult<Box2> {
        let exposure = self.exposure.clone();
        run(py, move || async move { Ok(numbers(&exposure.lock().await.bbox().await?)) })
    }

    /// The pixels of a plane (`image`, `mask`, `variance`), all or a part of them.
    #[pyo3(signature = (name, bbox = None))]
    fn plane<'py>(&self, py: Python<'py>, name: &str, bbox: Option<Box2>) -> PyResult<Bound<'py, PyDict>> {
        let (exposure, role) = (self.exposure.clone(), role(name)?);
        let plane = run(py, move || async move { Ok(exposure.lock().await.plane(role, bbox.map(of_numbers)).await?) })?;
        plane_object(py, &plane)
    }

    /// A component: a word for what it is, and its content.
    fn component<'py>(&self, py: Python<'py>, name: String) -> PyResult<(&'static str, Bound<'py, PyAny>)> {
        let exposure = self.exposure.clone();
        let value = run(py, move || async move { Ok(exposure.lock().await.named(&name).await?) })?;
        component_object(py, value)
    }

    /// The square of `size_arcsec` around a point of the sky.
    fn around(&self, py: Python<'_>, ra_deg: f64, dec_deg: f64, size_arcsec: f64) -> PyResult<Box2> {
        let exposure = self.exposure.clone();
        run(py, move || async move { Ok(numbers(&exposure.lock().await.around(ra_deg, dec_deg, size_arcsec).await?)) })
    }

    /// A FITS file of a part, with all planes and a right WCS.
    fn cutout<'py>(&self, py: Python<'py>, bbox: Box2) -> PyResult<Bound<'py, PyBytes>> {
        let exposure = self.exposure.clone();
        let bytes = run(py, move || async move { Ok(exposure.lock().await.cutout(of_numbers(bbox)).await?.to_fits()) })?;
        Ok(PyBytes::new(py, &bytes))
    }
}

/// Pixels in the byte order of this machine, with their place, planes and header.
pub fn plane_object<'py>(py: Python<'py>, plane: &Plane) -> PyResult<Bound<'py, PyDict>> {
    let (kind, bytes) = py.detach(|| (numpy_type(plane.pixel_type()), native_order(plane)));
    let length = |side: u64| usize::try_from(side).unwrap_or(0);
    let shape = vec![length(plane.bbox().height), length(plane.bbox().width)];
    let told = PyDict::new(py);
    told.set_item("role", plane.role().name())?;
    told.set_item("array", Py::new(py, Buffer::new(bytes, shape, kind))?)?;
    told.set_item("bbox", numbers(plane.bbox()))?;
    told.set_item("parent", numbers(plane.parent()))?;
    told.set_item("planes", plane.mask_planes())?;
    told.set_item("header", cards(plane.header()).to_string())?;
    Ok(told)
}

/// NumPy's word for the type, in the order of this machine.
fn numpy_type(kind: PixelType) -> String {
    let order = if cfg!(target_endian = "big") { '>' } else { '<' };
    match kind {
        PixelType::UInt8 => "|u1".to_owned(),
        PixelType::Int8 => "|i1".to_owned(),
        PixelType::Int16 => format!("{order}i2"),
        PixelType::UInt16 => format!("{order}u2"),
        PixelType::Int32 => format!("{order}i4"),
        PixelType::UInt32 => format!("{order}u4"),
        PixelType::Int64 => format!("{order}i8"),
        PixelType::UInt64 => format!("{order}u8"),
        PixelType::Float32 => format!("{order}f4"),
        PixelType::Float64 => format!("{order}f8"),
    }
}

fn native_order(plane: &Plane) -> Bytes {
    let bytes = plane.bytes();
    match plane.pixel_type() {
        PixelType::UInt8 | PixelType::Int8 => Bytes::from(bytes),
        PixelType::Int16 | PixelType::UInt16 => Bytes::from_vec(bytes.as_chunks().0.iter().map(|c| u16::from_be_bytes(*c)).collect()),
        PixelType::Int32 | PixelType::UInt32 | PixelType::Float32 => {
            Bytes::from_vec(bytes.as_chunks().0.iter().map(|c| u32::from_be_bytes(*c)).collect())
        }
        PixelType::Int64 | PixelType::UInt64 | PixelType::Float64 => {
            Bytes::from_vec(bytes.as_chunks().0.iter().map(|c| u64::from_be_bytes(*c)).collect())
        }
    }
}

/// Keyword, value and comment of each card.
fn cards(header: &Header) -> Json {
    header.cards().iter().map(|card| json!([card.keyword, card.value.to_json(), card.comment])).collect()
}

/// A component for Python: `plane`, `header` (cards as JSON), `wcs`, `data` and `object` (JSON).
pub fn component_object<'py>(py: Python<'py>, value: Value) -> PyResult<(&'static str, Bound<'py, PyAny>)> {
    let text = |told: Json| -> PyResult<Bound<'py, PyAny>> { Ok(told.to_string().into_pyobject(py)?.into_any()) };
    Ok(match value {
        Value::Plane(plane) => ("plane", plane_object(py, &plane)?.into_any()),
        Value::Header(header) => ("header", text(cards(&header))?),
        Value::Wcs(wcs) => ("wcs", Py::new(py, Wcs::new(*wcs))?.into_bound(py).into_any()),
        Value::Data(data) => ("data", text(data)?),
        Value::Object(object, parts) => ("object", text(object.to_json(&parts))?),
    })
}

/// The cards of a header that says what a WCS does.
pub fn cards_of(header: Option<Header>) -> Result<Option<String>> {
    Ok(header.map(|header| cards(&header).to_string()))
}
