//! Times and timespans: integer nanoseconds since 1970-01-01 00:00:00 TAI, counted in TAI (no leap seconds).
//!
//! Text is read and written in two scales: TAI, which exports and tables use, and UTC, which old files and people use. The leap seconds between
//! them are those announced by the IERS since 1972; an earlier UTC is taken to lag by the ten seconds of 1972.

mod arrow;
mod calendar;
mod text;
mod timespan;

pub use self::arrow::{TimespanBuilder, TimespanColumn, timespan_fields, timespan_type};
pub(crate) use self::calendar::{days_in_month, days_of, tai_utc_s};
pub use self::timespan::Timespan;

use self::calendar::DAY_NS;
use crate::{Error, Result};

/// A time, in nanoseconds since 1970-01-01 00:00:00 TAI. From 1677 to 2262; the two extreme integers mean "unbounded" in timespans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

/// How clock readings relate to TAI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scale {
    /// International atomic time.
    Tai,
    /// Coordinated universal time, with leap seconds.
    Utc,
}

/// Julian date of 1970-01-01 00:00:00, in days.
const UNIX_EPOCH_JD: f64 = 2_440_587.5;
/// Modified Julian date of 1970-01-01, in days.
const UNIX_EPOCH_MJD: i64 = 40_587;

impl Time {
    /// From nanoseconds since 1970-01-01 00:00:00 UTC as computers count them (POSIX).
    pub fn from_unix_ns(ns: i64) -> Time {
        Time(ns.saturating_add(tai_utc_s(ns.div_euclid(DAY_NS)) * 1_000_000_000))
    }

    /// Nanoseconds since 1970-01-01 00:00:00 UTC as computers count them (POSIX); within a leap second those of the second after it.
    pub fn to_unix_ns(self) -> i64 {
        let (day, ns_of_day) = calendar::utc_day(self.0);
        day * DAY_NS + ns_of_day
    }

    /// From a modified Julian date (days, TAI). A double resolves about a microsecond; [`Time::parse_mjd`] is exact.
    pub fn from_mjd(mjd: f64) -> Result<Time> {
        from_days(mjd, UNIX_EPOCH_MJD as f64).ok_or_else(|| Error::invalid("modified Julian date", mjd.to_string(), "it is out of range"))
    }

    /// From a Julian date (days, TAI). A double resolves about 40 microseconds.
    pub fn from_jd(jd: f64) -> Result<Time> {
        from_days(jd, UNIX_EPOCH_JD).ok_or_else(|| Error::invalid("Julian date", jd.to_string(), "it is out of range"))
    }

    /// Modified Julian date, days, TAI.
    pub fn mjd(self) -> f64 {
        self.days() + UNIX_EPOCH_MJD as f64
    }

    /// Julian date, days, TAI.
    pub fn jd(self) -> f64 {
        self.days() + UNIX_EPOCH_JD
    }

    /// TAI date as the integer YYYYMMDD of the instant `offset_s` seconds earlier: how observatories number nights.
    pub fn day_obs(self, offset_s: i64) -> i64 {
        let day = self.0.saturating_sub(offset_s.saturating_mul(1_000_000_000)).div_euclid(DAY_NS);
        let (year, month, day) = calendar::date_of(day);
        year * 10_000 + i64::from(month) * 100 + i64::from(day)
    }

    /// Midnight (TAI) of the date that an integer YYYYMMDD is; `None` if there is no such date.
    pub fn from_day_obs(day_obs: i64) -> Option<Time> {
        let (year, month, day) = (day_obs.div_euclid(10_000), day_obs.rem_euclid(10_000) / 100, day_obs.rem_euclid(100));
        let (month, day) = (u32::try_from(month).ok()?, u32::try_from(day).ok()?);
        let is_date = (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        is_date.then(|| days_of(year, month, day).checked_mul(DAY_NS)).flatten().map(Time)
    }

    fn days(self) -> f64 {
        self.0.div_euclid(DAY_NS) as f64 + self.0.rem_euclid(DAY_NS) as f64 / DAY_NS as f64
    }
}

/// `days` of a count whose value was `epoch` on 1970-01-01. Whole and broken days are converted apart, so that no digit of the double is lost.
fn from_days(days: f64, epoch: f64) -> Option<Time> {
    let since = days.floor() - epoch.floor();
    let part = (days - days.floor()) - (epoch - epoch.floor());
    if !since.is_finite() || since.abs() > 200_000.0 {
        return None;
    }
    let ns = i128::from(since as i64) * i128::from(DAY_NS) + (part * DAY_NS as f64).round() as i128;
    text::in_range(ns)
}

#[cfg(test)]
mod tests;
