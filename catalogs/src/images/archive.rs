//! The archive of an afw file: objects as rows of tables, by ID.
//!
//! The index has a row for each run of rows of an object: `id`, `cat.archive` (which table, 0 being the index itself), `cat.persistable`
//! (which of the object's tables), `row0`, `nrows`, `name` (class) and `module`. Table n stands n HDUs behind the index.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Float32Type, Float64Type, Int16Type, Int32Type, Int64Type, SchemaRef, UInt8Type};
use serde_json::{Map, Value as Json, json};

use crate::fits::{Fault, Fits, ReadOptions, Selector};
use crate::{Error, Result};

/// The objects of a file.
#[derive(Debug, Clone, Default)]
pub struct Archive {
    objects: Vec<Object>,
}

/// An archived object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its ID, 1 at least.
    pub id: i64,
    /// Its class in C++.
    pub class: String,
    /// The Python module that knows the class, empty if none is needed.
    pub module: String,
    /// Its rows.
    runs: Vec<Run>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    table: u64,
    number: i64,
    row0: u64,
    rows: u64,
}

/// Rows of an object in one table.
#[derive(Debug, Clone)]
pub struct Part {
    schema: SchemaRef,
    batch: RecordBatch,
}

/// Rows of an index at most; that of a survey's camera has some thousands.
const OBJECTS: u64 = 1 << 20;
/// Rows of an object at most.
const ROWS: u64 = 1 << 24;

impl Archive {
    /// Reads the index in HDU `index`.
    pub(super) async fn read(fits: &mut Fits, index: usize) -> Result<Archive> {
        let part = Part::read(fits, index, 0..OBJECTS).await?;
        let missing = |name| fits.error(Some(index), Fault::new(format!("the index of its archive has no column `{name}`")));
        let number = |name: &'static str| part.integers(name).ok_or_else(|| missing(name));
        let text = |name: &'static str| part.texts(name).ok_or_else(|| missing(name));
        let (ids, tables, numbers) = (number("id")?, number("cat.archive")?, number("cat.persistable")?);
        let (firsts, counts, names, modules) = (number("row0")?, number("nrows")?, text("name")?, text("module")?);
        let mut objects: Vec<Object> = Vec::new();
        let mut places = std::collections::HashMap::new();
        for row in 0..part.batch.num_rows() {
            let of = |value: i64, name| {
                u64::try_from(value)
                    .map_err(|_| fits.error(Some(index), Fault::new(format!("row {row} of its archive has {name} {value}"))))
            };
            let run = Run {
                table: of(tables[row], "cat.archive")?,
                number: numbers[row],
                row0: of(firsts[row], "row0")?,
                rows: of(counts[row], "nrows")?,
            };
            let place = *places.entry(ids[row]).or_insert_with(|| {
                let (class, module) = (names[row].trim_end().to_owned(), modules[row].trim_end().to_owned());
                objects.push(Object { id: ids[row], class, module, runs: Vec::new() });
                objects.len() - 1
            });
            objects[place].runs.push(run);
        }
        objects.sort_by_key(|object| object.id);
        objects.iter_mut().for_each(|object| object.runs.sort_by_key(|run| run.number));
        Ok(Archive { objects })
    }

    /// All objects, by ID.
    pub fn objects(&self) -> &[Object] {
        &self.objects
    }

    /// The object with an ID.
    pub fn object(&self, id: i64) -> Option<&Object> {
        self.objects.binary_search_by_key(&id, |object| object.id).ok().map(|place| &self.objects[place])
    }

    /// The object that a file of one object is.
    pub(super) fn root(&self) -> Option<&Object> {
        self.object(1)
    }
}

impl Object {
    /// The tables that its rows are in, counted from the archive's index.
    pub(super) fn tables(&self) -> impl Iterator<Item = u64> {
        self.runs.iter().map(|run| run.table)
    }

    /// Its tables; `index` is the HDU of the archive's index.
    pub(super) async fn read(&self, fits: &mut Fits, index: usize) -> Result<Vec<Part>> {
        let mut parts = Vec::with_capacity(self.runs.len());
        for run in &self.runs {
            let hdu = usize::try_from(run.table).ok().and_then(|table| index.checked_add(table));
            let Some(hdu) = hdu.filter(|hdu| *hdu != index && run.rows <= ROWS) else {
                return Err(
                    fits.error(Some(index), Fault::new(format!("its archive says that object {} is in table {}", self.id, run.table)))
                );
            };
            let part = Part::read(fits, hdu, run.row0..run.row0.saturating_add(run.rows)).await?;
            if part.batch.num_rows() as u64 != run.rows {
                let reason =
                    format!("object {} of the archive has {} rows from {} on, which are not all there", self.id, run.rows, run.row0);
                return Err(fits.error(Some(hdu), Fault::new(reason)));
            }
            parts.push(part);
        }
        Ok(parts)
    }

    /// Class, ID and the rows of every table.
    pub fn to_json(&self, parts: &[Part]) -> Json {
        let tables: Vec<Json> = parts.iter().map(|part| part.rows().into()).collect();
        let mut told = Map::new();
        told.insert("class".into(), self.class.as_str().into());
        if !self.module.is_empty() {
            told.insert("module".into(), self.module.as_str().into());
        }
        told.insert("id".into(), self.id.into());
        told.insert("tables".into(), tables.into());
        told.into()
    }
}

impl Part {
    async fn read(fits: &mut Fits, hdu: usize, rows: std::ops::Range<u64>) -> Result<Part> {
        let options = ReadOptions { rows: Some(rows), ..ReadOptions::default() };
        let reader = fits.table(&Selector::Index(hdu), &options).await?;
        let schema = reader.schema().clone();
        let batches = reader.collect().await?;
        let batch = concat_batches(&schema, &batches).map_err(Error::arrow("cannot join rows"))?;
        Ok(Part { schema, batch })
    }

    /// Its columns.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Its rows.
    pub fn batch(&self) -> &RecordBatch {
        &self.batch
    }

    /// Its rows as JSON objects.
    pub fn rows(&self) -> Vec<Json> {
        let row = |row| {
            let fields = self.schema.fields().iter().zip(self.batch.columns());
            Json::Object(fields.map(|(field, column)| (field.name().clone(), cell(column, row))).collect())
        };
        (0..self.batch.num_rows()).map(row).collect()
    }

    /// The value of a column in a row, null if there is none.
    pub(super) fn value(&self, name: &str, row: usize) -> Json {
        match self.batch.column_by_name(name) {
            Some(column) if row < column.len() => cell(column, row),
            _ => Json::Null,
        }
    }

    /// The number of a column in a row.
    pub(super) fn number(&self, name: &str, row: usize) -> Option<f64> {
        self.value(name, row).as_f64()
    }

    /// The numbers of an array column in a row; NaN where there is none.
    pub(super) fn numbers(&self, name: &str, row: usize) -> Option<Vec<f64>> {
        match self.value(name, row) {
            Json::Array(list) => Some(list.iter().map(|item| item.as_f64().unwrap_or(f64::NAN)).collect()),
            value => value.as_f64().map(|value| vec![value]),
        }
    }

    /// The text of a column in a row; arrays of bytes that are text count.
    pub(super) fn text(&self, name: &str, row: usize) -> Option<String> {
        self.value(name, row).as_str().map(str::to_owned)
    }

    fn integers(&self, name: &str) -> Option<Vec<i64>> {
        self.column(name)?.iter().map(Json::as_i64).collect()
    }

    fn texts(&self, name: &str) -> Option<Vec<String>> {
        self.column(name)?.iter().map(|value| value.as_str().map(str::to_owned)).collect()
    }

    /// A column of an index, whose words are apart by dots or underscores.
    fn column(&self, name: &str) -> Option<Vec<Json>> {
        let column = self.batch.column_by_name(name).or_else(|| self.batch.column_by_name(&name.replace('.', "_")))?;
        Some((0..column.len()).map(|row| cell(column, row)).collect())
    }
}

/// One value as JSON: NaN is null, bytes that are text are a text.
fn cell(column: &ArrayRef, row: usize) -> Json {
    if column.is_null(row) {
        return Json::Null;
    }
    match column.data_type() {
        DataType::Boolean => column.as_boolean().value(row).into(),
        DataType::UInt8 => column.as_primitive::<UInt8Type>().value(row).into(),
        DataType::Int16 => column.as_primitive::<Int16Type>().value(row).into(),
        DataType::Int32 => column.as_primitive::<Int32Type>().value(row).into(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).into(),
        DataType::Float32 => json!(column.as_primitive::<Float32Type>().value(row)),
        DataType::Float64 => json!(column.as_primitive::<Float64Type>().value(row)),
        DataType::Utf8 => column.as_string::<i32>().value(row).into(),
        DataType::List(_) => list(&column.as_list::<i32>().value(row)),
        DataType::FixedSizeList(..) => list(&column.as_fixed_size_list().value(row)),
        _ => {
            let options = arrow::util::display::FormatOptions::default();
            let shown = arrow::util::display::ArrayFormatter::try_new(column, &options);
            shown.map_or(Json::Null, |shown| shown.value(row).to_string().into())
        }
    }
}

fn list(items: &ArrayRef) -> Json {
    if let Some(bytes) = items.as_primitive_opt::<UInt8Type>()
        && !bytes.is_empty()
        && bytes.null_count() == 0
        && bytes.values().iter().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t' | b'\r'))
    {
        return bytes.values().iter().map(|byte| char::from(*byte)).collect::<String>().into();
    }
    (0..items.len()).map(|row| cell(items, row)).collect::<Vec<_>>().into()
}
