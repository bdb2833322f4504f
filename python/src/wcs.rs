//! From pixels to the sky and back, exactly.

use butler_catalogs::images::Wcs as Mapping;
use pyo3::prelude::*;

use crate::errors::raised;
use crate::image::cards_of;

/// A mapping between pixels, counted from 0 in the parent image, and degrees on the sky.
#[pyclass(frozen, module = "butler_arrow._native")]
pub struct Wcs {
    mapping: Mapping,
}

impl Wcs {
    /// Of a component of an exposure.
    pub fn new(mapping: Mapping) -> Wcs {
        Wcs { mapping }
    }
}

#[pymethods]
impl Wcs {
    /// What there is to say of it, as JSON.
    fn told(&self) -> String {
        self.mapping.to_json().to_string()
    }

    /// Cards of the header that says exactly the same, as JSON; None if none can.
    fn header(&self) -> PyResult<Option<String>> {
        cards_of(self.mapping.to_header()).map_err(raised)
    }

    /// Right ascensions and declinations of places in the image; NaN where there is no sky.
    fn pixel_to_sky(&self, py: Python<'_>, x: Vec<f64>, y: Vec<f64>) -> (Vec<f64>, Vec<f64>) {
        let sky = |(x, y): (f64, f64)| self.mapping.pixel_to_sky(x, y).map_or((f64::NAN, f64::NAN), |[ra, dec]| (ra, dec));
        py.detach(|| x.into_iter().zip(y).map(sky).unzip())
    }

    /// Places in the image of points on the sky; NaN beyond the projection.
    fn sky_to_pixel(&self, py: Python<'_>, ra: Vec<f64>, dec: Vec<f64>) -> (Vec<f64>, Vec<f64>) {
        let pixel = |(ra, dec): (f64, f64)| self.mapping.sky_to_pixel(ra, dec).map_or((f64::NAN, f64::NAN), |[x, y]| (x, y));
        py.detach(|| ra.into_iter().zip(dec).map(pixel).unzip())
    }

    /// The side of a pixel at a place, in arcseconds.
    fn pixel_scale(&self, x: f64, y: f64) -> Option<f64> {
        self.mapping.pixel_scale_arcsec(x, y)
    }
}
