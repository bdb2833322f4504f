use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, RecordBatch, StringViewArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::common::{DFSchema, ScalarValue};
use datafusion::logical_expr::{ColumnarValue, Volatility, col, create_udf};
use datafusion::prelude::SessionContext;

use super::*;
use crate::dimensions::{LATEST, Universe};
use crate::expression::{Binds, Scope, check, parse};
use crate::time::{Time, Timespan, TimespanBuilder};

const HOUR_NS: i64 = 3_600_000_000_000;
/// 2020-01-01 00:00:00 TAI.
const DAY_NS: i64 = 1_577_836_800_000_000_000;

/// Six exposures: numbers from 0; `seq_num` from -2, the last null; texts, the last null; timespans of the first hour, none, unbounded before it,
/// unbounded after it, empty, always.
fn batch() -> RecordBatch {
    let mut spans = TimespanBuilder::default();
    let (begin, end) = (Time(DAY_NS), Time(DAY_NS + HOUR_NS));
    for span in [
        Some(Timespan::new(Some(begin), Some(end))),
        None,
        Some(Timespan::new(None, Some(begin))),
        Some(Timespan::new(Some(end), None)),
        Some(Timespan::EMPTY),
        Some(Timespan::ALL),
    ] {
        spans.append(span);
    }
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("exposure", Arc::new(Int64Array::from_iter_values(0..6))),
        ("seq_num", Arc::new(Int64Array::from_iter([-2, -1, 0, 1, 2].into_iter().map(Some).chain([None])))),
        ("exposure_time", Arc::new(Float64Array::from_iter_values((0..6).map(|i| 30.0 + f64::from(i))))),
        ("target_name", Arc::new(StringViewArray::from_iter(["a", "a%b", "A", "o'neil", "a_b"].into_iter().map(Some).chain([None])))),
        ("can_see_sky", Arc::new(BooleanArray::from_iter([Some(true), Some(false), None, Some(true), Some(false), None]))),
        ("timespan", Arc::new(spans.finish())),
    ];
    let fields: Vec<Field> = columns.iter().map(|(name, column)| Field::new(*name, column.data_type().clone(), true)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns.into_iter().map(|(_, column)| column).collect()).unwrap()
}

/// Rows for which the expression is true, and rows for which it is unknown.
fn rows(text: &str) -> (Vec<usize>, Vec<usize>) {
    evaluated(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn evaluated(text: &str) -> datafusion::common::Result<(Vec<usize>, Vec<usize>)> {
    let universe = Universe::shipped(LATEST).unwrap();
    let dimensions = universe.conform(["exposure"]).unwrap();
    let binds: Binds = [("none", Vec::<i64>::new()), ("some", vec![1, 2])].into_iter().collect();
    let scope = Scope { universe: &universe, dimensions: &dimensions, datasets: &[], binds: &binds, default_data_id: &Default::default() };
    let predicate = check(&parse(text).unwrap(), &scope).unwrap_or_else(|error| panic!("{error}"));
    let column = |column: &Column| match column {
        Column::Dimension(name) => col(name),
        Column::Field { field, .. } => col(field),
        Column::Dataset { field, .. } => col(field.name()),
    };
    let never = create_udf(
        "overlaps",
        vec![DataType::Binary, DataType::Binary],
        DataType::Boolean,
        Volatility::Immutable,
        Arc::new(|_| Ok(ColumnarValue::Scalar(ScalarValue::Boolean(Some(false))))),
    );
    let expr = lower(&predicate, &column, &never).unwrap();
    let batch = batch();
    let schema = DFSchema::try_from(batch.schema().as_ref().clone()).unwrap();
    let physical = SessionContext::new().create_physical_expr(expr, &schema)?;
    let values = physical.evaluate(&batch)?.into_array(batch.num_rows())?;
    let values = values.as_boolean();
    let where_true = (0..values.len()).filter(|row| values.is_valid(*row) && values.value(*row)).collect();
    Ok((where_true, (0..values.len()).filter(|row| values.is_null(*row)).collect()))
}

#[track_caller]
fn expect(text: &str, wanted: &[usize]) {
    assert_eq!(rows(text).0, wanted, "{text}");
}

#[test]
fn numbers_are_compared_and_calculated_as_in_the_reference() {
    expect("exposure = 1.0", &[1]);
    expect("exposure IN (1.0, 2)", &[1, 2]);
    expect("exposure_time = 31", &[1]);
    expect("exposure_time + 1.0 > 34", &[4, 5]);
    expect("-exposure = -1", &[1]);
    expect("seq_num / 2 = -1", &[0]);
    expect("seq_num / 2 = 0", &[2]);
    expect("exposure / 2 * 2 = exposure AND exposure / 2 + 1 > 3", &[5]);
    expect("seq_num % 2 = -1", &[1]);
    expect("seq_num % 2 = 1", &[3]);
    expect("seq_num / 0 = 1 OR seq_num % 0 = 1", &[]);
    expect("NOT seq_num / 0 = 1", &[]);
}

#[test]
fn calculated_integers_never_wrap_around() {
    let all = [0, 1, 2, 3, 4, 5];
    expect("exposure + 9223372036854775807 > 0", &all);
    expect("exposure - 9223372036854775807 - 2 < 0", &all);
    expect("-(seq_num - 9223372036854775807) > 0", &[0, 1, 2, 3, 4]);
    expect("-(exposure - 9223372036854775807 - 1) > 0", &all);
    expect("exposure * 9223372036854775807 > 1", &all[1..]);
    expect("(exposure + 9223372036854775807) % 2 = 1", &[0, 2, 4]);
    expect("exposure * 4611686018427387904 IN (9223372036854775807, 4611686018427387904)", &[1]);
    expect("exposure + 1 IN (2..6:2)", &[1, 3, 5]);
    expect("exposure * 9223372036854775807 > exposure_time", &all[1..]);
    expect("exposure * 9223372036854775807 / 9223372036854775807 = exposure", &all);
    expect("exposure < 9223372036854775806 + 1 AND exposure * 0 = 7 % 7", &all);
    expect("9223372036854775807 % exposure = 1", &[2, 3]);
    let beyond = "exposure * 9223372036854775807 * 9223372036854775807 * 9223372036854775807 > 0";
    assert!(evaluated(beyond).unwrap_err().to_string().to_lowercase().contains("overflow"));
}

#[test]
fn lists_and_ranges_are_memberships() {
    expect("exposure IN (:some, 4)", &[1, 2, 4]);
    expect("exposure IN (:none)", &[]);
    expect("seq_num NOT IN (:none)", &[0, 1, 2, 3, 4, 5]);
    expect("seq_num NOT IN (0, 1)", &[0, 1, 4]);
    expect("seq_num IN (0, NULL)", &[2, 5]);
    expect("seq_num NOT IN (0, NULL)", &[0, 1, 3, 4]);
    expect("seq_num IN (-3..3:2)", &[1, 3]);
    expect("seq_num IN (-2..3:2)", &[0, 2, 4]);
    expect("seq_num IN (-2..3:3)", &[0, 3]);
    expect("exposure IN (5..4)", &[]);
    expect("exposure IN (2..2, 4..9)", &[2, 4, 5]);
}

#[test]
fn what_is_unknown_is_neither_wanted_nor_unwanted() {
    expect("target_name != 'a'", &[1, 2, 3, 4]);
    expect("NOT target_name = 'a'", &[1, 2, 3, 4]);
    expect("target_name = NULL", &[5]);
    expect("target_name != NULL", &[0, 1, 2, 3, 4]);
    expect("can_see_sky", &[0, 3]);
    expect("NOT can_see_sky", &[1, 4]);
    expect("can_see_sky = NULL", &[2, 5]);
    expect("NOT (can_see_sky AND exposure > 2)", &[0, 1, 2, 4]);
}

#[test]
fn patterns_have_two_special_characters_and_an_escape() {
    expect("GLOB(target_name, 'a*')", &[0, 1, 4]);
    expect("GLOB(target_name, 'a?b')", &[1, 4]);
    expect("GLOB(target_name, 'a%b')", &[1]);
    expect("GLOB(target_name, '[a]')", &[]);
    expect("NOT GLOB(target_name, 'a*')", &[2, 3]);
}

#[test]
fn timespans_without_a_bound_reach_beyond_all_times() {
    let half = "T'2020-01-01T00:30:00/tai'";
    expect(&format!("exposure.timespan OVERLAPS {half}"), &[0, 5]);
    expect(&format!("NOT exposure.timespan OVERLAPS {half}"), &[2, 3, 4]);
    expect("exposure.timespan OVERLAPS T'2020-01-01T00:00:00/tai'", &[0, 5]);
    expect("exposure.timespan OVERLAPS T'2020-01-01T01:00:00/tai'", &[3, 5]);
    expect("exposure.timespan OVERLAPS (NULL, NULL)", &[0, 2, 3, 5]);
    expect("exposure.timespan OVERLAPS (NULL, T'2020-01-01T00:00:00/tai')", &[2, 5]);
    expect("exposure.timespan OVERLAPS (T'2020-01-02', T'2020-01-01')", &[]);
    expect("exposure.timespan OVERLAPS (T'2020-01-01/tai', T'2020-01-01/tai')", &[0, 5]);
    assert_eq!(rows(&format!("exposure.timespan OVERLAPS {half}")).1, [1]);
    expect("exposure.timespan = NULL", &[1]);
    expect("exposure.timespan = (NULL, NULL)", &[5]);
    expect("exposure.timespan != (NULL, NULL)", &[0, 2, 3, 4]);
}

#[test]
fn ends_of_timespans_are_never_null() {
    expect("exposure.timespan.begin = NULL OR exposure.timespan.end = NULL", &[]);
    expect("exposure.timespan.begin < T'2020-01-01T00:30:00/tai'", &[0, 1, 2, 5]);
    expect("exposure.timespan.end > T'2020-01-01T00:30:00/tai'", &[0, 3, 5]);
    expect("exposure.timespan.begin IN (T'2020-01-01T00:00:00/tai')", &[0]);
}

#[test]
fn everything_or_nothing_is_an_expression_too() {
    expect("", &[0, 1, 2, 3, 4, 5]);
    expect("1 = 2", &[]);
    expect("'A' = 'A'", &[0, 1, 2, 3, 4, 5]);
    let many: Vec<String> = (0..5000).map(|i| format!("exposure_time = {i}.0")).collect();
    expect(&many.join(" OR "), &[0, 1, 2, 3, 4, 5]);
}
