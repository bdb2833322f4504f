//! The side that is kept: its rows, its distinct regions and their index.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::concat_batches;
use datafusion::common::{DataFusionError, JoinSide, Result};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::memory_pool::MemoryReservation;
use futures::TryStreamExt;
use hashbrown::HashMap;

use super::{Condition, decode, key_hashes};
use crate::sphere::{Region, RegionIndex, Screen};

/// Regions up to which each has a circle of its own to tell others apart, before pixels are asked.
const FEW: usize = 16;

/// A row: the hash of its keys and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Member {
    hash: u64,
    row: u32,
}

/// How regions are found that may be related to one of the other side.
#[derive(Debug)]
enum Search {
    /// By a circle around each: they are few, and of the sort that a circle tells apart.
    Screens(Vec<Screen>),
    /// By pixels.
    Pixels(RegionIndex),
}

/// All rows of a side, by region.
#[derive(Debug)]
pub(super) struct Built {
    /// The rows.
    pub(super) rows: RecordBatch,
    /// Their keys.
    pub(super) keys: Vec<ArrayRef>,
    /// The distinct regions.
    pub(super) regions: Vec<Arc<Region>>,
    /// What tells which of them may be related to another.
    search: Search,
    /// Where the members of each region begin, and the end of all.
    starts: Vec<usize>,
    /// The rows that have a region, by region and hash.
    members: Vec<Member>,
    /// Accounts for all of it.
    _memory: MemoryReservation,
}

impl Built {
    /// Reads all rows of `side`.
    pub(super) async fn collect(
        mut input: SendableRecordBatchStream,
        condition: &Condition,
        side: JoinSide,
        memory: MemoryReservation,
    ) -> Result<Built> {
        let (schema, mut batches) = (input.schema(), Vec::new());
        while let Some(batch) = input.try_next().await? {
            memory.try_grow(batch.get_array_memory_size())?;
            batches.push(batch);
        }
        let copied = memory.size();
        memory.try_grow(copied)?;
        let rows = concat_batches(&schema, &batches)?;
        drop(batches);
        memory.shrink(copied);
        Built::index(rows, condition, side, memory)
    }

    fn index(rows: RecordBatch, condition: &Condition, side: JoinSide, memory: MemoryReservation) -> Result<Built> {
        if u32::try_from(rows.num_rows()).is_err() {
            return Err(DataFusionError::ResourcesExhausted(
                "more than 4,294,967,295 rows on the smaller side of a join of regions".to_owned(),
            ));
        }
        let keys = condition.keys(side, &rows)?;
        let hashes = key_hashes(&keys, rows.num_rows())?;
        let column = condition.region(side).evaluate(&rows)?.into_array(rows.num_rows())?;
        let Distinct { regions, of_rows } = distinct(&column)?;
        let (starts, members) = by_region(regions.len(), &of_rows, &hashes);
        let screens = if regions.len() > FEW { None } else { regions.iter().map(|region| Screen::new(region)).collect() };
        let search = match screens {
            Some(screens) => Search::Screens(screens),
            None => Search::Pixels(RegionIndex::new(regions.clone(), condition.test_from(side))),
        };
        memory.try_grow(search.size_bytes() + size_of_val(&members[..]) + size_of_val(&starts[..]))?;
        Ok(Built { rows, keys, regions, search, starts, members, _memory: memory })
    }

    /// Whether a region of the other side, as bytes, is far from all regions of this one.
    pub(super) fn is_apart(&self, bytes: &[u8]) -> bool {
        match &self.search {
            Search::Screens(screens) => screens.iter().all(|screen| screen.is_apart(bytes)),
            Search::Pixels(_) => false,
        }
    }

    /// The regions that may be related to one of the other side, which is given with its bytes.
    pub(super) fn candidates(&self, region: &Region, bytes: &[u8]) -> Vec<u32> {
        match &self.search {
            Search::Screens(screens) => (0..).zip(screens).filter(|(_, screen)| !screen.is_apart(bytes)).map(|(place, _)| place).collect(),
            Search::Pixels(index) => index.candidates(region),
        }
    }

    /// The rows of a region whose keys have the hash `hash`.
    pub(super) fn members(&self, region: u32, hash: u64) -> impl ExactSizeIterator<Item = u32> + '_ {
        let region = region as usize;
        let all = match (self.starts.get(region), self.starts.get(region + 1)) {
            (Some(begin), Some(end)) => &self.members[*begin..*end],
            _ => &[],
        };
        let (begin, end) = (all.partition_point(|m| m.hash < hash), all.partition_point(|m| m.hash <= hash));
        all[begin..end].iter().map(|m| m.row)
    }
}

impl Search {
    fn size_bytes(&self) -> usize {
        match self {
            Search::Screens(screens) => size_of_val(&screens[..]),
            Search::Pixels(index) => index.size_bytes(),
        }
    }
}

/// The regions of a column.
struct Distinct {
    /// Each once.
    regions: Vec<Arc<Region>>,
    /// Which of them each row has.
    of_rows: Vec<Option<u32>>,
}

fn distinct(column: &ArrayRef) -> Result<Distinct> {
    let column = column.as_binary::<i32>();
    let mut places: HashMap<&[u8], u32> = HashMap::new();
    let mut regions = Vec::new();
    let mut of_rows = Vec::with_capacity(column.len());
    for bytes in column.iter() {
        of_rows.push(match bytes {
            None => None,
            Some(bytes) => Some(match places.get(bytes) {
                Some(place) => *place,
                None => {
                    regions.push(decode(bytes)?);
                    *places.entry(bytes).or_insert(regions.len() as u32 - 1)
                }
            }),
        });
    }
    Ok(Distinct { regions, of_rows })
}

/// The rows that have a region by region and hash, and where those of each region begin.
fn by_region(regions: usize, of_rows: &[Option<u32>], hashes: &[u64]) -> (Vec<usize>, Vec<Member>) {
    let with_region = (0_u32..).zip(of_rows.iter().zip(hashes));
    let mut rows: Vec<(u32, Member)> =
        with_region.filter_map(|(row, (region, hash))| Some(((*region)?, Member { hash: *hash, row }))).collect();
    rows.sort_unstable();
    let starts = (0..=regions).map(|region| rows.partition_point(|(of, _)| (*of as usize) < region)).collect();
    (starts, rows.into_iter().map(|(_, member)| member).collect())
}
