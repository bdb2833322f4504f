//! `contains(timespan, time)`: whether a timespan contains a time or another timespan; of texts, whether one is part of the other.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::datatypes::DataType;
use datafusion::logical_expr::ColumnarValue;

use super::arguments::{Coerced, each, span_or_time_type, span_type, spans, text_type, times};
use super::sky::{pairs::tested, region_type};
use super::{Description, Family, Function};
use crate::Result;
use crate::sphere::PairTest;
use crate::sql::values::Kind;
use crate::time::{Time, timespan_type};

pub(super) const DESCRIPTION: Description = Description {
    name: "contains",
    aliases: &[],
    family: Family::Time,
    syntax: "contains(timespan, time)",
    text: "Whether all of the second is in the first: a time or a timespan in a timespan, or a text in a text. Of regions, as in ADQL, whether all of the first is \
           in the second: `contains(point(320.8, -0.2), region)`.",
    arguments: &[("timespan", "a timespan, a text, or a region"), ("time", "a time or a timespan, a text, or a region")],
    example: "SELECT id FROM visit WHERE contains(timespan, tai('2013-06-17T13:29:40'))",
};

pub(in crate::sql) fn function() -> Function {
    Function::of_values(&DESCRIPTION, coerce, |_| Ok((DataType::Boolean, Kind::Plain)), invoke)
}

fn coerce(types: &[DataType]) -> Coerced {
    if types.iter().any(|t| region_type(t).is_some() && *t != DataType::Null) {
        return each(types, &[region_type, region_type], "a timespan and a time, two regions, or two texts");
    }
    let texts = |t: &DataType| *t != DataType::Null && text_type(t).is_some();
    if types.first().is_some_and(texts) {
        return each(types, &[text_type, text_type], "a timespan and a time, two regions, or two texts");
    }
    each(types, &[span_type, span_or_time_type], "a timespan and a time, two regions, or two texts")
}

fn invoke(args: &[ColumnarValue], rows: usize) -> Result<ArrayRef> {
    if args.iter().all(|a| a.data_type() == DataType::Binary) {
        return tested(args, rows, PairTest::Within);
    }
    let args = ColumnarValue::values_to_arrays(args)?;
    if args[0].data_type() == &DataType::Utf8View {
        let pairs = args[0].as_string_view().iter().zip(args[1].as_string_view());
        return Ok(Arc::new(pairs.map(|(text, part)| Some(text?.contains(part?))).collect::<BooleanArray>()));
    }
    let outer = spans(&args[0])?;
    let found: BooleanArray = if args[1].data_type() == &timespan_type() {
        outer.into_iter().zip(spans(&args[1])?).map(|(a, b)| Some(a?.contains(b?))).collect()
    } else {
        outer.into_iter().zip(times(&args[1])?).map(|(a, b)| Some(a?.contains_time(Time(b?)))).collect()
    };
    Ok(Arc::new(found))
}
