//! Batches as users give them: conversions, and the row and reason where one is refused.

use arrow::array::{Int32Array, Int64Array, StringArray};
use arrow::datatypes::{Field as ArrowField, Schema};

use super::*;

fn detector() -> Arc<Element> {
    Universe::shipped(8).unwrap().element("detector").unwrap().clone()
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    let fields: Vec<ArrowField> = columns.iter().map(|(name, c)| ArrowField::new(*name, c.data_type().clone(), true)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns.into_iter().map(|(_, c)| c).collect()).unwrap()
}

fn texts(values: Vec<Option<&str>>) -> ArrayRef {
    Arc::new(StringArray::from(values))
}

fn instruments() -> (&'static str, ArrayRef) {
    ("instrument", texts(vec![Some("HSC"), Some("HSC")]))
}

#[test]
fn columns_are_ordered_converted_and_filled_up() {
    let id: ArrayRef = Arc::new(Int32Array::from(vec![4, 5]));
    let given = batch(vec![("id", id), ("full_name", texts(vec![Some("a"), None])), instruments()]);
    let made = conform(&detector(), &given).unwrap();
    assert_eq!(made.schema(), detector().schema);
    assert_eq!(made.column_by_name("id").unwrap().as_primitive::<Int64Type>().values(), &[4, 5]);
    assert_eq!(made.column_by_name("raft").unwrap().null_count(), 2);
}

#[test]
fn what_does_not_fit_is_named_with_its_row() {
    let id = |values: Vec<Option<i64>>| ("id", Arc::new(Int64Array::from(values)) as ArrayRef);
    let good = || id(vec![Some(1), Some(2)]);
    for (columns, reason) in [
        (vec![instruments(), id(vec![Some(1), None])], "`detector.id` is not valid: it may not be null (row 2)"),
        (vec![instruments()], "`detector.id` is not valid: it may not be null (row 1)"),
        (vec![instruments(), id(vec![Some(1), Some(-7)])], "the ID -7 is negative (row 2)"),
        (vec![instruments(), good(), ("raft", texts(vec![Some("é"), Some(&"é".repeat(33))]))], "longer than 32 characters (row 2)"),
        (vec![instruments(), good(), ("raft", texts(vec![Some(""), None]))], "it may not be empty (row 1)"),
        (vec![instruments(), ("id", texts(vec![Some("1"), Some("2")]))], "an integer was expected, not the type Utf8"),
        (vec![instruments(), good(), ("rafft", texts(vec![None, None]))], "field `rafft` does not exist"),
    ] {
        let error = conform(&detector(), &batch(columns)).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn nan_becomes_null() {
    let visit = Universe::shipped(8).unwrap().element("visit").unwrap().clone();
    let one = |value: i64| Arc::new(Int64Array::from(vec![value])) as ArrayRef;
    let time: ArrayRef = Arc::new(Float64Array::from(vec![f64::NAN]));
    let text = |value| texts(vec![Some(value)]);
    let columns =
        vec![("instrument", text("HSC")), ("id", one(1)), ("day_obs", one(2)), ("physical_filter", text("r")), ("exposure_time", time)];
    assert_eq!(conform(&visit, &batch(columns)).unwrap().column_by_name("exposure_time").unwrap().null_count(), 1);
}

#[test]
fn limits_are_those_of_the_governor_s_record() {
    let universe = Universe::shipped(8).unwrap();
    let limit = universe.limit("detector").unwrap();
    assert_eq!((limit.governor.as_str(), limit.field.as_str()), ("instrument", "detector_max"));
    assert_eq!(universe.limit("tract").unwrap().field, "tract_max");
    assert!(universe.limit("day_obs").is_none() && universe.limit("band").is_none());
    let rows = conform(&detector(), &batch(vec![instruments(), ("id", Arc::new(Int64Array::from(vec![1, 4])))])).unwrap();
    assert!(check_limit(&detector(), &limit, &rows, |_| Some(5)).is_ok());
    assert!(check_limit(&detector(), &limit, &rows, |_| None).is_ok());
    let error = check_limit(&detector(), &limit, &rows, |_| Some(4)).unwrap_err().to_string();
    assert_eq!(error, "ID of `detector 4` is not valid: `detector_max` of instrument `HSC` allows only IDs below 4");
}
