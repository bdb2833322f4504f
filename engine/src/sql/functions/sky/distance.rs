//! `distance(ra1, dec1, ra2, dec2)`: how far apart two positions are.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array};
use arrow::datatypes::DataType;

use super::super::arguments::{Coerced, each};
use super::super::{Description, Family, Function};
use super::{degrees, number, numbers, position, region_type, regions};
use crate::Result;
use crate::sphere::{Region, UnitVector3d};
use crate::sql::values::Kind;

pub(in crate::sql::functions) const DESCRIPTION: Description = Description {
    name: "distance",
    aliases: &[],
    family: Family::Sky,
    syntax: "distance(ra1, dec1, ra2, dec2)",
    text: "The angle between two positions in degrees; also between the centers of two regions: `distance(region, region)`.",
    arguments: &[("ra1", "right ascension of the first in degrees"), ("dec1", "its declination in degrees")],
    example: "SELECT id, distance(region, point(320.8, -0.2)) AS degrees FROM visit ORDER BY degrees",
};

pub(in crate::sql::functions) fn function() -> Function {
    Function::new(&DESCRIPTION, coerce, |_| Ok((DataType::Float64, Kind::Plain)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    let takes = "two positions in degrees, or two regions";
    if types.len() == 2 { each(types, &[region_type, region_type], takes) } else { numbers(types, |count| count == 4, takes) }
}

fn invoke(args: &[ArrayRef]) -> Result<ArrayRef> {
    if let [left, right] = args {
        let (left, right) = (regions(left)?, regions(right)?);
        let center = |region: &Option<Arc<Region>>| region.as_deref().and_then(Region::centroid);
        let pairs = left.iter().zip(&right);
        return Ok(Arc::new(pairs.map(|(a, b)| Some(separation_deg(center(a)?, center(b)?))).collect::<Float64Array>()));
    }
    let columns = degrees(args)?;
    let rows = columns.first().map_or(0, |c| c.len());
    let mut found = Vec::with_capacity(rows);
    for row in 0..rows {
        let values: Option<Vec<f64>> = columns.iter().map(|c| number(c, row)).collect();
        found.push(match values.as_deref() {
            Some(&[lon1, lat1, lon2, lat2]) => Some(separation_deg(position(lon1, lat1)?.into(), position(lon2, lat2)?.into())),
            _ => None,
        });
    }
    Ok(Arc::new(found.into_iter().collect::<Float64Array>()))
}

fn separation_deg(a: UnitVector3d, b: UnitVector3d) -> f64 {
    a.angle_to_rad(b).to_degrees()
}
