//! The sign of a determinant of doubles without any rounding: every product of three is an integer of up to 159 bits times a power of two,
//! and the six of them are added with a common exponent.

use crate::vector::UnitVector3d;

/// Words of the accumulator that is enough for unit vectors whose components are not tiny.
const NARROW: usize = 10;
/// Words that hold a product of any three doubles: three times 2098 bits and the carries.
const WIDE: usize = 102;

/// A finite double as `mantissa * 2^exponent`.
#[derive(Clone, Copy)]
struct Parts {
    mantissa: u64,
    exponent: i32,
    negative: bool,
}

fn parts(value: f64) -> Parts {
    let bits = value.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    let biased = (bits >> 52 & 0x7ff) as i32;
    let (mantissa, exponent) = match biased {
        0 => (fraction, -1074),
        _ => (fraction | 1 << 52, biased - 1075),
    };
    Parts { mantissa, exponent, negative: bits >> 63 == 1 }
}

/// A product of three doubles: 192 bits, least significant word first.
#[derive(Clone, Copy, Default)]
struct Product {
    words: [u64; 3],
    exponent: i32,
    negative: bool,
}

fn product(a: f64, b: f64, c: f64) -> Option<Product> {
    let (a, b, c) = (parts(a), parts(b), parts(c));
    if a.mantissa == 0 || b.mantissa == 0 || c.mantissa == 0 {
        return None;
    }
    let ab = u128::from(a.mantissa) * u128::from(b.mantissa);
    let low = u128::from(ab as u64) * u128::from(c.mantissa);
    let high = (ab >> 64) * u128::from(c.mantissa) + (low >> 64);
    Some(Product {
        words: [low as u64, high as u64, (high >> 64) as u64],
        exponent: a.exponent + b.exponent + c.exponent,
        negative: a.negative ^ b.negative ^ c.negative,
    })
}

/// The sign of `a . (b x c)`; 0 if a component is not finite.
pub(super) fn determinant_sign(a: UnitVector3d, b: UnitVector3d, c: UnitVector3d) -> i8 {
    let all = [a, b, c].map(|v| [v.x(), v.y(), v.z()]);
    if all.as_flattened().iter().any(|component| !component.is_finite()) {
        return 0;
    }
    let [a, b, c] = all;
    let terms = [
        product(a[0], b[1], c[2]),
        product(a[1], b[2], c[0]),
        product(a[2], b[0], c[1]),
        product(-a[0], b[2], c[1]),
        product(-a[1], b[0], c[2]),
        product(-a[2], b[1], c[0]),
    ];
    let exponents = || terms.iter().flatten().map(|term| term.exponent);
    let (Some(lowest), Some(highest)) = (exponents().min(), exponents().max()) else {
        return 0;
    };
    // 192 bits of a product, shifted by the spread, and two bits of carry and sign.
    if (highest - lowest) as usize + 192 + 4 <= NARROW * 64 { sum_sign::<NARROW>(&terms, lowest) } else { sum_sign::<WIDE>(&terms, lowest) }
}

/// The sign of the sum, in two's complement of `N` words.
fn sum_sign<const N: usize>(terms: &[Option<Product>; 6], lowest: i32) -> i8 {
    let mut sum = [0u64; N];
    for term in terms.iter().flatten() {
        add_shifted(&mut sum, term, (term.exponent - lowest) as usize);
    }
    if sum[N - 1] >> 63 == 1 { -1 } else { i8::from(sum.iter().any(|word| *word != 0)) }
}

fn add_shifted<const N: usize>(sum: &mut [u64; N], term: &Product, shift: usize) {
    let (skip, bits) = (shift / 64, shift % 64);
    let [w0, w1, w2] = term.words;
    let shifted = if bits == 0 {
        [w0, w1, w2, 0]
    } else {
        let up = 64 - bits;
        [w0 << bits, w1 << bits | w0 >> up, w2 << bits | w1 >> up, w2 >> up]
    };
    // Subtraction adds the complement and one; words beyond the product are all ones then.
    let flip = if term.negative { u64::MAX } else { 0 };
    let mut carry = term.negative;
    for (i, word) in sum.iter_mut().enumerate() {
        let addend = match i.checked_sub(skip) {
            Some(j) if j < 4 => shifted[j],
            _ => 0,
        } ^ flip;
        let (partial, first) = word.overflowing_add(addend);
        let (total, second) = partial.overflowing_add(u64::from(carry));
        *word = total;
        carry = first | second;
    }
}
