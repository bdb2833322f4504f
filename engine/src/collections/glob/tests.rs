//! Patterns against what Python's `fnmatch.fnmatchcase` matches of the same texts.

use proptest::prelude::*;

use super::*;

const TEXTS: [&str; 24] = [
    "",
    "a",
    "b",
    "c",
    "ab",
    "aab",
    "abc",
    "]",
    "[",
    "-",
    "*",
    "?",
    "!",
    "HSC/x/raw",
    "\\",
    "\\a",
    "d",
    "[a",
    "a[",
    "[!]",
    "[]",
    "aaaaaaaaaaaab",
    "a-c",
    "e",
];

/// Patterns and the texts that match, recorded with Python 3.11.
const MATCHES: &[(&str, &[&str])] = &[
    ("*", &TEXTS),
    ("?", &["a", "b", "c", "]", "[", "-", "*", "?", "!", "\\", "d", "e"]),
    ("a*", &["a", "ab", "aab", "abc", "a[", "aaaaaaaaaaaab", "a-c"]),
    ("*a", &["a", "\\a", "[a"]),
    ("a*b*", &["ab", "aab", "abc", "aaaaaaaaaaaab"]),
    ("[ab]", &["a", "b"]),
    ("[!ab]", &["c", "]", "[", "-", "*", "?", "!", "\\", "d", "e"]),
    ("[a-c]*", &["a", "b", "c", "ab", "aab", "abc", "a[", "aaaaaaaaaaaab", "a-c"]),
    ("[]a]", &["a", "]"]),
    ("[!]a]", &["b", "c", "[", "-", "*", "?", "!", "\\", "d", "e"]),
    ("[", &["["]),
    ("[a", &["[a"]),
    ("a[", &["a["]),
    ("[!]", &["[!]"]),
    ("[]", &["[]"]),
    ("[a-]", &["a", "-"]),
    ("[-a]", &["a", "-"]),
    ("[c-a]", &[]),
    ("**a", &["a", "\\a", "[a"]),
    ("a?b", &["aab"]),
    ("[*]", &["*"]),
    ("[?]", &["?"]),
    ("HSC/*/raw", &["HSC/x/raw"]),
    ("\\*", &["\\", "\\a"]),
    ("[a-c-e]", &["a", "b", "c", "-", "e"]),
    ("[!-a]", &["b", "c", "]", "[", "*", "?", "!", "\\", "d", "e"]),
    (
        "*[!a]",
        &[
            "b",
            "c",
            "ab",
            "aab",
            "abc",
            "]",
            "[",
            "-",
            "*",
            "?",
            "!",
            "HSC/x/raw",
            "\\",
            "d",
            "a[",
            "[!]",
            "[]",
            "aaaaaaaaaaaab",
            "a-c",
            "e",
        ],
    ),
    ("a*a*a*b", &["aaaaaaaaaaaab"]),
];

#[test]
fn patterns_match_as_in_python() {
    for (pattern, expected) in MATCHES {
        let glob = Glob::new(pattern);
        let matched: Vec<&str> = TEXTS.into_iter().filter(|text| glob.matches(text)).collect();
        assert_eq!(matched, *expected, "{pattern}");
    }
}

#[test]
fn plain_names_are_no_patterns() {
    assert!(!Glob::is_pattern("HSC/raw/all") && !Glob::is_pattern("a[b"));
    assert!(Glob::is_pattern("HSC/*") && Glob::is_pattern("a?") && Glob::is_pattern("[ab]"));
}

proptest! {
    #[test]
    fn a_text_without_special_characters_matches_itself_alone(text in "[a-z/_.]{0,12}", other in "[a-z/_.]{0,12}") {
        let glob = Glob::new(&text);
        prop_assert!(glob.matches(&text));
        prop_assert_eq!(glob.matches(&other), text == other);
        let (within, longer) = (format!("*{text}*"), format!("{other}{text}{other}"));
        prop_assert!(Glob::new(&within).matches(&longer));
    }

    #[test]
    fn any_pattern_is_read(pattern in "[]\\[*?!a-c-]{0,12}", text in "[]\\[*?!a-c-]{0,12}") {
        let _ = Glob::new(&pattern).matches(&text);
    }
}
