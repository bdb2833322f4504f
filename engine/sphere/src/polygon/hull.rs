//! The convex hull of points of the sphere, by adding one point after another.
//!
//! The order in which vertices come out, and the vertex that is first, are part of what is written to registries: both are those of
//! `lsst.sphgeom`, which starts from the first triangle of the points that is not flat, and puts a point in place of the vertices that it
//! hides.

use crate::error::{Error, Result};
use crate::orientation::orientation;
use crate::vector::UnitVector3d;

fn too_few() -> Error {
    Error::invalid("convex polygon", "fewer than three of its points are different and off one great circle")
}

fn whole_sphere() -> Error {
    Error::invalid("convex polygon", "the convex hull of its points is the whole sphere")
}

pub(super) fn convex_hull(points: &[UnitVector3d]) -> Result<Vec<UnitVector3d>> {
    let (mut hull, rest) = first_triangle(points)?;
    for v in rest {
        add(&mut hull, *v)?;
    }
    Ok(hull)
}

/// The first two different points, and those after them.
fn first_pair(points: &[UnitVector3d]) -> Result<(UnitVector3d, UnitVector3d, &[UnitVector3d])> {
    let (first, others) = points.split_first().ok_or_else(too_few)?;
    for (i, v) in others.iter().enumerate() {
        if *first == -*v {
            return Err(whole_sphere());
        }
        if first != v {
            return Ok((*first, *v, &others[i + 1..]));
        }
    }
    Err(too_few())
}

/// A triangle that turns counter-clockwise, and the points after its last. Points on one great circle are merged into the segment that spans
/// them until one is off it.
fn first_triangle(points: &[UnitVector3d]) -> Result<(Vec<UnitVector3d>, &[UnitVector3d])> {
    let (mut a, mut b, rest) = first_pair(points)?;
    let normal = UnitVector3d::towards(a.robust_cross(b));
    for (i, v) in rest.iter().enumerate() {
        match orientation(a, b, *v) {
            1 => return Ok((vec![a, b, *v], &rest[i + 1..])),
            -1 => return Ok((vec![b, a, *v], &rest[i + 1..])),
            _ if *v == a || *v == b => continue,
            _ if *v == -a || *v == -b => return Err(whole_sphere()),
            _ => {}
        }
        let (from_a, to_b) = (orientation(normal, a, *v), orientation(normal, *v, b));
        if from_a == to_b {
            continue; // between a and b
        }
        let from_a_to_b = orientation(normal, a, b);
        if from_a_to_b == -to_b {
            b = *v;
        } else if from_a_to_b == -from_a {
            a = *v;
        } else {
            return Err(whole_sphere());
        }
    }
    Err(too_few())
}

/// The hull of a hull and one more point. Edges that do not turn counter-clockwise as seen from the point are hidden by it; there is one run
/// of them at most, and the point takes the place of the vertices inside that run.
fn add(hull: &mut Vec<UnitVector3d>, v: UnitVector3d) -> Result<()> {
    let n = hull.len();
    // Whether the edge that ends at vertex j is seen counter-clockwise.
    let is_ccw: Vec<bool> = (0..n).map(|j| orientation(v, hull[(j + n - 1) % n], hull[j]) > 0).collect();
    if is_ccw.iter().all(|ccw| *ccw) {
        return Ok(()); // inside
    }
    // First vertex after a counter-clockwise edge whose successor edge is hidden, and the vertex before the next edge that is not.
    let goes_out = (0..n).rev().find(|j| is_ccw[(j + n - 1) % n] && !is_ccw[*j]);
    let comes_back = (0..n).rev().find(|j| !is_ccw[*j] && is_ccw[(j + 1) % n]);
    let (Some(goes_out), Some(comes_back)) = (goes_out, comes_back) else {
        return Err(whole_sphere());
    };
    replace(hull, v, goes_out, comes_back);
    Ok(())
}

/// Puts `v` at index `from` and drops the vertices from there to before `to`, around the end if `to < from`. The first vertex stays first
/// unless it is dropped.
fn replace(hull: &mut Vec<UnitVector3d>, v: UnitVector3d, from: usize, to: usize) {
    if to < from {
        hull.truncate(from);
        hull.drain(..to);
        hull.push(v);
    } else if to == 0 {
        hull.push(v);
    } else {
        hull.splice(from..to, [v]);
    }
}
