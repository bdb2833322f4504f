use super::*;

/// The error and its hint, as they are shown.
fn shown(setting: &Setting, text: &str) -> String {
    let error = setting.constrain(text).unwrap_err();
    let hint = error.hint().map_or(String::new(), |hint| format!("\nhint: {hint}"));
    format!("{error}{hint}")
}

#[track_caller]
fn expect(setting: &Setting, text: &str, wanted: &str) {
    assert_eq!(shown(setting, text), wanted.trim_matches('\n'));
}

#[test]
fn an_error_shows_its_place_the_reason_and_what_to_try() {
    expect(
        &visits(),
        "instrument='HSC' AND detecter = 16",
        "
`detecter` is not known here
    instrument='HSC' AND detecter = 16
                         ^^^^^^^^
hint: did you mean `detector` or `detector_max`?",
    );
    expect(
        &visits(),
        "instrument='HSC' AND visit = '903334'",
        "
an integer can't be compared with a text
    instrument='HSC' AND visit = '903334'
                         ^^^^^^^^^^^^^^^^
hint: write `903334` without quotes",
    );
    expect(
        &visits(),
        "instrument='HSC' AND visit = 2 * (9223372036854775807 + 1)",
        "
this is 9223372036854775808, and integers end at 9223372036854775807 either way
    instrument='HSC' AND visit = 2 * (9223372036854775807 + 1)
                                      ^^^^^^^^^^^^^^^^^^^^^^^
hint: calculate with floating-point numbers, as in `2.0 * 3.0`",
    );
    expect(
        &visits(),
        "visit == 1",
        "
`=` can't stand here
    visit == 1
           ^
hint: equality is written `=`",
    );
    expect(
        &visits(),
        "visit = 903334",
        "
`visit` says nothing without its `instrument`
    visit = 903334
    ^^^^^
hint: add `instrument = '...'` with `AND`",
    );
    expect(
        &visits(),
        "instrument='HSC' AND name = 'x'",
        "
`name` can be `band.name`, `instrument.name`, `physical_filter.name` or `visit.name`
    instrument='HSC' AND name = 'x'
                         ^^^^
hint: write the one that is meant",
    );
}

#[test]
fn an_error_in_a_text_of_several_lines_shows_its_line() {
    expect(
        &visits(),
        "instrument='HSC'\n\tAND visit = \n AND detector = 1",
        "
`AND` can't stand here in line 3
     AND detector = 1
     ^^^",
    );
}

#[test]
fn an_end_that_comes_too_early_is_shown_behind_the_text() {
    expect(
        &visits(),
        "instrument='HSC' AND  ",
        "
the expression ends where a value, a name or `(` is missing
    instrument='HSC' AND
                        ^",
    );
    expect(
        &visits(),
        "(visit = 1 AND (detector = 2)",
        "
this bracket is never closed
    (visit = 1 AND (detector = 2)
    ^",
    );
    expect(
        &visits(),
        "band = 'r AND visit = 1",
        "
the text that begins here has no closing quote
    band = 'r AND visit = 1
           ^^^^^^^^^^^^^^^^
hint: a text ends on its line; one that contains a quote can only be given as a bind, `:name`",
    );
}

#[test]
fn a_long_line_is_cut_around_the_place() {
    let text = format!("instrument='HSC' AND visit IN ({}x.y)", "903334, ".repeat(50));
    let error = shown(&visits(), &text);
    let lines: Vec<&str> = error.lines().collect();
    assert!(lines[1].starts_with("    ...") && lines[1].len() < 160, "{error}");
    let caret = lines[2].find('^').unwrap();
    assert_eq!(&lines[1][caret..caret + 3], "x.y");
}

#[test]
fn carets_are_right_behind_letters_of_several_bytes_and_tabs() {
    let error = shown(&visits(), "band = 'né'\tAND wrong");
    let lines: Vec<&str> = error.lines().collect();
    let before = lines[2].chars().take_while(|c| *c != '^').count();
    assert_eq!(lines[1].chars().skip(before).take(5).collect::<String>(), "wrong");
}

#[test]
fn words_of_sql_that_the_language_lacks_are_pointed_out() {
    for (text, hint) in [
        ("visit IS NULL", "`= NULL`"),
        ("band LIKE 'r%'", "`GLOB(name, 'pattern')`"),
        ("visit BETWEEN 1 AND 5", "`IN (1..9)`"),
        ("visit <> 1", "`!=`"),
        ("visit = 1 && detector = 2", "`AND`"),
        ("visit = 1 || detector = 2", "`OR`"),
        ("band = \"r\"", "single quotes"),
        ("visit = 1;", "one expression"),
        ("TRUE", "stands alone"),
        ("exposure.can_see_sky = 1", "stands alone"),
        ("visit = 1..5", "follow `IN`"),
        ("visit IN [1, 2]", "brackets"),
        ("visit.timespan.begin > '2013-06-17'", "T'2013-06-17'"),
        ("visit.timespan > T'2013-06-17'", "OVERLAPS"),
        ("visit.region OVERLAPS 'CIRCLE 1 2 3'", "REGION('CIRCLE 1 2 3')"),
        ("band = r", "single quotes"),
        ("visit.exposure_time / 2 = 15.0", "2.0"),
        ("visits.run = 'x'", "did you mean `visit`"),
        ("vist.name = 'x'", "did you mean `visit.name`"),
        ("visit.exposuretime = 3.0", "did you mean `exposure_time`"),
        ("cirle(1, 2, 3) OVERLAPS visit.region", "did you mean `CIRCLE`"),
        ("visit IN (5..1)", "`1..5`"),
        ("seq_start = 1", "exposure.seq_start"),
    ] {
        let shown = shown(&visits(), text);
        assert!(shown.contains(hint) && shown.contains('^'), "{text}: {shown}");
    }
}
