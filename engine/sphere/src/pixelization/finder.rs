//! The search for pixels that meet a region, or lie within it, from the largest pixels down.

use crate::circle::Circle;
use crate::lonlat_box::LonLatBox;
use crate::polygon::relate::{Edges, polygon_box, polygon_circle, polygons};
use crate::range_set::RangeSet;
use crate::region::Region;
use crate::relationship::Relationship;
use crate::vector::UnitVector3d;

/// How a pixelization of polygons with `N` vertices divides its pixels by four. The children of pixel i are `4 i` to `4 i + 3`.
pub(super) trait Tree<const N: usize> {
    /// The pixels of level 0.
    fn roots(&self) -> impl Iterator<Item = (u64, [UnitVector3d; N])>;

    /// The children of a pixel of `level`, in order.
    fn children(&self, index: u64, level: u8, vertices: &[UnitVector3d; N]) -> [[UnitVector3d; N]; 4];
}

/// Which pixels are wanted.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Want {
    /// All that meet the region.
    Envelope,
    /// All within the region.
    Interior,
}

/// Which pixels, how small, and in how many ranges at most (0: no limit).
#[derive(Clone, Copy)]
pub(super) struct Search {
    pub(super) want: Want,
    pub(super) level: u8,
    pub(super) max_ranges: usize,
}

/// The pixels wanted of any region. Ellipses are searched as their bounding circles; unions and intersections operand by operand.
pub(super) fn find<const N: usize>(tree: &impl Tree<N>, region: &Region, universe: &RangeSet, search: Search) -> RangeSet {
    match region {
        Region::Circle(c) => walk(tree, &Target::Circle(*c), search),
        Region::Ellipse(e) => walk(tree, &Target::Circle(e.bounding_circle()), search),
        Region::Box(b) => walk(tree, &Target::Box(*b), search),
        Region::ConvexPolygon(p) => walk(tree, &Target::Polygon(Box::new(Edges::new(p.vertices()))), search),
        Region::Union(operands) => {
            operands.iter().map(|r| find(tree, r, universe, search)).fold(RangeSet::new(), |all, part| all.union(&part))
        }
        Region::Intersection(operands) => {
            operands.iter().map(|r| find(tree, r, universe, search)).fold(universe.clone(), |all, part| all.intersection(&part))
        }
    }
}

/// A region against which pixels are tested.
enum Target<'a> {
    Circle(Circle),
    Box(LonLatBox),
    Polygon(Box<Edges<'a>>),
}

impl Target<'_> {
    /// How a pixel is related to the region.
    fn relate(&self, pixel: &[UnitVector3d]) -> Relationship {
        match self {
            Target::Circle(c) => polygon_circle(pixel, c),
            Target::Box(b) => polygon_box(pixel, b),
            Target::Polygon(p) => polygons(&Edges::new(pixel), p),
        }
    }
}

fn walk<const N: usize>(tree: &impl Tree<N>, target: &Target<'_>, search: Search) -> RangeSet {
    let mut walk = Walk { tree, target, search, deepest: i32::from(search.level), found: RangeSet::new() };
    for (index, vertices) in tree.roots() {
        walk.visit(index, 0, &vertices);
    }
    walk.found
}

struct Walk<'a, T, const N: usize> {
    tree: &'a T,
    target: &'a Target<'a>,
    search: Search,
    /// The deepest level that is still looked at; less than the level wanted once there were too many ranges.
    deepest: i32,
    found: RangeSet,
}

impl<T: Tree<N>, const N: usize> Walk<'_, T, N> {
    /// Looks at a pixel and, if need be, at its children. The depth is that of the level, 30 at most.
    fn visit(&mut self, index: u64, level: u8, vertices: &[UnitVector3d; N]) {
        // The largest pixels are always looked at: those that are left out would not be covered by any that were.
        if i32::from(level) > self.deepest.max(0) {
            return;
        }
        let relationship = self.target.relate(vertices);
        if relationship.is_disjoint() {
            return;
        }
        if relationship.has(Relationship::WITHIN) {
            self.insert(index, level);
        } else if i32::from(level) >= self.deepest {
            if self.search.want == Want::Envelope {
                self.insert(index, level);
            }
        } else {
            for (child, vertices) in (index * 4..).zip(self.tree.children(index, level, vertices)) {
                self.visit(child, level + 1, &vertices);
            }
        }
    }

    /// Adds the pixels of the wanted level in a pixel. Envelopes are made coarser outwards, interiors inwards.
    fn insert(&mut self, index: u64, level: u8) {
        let mut shift = 2 * u32::from(self.search.level.saturating_sub(level));
        self.found.insert(index << shift, (index + 1) << shift);
        while self.search.max_ranges != 0 && self.found.len() > self.search.max_ranges {
            self.deepest -= 1;
            shift += 2;
            match self.search.want {
                Want::Envelope => self.found.simplify(shift),
                Want::Interior => {
                    let mut others = self.found.complement();
                    others.simplify(shift);
                    self.found = others.complement();
                }
            }
        }
    }
}
