use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Int32Array, RecordBatch, StringArray};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, Field, Float32Type, Float64Type, Int32Type, Schema};
use bytes::Bytes;
use futures::executor::block_on;
use proptest::prelude::*;

use super::*;
use crate::fits::write::Flags;
use crate::meta;
use crate::print::{Look, Printer};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn read(source: &Source, options: &OpenOptions) -> Result<RecordBatch> {
    block_on(async {
        let mut reader = Reader::open(source, options).await?;
        let mut batches = Vec::new();
        while let Some(batch) = reader.next().await? {
            batches.push(batch);
        }
        Ok(concat_batches(reader.schema(), &batches).unwrap())
    })
}

fn file(name: &str) -> RecordBatch {
    read(&Source::file(&data(name)).unwrap(), &OpenOptions::default()).unwrap()
}

/// `batch` in `format`, in two pieces.
fn written(batch: &RecordBatch, format: Format, options: WriteOptions) -> Bytes {
    let mut writer = Writer::new(format, Vec::new(), &batch.schema(), options).unwrap();
    let half = batch.num_rows() / 2;
    writer.write(&batch.slice(0, half)).unwrap();
    writer.write(&batch.slice(half, batch.num_rows() - half)).unwrap();
    writer.finish().unwrap().into()
}

fn again(batch: &RecordBatch, format: Format, options: WriteOptions) -> RecordBatch {
    let source = Source::bytes("again", written(batch, format, options)).unwrap();
    assert_eq!(Format::of_bytes(&block_on(source.read(0..1024)).unwrap()), Some(format));
    read(&source, &OpenOptions::default()).unwrap()
}

/// Every value, for comparison: texts as the printer has them, which tell nulls from values and any two numbers apart.
fn values(batch: &RecordBatch) -> Vec<String> {
    let plain = Arc::new(Schema::new(
        batch.schema().fields().iter().map(|f| Field::new(f.name(), f.data_type().clone(), true)).collect::<Vec<_>>(),
    ));
    let batch = RecordBatch::try_new(plain.clone(), batch.columns().to_vec()).unwrap();
    let mut printer = Printer::new(plain, Look::default());
    printer.push(&batch);
    printer.lines()
}

fn said(batch: &RecordBatch, column: &str, key: &str) -> Option<String> {
    batch.schema().field_with_name(column).ok()?.metadata().get(key).cloned()
}

#[test]
fn one_catalog_reads_the_same_from_every_program_that_wrote_it() {
    let ecsv = file("interop/example.ecsv");
    for (name, has_array, has_unit, has_description) in [
        ("example.fits", true, true, true),
        ("example.vot", false, true, true),
        ("example_b2.vot", false, true, true),
        ("astropy_native.parquet", false, true, true),
        ("astropy_native_multidim.parquet", true, true, true),
        ("daf_butler_ArrowAstropy.parq", true, true, true),
        ("daf_butler_ArrowNumpy.parq", true, false, false),
        ("voparquet_astropy.parquet", false, true, true),
    ] {
        let batch = file(&format!("interop/{name}"));
        assert_eq!(batch.num_rows(), 6, "{name}");
        for field in ecsv.schema().fields() {
            let Some(array) = batch.column_by_name(field.name()) else {
                assert!(field.name() == "mom" && !has_array, "{name} has no {}", field.name());
                continue;
            };
            assert_eq!(array.data_type(), field.data_type(), "{name} {}", field.name());
            // Masks of numpy have no nulls in the columns that the butler of the reference writes.
            if field.name() != "nchild" || !name.starts_with("daf_butler") {
                assert_eq!(array, ecsv.column_by_name(field.name()).unwrap(), "{name} {}", field.name());
            }
        }
        assert_eq!(said(&batch, "psfFlux", meta::UNIT), has_unit.then(|| "nJy".to_owned()), "{name}");
        assert_eq!(said(&batch, "psfFlux", meta::DESCRIPTION), has_description.then(|| "PSF flux".to_owned()), "{name}");
        assert!(batch.schema().metadata().keys().all(|key| !key.contains("arrow") && !key.contains("table_meta")), "{name}");
    }
    let universal = file("interop/universal.parquet");
    assert_eq!(said(&universal, "psfFlux", meta::DESCRIPTION).unwrap(), "PSF flux <raw> & \"quoted\"");
    assert_eq!(said(&universal, "id", meta::UCD).unwrap(), "meta.id;meta.main");
    assert_eq!(said(&file("interop/voparquet_note.parquet"), "coord_ra", meta::UNIT).unwrap(), "deg");
    assert_eq!(said(&file("interop/example.fits"), "coord_ra", meta::UCD).unwrap(), "meta.id;meta.main".replace("meta.id", "pos.eq.ra"));
}

/// A table with everything in it.
fn everything() -> RecordBatch {
    let forms = file("forms.fits");
    let mut fields: Vec<Field> = forms.schema().fields().iter().map(|field| field.as_ref().clone()).collect();
    let mut columns = forms.columns().to_vec();
    let described = |name: &str, data_type: DataType| {
        Field::new(name, data_type, true).with_metadata(
            [
                (meta::UNIT, "mag(AB)"),
                (meta::DESCRIPTION, "it's \"a: b\" <&> #1, ümlaut?"),
                (meta::FORMAT, "%.3f"),
                (meta::UCD, "phot.mag"),
            ]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into(),
        )
    };
    fields.push(described("ids", DataType::Int32));
    columns.push(Arc::new(Int32Array::from(vec![Some(i32::MIN), None, Some(0), Some(5), None])));
    fields.push(described("names", DataType::Utf8));
    columns.push(Arc::new(StringArray::from(vec![Some("a \"b\", c"), None, Some("tab\there"), Some("<&>"), Some("größe")])));
    fields.push(described("mags", DataType::Float64));
    columns.push(Arc::new(arrow::array::Float64Array::from(vec![0.1 + 0.2, f64::MIN_POSITIVE, -0.0, 1e22, f64::NAN])));
    let mut metadata = forms.schema().metadata().clone();
    metadata.insert(
        meta::HEADER.to_owned(),
        r#"[["EQUINOX",2000.1,"of the frame"],["OBSERVER","O'Neil",""],["A",true,""],["N",-7,""]]"#.to_owned(),
    );
    RecordBatch::try_new(Arc::new(Schema::new_with_metadata(fields, metadata)), columns).unwrap()
}

#[test]
fn tables_go_to_every_format_and_back() {
    for format in [Format::Fits, Format::Parquet, Format::Ecsv, Format::Votable, Format::Arrow] {
        let mut batch = everything();
        if format == Format::Votable {
            // It has no integers of 64 bits without sign, and refuses those that would come out as others.
            batch.remove_column(batch.schema().index_of("ulong").unwrap());
        }
        let back = again(&batch, format, WriteOptions::default());
        assert_eq!(back.num_columns(), batch.num_columns());
        for (index, field) in batch.schema().fields().iter().enumerate() {
            let (given, expected) = (back.column(index), batch.column(index));
            let name = format!("{} {}", format.name(), field.name());
            let expected = match (format, field.data_type()) {
                // What a format has no type for becomes a wider one.
                (Format::Votable, DataType::Int8) => cast(expected, &DataType::Int16).unwrap(),
                (Format::Votable, DataType::UInt16) => cast(expected, &DataType::Int32).unwrap(),
                (Format::Votable, DataType::UInt32) => cast(expected, &DataType::Int64).unwrap(),
                // Lists of texts do not fit.
                (Format::Votable, DataType::FixedSizeList(item, _)) if *item.data_type() == DataType::Utf8 => continue,
                // That format has no text of no letters.
                (Format::Ecsv, DataType::Utf8) => without_empty(expected),
                (Format::Fits, DataType::Utf8) => without_null(expected),
                _ => expected.clone(),
            };
            assert_eq!(given.data_type(), expected.data_type(), "{name}");
            let one = |array: ArrayRef| values(&RecordBatch::try_from_iter_with_nullable([("x", array, true)]).unwrap());
            assert_eq!(one(given.clone()), one(expected), "{name}");
            for key in [meta::UNIT, meta::DESCRIPTION, meta::UCD] {
                let mut expected = said(&batch, field.name(), key);
                if format == Format::Fits {
                    expected = expected.map(|text| text.replace('ü', "?"));
                }
                assert_eq!(said(&back, field.name(), key), expected, "{name} {key}");
            }
        }
        let header = back.schema().metadata()[meta::HEADER].clone();
        assert!(header.contains("2000.1") && header.contains("O'Neil") && header.contains("-7"), "{}: {header}", format.name());
    }
}

fn without_empty(array: &ArrayRef) -> ArrayRef {
    Arc::new(array.as_string::<i32>().iter().map(|text| text.filter(|text| !text.is_empty())).collect::<StringArray>())
}

/// FITS has no nulls among texts.
fn without_null(array: &ArrayRef) -> ArrayRef {
    Arc::new(array.as_string::<i32>().iter().map(|text| Some(text.unwrap_or("").to_owned())).collect::<StringArray>())
}

#[test]
fn csv_keeps_values_and_names() {
    let batch = file("interop/example.ecsv");
    let back = again(&batch.project(&[0, 1, 3, 6, 7, 8]).unwrap(), Format::Csv, WriteOptions::default());
    let types: Vec<DataType> = back.schema().fields().iter().map(|field| field.data_type().clone()).collect();
    assert_eq!(types, [DataType::Int64, DataType::Float64, DataType::Float64, DataType::Int64, DataType::Boolean, DataType::Utf8]);
    assert_eq!(back.column(0), batch.column(0));
    assert_eq!(back.column(3).null_count(), 1);
    let text = Bytes::from_static(b"a,b\r\n1,\"x\"\"y\"\r\n,\r\n\"\",z\r\n");
    let batch = read(&Source::bytes("x.csv", text).unwrap(), &OpenOptions::default()).unwrap();
    assert_eq!(batch.column(1).as_string::<i32>().iter().collect::<Vec<_>>(), [Some("x\"y"), None, Some("z")]);
}

#[test]
fn afw_flags_are_packed_again_on_request() {
    let batch = file("afw/deepCoadd_meas_HSC_v2.fits");
    let options = WriteOptions { flags: Flags::Packed, ..WriteOptions::default() };
    let bytes = written(&batch, Format::Fits, options);
    let source = Source::bytes("packed.fits", bytes).unwrap();
    let reader = block_on(async { Fits::open(source.clone()).await?.table(&Selector::FirstTable, &ReadOptions::default()).await }).unwrap();
    assert_eq!((reader.columns()[0].form.as_str(), reader.columns().len()), ("237X", 263));
    let back = read(&source, &OpenOptions::default()).unwrap();
    assert_eq!(values(&back), values(&batch));
    let names = |batch: &RecordBatch| batch.schema().fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>();
    assert_eq!(names(&back), names(&batch));
    for key in [meta::AFW_TYPE, meta::AFW_VERSION, meta::AFW_ALIASES] {
        assert_eq!(back.schema().metadata()[key], batch.schema().metadata()[key]);
    }
    assert_eq!(said(&back, "merge_peak_i", meta::DESCRIPTION), said(&batch, "merge_peak_i", meta::DESCRIPTION));
    let plain = again(&batch, Format::Fits, WriteOptions::default());
    assert_eq!(values(&plain), values(&batch));
}

#[test]
fn parquet_says_what_every_reader_asks_for_and_nothing_stale() {
    let batch = file("interop/universal.parquet").slice(0, 2);
    let schema = batch.schema();
    let mut metadata = schema.metadata().clone();
    metadata.insert("lsst::arrow::rowcount".to_owned(), "6".to_owned());
    metadata.insert("kept".to_owned(), "yes".to_owned());
    let batch = batch.with_schema(Arc::new(schema.as_ref().clone().with_metadata(metadata))).unwrap();
    let bytes = written(&batch, Format::Parquet, WriteOptions::default());
    let footer = ::parquet::file::metadata::ParquetMetaDataReader::new().parse_and_finish(&bytes).unwrap();
    let pairs = footer.file_metadata().key_value_metadata().unwrap();
    let get = |key: &str| {
        let found: Vec<&str> = pairs.iter().filter(|pair| pair.key == key).filter_map(|pair| pair.value.as_deref()).collect();
        assert_eq!(found.len(), 1, "{key}");
        found[0]
    };
    assert_eq!(get("lsst::arrow::rowcount"), "2");
    assert_eq!((get("lsst::arrow::len::band"), get("table::len::band")), ("1", "1"));
    assert_eq!(get("IVOA.VOTable-Parquet.version"), "1.0");
    assert!(get("IVOA.VOTable-Parquet.content").contains("<FIELD name=\"band\" datatype=\"unicodeChar\" arraysize=\"1*\""));
    assert!(get("IVOA.VOTable-Parquet.content").contains("nrows=\"2\""));
    assert!(get("table_meta_yaml").contains("unit: nJy"));
    assert_eq!(get("kept"), "yes");
}

#[test]
fn columns_and_rows_are_chosen_in_every_format() {
    let batch = file("interop/example.ecsv");
    for format in Format::ALL.into_iter().filter(|format| *format != Format::Csv) {
        let source = Source::bytes("chosen", written(&batch, format, WriteOptions::default())).unwrap();
        let columns = Some(vec!["PSFFLUX".to_owned(), "nchild".to_owned()]);
        let options = OpenOptions { columns, rows: Some(1..4), ..OpenOptions::default() };
        let back = read(&source, &options).unwrap();
        assert_eq!(back.schema().field(0).name(), "psfFlux", "{}", format.name());
        assert_eq!(back.column(0).as_primitive::<Float32Type>().value(1), 300.5);
        assert_eq!(back.column(1).as_primitive::<Int32Type>().iter().collect::<Vec<_>>(), [Some(1), None, Some(3)]);
        let options = OpenOptions { columns: Some(vec!["psfFluks".to_owned()]), ..OpenOptions::default() };
        assert!(read(&source, &options).unwrap_err().hint().unwrap().contains("`psfFlux`"));
    }
}

#[test]
fn what_is_no_table_is_refused_in_one_line() {
    for (text, expected) in [
        ("\0\0\0\0", "the format of `bad` is not known"),
        ("# %ECSV 1.0\n# ---\n# datatype: 3\na\n", "no list `datatype`"),
        ("# %ECSV 1.0\n# ---\n# datatype:\n# - {name: a, datatype: int64}\na\nx\n", "column `a`: `x` is not a value of type int64"),
        ("# %ECSV 1.0\n# ---\n# datatype:\n# - {name: a, datatype: int64}\nb\n1\n", "line 5: the names are not those of its header"),
        ("a,b\n1\n", "line 2: it has 1 fields, not 2"),
        ("a,b\n1,\"x\n", "line 2: a quote is not closed"),
        ("<VOTABLE><RESOURCE><TABLE><FIELD name='a' datatype='int'/><DATA><TABLEDATA><TR><TD>x", "it ends inside `TD`"),
        ("<VOTABLE><RESOURCE><TABLE><FIELD name='a' datatype='what'/></TABLE></RESOURCE></VOTABLE>", "datatype `what`"),
        ("<VOTABLE></VOTABLE>", "it has no table"),
        ("PAR1xxxxxxxxPAR1", "`bad` is not a whole Parquet file"),
        ("ARROW1\0\0xxxxxxxxxx", "`bad` is not a whole Arrow IPC file"),
    ] {
        let source = Source::bytes("bad", Bytes::copy_from_slice(text.as_bytes())).unwrap();
        let error = read(&source, &OpenOptions::default()).unwrap_err().to_string();
        assert!(error.contains(expected), "{error} does not say {expected}");
        assert!(!error.contains('\n'), "{error}");
    }
}

#[test]
fn a_null_gets_a_number_that_no_value_has() {
    let array = Int32Array::from(vec![Some(i32::MIN), Some(i32::MAX), None]);
    let batch = RecordBatch::try_from_iter_with_nullable([("x", Arc::new(array) as ArrayRef, true)]).unwrap();
    let mut writer = Writer::new(Format::Fits, Vec::new(), &batch.schema(), WriteOptions::default()).unwrap();
    writer.write(&batch).unwrap();
    assert_eq!(writer.finish().unwrap_err().to_string(), "column `x` can't be written as FITS: its values leave none to stand for null");
}

#[test]
fn doubles_survive_as_text() {
    let values = arrow::array::Float64Array::from(vec![0.1 + 0.2, 1e-310, 1.7976931348623157e308, -0.0, 123_456_789.123_456_79]);
    let batch = RecordBatch::try_from_iter([("x", Arc::new(values.clone()) as ArrayRef)]).unwrap();
    for format in [Format::Ecsv, Format::Votable, Format::Csv] {
        let options = WriteOptions { serialization: Serialization::TableData, ..WriteOptions::default() };
        let back = again(&batch, format, options);
        fn bits(array: &arrow::array::Float64Array) -> Vec<u64> {
            array.values().iter().map(|value| value.to_bits()).collect()
        }
        assert_eq!(bits(back.column(0).as_primitive::<Float64Type>()), bits(&values), "{}", format.name());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_change_of_a_file_is_read_or_refused(
        name in prop::sample::select(vec!["example.ecsv", "example.vot", "example_b2.vot", "universal.parquet", "astropy_native_multidim.parquet"]),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
    ) {
        let mut bytes = std::fs::read(data(&format!("interop/{name}"))).unwrap();
        let length = bytes.len();
        changes.iter().for_each(|(place, byte)| bytes[place.index(length)] = *byte);
        if let Ok(source) = Source::bytes(name, bytes.into()) {
            let _ = read(&source, &OpenOptions::default());
        }
    }

    #[test]
    fn texts_of_any_letters_survive(texts in proptest::collection::vec(proptest::option::of("[ -~äß\\t]{1,12}"), 1..20)) {
        let array = StringArray::from(texts);
        let batch = RecordBatch::try_from_iter_with_nullable([("x", Arc::new(array.clone()) as ArrayRef, true), ("y", Arc::new(array) as ArrayRef, true)]).unwrap();
        for format in [Format::Parquet, Format::Ecsv, Format::Votable, Format::Arrow] {
            let back = again(&batch, format, WriteOptions::default());
            prop_assert_eq!(back.column(0), batch.column(0), "{}", format.name());
        }
    }
}
