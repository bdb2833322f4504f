use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use futures::executor::block_on;

use super::*;

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut stream = GzEncoder::new(Vec::new(), Compression::fast());
    stream.write_all(bytes).unwrap();
    stream.finish().unwrap()
}

#[test]
fn a_gzip_stream_is_unpacked_whatever_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plain.fits");
    let bytes: Vec<u8> = (0..100_000u32).flat_map(u32::to_be_bytes).collect();
    std::fs::write(&path, packed(&bytes)).unwrap();
    let source = Source::file(&path).unwrap();
    assert_eq!(source.len(), 400_000);
    assert!(source.is_gzip());
    assert_eq!(block_on(source.read(399_996..500_000)).unwrap()[..], 99_999u32.to_be_bytes());
}

#[test]
fn a_gzip_stream_that_ends_early_is_an_error_of_one_line() {
    let mut bytes = packed(&[7; 100_000]);
    bytes.truncate(bytes.len() - 12);
    let error = Source::bytes("raw.fits", bytes.into()).unwrap_err().to_string();
    assert!(error.starts_with("`raw.fits`: the gzip stream is damaged"), "{error}");
    assert!(!error.contains('\n'));
}

#[test]
fn a_range_behind_the_end_gives_what_is_there() {
    let source = Source::bytes("x", Bytes::from_static(b"0123456789")).unwrap();
    assert_eq!(&block_on(source.read(8..20)).unwrap()[..], b"89");
    assert!(block_on(source.read(30..40)).unwrap().is_empty());
}
