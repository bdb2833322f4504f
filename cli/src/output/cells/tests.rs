use std::sync::Arc;

use arrow::array::{BinaryArray, BooleanArray, Float64Array};

use super::*;

#[test]
fn numbers_are_printed_as_python_prints_them() {
    let texts =
        [30.0, 220.88709214, 1e-5, 1.5e-7, 0.0001, 1e16, 123456789012345680.0, 1e15, 0.0, -0.0, f64::NAN, f64::NEG_INFINITY].map(float);
    let expected = [
        "30.0",
        "220.88709214",
        "1e-05",
        "1.5e-07",
        "0.0001",
        "1e+16",
        "1.2345678901234568e+17",
        "1000000000000000.0",
        "0.0",
        "-0.0",
        "nan",
        "-inf",
    ];
    assert_eq!(texts, expected);
}

#[test]
fn nothing_and_truth_have_pythons_names() {
    let shown = |name: &str, column: ArrayRef| cells(&Field::new(name, column.data_type().clone(), true), &column).unwrap();
    assert_eq!(shown("a", Arc::new(Float64Array::from(vec![Some(1.0), None]))), ["1.0", "None"]);
    assert_eq!(shown("a", Arc::new(BooleanArray::from(vec![true, false]))), ["True", "False"]);
    assert_eq!(shown("hash", Arc::new(BinaryArray::from(vec![b"\x01\xff".as_slice()]))), ["0x01ff"]);
    assert_eq!(shown("region", Arc::new(BinaryArray::from(vec![Some(b"x".as_slice()), None]))), ["(elided)", "None"]);
}
