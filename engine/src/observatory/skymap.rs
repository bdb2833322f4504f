//! The records of a skymap: itself, its tracts, their patches.

use butler_observatory::skymap::SkyMap;

use super::{Rows, element, record};
use crate::dimensions::{RowBuilder, Universe, Value};
use crate::sphere::Region;
use crate::{Error, Result};

/// Rows of patches that are made at a time.
const ROWS: usize = 100_000;

/// The records of the skymap `name`, parents first; patches in several parts.
pub fn records(universe: &Universe, name: &str, skymap: &SkyMap) -> Result<Vec<Rows>> {
    let needed = |name: &'static str| element(universe, name).ok_or_else(|| Error::missing("dimension", name, []));
    let (of_skymap, of_tract, of_patch) = (needed("skymap")?, needed("tract")?, needed("patch")?);
    let named = ("skymap", Value::Text(name.to_owned()));
    let encoded = |region| ("region", Value::Bytes(Region::ConvexPolygon(region).encode()));
    let (mut tracts, mut patches) = (RowBuilder::new(of_tract), RowBuilder::new(of_patch));
    let mut parts = Vec::new();
    let mut most = [0_i64; 2];
    for tract in skymap.tracts() {
        let number = ("tract", Value::Int(tract.id));
        tracts.append(&record(of_tract, vec![named.clone(), ("id", Value::Int(tract.id)), encoded(tract.region(tract.whole())?)])?)?;
        most = [most[0].max(tract.count[0]), most[1].max(tract.count[1])];
        for y in 0..tract.count[1] {
            for x in 0..tract.count[0] {
                let (_, outer) = skymap.patch(&tract, x, y);
                let id = ("id", Value::Int(tract.count[0] * y + x));
                let cell = [("cell_x", Value::Int(x)), ("cell_y", Value::Int(y))];
                let [cell_x, cell_y] = cell;
                patches
                    .append(&record(of_patch, vec![named.clone(), number.clone(), id, cell_x, cell_y, encoded(tract.region(outer)?)])?)?;
                if patches.len() == ROWS {
                    parts.push((of_patch.clone(), patches.finish()?));
                }
            }
        }
    }
    if !patches.is_empty() {
        parts.push((of_patch.clone(), patches.finish()?));
    }
    let fields = vec![
        ("name", Value::Text(name.to_owned())),
        ("hash", Value::Bytes(skymap.sha1().to_vec())),
        ("tract_max", Value::Int(skymap.len() as i64)),
        ("patch_nx_max", Value::Int(most[0])),
        ("patch_ny_max", Value::Int(most[1])),
    ];
    let mut own = RowBuilder::new(of_skymap);
    own.append(&record(of_skymap, fields)?)?;
    let mut out = vec![(of_skymap.clone(), own.finish()?), (of_tract.clone(), tracts.finish()?)];
    out.extend(parts);
    Ok(out)
}
