use super::*;
use crate::time::{Scale, Time, Timespan};

#[track_caller]
fn time(text: &str) -> i64 {
    match parse(&format!("T'{text}'")).unwrap_or_else(|error| panic!("{error}")).root.unwrap().kind {
        NodeKind::Time(Time(ns)) => ns,
        other => panic!("{other:?}"),
    }
}

#[test]
fn times_are_those_of_astropy() {
    for (text, ns) in [
        ("56460.5625", 1371475800000000000),
        ("56460.5625/utc", 1371475835000000000),
        ("56460.5625/tt", 1371475767816000000),
        ("MJD/56460.5625", 1371475800000000000),
        ("jd/2456461.0", 1371470400000000000),
        ("jd/2456461.0/utc", 1371470435000000000),
        ("unix/1371475800.0", 1371475835000000000),
        ("unix/1371475800.5/tai", 1371475835500000000),
        ("unix_tai/1371475800.5", 1371475800500000000),
        ("gps/1000000000.0", 1315964819000000000),
        ("cxcsec/100.0", 883612867816000000),
        ("galexsec/100000000.0", 415964821000000000),
        ("decimalyear/2020.5", 1593648000000000000),
        ("decimalyear/2020.5/utc", 1593648037000000000),
        ("jyear/2020.5", 1593658800000000000),
        ("2020-1-1", 1577836837000000000),
        ("2020-01-01 1:2", 1577840557000000000),
        ("2020-01-01T01:02", 1577840557000000000),
        ("2020-01-01T01:02:03.", 1577840560000000000),
        ("2020-01-01T01:02:03.123456789123", 1577840560123456789),
        ("2016-12-31T23:59:60", 1483228836000000000),
        ("2016-12-31T23:59:60/tai", 1483228800000000000),
        ("2020-01-01/TAI", 1577836800000000000),
        ("2020-01-01/tt", 1577836767816000000),
        ("+02020-01-01", 1577836837000000000),
        ("+02020-01-01T01:02:03/tt", 1577840490816000000),
        ("2020:123", 1588377637000000000),
        ("2020:1", 1577836837000000000),
        ("2020:001:10:11", 1577873497000000000),
        ("2020:366", 1609372837000000000),
        ("isot/2020-01-01T00:00:00", 1577836837000000000),
        ("iso/2020-01-01 00:00:00", 1577836837000000000),
        ("fits/2020-01-01T00:00:00", 1577836837000000000),
        ("yday/2020:123", 1588377637000000000),
        ("60000.", 1677283200000000000),
        ("2020-01-01T10:00:00+00:00", 1577872837000000000),
    ] {
        assert_eq!(time(text), ns, "{text}");
    }
    for (text, ns) in [
        ("56460.5625/tdb", 1371475767815518030),
        ("56460.5625/tcg", 1371475767014147649),
        ("56460.5625/tcb", 1371475749975932328),
        ("byear/2020.5", 1593604668076747796),
        ("2013-06-17T13:29:30/ut1", 1371475804933501955),
        ("mjd/56460.5/ut1", 1371470434933451460),
        // Around a leap second.
        ("2016-12-31T23:59:60.5/ut1", 1483228836908712999),
        ("2017-01-01T00:00:00.3/ut1", 1483228836708712997),
        ("2012-07-01T00:00:00/ut1", 1341100834586745900),
    ] {
        assert!((time(text) - ns).abs() < 50_000, "{text}: {}", time(text) - ns);
    }
}

#[test]
fn what_is_no_time_is_refused() {
    for text in [
        "",
        "60000",
        "1e5",
        "yesterday",
        "2013-13-45",
        "2020-02-30",
        "02020-01-01",
        "2020-01-01t01:02:03",
        "2020-01-01T10:00:00Z",
        "2020-01-01T10:00:00+01:00",
        "2016-12-31T24:00:00",
        "2020-01-01T10:60:00",
        "2020:001:10",
        "2020:367",
        "2020:0",
        "2020-01-01 ",
        " 2020-01-01",
        "2020-01-01/foo",
        "foo/2020-01-01",
        "foo/1.5",
        "mjd/2020-01-01",
        "iso/56000.0",
        "isot/2020-01-01 00:00:00",
        "iso/2020-01-01T10:00:00",
        "56460.5625/local",
        "1999-12-31/ut1",
        "2100-01-01/ut1",
        "56460.5/tai/utc",
        "a/b/c/d",
        "/",
        "//",
        "2020-01-01/",
        "+2020-01-01",
        ".",
        "-",
        "-.",
    ] {
        assert!(parse(&format!("T'{text}'")).is_err(), "{text}");
    }
}

#[test]
fn times_out_of_range_are_the_first_or_last() {
    assert_eq!(time("0001-01-01"), i64::MIN + 1);
    assert_eq!(time("9999-12-31"), i64::MAX - 1);
    assert_eq!(time(&format!("mjd/{}.0", "9".repeat(400))), i64::MAX - 1);
    assert_eq!(time(&format!("jyear/-{}.0", "9".repeat(400))), i64::MIN + 1);
    assert_eq!(time("1900-01-01/tai"), Time::parse_iso("1900-01-01", Scale::Tai).unwrap().0);
}

#[test]
fn two_times_are_a_timespan() {
    let span = |text: &str| match exposures().ok(&format!("exposure.timespan OVERLAPS {text}")) {
        Predicate::Test(Test::TimespansOverlap(_, Operand::Literal(Literal::Timespan(timespan)))) => timespan,
        other => panic!("{other:?}"),
    };
    let at = |text: &str| Some(Time::parse_iso(text, Scale::Tai).unwrap());
    assert_eq!(span("(NULL, NULL)"), Timespan::ALL);
    assert_eq!(span("(T'2020-01-01/tai', T'2020-01-02/tai')"), Timespan::new(at("2020-01-01"), at("2020-01-02")));
    assert_eq!(span("(T'2020-01-01/tai', T'2020-01-01/tai')"), Timespan::instant(at("2020-01-01").unwrap()));
    assert_eq!(span("(T'2020-01-03', T'2020-01-01')"), Timespan::EMPTY);
    for bad in [
        "('2013-06-17', '2013-06-18')",
        "(exposure.timespan.begin, NULL)",
        "(1, 2)",
        "(T'1960-01-03', T'1961-01-01')",
        "(T'2110-01-03', NULL)",
    ] {
        exposures().refused(&format!("exposure.timespan OVERLAPS {bad}"));
    }
    exposures().bind("t", BindValue::Time(Time(0))).ok("exposure.timespan OVERLAPS :t AND exposure.timespan OVERLAPS (:t, NULL)");
}
