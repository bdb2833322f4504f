//! How values are spelled.

use std::sync::Arc;

use arrow::array::{ArrayRef, BinaryArray, FixedSizeBinaryArray, Float64Array, Int64Array, StringViewArray, StructArray};
use serde_json::json;

use super::text::{Style, Texts};
use super::*;
use crate::time::{Time, Timespan, TimespanBuilder};

fn text(field: &Field, array: &ArrayRef, style: Style) -> String {
    let mut text = String::new();
    Texts::new(field, array, style).unwrap().push(0, &mut text).unwrap();
    text
}

#[test]
fn data_ids_leave_out_their_nulls() {
    let columns: Vec<(_, ArrayRef)> = vec![
        (Arc::new(Field::new("band", DataType::Utf8View, true)), Arc::new(StringViewArray::from(vec![Some("i")]))),
        (Arc::new(Field::new("tract", DataType::Int64, true)), Arc::new(Int64Array::from(vec![None]))),
        (Arc::new(Field::new("visit", DataType::Int64, true)), Arc::new(Int64Array::from(vec![Some(3)]))),
    ];
    let array: ArrayRef = Arc::new(StructArray::from(columns));
    let plain = Field::new("dataId", array.data_type().clone(), false);
    assert_eq!(text(&plain, &array, Style::Table), "{band: i, tract: , visit: 3}");
    let field = Kind::DataId.mark(plain);
    assert_eq!(text(&field, &array, Style::Table), "{band: i, visit: 3}");
    assert_eq!(json::value(&field, &array, 0).unwrap(), json!({"band": "i", "visit": 3}));
}

#[test]
fn uuids_have_dashes() {
    let array: ArrayRef = Arc::new(FixedSizeBinaryArray::try_from_iter([[0x65_u8; 16]].into_iter()).unwrap());
    let field = Field::new("id", DataType::FixedSizeBinary(16), false);
    assert_eq!(text(&field, &array, Style::Exact), "65656565-6565-6565-6565-656565656565");
    assert_eq!(json::value(&field, &array, 0).unwrap(), json!("65656565-6565-6565-6565-656565656565"));
}

#[test]
fn timespans_are_short_for_people_and_exact_for_programs() {
    let mut builder = TimespanBuilder::default();
    builder.append(Some(Timespan::new(Some(Time(1)), None)));
    builder.append(None);
    builder.append(Some(Timespan::EMPTY));
    let array: ArrayRef = Arc::new(builder.finish());
    let field = Field::new("timespan", timespan_type(), true);
    assert_eq!(text(&field, &array, Style::Table), "[1970-01-01T00:00:00, ∞)");
    assert_eq!(text(&field, &array, Style::Exact), "[1970-01-01T00:00:00.000000001, ∞)");
    assert_eq!(json::value(&field, &array, 0).unwrap(), json!({"begin": "1970-01-01T00:00:00.000000001", "end": null}));
    assert_eq!(json::value(&field, &array, 1).unwrap(), json!(null));
    assert_eq!(json::value(&field, &array, 2).unwrap(), json!("(empty)"));
}

#[test]
fn regions_are_words_for_people_and_bytes_for_programs() {
    let encoded = |code: u8, numbers: &[f64]| [vec![code], numbers.iter().flat_map(|n| n.to_le_bytes()).collect()].concat();
    let polygon = encoded(b'p', &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]);
    let circle = encoded(b'c', &[1.0, 0.0, 0.0, 0.0, 0.017_453_292_519_943_295]);
    let of_two: Vec<u8> =
        [vec![b'u'], 41_u64.to_le_bytes().to_vec(), circle.clone(), 41_u64.to_le_bytes().to_vec(), circle.clone()].concat();
    for (bytes, expected) in [
        (polygon, "POLYGON 0.00000 0.00000 90.00000 0.00000 0.00000 90.00000"),
        (circle, "CIRCLE 0.00000 0.00000 1.00000"),
        (encoded(b'b', &[0.0, PI, -PI / 2.0, PI / 2.0]), "RANGE 0.00000 180.00000 -90.00000 90.00000"),
        (of_two, "UNION(CIRCLE 0.00000 0.00000 1.00000, CIRCLE 0.00000 0.00000 1.00000)"),
        (b"?!".to_vec(), "3f21"),
    ] {
        let array: ArrayRef = Arc::new(BinaryArray::from_vec(vec![bytes.as_slice()]));
        let field = marked(&Field::new("region", DataType::Binary, true));
        assert_eq!(text(&field, &array, Style::Table), expected);
        assert_eq!(text(&field, &array, Style::Exact).len(), 2 * bytes.len());
    }
}

#[test]
fn json_has_no_infinities() {
    let array: ArrayRef = Arc::new(Float64Array::from(vec![f64::INFINITY]));
    assert_eq!(json::value(&Field::new("x", DataType::Float64, true), &array, 0).unwrap(), json!(null));
}

use std::f64::consts::PI;
