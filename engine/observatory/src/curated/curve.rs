//! Transmission curves: throughput by wavelength, read from columns of text, multiplied, and written as ECSV.
//!
//! Between samples a curve is linear, beyond the last one it stays as it is.

use std::fmt::Write as _;

use crate::{Error, Result};

/// Throughput by wavelength.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    /// Wavelength in Angstrom and throughput (0 to 1), by wavelength.
    samples: Vec<[f64; 2]>,
}

impl Curve {
    /// Reads the first two columns of a text; a wavelength of it is `angstrom` Angstrom.
    ///
    /// # Errors
    /// A line has no two numbers, or there is none.
    pub fn parse(name: &str, text: &str, angstrom: f64) -> Result<Curve> {
        let mut samples = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let mut numbers = line.split([' ', '\t', ',']).filter(|part| !part.is_empty()).map(str::parse::<f64>);
            match (numbers.next(), numbers.next()) {
                (Some(Ok(wavelength)), Some(Ok(throughput))) if wavelength.is_finite() => samples.push([wavelength * angstrom, throughput]),
                _ => return Err(Error::invalid("transmission curve", name, format!("`{line}` does not begin with two numbers"))),
            }
        }
        if samples.is_empty() {
            return Err(Error::invalid("transmission curve", name, "it has no samples"));
        }
        samples.sort_by(|a, b| a[0].total_cmp(&b[0]));
        Ok(Curve { samples })
    }

    /// The throughput at a wavelength in Angstrom.
    pub fn at(&self, wavelength: f64) -> f64 {
        let next = self.samples.partition_point(|[x, _]| *x < wavelength);
        match (next.checked_sub(1).and_then(|i| self.samples.get(i)), self.samples.get(next)) {
            (Some([x0, y0]), Some([x1, y1])) => y0 + (y1 - y0) * (wavelength - x0) / (x1 - x0),
            (Some([_, y]), None) | (None, Some([_, y])) => *y,
            (None, None) => 1.0,
        }
    }

    /// As ECSV with `meta`.
    pub fn to_ecsv(&self, meta: &[(&str, String)]) -> String {
        let mut out = String::from(
            "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: wavelength, unit: Angstrom, datatype: float64}\n# - {name: throughput, datatype: float64}\n# meta:\n",
        );
        for (key, value) in meta {
            let _ = writeln!(out, "#   {key}: '{}'", value.replace('\'', "''"));
        }
        out.push_str("# schema: astropy-2.0\nwavelength throughput\n");
        for [wavelength, throughput] in &self.samples {
            let _ = writeln!(out, "{wavelength:?} {throughput:?}");
        }
        out
    }
}

/// The product of curves, at all wavelengths of any of them.
pub fn product(curves: &[Curve]) -> Curve {
    if let [only] = curves {
        return only.clone();
    }
    let mut wavelengths: Vec<f64> = curves.iter().flat_map(|curve| curve.samples.iter().map(|[x, _]| *x)).collect();
    wavelengths.sort_by(f64::total_cmp);
    wavelengths.dedup();
    Curve { samples: wavelengths.into_iter().map(|x| [x, curves.iter().map(|curve| curve.at(x)).product()]).collect() }
}
