//! Records: fields by name, conversions, checks, and the way to columns and back.

use proptest::prelude::*;

use super::*;
use crate::dimensions::{FieldKind, batch_to_records, conform, records_to_batch};
use crate::time::{Time, Timespan};

fn element(name: &str) -> Arc<Element> {
    Universe::shipped(8).unwrap().element(name).unwrap().clone()
}

fn visit(fields: &[(&str, Value)]) -> Result<Record> {
    let base = [("instrument", Value::from("HSC")), ("id", 1.into()), ("physical_filter", "HSC-I".into()), ("day_obs", 20_130_617.into())];
    let kept = base.into_iter().filter(|(name, _)| !fields.iter().any(|(n, _)| n == name));
    Record::new(&element("visit"), kept.chain(fields.iter().cloned()).collect::<Vec<_>>())
}

#[test]
fn values_are_converted_where_nothing_is_lost() {
    let record = visit(&[("id", "12".into()), ("name", 12.into()), ("exposure_time", 30.into()), ("azimuth", f64::NAN.into())]).unwrap();
    assert_eq!(record.get("id"), Some(&Value::Int(12)));
    assert_eq!(record.get("name"), Some(&Value::Text("12".to_owned())));
    assert_eq!(record.get("exposure_time"), Some(&Value::Float(30.0)));
    assert_eq!(record.get("azimuth"), Some(&Value::Null));
    assert_eq!(record.key(), [Key::from("HSC"), Key::from(12)]);
    assert!(record.to_string().starts_with("visit {instrument: HSC, id: 12, day_obs: 20130617,"), "{record}");
}

#[test]
fn the_own_key_may_be_called_by_the_dimension() {
    let fields = [("instrument", Value::from("HSC")), ("detector", 5.into())];
    assert_eq!(Record::new(&element("detector"), fields).unwrap().get("id"), Some(&Value::Int(5)));
    let twice = [("instrument", Value::from("HSC")), ("detector", 5.into()), ("id", 6.into())];
    assert!(Record::new(&element("detector"), twice).unwrap_err().to_string().contains("two values, 5 and 6"));
}

#[test]
fn what_the_reference_refuses_is_refused() {
    for (fields, reason) in [
        (vec![("vist_max", Value::from(3))], "field `vist_max` does not exist"),
        (vec![("exposure_time", Value::from("abc"))], "a number was expected, not `abc`"),
        (vec![("seq_num", Value::from(5.5))], "an integer was expected, not `5.5`"),
        (vec![("physical_filter", Value::Null)], "visit.physical_filter` is not valid: it may not be null"),
        (vec![("physical_filter", Value::from("x".repeat(33)))], "longer than 32"),
        (vec![("instrument", Value::from(""))], "it may not be empty"),
        (vec![("id", Value::from(-1))], "the ID -1 is negative"),
    ] {
        let error = visit(&fields).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
    let hash = [("name", Value::from("s")), ("hash", Value::Bytes(vec![0; 41]))];
    assert!(Record::new(&element("skymap"), hash).unwrap_err().to_string().contains("41 bytes are more than 40"));
    assert!(Record::new(&element("exposure"), [("has_simulated", Value::from(3))]).is_err());
}

#[test]
fn long_names_that_the_reference_stores_are_accepted() {
    assert!(visit(&[("target_name", "x".repeat(100).into())]).is_ok());
}

#[test]
fn a_record_knows_its_data_id() {
    let universe = Universe::shipped(8).unwrap();
    assert_eq!(visit(&[]).unwrap().data_id(&universe).unwrap().to_string(), "{instrument: HSC, visit: 1}");
}

fn any_value(field: &Field) -> BoxedStrategy<Value> {
    let value = match field.kind {
        FieldKind::Int => (0..i64::MAX).prop_map(Value::Int).boxed(),
        FieldKind::Float => any::<f64>().prop_filter("NaN becomes null", |v| !v.is_nan()).prop_map(Value::Float).boxed(),
        FieldKind::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        FieldKind::Text => {
            proptest::string::string_regex(&format!("[a-zé]{{1,{}}}", field.length.unwrap_or(9))).unwrap().prop_map(Value::Text).boxed()
        }
        FieldKind::Hash | FieldKind::Region => proptest::collection::vec(any::<u8>(), 0..40).prop_map(Value::Bytes).boxed(),
        FieldKind::Timespan => (any::<Option<u32>>(), any::<Option<u32>>())
            .prop_map(|(a, b)| Timespan::new(a.map(|a| Time(a.into())), b.map(|b| Time(b.into()))))
            .prop_map(Value::Timespan)
            .boxed(),
    };
    if field.nullable { prop_oneof![value, Just(Value::Null)].boxed() } else { value }
}

fn any_records() -> impl Strategy<Value = (Arc<Element>, Vec<Record>)> {
    let stored: Vec<_> = Universe::shipped(8).unwrap().stored_elements().cloned().collect();
    proptest::sample::select(stored).prop_flat_map(|element| {
        let row: Vec<_> = element
            .fields
            .iter()
            .map(|f| {
                any_value(f).prop_map({
                    let name = f.name.clone();
                    move |v| (name.clone(), v)
                })
            })
            .collect();
        let of = element.clone();
        let record = row.prop_map(move |fields| Record::new(&of, fields).unwrap());
        (Just(element), proptest::collection::vec(record, 0..5))
    })
}

proptest! {
    #[test]
    fn records_read_back_from_columns((element, records) in any_records()) {
        let batch = records_to_batch(&element, &records).unwrap();
        prop_assert_eq!(&batch_to_records(&element, &batch).unwrap(), &records);
        prop_assert_eq!(&conform(&element, &batch).unwrap(), &batch);
    }
}
