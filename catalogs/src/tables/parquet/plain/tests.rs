//! Files against those of the parquet crate's own writer, which must be the same bytes.

use std::sync::Arc;

use arrow::array::{BooleanArray, FixedSizeListArray, Float32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::arrow::{ArrowSchemaConverter, ArrowWriter};
use parquet::basic::ZstdLevel;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;

use super::super::groups::Groups;
use super::*;

const PAGE: usize = 1000;

fn properties(names: &[&str]) -> WriterProperties {
    let compression = Compression::ZSTD(ZstdLevel::default());
    let properties = WriterProperties::builder().set_compression(compression).set_data_page_row_count_limit(PAGE);
    names.iter().fold(properties, |properties, name| properties.set_column_dictionary_enabled((*name).into(), false)).build()
}

/// The same batches by both writers.
fn both(schema: &SchemaRef, batches: &[RecordBatch]) -> (Vec<u8>, Vec<u8>) {
    let options = || properties(&["f4", "f8", "x", "y"]);
    let mut ours = Groups::new(Vec::new(), schema.clone(), Arc::new(options())).unwrap();
    let of_crate = ArrowWriterOptions::new().with_properties(options()).with_skip_arrow_metadata(true);
    let mut theirs = ArrowWriter::try_new_with_options(Vec::new(), schema.clone(), of_crate).unwrap();
    for batch in batches {
        ours.write(batch.clone()).unwrap();
        theirs.write(batch).unwrap();
    }
    (ours.finish([]).unwrap(), theirs.into_inner().unwrap())
}

fn field(name: &str, data_type: DataType) -> Field {
    Field::new(name, data_type, true)
}

#[test]
fn a_file_of_numbers_and_flags_is_that_of_the_crate() {
    let fields = [("f4", DataType::Float32), ("f8", DataType::Float64), ("flag", DataType::Boolean), ("i8", DataType::Int64)];
    let mut fields: Vec<Field> = fields.into_iter().map(|(name, data_type)| field(name, data_type)).collect();
    fields.extend([Field::new("x", DataType::Float64, false), field("text", DataType::Utf8), field("y", DataType::Float64)]);
    let schema = Arc::new(Schema::new(fields));
    // Pages of several batches, and the last one of few rows; a batch has an odd offset in its arrays.
    let batch = |number: usize, rows: usize| {
        let value = |row: usize| ((number * 1000 + row) as f64).sin() * 10f64.powi((row % 9) as i32 - 4);
        let nan = |row: usize| if row.is_multiple_of(7) { f64::NAN } else { value(row) };
        let columns: Vec<ArrayRef> = vec![
            Arc::new((0..rows + 3).map(|row| Some(nan(row) as f32)).collect::<Float32Array>()),
            Arc::new((0..rows + 3).map(|row| Some(value(row))).collect::<Float64Array>()),
            Arc::new((0..rows + 3).map(|row| Some(row.is_multiple_of(5) && number > 3)).collect::<BooleanArray>()),
            Arc::new((0..rows + 3).map(|row| Some(row as i64 / 10)).collect::<Int64Array>()),
            Arc::new((0..rows + 3).map(|row| Some((number * 1000 + row) as f64)).collect::<Float64Array>()),
            Arc::new((0..rows + 3).map(|row| (row % 3 > 0).then(|| format!("t{row}"))).collect::<StringArray>()),
            // Nulls: not for plain pages.
            Arc::new((0..rows + 3).map(|row| (row % 4 > 0).then(|| value(row))).collect::<Float64Array>()),
        ];
        RecordBatch::try_new(schema.clone(), columns).unwrap().slice(3, rows)
    };
    let batches: Vec<RecordBatch> = (0..20).map(|number| batch(number, 250)).chain([batch(20, 37)]).collect();
    let (ours, theirs) = both(&schema, &batches);
    assert!(ours == theirs, "{} and {} bytes", ours.len(), theirs.len());
}

#[test]
fn plain_are_numbers_and_flags_without_nulls_and_dictionary_and_nothing_else() {
    let item = Arc::new(field("item", DataType::Float64));
    let list = FixedSizeListArray::try_new(item, 2, Arc::new(Float64Array::from(vec![1.0; 4])), None).unwrap();
    let cases: [(&str, ArrayRef, bool); 8] = [
        ("f4", Arc::new(Float32Array::from(vec![1.0, 2.0])), true),
        ("f8", Arc::new(Float64Array::from(vec![1.0, f64::NAN])), true),
        ("flag", Arc::new(BooleanArray::from(vec![true, false])), true),
        ("flag", Arc::new(BooleanArray::from(vec![Some(true), None])), false),
        ("x", Arc::new(Float64Array::from(vec![Some(1.0), None])), false),
        ("in_dictionary", Arc::new(Float64Array::from(vec![1.0, 2.0])), false),
        ("i8", Arc::new(Int64Array::from(vec![1, 2])), false),
        ("list", Arc::new(list), false),
    ];
    for (name, array, expected) in cases {
        let schema = Schema::new(vec![field(name, array.data_type().clone())]);
        let descriptor = ArrowSchemaConverter::new().convert(&schema).unwrap();
        let properties = Arc::new(properties(&["f4", "f8", "x"]));
        let mut file = SerializedFileWriter::new(Vec::new(), descriptor.root_schema_ptr(), properties.clone()).unwrap();
        let mut group = file.next_row_group().unwrap();
        let written = Plain::new(properties).unwrap().write(&mut group, &descriptor.column(0), [&array].into_iter()).unwrap();
        assert_eq!(written, expected, "{name} {array:?}");
    }
}

#[test]
fn zeros_infinities_and_pages_without_a_number_are_told_as_the_crate_tells_them() {
    let schema = Arc::new(Schema::new(vec![field("f8", DataType::Float64), field("f4", DataType::Float32)]));
    let (inf, nan) = (f64::INFINITY, f64::NAN);
    for of_pages in
        [&[0.0, -0.0][..], &[-0.0, 1.0], &[inf, inf], &[-inf, 3.0], &[nan, nan], &[nan, 1.0], &[3.0, 2.0, 1.0], &[1.0, 3.0, 2.0]]
    {
        let batch = |value: &f64| {
            let columns: Vec<ArrayRef> =
                vec![Arc::new(Float64Array::from(vec![*value; PAGE])), Arc::new(Float32Array::from(vec![*value as f32; PAGE]))];
            RecordBatch::try_new(schema.clone(), columns).unwrap()
        };
        let batches: Vec<RecordBatch> = of_pages.iter().map(batch).collect();
        let (ours, theirs) = both(&schema, &batches);
        assert!(ours == theirs, "{of_pages:?}");
    }
}

#[test]
fn a_row_group_has_no_more_rows_than_it_may_and_none_has_none() {
    let schema = Arc::new(Schema::new(vec![field("x", DataType::Float64)]));
    let batch = |rows: usize| RecordBatch::try_new(schema.clone(), vec![Arc::new(Float64Array::from(vec![0.5; rows]))]).unwrap();
    let limited = || properties(&["x"]).into_builder().set_max_row_group_row_count(Some(40)).build();
    for (rows, groups) in [(vec![0, 0], vec![]), (vec![100], vec![40, 40, 20]), (vec![30, 0, 10, 1], vec![40, 1])] {
        let mut writer = Groups::new(Vec::new(), schema.clone(), Arc::new(limited())).unwrap();
        rows.iter().for_each(|rows| writer.write(batch(*rows)).unwrap());
        let written = SerializedFileReader::new(bytes::Bytes::from(writer.finish([]).unwrap())).unwrap();
        let found: Vec<i64> = written.metadata().row_groups().iter().map(|group| group.num_rows()).collect();
        assert_eq!(found, groups);
    }
}

#[test]
fn bounds_of_numbers_are_found_in_every_place() {
    for count in 1..40 {
        for place in 0..count {
            let mut values = vec![1.5f32; count];
            values[place] = -2.0;
            assert_eq!(number_bounds(&values), Some((-2.0, if count == 1 { -2.0 } else { 1.5 })));
            values[place] = 7.0;
            assert_eq!(number_bounds(&values), Some((if count == 1 { 7.0 } else { 1.5 }, 7.0)));
        }
    }
    assert_eq!(number_bounds::<f64>(&[]), None);
    assert_eq!(number_bounds(&[f64::NAN]), None);
    assert_eq!(number_bounds(&[f64::NAN, 2.0]), Some((2.0, 2.0)));
}
