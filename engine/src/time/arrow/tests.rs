//! Columns hold every kind of timespan.

use super::*;
use crate::time::Time;

#[test]
fn every_kind_of_timespan_reads_back_from_a_column() {
    let rows = [
        None,
        Some(Timespan::ALL),
        Some(Timespan::EMPTY),
        Some(Timespan::new(Some(Time(3)), None)),
        Some(Timespan::new(None, Some(Time(-3)))),
        Some(Timespan::new(Some(Time(1)), Some(Time(2)))),
    ];
    let mut builder = TimespanBuilder::default();
    rows.iter().for_each(|row| builder.append(*row));
    let column = builder.finish();
    assert_eq!(column.data_type(), &timespan_type());
    let reader = TimespanColumn::new(&column).unwrap();
    assert_eq!((0..rows.len()).map(|row| reader.get(row)).collect::<Vec<_>>(), rows);
}

#[test]
fn a_column_of_another_type_is_refused() {
    assert!(TimespanColumn::new(&Int64Array::from(vec![1])).is_err());
}
