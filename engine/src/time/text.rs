//! Times as text: ISO 8601 dates and clock readings, in TAI or UTC, and decimal (modified) Julian dates.

use std::fmt;

use super::calendar::{DAY_NS, date_of, days_in_month, days_of, tai_utc_s, utc_day};
use super::{Scale, Time, UNIX_EPOCH_MJD};
use crate::{Error, Result};

/// A time that fits, without the two integers that mean "unbounded".
pub(super) fn in_range(ns: i128) -> Option<Time> {
    i64::try_from(ns).ok().filter(|ns| *ns != i64::MIN && *ns != i64::MAX).map(Time)
}

impl Time {
    /// Reads `2013-06-17`, `2013-06-17 13:29`, `2013-06-17T13:29:30` or with up to nine decimals, in `scale`.
    ///
    /// A zone (`Z`, `+02:00`) may follow a reading in UTC. The second 60 is accepted in UTC, where a leap second may be.
    pub fn parse_iso(text: &str, scale: Scale) -> Result<Time> {
        let refuse = |reason: &str| Error::invalid("time", text, reason);
        let mut rest = Reader { bytes: text.trim().as_bytes() };
        let parsed = (|| -> Result<Option<i128>, &'static str> {
            let (year, month, day) = rest.date().ok_or("it is not a date like `2013-06-17`")?;
            if !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
                return Err("there is no such day");
            }
            let days = days_of(year, month, day);
            let mut ns = 0;
            if rest.skip(b"T ") {
                ns = rest.clock(scale)?;
            }
            ns -= rest.zone(scale)?;
            if !rest.bytes.is_empty() {
                return Err("there is something after the time");
            }
            let offset_s = if scale == Scale::Utc { tai_utc_s(days) } else { 0 };
            Ok(Some(i128::from(days) * i128::from(DAY_NS) + i128::from(ns) + i128::from(offset_s) * 1_000_000_000))
        })()
        .map_err(refuse)?;
        parsed.and_then(in_range).ok_or_else(|| refuse("only years 1678 to 2261 are supported"))
    }

    /// Reads a decimal modified Julian date (days, TAI) exactly to the nanosecond.
    pub fn parse_mjd(text: &str) -> Result<Time> {
        let refuse = || Error::invalid("modified Julian date", text, "it is not a decimal number of days in range");
        let (negative, digits) = match text.trim().strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.trim()),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let days: i128 = whole.parse().map_err(|_| refuse())?;
        if part.len() > 20 || !part.bytes().all(|b| b.is_ascii_digit()) || days > 1_000_000 {
            return Err(refuse());
        }
        let fraction: u128 = if part.is_empty() { 0 } else { part.parse().map_err(|_| refuse())? };
        // 20 digits times the nanoseconds of a day stay below 2^127.
        let unit = 10_u128.pow(part.len() as u32);
        let fraction_ns = ((fraction * DAY_NS as u128 + unit / 2) / unit) as i128;
        let ns = days * i128::from(DAY_NS) + fraction_ns;
        let signed = if negative { -ns } else { ns };
        in_range(signed - i128::from(UNIX_EPOCH_MJD) * i128::from(DAY_NS)).ok_or_else(refuse)
    }

    /// `2013-06-17 13:29:30.000000000`, the digits of the second after the point cut (not rounded) to `decimals`, at most 9.
    pub fn to_iso(self, scale: Scale, decimals: usize) -> String {
        self.format(scale, decimals, ' ')
    }

    /// The same with `T` between date and clock.
    pub fn to_isot(self, scale: Scale, decimals: usize) -> String {
        self.format(scale, decimals, 'T')
    }

    fn format(self, scale: Scale, decimals: usize, between: char) -> String {
        let (days, ns_of_day) = match scale {
            Scale::Tai => (self.0.div_euclid(DAY_NS), self.0.rem_euclid(DAY_NS)),
            Scale::Utc => utc_day(self.0),
        };
        let (year, month, day) = date_of(days);
        let seconds = ns_of_day / 1_000_000_000;
        // A leap second is the 61st of the last minute.
        let minutes = (seconds / 60).min(24 * 60 - 1);
        let (hour, minute, second) = (minutes / 60, minutes % 60, seconds - minutes * 60);
        let mut text = format!("{year:04}-{month:02}-{day:02}{between}{hour:02}:{minute:02}:{second:02}");
        if decimals > 0 {
            let digits = format!("{:09}", ns_of_day % 1_000_000_000);
            text.push('.');
            text.push_str(&digits[..decimals.min(9)]);
        }
        text
    }
}

/// ISO, TAI, nine decimals: `2013-06-17 13:29:30.000000000`.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_iso(Scale::Tai, 9))
    }
}

/// The rest of a text being read.
struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    /// Skips one byte if it is among `any`.
    fn skip(&mut self, any: &[u8]) -> bool {
        match self.bytes.split_first() {
            Some((first, rest)) if any.contains(first) => {
                self.bytes = rest;
                true
            }
            _ => false,
        }
    }

    /// Exactly `count` digits.
    fn digits(&mut self, count: usize) -> Option<u32> {
        let (head, rest) = self.bytes.split_at_checked(count)?;
        let number = head.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))?;
        self.bytes = rest;
        Some(number)
    }

    fn date(&mut self) -> Option<(i64, u32, u32)> {
        let year = self.digits(4)?;
        let month = self.skip(b"-").then(|| self.digits(2))??;
        let day = self.skip(b"-").then(|| self.digits(2))??;
        Some((i64::from(year), month, day))
    }

    /// `13:29`, `13:29:30` or `13:29:30.123456789`, in nanoseconds of the day.
    fn clock(&mut self, scale: Scale) -> Result<i64, &'static str> {
        const SHAPE: &str = "the clock is not like `13:29:30.123456789`";
        let hour = self.digits(2).filter(|h| *h < 24).ok_or(SHAPE)?;
        let minute = self.skip(b":").then(|| self.digits(2)).flatten().filter(|m| *m < 60).ok_or(SHAPE)?;
        let mut ns = i64::from(hour * 60 + minute) * 60_000_000_000;
        if self.skip(b":") {
            let second = self.digits(2).ok_or(SHAPE)?;
            if second > 59 && !(second == 60 && scale == Scale::Utc && hour == 23 && minute == 59) {
                return Err("there is no such second");
            }
            ns += i64::from(second) * 1_000_000_000;
            if self.skip(b".") {
                ns += self.fraction().ok_or(SHAPE)?;
            }
        }
        Ok(ns)
    }

    /// Digits after the point, in nanoseconds; more than nine are cut.
    fn fraction(&mut self) -> Option<i64> {
        let count = self.bytes.iter().take_while(|b| b.is_ascii_digit()).count();
        let (digits, rest) = self.bytes.split_at(count);
        self.bytes = rest;
        let used = &digits[..count.min(9)];
        let number = used.iter().fold(0_i64, |n, b| n * 10 + i64::from(b - b'0'));
        (count > 0).then(|| number * 10_i64.pow(9 - used.len() as u32))
    }

    /// `Z`, `+02:00`, `-0730`, `+02` or nothing: nanoseconds to subtract.
    fn zone(&mut self, scale: Scale) -> Result<i64, &'static str> {
        while self.skip(b" ") {}
        if self.bytes.is_empty() {
            return Ok(0);
        }
        if scale == Scale::Tai {
            return Err("there is something after the time");
        }
        if self.skip(b"Zz") {
            return Ok(0);
        }
        let negative = self.bytes.first() == Some(&b'-');
        if !self.skip(b"+-") {
            return Err("there is something after the time");
        }
        let hours = self.digits(2).ok_or("the zone is not like `+02:00`")?;
        self.skip(b":");
        let minutes = self.digits(2).unwrap_or(0);
        let ns = i64::from(hours * 60 + minutes) * 60_000_000_000;
        Ok(if negative { -ns } else { ns })
    }
}
