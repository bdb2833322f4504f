//! A checkpoint is believed whole or not at all.

use super::*;
use crate::registry::tests::{biases, insert, with_instrument};

async fn sample() -> (Bytes, Files, Snapshot) {
    let registry = with_instrument().await;
    insert(&registry, biases("run1", &[0, 1, 2])).await.unwrap();
    let snapshot = registry.snapshot();
    let (bytes, _) = encode(&snapshot, registry.files()).unwrap();
    (bytes, registry.files().clone(), (*snapshot).clone())
}

#[tokio::test]
async fn what_is_read_is_what_was_written() {
    let (bytes, files, snapshot) = sample().await;
    let read = decode(&bytes, "sample", &files).unwrap();
    assert_eq!((read.version, read.hash, read.row_totals()), (snapshot.version, snapshot.hash, snapshot.row_totals()));
    assert_eq!(read.collections, snapshot.collections);
    assert_eq!(read.dataset_types.len(), snapshot.dataset_types.len());
}

#[tokio::test]
async fn every_flipped_byte_is_noticed() {
    let (bytes, files, _) = sample().await;
    let mut flipped = bytes.to_vec();
    for at in 0..flipped.len() {
        flipped[at] ^= 1 << (at % 8);
        assert!(decode(&Bytes::copy_from_slice(&flipped), "flipped", &files).is_err(), "byte {at}");
        flipped[at] ^= 1 << (at % 8);
    }
}

#[tokio::test]
async fn every_truncation_is_noticed() {
    let (bytes, files, _) = sample().await;
    for length in 0..bytes.len() {
        assert!(decode(&bytes.slice(..length), "cut", &files).is_err(), "{length} bytes");
    }
}
