use std::path::Path;

use futures::executor::block_on;
use serde_json::Value as Json;

use super::*;
use crate::Source;
use crate::fits::{Fits, ReadOptions, Selector};

#[test]
fn tables_are_printed_as_astropy_prints_them() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let recorded: Json = serde_json::from_str(&std::fs::read_to_string(data.join("printed.json")).unwrap()).unwrap();
    for case in recorded.as_array().unwrap() {
        let file = case["file"].as_str().unwrap();
        let which = Selector::Index(case["hdu"].as_u64().unwrap() as usize);
        let limit = |key: &str| usize::try_from(case[key].as_i64().unwrap()).ok();
        let look = Look { max_lines: limit("max_lines"), max_width: limit("max_width"), blanks: Blanks::Texts, units: Spelling::Fits };
        let lines = block_on(async {
            let mut fits = Fits::open(Source::file(&data.join(file)).unwrap()).await.unwrap();
            let mut options = ReadOptions { batch_rows: Some(7), ..ReadOptions::default() };
            let schema = fits.table(&which, &options).await.unwrap().schema().clone();
            let names = schema.fields().iter().map(|field| field.name().clone());
            options.columns =
                Some(names.filter(|name| file != "forms.fits" || !["signed_byte", "nothing"].contains(&name.as_str())).collect());
            let mut reader = fits.table(&which, &options).await.unwrap();
            let mut printer = Printer::new(reader.schema().clone(), look.clone());
            while let Some(batch) = reader.next().await.unwrap() {
                printer.push(&batch);
            }
            printer.lines()
        });
        let expected: Vec<&str> = case["lines"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
        assert_eq!(lines.join("\n"), expected.join("\n"), "{file} {} {look:?}", case["hdu"]);
    }
}

#[test]
fn numbers_are_spelled_as_numpy_does() {
    for (value, text) in
        [(1e15, "1000000000000000.0"), (1e16, "1e+16"), (1.234e-5, "1.234e-05"), (-0.0, "-0.0"), (0.00012345, "0.00012345")]
    {
        assert_eq!(number::float64(value), text);
    }
    for (value, text) in [(1e5, "100000.0"), (1e6, "1e+06"), (123_456.79, "123456.79"), (0.0001, "1e-04"), (1_048_576.5, "1.0485765e+06")] {
        assert_eq!(number::float32(value), text);
    }
}

#[test]
fn units_are_spelled_as_astropy_does() {
    for (text, shown) in [
        ("pixel^2", "pix2"),
        ("count", "ct"),
        ("dn", "dn"),
        ("erg/s/cm**2/Angstrom", "erg / (Angstrom s cm2)"),
        ("deg-2", "1 / deg2"),
        ("km s-1", "km / s"),
        ("mag(AB)", "mag(AB)"),
        ("e-", "e-"),
        ("nJy", "nJy"),
        ("hour", "hour"),
        ("ct2 / pix", "ct2 / pix"),
        ("%", "%"),
        ("a/", "a/"),
    ] {
        assert_eq!(unit::shown(text, Spelling::Fits), shown);
    }
    assert_eq!(unit::shown("hour", Spelling::Any), "h");
    assert_eq!(unit::shown("DN/s", Spelling::Any), "DN / s");
}

#[test]
fn formats_of_printf_python_and_fortran_are_understood() {
    let field = |key: &str, format: &str| {
        Field::new("x", arrow::datatypes::DataType::Float64, true).with_metadata([(key.to_owned(), format.to_owned())].into())
    };
    let spelled = |key, format, value| spec::of(&field(key, format)).and_then(|spec| spec.format(&cell::Scalar::Float(value)));
    assert_eq!(spelled(meta::FORMAT, "%.3f", 1.5).unwrap(), "1.500");
    assert_eq!(spelled(meta::FORMAT, "{:8.3f}", 1.5).unwrap(), "   1.500");
    assert_eq!(spelled(meta::FORMAT, "+.2e", 15.0).unwrap(), "+1.50e+01");
    assert_eq!(spelled(meta::FORMAT, "%-8.1f", 1.5).unwrap(), "1.5     ");
    assert_eq!(spelled(meta::FORMAT, "{:08.2f}", -1.5).unwrap(), "-0001.50");
    assert_eq!(spelled(meta::FORMAT, ".4g", 123_456.0).unwrap(), "1.235e+05");
    assert_eq!(spelled(meta::FORMAT, "g", 0.0001).unwrap(), "0.0001");
    assert_eq!(spelled(meta::DISPLAY, "F8.3", 1.5).unwrap(), "   1.500");
    assert_eq!(spelled(meta::DISPLAY, "E10.2E3", 1.5).unwrap(), "  1.50e+00");
    for format in ["d", "%z", "{:", "", "%.f"] {
        assert_eq!(spelled(meta::FORMAT, format, 1.5), None, "{format}");
    }
}
