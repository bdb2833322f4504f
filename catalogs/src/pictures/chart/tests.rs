use proptest::prelude::*;

use super::*;

fn series(name: &str, values: &[f64]) -> Series {
    Series { name: name.to_owned(), values: values.to_vec() }
}

/// Pixels of a colour.
fn count(figure: &Figure, colour: Colour) -> usize {
    let png = figure.to_png().unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    pixels.chunks_exact(3).filter(|pixel| *pixel == colour).count()
}

#[test]
fn bins_are_those_of_numpy_auto() {
    // np.histogram_bin_edges(v, 'auto') of these: 15 (Freedman and Diaconis) and 10 (both).
    let skewed: Vec<f64> = (0..500).map(|n| (f64::from(n) / 100.0).exp() + 0.25).collect();
    let flat: Vec<f64> = (0..500).map(|n| f64::from(n) * 0.5 + 0.125).collect();
    let bins = |values: &[f64]| histogram::binning(values, None).2;
    assert_eq!((bins(&skewed), bins(&flat)), (15, 10));
    // A bin of whole numbers begins between two of them.
    assert_eq!(histogram::binning(&[3.0, 5.0, 5.0], None), (2.5, 1.0, 3));
    assert_eq!(histogram::binning(&[0.0, 1.0], Some(4)), (0.0, 0.25, 4));
}

#[test]
fn bars_are_as_high_as_bins_are_full() {
    let bars = |values: &[f64]| -> Vec<(f64, f64)> {
        let drawn = Chart::Histogram(Some(2)).draw(&[series("x", values)], None).unwrap();
        let boxes = drawn.figure.shapes.iter().filter_map(|shape| if let Shape::Box { at, .. } = shape { Some(at) } else { None });
        boxes.map(|[left, top, _, bottom]| (*left, bottom - top)).collect()
    };
    // The upper edge is in the last bin.
    let even = bars(&[0.0, 0.1, 0.9, 1.0]);
    assert_eq!(even[0].1, even[1].1);
    let uneven = bars(&[0.0, 0.1, 0.2, 1.0]);
    assert!((uneven[0].1 / uneven[1].1 - 3.0).abs() < 1e-9);
    assert!(uneven[0].0 < uneven[1].0);
}

#[test]
fn rows_without_a_number_are_left_out_and_counted() {
    let x = series("x", &[1.0, 2.0, f64::NAN, 4.0]);
    let y = series("y", &[1.0, f64::INFINITY, 3.0, 4.0]);
    let drawn = Chart::Scatter.draw(&[x.clone(), y], None).unwrap();
    assert_eq!((drawn.rows, drawn.left_out), (2, 2));
    let drawn = Chart::Sky.draw(&[x, series("dec", &[-91.0, 0.0, 0.0, 1.0])], None).unwrap();
    assert_eq!((drawn.rows, drawn.left_out), (2, 2));
    let error = Chart::Histogram(None).draw(&[series("x", &[f64::NAN])], None).unwrap_err();
    assert_eq!(error, "none of 1 rows has a number in every column");
    assert_eq!(Chart::Scatter.draw(&[series("x", &[1.0])], None).unwrap_err(), "a scatter plot is of 2 or 3 columns, not of 1");
}

#[test]
fn east_is_left_and_north_is_up() {
    for (ra, dec) in [([359.9, 0.1, 0.0], [10.0, 10.0, 10.3]), ([30.0, 330.0, 170.0], [-50.0, -50.0, 60.0])] {
        let drawn = Chart::Sky.draw(&[series("ra", &ra), series("dec", &dec)], None).unwrap();
        let dots: Vec<[f64; 2]> = drawn
            .figure
            .shapes
            .iter()
            .filter_map(|shape| if let Shape::Ring { centre, .. } = shape { Some(*centre) } else { None })
            .collect();
        let [west, east, north] = dots[..] else { panic!("{} points", dots.len()) };
        let is_whole = ra[0] == 30.0;
        // On the map of the whole sky 330 is left of 30, around 180.
        assert!(east[0] < west[0], "{east:?} {west:?} {is_whole}");
        assert!(north[1] < west[1]);
        assert!((west[1] - east[1]).abs() < 1.0);
    }
}

#[test]
fn the_projection_of_hammer_is_equal_area() {
    assert_eq!(all_sky::hammer(0.0, 0.0), [0.0, 0.0]);
    assert!((all_sky::hammer(180.0, 0.0)[0] - 1.0).abs() < 1e-12);
    assert!((all_sky::hammer(0.0, 90.0)[1] - 1.0).abs() < 1e-12);
    let area = |ra: f64, dec: f64| {
        let d = 1e-4;
        let ([x0, y0], [x1, y1], [x2, y2]) = (all_sky::hammer(ra, dec), all_sky::hammer(ra + d, dec), all_sky::hammer(ra, dec + d));
        ((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)) / dec.to_radians().cos()
    };
    let expected = area(0.0, 0.0);
    for (ra, dec) in [(100.0, 10.0), (-170.0, -60.0), (30.0, 80.0)] {
        assert!((area(ra, dec) / expected - 1.0).abs() < 1e-3, "{ra} {dec}");
    }
}

#[test]
fn many_points_are_drawn_as_their_density() {
    let many: Vec<f64> = (0..FEW + 1).map(|n| (n as f64 * 0.618_034).fract()).collect();
    let drawn = Chart::Scatter.draw(&[series("x", &many), series("y", &many)], Some("many")).unwrap();
    assert!(!drawn.figure.shapes.iter().any(|shape| matches!(shape, Shape::Ring { .. })));
    assert_eq!(drawn.figure.rasters.len(), 2);
    let few = Chart::Scatter.draw(&[series("x", &many[..100]), series("y", &many[..100])], None).unwrap();
    assert!(count(&few.figure, INK) > 500);
    assert!(few.figure.to_svg().unwrap().matches("<circle").count() == 100);
}

#[test]
fn a_detector_that_is_turned_is_drawn_turned() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/afw/HSC-0908120-056-small.fits");
    let mut exposure = futures::executor::block_on(crate::images::Exposure::open(&crate::Source::file(&path).unwrap())).unwrap();
    let plane = futures::executor::block_on(exposure.plane(crate::images::Role::Image, None)).unwrap();
    let values = plane.values();
    let [width, height] = [plane.bbox().width as usize, plane.bbox().height as usize];
    // 200 x 200 pixels of 0.1 mm; turned by 90 degrees the first row goes up.
    let straight = Thumbnail::new(&plane, [[0.0, 0.0], [20.0, 0.0], [20.0, 20.0], [0.0, 20.0]]);
    let turned = Thumbnail::new(&plane, [[0.0, 0.0], [0.0, 20.0], [-20.0, 20.0], [-20.0, 0.0]]);
    for (column, row) in [(0, 0), (150, 3), (7, 199)] {
        let value = values[row * width + column];
        let (x, y) = (0.1 * (column as f64 + 0.5), 0.1 * (row as f64 + 0.5));
        assert_eq!(straight.at([x, y]), Some(value));
        assert_eq!(turned.at([-y, x]), Some(value));
    }
    assert_eq!((width, height, straight.at([-0.1, 1.0]), turned.at([1.0, 1.0])), (200, 200, None, None));

    let corners_mm = [[100.0, 0.0], [120.0, 0.0], [120.0, 20.0], [100.0, 20.0]];
    let panels =
        [Panel { label: "7".to_owned(), corners_mm, image: None }, Panel { label: "8".to_owned(), corners_mm, image: Some(straight) }];
    let options = crate::pictures::Options { has_bar: true, ..Default::default() };
    let figure = draw_focal_plane(&panels, &options).unwrap();
    assert!(figure.to_svg().unwrap().contains(">7</text>"));
    assert_eq!(draw_focal_plane(&[], &options).unwrap_err(), "the camera has no detectors");
}

#[test]
fn labels_tell_large_numbers_apart() {
    let (values, labels) = labelled((1_250_000.0, 1_256_000.0), 6);
    assert_eq!(values.len(), 7);
    let mut different = labels.clone();
    different.dedup();
    assert_eq!(different, labels);
    assert_eq!(labels[1], "1.251e6");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_numbers_are_drawn_or_refused(
        values in proptest::collection::vec((any::<f64>(), any::<f64>(), any::<f64>()), 1..40),
        chart in prop::sample::select(vec![Chart::Histogram(None), Chart::Histogram(Some(7)), Chart::Scatter, Chart::Sky]),
        scale in prop::sample::select(vec![1.0, 1e-300, 0.0]),
    ) {
        let column = |of: fn(&(f64, f64, f64)) -> f64| series("x", &values.iter().map(|row| of(row) * scale).collect::<Vec<_>>());
        let columns = [column(|row| row.0), column(|row| row.1), column(|row| row.2)];
        if let Ok(drawn) = chart.draw(&columns[..chart.columns().1], Some("any")) {
            prop_assert!(drawn.figure.size().0 < 2000 && drawn.figure.size().1 < 2000);
            prop_assert!(drawn.figure.to_png().is_ok());
        }
    }
}
