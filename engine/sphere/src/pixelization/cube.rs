//! The faces of a cube around the sphere, and grids on them, for the Quad Tree Cube and its modification.

use crate::vector::UnitVector3d;

/// By how much pixels are wider, in face coordinates, than the cells that they stand for: a little more than the error of mapping a point to
/// its face and back, so that a pixel holds every point that has its index.
pub(super) const DILATION: f64 = 1.0e-15;

/// The deepest level of both pixelizations.
pub(super) const MAX_LEVEL: u8 = 30;

/// A face of the cube, by the axis that goes through its middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    PlusX,
    PlusY,
    PlusZ,
    MinusX,
    MinusY,
    MinusZ,
}

impl Side {
    /// The face through which a direction leaves the cube. Directions through an edge go where the comparisons put them.
    pub(super) fn of(v: UnitVector3d) -> Side {
        let (x, y, z) = (v.x(), v.y(), v.z());
        let all = |tests: [bool; 4]| tests == [true; 4];
        if all([x > y, x > -y, x > z, x > -z]) {
            Side::PlusX
        } else if all([x <= y, x <= -y, x <= z, x <= -z]) {
            Side::MinusX
        } else if all([x <= y, x > -y, y > z, y > -z]) {
            Side::PlusY
        } else if all([x > y, x <= -y, y <= z, y <= -z]) {
            Side::MinusY
        } else if all([x <= z, y <= z, x > -z, y > -z]) {
            Side::PlusZ
        } else {
            Side::MinusZ
        }
    }

    /// The axis with its sign, as texts of indices name it.
    pub(super) fn text(self) -> &'static str {
        match self {
            Side::PlusX => "+X",
            Side::PlusY => "+Y",
            Side::PlusZ => "+Z",
            Side::MinusX => "-X",
            Side::MinusY => "-Y",
            Side::MinusZ => "-Z",
        }
    }
}

/// Coordinates u and v on a face, in `[-1, 1]`: two components of the vector to the face, with signs, and the third with its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Face {
    pub(super) side: Side,
    /// Components for u, v and the axis of the face: 0 x, 1 y, 2 z.
    pub(super) components: [usize; 3],
    /// Their signs.
    pub(super) signs: [f64; 3],
}

impl Face {
    /// Where a direction meets the face.
    pub(super) fn project(&self, p: UnitVector3d) -> (f64, f64) {
        let p = [p.x(), p.y(), p.z()];
        let [u, v, w] = self.components;
        let w = p[w].abs();
        ((p[u] / w) * self.signs[0], (p[v] / w) * self.signs[1])
    }

    /// The direction of a point of the face.
    pub(super) fn unproject(&self, (u, v): (f64, f64)) -> UnitVector3d {
        let norm = (1.0 + (u * u + v * v)).sqrt();
        let mut p = [0.0; 3];
        p[self.components[0]] = (u / norm) * self.signs[0];
        p[self.components[1]] = (v / norm) * self.signs[1];
        p[self.components[2]] = self.signs[2] / norm;
        UnitVector3d::from_normalized(p[0], p[1], p[2])
    }
}

/// The cell of a grid of 2^level by 2^level cells at a point of a face.
pub(super) fn face_to_grid(level: u8, (u, v): (f64, f64)) -> (u32, u32) {
    let scale = 2f64.powi(i32::from(level) - 1);
    let largest = 2f64.powi(i32::from(level)) - 1.0;
    let cell = |x: f64| (x * scale + scale).max(0.0).min(largest) as u32;
    (cell(u), cell(v))
}

/// The lower and the upper corner of a cell on the face.
pub(super) fn grid_to_face(level: u8, (s, t): (u32, u32)) -> [(f64, f64); 2] {
    let scale = 2f64.powi(1 - i32::from(level));
    let (u, v) = (f64::from(s) * scale - 1.0, f64::from(t) * scale - 1.0);
    [(u - DILATION, v - DILATION), ((u + scale) + DILATION, (v + scale) + DILATION)]
}

/// The four corners of a cell, given two opposite ones: u runs first.
pub(super) fn corners(face: &Face, [(u0, v0), (u1, v1)]: [(f64, f64); 2]) -> [UnitVector3d; 4] {
    [(u0, v0), (u1, v0), (u1, v1), (u0, v1)].map(|corner| face.unproject(corner))
}

/// An index below its face as digits 0 to 3, one a level.
pub(super) fn index_text(side: Side, index: u64, level: u8) -> String {
    let digits = (0..level).rev().map(|l| char::from(b'0' + (index >> (2 * l) & 3) as u8));
    side.text().chars().chain(digits).collect()
}
