use std::path::{Path, PathBuf};

use futures::executor::block_on;
use proptest::prelude::*;
use serde_json::Value as Json;

use super::*;
use crate::Source;
use crate::images::{Bbox, Exposure, Plane, Role};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn open(name: &str) -> Exposure {
    block_on(Exposure::open(&Source::file(&path(name)).unwrap())).unwrap()
}

fn recorded() -> Json {
    serde_json::from_slice(&std::fs::read(path("limits.json")).unwrap()).unwrap()
}

fn hsc(role: Role) -> Plane {
    block_on(open("afw/HSC-0908120-056-small.fits").plane(role, None)).unwrap()
}

#[test]
fn limits_are_those_of_astropy() {
    let told = recorded();
    let images = told["images"].as_array().unwrap();
    assert!(images.len() >= 6);
    for entry in images {
        let file = entry["file"].as_str().unwrap();
        let plane = block_on(open(file).hdu(entry["hdu"].as_u64().unwrap() as usize, None)).unwrap();
        for name in ["zscale", "minmax", "99.5%", "90%"] {
            let (low, high) = Limits::parse(name).unwrap().of(&plane.values());
            let expected = [0, 1].map(|place| entry[name][place].as_f64().unwrap());
            let size = expected[0].abs().max(expected[1].abs()).max(1.0);
            assert!(
                (low - expected[0]).abs() < 1e-6 * size && (high - expected[1]).abs() < 1e-6 * size,
                "{file} {name}: ({low}, {high}) is not {expected:?}"
            );
        }
    }
}

#[test]
fn stretches_are_those_of_astropy() {
    let told = recorded();
    for (name, stretch) in [("linear", Stretch::Linear), ("log", Stretch::Log), ("sqrt", Stretch::Sqrt), ("asinh", Stretch::Asinh)] {
        for pair in told["stretches"][name].as_array().unwrap() {
            let (share, expected) = (pair[0].as_f64().unwrap(), pair[1].as_f64().unwrap());
            assert!((stretch.of(3.0 + 2.0 * share, (3.0, 5.0)) - expected).abs() < 1e-6, "{name} of {share}");
        }
        assert_eq!(stretch.of(-1e9, (0.0, 1.0)), 0.0);
        assert!((stretch.of(1e9, (0.0, 1.0)) - 1.0).abs() < 1e-12);
        assert!(stretch.of(f64::NAN, (0.0, 1.0)).is_nan());
    }
}

#[test]
fn limits_are_read_as_they_are_typed() {
    assert_eq!(Limits::parse("zscale"), Ok(Limits::Zscale));
    assert_eq!(Limits::parse("-3, 8.5"), Ok(Limits::Fixed(-3.0, 8.5)));
    for wrong in ["", "zoom", "0%", "101%", "3,2", "3,", "nan,2"] {
        assert!(Limits::parse(wrong).is_err(), "{wrong}");
    }
}

/// The pixels of a PNG, as (width, RGB).
fn decoded(png: &[u8]) -> (usize, Vec<[u8; 3]>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    (info.width as usize, pixels.as_chunks::<3>().0.to_vec())
}

#[test]
fn a_plain_picture_has_a_pixel_for_each_and_the_first_row_below() {
    let plane = hsc(Role::Image);
    let options = Options { size: Size::Factor(1.0), limits: Limits::MinMax, stretch: Stretch::Linear, ..Options::default() };
    let figure = draw(&plane, None, None, &[], &options).unwrap();
    assert_eq!(figure.size(), (200, 200));
    let (width, pixels) = decoded(&figure.to_png().unwrap());
    let values = plane.values();
    let brightest = (0..values.len()).max_by(|a, b| values[*a].total_cmp(&values[*b])).unwrap();
    let (x, y) = (brightest % 200, brightest / 200);
    assert_eq!(pixels[(199 - y) * width + x], [255; 3]);
    assert_eq!(pixels.iter().filter(|pixel| **pixel == [255; 3]).count(), 1);
}

#[test]
fn planes_of_the_mask_are_tinted_where_they_are_set() {
    let (image, mask) = (hsc(Role::Image), hsc(Role::Mask));
    let options = Options { size: Size::Factor(1.0), mask_planes: vec!["detected".to_owned()], ..Options::default() };
    let (_, plain) =
        decoded(&draw(&image, None, None, &[], &Options { mask_planes: Vec::new(), ..options.clone() }).unwrap().to_png().unwrap());
    let (_, tinted) = decoded(&draw(&image, Some(&mask), None, &[], &options).unwrap().to_png().unwrap());
    assert_eq!(plain.iter().zip(&tinted).filter(|(a, b)| a != b).count(), 5390);
    let error = draw(&image, Some(&mask), None, &[], &Options { mask_planes: vec!["SPIKE".to_owned()], ..options }).unwrap_err();
    assert!(error.starts_with("its mask has no plane `SPIKE`; it has BAD, SAT,"), "{error}");
}

#[test]
fn marks_are_drawn_at_their_places() {
    let image = hsc(Role::Image);
    let options = Options { size: Size::Factor(2.0), ..Options::default() };
    let marks = Marks::new(vec![[150.25, 250.25], [5000.0, 0.0]]).coloured(Some("#00ff00"), Some("none"), None).unwrap();
    let (width, pixels) = decoded(&draw(&image, None, None, &[marks], &options).unwrap().to_png().unwrap());
    let green: Vec<usize> = (0..pixels.len()).filter(|at| pixels[*at] == [0, 255, 0]).collect();
    assert!(!green.is_empty());
    for at in green {
        let (x, y) = (at % width, at / width);
        assert!((x as f64 - 101.0).abs() <= 10.0 && (y as f64 - 99.0).abs() <= 10.0, "({x}, {y})");
    }
}

#[test]
fn colours_of_sources_are_told_below_a_picture_with_axes() {
    let image = hsc(Role::Image);
    let catalog = Source::file(&path("afw/deepCoadd_meas_HSC_v2.fits")).unwrap();
    let drawn = |column: &str, axes| {
        let marks = block_on(Marks::of_table(&catalog, None, Some(column))).unwrap();
        let options = Options { size: Size::Factor(3.0), axes, ..Options::default() };
        let figure = draw(&image, None, None, &[marks], &options).unwrap();
        (figure.size().1, figure.to_svg().unwrap())
    };
    let (height, flag) = drawn("base_PsfFlux_flag", Axes::Pixels);
    assert!(flag.contains(">base_PsfFlux_flag<") && flag.contains(">not base_PsfFlux_flag<"), "{flag}");
    let (_, number) = drawn("base_PsfFlux_flux", Axes::Pixels);
    assert!(number.contains(">base_PsfFlux_flux: ") && number.contains(" to "), "{number}");
    let (bare, without) = drawn("base_PsfFlux_flag", Axes::None);
    assert!(!without.contains("base_PsfFlux_flag") && bare < height);
}

#[test]
fn sources_of_a_catalog_are_found_by_pixels_or_by_the_sky() {
    let text = "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: ra, datatype: float64}\n# - {name: dec, datatype: float64}\n# - {name: bright, datatype: bool}\n\
                ra dec bright\n";
    let wcs = block_on(open("afw/HSC-0908120-056-small.fits").wcs()).unwrap();
    let [ra, dec] = wcs.pixel_to_icrs(150.0, 250.0).unwrap();
    let source = Source::bytes("made.ecsv", format!("{text}{ra} {dec} True\n").into_bytes().into()).unwrap();
    let marks = block_on(Marks::of_table(&source, Some(&wcs), Some("bright"))).unwrap();
    assert!((marks.places[0][0] - 150.0).abs() < 1e-6 && (marks.places[0][1] - 250.0).abs() < 1e-6);
    assert_eq!(marks.shades, Some(vec![1.0]));
    assert!(block_on(Marks::of_table(&source, None, None)).unwrap_err().to_string().contains("the image has no WCS"));
    let error = block_on(Marks::of_table(&source, Some(&wcs), Some("flux"))).unwrap_err();
    assert_eq!(error.to_string(), "`made.ecsv` has no column `flux`");

    let catalog = Source::file(&path("afw/deepCoadd_meas_HSC_v2.fits")).unwrap();
    let marks = block_on(Marks::of_table(&catalog, None, None)).unwrap();
    assert_eq!(marks.places.len(), 10);
    let [x, y] = marks.places[0];
    let bbox = Bbox { x0: x.round() as i64, y0: y.round() as i64, width: 1, height: 1 };
    assert_eq!((marks.count_on(&bbox), marks.count_on(hsc(Role::Image).bbox())), (1, 0));
}

#[test]
fn three_images_are_red_green_and_blue() {
    let (image, variance) = (hsc(Role::Image), hsc(Role::Variance));
    let options = Options { size: Size::Factor(1.0), ..Options::default() };
    let (_, pixels) = decoded(&draw_rgb([&image, &variance, &image], None, None, &[], &options).unwrap().to_png().unwrap());
    let (_, red) = decoded(&draw(&image, None, None, &[], &options).unwrap().to_png().unwrap());
    let (_, green) = decoded(&draw(&variance, None, None, &[], &options).unwrap().to_png().unwrap());
    assert!(pixels.iter().zip(red.iter().zip(&green)).all(|(all, (red, green))| *all == [red[0], green[0], red[0]]));
    let part =
        block_on(open("afw/HSC-0908120-056-small.fits").plane(Role::Image, Some(Bbox { x0: 100, y0: 100, width: 9, height: 9 }))).unwrap();
    assert!(draw_rgb([&image, &image, &part], None, None, &[], &options).unwrap_err().contains("not the same pixels"));
}

#[test]
fn svg_is_well_formed_and_has_what_is_drawn() {
    let image = hsc(Role::Image);
    let wcs = block_on(open("afw/HSC-0908120-056-small.fits").wcs()).unwrap();
    let options = Options { axes: Axes::Sky, has_bar: true, title: Some("a < b & c".to_owned()), ..Options::default() };
    let marks = Marks::new(vec![[150.0, 250.0]]);
    let text = draw(&image, None, Some(&wcs), &[marks], &options).unwrap().to_svg().unwrap();
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut names = std::collections::BTreeMap::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Empty(tag) | quick_xml::events::Event::Start(tag) => {
                *names.entry(String::from_utf8(tag.name().as_ref().to_vec()).unwrap()).or_insert(0) += 1;
            }
            _ => {}
        }
    }
    assert_eq!((names["image"], names["circle"]), (2, 1));
    assert!(text.contains("a &lt; b &amp; c") && text.contains("right ascension (FK5)"));
}

#[test]
fn what_cannot_be_drawn_is_refused_with_a_reason() {
    let image = hsc(Role::Image);
    let with = |options: Options| draw(&image, None, None, &[], &options).unwrap_err();
    assert_eq!(
        with(Options { size: Size::Factor(1e9), ..Options::default() }),
        "a picture of 200000000000 x 200000000000 pixels is too large"
    );
    assert_eq!(with(Options { size: Size::Factor(f64::NAN), ..Options::default() }), "NaN is no scale");
    assert!(with(Options { axes: Axes::Sky, ..Options::default() }).contains("no WCS"));
    assert!(with(Options { mask_planes: vec!["all".to_owned()], ..Options::default() }).contains("no mask"));
    assert!(Marks::new(Vec::new()).coloured(Some("mauve"), None, None).unwrap_err().contains("`mauve`"));
}

proptest! {
    #[test]
    fn any_values_have_limits_in_order(values in prop::collection::vec(prop::num::f64::ANY, 0..3000), percent in 0.1..100.0f64) {
        for limits in [Limits::Zscale, Limits::MinMax, Limits::Percentile(percent)] {
            let (low, high) = limits.of(&values);
            prop_assert!(low <= high || low.is_nan() || high.is_nan() || limits == Limits::Zscale, "{low} {high}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn any_part_of_an_image_is_drawn(x in 0i64..200, y in 0i64..200, width in 1u64..200, height in 1u64..200, size in 1u32..300) {
        let bbox = Bbox { x0: 100 + x, y0: 100 + y, width: width.min(200 - x as u64), height: height.min(200 - y as u64) };
        let mut exposure = open("afw/HSC-0908120-056-small.fits");
        let image = block_on(exposure.plane(Role::Image, Some(bbox))).unwrap();
        let mask = block_on(exposure.plane(Role::Mask, Some(bbox))).unwrap();
        let wcs = block_on(exposure.wcs()).unwrap();
        let marks = Marks::new(vec![[150.0, 150.0]]);
        let options = Options { size: Size::Fit(size), axes: Axes::Sky, has_bar: true, mask_planes: vec!["all".to_owned()], ..Options::default() };
        let figure = draw(&image, Some(&mask), Some(&wcs), &[marks], &options).unwrap();
        let (width, pixels) = decoded(&figure.to_png().unwrap());
        prop_assert_eq!((width, pixels.len()), (figure.size().0, figure.size().0 * figure.size().1));
    }
}
