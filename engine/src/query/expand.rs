//! A data ID with everything that its dimensions imply, and the records of all its elements.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, Int64Array, RecordBatch, Scalar, StringViewArray};
use arrow::compute::kernels::cmp::eq;

use super::Queries;
use super::elements::pixelization;
use crate::dimensions::{Element, Group, Key};
use crate::registry::file::Bound;
use crate::registry::keys::column;
use crate::registry::scan::Scan;
use crate::time::{Timespan, TimespanColumn};
use crate::{Error, Result};

/// A data ID with its records.
#[derive(Debug, Clone)]
pub struct Expanded {
    /// Its dimensions.
    pub group: Group,
    /// Values of all dimensions, the implied ones included; `None` where a record has none.
    pub values: BTreeMap<String, Option<Key>>,
    /// The record of every element: one row, or none.
    pub records: BTreeMap<String, Option<RecordBatch>>,
    /// Where it is on the sky, in sphgeom's encoding.
    pub region: Option<Vec<u8>>,
    /// When it was.
    pub timespan: Option<Timespan>,
}

impl Queries {
    /// Finds what the values of a data ID imply.
    ///
    /// # Errors
    /// A value is missing, a record does not exist, or values contradict each other.
    pub async fn expand_data_id<S: AsRef<str>, V: Into<Key>>(&self, data_id: impl IntoIterator<Item = (S, V)>) -> Result<Expanded> {
        let universe = &self.snapshot.universe;
        let mut values: BTreeMap<String, Option<Key>> = BTreeMap::new();
        for (name, value) in data_id {
            let kind = universe.key_kind(name.as_ref())?;
            values.insert(name.as_ref().to_owned(), Some(value.into().converted(name.as_ref(), kind)?));
        }
        let group = universe.conform(values.keys())?;
        if let Some(absent) = group.required().find(|name| !values.contains_key(*name)) {
            return Err(Error::missing("value of dimension", absent, []));
        }
        let mut records = BTreeMap::new();
        let mut waiting: Vec<&Arc<Element>> = group.elements().collect();
        while !waiting.is_empty() {
            // Who implies a dimension stands after it in the universe.
            let is_ready = |e: &&Arc<Element>| e.required.iter().all(|d| values.contains_key(d));
            let position = waiting.iter().rposition(is_ready).ok_or_else(|| Error::internal("a data ID can't be expanded"))?;
            let element = waiting.remove(position);
            let record = self.record(element, &values).await?;
            self.check_record(element, record.as_ref(), &mut values)?;
            records.insert(element.name.clone(), record);
        }
        let of = |element: Option<&Arc<Element>>| element.and_then(|e| records.get(&e.name)).and_then(Option::as_ref);
        let region = of(group.region_element()).and_then(|record| bytes(record, "region"));
        let span = of(group.timespan_element()).and_then(|record| record.column_by_name("timespan"));
        let timespan = span.map(|column| TimespanColumn::new(column)).transpose()?.and_then(|spans| spans.get(0));
        values.retain(|name, _| group.contains(name));
        Ok(Expanded { group, values, records, region, timespan })
    }

    /// Takes what a record implies, or tells what its absence means.
    fn check_record(&self, element: &Element, record: Option<&RecordBatch>, values: &mut BTreeMap<String, Option<Key>>) -> Result<()> {
        let Some(record) = record else {
            let is_known = element.required.iter().all(|d| values.get(d).is_some_and(Option::is_some));
            if is_known && (element.is_dimension || element.defines_relationships()) {
                let keys: Vec<String> = element.required.iter().map(|d| format!("{d}: {}", shown(values.get(d)))).collect();
                return Err(Error::missing("dimension record", &format!("{} {{{}}}", element.name, keys.join(", ")), []));
            }
            for implied in &element.implied {
                values.entry(implied.clone()).or_insert(None);
            }
            return Ok(());
        };
        for implied in &element.implied {
            let found = key_at(column(record, implied)?)?;
            match values.get(implied) {
                Some(Some(given)) if Some(given) != found.as_ref() => {
                    let reason = format!("`{}` implies {implied} = {}, not {given}", element.name, shown(Some(&found)));
                    return Err(Error::invalid("data ID", implied, reason));
                }
                _ => drop(values.insert(implied.clone(), found)),
            }
        }
        Ok(())
    }

    /// The record of an element for values of its dimensions; `None` if there is none or a value is missing.
    async fn record(&self, element: &Element, values: &BTreeMap<String, Option<Key>>) -> Result<Option<RecordBatch>> {
        let mut keys = Vec::new();
        for dimension in &element.required {
            let Some(Some(value)) = values.get(dimension) else { return Ok(None) };
            let own = element.column_of(dimension).unwrap_or(dimension);
            keys.push((own.to_owned(), value.clone()));
        }
        if element.skypix.is_some() {
            return pixel(element, &keys).map(Some);
        }
        if let Some(table) = &element.view_of {
            let keys: Vec<_> = keys.into_iter().map(|(_, value)| (element.name.clone(), value)).collect();
            let found = self.records_where(table, &keys).await?;
            let own = element.own_key().map_or("name", |key| key.name.as_str()).to_owned();
            let first = |found: RecordBatch| Ok(RecordBatch::try_from_iter([(own, column(&found, &element.name)?.slice(0, 1))])?);
            return if found.num_rows() == 0 { Ok(None) } else { first(found).map(Some) };
        }
        let found = self.records_where(&element.name, &keys).await?;
        Ok((found.num_rows() > 0).then(|| found.slice(0, 1)))
    }

    /// The rows of a table with these values.
    pub(super) async fn records_where(&self, table: &str, values: &[(String, Key)]) -> Result<RecordBatch> {
        self.rows_with(table, Scan::default(), values).await
    }

    /// The rows of a scan with these values.
    pub(super) async fn rows_with(&self, table: &str, scan: Scan, values: &[(String, Key)]) -> Result<RecordBatch> {
        let mut rows = self.snapshot.collect(&self.files, table, near(scan, values)).await?;
        for (name, value) in values {
            let mask = equal(column(&rows, name)?, value)?;
            rows = arrow::compute::filter_record_batch(&rows, &mask)?;
        }
        Ok(rows)
    }
}

/// The scan with the hint that only rows with these values matter.
pub(super) fn near(scan: Scan, values: &[(String, Key)]) -> Scan {
    values.iter().fold(scan, |scan, (name, value)| {
        let bound = match value {
            Key::Int(value) => Bound::Int(*value),
            Key::Text(value) => Bound::Text(value.clone()),
        };
        scan.between(name, bound.clone(), bound)
    })
}

fn shown(value: Option<&Option<Key>>) -> String {
    value.and_then(Option::as_ref).map_or_else(|| "null".to_owned(), Key::to_string)
}

/// Where a column has a value; nowhere if it is of another sort.
fn equal(array: &ArrayRef, value: &Key) -> Result<BooleanArray> {
    use arrow::datatypes::DataType;
    Ok(match (array.data_type(), value) {
        (DataType::Int64, Key::Int(value)) => eq(array, &Scalar::new(Int64Array::from(vec![*value])))?,
        (DataType::Utf8View, Key::Text(value)) => eq(array, &Scalar::new(StringViewArray::from(vec![value.as_str()])))?,
        _ => BooleanArray::from(vec![false; array.len()]),
    })
}

/// The first value of a dimension's column.
pub(super) fn key_at(array: &ArrayRef) -> Result<Option<Key>> {
    use arrow::array::AsArray;
    if array.is_empty() || array.is_null(0) {
        return Ok(None);
    }
    if let Some(values) = array.as_primitive_opt::<arrow::datatypes::Int64Type>() {
        return Ok(Some(Key::Int(values.value(0))));
    }
    let texts = array.as_string_view_opt().ok_or_else(|| Error::internal("a dimension is neither integer nor text"))?;
    Ok(Some(Key::Text(texts.value(0).to_owned())))
}

fn bytes(record: &RecordBatch, name: &str) -> Option<Vec<u8>> {
    use arrow::array::AsArray;
    let column = record.column_by_name(name)?.as_binary_opt::<i32>()?;
    column.is_valid(0).then(|| column.value(0).to_vec())
}

/// The record of a pixel: its index and its region.
fn pixel(element: &Element, keys: &[(String, Key)]) -> Result<RecordBatch> {
    let Some((_, Key::Int(index))) = keys.first() else { return Err(Error::internal("a pixel without an index")) };
    let region = pixelization(element)?.pixel(index.cast_unsigned());
    let region = region.map_err(|e| Error::invalid("pixel", format!("{} {index}", element.name), e.to_string()))?;
    let columns: [(&str, ArrayRef); 2] = [
        ("id", Arc::new(Int64Array::from(vec![*index]))),
        ("region", Arc::new(arrow::array::BinaryArray::from(vec![region.encode().as_slice()]))),
    ];
    Ok(RecordBatch::try_from_iter(columns)?)
}
