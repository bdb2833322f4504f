//! The faces of a dodecahedron as tracts.
//!
//! Faces are counted from the north, those of one declination by right ascension from 0. Either a vertex or the middle of a face is at the north pole.

/// Declination of the faces next to one at a pole: `atan(1/2)`.
const NEXT: f64 = 26.565_051_177_077_99;
/// Declinations of the faces about a vertex at a pole, and of the others.
const AROUND: [f64; 2] = [52.622_631_859_350_31, 10.812_316_963_571_71];

/// Right ascension and declination of the middle of a face, in degrees. At the poles the right ascension, which turns the tract, is what the reference's numbers
/// give it.
pub(super) fn centre(index: usize, has_poles: bool) -> [f64; 2] {
    if has_poles {
        return match index {
            0 => [180.0, 90.0],
            1..=5 => [72.0 * (index - 1) as f64, NEXT],
            6..=10 => [72.0 * (index - 6) as f64 + 36.0, -NEXT],
            _ => [0.0, -90.0],
        };
    }
    let (ring, step) = (index / 3, (index % 3) as f64);
    let begin = if ring % 2 == 0 { 0.0 } else { 60.0 };
    [begin + 120.0 * step, [AROUND[0], AROUND[1], -AROUND[1], -AROUND[0]][ring.min(3)]]
}

pub(super) fn direction([ra, dec]: [f64; 2]) -> [f64; 3] {
    let ((sa, ca), (sd, cd)) = (ra.to_radians().sin_cos(), dec.to_radians().sin_cos());
    [cd * ca, cd * sa, sd]
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Right ascensions of the corners at the north and the south pole: no more than how numbers were rounded when the reference made them, but points are laid around
/// a corner beginning with it, so that the sizes of tracts come of it.
const AT_POLES: [f64; 2] = [40.485_376_859_496_48, 220.485_376_859_496_45];

/// Right ascension and declination, in degrees, of the five corners of a face: each is in the middle of it and two others that are next to it and to each other.
pub(super) fn corners(index: usize, has_poles: bool) -> Vec<[f64; 2]> {
    let faces: Vec<[f64; 3]> = (0..12).map(|face| direction(centre(face, has_poles))).collect();
    // The cosine between neighbours is 1/sqrt(5), between others it is negative.
    let are_next = |a: usize, b: usize| a != b && dot(faces[a], faces[b]) > 0.4;
    let mut found = Vec::with_capacity(5);
    for a in (0..12).filter(|a| are_next(index, *a)) {
        for b in (a + 1..12).filter(|b| are_next(index, *b) && are_next(a, *b)) {
            let sum = [0, 1, 2].map(|i| faces[index][i] + faces[a][i] + faces[b][i]);
            let [x, y, z] = sum;
            found.push(match x.hypot(y) {
                width if width > 1e-9 => [y.atan2(x).to_degrees(), z.atan2(width).to_degrees()],
                _ if z > 0.0 => [AT_POLES[0], 90.0],
                _ => [AT_POLES[1], -90.0],
            });
        }
    }
    found
}

/// The face that a direction is in: that whose middle is nearest.
pub(super) fn face_of(at: [f64; 3], has_poles: bool) -> usize {
    let near = |face: &usize| dot(direction(centre(*face, has_poles)), at);
    (0..12).max_by(|a, b| near(a).total_cmp(&near(b)).then(b.cmp(a))).unwrap_or(0)
}
