//! Dimension records: checked against the universe, their parents, and what exists under the same key.

use std::collections::HashMap;

use arrow::array::{Array, ArrayRef, RecordBatch, UInt32Array};
use arrow::datatypes::Schema;
use futures::TryStreamExt;

use super::datasets::describe;
use super::{Plan, take};
use crate::dimensions::{Element, conform};
use crate::registry::keys::{KeyEncoder, adapt, column};
use crate::registry::scan::Scan;
use crate::registry::transaction::OnConflict;
use crate::{Error, Result};

/// Records found by key.
pub(super) struct Found {
    /// Key and implied columns of the records.
    pub(super) rows: RecordBatch,
    /// For each row that asked: where its record stands in `rows`.
    pub(super) positions: UInt32Array,
}

impl Plan {
    pub(super) async fn insert_records(&mut self, element: &str, rows: &RecordBatch, on_conflict: OnConflict) -> Result<()> {
        let universe = self.next.universe.clone();
        let element = universe.element(element)?;
        if !element.is_stored() {
            return Err(Error::invalid("dimension element", &element.name, "it has no records of its own"));
        }
        let rows = conform(element, rows)?;
        if rows.num_rows() == 0 {
            return Ok(());
        }
        self.footprint.inserts_records(&element.name);
        self.check_parents(element, &rows).await?;
        let rows = self.without_known_records(element, rows, on_conflict).await?;
        self.insert(&element.name, &rows)
    }

    /// Every record that the keys and implied values name exists.
    async fn check_parents(&self, element: &Element, rows: &RecordBatch) -> Result<()> {
        for parent in &element.parents {
            let universe = &self.next.universe;
            let target = universe.element(&parent.element)?;
            if !target.is_stored() {
                continue;
            }
            let mut columns = HashMap::new();
            let mut valid: Option<Vec<u32>> = None;
            for (child, own) in &parent.columns {
                let array = column(rows, child)?;
                if array.null_count() > 0 {
                    valid = Some((0..array.len()).filter(|i| array.is_valid(*i)).map(|i| u32::try_from(i).unwrap_or(u32::MAX)).collect());
                }
                columns.insert(own.clone(), array.clone());
            }
            // A nullable implied value that is absent names nothing.
            let count = match valid {
                Some(positions) => {
                    let positions = UInt32Array::from(positions);
                    for array in columns.values_mut() {
                        *array = arrow::compute::take(array, &positions, None)?;
                    }
                    positions.len()
                }
                None => rows.num_rows(),
            };
            self.find_records(target, &columns, count)
                .await
                .map_err(|e| e.doing(format!("cannot insert records of dimension element `{}`", &element.name)))?;
        }
        Ok(())
    }

    /// Finds the records of `element` that the columns name by its key columns. Each must exist.
    pub(super) async fn find_records(&self, element: &Element, columns: &HashMap<String, ArrayRef>, count: usize) -> Result<Found> {
        let state = self.next.table(&element.name)?.clone();
        let key_names: Vec<&str> = key_names(element);
        let mut wanted: Vec<&str> = key_names.clone();
        wanted.extend(element.implied.iter().map(String::as_str).filter(|i| !key_names.contains(i)));
        let keys = key_batch(&state.spec.schema, &key_names, columns, count)?;
        let encoder = KeyEncoder::new(&state.spec.schema, &key_names)?;
        let encoded = encoder.encode(&keys)?;
        let mut asked: hashbrown::HashMap<&[u8], Option<u32>> = encoded.iter().map(|k| (k.data(), None)).collect();
        let scan = Scan::columns(&wanted).near(&keys, &key_names)?;
        let mut batches = Vec::new();
        let mut offset = 0u32;
        let mut stream = self.next.scan(&self.files, &element.name, scan)?;
        while let Some(batch) = stream.try_next().await? {
            let mut kept = Vec::new();
            for (row, key) in encoder.encode(&batch)?.iter().enumerate() {
                if let Some(slot) = asked.get_mut(key.data()) {
                    *slot = Some(offset + u32::try_from(kept.len()).unwrap_or(u32::MAX));
                    kept.push(u32::try_from(row).unwrap_or(u32::MAX));
                }
            }
            offset += u32::try_from(kept.len()).unwrap_or(u32::MAX);
            batches.push(take(&batch, kept)?);
        }
        let mut positions = Vec::with_capacity(count);
        for (row, key) in encoded.iter().enumerate() {
            match asked.get(key.data()).copied().flatten() {
                Some(position) => positions.push(position),
                None => return Err(missing_record(element, &keys, row, &key_names)),
            }
        }
        let fields: Vec<_> = wanted.iter().map(|n| Ok(state.spec.schema.field_with_name(n)?.clone())).collect::<Result<_>>()?;
        let rows = arrow::compute::concat_batches(&std::sync::Arc::new(Schema::new(fields)), &batches)?;
        Ok(Found { rows, positions: UInt32Array::from(positions) })
    }

    /// Drops rows whose key exists, as `on_conflict` says; buries those that are to be replaced.
    async fn without_known_records(&mut self, element: &Element, rows: RecordBatch, on_conflict: OnConflict) -> Result<RecordBatch> {
        let key_names: Vec<&str> = key_names(element);
        let schema = rows.schema();
        let encoder = KeyEncoder::new(&schema, &key_names)?;
        let all: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        let whole = KeyEncoder::new(&schema, &all)?;
        let (keys, values) = (encoder.encode(&rows)?, whole.encode(&rows)?);
        let mut first: hashbrown::HashMap<&[u8], u32> = hashbrown::HashMap::with_capacity(rows.num_rows());
        let mut keep = vec![true; rows.num_rows()];
        for (row, key) in keys.iter().enumerate() {
            let position = u32::try_from(row).unwrap_or(u32::MAX);
            if let Some(before) = first.insert(key.data(), position) {
                if values.row(before as usize) != values.row(row) && on_conflict == OnConflict::Fail {
                    return Err(differs(element, &rows, before as usize, &rows, row, &key_names));
                }
                // The first wins, unless later ones are to replace it.
                let loser = if on_conflict == OnConflict::Update { before } else { position };
                keep[loser as usize] = false;
                if loser == position {
                    first.insert(key.data(), before);
                }
            }
        }
        let scan = Scan::default().near(&rows, &key_names)?;
        let mut replaced = Vec::new();
        let mut existing = self.next.scan(&self.files, &element.name, scan)?;
        while let Some(batch) = existing.try_next().await? {
            let old_values = whole.encode(&batch)?;
            for (row, key) in encoder.encode(&batch)?.iter().enumerate() {
                let Some(position) = first.get(key.data()).map(|p| *p as usize) else { continue };
                let equal = values.row(position) == old_values.row(row);
                match on_conflict {
                    OnConflict::Fail if !equal => return Err(differs(element, &batch, row, &rows, position, &key_names)),
                    OnConflict::Update if !equal => replaced.push(u32::try_from(position).unwrap_or(u32::MAX)),
                    _ => keep[position] = false,
                }
            }
        }
        drop(existing);
        if !replaced.is_empty() {
            let positions: Vec<usize> = key_names.iter().map(|n| schema.index_of(n)).collect::<Result<_, _>>()?;
            let old = take(&rows.project(&positions)?, replaced)?;
            let in_base = old.num_rows() as u64 - self.count_pending(&element.name, &old)?;
            self.bury(&element.name, old, in_base)?;
        }
        if keep.iter().all(|k| *k) {
            return Ok(rows);
        }
        let keep = (0..u32::try_from(rows.num_rows()).unwrap_or(u32::MAX)).filter(|p| keep[*p as usize]).collect();
        take(&rows, keep)
    }
}

fn key_names(element: &Element) -> Vec<&str> {
    element.key_fields().iter().map(|f| f.name.as_str()).collect()
}

fn key_batch(schema: &Schema, names: &[&str], columns: &HashMap<String, ArrayRef>, count: usize) -> Result<RecordBatch> {
    let fields = names.iter().map(|n| Ok(schema.field_with_name(n)?.clone())).collect::<Result<Vec<_>>>()?;
    let arrays = names
        .iter()
        .map(|n| columns.get(*n).cloned().ok_or_else(|| Error::missing("dimension value", n, [])))
        .collect::<Result<Vec<_>>>()?;
    let given: Vec<_> =
        fields.iter().zip(&arrays).map(|(f, a)| arrow::datatypes::Field::new(f.name(), a.data_type().clone(), true)).collect();
    let options = arrow::array::RecordBatchOptions::new().with_row_count(Some(count));
    let batch = RecordBatch::try_new_with_options(std::sync::Arc::new(Schema::new(given)), arrays, &options)?;
    adapt(&batch, &std::sync::Arc::new(Schema::new(fields)))
}

fn missing_record(element: &Element, keys: &RecordBatch, row: usize, names: &[&str]) -> Error {
    let names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
    Error::Missing { what: "dimension record", name: format!("{} {}", &element.name, describe(keys, row, &names)), near: Vec::new() }
}

fn differs(element: &Element, old: &RecordBatch, old_row: usize, new: &RecordBatch, new_row: usize, keys: &[&str]) -> Error {
    let show = |batch: &RecordBatch, name: &str, row: usize| {
        let array = batch.column_by_name(name);
        array.map(|a| arrow::util::display::array_value_to_string(a, row).unwrap_or_default()).unwrap_or_default()
    };
    let schema = new.schema();
    let field = schema.fields().iter().map(|f| f.name()).find(|n| show(old, n, old_row) != show(new, n, new_row));
    let field = field.cloned().unwrap_or_default();
    let names: Vec<String> = keys.iter().map(|k| (*k).to_owned()).collect();
    Error::Differs {
        what: "dimension record",
        name: format!("{} {}", &element.name, describe(new, new_row, &names)),
        existing: show(old, &field, old_row),
        given: show(new, &field, new_row),
        field,
    }
}
