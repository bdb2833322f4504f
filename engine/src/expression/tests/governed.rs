use super::*;

fn with_default(mut setting: Setting) -> Setting {
    setting.defaults.insert("instrument".to_owned(), Key::Text("HSC".to_owned()));
    setting
}

#[test]
fn a_dimension_needs_its_governor() {
    for bad in [
        "visit = 1",
        "detector.full_name = 'x'",
        "full_name = 'x'",
        "detector IN (1..2)",
        "detector != NULL",
        "instrument.detector_max = 4 AND detector = 1",
        "instrument != NULL AND visit = 1",
        "instrument = 'HSC' AND tract = 0",
        "skymap.hash = NULL",
    ] {
        assert!(visits().constrain(bad).is_err(), "{bad}");
    }
}

#[test]
fn mentioning_the_governor_anywhere_is_enough() {
    for good in [
        "instrument = 'HSC' AND visit = 1",
        "visit = 1 OR instrument = 'HSC'",
        "instrument IN ('A', 'B') AND visit = 1",
        "instrument NOT IN ('B') AND visit = 1",
        "GLOB(instrument, '*') AND visit = 1",
        "instrument = instrument AND visit = 1",
        "NOT instrument > 'B' AND visit = 1",
        "visit.exposure_time > 3",
        "band = 'r'",
        "htm7 = 1",
    ] {
        visits().constrain(good).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn a_list_that_is_a_bind_does_not_mention_a_governor() {
    let setting = visits().bind("list", vec!["A", "B"]).bind("one", "A");
    assert!(setting.constrain("instrument IN (:list) AND visit = 1").is_err());
    assert!(setting.constrain("instrument IN (:one) AND visit = 1").is_ok());
}

#[test]
fn the_default_is_added_where_nothing_is_said() {
    let setting = with_default(visits());
    let hsc = || Key::Text("HSC".to_owned());
    assert_eq!(setting.constrain("visit = 1").unwrap().fixed_values()["instrument"], hsc());
    assert_eq!(setting.constrain("").unwrap().fixed_values()["instrument"], hsc());
    assert!(!setting.constrain("instrument != 'HSC' AND visit = 1").unwrap().fixed_values().contains_key("instrument"));
    assert!(!with_default(Setting::of(&["tract"])).constrain("").unwrap().fixed_values().contains_key("instrument"));
}

#[test]
fn a_data_id_is_as_good_as_the_expression_and_as_strict() {
    let setting = visits();
    let constrained = |values: Binds| constrain(&parse("visit > 3").unwrap(), &setting.scope(), &values, Governors::Required);
    let hsc: Binds = [("instrument", BindValue::from("HSC"))].into_iter().collect();
    assert_eq!(constrained(hsc).unwrap().conjuncts().len(), 2);
    let wrong: Binds = [("instrument", BindValue::from("HSC")), ("visit", "3".into())].into_iter().collect();
    assert!(constrained(wrong).unwrap_err().to_string().contains("an integer is needed"));
    let unknown: Binds = [("instrument", BindValue::from("HSC")), ("vist", 3.into())].into_iter().collect();
    assert!(constrained(unknown).unwrap_err().hint().unwrap().contains("visit"));
    let lacking: Binds = [("tract", BindValue::from(3)), ("instrument", "HSC".into())].into_iter().collect();
    assert!(constrained(lacking).unwrap_err().to_string().contains("skymap"));
}

#[test]
fn nothing_is_required_where_nobody_asks() {
    let ast = parse("visit = 1").unwrap();
    let setting = visits();
    constrain(&ast, &setting.scope(), &Binds::default(), Governors::Optional).unwrap();
}
