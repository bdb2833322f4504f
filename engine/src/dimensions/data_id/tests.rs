//! Data IDs: what is accepted, printed, and how they compare.

use proptest::prelude::*;

use super::*;

fn data_id(given: &[(&str, Key)]) -> Result<DataId> {
    DataId::standardize(&Universe::shipped(8)?, given.iter().cloned(), None)
}

#[test]
fn dimensions_follow_from_the_names_and_values_are_converted() {
    let id = data_id(&[("visit", "903334".into()), ("instrument", "HSC".into()), ("detector", 16.into())]).unwrap();
    assert_eq!(id.required_values(), [Key::from("HSC"), Key::from(16), Key::from(903_334)]);
    assert!(!id.is_full() && id.get("band").is_none());
    assert_eq!(id.to_string(), "{instrument: HSC, detector: 16, visit: 903334}");
    let group = data_id(&[("instrument", "HSC".into()), ("group", 20_130_617.into())]).unwrap();
    assert_eq!(group.get("group"), Some(&Key::from("20130617")));
}

#[test]
fn implied_values_are_kept_if_all_are_there_and_printed_in_universe_order() {
    let mut given = vec![("instrument", Key::from("HSC")), ("visit", 1.into()), ("band", "i".into())];
    assert!(!data_id(&given).unwrap().is_full());
    given.extend([("physical_filter", Key::from("HSC-I")), ("day_obs", 20_130_617.into())]);
    let full = data_id(&given).unwrap();
    assert!(full.is_full());
    assert_eq!(full.to_string(), "{band: i, instrument: HSC, day_obs: 20130617, physical_filter: HSC-I, visit: 1}");
    let short = data_id(&given[..2]).unwrap();
    assert_eq!(full, short);
    let expanded = short.expanded(|name| Ok(full.get(name).cloned().unwrap())).unwrap();
    assert_eq!(expanded.iter().collect::<Vec<_>>(), full.iter().collect::<Vec<_>>());
}

#[test]
fn a_group_takes_its_part_and_wants_all_of_it() {
    let universe = Universe::shipped(8).unwrap();
    let group = universe.conform(["detector"]).unwrap();
    let given = [("instrument", Key::from("HSC")), ("detector", 16.into()), ("skymap", "s".into())];
    let id = DataId::standardize(&universe, given, Some(&group)).unwrap();
    assert_eq!(id.to_string(), "{instrument: HSC, detector: 16}");
    assert_eq!(id.subset(&universe.conform(["instrument"]).unwrap()).unwrap().to_string(), "{instrument: HSC}");
    let error = DataId::standardize(&universe, [("instrument", "HSC")], Some(&group)).unwrap_err();
    assert_eq!(error.to_string(), "data ID `{instrument: HSC}` is not valid: the dimension `detector` has no value");
}

#[test]
fn unknown_names_wrong_types_and_two_values_are_refused() {
    let error = data_id(&[("instrument", "HSC".into()), ("detectr", 1.into())]).unwrap_err();
    assert_eq!(error.hint().unwrap(), "did you mean `detector`?");
    assert!(data_id(&[("instrument", "HSC".into()), ("visit", "9.5".into())]).is_err());
    assert!(data_id(&[("visit", 1.into())]).unwrap_err().to_string().contains("`instrument` has no value"));
    assert!(data_id(&[("instrument", "HSC".into()), ("instrument", "LSSTCam".into())]).is_err());
}

fn any_id() -> impl Strategy<Value = DataId> {
    ("[AB]", 0..3_i64, 0..3_i64).prop_map(|(instrument, detector, visit)| {
        data_id(&[("instrument", instrument.into()), ("detector", detector.into()), ("visit", visit.into())]).unwrap()
    })
}

proptest! {
    #[test]
    fn order_is_that_of_the_required_values(a in any_id(), b in any_id(), c in any_id()) {
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert_eq!(a.cmp(&b) == Ordering::Equal, a == b);
        if a <= b && b <= c {
            prop_assert!(a <= c);
        }
        let key = |id: &DataId| (id.get("instrument").cloned(), id.get("detector").cloned(), id.get("visit").cloned());
        prop_assert_eq!(a.cmp(&b), key(&a).cmp(&key(&b)));
    }

    #[test]
    fn names_and_values_read_back(a in any_id()) {
        let pairs: Vec<(String, Key)> = a.iter().map(|(name, value)| (name.to_owned(), value.clone())).collect();
        prop_assert_eq!(DataId::standardize(a.group().universe(), pairs, None).unwrap(), a);
    }
}
