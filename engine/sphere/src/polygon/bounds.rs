//! Centroid, area and bounds of convex polygons, for slices of vertices so that pixels need no allocation.

use std::f64::consts::{FRAC_PI_2, PI};

use super::edges;
use crate::circle::Circle;
use crate::constants::MAX_SQUARED_CHORD_LENGTH_ERROR;
use crate::interval::{Interval1d, NormalizedAngleInterval};
use crate::lonlat::LonLat;
use crate::lonlat_box::LonLatBox;
use crate::orientation::orientation_z;
use crate::vector::{UnitVector3d, Vector3d};

/// By how much the box around a polygon is wider than its vertices and edges, in radians: about 0.1 mas.
const BOX_MARGIN_RAD: f64 = 5.0e-10;

/// The centre of mass on the sphere: the normals of the edges, weighted by the angles that they span (J. E. Brock, The centroid and inertia
/// tensor for a spherical triangle, 1974). The x axis if there is none.
pub(crate) fn centroid(vertices: &[UnitVector3d]) -> UnitVector3d {
    let mut sum = Vector3d::default();
    for (a, b) in edges(vertices) {
        let Some((normal, twice_sine)) = a.robust_cross(b).normalized() else { continue };
        let (s, c) = (0.5 * twice_sine, a.dot(b));
        let angle = if s == 0.0 && c == 0.0 { 0.0 } else { s.atan2(c) };
        sum = sum + normal.vector() * angle;
    }
    UnitVector3d::towards(sum)
}

pub(crate) fn area_sr(vertices: &[UnitVector3d]) -> f64 {
    let normals: Vec<Vector3d> = edges(vertices).map(|(a, b)| a.robust_cross(b)).collect();
    let turns: f64 = normals
        .iter()
        .zip(normals.iter().cycle().skip(1))
        .map(|(before, after)| before.cross(*after).norm().atan2(before.dot(*after)))
        .sum();
    2.0 * PI - turns
}

pub(crate) fn bounding_circle(vertices: &[UnitVector3d]) -> Circle {
    let center = centroid(vertices);
    let furthest = vertices.iter().map(|v| v.squared_chord_length(center)).fold(0.0, f64::max);
    Circle::from_squared_chord_length(center, furthest + 2.0 * MAX_SQUARED_CHORD_LENGTH_ERROR)
}

/// The box around the boxes of all vertices, stretched where an edge passes its point of highest or lowest latitude, and over all longitudes
/// if all edges lead around a pole.
pub(crate) fn bounding_box(vertices: &[UnitVector3d]) -> LonLatBox {
    let mut bounds = LonLatBox::EMPTY;
    let (mut has_west, mut has_east) = (false, false);
    for (a, b) in edges(vertices) {
        bounds = bounds.expanded_to(box_of_vertex(b));
        if !has_west || !has_east {
            let o = orientation_z(a, b);
            has_east |= o > 0;
            has_west |= o < 0;
        }
        if let Some(lat) = extreme_latitude_rad(a, b) {
            let lats = bounds.lat().expanded_to(Interval1d::new(lat, lat));
            bounds = LonLatBox::new(bounds.lon(), lats);
        }
    }
    let pole = match (has_west, has_east) {
        (false, _) => FRAC_PI_2,
        (true, false) => -FRAC_PI_2,
        (true, true) => return bounds,
    };
    bounds.expanded_to(LonLatBox::new(NormalizedAngleInterval::FULL, Interval1d::new(pole, pole)))
}

fn box_of_vertex(v: UnitVector3d) -> LonLatBox {
    let p = LonLat::from(v);
    LonLatBox::new(
        NormalizedAngleInterval::of_point(p.lon_rad()).dilated_by(BOX_MARGIN_RAD),
        Interval1d::new(p.lat_rad(), p.lat_rad()).dilated_by(BOX_MARGIN_RAD),
    )
}

/// The highest latitude of an edge that rises and falls, or the lowest of one that falls and rises, in radians and with the margin.
fn extreme_latitude_rad(a: UnitVector3d, b: UnitVector3d) -> Option<f64> {
    let n = a.robust_cross(b);
    // The highest point of the great circle: on its plane and on the plane of its normal and the axis.
    let top = Vector3d::new(-n.x * n.z, -n.y * n.z, n.x * n.x + n.y * n.y);
    if top.is_zero() {
        return None;
    }
    let (from, to) = (a.y() * n.x - a.x() * n.y, b.y() * n.x - b.x() * n.y);
    if from > 0.0 && to < 0.0 {
        Some(LonLat::latitude_of_rad(top) + BOX_MARGIN_RAD)
    } else if from < 0.0 && to > 0.0 {
        Some(LonLat::latitude_of_rad(-top) - BOX_MARGIN_RAD)
    } else {
        None
    }
}
