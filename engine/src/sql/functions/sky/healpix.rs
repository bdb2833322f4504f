//! `healpix(order, ra, dec)`: the HEALPix pixel of a position.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array};
use arrow::datatypes::DataType;

use super::super::arguments::Coerced;
use super::super::arguments::each;
use super::super::{Description, Family, Function};
use super::{degrees, number, number_type, position};
use crate::sphere::{MAX_HEALPIX_ORDER, healpix_index};
use crate::sql::values::Kind;
use crate::{Error, Result};

pub(in crate::sql::functions) const DESCRIPTION: Description = Description {
    name: "healpix",
    aliases: &[],
    family: Family::Pixels,
    syntax: "healpix(order, ra, dec)",
    text: "The index of the HEALPix pixel in which a position lies, in the nested scheme.",
    arguments: &[("order", "from 0 to 29"), ("ra", "right ascension in degrees"), ("dec", "declination in degrees")],
    example: "SELECT healpix(7, coord1(region), coord2(region)) AS pixel, count(*) FROM visit GROUP BY pixel",
};

pub(in crate::sql::functions) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((DataType::Int64, Kind::Plain)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    each(types, &[number_type, number_type, number_type], "a order and a position in degrees")
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    let columns = degrees(args)?;
    let [orders, lons, lats] = columns[..] else { return Err(Error::internal("a pixel needs three numbers")) };
    let mut found = Vec::with_capacity(orders.len());
    for row in 0..orders.len() {
        let (Some(order), Some(lon), Some(lat)) = (number(orders, row), number(lons, row), number(lats, row)) else {
            found.push(None);
            continue;
        };
        if order.fract() != 0.0 || !(0.0..=f64::from(MAX_HEALPIX_ORDER)).contains(&order) {
            return Err(Error::invalid("level of pixels", order.to_string(), format!("it is not from 0 to {MAX_HEALPIX_ORDER}")));
        }
        let index = healpix_index(order as u8, position(lon, lat)?.into());
        found.push(Some(index.map_err(|error| Error::invalid("position", format!("{lon} {lat}"), error.to_string()))?.cast_signed()));
    }
    Ok(Arc::new(found.into_iter().collect::<Int64Array>()))
}
