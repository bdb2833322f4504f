use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::{FixedSizeBinaryArray, Int64Array, StringViewArray, new_null_array};
use arrow::buffer::OffsetBuffer;
use proptest::prelude::*;

use super::*;
use crate::dimensions::{LATEST, Universe};
use crate::registry::keys::adapt;
use crate::registry::table::{self, tables};

type Row = (u8, u8, i64, Option<i64>);

fn spec(name: &str) -> Arc<TableSpec> {
    tables(&Universe::shipped(LATEST).unwrap(), &BTreeSet::new())[name].clone()
}

/// A row each of type, run, detector and visit, whose UUIDs follow from these.
fn datasets(rows: &[Row], spec: &TableSpec) -> RecordBatch {
    let text = |value: &dyn Fn(&Row) -> String| Arc::new(StringViewArray::from_iter_values(rows.iter().map(value))) as ArrayRef;
    let ids: Vec<[u8; 16]> =
        rows.iter().map(|row| uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, format!("{row:?}").as_bytes()).into_bytes()).collect();
    let batch = RecordBatch::try_from_iter([
        ("id", Arc::new(FixedSizeBinaryArray::try_new(16, ids.concat().into(), None).unwrap()) as ArrayRef),
        ("type", text(&|row| format!("type{}", row.0))),
        ("run", text(&|row| format!("a run with a long name {}", row.1))),
        ("detector", Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.2)))),
        ("visit", Arc::new(rows.iter().map(|row| row.3).collect::<Int64Array>())),
        ("ingest_ns", Arc::new(Int64Array::from(vec![0; rows.len()]))),
        ("files", files(rows)),
    ]);
    adapt(&batch.unwrap(), &spec.schema).unwrap()
}

/// One stored file of each dataset; two for those of a run of their own.
fn files(rows: &[Row]) -> ArrayRef {
    let DataType::List(item) = table::files_type() else { panic!() };
    let DataType::Struct(fields) = item.data_type().clone() else { panic!() };
    let lengths: Vec<usize> = rows.iter().map(|row| 1 + usize::from(row.1 == 1 && row.2 > 3)).collect();
    let names =
        || rows.iter().zip(&lengths).flat_map(|(row, length)| (0..*length).map(move |n| format!("a path that is long enough {row:?} {n}")));
    let columns = fields.iter().map(|field| -> ArrayRef {
        match field.name().as_str() {
            "path" => Arc::new(StringViewArray::from_iter_values(names())),
            _ => new_null_array(field.data_type(), names().count()),
        }
    });
    let structs = StructArray::try_new(fields.clone(), columns.collect(), None).unwrap();
    Arc::new(ListArray::try_new(item, OffsetBuffer::from_lengths(lengths), Arc::new(structs), None).unwrap())
}

fn all_in_order(spec: &TableSpec, batches: Vec<RecordBatch>) -> RecordBatch {
    let mut given = Vec::new();
    in_order(spec, batches, &mut |batch| {
        given.push(batch);
        Ok(())
    })
    .unwrap();
    concat_batches(&spec.schema, &given).unwrap()
}

/// The order by encoded keys, which the others must give as well.
fn expected(spec: &TableSpec, batch: &RecordBatch) -> RecordBatch {
    let order = key_order(&KeyEncoder::new(&spec.schema, &spec.sort).unwrap(), batch).unwrap();
    arrow::compute::take_record_batch(batch, &UInt32Array::from(order)).unwrap()
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    prop::collection::btree_set((0_u8..3, 0_u8..2, 0_i64..5, prop::option::of(-2_i64..2)), 1..60)
        .prop_map(|rows| rows.into_iter().collect())
        .prop_shuffle()
}

proptest! {
    #[test]
    fn rows_are_sorted_by_the_tables_columns_with_nulls_first(rows in rows()) {
        let spec = spec(table::DATASET);
        let batch = datasets(&rows, &spec);
        prop_assert_eq!(sorted(&spec, &batch).unwrap(), expected(&spec, &batch));
    }

    #[test]
    fn batches_in_any_order_become_one_sorted_table(rows in rows(), name in prop::sample::select(vec![table::DATASET, table::DATASET_BY_ID])) {
        let spec = spec(name);
        let batches = rows.chunks(7).map(|rows| datasets(rows, &spec)).collect();
        prop_assert_eq!(all_in_order(&spec, batches), expected(&spec, &datasets(&rows, &spec)));
    }

    #[test]
    fn batches_of_one_block_each_become_one_sorted_table(rows in rows()) {
        let spec = spec(table::DATASET);
        let mut blocks = std::collections::HashMap::new();
        rows.iter().for_each(|row| blocks.entry((row.0, row.1)).or_insert_with(Vec::new).push(*row));
        let batches = blocks.values().map(|rows| datasets(rows, &spec)).collect();
        prop_assert_eq!(all_in_order(&spec, batches), expected(&spec, &datasets(&rows, &spec)));
    }
}
