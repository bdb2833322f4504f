#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::exact::determinant_sign;
use super::orientation;
use crate::vector::UnitVector3d;

fn component() -> impl Strategy<Value = f64> {
    prop_oneof![-1.0..1.0f64, Just(0.0), Just(-0.0), -1e-9..1e-9f64, -1e-300..1e-300f64, Just(f64::MIN_POSITIVE / 8.0)]
}

fn vector() -> impl Strategy<Value = UnitVector3d> {
    [component(), component(), component()].prop_map(|[x, y, z]| UnitVector3d::from_normalized(x, y, z))
}

proptest! {
    #[test]
    fn the_sign_turns_when_two_points_are_exchanged(a in vector(), b in vector(), c in vector()) {
        let sign = determinant_sign(a, b, c);
        prop_assert_eq!(determinant_sign(b, c, a), sign);
        prop_assert_eq!(determinant_sign(b, a, c), -sign);
        prop_assert_eq!(determinant_sign(-a, b, c), -sign);
    }

    #[test]
    fn the_quick_answer_is_the_exact_one(a in vector(), b in vector(), c in vector()) {
        prop_assert_eq!(orientation(a, b, c), determinant_sign(a, b, c));
    }

    #[test]
    fn points_of_a_plane_have_no_side(a in vector(), b in vector(), power in -3i32..3) {
        let s = 2f64.powi(power);
        let on_plane = UnitVector3d::from_normalized(a.x() * s, a.y() * s, a.z() * s);
        prop_assert_eq!(determinant_sign(a, b, on_plane), 0);
    }

    #[test]
    fn components_of_any_size_are_added_exactly(
        bits in proptest::array::uniform9(any::<u64>()),
    ) {
        let v = |i: usize| UnitVector3d::from_normalized(f64::from_bits(bits[i]), f64::from_bits(bits[i + 1]), f64::from_bits(bits[i + 2]));
        let sign = determinant_sign(v(0), v(3), v(6));
        prop_assert_eq!(determinant_sign(v(3), v(0), v(6)), -sign);
    }
}

#[test]
fn the_smallest_step_off_a_plane_is_seen() {
    let (x, y) = (UnitVector3d::X, UnitVector3d::Y);
    let above = UnitVector3d::from_normalized(0.6, 0.8, f64::from_bits(1));
    assert_eq!(orientation(x, y, above), 1);
    assert_eq!(orientation(y, x, above), -1);
    assert_eq!(orientation(x, y, UnitVector3d::from_normalized(0.6, 0.8, 0.0)), 0);
}

#[test]
fn components_that_are_not_finite_have_no_side() {
    let nan = UnitVector3d::from_normalized(f64::NAN, 0.0, 1.0);
    assert_eq!(orientation(nan, UnitVector3d::X, UnitVector3d::Y), 0);
}
