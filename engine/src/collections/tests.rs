//! Names and types of collections.

use super::*;
use crate::ErrorKind;

#[test]
fn types_print_in_capitals_and_read_in_any_case() {
    for kind in CollectionType::ALL {
        assert_eq!(kind.to_string().parse::<CollectionType>().unwrap(), kind);
        assert_eq!(kind.to_string().to_lowercase().parse::<CollectionType>().unwrap(), kind);
    }
    let error = "TAGGD".parse::<CollectionType>().unwrap_err();
    assert_eq!((error.kind(), error.hint().unwrap().as_str()), (ErrorKind::NotFound, "did you mean `TAGGED`?"));
}

#[test]
fn names_are_any_printable_text() {
    for name in ["HSC/raw/all", "u/somebody/DM-1234", "a b", "é", "a*b", "..", "-a", &"x".repeat(200)] {
        assert!(Collection::new(name, CollectionType::Run).is_ok(), "{name}");
    }
    for name in ["", "a\nb", "a\0"] {
        assert!(Collection::new(name, CollectionType::Run).is_err(), "{name:?}");
    }
}

#[test]
fn a_child_named_twice_counts_once() {
    assert_eq!(Collection::chain("c", ["a", "b", "a"]).unwrap().children, ["a", "b"]);
}
