use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::registry::file::Hash;

fn file(path: &str, rows: u64) -> Arc<DataFile> {
    Arc::new(DataFile {
        table: "dataset_by_id".to_owned(),
        path: path.to_owned(),
        size_bytes: 0,
        footer_bytes: 0,
        rows,
        hash: Hash([0; 32]),
        as_of: 1,
        epoch: 0,
        ranges: BTreeMap::new(),
        blocks: Vec::new(),
    })
}

#[test]
fn files_are_covered_until_all_is_forgotten() {
    let known = KnownIds::default();
    known.add("a", vec![1, 2]);
    assert!(known.covers("a") && known.uncovered(&[file("a", 2), file("b", 1)]).len() == 1);
    known.forget();
    assert!(!known.covers("a") && known.among(&[1]).is_empty());
}

#[test]
fn no_more_is_kept_than_there_is_room_for() {
    let known = KnownIds::default();
    let many = u64::try_from(MAX_BYTES / 8).unwrap();
    assert!(known.has_room(many) && !known.has_room(many + 1));
    known.add("a", vec![7]);
    assert!(!known.has_room(many));
}

#[test]
fn what_belongs_to_files_that_are_gone_is_forgotten() {
    let known = KnownIds::default();
    known.add("a", (0..3 << 20).collect());
    known.add("b", vec![9]);
    assert_eq!(known.uncovered(&[file("b", 1)]).len(), 1);
    assert!(known.among(&[9]).is_empty());
}

proptest! {
    #[test]
    fn exactly_what_was_added_is_found(lists in prop::collection::vec(prop::collection::btree_set(0_u64..200, 0..50), 0..8), wanted in prop::collection::btree_set(0_u64..200, 0..60)) {
        let known = KnownIds::default();
        for (index, list) in lists.iter().enumerate() {
            known.add(&index.to_string(), list.iter().copied().collect());
        }
        let wanted: Vec<u64> = wanted.into_iter().collect();
        let expected: HashSet<u64> = wanted.iter().copied().filter(|value| lists.iter().any(|list| list.contains(value))).collect();
        prop_assert_eq!(known.among(&wanted), expected);
    }
}
