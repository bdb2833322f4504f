use super::*;

fn read(text: &str) -> Node {
    parse("t.yaml", text).unwrap()
}

fn refusal(text: &str) -> String {
    let error = parse("t.yaml", text).unwrap_err();
    let message = error.to_string();
    assert!(!message.contains('\n'), "one line: {message}");
    message
}

#[test]
fn plain_scalars_mean_what_pyyaml_makes_of_them() {
    let cases = [
        ("", Scalar::Null),
        ("~", Scalar::Null),
        ("Null", Scalar::Null),
        ("nUll", Scalar::Text("nUll")),
        ("no", Scalar::Bool(false)),
        ("On", Scalar::Bool(true)),
        ("y", Scalar::Text("y")),
        ("0", Scalar::Int(0)),
        ("-0", Scalar::Int(0)),
        ("1_000", Scalar::Int(1000)),
        ("0b1_01", Scalar::Int(5)),
        ("0x1F", Scalar::Int(31)),
        ("-0x1f", Scalar::Int(-31)),
        ("017", Scalar::Int(15)),
        ("019", Scalar::Text("019")),
        ("0o17", Scalar::Text("0o17")),
        ("1:30", Scalar::Int(90)),
        ("1:60", Scalar::Text("1:60")),
        ("9223372036854775807", Scalar::Int(i64::MAX)),
        ("-9223372036854775808", Scalar::Int(i64::MIN)),
        ("9223372036854775808", Scalar::Huge("9223372036854775808")),
        ("1.5", Scalar::Float(1.5)),
        ("-1.", Scalar::Float(-1.0)),
        ("1e5", Scalar::Text("1e5")),
        ("1.0e5", Scalar::Text("1.0e5")),
        ("1.0e+5", Scalar::Float(1e5)),
        ("-1.25E-3", Scalar::Float(-1.25e-3)),
        (".5", Scalar::Float(0.5)),
        ("-.5", Scalar::Text("-.5")),
        ("1:30.5", Scalar::Float(90.5)),
        (".inf", Scalar::Float(f64::INFINITY)),
        ("-.INF", Scalar::Float(f64::NEG_INFINITY)),
        ("2021-09-09", Scalar::Timestamp("2021-09-09")),
        ("2021-9-9", Scalar::Text("2021-9-9")),
        ("2021-09-09 03:01:30.5", Scalar::Timestamp("2021-09-09 03:01:30.5")),
        ("2021-9-9t3:01:30 +01:00", Scalar::Timestamp("2021-9-9t3:01:30 +01:00")),
        ("2021-09-09T03:01", Scalar::Text("2021-09-09T03:01")),
        ("1.0.2", Scalar::Text("1.0.2")),
        ("-", Scalar::Text("-")),
        ("1_", Scalar::Int(1)),
        ("_1", Scalar::Text("_1")),
        (".", Scalar::Text(".")),
        ("é", Scalar::Text("é")),
    ];
    for (text, meaning) in cases {
        assert_eq!(resolve(text), meaning, "{text}");
    }
    assert!(matches!(resolve(".nan"), Scalar::Float(v) if v.is_nan()));
}

#[test]
fn quotes_and_blocks_make_strings() {
    let node = read("a: '1'\nb: \"no\"\nc: |\n  2\n");
    for (key, text) in [("a", "1"), ("b", "no"), ("c", "2\n")] {
        assert_eq!(node.get(key).unwrap().as_str(), Some(text));
    }
}

#[test]
fn tags_are_kept_in_full() {
    let node = read(
        "- !uuid 'x'\n- !<lsst.sphgeom.ConvexPolygon>\n  encoded: 70\n- !!binary aGk=\n- !butler_time/tai/iso '2020'\n- !include a.yaml\n",
    );
    let tags: Vec<_> = node.sequence().unwrap().iter().map(|n| n.tag.as_deref().unwrap()).collect();
    assert_eq!(tags, ["!uuid", "lsst.sphgeom.ConvexPolygon", BINARY, "!butler_time/tai/iso", "!include"]);
    assert_eq!(node.sequence().unwrap()[2].bytes().unwrap(), b"hi");
}

#[test]
fn aliases_repeat_their_anchor_and_merge_keys_give_way_to_own_ones() {
    let node = read("a: &a {x: 1, y: 2}\nb: *a\nc:\n  <<: *a\n  y: 3\nd:\n  <<: [{z: 1}, {z: 2}]\n");
    assert_eq!(node.get("b").unwrap().get("x").unwrap().integer().unwrap(), 1);
    assert_eq!(node.get("c").unwrap().get("x").unwrap().integer().unwrap(), 1);
    assert_eq!(node.get("c").unwrap().get("y").unwrap().integer().unwrap(), 3);
    assert_eq!(node.get("d").unwrap().get("z").unwrap().integer().unwrap(), 1);
}

#[test]
fn faults_name_their_place() {
    assert_eq!(refusal("a: 1\na: 2\n"), "t.yaml:2:1: the key `a` is there twice");
    assert!(refusal("a: [1, 2\n").starts_with("t.yaml:"));
    assert!(refusal("a: 'x\n").starts_with("t.yaml:"));
    assert!(refusal("a: *b\n").starts_with("t.yaml:1:4: "));
    assert_eq!(refusal("a: &a [*a]\n"), "t.yaml:1:8: an alias stands inside of what it refers to");
    let node = read("a:\n  b: [1]\n");
    assert_eq!(node.get("a").unwrap().get("b").unwrap().string().unwrap_err().to_string(), "t.yaml:2:6: expected a string, found a list");
    let unknown = node.only_fields(&["aa", "b"]).unwrap_err();
    assert_eq!(unknown.to_string(), "t.yaml:1:1: unknown field `a`");
    assert_eq!(node.field("c").unwrap_err().to_string(), "t.yaml:1:1: `c` is missing");
}

#[test]
fn a_bomb_is_refused_early() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let names = vec![format!("*a{}", level - 1); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{names}]\n"));
    }
    assert!(refusal(&text).contains("aliases written out"));
    assert!(refusal(&"- ".repeat(100_000)).contains("within each other"));
    assert!(parse("t.yaml", &"[".repeat(100_000)).is_err());
    assert!(parse_with("t.yaml", "abc", Limits { size_bytes: 2, ..Limits::default() }).is_err());
}

#[test]
fn an_empty_text_is_null_and_a_second_document_is_refused() {
    assert!(read("").is_null());
    assert!(read("# nothing\n").is_null());
    assert!(refusal("a: 1\n---\nb: 2\n").contains("second document"));
}

#[test]
fn base64_is_checked() {
    assert_eq!(decode_base64("AAEC Aw==\n").unwrap(), [0, 1, 2, 3]);
    assert_eq!(decode_base64("AAEC").unwrap(), [0, 1, 2]);
    for bad in ["AAE", "A", "AA=", "A*==", "AA==AA=="] {
        assert_eq!(decode_base64(bad), None, "{bad}");
    }
}
