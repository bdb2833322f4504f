use std::collections::BTreeMap;

use arrow::array::{Int64Array, ListBuilder, StringViewArray, StringViewBuilder, StructArray};
use arrow::datatypes::{Field, Schema};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::ErrorKind;
use crate::registry::record::{Application, WriterInfo};

fn header(version: u64) -> Header {
    Header {
        version,
        previous: Hash::of(b"before"),
        commit_id: Uuid::from_u128(42),
        writer: WriterInfo { user: "ann".to_owned(), host: "h".to_owned(), process: 7, tool: "butler 0".to_owned() },
        time_ns: 5,
        base: version - 1,
        operation: "insert".to_owned(),
        application: Some(Application { id: "x".to_owned(), sequence: 3 }),
        added: Vec::new(),
        removed: vec!["data/dataset/e0-1.parquet".to_owned()],
        folded: BTreeMap::new(),
        segments: Vec::new(),
        claims: vec!["absent dataset".to_owned()],
        gc_epoch: 0,
        min_reader: 1,
        min_writer: 1,
        row_totals: BTreeMap::from([("dataset".to_owned(), 3)]),
        properties: BTreeMap::new(),
    }
}

fn batch(names: &[Option<&str>]) -> RecordBatch {
    let ids = Int64Array::from_iter_values(0..names.len() as i64);
    let texts: StringViewArray = names.iter().collect();
    let mut lists = ListBuilder::new(StringViewBuilder::new());
    names.iter().for_each(|name| lists.append_value([*name, Some("another text that is longer than a view")]));
    let lists = lists.finish();
    let inner: ArrayRef = Arc::new(texts.clone());
    let pair = StructArray::from(vec![(Arc::new(Field::new("path", DataType::Utf8View, true)), inner)]);
    let fields = vec![
        Field::new("id", DataType::Int64, false),
        Field::new("name", DataType::Utf8View, true),
        Field::new("names", lists.data_type().clone(), true),
        Field::new("file", pair.data_type().clone(), true),
    ];
    let columns: Vec<ArrayRef> = vec![Arc::new(ids), Arc::new(texts), Arc::new(lists), Arc::new(pair)];
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
}

fn record() -> Record {
    let rows = batch(&[Some("a"), None, Some("a name that is longer than a view holds")]);
    let keys = batch(&[Some("gone")]);
    let segments = vec![Segment::rows("dataset", rows), Segment::tombstones("tag", keys, 1)];
    Record::new(header(9), segments)
}

#[test]
fn a_record_comes_back_as_it_was_written() {
    let record = record();
    let (bytes, hash) = record.encode_with_hash().unwrap();
    assert_eq!(Record::decode(&bytes).unwrap(), (record, hash));
}

#[test]
fn a_record_is_the_same_bytes_each_time() {
    assert_eq!(record().encode().unwrap(), record().encode().unwrap());
}

#[test]
fn rows_outside_a_slice_are_not_stored() {
    let long = "y".repeat(1000);
    let all = batch(&vec![Some(long.as_str()); 1000]);
    let slice = Segment::rows("t", all.slice(500, 2));
    let record = Record::new(header(1), vec![slice]);
    let bytes = record.encode().unwrap();
    assert!(bytes.len() < 20_000, "{}", bytes.len());
    assert_eq!(Record::decode(&bytes).unwrap().0, record);
}

#[test]
fn every_flipped_bit_of_a_record_is_found() {
    let bytes = record().encode().unwrap();
    for position in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.to_vec();
            flipped[position] ^= 1 << bit;
            let error = Record::decode(&flipped.into()).expect_err("a flipped bit");
            assert_eq!(error.kind(), ErrorKind::Data, "byte {position}, bit {bit}: {error}");
        }
    }
}

#[test]
fn every_truncation_and_extension_of_a_record_is_found() {
    let bytes = record().encode().unwrap();
    for length in 0..bytes.len() {
        assert_eq!(Record::decode(&bytes.slice(..length)).unwrap_err().kind(), ErrorKind::Data, "{length}");
        assert_eq!(Record::decode(&bytes.slice(bytes.len() - length..)).unwrap_err().kind(), ErrorKind::Data, "{length}");
    }
    for longer in [[bytes.as_ref(), b"x"].concat(), [b"x", bytes.as_ref()].concat(), [bytes.as_ref(), bytes.as_ref()].concat()] {
        assert_eq!(Record::decode(&longer.into()).unwrap_err().kind(), ErrorKind::Data);
    }
}

#[test]
fn a_record_of_a_newer_format_is_named_as_such_whatever_its_shape() {
    let (bytes, _) = framing::encode(Kind::Record, br#"{"min_reader": 2, "version": {"major": 1}}"#, &[]).unwrap();
    let error = Record::decode(&bytes).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(error.hint().as_deref(), Some("read it with a newer version of butler"));
}

#[test]
fn a_record_beyond_the_limit_is_refused() {
    let long = "z".repeat(1 << 20);
    let rows = batch(&[Some(long.as_str()); 9]);
    let record = Record::new(header(1), vec![Segment::rows("t", rows)]);
    assert_eq!(record.encode().unwrap_err().kind(), ErrorKind::Invalid);
}

#[test]
fn a_header_must_list_the_segments_that_follow() {
    let mut record = record();
    record.header.segments[0].rows = 4;
    assert_eq!(record.encode().unwrap_err().kind(), ErrorKind::Internal);
    let (bytes, _) = framing::encode(Kind::Record, &serde_json::to_vec(&record.header).unwrap(), &[]).unwrap();
    assert_eq!(Record::decode(&bytes).unwrap_err().kind(), ErrorKind::Data);
}

#[test]
fn a_stub_keeps_what_identifies_its_record() {
    let record = record();
    let (_, hash) = record.encode_with_hash().unwrap();
    let entry = Entry::Record { record: Box::new(record), hash };
    let stub = Entry::decode(&entry.stub().encode().unwrap(), "9").unwrap();
    assert!(matches!(stub, Entry::Stub(_)));
    let facts = |e: &Entry| (e.version(), e.commit_id(), e.application().cloned(), e.previous(), e.hash(), e.time_ns());
    assert_eq!(facts(&stub), facts(&entry));
    assert_eq!(stub.stub(), entry.stub());
}

proptest! {
    #[test]
    fn any_frame_comes_back_as_it_was_written(header in "[a-z]{0,40}", segments in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 0..5)) {
        let segments: Vec<Bytes> = segments.into_iter().map(Bytes::from).collect();
        let (bytes, hash) = framing::encode(Kind::Checkpoint, header.as_bytes(), &segments).unwrap();
        let frame = Frame { kind: Kind::Checkpoint, header: Bytes::from(header), segments, hash };
        prop_assert_eq!(framing::decode(&bytes), Ok(frame));
    }

    #[test]
    fn no_bytes_make_decoding_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(framing::decode(&bytes.into()).is_err());
    }
}
