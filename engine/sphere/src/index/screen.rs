//! A circle that tells apart from a region what is far from it.

use std::f64::consts::FRAC_PI_2;

use super::cover::MARGIN_RAD;
use crate::circle::{Circle, opening_angle_for_rad};
use crate::region::Region;

/// A circle around a circle or a polygon, for many tests of that one region against others.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    around: Circle,
}

impl Screen {
    /// Around `region`; `None` if its relations are not told by its points alone: boxes, ellipses, unions and intersections.
    pub fn new(region: &Region) -> Option<Screen> {
        let around = match region {
            Region::Circle(c) => *c,
            Region::ConvexPolygon(p) => p.bounding_circle(),
            _ => return None,
        };
        (!around.is_empty() && !around.is_full()).then_some(Screen { around })
    }

    /// Whether `other` is so far away that the two are disjoint and neither is within the other. That it is not far says nothing.
    pub fn is_apart(&self, other: &Region) -> bool {
        let (center, radius) = match other {
            Region::Circle(c) if !c.is_empty() => (c.center(), c.opening_angle_rad()),
            Region::ConvexPolygon(p) => {
                let [first, rest @ ..] = p.vertices() else { return false };
                let furthest = rest.iter().map(|v| v.squared_chord_length(*first)).fold(0.0, f64::max);
                (*first, opening_angle_for_rad(furthest))
            }
            _ => return false,
        };
        // A circle below a hemisphere is convex: with the vertices it holds the polygon.
        let apart = center.squared_chord_length(self.around.center());
        radius < FRAC_PI_2 && opening_angle_for_rad(apart) > self.around.opening_angle_rad() + radius + MARGIN_RAD
    }
}
