//! Fluxes and magnitudes, with the names of the SQL functions of scisql, with and without its prefix `scisql_`.
//!
//! Errors are propagated to first order. A result that is not a finite number is NULL, as is that of a NULL.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array};
use arrow::datatypes::{DataType, Float64Type};

use super::arguments::Coerced;
use super::sky::number_type;
use super::{Description, Function};
use crate::sql::values::Kind;
use crate::{Error, Result};

mod dn;
mod flux;
mod nanojansky;

/// AB magnitude of 1 nJy = 1e-32 erg/s/cm^2/Hz.
const NANOJANSKY_ZERO_POINT: f64 = 31.4;

/// AB magnitude of 1 erg/s/cm^2/Hz.
const CGS_ZERO_POINT: f64 = -48.6;

/// Magnitudes per relative error of a flux: `2.5 / ln(10)`.
const MAGNITUDES: f64 = 2.5 / std::f64::consts::LN_10;

/// What they are.
pub(super) fn descriptions() -> impl Iterator<Item = &'static Description> {
    nanojansky::DESCRIPTIONS.into_iter().chain(flux::DESCRIPTIONS).chain(dn::DESCRIPTIONS)
}

/// All of them.
pub(super) fn functions() -> impl Iterator<Item = Function> {
    nanojansky::functions().into_iter().chain(flux::functions()).chain(dn::functions())
}

/// The magnitude of a flux, where a flux of 1 has the magnitude `zero_point`.
fn ab_mag(flux: f64, zero_point: f64) -> f64 {
    zero_point - 2.5 * flux.log10()
}

/// The error of the magnitude of a positive flux.
fn ab_mag_sigma(flux: f64, sigma: f64) -> f64 {
    if flux > 0.0 { MAGNITUDES * sigma / flux } else { f64::NAN }
}

/// The flux of a magnitude, where a flux of 1 has the magnitude `zero_point`.
fn flux(mag: f64, zero_point: f64) -> f64 {
    10.0_f64.powf(0.4 * (zero_point - mag))
}

/// The error of a flux whose magnitude has the error `mag_sigma`.
fn flux_sigma(flux: f64, mag_sigma: f64) -> f64 {
    flux * mag_sigma / MAGNITUDES
}

/// The relative error of the quotient of two positive values.
fn relative(value: f64, sigma: f64, zero: f64, zero_sigma: f64) -> f64 {
    if value > 0.0 && zero > 0.0 { (sigma / value).hypot(zero_sigma / zero) } else { f64::NAN }
}

/// The results of a formula, row by row.
fn calculated<const N: usize>(args: &[ArrayRef], formula: fn([f64; N]) -> f64) -> Result<ArrayRef> {
    let columns: Vec<&Float64Array> = args.iter().map(|column| column.as_primitive::<Float64Type>()).collect();
    let columns: [&Float64Array; N] = columns.try_into().map_err(|_| Error::internal("a formula with another number of arguments"))?;
    let rows = columns.first().map_or(0, |column| column.len());
    let value = |row: usize| {
        let is_given = columns.iter().all(|column| column.is_valid(row));
        is_given.then(|| formula(columns.map(|column| column.value(row)))).filter(|value| value.is_finite())
    };
    Ok(Arc::new((0..rows).map(value).collect::<Float64Array>()))
}

fn coerce<const N: usize>(types: &[DataType], takes: &'static str) -> Coerced {
    let cast: Option<Vec<DataType>> = types.iter().map(number_type).collect();
    cast.filter(|cast| cast.len() == N).ok_or(takes)
}

type Invoke = fn(&[ArrayRef]) -> Result<ArrayRef>;

fn of1(description: &'static Description, invoke: Invoke) -> Function {
    Function::new(description, |types| coerce::<1>(types, "a number"), |_| Ok((DataType::Float64, Kind::Plain)), invoke)
}

fn of2(description: &'static Description, invoke: Invoke) -> Function {
    Function::new(description, |types| coerce::<2>(types, "two numbers"), |_| Ok((DataType::Float64, Kind::Plain)), invoke)
}

fn of4(description: &'static Description, invoke: Invoke) -> Function {
    Function::new(description, |types| coerce::<4>(types, "four numbers"), |_| Ok((DataType::Float64, Kind::Plain)), invoke)
}
