//! The frames of right ascension and declination, and the way from them to ICRS.
//!
//! | frame | the way |
//! |---|---|
//! | FK5 | precession of IAU 2006 from its equinox to J2000 (Hilton et al. 2006), then the rotation of USNO circular 179 |
//! | FK4 | without the E-terms of aberration, Newcomb's precession to B1950, Murray's matrix (1989, equations 28 and 29) for the time of the equinox, then as FK5 |
//! | FK4-NO-E | the same, from the second step |
//!
//! Other frames stay what they are.

use std::f64::consts::PI;

const ARCSEC: f64 = PI / 180.0 / 3600.0;
/// Days of a tropical year, and the day of B1900.
const TROPICAL_YEAR: f64 = 365.242198781;
const B1900_JD: f64 = 2_415_020.313_52;
const B1950_JD: f64 = 2_433_282.423_459_05;
const J2000_JD: f64 = 2_451_545.0;

const MURRAY: Matrix = Matrix([
    [0.9999256794956877, -0.0111814832204662, -0.0048590038153592],
    [0.0111814832391717, 0.9999374848933135, -0.0000271625947142],
    [0.0048590037723143, -0.0000271702937440, 0.9999881946023742],
]);
/// For each Julian century after 1950, in millionths: FK4 turns.
const MURRAY_TURNING: [[f64; 3]; 3] = [
    [-0.0026455262, -1.1539918689, 2.1111346190],
    [1.1540628161, -0.0129042997, 0.0236021478],
    [-2.1112979048, -0.0056024448, 0.0102587734],
];

/// The way from a frame to ICRS.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ToIcrs {
    /// The E-terms of aberration that places of FK4 have.
    e_terms: Option<[f64; 3]>,
    matrix: Matrix,
    inverse: Matrix,
}

impl ToIcrs {
    /// Of a frame by the name that headers have for it; none if it stays what it is.
    pub(super) fn of(frame: &str, equinox: Option<f64>) -> Option<ToIcrs> {
        let (e_terms, matrix) = match frame.trim().to_ascii_uppercase().as_str() {
            "FK5" => (None, fk5(equinox.unwrap_or(2000.0))),
            "FK4" => (Some(e_terms(equinox.unwrap_or(1950.0))), fk4(equinox.unwrap_or(1950.0))),
            "FK4-NO-E" => (None, fk4(equinox.unwrap_or(1950.0))),
            _ => return None,
        };
        let inverse = matrix.inverse()?;
        Some(ToIcrs { e_terms, matrix, inverse })
    }

    /// From the frame to ICRS, in degrees.
    pub(super) fn forward(&self, sky: [f64; 2]) -> [f64; 2] {
        let mut place = vector(sky);
        if let Some(terms) = &self.e_terms {
            let along = dot(terms, &place);
            place = normal([0, 1, 2].map(|axis| place[axis] - terms[axis] + along * place[axis]));
        }
        angles(self.matrix.times(&place))
    }

    /// The reverse.
    pub(super) fn inverse(&self, sky: [f64; 2]) -> [f64; 2] {
        let without = normal(self.inverse.times(&vector(sky)));
        let mut place = without;
        if let Some(terms) = &self.e_terms {
            // What `forward` gives is `without` but for its length.
            for _ in 0..10 {
                let factor = dot(&without, &[0, 1, 2].map(|axis| place[axis] - terms[axis] + dot(terms, &place) * place[axis]));
                let along = dot(terms, &place);
                place = normal([0, 1, 2].map(|axis| (factor * without[axis] + terms[axis]) / (1.0 + along)));
            }
        }
        angles(place)
    }
}

/// From FK5 of an equinox to ICRS.
fn fk5(equinox: f64) -> Matrix {
    let [eta0, xi0, da0] = [-19.9e-3, 9.1e-3, -22.9e-3].map(|angle| angle * ARCSEC);
    let of_icrs = turn(0, -eta0).after(&turn(1, xi0)).after(&turn(2, da0));
    of_icrs.transposed().after(&precession((equinox - 2000.0) / 100.0).transposed())
}

/// From J2000 to a date, in Julian centuries after it.
fn precession(centuries: f64) -> Matrix {
    // Angles of Fukushima and Williams, with the bias of the frame (ERFA's `pfw06`).
    let of = |t: f64| {
        let polynomial = |terms: [f64; 6]| terms.iter().rev().fold(0.0, |sum, term| sum * t + term) * ARCSEC;
        let gamma = polynomial([-0.052928, 10.556378, 0.4932044, -0.00031238, -0.000002788, 0.000_000_026_0]);
        let phi = polynomial([84381.412819, -46.811016, 0.0511268, 0.00053289, -0.000000440, -0.000_000_017_6]);
        let psi = polynomial([-0.041775, 5038.481484, 1.5584175, -0.00018522, -0.000026452, -0.000_000_014_8]);
        let obliquity = polynomial([84381.406, -46.836769, -0.0001831, 0.00200340, -0.000000576, -0.000_000_043_4]);
        turn(0, -obliquity).after(&turn(2, -psi)).after(&turn(0, phi)).after(&turn(2, gamma))
    };
    of(centuries).after(&of(0.0).transposed())
}

/// From FK4 of a Besselian equinox, without E-terms, to ICRS.
fn fk4(equinox: f64) -> Matrix {
    let days = besselian(equinox) - B1950_JD;
    // The Julian year of the equinox.
    let centuries = ((besselian(equinox) - J2000_JD) / 365.25 + 50.0) / 100.0;
    let mut murray = MURRAY;
    for (row, turning) in murray.0.iter_mut().zip(&MURRAY_TURNING) {
        row.iter_mut().zip(turning).for_each(|(term, turning)| *term += turning * 1e-6 * centuries);
    }
    let to_1950 = if days.abs() < 1e-3 { Matrix::UNIT } else { newcomb(equinox, 1950.0) };
    fk5(2000.0).after(&murray.after(&to_1950))
}

/// Newcomb's precession between Besselian equinoxes.
fn newcomb(from: f64, to: f64) -> Matrix {
    let t1 = (from - 1850.0) / 1000.0;
    let dt = (to - 1850.0) / 1000.0 - t1;
    let first = (0.060 * t1 + 139.720) * t1 + 23035.545;
    let zeta = ((17.995 * dt - 0.27 * t1 + 30.240) * dt + first) * dt * ARCSEC;
    let z = ((18.325 * dt + 109.480 + 0.39 * t1) * dt + first) * dt * ARCSEC;
    let theta = ((-41.8 * dt - 0.37 * t1 - 42.65) * dt + (-0.37 * t1 - 85.29) * t1 + 20051.12) * dt * ARCSEC;
    turn(2, -z).after(&turn(1, theta)).after(&turn(2, -zeta))
}

/// The E-terms of aberration at a Besselian equinox (Explanatory Supplement 1992).
fn e_terms(equinox: f64) -> [f64; 3] {
    let jd = besselian(equinox);
    let t = (jd - B1950_JD) / 36525.0;
    let size = 0.0056932f64.to_radians() * ((-0.000000126 * t - 0.00004193) * t + 0.01673011);
    let perigee = (((0.012 * t + 1.65) * t + 6190.67) * t + 1015489.951) * ARCSEC;
    let t = (jd - J2000_JD) / 36525.0;
    let obliquity = (84381.448 + (-46.8150 + (-0.00059 + 0.001813 * t) * t) * t) * ARCSEC;
    let across = -size * perigee.cos();
    [size * perigee.sin(), across * obliquity.cos(), across * obliquity.sin()]
}

/// The Julian day of a Besselian year.
fn besselian(year: f64) -> f64 {
    B1900_JD + (year - 1900.0) * TROPICAL_YEAR
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Matrix([[f64; 3]; 3]);

/// A rotation of the axes about one of them.
fn turn(axis: usize, angle: f64) -> Matrix {
    let (sine, cosine) = angle.sin_cos();
    let (next, last) = ((axis + 1) % 3, (axis + 2) % 3);
    let mut matrix = Matrix::UNIT;
    (matrix.0[next][next], matrix.0[next][last]) = (cosine, sine);
    (matrix.0[last][next], matrix.0[last][last]) = (-sine, cosine);
    matrix
}

impl Matrix {
    const UNIT: Matrix = Matrix([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]);

    fn times(&self, vector: &[f64; 3]) -> [f64; 3] {
        self.0.map(|row| dot(&row, vector))
    }

    fn transposed(&self) -> Matrix {
        Matrix([0, 1, 2].map(|row| [0, 1, 2].map(|column| self.0[column][row])))
    }

    /// This after another one.
    fn after(&self, other: &Matrix) -> Matrix {
        let columns = other.transposed();
        Matrix(self.0.map(|row| columns.0.map(|column| dot(&row, &column))))
    }

    fn inverse(&self) -> Option<Matrix> {
        let [a, b, c] = &self.0;
        let columns = [cross(b, c), cross(c, a), cross(a, b)];
        let determinant = dot(a, &columns[0]);
        let is_good = determinant.is_finite() && determinant != 0.0;
        is_good.then(|| Matrix(columns.map(|column| column.map(|term| term / determinant))).transposed())
    }
}

fn dot(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: &[f64; 3], b: &[f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn normal(vector: [f64; 3]) -> [f64; 3] {
    let norm = dot(&vector, &vector).sqrt();
    vector.map(|axis| axis / norm)
}

fn vector([longitude, latitude]: [f64; 2]) -> [f64; 3] {
    let ((sin_longitude, cos_longitude), (sin_latitude, cos_latitude)) =
        (longitude.to_radians().sin_cos(), latitude.to_radians().sin_cos());
    [cos_latitude * cos_longitude, cos_latitude * sin_longitude, sin_latitude]
}

fn angles([x, y, z]: [f64; 3]) -> [f64; 2] {
    [y.atan2(x).to_degrees(), z.atan2(x.hypot(y)).to_degrees()]
}
