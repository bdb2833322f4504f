//! Relations of convex polygons, for slices of vertices.

use super::bounds;
use super::edges;
use crate::chord::{corners_side, max_squared_chord_length, min_squared_chord_length};
use crate::circle::Circle;
use crate::constants::MAX_SQUARED_CHORD_LENGTH_ERROR;
use crate::lonlat_box::LonLatBox;
use crate::orientation::{orientation, side_of};
use crate::relationship::Relationship;
use crate::vector::{UnitVector3d, Vector3d};

/// Most vertices of polygons whose sides are kept as bits.
const FEW: usize = 16;

/// The vertices of a polygon with the vector products of its edges, which every test of a point needs. Edge i ends at vertex i. The products of
/// large polygons are made anew for every question.
pub(crate) struct Edges<'a> {
    vertices: &'a [UnitVector3d],
    products: [Vector3d; FEW],
}

impl<'a> Edges<'a> {
    #[inline]
    pub(crate) fn new(vertices: &'a [UnitVector3d]) -> Self {
        let mut products = [Vector3d::default(); FEW];
        if let [.., last] = vertices {
            let mut before = *last;
            for (product, v) in products.iter_mut().zip(vertices) {
                *product = before.cross(*v);
                before = *v;
            }
        }
        Edges { vertices, products }
    }

    /// On which side of each edge the points lie, up to 16 of either.
    #[inline]
    fn sides(&self, points: &[UnitVector3d]) -> Sides {
        let mut sides = Sides { left: [0; FEW], right: [0; FEW], inside: (1 << points.len()) - 1 };
        let [.., last] = self.vertices else { return sides };
        let mut before = *last;
        for (j, (v, product)) in self.vertices.iter().zip(&self.products).enumerate() {
            let (mut left, mut right) = (0, 0);
            for (i, point) in points.iter().enumerate() {
                let side = side_of(*point, before, *v, *product);
                left |= u32::from(side > 0) << i;
                right |= u32::from(side < 0) << i;
            }
            sides.left[j & (FEW - 1)] = left;
            sides.right[j & (FEW - 1)] = right;
            sides.inside &= !right;
            before = *v;
        }
        sides
    }
}

/// Points against the edges of a polygon: a word for each edge, with a bit for each point.
struct Sides {
    /// Points on the inner side.
    left: [u32; FEW],
    /// Points on the outer side.
    right: [u32; FEW],
    /// Points that are inside the polygon.
    inside: u32,
}

impl Sides {
    /// For each of `n` points and an edge, whether the point before it and the point itself are on different sides: from the inner to the
    /// outer, and from the outer to the inner.
    #[inline]
    fn crossings(&self, edge: usize, n: usize) -> (u32, u32) {
        let (left, right) = (self.left[edge], self.right[edge]);
        let before = |bits: u32| bits << 1 | bits >> (n - 1);
        (before(left) & right, before(right) & left)
    }
}

/// Two polygons. If no vertex of either is inside the other, they meet only where edges cross.
pub(crate) fn polygons(p: &Edges<'_>, q: &Edges<'_>) -> Relationship {
    let (n, m) = (p.vertices.len(), q.vertices.len());
    if n > FEW || m > FEW {
        return large_polygons(p.vertices, q.vertices);
    }
    let (of_p, of_q) = (q.sides(p.vertices), p.sides(q.vertices));
    let all = |sides: &Sides, count: usize| sides.inside == (1 << count) - 1;
    let (all_p, all_q) = (all(&of_p, n), all(&of_q, m));
    if all_p || all_q {
        return Relationship::from_tests(all_q, all_p);
    }
    if of_p.inside != 0 || of_q.inside != 0 || any_edges_cross(&of_p, n, &of_q, m) {
        return Relationship::INTERSECTS;
    }
    Relationship::DISJOINT
}

/// Whether an edge of one polygon crosses an edge of the other between their ends: edges ab and cd cross if a and b are on different sides of
/// cd, c and d on different sides of ab, and the turns agree.
#[inline]
fn any_edges_cross(of_p: &Sides, n: usize, of_q: &Sides, m: usize) -> bool {
    // Bit j of word i: edge j of q as seen from edge i of p.
    let mut of_q_by_p = [(0, 0); FEW];
    for (i, crossings) in of_q_by_p.iter_mut().enumerate().take(n) {
        *crossings = of_q.crossings(i, m);
    }
    (0..m).any(|j| {
        let (inwards_out, outwards_in) = of_p.crossings(j, n);
        (0..n).any(|i| {
            let (c_to_d_out, c_to_d_in) = of_q_by_p[i];
            (inwards_out >> i & 1 == 1 && c_to_d_in >> j & 1 == 1) || (outwards_in >> i & 1 == 1 && c_to_d_out >> j & 1 == 1)
        })
    })
}

/// The same for polygons of many vertices.
fn large_polygons(p: &[UnitVector3d], q: &[UnitVector3d]) -> Relationship {
    let any_and_all = |of: &[UnitVector3d], in_: &[UnitVector3d]| {
        of.iter().map(|v| contains(in_, *v)).fold((false, true), |(any, all), is_in| (any || is_in, all && is_in))
    };
    let ((any_p, all_p), (any_q, all_q)) = (any_and_all(p, q), any_and_all(q, p));
    if all_p || all_q {
        return Relationship::from_tests(all_q, all_p);
    }
    let cross = |(a, b): (UnitVector3d, UnitVector3d), (c, d): (UnitVector3d, UnitVector3d)| {
        let side = orientation(a, c, d);
        side != 0 && orientation(b, d, c) == side && orientation(c, b, a) == side && orientation(d, a, b) == side
    };
    if any_p || any_q || edges(p).any(|ab| edges(q).any(|cd| cross(ab, cd))) {
        return Relationship::INTERSECTS;
    }
    Relationship::DISJOINT
}

/// A polygon and a circle: corners on both sides, else edges that come nearer or go further than all corners, else which holds which.
pub(crate) fn polygon_circle(vertices: &[UnitVector3d], c: &Circle) -> Relationship {
    if c.is_empty() {
        return Relationship::CONTAINS | Relationship::DISJOINT;
    }
    if c.is_full() {
        return Relationship::WITHIN;
    }
    let Some(is_inside) = corners_side(vertices, c) else { return Relationship::INTERSECTS };
    let (center, limit) = (c.center(), c.squared_chord_length());
    if is_inside {
        let leaves = edges(vertices)
            .any(|(a, b)| max_squared_chord_length(center, a, b, a.robust_cross(b)) > limit - MAX_SQUARED_CHORD_LENGTH_ERROR);
        // The edge is inside; still the circle may leave out a hole inside the polygon.
        if leaves || contains(vertices, -center) { Relationship::INTERSECTS } else { Relationship::WITHIN }
    } else {
        let enters = edges(vertices)
            .any(|(a, b)| min_squared_chord_length(center, a, b, a.robust_cross(b)) < limit + MAX_SQUARED_CHORD_LENGTH_ERROR);
        if enters {
            Relationship::INTERSECTS
        } else if contains(vertices, center) {
            Relationship::CONTAINS
        } else {
            Relationship::DISJOINT
        }
    }
}

/// A polygon and a box, by the bounding box of the polygon: that it contains the box is never known.
pub(crate) fn polygon_box(vertices: &[UnitVector3d], b: &LonLatBox) -> Relationship {
    bounds::bounding_box(vertices).relate(b) & (Relationship::DISJOINT | Relationship::WITHIN)
}

fn contains(vertices: &[UnitVector3d], v: UnitVector3d) -> bool {
    edges(vertices).all(|(a, b)| orientation(v, a, b) >= 0)
}
