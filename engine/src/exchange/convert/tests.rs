//! Sections of old universes in the newest one.

use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use arrow::util::pretty::pretty_format_batches;

use super::*;
use crate::exchange::read::{Part, ReadOptions, read_export};

fn converted(universe_version: i64, sections: &str) -> Result<Vec<ElementRows>> {
    let text = format!("version: 1.0.1\nuniverse_version: {universe_version}\ndata:\n{sections}");
    let universe = Universe::shipped(8)?;
    let (mut converter, mut rows) = (None, Vec::new());
    let input = std::io::Cursor::new(text.into_bytes());
    read_export("e.yaml", input, &ReadOptions::default(), &mut |part| {
        match (part, &mut converter) {
            (Part::Header(header), _) => converter = Some(Converter::new("e.yaml".into(), &header, &universe)?),
            (Part::Records { element, place, rows: table }, Some(converter)) => rows.extend(converter.records(&element, place, table)?),
            other => panic!("{:?}", other.0),
        }
        Ok(())
    })?;
    Ok(rows)
}

fn names(rows: &[ElementRows]) -> Vec<&str> {
    rows.iter().map(|(element, _)| element.name.as_str()).collect()
}

#[test]
fn visits_of_universe_0_bring_memberships_and_observing_days() {
    let rows = converted(
        0,
        "- type: dimension\n  element: visit\n  records:\n  - {instrument: C, id: 1, name: v1, physical_filter: F, visit_system: 0, seeing: 0.7, exposure_time: 30, datetime_begin: !butler_time/tai/iso '2013-06-17 23:59:59', datetime_end: !butler_time/tai/iso '2013-06-18 00:00:29'}\n  - {instrument: C, id: 2, name: v2, physical_filter: F, visit_system: 1, seeing: null, datetime_begin: !butler_time/tai/iso '2013-06-17 01:00:00', datetime_end: null}\n",
    )
    .unwrap();
    assert_eq!(names(&rows), ["day_obs", "visit", "visit_system_membership"]);
    let day = &rows[0].1;
    assert_eq!(day.column_by_name("id").unwrap().as_primitive::<Int64Type>().values(), &[20130617]);
    assert_eq!(day.column_by_name("timespan").unwrap().null_count(), 1);
    let visit = &rows[1].1;
    assert_eq!(visit.column_by_name("day_obs").unwrap().as_primitive::<Int64Type>().values(), &[20130617, 20130617]);
    assert_eq!(visit.column_by_name("timespan").unwrap().null_count(), 0);
    let membership = pretty_format_batches(std::slice::from_ref(&rows[2].1)).unwrap().to_string();
    assert!(membership.contains("| C          | 0            | 1     |"), "{membership}");
    assert!(membership.contains("| C          | 1            | 2     |"), "{membership}");
}

#[test]
fn exposures_before_universe_6_bring_groups_and_observing_days() {
    let exposure = |id: i64, group: &str| {
        format!(
            "  - {{instrument: C, id: {id}, obs_id: o{id}, physical_filter: F, group_name: {group}, group_id: 7, day_obs: 20200101, seq_num: 1, datetime_begin: null, datetime_end: null}}\n"
        )
    };
    let text = format!("- type: dimension\n  element: exposure\n  records:\n{}{}", exposure(1, "g"), exposure(2, "'2'"));
    let rows = converted(5, &text).unwrap();
    assert_eq!(names(&rows), ["group", "day_obs", "exposure"]);
    let group = rows[2].1.column_by_name("group").unwrap();
    assert_eq!(group.as_string_view().iter().flatten().collect::<Vec<_>>(), ["g", "2"]);
    assert_eq!(rows[1].1.num_rows(), 1);
    let refused = converted(6, &text).unwrap_err().to_string();
    assert!(refused.contains("`group`") || refused.contains("group_name"), "{refused}");
}

#[test]
fn what_does_not_fit_is_named_with_its_place() {
    let record = |fields: &str| converted(8, &format!("- {{type: dimension, element: detector, records: [{{{fields}}}]}}\n")).unwrap_err();
    let cases = [
        ("instrument: C, full_name: a", "e.yaml:4:50: a record of `detector` has no `id`"),
        ("instrument: C, id: x, full_name: a", "e.yaml:4:70: `id` is an integer, found the string `x`"),
        ("instrument: C, id: 1, full_name: a, rift: R", "e.yaml:4:93: unknown field `rift` of `detector`"),
        ("instrument: C, id: 1, full_name: a, raft: 1.5", "e.yaml:4:93: `raft` is a string, found the number `1.5`"),
    ];
    for (fields, message) in cases {
        assert_eq!(record(fields).to_string(), message);
    }
    assert_eq!(record("instrument: C, id: 1, full_name: a, rift: R").hint().as_deref(), Some("did you mean `raft`?"));
    let element = converted(8, "- {type: dimension, element: detektor, records: []}\n").unwrap_err();
    assert_eq!(element.to_string(), "e.yaml:4:3: the dimension element `detektor` does not exist");
    assert_eq!(element.hint().as_deref(), Some("did you mean `detector`?"));
}

#[test]
fn a_dimension_may_be_named_as_itself_and_timespans_may_be_whole() {
    let rows = converted(
        8,
        "- {type: dimension, element: day_obs, records: [{instrument: C, day_obs: 5, timespan: !lsst.daf.butler.Timespan {begin: null, end: null}}]}\n",
    )
    .unwrap();
    assert_eq!(rows[0].1.column_by_name("id").unwrap().as_primitive::<Int64Type>().value(0), 5);
    assert_eq!(rows[0].1.column_by_name("timespan").unwrap().null_count(), 0);
}

#[test]
fn only_known_universes_are_taken() {
    assert_eq!(
        converted(9, "").unwrap_err().to_string(),
        "dimension universe of the export `daf_butler 9` is not supported: the repository has daf_butler 8, into which only equal and earlier versions can be imported"
    );
}
