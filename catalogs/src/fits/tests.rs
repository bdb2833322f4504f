use std::path::{Path, PathBuf};

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Float32Type, Float64Type};
use arrow::util::display::array_value_to_string;
use futures::executor::block_on;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;
use crate::{Result, Source, meta};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn read(source: Source, which: &Selector, options: &ReadOptions) -> Result<RecordBatch> {
    block_on(async {
        let reader = Fits::open(source).await?.table(which, options).await?;
        let schema = reader.schema().clone();
        let batches = reader.collect().await?;
        Ok(concat_batches(&schema, &batches).unwrap())
    })
}

fn file(name: &str) -> RecordBatch {
    read(Source::file(&data(name)).unwrap(), &Selector::FirstTable, &ReadOptions::default()).unwrap()
}

/// A value as the recorded answers have it.
fn cell(array: &ArrayRef, row: usize) -> Json {
    let float = |value: f64| if value.is_finite() { json!(value) } else { json!(value.to_string().to_lowercase()) };
    if array.is_null(row) {
        return Json::Null;
    }
    let all = |list: ArrayRef| (0..list.len()).map(|index| cell(&list, index)).collect();
    match array.data_type() {
        DataType::FixedSizeList(..) => all(array.as_fixed_size_list().value(row)),
        DataType::List(_) => all(array.as_list::<i32>().value(row)),
        DataType::Struct(_) => {
            let parts = array.as_struct();
            json!({ "re": cell(parts.column(0), row), "im": cell(parts.column(1), row) })
        }
        DataType::Float32 => float(array.as_primitive::<Float32Type>().value(row).into()),
        DataType::Float64 => float(array.as_primitive::<Float64Type>().value(row)),
        DataType::Utf8 => array.as_string::<i32>().value(row).into(),
        DataType::Boolean => array.as_boolean().value(row).into(),
        _ => serde_json::from_str(&array_value_to_string(array, row).unwrap()).unwrap(),
    }
}

fn same(given: &Json, expected: &Json) -> bool {
    match (given, expected) {
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Json::Object(a), Json::Object(b)) => a.iter().all(|(key, value)| same(value, &b[key])),
        (Json::Number(a), Json::Number(b)) => {
            let (x, y) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            a == b || (x - y).abs() <= f64::EPSILON * y.abs() && (a.is_f64() || b.is_f64())
        }
        (a, b) => a == b,
    }
}

#[test]
fn every_form_of_column_has_the_values_that_astropy_reads() {
    let expected: Json = serde_json::from_str(&std::fs::read_to_string(data("forms.json")).unwrap()).unwrap();
    for (name, columns) in expected.as_object().unwrap() {
        for batch_rows in [1, 2, 100] {
            let options = ReadOptions { batch_rows: Some(batch_rows), ..ReadOptions::default() };
            let batch = read(Source::file(&data("forms.fits")).unwrap(), &Selector::Name(name.to_lowercase()), &options).unwrap();
            assert_eq!(batch.num_columns(), columns.as_object().unwrap().len());
            for (column, values) in columns.as_object().unwrap() {
                let array = batch.column_by_name(column).unwrap_or_else(|| panic!("{column} is missing"));
                let given: Json = (0..array.len()).map(|row| cell(array, row)).collect();
                assert!(same(&given, values), "{name}.{column}: {given} is not {values}");
            }
        }
    }
}

#[test]
fn long_texts_hierarch_cards_and_repeated_keywords_are_read() {
    let mut fits = block_on(Fits::open(Source::file(&data("forms.fits")).unwrap())).unwrap();
    let hdu = block_on(fits.hdu(&Selector::Index(1))).unwrap();
    let header = hdu.header();
    assert_eq!(header.text("LONGTEXT").unwrap(), "word ".repeat(30).trim());
    assert!(header.card("LONGTEXT").unwrap().comment.contains("told over several cards"));
    assert_eq!(header.text("ESO INS NAME").unwrap(), "it's");
    assert_eq!(header.real("HUGE").unwrap(), 1.5e300);
    let history: Vec<&str> = header.cards().iter().filter(|card| card.keyword == "HISTORY").map(|card| card.comment.as_str()).collect();
    assert_eq!(history, ["first", "second"]);
}

#[test]
fn afw_flags_are_columns_in_the_order_of_the_schema() {
    let batch = file("afw/deepCoadd_meas_HSC_v2.fits");
    let schema = batch.schema();
    assert_eq!((batch.num_rows(), batch.num_columns()), (10, 262 + 237));
    let names: Vec<&str> = schema.fields().iter().take(5).map(|field| field.name().as_str()).collect();
    assert_eq!(names, ["id", "coord_ra", "coord_dec", "parent", "merge_footprint_i2"]);
    let flag = schema.field_with_name("merge_footprint_z").unwrap();
    assert_eq!(flag.metadata()[meta::DESCRIPTION], "Detection footprint overlapped with a detection from filter z");
    assert_eq!((&*flag.metadata()[meta::AFW_FLAG], &*flag.metadata()[meta::AFW_CLASS]), ("5", "Flag"));
    assert_eq!(batch.column_by_name("merge_footprint_z").unwrap().as_boolean().true_count(), 8);
    let ra = schema.field_with_name("coord_ra").unwrap();
    assert_eq!((&*ra.metadata()[meta::UNIT], &*ra.metadata()[meta::AFW_CLASS]), ("rad", "Angle"));
    assert_eq!(schema.metadata()[meta::AFW_TYPE], "SOURCE");
    assert_eq!(schema.metadata()[meta::AFW_ARCHIVE], r#"{"hdu":2}"#);
}

#[test]
fn every_flag_of_every_file_has_the_expected_count() {
    let expected: Json = serde_json::from_str(&std::fs::read_to_string(data("expected_fits.json")).unwrap()).unwrap();
    let mut flags = 0;
    for (name, file) in expected.as_object().unwrap() {
        for hdu in file["hdus"].as_array().unwrap().iter().filter(|hdu| hdu["flags"].is_array() && hdu["rows"] != 0) {
            let which = Selector::Index(hdu["index"].as_u64().unwrap() as usize);
            let batch = read(Source::file(&data(name)).unwrap(), &which, &ReadOptions::default()).unwrap();
            for flag in hdu["flags"].as_array().unwrap() {
                let array = batch.column_by_name(flag["name"].as_str().unwrap()).unwrap().as_boolean();
                assert_eq!(array.true_count() as u64, flag["true"].as_u64().unwrap(), "{name} {flag}");
                assert_eq!(array.value(batch.num_rows() - 1), flag["last_row"].as_bool().unwrap(), "{name} {flag}");
                flags += 1;
            }
        }
    }
    assert!(flags > 250);
}

#[test]
fn columns_are_chosen_by_name_in_any_case_and_by_slot() {
    let source = Source::file(&data("afw/deepCoadd_meas_HSC_v2.fits")).unwrap();
    let names = ["COORD_DEC", "slot_PsfFlux_instFlux", "id", "base_SdssCentroid_xErr"].map(str::to_owned).to_vec();
    let options = ReadOptions { columns: Some(names), rows: Some(2..5), ..ReadOptions::default() };
    let batch = read(source.clone(), &Selector::FirstTable, &options).unwrap();
    let schema = batch.schema();
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    assert_eq!(names, ["coord_dec", "slot_PsfFlux_instFlux", "id", "base_SdssCentroid_xErr"]);
    assert_eq!(batch.num_rows(), 3);
    let whole = file("afw/deepCoadd_meas_HSC_v2.fits");
    assert_eq!(batch.column(1), &whole.column_by_name("base_PsfFlux_flux").unwrap().slice(2, 3));
    let options = ReadOptions { columns: Some(vec!["base_PsfFlux_fluks".into()]), ..ReadOptions::default() };
    let error = read(source, &Selector::FirstTable, &options).unwrap_err();
    assert!(error.hint().unwrap().contains("`base_PsfFlux_flux`"), "{error}");
}

#[test]
fn compound_fields_of_version_0_are_single_columns() {
    let batch = file("afw/empty-v0.fits");
    let schema = batch.schema();
    for name in [
        "coord_ra",
        "coord_dec",
        "centroid_sdss_x",
        "centroid_sdss_err_xErr",
        "centroid_sdss_err_x_y_Cov",
        "shape_sdss_xy",
        "flag_negative",
    ] {
        assert!(schema.field_with_name(name).is_ok(), "{name}");
    }
    assert_eq!(schema.field_with_name("centroid_sdss_err_xErr").unwrap().metadata()[meta::UNIT], "pixel");
    for (alias, name) in [
        ("centroid_sdss_xErr", "centroid_sdss_err_xErr"),
        ("flux_gaussian_instFlux", "flux_gaussian"),
        ("flux_gaussian_instFluxErr", "flux_gaussian_err"),
        ("flags_negative", "flag_negative"),
    ] {
        assert_eq!(afw::resolve(&schema, alias), name);
        assert!(schema.field_with_name(name).is_ok(), "{name}");
    }
    assert_eq!(file("afw/version-0-ExposureCatalog.fits").schema().metadata()[meta::AFW_VERSION], "0");
}

#[test]
fn exposure_catalogs_keep_their_archive_ids() {
    let batch = file("afw/exposure_catalog_v1.fits");
    assert_eq!(batch.schema().metadata()[meta::AFW_TYPE], "EXPOSURE");
    assert_eq!(cell(batch.column_by_name("wcs").unwrap(), 0), json!(2));
}

#[test]
fn an_object_of_a_store_is_read_by_ranges() {
    let store = std::sync::Arc::new(object_store::memory::InMemory::new());
    let path = object_store::path::Path::from("catalog.fits");
    let bytes = std::fs::read(data("afw/deepCoadd_meas_HSC_v2.fits")).unwrap();
    let batch = block_on(async {
        use object_store::ObjectStoreExt;
        store.put(&path, bytes.into()).await.unwrap();
        let source = Source::object("memory:///catalog.fits", store, &path).await.unwrap();
        let options = ReadOptions { batch_rows: Some(3), ..ReadOptions::default() };
        let reader = Fits::open(source).await?.table(&Selector::Index(1), &options).await?;
        let schema = reader.schema().clone();
        Ok::<_, Error>(concat_batches(&schema, &reader.collect().await?).unwrap())
    });
    assert_eq!(batch.unwrap(), file("afw/deepCoadd_meas_HSC_v2.fits"));
}

/// A file with `cards` in the header of its table and `data` behind.
fn table(cards: &[&str], data: &[u8]) -> Source {
    let mut bytes = Vec::new();
    for header in [&["SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    0"][..], cards] {
        header.iter().chain([&"END"]).for_each(|card| bytes.extend_from_slice(format!("{card:80}").as_bytes()));
        bytes.resize(bytes.len().next_multiple_of(BLOCK as usize), b' ');
    }
    bytes.extend_from_slice(data);
    Source::bytes("bad.fits", bytes.into()).unwrap()
}

fn header<'a>(naxis1: &'a str, naxis2: &'a str, pcount: &'a str, form: &'a str) -> Vec<&'a str> {
    vec![
        "XTENSION= 'BINTABLE'",
        "BITPIX  = 8",
        "NAXIS   = 2",
        naxis1,
        naxis2,
        pcount,
        "GCOUNT  = 1",
        "TFIELDS = 1",
        "TTYPE1  = 'flux'",
        form,
    ]
}

/// Values of cards that no file can mean.
const LIES: [&str; 14] = [
    "-1",
    "0",
    "1",
    "7",
    "2147483647",
    "4294967296",
    "9223372036854775807",
    "99999999999999999999",
    "1E300",
    "T",
    "'1QD(2147483647)'",
    "'999999999D'",
    "'(65536,65536,65536)'",
    "'1PE(4)'",
];

/// Whether a card says how bytes are to be read.
fn is_structural(card: &[u8]) -> bool {
    const NAMES: [&str; 14] = [
        "NAXIS", "PCOUNT", "GCOUNT", "TFIELDS", "THEAP", "TFORM", "TDIM", "TNULL", "TSCAL", "TZERO", "BITPIX", "ZFORM", "ZNAXIS",
        "ZTILELEN",
    ];
    let name = String::from_utf8_lossy(&card[..8]);
    card[8..10] == *b"= " && NAMES.contains(&name.trim_end().trim_end_matches(|letter: char| letter.is_ascii_digit()))
}

#[test]
fn what_does_not_fit_is_told_in_one_line_with_its_place() {
    let cases = [
        (header("NAXIS1  = 4", "NAXIS2  = 100", "PCOUNT  = 0", "TFORM1  = 'E'"), "`bad.fits` HDU 1: the file ends at byte 5776"),
        (header("NAXIS1  = 4", "NAXIS2  = 1", "PCOUNT  = 0", "TFORM1  = 'Z'"), "`bad.fits` HDU 1 column `flux`: `TFORM` is `Z`"),
        (header("NAXIS1  = 4", "NAXIS2  = 1", "PCOUNT  = 0", "TFORM1  = '99999999999999999999E'"), "HDU 1 column `flux`: `TFORM` is"),
        (header("NAXIS1  = 4", "NAXIS2  = 1", "PCOUNT  = 0", "TFORM1  = 'D'"), "goes beyond the row, which has 4 bytes"),
        (header("NAXIS1  = -4", "NAXIS2  = 1", "PCOUNT  = 0", "TFORM1  = 'E'"), "`NAXIS1` is -4"),
        (header("NAXIS1  = 4", "NAXIS2  = 4611686018427387904", "PCOUNT  = 0", "TFORM1  = 'E'"), "beyond what a file can hold"),
        (header("NAXIS1  = 0", "NAXIS2  = 1000000000000", "PCOUNT  = 0", "TFORM1  = '0E'"), "rows of 0 bytes"),
        (
            header("NAXIS1  = 8", "NAXIS2  = 1", "PCOUNT  = 8", "TFORM1  = 'PE(9)'"),
            "column `flux`: an array of 9 elements at byte 0 goes beyond",
        ),
        (header("NAXIS1  = 8", "NAXIS2  = 1", "PCOUNT  = -8", "TFORM1  = 'PE(9)'"), "`PCOUNT` is -8"),
        (header("NAXIS1  = 8", "NAXIS2  = 1", "TFIELDS = 7", "TFORM1  = 'D'"), "column `col2`: its header has no `TFORM2`"),
    ];
    for (cards, expected) in cases {
        let data = [0, 0, 0, 9, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8];
        match read(table(&cards, &data), &Selector::Index(1), &ReadOptions::default()) {
            Err(error) => {
                assert!(error.to_string().contains(expected), "{error} does not say {expected}");
                assert!(!error.to_string().contains('\n'));
            }
            Ok(batch) => panic!("{expected} is not told; it has {} rows", batch.num_rows()),
        }
    }
    let error = block_on(Fits::open(Source::bytes("x.fits", vec![b'a'; 4000].into()).unwrap())).unwrap_err();
    assert_eq!(error.to_string(), "`x.fits`: it is not a FITS file");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_header_of_any_bytes_is_read(bytes in proptest::collection::vec(any::<u8>(), 0..6000)) {
        let header = Header::parse(&bytes);
        prop_assert!(header.cards().len() <= bytes.len() / 80);
    }

    #[test]
    fn a_file_with_any_bytes_changed_is_read_or_refused(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40)) {
        for name in ["forms.fits", "afw/exposure-version-0.fits"] {
            let mut bytes = std::fs::read(data(name)).unwrap();
            let header = bytes.len().min(20_000);
            changes.iter().for_each(|(place, byte)| bytes[place.index(header)] = *byte);
            let source = Source::bytes(name, bytes.into()).unwrap();
            let Ok(mut fits) = block_on(Fits::open(source.clone())) else { continue };
            let count = block_on(fits.hdus()).map_or(0, <[Hdu]>::len);
            for index in 0..count {
                let _ = read(source.clone(), &Selector::Index(index), &ReadOptions::default());
            }
        }
    }

    #[test]
    fn a_header_that_lies_costs_no_memory_beyond_the_file(
        name in prop::sample::select(vec!["forms.fits", "afw/deepCoadd_meas_HSC_v2.fits", "afw/exposure-version-0.fits", "afw/ticketdm26260.fits.fz"]),
        lies in proptest::collection::vec((any::<prop::sample::Index>(), prop::sample::select(LIES.to_vec())), 1..4),
    ) {
        let mut bytes = std::fs::read(data(name)).unwrap();
        let told: Vec<usize> = (0..bytes.len() / 80).map(|card| 80 * card).filter(|at| is_structural(&bytes[*at..*at + 80])).collect();
        for (card, lie) in lies {
            let at = told[card.index(told.len())];
            bytes[at + 10..at + 80].fill(b' ');
            bytes[at + 10..at + 10 + lie.len()].copy_from_slice(lie.as_bytes());
        }
        let bound = 64 * bytes.len() + (1 << 20);
        let source = Source::bytes(name, bytes.into()).unwrap();
        let Ok(mut fits) = block_on(Fits::open(source)) else { return Ok(()) };
        let count = block_on(fits.hdus()).map_or(0, <[Hdu]>::len);
        for index in 0..count {
            let Ok(mut reader) = block_on(fits.table(&Selector::Index(index), &ReadOptions::default())) else { continue };
            loop {
                match block_on(reader.next()) {
                    Ok(Some(batch)) => prop_assert!(batch.get_array_memory_size() <= bound, "{} bytes", batch.get_array_memory_size()),
                    Ok(None) => break,
                    Err(error) => {
                        prop_assert!(!error.to_string().contains('\n'), "{error}");
                        break;
                    }
                }
            }
        }
    }

    #[test]
    fn rows_of_any_bytes_and_any_form_are_read_or_refused(
        form in "[0-9]{0,3}[LXBIJKAEDCMPQZ][LXBIJKAEDCM]?(\\([0-9]{1,3}\\))?",
        width in 0usize..40,
        data in proptest::collection::vec(any::<u8>(), 0..600),
    ) {
        let rows = data.len() / width.max(1);
        let (naxis1, naxis2) = (format!("NAXIS1  = {width}"), format!("NAXIS2  = {}", rows / 2));
        let (pcount, form) = (format!("PCOUNT  = {}", data.len() - width * (rows / 2)), format!("TFORM1  = '{form}'"));
        let source = table(&header(&naxis1, &naxis2, &pcount, &form), &data);
        if let Ok(batch) = read(source, &Selector::Index(1), &ReadOptions::default()) {
            prop_assert_eq!(batch.num_rows(), if width == 0 { 0 } else { rows / 2 });
        }
    }
}
