//! Exports as parts: every form that files have had, and what is refused with its place.

use super::*;
use crate::error::Error;
use crate::time::Time;

const HEAD: &str =
    "description: Butler Data Repository Export\nversion: 1.0.2\nuniverse_version: 8\nuniverse_namespace: daf_butler\ndata:\n";

fn parts_of(text: &str, chunk_rows: usize) -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    let input = std::io::Cursor::new(text.as_bytes().to_vec());
    read_export("e.yaml", input, &ReadOptions { chunk_rows }, &mut |part| {
        parts.push(part);
        Ok(())
    })?;
    Ok(parts)
}

fn sections(text: &str) -> Vec<Part> {
    parts_of(&format!("{HEAD}{text}"), 10).unwrap().split_off(1)
}

fn refusal(text: &str) -> Error {
    let error = parts_of(text, 10).unwrap_err();
    assert!(!error.to_string().contains('\n'), "one line: {error}");
    error
}

fn section_refusal(text: &str) -> String {
    refusal(&format!("{HEAD}{text}")).to_string()
}

#[test]
fn the_header_has_defaults_for_old_files() {
    let header = |text: &str| match parts_of(text, 10).unwrap().remove(0) {
        Part::Header(header) => header,
        other => panic!("{other:?}"),
    };
    let old = header("description: x\nversion: 0\ndata: []\n");
    assert_eq!(old, Header { version: (1, 0, 0), universe_version: 0, universe_namespace: "daf_butler".to_owned() });
    assert_eq!(header(&format!("{HEAD}[]\n").replace("data:\n", "data: ")).universe_version, 8);
    assert_eq!(header("version: '1.0.7'\ndata: []\n").version, (1, 0, 7));
}

#[test]
fn a_wrong_header_is_refused_with_its_place() {
    assert_eq!(refusal("description: x\ndata: []\n").to_string(), "e.yaml:2:1: `version` is missing before `data`");
    assert_eq!(refusal("version: 2.0.0\ndata: []\n").to_string(), "e.yaml:1:10: exports of format version 2.0.0 can't be read");
    assert_eq!(refusal("version: 1.1.0\ndata: []\n").to_string(), "e.yaml:1:10: exports of format version 1.1.0 can't be read");
    assert!(refusal("version: 1.0\ndata: []\n").to_string().contains("expected a format version such as 1.0.2"));
    assert_eq!(refusal("").to_string(), "e.yaml:1:1: the file is empty");
    assert!(refusal("- 1\n").to_string().contains("not a mapping"));
    assert_eq!(refusal("version: 1.0.2\nuniverse: 8\ndata: []\n").to_string(), "e.yaml:2:1: unknown key `universe`");
    assert!(refusal("version: 1.0.2\n").to_string().contains("`data` is missing"));
    assert_eq!(
        refusal("version: 1.0.2\ndata: []\nuniverse_version: 7\n").to_string(),
        "e.yaml:3:1: `universe_version` must stand before `data`"
    );
}

#[test]
fn records_come_as_columns_in_chunks() {
    let mut text = "- type: dimension\n  element: detector\n  records:\n".to_owned();
    for id in 0..25 {
        text.push_str(&format!("  - {{instrument: C, id: {id}{}}}\n", if id == 3 { ", raft: 'R'" } else { "" }));
    }
    let parts = sections(&text);
    let rows: Vec<usize> = parts.iter().map(|p| if let Part::Records { rows, .. } = p { rows.rows() } else { 0 }).collect();
    assert_eq!(rows, [10, 10, 5]);
    let Part::Records { element, rows, .. } = &parts[0] else { panic!() };
    assert_eq!(&**element, "detector");
    let raft = rows.column("raft").unwrap();
    assert_eq!((&raft.cells[2], &raft.cells[3], &raft.cells[4]), (&Cell::Absent, &Cell::Text("R".to_owned()), &Cell::Absent));
    assert_eq!(rows.column("id").unwrap().cells[9], Cell::Int(9));
    assert_eq!(raft.places[3].line, 12);
}

#[test]
fn values_have_the_types_of_their_tags() {
    let parts = sections(
        "- type: dimension\n  element: visit\n  records:\n  - id: 1\n    begin: !butler_time/tai/iso '2013-06-17 00:00:00.000000001'\n    old: 2013-06-17 00:00:00\n    span: !lsst.daf.butler.Timespan\n      begin: null\n      end: !butler_time/tai/iso '1970-01-01 00:00:01.000000000'\n    none: !lsst.daf.butler.Timespan EMPTY\n    region: !<lsst.sphgeom.Circle>\n      encoded: 63FF00\n    hash: !!binary |\n      AP9z\n    ratio: 1.5\n    flag: no\n    nothing: ~\n    name: '1'\n    text: !!str 5\n",
    );
    let Part::Records { rows, .. } = &parts[0] else { panic!() };
    let cell = |name: &str| rows.column(name).unwrap().cells[0].clone();
    assert_eq!(cell("begin"), Cell::Time(Time(1_371_427_200_000_000_001)));
    assert_eq!(cell("old"), Cell::Time(Time(1_371_427_235_000_000_000)));
    assert_eq!(cell("span"), Cell::Timespan(Timespan::new(None, Some(Time(1_000_000_000)))));
    assert_eq!(cell("none"), Cell::Timespan(Timespan::EMPTY));
    assert_eq!(cell("region"), Cell::Region(vec![0x63, 0xff, 0]));
    assert_eq!(cell("hash"), Cell::Bytes(vec![0, 0xff, 0x73]));
    assert_eq!(cell("ratio"), Cell::Float(1.5));
    assert_eq!(cell("flag"), Cell::Bool(false));
    assert_eq!(cell("nothing"), Cell::Null);
    assert_eq!(cell("name"), Cell::Text("1".to_owned()));
    assert_eq!(cell("text"), Cell::Text("5".to_owned()));
}

#[test]
fn aliases_work_at_any_distance_and_for_any_structure() {
    let parts = sections(
        "- type: dimension\n  element: visit\n  records:\n  - id: 1\n    datetime_begin: &id001 !butler_time/tai/iso '1970-01-01 00:00:01.000000000'\n    region: &id002 !<lsst.sphgeom.Circle>\n      encoded: '63'\n- type: dimension\n  element: exposure\n  records:\n  - &id003 {id: 2, datetime_begin: *id001, region: *id002}\n  - *id003\n",
    );
    let Part::Records { rows, .. } = &parts[1] else { panic!() };
    assert_eq!(rows.column("datetime_begin").unwrap().cells, vec![Cell::Time(Time(1_000_000_000)); 2]);
    assert_eq!(rows.column("region").unwrap().cells, vec![Cell::Region(vec![0x63]); 2]);
}

#[test]
fn collections_of_every_age_are_understood() {
    let parts = sections(
        "- {type: run, name: old}\n- {type: collection, collection_type: RUN, name: r, host: null, timespan_begin: null, timespan_end: null, doc: d}\n- type: collection\n  collection_type: CHAINED\n  name: c\n  children: [a, [b, null], [c, [x, y]]]\n- {type: collection, collection_type: CALIBRATION, name: k}\n",
    );
    let collections: Vec<_> = parts
        .iter()
        .map(|part| match part {
            Part::Collection(c) => (c.name.as_str(), c.kind, c.children.join(","), c.doc.as_deref()),
            other => panic!("{other:?}"),
        })
        .collect();
    use CollectionKind::{Calibration, Chained, Run};
    assert_eq!(
        collections,
        [
            ("old", Run, String::new(), None),
            ("r", Run, String::new(), Some("d")),
            ("c", Chained, "a,b,c".to_owned(), None),
            ("k", Calibration, String::new(), None)
        ]
    );
}

#[test]
fn dataset_types_are_understood() {
    let parts = sections(
        "- {type: dataset_type, name: bias, dimensions: [instrument, detector], storage_class: ExposureF, is_calibration: true}\n- type: dataset_type\n  name: x\n  dimensions: []\n  storage_class: Y\n",
    );
    let Part::DatasetType(bias) = &parts[0] else { panic!() };
    assert_eq!((bias.dimensions.join(","), bias.is_calibration), ("instrument,detector".to_owned(), true));
    let Part::DatasetType(x) = &parts[1] else { panic!() };
    assert_eq!((x.dimensions.len(), x.is_calibration), (0, false));
}

#[test]
fn datasets_may_share_a_file_or_have_none_and_old_ids_are_integers() {
    let parts = sections(
        "- type: dataset\n  dataset_type: raw\n  run: r\n  records:\n  - dataset_id:\n    - !uuid '11111111-1111-4111-8111-111111111111'\n    - !uuid 22222222-2222-4222-8222-222222222222\n    data_id:\n    - {instrument: C, detector: 1}\n    - {detector: 2, instrument: C}\n    path: a\n    formatter: f.F\n  - dataset_id: 31\n    data_id: {instrument: C, detector: 3}\n",
    );
    let Part::Datasets(rows) = &parts[0] else { panic!() };
    assert_eq!(rows.data_ids.column("detector").unwrap().cells, [Cell::Int(1), Cell::Int(2), Cell::Int(3)]);
    assert_eq!(rows.file_of, [Some(0), Some(0), None]);
    assert_eq!((rows.files[0].path.as_str(), rows.files[0].formatter.as_deref()), ("a", Some("f.F")));
    assert_eq!(rows.ids[2].get_version_num(), 3);
    assert_eq!(rows.ids[2], Uuid::new_v3(&Uuid::from_u128(0x4d4851f4_2890_4d41_8779_5f38a3f5062b), b"31"));
}

#[test]
fn rows_before_their_names_are_held_back() {
    let parts = sections(
        "- dataset_type: raw\n  records:\n  - {dataset_id: 1, data_id: {instrument: C}, path: a}\n  run: r\n  type: dataset\n- records: [{name: C}]\n  element: instrument\n  type: dimension\n",
    );
    assert!(matches!(&parts[0], Part::Datasets(rows) if &*rows.run == "r" && rows.ids.len() == 1));
    assert!(matches!(&parts[1], Part::Records { element, .. } if &**element == "instrument"));
}

#[test]
fn associations_come_with_their_validity_range() {
    let parts = sections(
        "- {type: associations, collection: t, collection_type: TAGGED, dataset_ids: [1, 2]}\n- type: associations\n  collection: k\n  collection_type: CALIBRATION\n  validity_ranges:\n  - timespan: !lsst.daf.butler.Timespan {begin: null, end: null}\n    dataset_ids: [3]\n  - {begin: null, end: !butler_time/tai/iso '1970-01-01 00:00:00.000000000', dataset_ids: [4]}\n  - {timespan: !lsst.daf.butler.Timespan EMPTY, dataset_ids: [5]}\n",
    );
    let ranges: Vec<_> = parts.iter().map(|p| if let Part::Associations(a) = p { (a.timespan, a.ids.len()) } else { panic!() }).collect();
    assert_eq!(ranges, [(None, 2), (Some(Timespan::ALL), 1), (Some(Timespan::new(None, Some(Time(0)))), 1), (Some(Timespan::EMPTY), 1)]);
}

#[test]
fn faults_in_sections_name_place_and_thing() {
    let cases = [
        ("- {type: dimenson, element: x, records: []}\n", "e.yaml:6:10: unknown section type `dimenson`"),
        ("- {type: dimension, element: x, record: []}\n", "e.yaml:6:33: unknown field `record`"),
        ("- {type: dimension, element: x}\n", "e.yaml:6:3: `records` is missing"),
        ("- {element: x, records: []}\n", "e.yaml:6:3: `type` is missing"),
        ("- 5\n", "e.yaml:6:3: expected a section (a mapping with `type`), found `5`"),
        ("- {type: dimension, element: x, records: [{a: !foo 1}]}\n", "e.yaml:6:47: the tag `!foo` is unknown or not possible here"),
        ("- {type: dimension, element: x, records: [{a: 1, a: 2}]}\n", "e.yaml:6:50: the same field is there twice"),
        ("- {type: dimension, element: x, records: [{a: {}}]}\n", "e.yaml:6:47: expected a single value, found a mapping"),
        (
            "- {type: dimension, element: x, records: [{a: 9223372036854775808}]}\n",
            "e.yaml:6:47: the integer `9223372036854775808` does not fit in 64 bits",
        ),
        (
            "- {type: dimension, element: x, records: [{r: !<lsst.sphgeom.Circle> {encoded: 63f}}]}\n",
            "e.yaml:6:80: the region's `encoded` is not hexadecimal",
        ),
        (
            "- {type: dimension, element: x, records: [{r: !<lsst.sphgeom.Circle> {encoded: '70'}}]}\n",
            "e.yaml:6:47: the region's bytes are not those of a `lsst.sphgeom.Circle`",
        ),
        ("- {type: dimension, element: x, records: [{h: !!binary 'x'}]}\n", "e.yaml:6:47: the text of `!!binary` is not base64"),
        (
            "- {type: dataset, dataset_type: d, run: r, records: [{dataset_id: [1, 2], data_id: [{a: 1}]}]}\n",
            "e.yaml:6:54: the record has 2 `dataset_id` and 1 `data_id`",
        ),
        ("- {type: dataset, dataset_type: d, run: r, records: [{dataset_id: !uuid x, data_id: {}}]}\n", "e.yaml:6:67: `x` is not a UUID"),
        (
            "- {type: dataset, dataset_type: d, run: r, records: [{dataset_id: 1, data_id: {}, paths: x}]}\n",
            "e.yaml:6:83: unknown field `paths` of a dataset record",
        ),
        ("- {type: dataset, dataset_type: d, run: r, records: [{data_id: {}}]}\n", "e.yaml:6:54: `dataset_id` is missing"),
        (
            "- {type: associations, collection: t, collection_type: TAGGED, validity_ranges: []}\n",
            "e.yaml:6:3: `validity_ranges` can't belong to a collection of this type",
        ),
        (
            "- {type: collection, collection_type: RAN, name: x}\n",
            "e.yaml:6:39: expected RUN, TAGGED, CHAINED or CALIBRATION, found the string `RAN`",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(section_refusal(text), message, "{text}");
    }
    assert!(section_refusal("- {type: dimension, element: x, records: [{t: !butler_time/tai/iso 'then'}]}\n").starts_with("e.yaml:6:47: "));
}

#[test]
fn a_file_cut_anywhere_never_gives_more_than_the_whole_one() {
    let text = format!(
        "{HEAD}- type: dataset\n  dataset_type: raw\n  run: r\n  records:\n  - dataset_id: [!uuid '11111111-1111-4111-8111-111111111111']\n    data_id: [{{instrument: C}}]\n    path: \"a\"\n- type: collection\n  collection_type: RUN\n  name: 'é'\n"
    );
    let whole = parts_of(&text, 10).unwrap();
    for cut in (0..text.len()).filter(|cut| text.is_char_boundary(*cut)) {
        if let Ok(parts) = parts_of(&text[..cut], 10) {
            assert!(parts.len() <= whole.len());
        }
    }
    let bytes = text.as_bytes();
    let cut = text.find('é').unwrap() + 1;
    let error = read_export("e.yaml", std::io::Cursor::new(bytes[..cut].to_vec()), &ReadOptions::default(), &mut |_| Ok(())).unwrap_err();
    assert_eq!(error.to_string(), "file `e.yaml` is damaged: its bytes are not text in UTF-8");
}

#[test]
fn alias_bombs_are_refused() {
    let mut text = format!("{HEAD}- &a0 {{type: collection, collection_type: CHAINED, name: c, children: [x, x, x, x, x, x, x, x, x]}}\n");
    for level in 1..12 {
        text.push_str(&format!("- &a{level} {{type: collection, name: c, doc: [{}]}}\n", vec![format!("*a{}", level - 1); 9].join(", ")));
    }
    assert!(parts_of(&text, 10).is_err());
    let deep = format!("{HEAD}- {{type: {}", "[".repeat(100_000));
    assert!(parts_of(&deep, 10).is_err());
}

#[test]
fn characters_across_blocks_stay_whole() {
    let name = "é".repeat(100_000);
    let parts = sections(&format!("- {{type: run, name: x{name}}}\n"));
    assert!(matches!(&parts[0], Part::Collection(c) if c.name.chars().count() == 100_001));
}

/// Two layouts of the same records: as the reference writes them, and with a comment after each, which is left to the parser.
fn both_layouts(records: &[String]) -> (String, String) {
    let head = "- type: dataset\n  dataset_type: raw\n  run: HSC/runs/one\n  records:\n";
    let one = format!("{head}{}", records.concat());
    (format!("{HEAD}{one}"), format!("{HEAD}{}", one.replace("data_id:\n", "data_id: #\n")))
}

fn canonical_record(n: usize, extra: &str) -> String {
    let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, n.to_string().as_bytes());
    format!("  - dataset_id:\n    - !uuid '{id}'\n    data_id:\n    - instrument: HSC\n      detector: {n}\n      band: 'r'\n{extra}")
}

#[test]
fn records_in_the_usual_layout_mean_what_the_parser_makes_of_them() {
    let extras = [
        "    path: a/b_c-1.fits\n    formatter: lsst.obs.F\n",
        "    path: 'a b'\n",
        "    formatter: null\n    path: ''\n",
        "",
        "    path: 2013-06-17\n",
    ];
    let records: Vec<String> = (0..500).map(|n| canonical_record(n, extras[n % extras.len() * usize::from(n < 400)])).collect();
    let (canonical, other) = both_layouts(&records);
    let (canonical, other) = (parts_of(&canonical, 64).unwrap(), parts_of(&other, 64).unwrap());
    assert_eq!(canonical.len(), other.len());
    assert_eq!(canonical, other);
}

#[test]
fn a_fault_after_records_in_the_usual_layout_has_its_line() {
    let records: Vec<String> = (0..3000).map(|n| canonical_record(n, "")).collect();
    let (text, other) = both_layouts(&records);
    for fault in ["- type: nothing\n", "- [\n", "- type: 'run\n"] {
        assert_eq!(refusal(&format!("{text}{fault}")).to_string(), refusal(&format!("{other}{fault}")).to_string());
    }
    let wrong = text.replacen("      band: 'r'\n", "      instrument: 'r'\n", 1);
    assert!(refusal(&wrong).to_string().starts_with("e.yaml:15:"), "{}", refusal(&wrong));
}

#[test]
fn text_that_only_looks_like_records_stays_text() {
    let record = canonical_record(1, "");
    let text = format!(
        "{HEAD}- type: collection\n  collection_type: RUN\n  name: r\n  doc: |\n    - type: dataset\n      run: r\n      records:\n    {}",
        record.replace('\n', "\n    ")
    );
    let parts = parts_of(&text, 10).unwrap();
    let Part::Collection(collection) = &parts[1] else { panic!("{parts:?}") };
    assert!(collection.doc.as_deref().is_some_and(|doc| doc.contains("dataset_id")));
}
