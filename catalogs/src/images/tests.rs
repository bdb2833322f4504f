use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures::executor::block_on;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;
use crate::{ErrorKind, Source};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn open(name: &str) -> Exposure {
    block_on(Exposure::open(&Source::file(&path(name)).unwrap())).unwrap()
}

fn of_bytes(bytes: Vec<u8>) -> Exposure {
    block_on(Exposure::open(&Source::bytes("made", bytes.into()).unwrap())).unwrap()
}

fn get(exposure: &mut Exposure, name: &str) -> Value {
    block_on(exposure.named(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn plane(exposure: &mut Exposure, name: &str) -> Plane {
    match get(exposure, name) {
        Value::Plane(plane) => plane,
        other => panic!("{name} is {other:?}"),
    }
}

#[test]
fn an_exposure_has_the_components_that_its_header_names() {
    let names = |name| block_on(open(name).components()).unwrap().into_iter().map(Component::name).collect::<Vec<_>>().join(" ");
    assert_eq!(
        names("gen2/example-calexp.fits.gz"),
        "image mask variance wcs psf photoCalib visitInfo apCorrMap metadata filter detector validPolygon id bbox dimensions xy0"
    );
    assert_eq!(
        names("afw/exposure-version-2.fits"),
        "image mask variance wcs photoCalib visitInfo metadata filter detector id bbox dimensions xy0"
    );
    assert_eq!(names("afw/ticketdm26260.fits.fz"), "image metadata bbox dimensions xy0");
    assert_eq!(names("afw/jointcal_wcs-0030600-088.fits"), "wcs");
    assert_eq!(names("afw/visitInfo-version-5.fits"), "visitInfo");
    assert_eq!(names("afw/photoCalib-version1.fits"), "photoCalib");
}

#[test]
fn components_say_what_the_files_say() {
    let mut exposure = open("afw/exposure-version-2.fits");
    assert_eq!(get(&mut exposure, "filter").to_json(), json!({ "band": "N656", "physical": "ha" }));
    let calibration = get(&mut exposure, "photoCalib").to_json();
    assert_eq!((&calibration["calibrationMean"], &calibration["calibrationErr"]), (&json!(1e6), &json!(2e4)));
    let detector = get(&mut exposure, "detector").to_json();
    assert_eq!((&detector["serial"], &detector["amplifiers"][2]["name"]), (&json!("xkcd722"), &json!("amp 3")));
    assert_eq!(get(&mut exposure, "visitInfo").to_json()["boresightRaDec"], json!({ "ra": 30.0, "dec": 40.0 }));

    let mut exposure = open("afw/HSC-0908120-056-small.fits");
    assert_eq!(get(&mut exposure, "bbox").to_json(), json!({ "x0": 100, "y0": 100, "width": 200, "height": 200 }));
    assert_eq!(get(&mut exposure, "xy0").to_json(), json!({ "x": 100, "y": 100 }));
    assert_eq!(get(&mut exposure, "dimensions").to_json(), json!({ "width": 200, "height": 200 }));
    let mask = get(&mut exposure, "mask").to_json();
    assert_eq!(mask["planes"]["DETECTED"], json!({ "bit": 5, "pixels": 5390 }));

    let mut exposure = open("gen2/example-calexp.fits.gz");
    assert_eq!(get(&mut exposure, "psf").to_json()["tables"][0][0]["sigma"], json!(1.5));
    assert_eq!(get(&mut exposure, "validPolygon").to_json()["vertices"][0][0], json!(-0.5));
    let zero = get(&mut exposure, "photoCalib").to_json()["instFluxAtZeroMagnitude"].as_f64().unwrap();
    assert!((zero / 1_722_367_118_085.0 - 1.0).abs() < 1e-12);
    let corrections = get(&mut exposure, "apCorrMap").to_json();
    assert_eq!(corrections["base_PsfFlux_flux"]["class"], json!("ChebyshevBoundedField"));
    assert!((corrections["base_PsfFlux_flux"]["coefficients"][0].as_f64().unwrap() - 0.947_834_236).abs() < 1e-8);

    let visit = get(&mut open("afw/visitInfo-version-5.fits"), "visitInfo").to_json();
    assert_eq!((&visit["id"], &visit["instrumentLabel"], &visit["rotType"]), (&json!(987_654), &json!("TestCameraOne"), &json!("SKY")));
    assert!((visit["boresightRaDec"]["ra"].as_f64().unwrap() - 23.1).abs() < 1e-9);
    assert_eq!(visit["date"], json!("2037-09-20T02:24:00.000000000"));
}

#[test]
fn metadata_are_what_no_other_component_says() {
    let metadata = get(&mut open("gen2/example-calexp.fits.gz"), "metadata").to_json();
    let keywords: Vec<&String> = metadata.as_object().unwrap().keys().collect();
    for keyword in ["OBSERVER", "MJD", "FLATNESS_RMS", "BGMEAN", "T_GAIN1"] {
        assert!(metadata.get(keyword).is_some(), "{keyword} is not among {keywords:?}");
    }
    for keyword in ["NAXIS1", "CRVAL1", "A_0_2", "PSF_ID", "BORE-RA", "LTV1", "CTYPE1A", "BZERO", "FILTER", "EXPTIME", "AR_HDU"] {
        assert!(metadata.get(keyword).is_none(), "{keyword}");
    }
    assert_eq!(metadata["BGMEAN"].as_array().unwrap().len(), 4);
}

#[test]
fn a_missing_component_is_an_error_that_lists_those_that_are_there() {
    let mut exposure = open("afw/ticketdm26260.fits.fz");
    let error = block_on(exposure.named("wcs")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().ends_with("has no component `wcs`"), "{error}");
    assert_eq!(error.hint().unwrap(), "it has image, metadata, bbox, dimensions, xy0");
    let error = block_on(exposure.named("visitinfo")).unwrap_err();
    assert_eq!(error.hint().unwrap(), "did you mean `visitInfo`?");
    let error = block_on(Exposure::open(&Source::file(&path("afw/great3.fits")).unwrap())).unwrap_err();
    assert!(error.to_string().contains("neither an image nor an archive"), "{error}");
}

#[test]
fn a_part_has_the_pixels_of_the_whole() {
    for name in ["afw/HSC-0908120-056-small.fits", "afw/ticketdm26260.fits.fz", "afw/exposure-version-2.fits"] {
        let mut exposure = open(name);
        let bbox = block_on(exposure.bbox()).unwrap();
        let whole = block_on(exposure.plane(Role::Image, None)).unwrap();
        let part = Bbox { x0: bbox.x0 + 3, y0: bbox.y0 + 2, width: 5, height: 4 };
        let cut = block_on(exposure.plane(Role::Image, Some(part))).unwrap();
        let expected: Vec<f64> =
            (0..4).flat_map(|y| (0..5).map(move |x| (x + 3) + (y + 2) * bbox.width as usize)).map(|at| whole.values()[at]).collect();
        assert_eq!(cut.values(), expected, "{name}");
        let outside = Bbox { width: bbox.width, ..part };
        let error = block_on(exposure.plane(Role::Image, Some(outside))).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
    }
}

#[test]
fn a_plane_written_as_fits_is_read_as_the_same_plane() {
    for name in ["image", "mask", "variance"] {
        let mut exposure = open("afw/HSC-0908120-056-small.fits");
        let written = plane(&mut exposure, name);
        let mut again = of_bytes(get(&mut exposure, name).to_fits().unwrap());
        let read = block_on(again.hdu(0, None)).unwrap();
        assert_eq!(
            (read.bytes(), read.bbox(), read.pixel_type(), read.role()),
            (written.bytes(), written.bbox(), written.pixel_type(), written.role())
        );
        assert_eq!(read.mask_planes(), written.mask_planes());
    }
}

#[test]
fn a_part_keeps_its_place_on_the_sky() {
    let mut exposure = open("afw/HSC-0908120-056-small.fits");
    let part = Bbox { x0: 150, y0: 170, width: 30, height: 20 };
    let cut = block_on(exposure.plane(Role::Image, Some(part))).unwrap();
    let mut again = of_bytes(Value::Plane(cut).to_fits().unwrap());
    assert_eq!(block_on(again.bbox()).unwrap(), part);
    let (of_part, of_whole) = (block_on(again.wcs()).unwrap(), block_on(exposure.wcs()).unwrap());
    for (x, y) in [(150.0, 170.0), (179.0, 189.0)] {
        let (a, b) = (of_part.pixel_to_sky(x, y).unwrap(), of_whole.pixel_to_sky(x, y).unwrap());
        assert!((a[0] - b[0]).abs() < 1e-9 && (a[1] - b[1]).abs() < 1e-9, "{a:?} {b:?}");
    }
}

#[test]
fn npy_has_the_pixels_behind_a_header_of_64_bytes_and_more() {
    let mut exposure = open("afw/exposure-version-2.fits");
    let file = get(&mut exposure, "image").to_npy().unwrap();
    assert_eq!(&file[..8], b"\x93NUMPY\x01\x00");
    let length = usize::from(u16::from_le_bytes([file[8], file[9]]));
    assert_eq!((10 + length) % 64, 0);
    let header = std::str::from_utf8(&file[10..10 + length]).unwrap();
    assert_eq!(header.trim_end(), "{'descr': '>f4', 'fortran_order': False, 'shape': (10, 10), }");
    assert!(header.ends_with('\n'));
    assert_eq!(&file[10 + length..], plane(&mut exposure, "image").bytes());
    assert!(get(&mut exposure, "wcs").to_npy().unwrap_err().to_string().contains("no array"));
}

#[test]
fn yaml_is_the_json_again() {
    let mut exposure = open("gen2/example-calexp.fits.gz");
    for component in block_on(exposure.components()).unwrap() {
        let value = block_on(exposure.component(component)).unwrap();
        let read = crate::tables::yaml::parse(&value.to_yaml()).unwrap_or_else(|error| panic!("{component}: {error}\n{}", value.to_yaml()));
        assert_eq!(numbers(read), numbers(value.to_json()), "{component}\n{}", value.to_yaml());
    }
}

/// Integers as floats: YAML says `1e6` and `1000000` with one type.
fn numbers(value: Json) -> Json {
    match value {
        Json::Number(number) => json!(number.as_f64()),
        Json::Array(list) => list.into_iter().map(numbers).collect(),
        Json::Object(map) => Json::Object(map.into_iter().map(|(key, value)| (key, numbers(value))).collect()),
        other => other,
    }
}

#[test]
fn every_form_that_a_value_offers_is_written() {
    let mut exposure = open("gen2/example-calexp.fits.gz");
    for component in block_on(exposure.components()).unwrap() {
        let value = block_on(exposure.component(component)).unwrap();
        for form in value.forms() {
            let mut bytes = Vec::new();
            value.write(*form, &mut bytes).unwrap_or_else(|error| panic!("{component} as {}: {error}", form.name()));
            assert!(!bytes.is_empty());
            if *form == Form::Fits {
                assert_eq!(bytes.len() % 2880, 0, "{component}");
                block_on(crate::inspect::inspect(&Source::bytes("made", bytes.into()).unwrap(), crate::inspect::Depth::Statistics))
                    .unwrap();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_exposure_gives_values_or_errors(
        name in prop::sample::select(vec!["afw/exposure-version-2.fits", "gen2/example-calexp.fits.gz", "afw/jointcal_wcs-0030600-088.fits"]),
        changes in prop::collection::vec((0.0..1.0f64, any::<u8>()), 1..40),
        end in 0.3..1.5f64,
    ) {
        let source = Source::file(&path(name)).unwrap();
        let mut bytes = block_on(source.read(0..source.len())).unwrap().to_vec();
        for (place, byte) in changes {
            let place = (place * bytes.len() as f64) as usize;
            bytes[place] = byte;
        }
        bytes.truncate((end * bytes.len() as f64) as usize);
        let Ok(source) = Source::bytes("damaged", Bytes::from(bytes)) else { return Ok(()) };
        let Ok(mut exposure) = block_on(Exposure::open(&source)) else { return Ok(()) };
        for component in Component::ALL {
            if let Ok(value) = block_on(exposure.component(component)) {
                for form in value.forms() {
                    let _ = value.write(*form, &mut Vec::new());
                }
            }
        }
    }
}

#[test]
fn a_cutout_is_an_exposure_of_its_own() {
    let mut exposure = open("afw/HSC-0908120-056-small.fits");
    let wanted = Bbox { x0: 250, y0: 90, width: 100, height: 30 };
    let cutout = block_on(exposure.cutout(wanted)).unwrap();
    let part = Bbox { x0: 250, y0: 100, width: 50, height: 20 };
    assert_eq!(cutout.bbox(), &part);
    let mut again = of_bytes(cutout.to_fits());
    let names: Vec<&str> = block_on(again.components()).unwrap().into_iter().map(Component::name).collect();
    assert_eq!(names.join(" "), "image mask variance wcs visitInfo metadata filter bbox dimensions xy0");
    assert_eq!(block_on(again.bbox()).unwrap(), part);
    for role in Role::ALL {
        let read = block_on(again.plane(role, None)).unwrap();
        assert_eq!(read.bytes(), cutout.plane(role).unwrap().bytes(), "{role}");
    }
    let far = Bbox { x0: 0, y0: 0, width: 100, height: 100 };
    let error = block_on(exposure.cutout(far)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.to_string().ends_with("its pixels, x 100 to 299, y 100 to 299, do not meet x 0 to 99, y 0 to 99"), "{error}");
}

#[test]
fn a_square_on_the_sky_is_a_square_of_pixels_around_its_point() {
    let mut exposure = open("afw/HSC-0908120-056-small.fits");
    let wcs = block_on(exposure.wcs()).unwrap();
    let [ra, dec] = wcs.pixel_to_sky(180.2, 220.4).unwrap();
    let scale = wcs.pixel_scale_arcsec(180.0, 220.0).unwrap();
    assert_eq!(block_on(exposure.around(ra, dec, 11.0 * scale)).unwrap(), Bbox { x0: 175, y0: 215, width: 11, height: 11 });
    assert_eq!(block_on(exposure.around(ra, dec, 0.0)).unwrap(), Bbox { x0: 180, y0: 220, width: 1, height: 1 });
    let error = block_on(exposure.around(ra, dec + 1.0, 2.0)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.to_string().contains("outside its pixels"), "{error}");
    assert!(block_on(exposure.around(ra + 180.0, -dec, 2.0)).unwrap_err().to_string().contains("side of the sky"));
    assert!(block_on(exposure.around(f64::NAN, dec, 2.0)).is_err());
}

/// A raw of `amplifiers`, each 4 x 3 pixels that count on from its `first`, with `DATASEC` and `DETSEC`.
fn raw(amplifiers: &[(u8, &str, &str)]) -> Vec<u8> {
    let block = |cards: &[String]| {
        let mut bytes: Vec<u8> = cards.iter().flat_map(|card| format!("{card:80}").into_bytes()).collect();
        bytes.resize(bytes.len().next_multiple_of(2880), b' ');
        bytes
    };
    let number = |keyword: &str, value: u64| format!("{keyword:8}= {value:>20}");
    let mut file = block(&[format!("SIMPLE  = {:>20}", "T"), number("BITPIX", 8), number("NAXIS", 0), "END".to_owned()]);
    for (first, data, detector) in amplifiers {
        let mut cards =
            vec!["XTENSION= 'IMAGE   '".to_owned(), number("BITPIX", 8), number("NAXIS", 2), number("NAXIS1", 4), number("NAXIS2", 3)];
        cards.extend([
            number("PCOUNT", 0),
            number("GCOUNT", 1),
            format!("DATASEC = '{data}'"),
            format!("DETSEC  = '{detector}'"),
            "END".to_owned(),
        ]);
        file.extend(block(&cards));
        file.extend(*first..first + 12);
        file.resize(file.len().next_multiple_of(2880), 0);
    }
    file
}

#[test]
fn amplifiers_are_put_together_where_they_lie_in_the_detector() {
    // Three of four columns and two of three rows have seen light: plain, and turned on either axis.
    let file = raw(&[
        (10, "[2:4,1:2]", "[1:3,1:2]"),
        (30, "[2:4,1:2]", "[6:4,1:2]"),
        (50, "[2:4,1:2]", "[1:3,4:3]"),
        (70, "[2:4,1:2]", "[6:4,4:3]"),
    ]);
    let mut exposure = of_bytes(file);
    assert!(exposure.layout().is_mosaic());
    let whole = [[11, 12, 13, 33, 32, 31], [15, 16, 17, 37, 36, 35], [55, 56, 57, 77, 76, 75], [51, 52, 53, 73, 72, 71]];
    assert_eq!(plane(&mut exposure, "image").bytes(), whole.as_flattened());
    assert_eq!(block_on(exposure.bbox()).unwrap(), Bbox { x0: 0, y0: 0, width: 6, height: 4 });
    for x0 in 0..6 {
        for y0 in 0..4 {
            for (width, height) in [(1, 1), (6 - x0, 4 - y0), (1, 4 - y0), (6 - x0, 1)] {
                let part = Bbox { x0: x0 as i64, y0: y0 as i64, width: width as u64, height: height as u64 };
                let cut = block_on(exposure.cutout(part)).unwrap();
                let expected: Vec<u8> = whole[y0..y0 + height].iter().flat_map(|row| row[x0..x0 + width].to_vec()).collect();
                assert_eq!(cut.plane(Role::Image).unwrap().bytes(), expected, "{part}");
                assert_eq!(block_on(of_bytes(cut.to_fits()).bbox()).unwrap(), part);
            }
        }
    }
}

#[test]
fn amplifiers_that_do_not_fit_together_stay_apart() {
    for detectors in [["[1:3,1:2]", "[3:5,1:2]"], ["[1:3,1:2]", "[4:7,1:2]"], ["[1:3,1:2]", "4:6,1:2"], ["[1:3,1:2]", "[4000:4002,1:2]"]] {
        let mut exposure = of_bytes(raw(&[(10, "[2:4,1:2]", detectors[0]), (30, "[2:4,1:2]", detectors[1])]));
        assert!(!exposure.layout().is_mosaic(), "{detectors:?}");
        assert_eq!(exposure.layout().amplifiers, [1, 2]);
        assert_eq!(block_on(exposure.bbox()).unwrap(), Bbox { x0: 0, y0: 0, width: 4, height: 3 });
    }
    let mut exposure = open("gen2/30211212000310-R22-S22-det098.fits");
    assert_eq!(block_on(exposure.bbox()).unwrap(), Bbox { x0: 0, y0: 0, width: 4096, height: 4004 });
}
