//! A circle that tells apart from a region what is far from it.

use super::cover::MARGIN_RAD;
use crate::region::Region;
use crate::vector::UnitVector3d;

/// A circle around a circle or a polygon, for many tests of that one region against others that are still bytes.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    center: [f64; 3],
    /// From the centre straight to the circle's edge.
    chord: f64,
}

impl Screen {
    /// Around `region`; `None` if its relations are not told by its points alone: boxes, ellipses, unions and intersections.
    pub fn new(region: &Region) -> Option<Screen> {
        let around = match region {
            Region::Circle(c) => *c,
            Region::ConvexPolygon(p) => p.bounding_circle(),
            _ => return None,
        };
        let screen = || Screen { center: of_vector(around.center()), chord: around.squared_chord_length().sqrt() };
        (!around.is_empty() && !around.is_full()).then(screen)
    }

    /// Whether the region that bytes encode is so far away that the two are disjoint and neither is within the other. That it is not far says nothing;
    /// regions other than circles and polygons, and bytes that encode none, are never told apart.
    pub fn is_apart(&self, bytes: &[u8]) -> bool {
        let found = match bytes.split_first() {
            Some((b'p', vertices)) => around_vertices(vertices),
            Some((b'c', circle)) => around_circle(circle),
            _ => None,
        };
        self.is_beyond(found)
    }

    /// The same of a region that has been decoded.
    pub fn is_apart_from(&self, region: &Region) -> bool {
        self.is_beyond(match region {
            Region::Circle(c) if !c.is_empty() && !c.is_full() => Some((of_vector(c.center()), c.squared_chord_length().sqrt())),
            Region::ConvexPolygon(p) => around(p.vertices().iter().map(|v| of_vector(*v))),
            _ => None,
        })
    }

    /// Straight lines through the sphere obey the triangle's inequality as its arcs do.
    fn is_beyond(&self, found: Option<([f64; 3], f64)>) -> bool {
        found.is_some_and(|(center, chord)| squared_distance(center, self.center).sqrt() > self.chord + chord + MARGIN_RAD)
    }
}

/// Centre and chord of a circle that holds an encoded polygon.
fn around_vertices(bytes: &[u8]) -> Option<([f64; 3], f64)> {
    let (vertices, rest) = bytes.as_chunks::<24>();
    if vertices.len() < 3 || !rest.is_empty() {
        return None;
    }
    around(vertices.iter().map(coordinates))
}

/// Centre and chord of a circle that holds the polygon with these vertices: below a hemisphere it is convex, so it need only hold the vertices.
fn around(mut vertices: impl Iterator<Item = [f64; 3]>) -> Option<([f64; 3], f64)> {
    let first = vertices.next()?;
    let furthest = vertices.map(|v| squared_distance(v, first)).fold(0.0, f64::max);
    (furthest < 2.0).then(|| (first, furthest.sqrt()))
}

/// Centre and chord of an encoded circle that is not empty.
fn around_circle(bytes: &[u8]) -> Option<([f64; 3], f64)> {
    let (center, rest) = bytes.split_first_chunk::<24>()?;
    let squared_chord = f64::from_le_bytes(*rest.first_chunk::<8>()?);
    (0.0..4.0).contains(&squared_chord).then(|| (coordinates(center), squared_chord.sqrt()))
}

fn of_vector(v: UnitVector3d) -> [f64; 3] {
    [v.x(), v.y(), v.z()]
}

fn coordinates(bytes: &[u8; 24]) -> [f64; 3] {
    let (values, _) = bytes.as_chunks::<8>();
    [0, 1, 2].map(|i| values.get(i).map_or(f64::NAN, |value| f64::from_le_bytes(*value)))
}

fn squared_distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    let [x, y, z] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    x * x + y * y + z * z
}
