//! Convex polygons whose edges are great circles.

use crate::circle::Circle;
use crate::error::Result;
use crate::lonlat_box::LonLatBox;
use crate::orientation::orientation;
use crate::relationship::Relationship;
use crate::vector::UnitVector3d;

pub(crate) mod bounds;
mod hull;
pub(crate) mod relate;

/// A convex polygon with its edge. Seen from outside the sphere its vertices go counter-clockwise, no three in a row lie on one great circle,
/// and with a point it never holds the opposite point: it is smaller than a hemisphere.
#[derive(Debug, Clone)]
pub struct ConvexPolygon {
    vertices: Vec<UnitVector3d>,
}

impl ConvexPolygon {
    /// The convex hull of some points. It fails for fewer than three different points off one great circle, and if the hull is the sphere.
    pub fn convex_hull(points: &[UnitVector3d]) -> Result<Self> {
        Ok(ConvexPolygon { vertices: hull::convex_hull(points)? })
    }

    /// The polygon of these vertices, which are trusted to be counter-clockwise and convex.
    pub(crate) fn from_vertices(vertices: Vec<UnitVector3d>) -> Self {
        ConvexPolygon { vertices }
    }

    /// The vertices, counter-clockwise. Three or more.
    pub fn vertices(&self) -> &[UnitVector3d] {
        &self.vertices
    }

    /// Whether the point is in it.
    pub fn contains(&self, v: UnitVector3d) -> bool {
        edges(&self.vertices).all(|(a, b)| orientation(v, a, b) >= 0)
    }

    /// The centre of mass, projected to the sphere.
    pub fn centroid(&self) -> UnitVector3d {
        bounds::centroid(&self.vertices)
    }

    /// The area in steradians: the sum of the turns at the vertices short of a full turn (Gauss and Bonnet).
    pub fn area_sr(&self) -> f64 {
        bounds::area_sr(&self.vertices)
    }

    /// A circle around it, about the centroid.
    pub fn bounding_circle(&self) -> Circle {
        bounds::bounding_circle(&self.vertices)
    }

    /// A box of longitudes and latitudes around it, wider than needed by 5e-10 rad.
    pub fn bounding_box(&self) -> LonLatBox {
        bounds::bounding_box(&self.vertices)
    }

    /// How the two are related, exactly.
    pub fn relate(&self, p: &ConvexPolygon) -> Relationship {
        relate::polygons(&relate::Edges::new(&self.vertices), &relate::Edges::new(&p.vertices))
    }

    /// How the polygon and the circle are related.
    pub fn relate_circle(&self, c: &Circle) -> Relationship {
        relate::polygon_circle(&self.vertices, c)
    }

    /// How the polygon and the box are related, so far as its bounding box tells: disjoint, within, or unknown.
    pub fn relate_box(&self, b: &LonLatBox) -> Relationship {
        relate::polygon_box(&self.vertices, b)
    }
}

/// Equal are polygons of the same vertices in the same order, wherever they start.
impl PartialEq for ConvexPolygon {
    fn eq(&self, p: &ConvexPolygon) -> bool {
        let (ours, theirs) = (&self.vertices, &p.vertices);
        if ours.len() != theirs.len() {
            return false;
        }
        let Some(start) = ours.first().and_then(|first| theirs.iter().position(|v| v == first)) else {
            return false;
        };
        let (before, after) = theirs.split_at(start);
        ours.iter().eq(after.iter().chain(before))
    }
}

/// The edges in order, beginning with the one that ends at the first vertex.
pub(crate) fn edges(vertices: &[UnitVector3d]) -> impl Iterator<Item = (UnitVector3d, UnitVector3d)> + '_ {
    let before = vertices.last().into_iter().chain(vertices);
    before.copied().zip(vertices.iter().copied())
}
