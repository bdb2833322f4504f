//! Which tract or patch a position is in.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use arrow::array::{Array, BinaryArray, Int64Array, StringViewArray};

use crate::sphere::{Circle, PairTest, Region, RegionIndex, UnitVector3d};
use crate::{Error, Result};

/// Regions with numbers, in groups: the tracts of a sky map, or the patches of a tract. Those of a group are decoded when it is first asked.
#[derive(Debug)]
pub(super) struct Places {
    ids: Int64Array,
    regions: BinaryArray,
    groups: HashMap<String, HashMap<Option<i64>, Group>>,
}

#[derive(Debug, Default)]
struct Group {
    rows: Vec<usize>,
    decoded: OnceLock<Decoded>,
}

#[derive(Debug)]
struct Decoded {
    index: RegionIndex,
    /// Number and center of each region of the index.
    places: Vec<(i64, UnitVector3d)>,
}

impl Default for Places {
    fn default() -> Places {
        Places { ids: Vec::<i64>::new().into(), regions: BinaryArray::from_vec(Vec::new()), groups: HashMap::new() }
    }
}

impl Places {
    /// Groups rows by sky map and tract; rows without a region are in none.
    pub(super) fn new(skymaps: &StringViewArray, tracts: Option<&Int64Array>, ids: Int64Array, regions: BinaryArray) -> Places {
        let mut groups: HashMap<String, HashMap<Option<i64>, Group>> = HashMap::new();
        for (row, skymap) in skymaps.iter().enumerate() {
            let Some(skymap) = skymap.filter(|_| regions.is_valid(row)) else { continue };
            let tract = tracts.map(|tracts| tracts.value(row));
            // Few names for many rows: a copy is made of the first alone.
            let of_skymap = match groups.get_mut(skymap) {
                Some(of_skymap) => of_skymap,
                None => groups.entry(skymap.to_owned()).or_default(),
            };
            of_skymap.entry(tract).or_default().rows.push(row);
        }
        Places { ids, regions, groups }
    }

    /// The number of the region that contains a point; of several that whose center is nearest, and of these that with the smallest number.
    pub(super) fn containing(&self, skymap: &str, tract: Option<i64>, point: UnitVector3d) -> Result<Option<i64>> {
        let Some(group) = self.groups.get(skymap).and_then(|of_skymap| of_skymap.get(&tract)) else { return Ok(None) };
        let decoded = match group.decoded.get() {
            Some(decoded) => decoded,
            None => {
                let decoded = self.decode(group)?;
                group.decoded.get_or_init(|| decoded)
            }
        };
        Ok(decoded.containing(point))
    }

    fn decode(&self, group: &Group) -> Result<Decoded> {
        let (mut regions, mut places) = (Vec::with_capacity(group.rows.len()), Vec::with_capacity(group.rows.len()));
        for row in &group.rows {
            let region = Region::decode(self.regions.value(*row)).map_err(|e| Error::invalid("region", "in bytes", e.to_string()))?;
            if let Some(center) = region.centroid() {
                places.push((self.ids.value(*row), center));
                regions.push(Arc::new(region));
            }
        }
        Ok(Decoded { index: RegionIndex::new(regions, PairTest::Overlaps), places })
    }
}

impl Decoded {
    fn containing(&self, point: UnitVector3d) -> Option<i64> {
        let around = Region::from(Circle::of_point(point));
        let candidates = self.index.candidates(&around).into_iter().filter_map(|i| {
            let (region, (id, center)) = (self.index.regions().get(i as usize)?, self.places.get(i as usize)?);
            region.contains(point).then(|| (center.squared_chord_length(point), *id))
        });
        candidates.min_by(|(a, a_id), (b, b_id)| a.total_cmp(b).then(a_id.cmp(b_id))).map(|(_, id)| id)
    }
}
