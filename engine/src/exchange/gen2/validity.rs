//! When calibrations are valid. Gen2 tells days, begin and end both included or not as it came; so ranges of one data ID that lie less than a day (and a bit)
//! apart, or overlap by as little, are joined: the earlier one ends where the later one begins.

use crate::time::{Scale, Time, Timespan};
use crate::{Error, Result};

/// What is closed: a day and a second and a half.
const CLOSED_NS: i64 = 86_486_400_000_000;
/// Dates from this year on mean that there is no end, dates before 1970 that there is no begin.
const LAST_YEAR: i64 = 2100;
const FIRST_YEAR: i64 = 1970;

/// A calibration and when it is valid.
#[derive(Debug, Clone, PartialEq)]
pub struct Valid<T> {
    /// The calibration.
    pub of: T,
    /// From when to when.
    pub span: Timespan,
}

/// What was repaired.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Repair {
    /// Gaps that were closed.
    pub gaps: usize,
    /// Overlaps that were cut.
    pub overlaps: usize,
}

/// The range of two dates of a registry, in TAI: ISO 8601, midnight where no time is told.
///
/// # Errors
/// One is no date, or the end lies before the begin.
pub fn span_of(begin: &str, end: &str) -> Result<Timespan> {
    let span = Timespan::from_ns(bound(begin)?, bound(end)?);
    match span.to_ns() {
        (Some(a), Some(b)) if a >= b => Err(Error::invalid("validity range", format!("{begin} to {end}"), "it ends before it begins")),
        _ => Ok(span),
    }
}

fn bound(text: &str) -> Result<Option<i64>> {
    let year = text.split('-').next().and_then(|year| year.parse::<i64>().ok());
    match year {
        Some(year) if !(FIRST_YEAR..LAST_YEAR).contains(&year) => Ok(None),
        _ => Ok(Some(Time::parse_iso(text, Scale::Tai)?.0)),
    }
}

/// Repairs the ranges of one data ID, which are sorted by their begin; those that overlap the one before them still are taken out.
pub fn repair<T>(mut ranges: Vec<Valid<T>>, repaired: &mut Repair) -> (Vec<Valid<T>>, Vec<Valid<T>>) {
    ranges.sort_by_key(|valid| valid.span.bounds_ns());
    let (mut good, mut bad): (Vec<Valid<T>>, Vec<Valid<T>>) = (Vec::new(), Vec::new());
    for next in ranges {
        let Some(before) = good.last_mut() else {
            good.push(next);
            continue;
        };
        let (_, end) = before.span.to_ns();
        let (begin, _) = next.span.to_ns();
        match (end, begin) {
            (Some(end), Some(begin)) if end != begin && (end - begin).abs() < CLOSED_NS && Some(begin) > before.span.to_ns().0 => {
                *(if begin > end { &mut repaired.gaps } else { &mut repaired.overlaps }) += 1;
                before.span = Timespan::from_ns(before.span.to_ns().0, Some(begin));
                good.push(next);
            }
            _ if before.span.overlaps(next.span) => bad.push(next),
            _ => good.push(next),
        }
    }
    (good, bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(days: &[(&str, &str)]) -> Vec<Valid<usize>> {
        days.iter().enumerate().map(|(of, (begin, end))| Valid { of, span: span_of(begin, end).unwrap() }).collect()
    }

    #[test]
    fn gaps_and_overlaps_of_a_day_are_closed() {
        let mut told = Repair::default();
        let (good, bad) =
            repair(ranges(&[("2013-05-07", "2013-06-01"), ("2013-06-02", "2013-07-02"), ("2013-07-01", "2013-08-01")]), &mut told);
        assert_eq!((good.len(), bad.len(), told), (3, 0, Repair { gaps: 1, overlaps: 1 }));
        assert!(good.windows(2).all(|pair| pair[0].span.to_ns().1 == pair[1].span.to_ns().0));
    }

    #[test]
    fn larger_gaps_stay_and_larger_overlaps_are_told() {
        let mut told = Repair::default();
        let (good, bad) =
            repair(ranges(&[("2013-01-01", "2013-06-01"), ("2013-03-01", "2013-07-02"), ("2014-01-01", "2014-02-01")]), &mut told);
        assert_eq!(good.iter().map(|v| v.of).collect::<Vec<_>>(), [0, 2]);
        assert_eq!((bad[0].of, told), (1, Repair::default()));
    }

    #[test]
    fn dates_beyond_the_calendar_are_no_bounds() {
        // Days are those of TAI: no leap seconds lie between.
        assert_eq!(span_of("1970-01-02", "2013-11-03").unwrap().to_ns(), (Some(86_400_000_000_000), Some(1_383_436_800_000_000_000)));
        assert_eq!(span_of("1744-12-07", "2292-07-05").unwrap().to_ns(), (None, None));
        assert!(span_of("2014-01-02", "2014-01-01").is_err() && span_of("x", "2014-01-01").is_err());
    }
}
