use std::path::Path;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use futures::executor::block_on;
use proptest::prelude::*;

use super::*;
use crate::fits::{Fits, ReadOptions, Selector};

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)).unwrap()
}

fn source(bytes: Vec<u8>) -> Source {
    Source::bytes("x.fits", bytes.into()).unwrap()
}

type Read = (SchemaRef, u64, Vec<RecordBatch>);

fn read(reader: Result<TableReader>) -> Result<Read, String> {
    let reader = reader.map_err(|error| error.to_string())?;
    let (schema, rows) = (reader.schema().clone(), reader.row_count());
    Ok((schema, rows, block_on(reader.collect()).map_err(|error| error.to_string())?))
}

/// Whether a file is read as it is without others: to the bytes of every column and what is known of it.
fn is_same(bytes: &[u8], alike: &Alike) -> bool {
    shared(bytes, alike) == alone(bytes)
}

fn alone(bytes: &[u8]) -> Result<Read, String> {
    read(block_on(async { Fits::open(source(bytes.to_vec())).await?.table(&Selector::FirstTable, &ReadOptions::default()).await }))
}

fn shared(bytes: &[u8], alike: &Alike) -> Result<Read, String> {
    read(block_on(async { Fits::open(source(bytes.to_vec())).await?.first_table(alike).await }))
}

/// Whether the header of a file is told by those that are known.
fn is_known(bytes: &[u8], alike: &Alike) -> bool {
    alike.known().iter().any(|known| {
        let start = bytes.chunks(2880).position(|block| block.starts_with(b"XTENSION")).unwrap() * 2880;
        let end = (start + known.len() as usize).min(bytes.len());
        known.reader(&source(bytes.to_vec()), start as u64, &bytes[start..end]).is_some()
    })
}

/// Puts `card` where the card of its keyword stands behind the primary header.
fn with(mut bytes: Vec<u8>, card: &str) -> Vec<u8> {
    let keyword = &card.as_bytes()[..8];
    let place = (36..bytes.len() / 80).find(|place| bytes[80 * place..].starts_with(keyword)).unwrap();
    bytes[80 * place..80 * (place + 1)].copy_from_slice(format!("{card:80}").as_bytes());
    bytes
}

#[test]
fn a_file_that_is_written_alike_is_told_by_the_one_before() {
    let first = bytes("afw/deepCoadd_meas_HSC_v2.fits");
    let alike = Alike::default();
    assert!(!is_known(&first, &alike));
    shared(&first, &alike).unwrap();
    assert!(is_known(&first, &alike));

    let fewer = with(first.clone(), "NAXIS2  =                    7");
    assert!(is_known(&fewer, &alike));
    assert_eq!(shared(&fewer, &alike).unwrap().1, 7);
    assert!(is_same(&fewer, &alike));

    // What the header says beside of columns is that of the file itself.
    let noisy = with(first.clone(), "HIERARCH base_CircularApertureFlux_radii = 'quite another'");
    assert!(is_known(&noisy, &alike));
    let (schema, ..) = shared(&noisy, &alike).unwrap();
    assert!(schema.metadata()[meta::HEADER].contains("quite another"));
    assert!(is_same(&noisy, &alike));
}

#[test]
fn whatever_describes_a_column_is_read_anew() {
    let first = bytes("afw/deepCoadd_meas_HSC_v2.fits");
    for card in [
        "TTYPE3  = 'another '",
        "TFORM3  = '1K      '",
        "TUNIT3  = 'deg     '",
        "TDOC3   = 'another '",
        "TFLAG2  = 'another '",
        "TCCLS3  = 'Scalar  '",
        "FLAGCOL =                    2",
        "ALIAS   = 'slot_Shape:another'",
        "AR_HDU  =                    2",
        "AFW_TYPE= 'SIMPLE  '",
    ] {
        let alike = Alike::default();
        shared(&first, &alike).unwrap();
        let changed = with(first.clone(), card);
        assert!(!is_known(&changed, &alike), "{card}");
        assert!(is_same(&changed, &alike), "{card}");
        assert!(alone(&changed) != alone(&first), "{card}");
    }
}

#[test]
fn what_is_wrong_with_sizes_is_told_as_without_the_file_before() {
    let first = bytes("afw/deepCoadd_meas_HSC_v2.fits");
    let alike = Alike::default();
    shared(&first, &alike).unwrap();
    for card in ["NAXIS2  =               999999", "NAXIS2  =                   -1", "PCOUNT  =              9999999", "NAXIS2  = 'two'"] {
        let changed = with(first.clone(), card);
        assert!(is_known(&changed, &alike), "{card}");
        let error = shared(&changed, &alike).unwrap_err();
        assert_eq!(Err(error), alone(&changed).map(|_| ()), "{card}");
    }
    let cut = &first[..first.len() / 20];
    assert!(is_same(cut, &alike));
}

const FILES: [&str; 5] =
    ["afw/deepCoadd_meas_HSC_v2.fits", "afw/sourceTable-v1.fits", "afw/exposure_catalog_v1.fits", "forms.fits", "afw/great3.fits"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_change_of_a_header_means_the_same_with_and_without_the_file_before(
        name in prop::sample::select(FILES.to_vec()),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), "[ -~]"), 1..6),
        swaps in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..2),
    ) {
        let first = bytes(name);
        let alike = Alike::default();
        let _ = shared(&first, &alike);
        let mut changed = first.clone();
        let (begin, end) = (2880.min(first.len() / 2), (2880 + 40_000).min(first.len()));
        for (place, byte) in &changes {
            changed[begin + place.index(end - begin)] = byte.as_bytes()[0];
        }
        for (a, b) in &swaps {
            let cards = (end - begin) / 80;
            let (a, b) = (begin + 80 * a.index(cards), begin + 80 * b.index(cards));
            for byte in 0..80 {
                changed.swap(a + byte, b + byte);
            }
        }
        prop_assert!(is_same(&changed, &alike));
    }
}
