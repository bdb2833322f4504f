//! Readings of clocks in TAI and UTC; the expected integers are recorded answers of the reference.

use proptest::prelude::*;

use super::*;

fn tai(text: &str) -> i64 {
    Time::parse_iso(text, Scale::Tai).unwrap().0
}

fn utc(text: &str) -> i64 {
    Time::parse_iso(text, Scale::Utc).unwrap().0
}

#[test]
fn tai_readings_count_from_1970() {
    assert_eq!(tai("1970-01-01"), 0);
    assert_eq!(tai("2013-06-17"), 1_371_427_200_000_000_000);
    assert_eq!(tai("2013-06-17T13:29:31.123456789"), 1_371_475_771_123_456_789);
    assert_eq!(tai("1969-12-31 23:59:59.5"), -500_000_000);
}

#[test]
fn utc_readings_have_leap_seconds() {
    assert_eq!(utc("2012-06-30 23:59:59"), 1_341_100_833_000_000_000);
    assert_eq!(utc("2012-06-30 23:59:60.5"), 1_341_100_834_500_000_000);
    assert_eq!(utc("2012-07-01 00:00:00"), 1_341_100_835_000_000_000);
    assert_eq!(utc("2016-12-31 23:59:60"), 1_483_228_836_000_000_000);
    assert_eq!(utc("2017-01-01"), 1_483_228_837_000_000_000);
    assert_eq!(utc("1972-01-01"), 63_072_010_000_000_000);
    assert_eq!(utc("1975-03-03 01:02:03.000000001"), 163_040_537_000_000_001);
    assert_eq!(utc("2026-01-01T02:00:00+02:00"), 1_767_225_637_000_000_000);
}

#[test]
fn a_leap_second_is_printed_as_second_60() {
    let time = Time(1_341_100_834_500_000_000);
    assert_eq!(time.to_iso(Scale::Utc, 3), "2012-06-30 23:59:60.500");
    assert_eq!(time.to_iso(Scale::Tai, 9), "2012-07-01 00:00:34.500000000");
    assert_eq!(Time(1_341_100_835_000_000_000).to_isot(Scale::Utc, 0), "2012-07-01T00:00:00");
}

#[test]
fn posix_seconds_differ_from_tai_by_the_leap_seconds_of_their_day() {
    assert_eq!(Time::from_unix_ns(1_483_228_799_000_000_000).0, 1_483_228_835_000_000_000);
    assert_eq!(Time::from_unix_ns(1_483_228_800_000_000_000).0, 1_483_228_837_000_000_000);
    assert_eq!(Time(1_483_228_837_000_000_000).to_unix_ns(), 1_483_228_800_000_000_000);
}

#[test]
fn julian_dates_are_those_of_the_reference() {
    assert_eq!(Time::from_mjd(56460.5).unwrap().0, 1_371_470_400_000_000_000);
    assert_eq!(Time::from_mjd(56_460.123_456_789).unwrap().0, 1_371_437_866_666_569_491);
    assert_eq!(Time::from_jd(56_460.123_456_789 + 2_400_000.5).unwrap().0, 1_371_437_866_666_585_207);
    assert_eq!(Time::parse_mjd("50000.25").unwrap().0, 813_304_800_000_000_000);
    assert_eq!(Time(1_371_470_400_000_000_000).mjd(), 56460.5);
    assert_eq!(Time(1_371_470_400_000_000_000).jd(), 2_456_461.0);
    assert!(Time::from_mjd(f64::NAN).is_err() && Time::from_mjd(1e12).is_err());
}

#[test]
fn the_night_is_numbered_by_the_date_at_its_begin() {
    assert_eq!(Time(tai("2013-06-17 13:29:30")).day_obs(0), 20_130_617);
    assert_eq!(Time(tai("2013-06-18 03:00:00")).day_obs(12 * 3600), 20_130_617);
}

#[test]
fn what_is_no_time_is_refused_with_its_reason() {
    for (text, reason) in [
        ("yesterday", "not a date"),
        ("2013-13-01", "no such day"),
        ("2013-02-29", "no such day"),
        ("2013-06-17 25:00:00", "not like"),
        ("2013-06-17 13:00:60", "no such second"),
        ("2013-06-17 13:00:00Z", "after the time"),
        ("2013-06-17 13:00:00.", "not like"),
        ("2013-06-17 x", "not like"),
        ("3013-06-17", "only years"),
    ] {
        let error = Time::parse_iso(text, Scale::Tai).unwrap_err().to_string();
        assert!(error.contains(reason), "{text}: {error}");
    }
}

proptest! {
    #[test]
    fn a_printed_time_reads_back(ns in -9_000_000_000_000_000_000_i64..9_000_000_000_000_000_000) {
        let time = Time(ns);
        prop_assert_eq!(Time::parse_iso(&time.to_iso(Scale::Tai, 9), Scale::Tai).unwrap(), time);
        prop_assert_eq!(Time::parse_iso(&time.to_isot(Scale::Utc, 9), Scale::Utc).unwrap(), time);
    }

    #[test]
    fn dates_and_day_numbers_are_one_to_one(days in -100_000_i64..100_000) {
        let (year, month, day) = calendar::date_of(days);
        prop_assert_eq!(days_of(year, month, day), days);
        prop_assert!(day <= days_in_month(year, month));
    }

    #[test]
    fn posix_time_reads_back_outside_leap_seconds(ns in 0_i64..4_000_000_000_000_000_000) {
        prop_assert_eq!(Time::from_unix_ns(ns).to_unix_ns(), ns);
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,40}") {
        let _ = Time::parse_iso(&text, Scale::Utc);
        let _ = Time::parse_mjd(&text);
    }
}
