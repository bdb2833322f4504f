//! `day_obs(time [, instrument | offset])`: the night of a time.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use arrow::datatypes::{DataType, Int64Type};

use super::super::arguments::{Coerced, each, integer_type, text_type, time_type, times};
use super::super::{Description, Family};
use super::{Definition, Known, Needed};
use crate::Result;
use crate::sql::values::Kind;
use crate::time::Time;

const DESCRIPTION: Description = Description {
    name: "day_obs",
    aliases: &[],
    family: Family::Time,
    syntax: "day_obs(time [, instrument | offset])",
    text: "The night of a time as observatories number them: the date (TAI) as an integer YYYYMMDD, of the time less the offset after midnight at which nights begin. \
           An instrument's offset is that of the last of its records of `day_obs` that has a timespan, 0 if there is none.",
    arguments: &[
        ("time", "a time"),
        ("instrument", "an instrument, whose offset is taken"),
        ("offset", "seconds after midnight (TAI) at which a night begins; 0 if it is left out"),
    ],
    example: "SELECT id, day_obs(begin(timespan), instrument) AS night FROM exposure",
};

pub(super) const DEFINITION: Definition =
    Definition { description: &DESCRIPTION, coerce, returns: |_| Ok((DataType::Int64, Kind::Plain)), needs: &[Needed::Nights], invoke };

/// Most seconds of an offset: 10 days either way.
const LARGEST_OFFSET_S: i64 = 864_000;

/// Seconds from the midnight of a night's date to its begin; `None` if that is no offset of a night.
pub(super) fn offset_s(day_obs: i64, begin: Time) -> Option<i64> {
    // Nights begin less than a day after or before midnight; the date of the begin less the right offset is the night.
    let after_midnight = begin.0.div_euclid(1_000_000_000).rem_euclid(86_400);
    [after_midnight, after_midnight - 86_400].into_iter().find(|offset| begin.day_obs(*offset) == day_obs)
}

fn coerce(types: &[DataType]) -> Coerced {
    let takes = "a time, and an instrument or seconds";
    match types {
        [_] => each(types, &[time_type], takes),
        [_, second] if *second != DataType::Null && text_type(second).is_some() => each(types, &[time_type, text_type], takes),
        _ => each(types, &[time_type, integer_type], takes),
    }
}

fn invoke(known: &Known, args: &[ArrayRef]) -> Result<ArrayRef> {
    let times = times(&args[0])?;
    let offset = |row: usize| -> Result<Option<i64>> {
        let Some(second) = args.get(1) else { return Ok(Some(0)) };
        if let Some(instruments) = second.as_string_view_opt() {
            return instruments.is_valid(row).then(|| known.night_begin_s(instruments.value(row))).transpose();
        }
        let offsets = second.as_primitive::<Int64Type>();
        Ok(offsets.is_valid(row).then(|| offsets.value(row).clamp(-LARGEST_OFFSET_S, LARGEST_OFFSET_S)))
    };
    let mut nights = Vec::with_capacity(times.len());
    for (row, time) in times.into_iter().enumerate() {
        nights.push(offset(row)?.zip(time).map(|(offset, ns)| Time(ns).day_obs(offset)));
    }
    Ok(Arc::new(nights.into_iter().collect::<Int64Array>()))
}
