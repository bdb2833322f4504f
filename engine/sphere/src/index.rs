//! Many regions, to be searched for those that may be related to a given one: pixels first, then the regions themselves.

use std::sync::{Arc, OnceLock};

use crate::region::Region;
use crate::relationship::Relationship;

mod cover;
mod ranges;
mod screen;

use cover::{Form, cover, has_box};
use ranges::Ranges;
pub use screen::Screen;

/// What is asked of a pair of regions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairTest {
    /// They may have a point in common: [`Region::may_overlap`].
    Overlaps,
    /// The first is known to be within the second.
    Within,
    /// The first is known to contain the second.
    Contains,
}

impl PairTest {
    /// Whether it holds for `a` and `b`, in this order.
    pub fn holds(self, a: &Region, b: &Region) -> bool {
        match self {
            PairTest::Overlaps => a.may_overlap(b),
            PairTest::Within => a.relate(b).has(Relationship::WITHIN),
            PairTest::Contains => b.relate(a).has(Relationship::WITHIN),
        }
    }

    /// The same test with `a` and `b` exchanged.
    pub fn exchanged(self) -> PairTest {
        match self {
            PairTest::Overlaps => PairTest::Overlaps,
            PairTest::Within => PairTest::Contains,
            PairTest::Contains => PairTest::Within,
        }
    }
}

/// Regions with an index of the pixels that cover them.
///
/// [`RegionIndex::candidates`] leaves out no region for which the test would hold; those that it gives are still to be tested.
#[derive(Debug)]
pub struct RegionIndex {
    regions: Vec<Arc<Region>>,
    test: PairTest,
    near: Ranges,
    /// The wide ranges of those that have boxes; see [`cover`].
    boxed: Option<Ranges>,
    /// The wide ranges of all, made when a box is first asked for.
    wide: OnceLock<Ranges>,
    /// Those that may be related to anything, wherever it lies.
    anywhere: Vec<u32>,
    /// The smallest trixels among those of the regions: smaller ones tell no more.
    deepest: u8,
}

impl RegionIndex {
    /// An index of regions that are to be the first of the test. They are known by their places, which must fit 32 bits; others are not found.
    pub fn new(regions: Vec<Arc<Region>>, test: PairTest) -> RegionIndex {
        let deepest = regions.iter().map(|r| finest(r)).max().unwrap_or(0);
        let near = ranges_of(numbered(&regions), Form::Near, deepest);
        let boxed = regions.iter().any(|r| has_box(r));
        let boxed = boxed.then(|| ranges_of(numbered(&regions).filter(|(_, r)| has_box(r)), Form::Wide, deepest));
        let anywhere = match test {
            PairTest::Within => numbered(&regions).filter(|(_, r)| may_be_within_anything(r)).map(|(place, _)| place).collect(),
            PairTest::Overlaps | PairTest::Contains => Vec::new(),
        };
        RegionIndex { regions, test, near, boxed, wide: OnceLock::new(), anywhere, deepest }
    }

    /// The regions in their places.
    pub fn regions(&self) -> &[Arc<Region>] {
        &self.regions
    }

    /// The places of all regions for which the test may hold with `region` as the second, in ascending order.
    pub fn candidates(&self, region: &Region) -> Vec<u32> {
        if self.test == PairTest::Contains && may_be_within_anything(region) {
            return numbered(&self.regions).map(|(place, _)| place).collect();
        }
        let mut found = self.anywhere.clone();
        let mut search = |ranges: &Ranges, form| {
            cover(region, form, self.deepest).ranges().for_each(|(begin, end)| ranges.meeting(begin, end, &mut found));
        };
        if has_box(region) {
            search(self.wide(), Form::Wide);
        } else {
            search(&self.near, Form::Near);
            if let Some(boxed) = &self.boxed {
                search(boxed, Form::Wide);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// About as much memory as the index and its regions take.
    pub fn size_bytes(&self) -> usize {
        let regions: usize = self.regions.iter().map(|r| size_of::<Region>() + r.encoded_len()).sum();
        regions + self.near.size_bytes() + self.boxed.as_ref().map_or(0, Ranges::size_bytes) + self.wide.get().map_or(0, Ranges::size_bytes)
    }

    fn wide(&self) -> &Ranges {
        self.wide.get_or_init(|| ranges_of(numbered(&self.regions), Form::Wide, self.deepest))
    }
}

fn numbered(regions: &[Arc<Region>]) -> impl Iterator<Item = (u32, &Region)> {
    (0..).zip(regions.iter().map(Arc::as_ref))
}

fn ranges_of<'a>(regions: impl Iterator<Item = (u32, &'a Region)>, form: Form, deepest: u8) -> Ranges {
    Ranges::new(regions.flat_map(|(place, region)| {
        let ranges: Vec<_> = cover(region, form, deepest).ranges().map(|(begin, end)| (begin, end, place)).collect();
        ranges
    }))
}

/// The level of the smallest trixels that a region is covered with.
fn finest(region: &Region) -> u8 {
    match region {
        Region::Union(operands) | Region::Intersection(operands) => operands.iter().map(finest).max().unwrap_or(0),
        other => cover::level(other),
    }
}

/// Whether a region may be within others that it has no point in common with: if it is empty, or an intersection, of which one operand decides.
fn may_be_within_anything(region: &Region) -> bool {
    fn has_intersection(region: &Region) -> bool {
        match region {
            Region::Intersection(_) => true,
            Region::Union(operands) => operands.iter().any(has_intersection),
            _ => false,
        }
    }
    has_intersection(region) || region.is_empty()
}
