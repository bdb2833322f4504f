//! Boxes against circles: whether the edges cross, and if not, which holds which.

use std::f64::consts::PI;

use super::LonLatBox;
use crate::chord::{corners_side, max_squared_chord_length, min_squared_chord_length};
use crate::circle::{Circle, squared_chord_length_for};
use crate::constants::MAX_SQUARED_CHORD_LENGTH_ERROR;
use crate::lonlat::LonLat;
use crate::relationship::Relationship;
use crate::vector::UnitVector3d;

pub(super) fn relate(b: &LonLatBox, c: &Circle) -> Relationship {
    if let Some(relationship) = Relationship::of_emptiness(b.is_empty(), c.is_empty()) {
        return relationship;
    }
    if b.is_full() || c.is_full() {
        return Relationship::from_tests(b.is_full(), c.is_full());
    }
    let corners = b.corners();
    let east = [UnitVector3d::east_of_meridian(b.lon.a()), UnitVector3d::east_of_meridian(b.lon.b())];
    match corners_side(&corners, c) {
        None => Relationship::INTERSECTS,
        Some(true) => relate_inside(b, c, &corners, &east),
        Some(false) => relate_outside(b, c, &corners, &east),
    }
}

/// All corners are inside the circle.
fn relate_inside(b: &LonLatBox, c: &Circle, corners: &[UnitVector3d; 4], east: &[UnitVector3d; 2]) -> Relationship {
    let limit = c.squared_chord_length() - MAX_SQUARED_CHORD_LENGTH_ERROR;
    for (i, normal) in east.iter().enumerate() {
        let furthest = max_squared_chord_length(c.center(), corners[2 * i + 1], corners[2 * i], normal.vector());
        if furthest > limit {
            return Relationship::INTERSECTS;
        }
    }
    let opposite = LonLat::from(-c.center());
    if b.lon.contains(opposite.lon_rad()) && squared_chord_length_for(PI - to_parallels_rad(b, opposite)) > limit {
        return Relationship::INTERSECTS;
    }
    // The edge of the box is inside; still the circle may leave out a hole inside the box.
    if b.contains(opposite) { Relationship::INTERSECTS } else { Relationship::WITHIN }
}

/// All corners are outside the circle.
fn relate_outside(b: &LonLatBox, c: &Circle, corners: &[UnitVector3d; 4], east: &[UnitVector3d; 2]) -> Relationship {
    let limit = c.squared_chord_length() + MAX_SQUARED_CHORD_LENGTH_ERROR;
    for (i, normal) in east.iter().enumerate() {
        let nearest = min_squared_chord_length(c.center(), corners[2 * i + 1], corners[2 * i], normal.vector());
        if nearest < limit {
            return Relationship::INTERSECTS;
        }
    }
    let center = LonLat::from(c.center());
    if b.lon.contains(center.lon_rad()) && squared_chord_length_for(to_parallels_rad(b, center)) < limit {
        return Relationship::INTERSECTS;
    }
    if b.contains(center) { Relationship::CONTAINS } else { Relationship::DISJOINT }
}

/// The angle from a point, at a longitude of the box, to the nearer of its lower and upper edge, in radians.
fn to_parallels_rad(b: &LonLatBox, p: LonLat) -> f64 {
    (p.lat_rad() - b.lat.a()).abs().min((p.lat_rad() - b.lat.b()).abs())
}
