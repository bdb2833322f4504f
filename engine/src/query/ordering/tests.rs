use arrow::array::{Int64Array, RecordBatch, StringArray};

use super::*;
use crate::dimensions::Universe;

fn rows() -> Rows {
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("a", Arc::new(StringArray::from(vec![Some("b"), None, Some("B"), Some("b")]))),
        ("b", Arc::new(Int64Array::from(vec![10, 9, 8, 9]))),
    ];
    Rows::new(RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).unwrap())
}

fn numbers(rows: &Rows) -> Vec<i64> {
    rows.batch().column(1).as_any().downcast_ref::<Int64Array>().unwrap().values().to_vec()
}

#[test]
fn what_is_in_time_or_on_the_sky_is_sorted_first() {
    let universe = Universe::shipped(8).unwrap();
    let order = |names: &[&str]| natural_order(&universe.conform(names).unwrap());
    assert_eq!(order(&["detector", "visit"]), ["instrument", "visit", "day_obs", "detector", "band", "physical_filter"]);
    assert_eq!(order(&["patch", "band"]), ["skymap", "tract", "patch", "band"]);
    assert_eq!(order(&["detector"]), ["instrument", "detector"]);
    assert!(order(&[]).is_empty());
}

#[test]
fn rows_are_sorted_by_value_and_keep_their_order_where_they_agree() {
    assert_eq!(numbers(&rows().sorted(&["a".to_owned(), "b".to_owned()]).unwrap()), [9, 8, 9, 10]);
    assert_eq!(numbers(&rows().sorted(&["a".to_owned()]).unwrap()), [9, 8, 10, 9]);
    assert_eq!(numbers(&rows().sorted(&[]).unwrap()), [10, 9, 8, 9]);
}

#[test]
fn a_head_is_never_longer_than_the_rows() {
    assert_eq!((rows().head(2).len(), rows().head(9).len()), (2, 4));
}
