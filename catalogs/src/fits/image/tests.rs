use std::path::{Path, PathBuf};

use futures::executor::block_on;
use proptest::prelude::*;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::section::crop;
use super::*;
use crate::fits::Fits;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn hdus(source: &Source) -> Vec<Hdu> {
    block_on(async { Fits::open(source.clone()).await.unwrap().hdus().await.unwrap().to_vec() })
}

fn tiles() -> (Source, Vec<Hdu>) {
    let source = Source::file(&path("tiles.fits")).unwrap();
    let hdus = hdus(&source).into_iter().skip(1).collect();
    (source, hdus)
}

fn whole(source: &Source, hdu: &Hdu) -> (PixelType, Vec<u8>) {
    block_on(async {
        let image = Image::open(source, hdu).await.unwrap().unwrap();
        (image.pixel_type(), image.read(0..image.count()).await.unwrap())
    })
}

#[test]
fn compressed_pixels_of_every_kind_are_those_of_astropy() {
    let told: Json = serde_json::from_slice(&std::fs::read(path("tiles.json")).unwrap()).unwrap();
    let (source, hdus) = tiles();
    for (hdu, told) in hdus.iter().zip(told["hdus"].as_array().unwrap()) {
        assert_eq!(hdu.name(), told["name"].as_str().unwrap());
        let (kind, mut pixels) = whole(&source, hdu);
        assert_eq!(kind.name(), told["dtype"].as_str().unwrap(), "{}", hdu.name());
        // NaN has many patterns: astropy and cfitsio take others.
        if kind == PixelType::Float32 {
            for pixel in pixels.as_chunks_mut::<4>().0.iter_mut().filter(|pixel| f32::from_be_bytes(**pixel).is_nan()) {
                *pixel = 0x7fc0_0000u32.to_be_bytes();
            }
        }
        let digest: String = Sha256::digest(&pixels).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest, told["sha256"].as_str().unwrap(), "{}", hdu.name());
    }
}

fn part_is_cut_from_whole(source: &Source, hdu: &Hdu, columns: Range<u64>, rows: Range<u64>) {
    let axes = hdu.axes().unwrap();
    let (kind, pixels) = whole(source, hdu);
    let image = block_on(Image::part(source, hdu, columns.clone(), rows.clone())).unwrap().unwrap();
    assert_eq!(image.shape(), [rows.end - rows.start, columns.end - columns.start]);
    let part = block_on(image.read(0..image.count())).unwrap();
    let usize = |range: Range<u64>| range.start as usize..range.end as usize;
    let expected = crop(&pixels, kind.bytes(), axes[0] as usize, usize(columns.clone()), usize(rows.clone()));
    assert!(part == expected, "{} {columns:?} {rows:?}", hdu.name());
}

#[test]
fn a_part_of_the_tiles_has_the_pixels_of_the_whole() {
    let (source, hdus) = tiles();
    for hdu in hdus.iter().filter(|hdu| hdu.axes().unwrap().len() == 2) {
        for (columns, rows) in
            [(0..45, 0..37), (0..1, 0..1), (44..45, 36..37), (10..30, 5..25), (0..45, 12..13), (17..33, 0..37), (31..45, 19..37)]
        {
            part_is_cut_from_whole(&source, hdu, columns, rows);
        }
    }
}

#[test]
fn a_part_of_plain_pixels_has_the_pixels_of_the_whole() {
    let source = Source::file(&path("afw/HSC-0908120-056-small.fits")).unwrap();
    for hdu in &hdus(&source)[1..4] {
        for (columns, rows) in [(0..200, 3..7), (5..6, 0..200), (150..200, 190..200)] {
            part_is_cut_from_whole(&source, hdu, columns, rows);
        }
    }
}

#[test]
fn a_part_beyond_the_image_is_an_error() {
    let (source, hdus) = tiles();
    for (columns, rows) in [(0..46, 0..1), (0..1, 30..38), (3..3, 0..1)] {
        assert!(block_on(Image::part(&source, &hdus[0], columns, rows)).is_err());
    }
}

#[test]
fn streams_that_claim_more_pixels_than_their_tile_are_refused() {
    let (source, hdus) = tiles();
    let bytes = block_on(source.read(0..source.len())).unwrap().to_vec();
    let named = |name: &str| hdus.iter().find(|hdu| hdu.name() == name).unwrap().clone();
    let with = |at: usize, new: &[u8], hdu: &Hdu| {
        let mut bytes = bytes.clone();
        bytes[at..at + new.len()].copy_from_slice(new);
        block_on(Image::open(&Source::bytes("hostile", bytes.into()).unwrap(), hdu)).unwrap_err().to_string()
    };
    let hcompress = named("HCOMPRESS");
    let stream = (hcompress.data_range().start as usize..).find(|at| bytes[*at..].starts_with(&[0xdd, 0x99])).unwrap();
    let error = with(stream + 2, &1_000_000u32.to_be_bytes(), &hcompress);
    assert!(error.contains("a tile of 160 pixels has a stream of HCOMPRESS_1 of 1000000 x"), "{error}");
    assert!(with(stream + 22, &[200], &hcompress).contains("numbers of 200 bits"));
    let plio = named("PLIO");
    let list = plio.data_range().start as usize + plio.header().integer("NAXIS1").unwrap() as usize * 37;
    assert!(with(list + 4, &30_000i16.to_be_bytes(), &plio).contains("more words than it has"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_part_is_cut_from_the_whole(index in 0usize..15, x in 0u64..45, y in 0u64..37, width in 1u64..45, height in 1u64..37) {
        let (source, hdus) = tiles();
        part_is_cut_from_whole(&source, &hdus[index], x..(x + width).min(45), y..(y + height).min(37));
    }

    #[test]
    fn damaged_tiles_give_pixels_or_errors(index in 0usize..21, changes in prop::collection::vec((0.0..1.0f64, any::<u8>()), 1..20)) {
        let (source, found) = tiles();
        let hdu = &found[index];
        let mut bytes = block_on(source.read(0..source.len())).unwrap().to_vec();
        let span = hdu.header_range().start..hdu.data_range().end;
        for (place, byte) in changes {
            let at = span.start + (place * (span.end - span.start) as f64) as u64;
            bytes[at as usize] = byte;
        }
        let source = Source::bytes("damaged", bytes.into()).unwrap();
        let damaged: Result<Vec<Hdu>> = block_on(async { Ok(Fits::open(source.clone()).await?.hdus().await?.to_vec()) });
        let Ok(damaged) = damaged else { return Ok(()) };
        if let Some(hdu) = damaged.get(index + 1) {
            let _ = block_on(Image::part(&source, hdu, 3..20, 5..30));
            let _ = block_on(Image::open(&source, hdu));
        }
    }
}
