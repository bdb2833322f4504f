//! The distortion of TPV: polynomials between the plane that the matrix gives and that of TAN (the registered convention TPV, FITS Support Office 2012; SCAMP writes
//! the same as TAN).
//!
//! `PVi_m` is the coefficient of axis i, with x the axis itself and y the other one: 1, x, y, r, x², xy, y², x³, x²y, xy², y³, r³ and so on to r⁷, with an odd power of
//! the radius r after the terms of each odd order. Degrees throughout.

use super::polynomial::{Polynomial, newton};

/// The highest order of the convention.
const ORDER: usize = 7;
/// Coefficients of an axis.
pub(super) const COUNT: usize = 40;

/// What a coefficient multiplies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Term {
    /// Powers of the axis itself and of the other one.
    Powers(usize, usize),
    /// A power of the radius, `2k + 1`.
    Radius(usize),
}

/// The terms in the order of their numbers.
fn terms() -> impl Iterator<Item = Term> {
    (0..=ORDER).flat_map(|order| {
        let powers = (0..=order).map(move |other| Term::Powers(order - other, other));
        powers.chain((order % 2 == 1).then_some(Term::Radius(order / 2)))
    })
}

/// One axis.
#[derive(Debug, Clone, PartialEq)]
struct Axis {
    polynomial: Polynomial,
    /// Coefficients of r, r³, r⁵, r⁷.
    radius: [f64; ORDER / 2 + 1],
    /// As the header has them.
    coefficients: Vec<(usize, f64)>,
}

impl Axis {
    fn new(coefficients: Vec<(usize, f64)>) -> Axis {
        let mut axis = Axis { polynomial: Polynomial::new(ORDER), radius: [0.0; ORDER / 2 + 1], coefficients };
        // What no card says is 0, but for the axis itself.
        axis.polynomial.set(1, 0, 1.0);
        let terms: Vec<Term> = terms().collect();
        for (number, value) in &axis.coefficients {
            match terms.get(*number) {
                Some(Term::Powers(own, other)) => axis.polynomial.set(*own, *other, *value),
                Some(Term::Radius(half)) => axis.radius[*half] = *value,
                None => {}
            }
        }
        axis
    }

    /// The value and its derivatives by the axis itself and by the other one.
    fn value(&self, own: f64, other: f64) -> [f64; 3] {
        let [mut value, mut by_own, mut by_other] = self.polynomial.value(own, other);
        let square = own * own + other * other;
        let radius = square.sqrt();
        if radius > 0.0 {
            // r^(2k - 1)
            let mut power = 1.0 / radius;
            for (half, coefficient) in self.radius.iter().enumerate() {
                value += coefficient * power * square;
                let slope = coefficient * (2 * half + 1) as f64 * power;
                by_own += slope * own;
                by_other += slope * other;
                power *= square;
            }
        }
        [value, by_own, by_other]
    }
}

/// The distortion of both axes, longitude first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tpv([Axis; 2]);

impl Tpv {
    /// Of coefficients by their numbers.
    pub(super) fn new(coefficients: [Vec<(usize, f64)>; 2]) -> Tpv {
        Tpv(coefficients.map(Axis::new))
    }

    /// The coefficients that were told, of longitude and latitude.
    pub(super) fn coefficients(&self) -> [&[(usize, f64)]; 2] {
        [&self.0[0].coefficients, &self.0[1].coefficients]
    }

    pub(super) fn forward(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [self.0[0].value(x, y)[0], self.0[1].value(y, x)[0]]
    }

    /// Where `target` comes from; none if it is not found.
    pub(super) fn inverse(&self, target: [f64; 2]) -> Option<[f64; 2]> {
        newton(target, target, |[x, y]| {
            let (first, second) = (self.0[0].value(x, y), self.0[1].value(y, x));
            ([first[0], second[0]], [[first[1], first[2]], [second[2], second[1]]])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_have_the_numbers_of_the_convention() {
        let terms: Vec<Term> = terms().collect();
        assert_eq!(terms.len(), COUNT);
        for (number, term) in [
            (1, Term::Powers(1, 0)),
            (3, Term::Radius(0)),
            (5, Term::Powers(1, 1)),
            (10, Term::Powers(0, 3)),
            (11, Term::Radius(1)),
            (23, Term::Radius(2)),
            (24, Term::Powers(6, 0)),
            (39, Term::Radius(3)),
        ] {
            assert_eq!(terms[number], term, "{number}");
        }
    }
}
