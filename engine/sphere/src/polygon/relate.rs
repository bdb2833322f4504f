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

/// Most vertices times edges whose sides are kept on the stack.
const FEW: usize = 256;
/// Most edges whose normals are kept on the stack.
const FEW_EDGES: usize = 16;

/// The vertices of a polygon with the vector products of its edges, which every test of a point needs. Edge i ends at vertex i.
pub(crate) struct Edges<'a> {
    vertices: &'a [UnitVector3d],
    few: [Vector3d; FEW_EDGES],
    many: Vec<Vector3d>,
}

impl<'a> Edges<'a> {
    #[inline]
    pub(crate) fn new(vertices: &'a [UnitVector3d]) -> Self {
        let mut few = [Vector3d::default(); FEW_EDGES];
        let mut many = Vec::new();
        let products = edges(vertices).map(|(a, b)| a.cross(b));
        if vertices.len() <= FEW_EDGES {
            few.iter_mut().zip(products).for_each(|(slot, product)| *slot = product);
        } else {
            many.extend(products);
        }
        Edges { vertices, few, many }
    }

    #[inline]
    fn products(&self) -> &[Vector3d] {
        if self.many.is_empty() { &self.few[..self.vertices.len().min(FEW_EDGES)] } else { &self.many }
    }

    /// Writes on which side of each edge each point lies, all edges of a point in a row; returns whether any and whether all points are inside.
    #[inline]
    fn sides(&self, points: &[UnitVector3d], sides: &mut [i8]) -> (bool, bool) {
        let (mut any, mut all) = (false, true);
        let products = self.products();
        for (point, row) in points.iter().zip(sides.chunks_exact_mut(products.len().max(1))) {
            let mut is_inside = true;
            for ((a, b), (product, side)) in edges(self.vertices).zip(products.iter().zip(row)) {
                *side = side_of(*point, a, b, *product);
                is_inside &= *side >= 0;
            }
            any |= is_inside;
            all &= is_inside;
        }
        (any, all)
    }
}

/// Two polygons. If no vertex of either is inside the other, they meet only where edges cross.
pub(crate) fn polygons(p: &Edges<'_>, q: &Edges<'_>) -> Relationship {
    let cells = p.vertices.len() * q.vertices.len();
    if cells <= FEW {
        let (mut of_p, mut of_q) = ([0i8; FEW], [0i8; FEW]);
        relate(p, q, &mut of_p[..cells], &mut of_q[..cells])
    } else {
        relate(p, q, &mut vec![0; cells], &mut vec![0; cells])
    }
}

#[inline]
fn relate(p: &Edges<'_>, q: &Edges<'_>, of_p: &mut [i8], of_q: &mut [i8]) -> Relationship {
    let (any_p, all_p) = q.sides(p.vertices, of_p);
    let (any_q, all_q) = p.sides(q.vertices, of_q);
    if all_p || all_q {
        return Relationship::from_tests(all_q, all_p);
    }
    if any_p || any_q || any_edges_cross(p.vertices.len(), q.vertices.len(), of_p, of_q) {
        return Relationship::INTERSECTS;
    }
    Relationship::DISJOINT
}

/// Whether an edge of one polygon crosses an edge of the other between their ends. `of_p[i * m + j]` is the side of vertex i of the first,
/// which has n, to edge j of the second, which has m; `of_q[j * n + i]` the other way round.
///
/// Edges ab and cd cross if a and b are on different sides of cd, c and d on different sides of ab, and the turns agree.
fn any_edges_cross(n: usize, m: usize, of_p: &[i8], of_q: &[i8]) -> bool {
    (0..n).any(|b| {
        let a = if b == 0 { n - 1 } else { b - 1 };
        (0..m).any(|d| {
            let c = if d == 0 { m - 1 } else { d - 1 };
            let side = of_p[a * m + d];
            side != 0 && of_p[b * m + d] == -side && of_q[c * n + b] == -side && of_q[d * n + b] == side
        })
    })
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
