use super::*;

#[track_caller]
fn column(setting: &Setting, name: &str) -> Column {
    match setting.ok(&format!("{name} = NULL")) {
        Predicate::Test(Test::IsNull(Operand::Column(column, _))) => column,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_name_is_a_dimension_before_it_is_a_field() {
    assert_eq!(column(&visits(), "visit"), dimension("visit"));
    assert_eq!(column(&visits(), "tract"), dimension("tract"));
    assert_eq!(column(&visits(), "exposure_time"), field("visit", "exposure_time"));
    assert_eq!(column(&visits(), "full_name"), field("detector", "full_name"));
}

#[test]
fn fields_that_hold_the_value_of_a_dimension_are_that_dimension() {
    assert_eq!(column(&visits(), "visit.id"), dimension("visit"));
    assert_eq!(column(&visits(), "visit.instrument"), dimension("instrument"));
    assert_eq!(column(&visits(), "visit.physical_filter"), dimension("physical_filter"));
    assert_eq!(column(&visits(), "visit_detector_region.detector"), dimension("detector"));
    assert_eq!(column(&visits(), "instrument.name"), dimension("instrument"));
    assert_eq!(column(&Setting::of(&["detector"]), "id"), dimension("detector"));
    visits().refused("visit.visit = 3");
}

#[test]
fn fields_of_any_element_can_be_named_with_it() {
    assert_eq!(column(&visits(), "patch.cell_x"), field("patch", "cell_x"));
    assert_eq!(column(&visits(), "instrument.class_name"), field("instrument", "class_name"));
    visits().refused("cell_x = 1");
}

#[test]
fn a_field_that_several_elements_have_is_refused_without_its_element() {
    visits().refused("timespan OVERLAPS T'2013-06-17'");
    visits().refused("id = 3");
    exposures().ok("obs_id = 'x'");
}

#[test]
fn fields_of_datasets_are_those_of_types_in_the_query() {
    let setting = Setting::of(&[]).dataset("bias", &["detector"]);
    let run = Column::Dataset { dataset_type: "bias".to_owned(), field: DatasetField::Run };
    assert_eq!(column(&setting, "bias.run"), run);
    assert_eq!(column(&setting, "run"), run);
    setting.ok("timespan OVERLAPS T'2013-06-17' AND bias.timespan.begin < T'2013-06-17' AND timespan.end > T'2013-06-17'");
    setting.ok("bias.ingest_date > T'2020-01-01' AND ingest_date < T'2030-01-01'");
    setting.ok("dataset_id = UUID('12345678-1234-1234-1234-123456789012')");
    setting.refused("flat.run = 'x'");
    setting.refused("bias.nosuch = 'x'");
    setting.refused("ingest_date > bias.ingest_date");
    setting.dataset("flat", &["detector"]).refused("run = 'x'");
}

#[test]
fn a_bind_hides_a_dimension_of_its_name() {
    let setting = exposures().bind("exposure", 3);
    let Predicate::Test(Test::Compare(left, _, right)) = setting.ok("exposure = :exposure") else { panic!() };
    assert_eq!(left, right);
    assert!(left.literal().is_some());
}

#[test]
fn names_have_cases_and_operators_have_none() {
    visits().refused("Visit = 1");
    visits().refused("INSTRUMENT = 'HSC'");
    visits().ok("visit = 1 and not detector in (1, 2) Or band = 'r'");
    visits().ok("glob(band, 'r*') AND Glob(band, 'r*') AND t'2013-06-17' overlaps visit.timespan AND visit != Null");
}

#[test]
fn a_list_is_a_bind_or_written_and_of_one_kind() {
    let setting = visits().bind("list", vec![1, 2]).bind("empty", Vec::<i64>::new()).bind("one", 3).bind("floats", vec![1.0, 2.0]);
    setting.ok("visit IN (:list) AND visit IN (list, 5, 7..9) AND visit IN (:empty) AND visit NOT IN (:one)");
    setting.refused("visit = :list");
    setting.refused("visit IN (:floats)");
    setting.refused("visit IN (:missing)");
    setting.ok("visit IN (1.0, 2)");
    setting.bind("mixed", BindValue::Sequence(vec![1.into(), "a".into()])).refused("visit IN (:mixed)");
}

#[test]
fn null_is_only_equal_or_not() {
    for good in ["exposure.target_name = NULL", "NULL != exposure.target_name", "can_see_sky = NULL", "exposure IN (1, NULL)"] {
        exposures().ok(good);
    }
    for bad in ["exposure > NULL", "NULL = NULL", "NOT NULL", "(NOT can_see_sky) = NULL", "exposure.timespan OVERLAPS NULL", "NULL"] {
        exposures().refused(bad);
    }
    exposures().bind("n", BindValue::Null).refused("exposure = :n");
}

#[test]
fn kinds_are_strict() {
    for good in [
        "exposure = 1.0",
        "exposure.exposure_time > 30",
        "exposure.seq_num % 2 = exposure % 2",
        "exposure / 2 + 1 > 3",
        "-exposure < +3",
        "exposure.exposure_time * 2.0 > 1e3",
        "obs_id < 'x'",
        "exposure.timespan.begin = exposure.timespan.end",
        "exposure.timespan = (NULL, T'2020-01-01')",
        "skymap.hash = :h",
        "1 = 1",
    ] {
        exposures().bind("h", BindValue::Bytes(vec![1])).ok(good);
    }
    for bad in [
        "exposure.exposure_time / 2 = 15.0",
        "exposure.exposure_time % 2.0 = 1.0",
        "obs_id + 'x' = 'y'",
        "-obs_id = 3",
        "obs_id = 3",
        "exposure.exposure_time IN (30..33)",
        "exposure.timespan < exposure.timespan",
        "skymap.hash = 'abc'",
        "can_see_sky = can_see_sky",
        "can_see_sky IN (1)",
        "NOT 3",
        "exposure = 1 = 2",
        "exposure AND exposure = 1",
        "exposure",
        "'text'",
        "exposure.seq_num.begin = 1",
        "exposure.timespan.middle = 1",
        "GLOB(exposure, '9*')",
        "GLOB('x', 'y')",
        "GLOB(obs_id, 3)",
    ] {
        exposures().refused(bad);
    }
}

#[test]
fn integers_of_more_than_64_bits_are_refused() {
    exposures().ok("exposure < 9223372036854775807 AND exposure IN (-9223372036854775808)");
    exposures().refused("exposure < 9223372036854775808");
    exposures().refused("exposure IN (1..9223372036854775808)");
    exposures().ok("exposure < 1e400");
}

#[test]
fn an_empty_text_wants_every_row() {
    assert_eq!(visits().ok(" \n\t "), Predicate::ALL);
}

#[test]
fn not_is_taken_apart_down_to_the_tests() {
    let predicate = exposures().ok("NOT (exposure = 1 AND (obs_id = 'x' OR NOT can_see_sky))");
    let Predicate::Or(parts) = &predicate else { panic!("{predicate:?}") };
    assert!(matches!(&parts[0], Predicate::Not(Test::Compare(..))));
    let Predicate::And(inner) = &parts[1] else { panic!("{predicate:?}") };
    assert!(matches!(&inner[1], Predicate::Test(Test::IsTrue(_))));
    assert_eq!(exposures().ok("NOT NOT exposure = 1"), exposures().ok("exposure = 1"));
}

#[test]
fn values_fixed_at_the_top_are_known() {
    let fixed = visits()
        .ok("instrument='HSC' AND 903334 = visit AND NOT detector != 16 AND band IN ('r') AND (tract = 1 OR tract = 2)")
        .fixed_values();
    let names: Vec<&str> = fixed.keys().map(String::as_str).collect();
    assert_eq!(names, ["band", "detector", "instrument", "visit"]);
    assert_eq!(fixed["detector"], Key::Int(16));
}

#[test]
fn the_dimensions_of_a_condition_are_complete() {
    let predicate = Setting::of(&[]).ok("visit_detector_region.region OVERLAPS POINT(1, 2)");
    let names: Vec<String> = predicate.dimensions(&UNIVERSE).unwrap().names().map(str::to_owned).collect();
    assert_eq!(names, ["band", "instrument", "day_obs", "detector", "physical_filter", "visit"]);
}

#[test]
fn rows_are_sorted_by_what_has_an_order() {
    let setting = visits();
    let term = order_term("-visit.timespan.begin", &setting.scope()).unwrap();
    assert!(term.is_descending && matches!(term.operand, Operand::Begin(_)));
    for bad in ["visit.region", "visit.timespan", "nosuch", "", "-", "name"] {
        assert!(order_term(bad, &setting.scope()).is_err(), "{bad}");
    }
}
