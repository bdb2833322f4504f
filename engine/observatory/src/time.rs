//! Times of headers: two doubles that together are a Julian date, in UTC or TAI.
//!
//! The arithmetic is that of two-part Julian dates with exact sums (Shewchuk 1997), in the same order of operations as astropy's `Time`, so that the two
//! doubles of a translated header are the same to the last bit. Calendar, leap seconds and scales are SOFA's.

use sofars::ts;

/// The scale that a time is told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Coordinated universal time.
    Utc,
    /// International atomic time.
    Tai,
}

/// A time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Time {
    scale: Scale,
    jd1: f64,
    jd2: f64,
}

/// Julian date of modified Julian date 0.
const MJD_ZERO: f64 = 2_400_000.5;
/// Julian date of 1970-01-01.
const UNIX_ZERO: f64 = 2_440_587.5;
const SECONDS_PER_DAY: f64 = 86_400.0;

fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let x = a + b;
    let eb = x - a;
    let ea = x - eb;
    (x, (b - eb) + (a - ea))
}

/// Day and fraction of `a + b`, the fraction in `[-0.5, 0.5]`; divided by `divisor` before, if there is one.
fn day_fraction(a: f64, b: f64, divisor: Option<f64>) -> (f64, f64) {
    let (mut sum, mut error) = two_sum(a, b);
    if let Some(divisor) = divisor {
        let q1 = sum / divisor;
        let p1 = q1 * divisor;
        let p2 = q1.mul_add(divisor, -p1);
        let (d1, mut d2) = two_sum(sum, -p1);
        d2 += error;
        d2 -= p2;
        let q2 = (d1 + d2) / divisor;
        (sum, error) = two_sum(q1, q2);
    }
    let mut day = sum.round_ties_even();
    let (fraction, check) = two_sum(sum - day, error);
    let sign = if check > 0.0 {
        1.0
    } else if check < 0.0 {
        -1.0
    } else {
        0.0
    };
    let excess = if fraction * sign == 0.5 { (fraction + 2.0 * check).round_ties_even() } else { fraction.round_ties_even() };
    day += excess;
    let mut fraction = sum - day;
    fraction += error;
    (day, fraction)
}

impl Time {
    fn new(scale: Scale, a: f64, b: f64) -> Time {
        let (jd1, jd2) = day_fraction(a, b, None);
        Time { scale, jd1, jd2 }
    }

    /// A modified Julian date.
    pub fn from_mjd(mjd: f64, scale: Scale) -> Option<Time> {
        if !mjd.is_finite() {
            return None;
        }
        let (day, fraction) = day_fraction(mjd, 0.0, None);
        Some(Time::new(scale, day + MJD_ZERO, fraction))
    }

    /// A date, with a time of day or without: `2015-10-10T08:20:42.598`.
    pub fn parse(text: &str, scale: Scale) -> Option<Time> {
        let text = text.trim();
        let text = text.strip_suffix('Z').unwrap_or(text);
        let (date, clock) = text.split_once(['T', ' ']).unwrap_or((text, ""));
        let mut parts = date.splitn(3, '-');
        let year: i32 = parts.next()?.parse().ok()?;
        let month: i32 = parts.next()?.parse().ok()?;
        let day: i32 = parts.next()?.parse().ok()?;
        let (mut hour, mut minute, mut second) = (0, 0, 0.0);
        if !clock.is_empty() {
            let mut parts = clock.split(':');
            hour = parts.next()?.trim().parse().ok()?;
            minute = parts.next()?.parse().ok()?;
            second = parts.next().map_or(Some(0.0), seconds)?;
        }
        let scale_name = if scale == Scale::Utc { "UTC" } else { "TAI" };
        let (a, b) = ts::dtf2d(scale_name, year, month, day, hour, minute, second).ok()?;
        Some(Time::new(scale, a, b))
    }

    /// A two-part Julian date of TAI.
    pub fn from_tai_parts(day: f64, fraction: f64) -> Option<Time> {
        (day.is_finite() && fraction.is_finite()).then(|| Time::new(Scale::Tai, day, fraction))
    }

    /// The same time in TAI.
    pub fn tai(self) -> Time {
        match self.scale {
            Scale::Tai => self,
            Scale::Utc => ts::utctai(self.jd1, self.jd2).map_or(self, |(a, b)| Time::new(Scale::Tai, a, b)),
        }
    }

    /// The same time in UTC.
    pub fn utc(self) -> Time {
        match self.scale {
            Scale::Utc => self,
            Scale::Tai => ts::taiutc(self.jd1, self.jd2).map_or(self, |(a, b)| Time::new(Scale::Utc, a, b)),
        }
    }

    /// The time `seconds` later.
    pub fn add_seconds(self, seconds: f64) -> Time {
        let (day, fraction) = day_fraction(seconds, 0.0, Some(SECONDS_PER_DAY));
        let tai = self.tai();
        let sum = Time::new(Scale::Tai, tai.jd1 + day, tai.jd2 + fraction);
        if self.scale == Scale::Utc { sum.utc() } else { sum }
    }

    /// The two parts of the Julian date, day and fraction.
    pub fn parts(self) -> (f64, f64) {
        (self.jd1, self.jd2)
    }

    /// Days from this time to `other`.
    pub fn days_to(self, other: Time) -> f64 {
        let (a, b) = (self.tai(), other.tai());
        (b.jd1 - a.jd1) + (b.jd2 - a.jd2)
    }

    /// Nanoseconds of TAI since 1970-01-01T00:00:00 TAI, rounded.
    pub fn tai_ns(self) -> i64 {
        let tai = self.tai();
        let days = tai.jd1 - UNIX_ZERO;
        let whole = days.floor();
        let rest = (days - whole) + tai.jd2;
        whole as i64 * 86_400_000_000_000 + (rest * 86_400e9).round_ties_even() as i64
    }

    /// Year, month, day and the clock to the millisecond, in its own scale.
    pub fn calendar(self) -> Option<(i32, i32, i32, [i32; 4])> {
        let scale = if self.scale == Scale::Utc { "UTC" } else { "TAI" };
        ts::d2dtf(scale, 3, self.jd1, self.jd2).ok()
    }

    /// The date as an integer YYYYMMDD, in its own scale.
    pub fn date(self) -> Option<i64> {
        let (year, month, day, _) = self.calendar()?;
        Some(i64::from(year) * 10_000 + i64::from(month) * 100 + i64::from(day))
    }

    /// `YYYY-MM-DDThh:mm:ss.sss` in its own scale.
    pub fn iso(self) -> Option<String> {
        let (year, month, day, [hour, minute, second, milli]) = self.calendar()?;
        Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}"))
    }

    /// The modified Julian date in its own scale.
    pub fn mjd(self) -> f64 {
        (self.jd1 - MJD_ZERO) + self.jd2
    }

    /// Offset of the clocks of the west coast of the USA from UTC, in seconds (-28800 or -25200): daylight saving time since 2007 begins on the second
    /// Sunday of March and ends on the first Sunday of November, at two o'clock (Energy Policy Act of 2005).
    pub fn pacific_offset_s(self) -> i64 {
        const STANDARD: i64 = -28_800;
        let Some((year, ..)) = self.utc().calendar() else { return STANDARD };
        let sunday = |month: i32, nth: f64| -> Option<f64> {
            let first = Time::parse(&format!("{year:04}-{month:02}-01"), Scale::Utc)?.mjd().round();
            // MJD 0 was a Wednesday: (mjd + 3) mod 7 is 0 on Sundays.
            let weekday = (first + 3.0).rem_euclid(7.0);
            Some(first + (7.0 - weekday).rem_euclid(7.0) + 7.0 * (nth - 1.0))
        };
        let (Some(begin), Some(end)) = (sunday(3, 2.0), sunday(11, 1.0)) else { return STANDARD };
        let now = self.utc().mjd();
        if now >= begin + 10.0 / 24.0 && now < end + 9.0 / 24.0 { STANDARD + 3_600 } else { STANDARD }
    }
}

impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Time) -> Option<std::cmp::Ordering> {
        other.days_to(*self).partial_cmp(&0.0)
    }
}

/// Seconds with a fraction, digit by digit, so that the last bit is that of astropy's parser.
fn seconds(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut value = 0.0;
    let mut weight = 0.1;
    for digit in fraction.bytes() {
        if !digit.is_ascii_digit() {
            return None;
        }
        value += f64::from(digit - b'0') * weight;
        weight /= 10.0;
    }
    Some(f64::from(whole.parse::<u32>().ok()?) + value)
}
