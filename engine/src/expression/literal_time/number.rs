//! Numbers as times, and readings of the scales in which clocks of astronomy run, as TAI.
//!
//! TT is TAI + 32.184 s. TDB is TT + 1.658 ms sin(g) + 0.014 ms sin(2g) with g the mean anomaly of the Earth (Astronomical Almanac), good to some
//! 30 microseconds. UT1, the rotation of the Earth, is measured. TCG and TCB run at constant rates against TT and TDB (IAU 2000 B1.9, IAU 2006 B3).

use crate::time::{Time, days_in_month, days_of, tai_utc_s};

const DAY_S: f64 = 86_400.0;
const DAY_NS: i128 = 86_400_000_000_000;
/// Modified Julian date of 1970-01-01.
const EPOCH_MJD: f64 = 40_587.0;
/// Modified Julian date of 1977-01-01 00:00:32.184, when TT, TCG and TCB were equal.
const RATES_MJD: f64 = 43_144.000_372_5;

/// A scale that dates and day numbers can be counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CountedScale {
    Tai,
    Utc,
    Tt,
    Tdb,
    Tcg,
    Tcb,
    Ut1,
}

impl CountedScale {
    pub fn named(name: &str) -> Option<CountedScale> {
        Some(match name {
            "tai" => CountedScale::Tai,
            "utc" => CountedScale::Utc,
            "tt" => CountedScale::Tt,
            "tdb" => CountedScale::Tdb,
            "tcg" => CountedScale::Tcg,
            "tcb" => CountedScale::Tcb,
            "ut1" => CountedScale::Ut1,
            _ => return None,
        })
    }

    /// The time at which a clock of the scale shows `ns_of_day` after midnight of the day `day` after 1970-01-01. Clamped to what [`Time`] holds;
    /// nothing where it is not known when it does.
    pub fn time(self, day: i64, ns_of_day: i64) -> Option<Time> {
        let mjd = day as f64 + EPOCH_MJD + ns_of_day as f64 / DAY_NS as f64;
        let leaps_s = tai_utc_s(day.clamp(-200_000, 200_000));
        let offset_ns = match self {
            CountedScale::Utc => i128::from(leaps_s) * 1_000_000_000,
            CountedScale::Ut1 => {
                // By the leap seconds of the reading's own day; the second look is for the nanoseconds by which the Earth turned while the clocks differ.
                let begin = day as f64 + EPOCH_MJD;
                let at = |mjd: f64| butler_observatory::sky::ut1_utc_s(mjd.clamp(begin, begin + 0.999_999_999));
                let ut1_utc_s = at(mjd - at(mjd)? / DAY_S)?;
                ((leaps_s as f64 - ut1_utc_s) * 1e9).round() as i128
            }
            scale => (scale.to_tai_s(mjd) * 1e9).round() as i128,
        };
        Some(clamped(i128::from(day) * DAY_NS + i128::from(ns_of_day) + offset_ns))
    }

    /// Seconds to add to a reading to get TAI, for scales without leaps.
    fn to_tai_s(self, mjd: f64) -> f64 {
        let tt_to_tai = -32.184;
        let since = (mjd - RATES_MJD) * DAY_S;
        match self {
            CountedScale::Tai | CountedScale::Utc | CountedScale::Ut1 => 0.0,
            CountedScale::Tt => tt_to_tai,
            CountedScale::Tcg => tt_to_tai - 6.969_290_134e-10 * since,
            CountedScale::Tdb => tt_to_tai - tdb_minus_tt_s(mjd),
            CountedScale::Tcb => tt_to_tai - tdb_minus_tt_s(mjd) - 1.550_519_768e-8 * since - 6.55e-5,
        }
    }
}

fn tdb_minus_tt_s(mjd: f64) -> f64 {
    let g = (357.53 + 0.985_600_28 * (mjd - 51_544.5)).to_radians();
    0.001_658 * g.sin() + 0.000_014 * (2.0 * g).sin()
}

/// A format in which a number is a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    /// Days since the modified Julian date given.
    Days {
        zero_mjd_halves: i64,
    },
    /// Seconds since 1970-01-01 UTC plus so many, leap seconds not counted.
    UnixSeconds {
        zero_s: i64,
    },
    /// Seconds since 1970-01-01 TAI plus so many milliseconds.
    TaiSeconds {
        zero_ms: i64,
    },
    DecimalYear,
    JulianYear,
    BesselianYear,
}

impl Counted {
    pub fn named(format: &str) -> Option<Counted> {
        Some(match format {
            "mjd" => Counted::Days { zero_mjd_halves: 0 },
            "jd" => Counted::Days { zero_mjd_halves: -4_800_001 },
            "plot_date" => Counted::Days { zero_mjd_halves: -1_357_152 },
            "unix" => Counted::UnixSeconds { zero_s: 0 },
            "galexsec" => Counted::UnixSeconds { zero_s: 315_964_800 },
            "unix_tai" => Counted::TaiSeconds { zero_ms: 0 },
            "gps" => Counted::TaiSeconds { zero_ms: 315_964_819_000 },
            "cxcsec" => Counted::TaiSeconds { zero_ms: 883_612_767_816 },
            "decimalyear" => Counted::DecimalYear,
            "jyear" => Counted::JulianYear,
            "byear" => Counted::BesselianYear,
            _ => return None,
        })
    }

    /// The time; TAI if no scale is given. Seconds name an instant whatever the scale.
    pub fn time(self, number: f64, scale: Option<CountedScale>) -> Option<Time> {
        let scale = scale.unwrap_or(CountedScale::Tai);
        match self {
            // Whole and broken days apart, so that no digit of the double is lost.
            Counted::Days { zero_mjd_halves } => {
                let half_days = zero_mjd_halves as f64 - 2.0 * EPOCH_MJD;
                of_days(
                    scale,
                    number.floor() + (half_days / 2.0).floor(),
                    number - number.floor() + (half_days / 2.0 - (half_days / 2.0).floor()),
                )
            }
            Counted::UnixSeconds { zero_s } => {
                let Time(ns) = clamped(ns_of(number) + i128::from(zero_s) * 1_000_000_000);
                Some(Time::from_unix_ns(ns))
            }
            Counted::TaiSeconds { zero_ms } => Some(clamped(ns_of(number) + i128::from(zero_ms) * 1_000_000)),
            Counted::DecimalYear => {
                let year = number.floor().clamp(-99_999.0, 99_999.0) as i64;
                let (begin, end) = (days_of(year, 1, 1), days_of(year + 1, 1, 1));
                of_days(scale, begin as f64, (number - number.floor()) * (end - begin) as f64)
            }
            Counted::JulianYear => of_days(scale, 51_544.5 - EPOCH_MJD, (number - 2000.0) * 365.25),
            Counted::BesselianYear => of_days(scale, 15_019.813_52 - EPOCH_MJD, (number - 1900.0) * 365.242_198_781),
        }
    }
}

/// The time of a reading of `whole + part` days after 1970-01-01 in a scale.
fn of_days(scale: CountedScale, whole: f64, part: f64) -> Option<Time> {
    let day = whole.floor() + part.floor();
    let rest = (whole - whole.floor()) + (part - part.floor());
    let ns = (rest * DAY_NS as f64).round() as i64;
    scale.time(day.clamp(-1e9, 1e9) as i64, ns)
}

fn ns_of(seconds: f64) -> i128 {
    let whole = seconds.floor();
    (whole as i128).clamp(-1 << 62, 1 << 62) * 1_000_000_000 + ((seconds - whole) * 1e9).round() as i128
}

/// Times before 1677 and after 2262 are the first and the last that there are.
fn clamped(ns: i128) -> Time {
    Time(ns.clamp(i128::from(i64::MIN) + 1, i128::from(i64::MAX) - 1) as i64)
}

/// A number with a decimal point, without exponent; `None` if the text is something else.
pub(super) fn decimal(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.')?;
    let is_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    (is_digits(whole) && is_digits(part) && !(whole.is_empty() && part.is_empty()))
        .then(|| text.parse().ok())
        .flatten()
        .map(|n: f64| n.clamp(-1e18, 1e18))
}

/// Days from 1970-01-01 to a date; `None` if there is no such day. As in astropy, every year has a 366th day, if need be the first of the next one.
pub(super) fn midnight(year: i64, month: u32, day: u32, is_day_of_year: bool) -> Option<i64> {
    if is_day_of_year {
        return (1..=366).contains(&day).then(|| days_of(year, 1, 1) + i64::from(day) - 1);
    }
    let is_day = (1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month);
    is_day.then(|| days_of(year, month, day))
}
