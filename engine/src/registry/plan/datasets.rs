//! New datasets: every key of their data IDs exists, implied values are filled in, and each is the only one of its type, run and data ID, and of its UUID.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, RecordBatch, StringViewArray, UInt32Array};
use futures::TryStreamExt;
use uuid::Uuid;

use super::lookup::{id_array, id_bounds};
use super::suspects::Suspects;
use super::{Plan, take};
use crate::collections::CollectionType;
use crate::dimensions::{Element, Field, Group, Role};
use crate::registry::codes::Codes;
use crate::registry::keys::{KeyEncoder, adapt, column};
use crate::registry::scan::Scan;
use crate::registry::table;
use crate::registry::transaction::NewDatasets;
use crate::{Error, Result};

/// Where a key stands among the rows that are to be inserted.
type Positions<'a> = hashbrown::HashMap<&'a [u8], u32>;

/// A column and the numbers of its values.
#[derive(Debug, Clone)]
struct Coded {
    array: ArrayRef,
    codes: Codes,
}

impl Coded {
    fn new(array: ArrayRef) -> Result<Coded> {
        Ok(Coded { codes: Codes::of(&array)?, array })
    }
}

/// Columns by dimension.
type Columns = HashMap<String, Coded>;

impl Plan {
    pub(super) async fn insert_datasets(&mut self, datasets: &NewDatasets, ids: Option<ArrayRef>, suspects: &Suspects) -> Result<()> {
        if datasets.rows.num_rows() == 0 {
            return Ok(());
        }
        let dataset_type = self.next.dataset_type(&datasets.dataset_type)?.clone();
        self.footprint.uses_dataset_type(&dataset_type.name);
        self.collection_of(&datasets.run, CollectionType::Run)?;
        self.check_not_trashed(&datasets.rows).await?;
        let group = &dataset_type.dimensions;
        let dimensions = self.expand(group, &datasets.rows).await?;
        let ids = ids.map_or_else(|| self.ids_of(&datasets.rows), Ok)?;
        let rows = self.complete(datasets, ids, &dimensions)?;
        let given = rows.num_rows();
        let suspects = suspects.among(column(&rows, "id")?.as_fixed_size_binary());
        let certainly_new = suspects.is_empty() && are_distinct(group, &dimensions) && self.is_block_empty(datasets)?;
        let rows = if certainly_new { rows } else { self.without_existing(group, datasets, rows, suspects).await? };
        if rows.num_rows() < given {
            // What is there is skipped, so it must stay there until we are done.
            self.footprint.uses_existing_datasets();
        }
        self.footprint.uses_block(table::DATASET, &datasets.dataset_type, &datasets.run);
        if let Some((min, max)) = id_bounds(column(&rows, "id")?) {
            self.footprint.inserts_ids(min, max);
        }
        self.insert(table::DATASET, &rows)
    }

    /// The rows in the schema of the table: type and run, all dimensions, ingest time.
    fn complete(&self, datasets: &NewDatasets, ids: ArrayRef, dimensions: &Columns) -> Result<RecordBatch> {
        let rows = &datasets.rows;
        let count = rows.num_rows();
        let mut columns: HashMap<&str, ArrayRef> = dimensions.iter().map(|(name, c)| (name.as_str(), c.array.clone())).collect();
        columns.insert("id", ids);
        columns.insert("type", repeated(&datasets.dataset_type, count)?);
        columns.insert("run", repeated(&datasets.run, count)?);
        let ingested = match rows.column_by_name("ingest_ns") {
            Some(array) => array.clone(),
            None => Arc::new(Int64Array::from(vec![self.context.clock.now().0; count])),
        };
        columns.insert("ingest_ns", ingested);
        if let Some(files) = rows.column_by_name("files") {
            columns.insert("files", files.clone());
        }
        let batch = RecordBatch::try_from_iter(columns)?;
        adapt(&batch, &self.next.table(table::DATASET)?.spec.schema)
    }

    pub(super) fn ids_of(&self, rows: &RecordBatch) -> Result<ArrayRef> {
        if let Some(ids) = rows.column_by_name("id") {
            return Ok(ids.clone());
        }
        let now = self.context.clock.now();
        let ids = self.context.ids.uuids7(now, rows.num_rows());
        id_array(&ids)
    }

    /// The dimension columns of data IDs of `group`: the required ones as given, the implied ones from the records. Every record must exist.
    async fn expand(&self, group: &Group, rows: &RecordBatch) -> Result<Columns> {
        let universe = self.next.universe.clone();
        let mut columns = Columns::new();
        for name in group.required() {
            let array = rows.column_by_name(name).ok_or_else(|| Error::missing("dimension value", name, []))?;
            if array.null_count() > 0 {
                return Err(Error::invalid("data ID", name, "it has no value"));
            }
            columns.insert(name.to_owned(), Coded::new(array.clone())?);
        }
        // Who implies stands after what it implies, so going backwards fills a column before it is needed as a key.
        let names: Vec<&str> = group.names().collect();
        for name in names.into_iter().rev() {
            let element = universe.element(name)?;
            if element.is_stored() && rows.num_rows() > 0 {
                self.expand_element(element, &mut columns).await?;
            }
        }
        Ok(columns)
    }

    /// Adds the dimensions that one implies. Each of its values is looked up once.
    async fn expand_element(&self, element: &Element, columns: &mut Columns) -> Result<()> {
        let keys = key_columns(element, columns)?;
        let mut codes: Option<Codes> = None;
        for (_, key) in &keys {
            codes = Some(codes.map_or_else(|| key.codes.clone(), |codes| codes.and(&key.codes)));
        }
        let codes = codes.ok_or_else(|| Error::internal(format!("`{}` has no key", element.name)))?;
        let mut values = HashMap::new();
        for (name, key) in &keys {
            values.insert(name.clone(), arrow::compute::take(&key.array, &codes.positions(), None)?);
        }
        let found = self.find_records(element, &values, codes.first.len()).await?;
        for implied in &element.implied {
            let values = arrow::compute::take(column(&found.rows, implied)?, &found.positions, None)?;
            let array = arrow::compute::take(&values, &codes.as_positions(), None)?;
            columns.insert(implied.clone(), Coded { array, codes: codes.through(&Codes::of(&values)?) });
        }
        Ok(())
    }

    /// Whether no dataset of this type is in the run, as far as is known without reading a file.
    fn is_block_empty(&self, datasets: &NewDatasets) -> Result<bool> {
        let (name, run) = (&datasets.dataset_type, &datasets.run);
        let state = self.next.table(table::DATASET)?;
        let in_files = || state.files.iter().any(|f| f.blocks.is_empty() || f.blocks.iter().any(|b| b.key[0] == *name && b.key[1] == *run));
        if self.footprint.has_block(table::DATASET, name, run) || in_files() {
            return Ok(false);
        }
        for inline in state.inline.iter().filter(|inline| inline.as_of <= self.base.version) {
            let (types, runs) = (column(&inline.batch, "type")?.as_string_view(), column(&inline.batch, "run")?.as_string_view());
            if types.iter().zip(runs).any(|(t, r)| t == Some(name) && r == Some(run)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Drops rows that exist just so; anything else that stands against them is an error.
    ///
    /// `suspects`: the rows whose UUIDs may be there already.
    async fn without_existing(&self, group: &Group, datasets: &NewDatasets, rows: RecordBatch, suspects: Vec<u32>) -> Result<RecordBatch> {
        let required: Vec<&str> = group.required().collect();
        let schema = rows.schema();
        let keys = KeyEncoder::new(&schema, &required)?;
        let encoded = keys.encode(&rows)?;
        let ids = column(&rows, "id")?.as_fixed_size_binary().clone();
        let mut by_key: Positions<'_> = Positions::with_capacity(rows.num_rows());
        let mut by_id: Positions<'_> = Positions::with_capacity(rows.num_rows());
        let mut repeated = vec![false; rows.num_rows()];
        for (row, key) in encoded.iter().enumerate() {
            let position = u32::try_from(row).map_err(|_| Error::internal("a batch of more than 2^32 rows"))?;
            let (key, id) = (key.data(), ids.value(row));
            match (by_key.insert(key, position), by_id.insert(id, position)) {
                (None, None) => {}
                (Some(a), Some(b)) if a == b => repeated[a as usize] = true,
                (Some(_), _) => return Err(self.taken(datasets, &rows, row, "the same type, run and data ID is given twice")),
                (None, Some(_)) => return Err(self.taken(datasets, &rows, row, "its UUID is given twice")),
            }
        }
        let suspects = arrow::compute::take(column(&rows, "id")?, &UInt32Array::from(suspects), None)?;
        let existing = self.find_datasets(&suspects).await?;
        for row in 0..existing.num_rows() {
            let id = column(&existing, "id")?.as_fixed_size_binary().value(row);
            let (Some(position), true) = (by_id.get(id), is_in(&existing, row, datasets)?) else {
                let position = by_id.get(id).map_or(0, |p| *p as usize);
                return Err(self.taken(datasets, &rows, position, "its UUID belongs to another dataset"));
            };
            repeated[*position as usize] = true;
        }
        let existing_keys = keys.encode(&existing)?;
        for (row, key) in existing_keys.iter().enumerate() {
            let same =
                by_key.get(key.data()).map(|p| ids.value(*p as usize)) == Some(column(&existing, "id")?.as_fixed_size_binary().value(row));
            if !same {
                let id = column(&existing, "id")?.as_fixed_size_binary().value(row);
                let position = by_id.get(id).map_or(0, |p| *p as usize);
                return Err(self.taken(datasets, &rows, position, "its UUID belongs to another data ID"));
            }
        }
        self.check_keys_free(&keys, datasets, &rows, &by_key, &repeated).await?;
        if !repeated.contains(&true) {
            return Ok(rows);
        }
        let keep = (0..u32::try_from(rows.num_rows()).unwrap_or(u32::MAX)).filter(|p| !repeated[*p as usize]).collect();
        take(&rows, keep)
    }

    /// No other dataset of this type and run has one of these data IDs.
    async fn check_keys_free(
        &self,
        keys: &KeyEncoder,
        datasets: &NewDatasets,
        rows: &RecordBatch,
        by_key: &Positions<'_>,
        known: &[bool],
    ) -> Result<()> {
        let columns: Vec<&str> = keys.columns().iter().map(String::as_str).collect();
        let mut columns_and_id = columns.clone();
        columns_and_id.push("id");
        let scan = Scan::columns(&columns_and_id).block(0, &datasets.dataset_type).block(1, &datasets.run).near(rows, &columns)?;
        let mut existing = self.next.scan(&self.files, table::DATASET, scan)?;
        while let Some(batch) = existing.try_next().await? {
            for key in keys.encode(&batch)?.iter() {
                if let Some(position) = by_key.get(key.data()).filter(|p| !known[**p as usize]) {
                    return Err(self.taken(datasets, rows, *position as usize, "another dataset of this type and data ID is in the run"));
                }
            }
        }
        Ok(())
    }

    fn taken(&self, datasets: &NewDatasets, rows: &RecordBatch, row: usize, why: &str) -> Error {
        let dimensions = super::dimension_columns(&self.next).unwrap_or_default();
        let data_id = describe(rows, row, &dimensions);
        let id = rows.column_by_name("id").map(|a| Uuid::from_slice(a.as_fixed_size_binary().value(row)).unwrap_or_default());
        Error::Conflict {
            what: "dataset",
            name: format!("{}@{data_id}", datasets.dataset_type),
            reason: format!("{why} (run `{}`, UUID {})", datasets.run, id.unwrap_or_default()),
        }
    }
}

/// Whether no two rows have the same data ID, as far as is seen quickly.
fn are_distinct(group: &Group, columns: &Columns) -> bool {
    let required: Vec<&Codes> = group.required().filter_map(|name| columns.get(name)).map(|c| &c.codes).collect();
    let Some(rows) = required.first().map(|codes| codes.of_row.len()) else { return false };
    let space = required.iter().try_fold(1_usize, |space, codes| space.checked_mul(codes.first.len()));
    // One bit for each data ID that could be made of these values, if they are not many more than there are.
    let Some(space) = space.filter(|space| *space <= rows.saturating_mul(64).max(1 << 16)) else {
        let all = required.iter().skip(1).fold(required[0].clone(), |all, codes| all.and(codes));
        return all.first.len() == rows;
    };
    let mut seen = vec![0_u64; space / 64 + 1];
    (0..rows).all(|row| {
        let number = required.iter().fold(0, |number, codes| number * codes.first.len() + codes.of_row[row] as usize);
        let bit = 1 << (number % 64);
        let is_new = seen[number / 64] & bit == 0;
        seen[number / 64] |= bit;
        is_new
    })
}

/// The columns of data IDs under the names that they have as the key of `element`.
fn key_columns(element: &Element, columns: &Columns) -> Result<Vec<(String, Coded)>> {
    let dimension_of = |field: &Field| if field.role == Role::Key { element.name.clone() } else { field.name.clone() };
    let get = |name: String| columns.get(&name).cloned().ok_or_else(|| Error::missing("dimension value", &name, []));
    element.key_fields().iter().map(|field| Ok((field.name.clone(), get(dimension_of(field))?))).collect()
}

fn is_in(existing: &RecordBatch, row: usize, datasets: &NewDatasets) -> Result<bool> {
    let same = |name: &str, value: &str| -> Result<bool> { Ok(column(existing, name)?.as_string_view().value(row) == value) };
    Ok(same("type", &datasets.dataset_type)? && same("run", &datasets.run)?)
}

/// A data ID as text: `{instrument: HSC, visit: 903334}`.
pub(super) fn describe(rows: &RecordBatch, row: usize, columns: &[String]) -> String {
    let parts: Vec<String> = columns
        .iter()
        .filter_map(|name| {
            let array = rows.column_by_name(name).filter(|a| a.is_valid(row))?;
            Some(format!("{name}: {}", arrow::util::display::array_value_to_string(array, row).unwrap_or_default()))
        })
        .collect();
    format!("{{{}}}", parts.join(", "))
}

/// A column of one text, repeated.
pub(super) fn repeated(value: &str, count: usize) -> Result<ArrayRef> {
    let once: ArrayRef = Arc::new(StringViewArray::from(vec![value]));
    Ok(arrow::compute::take(&once, &UInt32Array::from(vec![0; count]), None)?)
}
