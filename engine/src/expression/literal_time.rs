//! Times in expressions: `T'2013-06-17T13:29:30'`, `T'mjd/56460.5/utc'` and the like.
//!
//! The text is `[format/]value[/scale]`. A value is a decimal number, a date `2013-06-17` with or without a clock reading `13:29` or `13:29:30.5` after
//! a blank or `T`, a date of FITS with five digits of the year after `+`, or a day of the year `2013:168:13:29`. Without a format a number is a
//! modified Julian date. Without a scale, dates and `unix` are UTC, `cxcsec` is TT, other numbers are TAI. The forms are those of the reference,
//! whose dates are astropy's; formats that count seconds from an epoch name an instant whatever the scale.

use super::refusal::{Refusal, Span};
use crate::time::Time;

mod number;

use self::number::{Counted, CountedScale};

/// Why a text is no time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NoTime {
    reason: String,
    hint: Option<&'static str>,
}

const FORMS: &str = "times are like `T'2013-06-17T13:29:30'` (UTC), `T'2013-06-17 13:29/tai'`, `T'56460.5'` (MJD, TAI), `T'jd/2456461.0'` or `T'unix/1371475800.0'`";

impl NoTime {
    fn new(reason: impl Into<String>) -> NoTime {
        NoTime { reason: reason.into(), hint: None }
    }

    pub fn refusal(self, text: &str, span: Span) -> Refusal {
        Refusal::new(span, format!("`{text}` is not a time: {}", self.reason)).hint(self.hint.unwrap_or(FORMS))
    }
}

/// Reads what is between the quotes of `T'...'`.
pub(super) fn read(text: &str) -> Result<Time, NoTime> {
    // What Python's datetimes print at their end means UTC, which dates are anyway.
    let text = text.replace("+00:00", "");
    let parts: Vec<&str> = text.split('/').collect();
    let (format, value, scale) = match parts[..] {
        [value] => (None, value, None),
        [value, scale] if begins_value(value) => (None, value, Some(scale)),
        [format, value] => (Some(format), value, None),
        [format, value, scale] => (Some(format), value, Some(scale)),
        _ => return Err(NoTime::new("it has more than two `/`")),
    };
    let format = format.map(str::to_lowercase);
    let scale = scale.map(named_scale).transpose()?;
    match number::decimal(value) {
        Some(number) => of_number(format.as_deref().unwrap_or("mjd"), number, scale),
        None => of_date(format.as_deref(), value, scale),
    }
}

fn begins_value(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'))
}

fn named_scale(name: &str) -> Result<CountedScale, NoTime> {
    CountedScale::named(&name.to_lowercase()).ok_or_else(|| match name.to_lowercase().as_str() {
        "local" => NoTime {
            hint: Some("give the time in `utc` or `tai`"),
            ..NoTime::new("`local` is the time of an unknown place, which no other scale is related to")
        },
        _ => NoTime {
            hint: Some("scales are `tai`, `utc`, `tt`, `tdb`, `tcg`, `tcb` and `ut1`"),
            ..NoTime::new(format!("there is no scale `{name}`"))
        },
    })
}

fn of_number(format: &str, number: f64, scale: Option<CountedScale>) -> Result<Time, NoTime> {
    let Some(counted) = Counted::named(format) else {
        return Err(match DATES.contains(&format) {
            true => NoTime::new(format!("the format `{format}` is one of dates, and this is a number")),
            false => unknown_format(format),
        });
    };
    counted.time(number, scale).ok_or_else(unmeasured)
}

/// Of the scales only UT1 is not known at all times.
fn unmeasured() -> NoTime {
    NoTime {
        hint: Some("give the time in `utc`, which is never more than 0.9 s away"),
        ..NoTime::new(
            "`ut1` follows the rotation of the Earth, which is known here from 2000 to the end of the predictions that came with this program",
        )
    }
}

/// Formats of dates.
const DATES: [&str; 4] = ["iso", "isot", "fits", "yday"];

fn unknown_format(format: &str) -> NoTime {
    NoTime {
        hint: Some(
            "formats are `iso`, `isot`, `fits`, `yday`, `mjd`, `jd`, `unix`, `unix_tai`, `gps`, `cxcsec`, `galexsec`, `decimalyear`, `jyear` and `byear`",
        ),
        ..NoTime::new(format!("the format `{format}` is not supported"))
    }
}

/// A date, taken apart.
struct Date {
    shape: &'static str,
    year: i64,
    /// Month and day, or the day of the year.
    day: Result<(u32, u32), u32>,
    hour: u32,
    minute: u32,
    second: u32,
    ns: i64,
}

fn of_date(format: Option<&str>, text: &str, scale: Option<CountedScale>) -> Result<Time, NoTime> {
    if let Some(format) = format
        && !DATES.contains(&format)
    {
        let is_number = Counted::named(format).is_some();
        return Err(if is_number {
            NoTime::new(format!("the format `{format}` takes a decimal number with a point"))
        } else {
            unknown_format(format)
        });
    }
    let date = Reader(text).date().ok_or_else(|| NoTime::new(shape_reason(text)))?;
    if format.is_some_and(|format| format != date.shape && !(format == "fits" && date.shape == "isot")) {
        return Err(NoTime::new(format!("it has not the format `{}`", format.unwrap_or_default())));
    }
    date.time(scale.unwrap_or(CountedScale::Utc))
}

fn shape_reason(text: &str) -> &'static str {
    match text {
        "" => "there is nothing between the quotes",
        _ if text.bytes().all(|b| b.is_ascii_digit()) => "a number needs a decimal point",
        _ if text.ends_with(['Z', 'z']) => "a zone can't be given; the scale follows `/`",
        _ => "it is neither a date nor a decimal number",
    }
}

impl Date {
    fn time(&self, scale: CountedScale) -> Result<Time, NoTime> {
        let (month, day) = match self.day {
            Ok((month, day)) => (month, day),
            Err(day_of_year) => (1, day_of_year),
        };
        // The sixty-first second is the leap second, or, as in astropy, the first of the next minute.
        if self.hour > 23 || self.minute > 59 || self.second > 61 {
            return Err(NoTime::new("there is no such time of day"));
        }
        let midnight = number::midnight(self.year, month, day, self.day.is_err()).ok_or_else(|| NoTime::new("there is no such day"))?;
        let ns_of_day = i64::from(self.hour * 3600 + self.minute * 60 + self.second) * 1_000_000_000 + self.ns;
        scale.time(midnight, ns_of_day).ok_or_else(unmeasured)
    }
}

struct Reader<'a>(&'a str);

impl Reader<'_> {
    /// At least one digit, at most `most`.
    fn digits(&mut self, most: usize) -> Option<i64> {
        let count = self.0.bytes().take_while(u8::is_ascii_digit).count();
        if count == 0 || count > most {
            return None;
        }
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        digits.parse().ok()
    }

    fn small(&mut self) -> Option<u32> {
        self.digits(2).and_then(|n| u32::try_from(n).ok())
    }

    fn skip(&mut self, c: char) -> bool {
        let rest = self.0.strip_prefix(c);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn date(mut self) -> Option<Date> {
        let is_fits = self.skip('+');
        let before = self.0.len();
        let year = self.digits(if is_fits { 5 } else { 4 })?;
        if before - self.0.len() != if is_fits { 5 } else { 4 } {
            return None;
        }
        let mut date = Date { shape: "iso", year, day: Err(1), hour: 0, minute: 0, second: 0, ns: 0 };
        let has_clock = if self.skip('-') {
            let month = self.small()?;
            let day = self.skip('-').then(|| self.small()).flatten()?;
            date.day = Ok((month, day));
            let is_isot = self.0.starts_with('T');
            date.shape = if is_fits {
                "fits"
            } else if is_isot {
                "isot"
            } else {
                "iso"
            };
            self.skip('T') || (!is_fits && self.skip(' '))
        } else {
            (date.shape, date.day) = ("yday", Err(self.skip(':').then(|| self.digits(3)).flatten().and_then(|d| u32::try_from(d).ok())?));
            self.skip(':')
        };
        if has_clock {
            self.clock(&mut date)?;
        }
        self.0.is_empty().then_some(date)
    }

    /// `13:29`, `13:29:30` or `13:29:30.5`.
    fn clock(&mut self, date: &mut Date) -> Option<()> {
        date.hour = self.small()?;
        date.minute = self.skip(':').then(|| self.small()).flatten()?;
        if self.skip(':') {
            date.second = self.small()?;
            if self.skip('.') {
                let count = self.0.bytes().take_while(u8::is_ascii_digit).count();
                let (digits, rest) = self.0.split_at(count);
                self.0 = rest;
                let nine: String = digits.chars().chain("000000000".chars()).take(9).collect();
                date.ns = nine.parse().ok()?;
            }
        }
        Some(())
    }
}
