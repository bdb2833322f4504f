//! Polynomials in two variables: the distortion of SIP, `u + A(u, v)`, `v + B(u, v)`.

/// Rounds of Newton's method at most; a distortion that needs more has no inverse there.
const ROUNDS: usize = 60;
/// The highest order that is read; SIP's own limit is 9.
pub(super) const MAX_ORDER: usize = 30;

/// Terms `c u^i v^j`.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Polynomial {
    /// Rows by the power of the second variable, columns by that of the first.
    rows: Vec<Vec<f64>>,
}

impl Polynomial {
    pub(super) fn new(order: usize) -> Polynomial {
        Polynomial { rows: vec![vec![0.0; order + 1]; order + 1] }
    }

    pub(super) fn set(&mut self, i: usize, j: usize, coefficient: f64) {
        if let Some(slot) = self.rows.get_mut(j).and_then(|row| row.get_mut(i)) {
            *slot = coefficient;
        }
    }

    /// The terms that are not 0, as (i, j, coefficient).
    pub(super) fn terms(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        let rows = self.rows.iter().enumerate();
        rows.flat_map(|(j, row)| row.iter().enumerate().map(move |(i, value)| (i, j, *value))).filter(|term| term.2 != 0.0)
    }

    pub(super) fn order(&self) -> usize {
        self.rows.len().saturating_sub(1)
    }

    /// The value and the two derivatives, by Horner's rule.
    pub(super) fn value(&self, u: f64, v: f64) -> [f64; 3] {
        let (mut value, mut by_u, mut by_v) = (0.0, 0.0, 0.0);
        for row in self.rows.iter().rev() {
            let (mut inner, mut slope) = (0.0, 0.0);
            for coefficient in row.iter().rev() {
                slope = slope * u + inner;
                inner = inner * u + coefficient;
            }
            by_v = by_v * v + value;
            value = value * v + inner;
            by_u = by_u * v + slope;
        }
        [value, by_u, by_v]
    }
}

/// A distortion of a plane.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Distortion {
    pub(super) first: Polynomial,
    pub(super) second: Polynomial,
}

impl Distortion {
    pub(super) fn forward(&self, [u, v]: [f64; 2]) -> [f64; 2] {
        [u + self.first.value(u, v)[0], v + self.second.value(u, v)[0]]
    }

    /// Where `target` comes from, by Newton's method; none if it does not converge.
    pub(super) fn inverse(&self, target: [f64; 2]) -> Option<[f64; 2]> {
        newton(target, target, |[u, v]| {
            let (first, second) = (self.first.value(u, v), self.second.value(u, v));
            ([u + first[0], v + second[0]], [[1.0 + first[1], first[2]], [second[1], 1.0 + second[2]]])
        })
    }
}

/// Where `of`, which gives value and derivatives, is `target`, searched from `start`.
pub(super) fn newton(target: [f64; 2], start: [f64; 2], of: impl Fn([f64; 2]) -> ([f64; 2], [[f64; 2]; 2])) -> Option<[f64; 2]> {
    let mut place = start;
    for _ in 0..ROUNDS {
        let (value, slope) = of(place);
        let missing = [target[0] - value[0], target[1] - value[1]];
        let determinant = slope[0][0] * slope[1][1] - slope[0][1] * slope[1][0];
        let step = [
            (slope[1][1] * missing[0] - slope[0][1] * missing[1]) / determinant,
            (slope[0][0] * missing[1] - slope[1][0] * missing[0]) / determinant,
        ];
        place = [place[0] + step[0], place[1] + step[1]];
        let size = place[0].abs().max(place[1].abs()).max(1e-3);
        if !place.iter().all(|axis| axis.is_finite()) {
            return None;
        }
        if step[0].abs().max(step[1].abs()) <= 4.0 * f64::EPSILON * size {
            return Some(place);
        }
        // The last digits may go to and fro.
        if missing[0].abs().max(missing[1].abs()) <= 2.0 * f64::EPSILON * target[0].abs().max(target[1].abs()) {
            return Some(place);
        }
    }
    None
}
