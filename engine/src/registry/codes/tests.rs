use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, StringViewArray};
use proptest::prelude::*;

use super::*;

fn texts(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(values.iter().copied().collect::<StringViewArray>())
}

fn ints(values: &[Option<i64>]) -> ArrayRef {
    Arc::new(values.iter().copied().collect::<Int64Array>())
}

#[test]
fn equal_values_have_equal_codes_and_null_is_a_value() {
    let long = "a text that does not fit into a view";
    let codes = Codes::of(&texts(&[Some("r"), None, Some("r"), Some(long), Some("i"), Some(long), None])).unwrap();
    assert_eq!(&codes.of_row[..], [0, 1, 0, 2, 3, 2, 1]);
    assert_eq!(codes.first, [0, 1, 3, 4]);
}

#[test]
fn pairs_of_values_are_told_apart() {
    let a = Codes::of(&ints(&[Some(1), Some(1), Some(2), Some(2), Some(1)])).unwrap();
    let b = Codes::of(&ints(&[Some(7), Some(8), Some(7), Some(7), Some(7)])).unwrap();
    assert_eq!(&a.and(&b).of_row[..], [0, 1, 2, 2, 0]);
}

#[test]
fn one_value_makes_a_column_constant_and_a_null_among_others_does_not() {
    assert!(is_constant(&texts(&[Some("HSC"), Some("HSC")])));
    assert!(is_constant(&ints(&[None, None])));
    assert!(!is_constant(&ints(&[Some(1), None])));
    assert!(!is_constant(&texts(&[Some("a text that is too long, r"), Some("a text that is too long, i")])));
}

proptest! {
    #[test]
    fn ranks_are_in_the_order_of_the_values(values in prop::collection::vec(prop::option::of(-3_i64..3), 0..40)) {
        let array = ints(&values);
        let codes = Codes::of(&array).unwrap();
        let ranks = codes.ranks(&array).unwrap();
        for (i, a) in values.iter().enumerate() {
            for (j, b) in values.iter().enumerate() {
                let (x, y) = (ranks[codes.of_row[i] as usize], ranks[codes.of_row[j] as usize]);
                prop_assert_eq!(a.cmp(b), x.cmp(&y));
            }
        }
    }

    #[test]
    fn codes_through_codes_are_those_of_the_column(values in prop::collection::vec(0_i64..9, 1..40)) {
        let array = ints(&values.iter().map(|v| Some(*v)).collect::<Vec<_>>());
        let codes = Codes::of(&array).unwrap();
        let thirds: Vec<Option<i64>> = codes.first.iter().map(|row| Some(values[*row as usize] / 3)).collect();
        let through = codes.through(&Codes::of(&ints(&thirds)).unwrap());
        let whole = Codes::of(&ints(&values.iter().map(|v| Some(v / 3)).collect::<Vec<_>>())).unwrap();
        prop_assert_eq!(&through.of_row[..], &whole.of_row[..]);
        prop_assert_eq!(through.first, whole.first);
    }
}
