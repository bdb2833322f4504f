use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// Words of the language and near it.
const WORDS: &[&str] = &[
    "visit",
    "exposure",
    "detector",
    "instrument",
    "band",
    "visit.exposure_time",
    "visit.region",
    "visit.timespan",
    "timespan.begin",
    "patch.region",
    "exposure.can_see_sky",
    "NULL",
    "x",
    ":x",
    ":list",
    "1",
    "2.5",
    ".5",
    "1e3",
    "1..9",
    "-5..5:2",
    "'r'",
    "'HSC'",
    "T'2020-01-01'",
    "T'56460.5'",
    "(",
    ")",
    ",",
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "+",
    "-",
    "*",
    "/",
    "%",
    "AND",
    "OR",
    "NOT",
    "IN",
    "OVERLAPS",
    "POINT(1, 2)",
    "CIRCLE(",
    "glob(",
    "UUID(",
    "REGION(",
    "..",
    ".",
    "'",
    "\"",
    ";",
    "\n",
    "\t",
    "é",
];

fn try_all(text: &str) {
    let setting = visits().bind("x", 3).bind("list", vec![1, 2]);
    if let Ok(ast) = parse(text) {
        let _ = constrain(&ast, &setting.scope(), &Binds::default(), Governors::Required);
        let printed = ast.to_string();
        let again = parse(&printed).unwrap_or_else(|error| panic!("{text:?} printed as {printed:?}: {error}"));
        assert_eq!(again.to_string(), printed, "{text:?}");
    }
    let _ = order_term(text, &setting.scope());
}

/// Expressions as the grammar makes them.
fn expression() -> impl Strategy<Value = String> {
    let name =
        select(&["visit", "detector", "exposure", "band", "visit.exposure_time", "exposure.can_see_sky", ":x"][..]).prop_map(str::to_owned);
    let literal = select(&["1", "2.5", "'r'", "T'2020-01-01'", "NULL", "-3"][..]).prop_map(str::to_owned);
    prop_oneof![name, literal].prop_recursive(6, 40, 3, |inner| {
        let operator = select(&["=", "!=", "<", "AND", "OR", "+", "-", "*", "/", "%", "OVERLAPS"][..]);
        prop_oneof![
            (inner.clone(), operator, inner.clone()).prop_map(|(a, operator, b)| format!("{a} {operator} {b}")),
            inner.clone().prop_map(|a| format!("({a})")),
            inner.clone().prop_map(|a| format!("NOT {a}")),
            inner.clone().prop_map(|a| format!("- {a}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}, {b})")),
            inner.prop_map(|a| format!("{a} IN (1, 2..5, :list, 'x')")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        try_all(&text);
    }

    #[test]
    fn any_words_are_read_or_refused(words in prop::collection::vec(select(WORDS), 0..30), between in select(&[" ", ""][..])) {
        try_all(&words.join(between));
    }

    #[test]
    fn whatever_the_grammar_makes_is_read_or_refused(text in expression()) {
        try_all(&text);
    }

    #[test]
    fn any_time_is_read_or_refused(text in "[-+0-9a-z:./T ]{0,30}") {
        try_all(&format!("T'{text}'"));
    }

    #[test]
    fn any_pos_text_is_read_or_refused(text in "(CIRCLE|RANGE|POLYGON)?[-0-9. einfa]{0,40}") {
        try_all(&format!("visit.region OVERLAPS REGION('{text}')"));
    }
}

#[test]
fn what_is_nested_too_deeply_is_refused_without_exhausting_the_stack() {
    let deep = |open: &str, close: &str| format!("{}visit = 1{}", open.repeat(100_000), close.repeat(100_000));
    for text in [
        deep("(", ")"),
        deep("NOT ", ""),
        deep("- ", ""),
        deep("POINT(", ")"),
        format!("visit = 1{}", " + 1".repeat(100_000)),
        format!("visit = 1{}", " = 1".repeat(100_000)),
        format!("visit = {}1", "1 * (".repeat(100_000)),
    ] {
        let error = parse(&text).unwrap_err().to_string();
        assert!(error.contains("levels"), "{error}");
        assert!(error.len() < 1000);
    }
    visits().ok(&format!("{}visit = 1{}", "(".repeat(90), ")".repeat(90)));
}

#[test]
fn many_parts_side_by_side_are_read_in_time() {
    let begin = std::time::Instant::now();
    let alternatives = vec!["visit = 1 AND detector = 2"; 50_000].join(" OR ");
    let listed = format!("visit IN ({})", vec!["1"; 200_000].join(", "));
    for text in [alternatives, listed, " ".repeat(1_000_000), "1 ".repeat(200_000), "'".repeat(200_000)] {
        if let Ok(ast) = parse(&text) {
            let setting = visits();
            let predicate = check(&ast, &setting.scope()).unwrap();
            assert!(predicate.columns().len() <= 2);
        }
    }
    assert!(begin.elapsed().as_secs() < 30);
}
