//! The algebra of intervals, on a small range so that bounds coincide, and the reference's printing.

use proptest::prelude::*;

use super::*;

fn any_timespan() -> impl Strategy<Value = Timespan> {
    let bound = || proptest::option::weighted(0.8, (0_i64..12).prop_map(Time));
    prop_oneof![9 => (bound(), bound()).prop_map(|(begin, end)| Timespan::new(begin, end)), 1 => Just(Timespan::EMPTY)]
}

/// The times of the range that are in it, with one far before and one far after.
fn points(timespan: Timespan) -> Vec<i64> {
    (-1..14).filter(|t| timespan.contains_time(Time(*t))).collect()
}

proptest! {
    #[test]
    fn operations_are_those_of_sets_of_times(a in any_timespan(), b in any_timespan()) {
        let (in_a, in_b) = (points(a), points(b));
        let both: Vec<i64> = in_a.iter().copied().filter(|t| in_b.contains(t)).collect();
        prop_assert_eq!(points(a.intersection(b)), both.clone());
        prop_assert_eq!(a.overlaps(b), !both.is_empty());
        prop_assert_eq!(a.contains(b), both == in_b);
        prop_assert_eq!(a.is_empty(), in_a.is_empty());
        let only_a: Vec<i64> = in_a.iter().copied().filter(|t| !in_b.contains(t)).collect();
        let pieces = a.difference(b);
        prop_assert_eq!(pieces.iter().flat_map(|piece| points(*piece)).collect::<Vec<_>>(), only_a);
        prop_assert!(pieces.windows(2).all(|pair| pair[0].is_before(pair[1])));
    }

    #[test]
    fn two_timespans_overlap_or_one_is_before_the_other_or_one_is_empty(a in any_timespan(), b in any_timespan()) {
        let cases = [a.overlaps(b), a.is_before(b), a.is_after(b), a.is_empty() || b.is_empty()];
        prop_assert_eq!(cases.iter().filter(|case| **case).count(), 1);
    }

    #[test]
    fn bounds_of_tables_read_back(a in any_timespan()) {
        let (begin, end) = a.to_ns();
        prop_assert_eq!(Timespan::from_ns(begin, end), a);
    }
}

#[test]
fn an_instant_lasts_a_nanosecond_and_a_reversed_timespan_is_empty() {
    let (t, later) = (Some(Time(5)), Some(Time(7)));
    assert_eq!(Timespan::new(t, t), Timespan::instant(Time(5)));
    assert_eq!(Timespan::new(t, t).to_ns(), (Some(5), Some(6)));
    assert_eq!(Timespan::new(later, t), Timespan::EMPTY);
    assert_eq!(Timespan::EMPTY.to_ns(), (Some(i64::MAX), Some(i64::MIN)));
}

#[test]
fn it_prints_as_in_the_reference() {
    let begin = Time::parse_iso("2013-06-17 13:29:30", Scale::Tai).ok();
    let end = Time::parse_iso("2013-06-17 13:29:31.123456789", Scale::Tai).ok();
    assert_eq!(Timespan::new(begin, None).to_string(), "[2013-06-17T13:29:30, ∞)");
    assert_eq!(Timespan::new(None, begin).to_string(), "(-∞, 2013-06-17T13:29:30)");
    assert_eq!(Timespan::new(begin, end).to_string(), "[2013-06-17T13:29:30, 2013-06-17T13:29:31)");
    assert_eq!(Timespan::ALL.to_string(), "(-∞, ∞)");
    assert_eq!(Timespan::EMPTY.to_string(), "(empty)");
}
