use super::*;

#[test]
fn a_literal_is_what_it_is_in_an_expression_and_all_else_is_text() {
    let of = |text: &str| BindValue::of_text(text).unwrap();
    assert_eq!(of("903334"), BindValue::Int(903_334));
    assert_eq!(of("-2"), BindValue::Int(-2));
    assert_eq!(of("1.5"), BindValue::Float(1.5));
    assert_eq!(of("'903334'"), BindValue::Text("903334".to_owned()));
    assert_eq!(of("HSC-R"), BindValue::Text("HSC-R".to_owned()));
    assert_eq!(of("O'Brien 50%_x"), BindValue::Text("O'Brien 50%_x".to_owned()));
    assert_eq!(of(""), BindValue::Text(String::new()));
    assert_eq!(of("null"), BindValue::Null);
    assert!(matches!(of("T'2013-06-17'"), BindValue::Time(_)));
}

#[test]
fn parentheses_hold_several_literals() {
    assert_eq!(BindValue::of_text("(1, 'a')").unwrap(), BindValue::Sequence(vec![BindValue::Int(1), BindValue::Text("a".to_owned())]));
    assert!(BindValue::of_text("(1, visit)").is_err());
    assert!(BindValue::of_text("(1").is_err());
}
