//! Gregorian dates and the days of UTC.
//!
//! Dates are converted by counting in eras of 400 years that begin on March 1st, so that the leap day is the last of its year; the
//! formulae are exact for every date.

/// Nanoseconds of a day without leap second.
pub(super) const DAY_NS: i64 = 86_400_000_000_000;

/// Days from 1970-01-01 to the date; `month` from 1, `day` from 1.
pub(crate) fn days_of(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((i64::from(month) + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month and day of the date `days` after 1970-01-01.
pub(super) fn date_of(days: i64) -> (i64, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u32;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 } as u32;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// Number of days of a month.
pub(crate) fn days_in_month(year: i64, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// TAI - UTC in seconds on the UTC day `days` after 1970-01-01; 10 before 1972.
pub(crate) fn tai_utc_s(days: i64) -> i64 {
    // hifitime compares its table, whose entries are UTC dates, with a TAI reading: the date itself goes in as if it were one.
    let seconds_since_1900 = (days + 25_567) * 86_400;
    let epoch =
        hifitime::Epoch::from_tai_duration(hifitime::Duration::from_total_nanoseconds(i128::from(seconds_since_1900) * 1_000_000_000));
    epoch.leap_seconds(true).map_or(10, |s| s as i64)
}

/// The UTC day (days after 1970-01-01) of a TAI reading, and the nanoseconds since its begin; these reach 86 401 s at the end of a day
/// with a leap second.
pub(super) fn utc_day(tai_ns: i64) -> (i64, i64) {
    let begin = |day: i64| day.saturating_mul(DAY_NS).saturating_add(tai_utc_s(day) * 1_000_000_000);
    let mut day = tai_ns.div_euclid(DAY_NS);
    // TAI is ahead by less than a day: the UTC day is this one or the one before.
    if begin(day) > tai_ns {
        day -= 1;
    }
    (day, tai_ns - begin(day))
}
