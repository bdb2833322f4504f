//! What `query-datasets` shows: a table for each dataset type and component, or all datasets in one listing with the columns of all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, RecordBatch, StringArray, UInt32Array, new_null_array};
use arrow::compute::{cast, take_record_batch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use butler_engine::query::{Listed, StoredFile, natural_order};
use butler_engine::{Error, Result};
use uuid::Uuid;

use crate::Failure;
use crate::output::{Align, Grid, Output, cells};

/// Datasets of one type, or of one component of it.
struct Part {
    /// Dimensions of its data IDs, required ones first.
    dimensions: Vec<String>,
    /// Columns `type` (with the component), `run`, `id`, the dimensions, and `uri` if it is shown.
    rows: RecordBatch,
}

/// All that is shown.
pub(super) struct Listing {
    parts: Vec<Part>,
    has_uris: bool,
}

impl Listing {
    pub(super) fn new(has_uris: bool) -> Listing {
        Listing { parts: Vec::new(), has_uris }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Adds datasets of a type, with their files if these are shown; sorted by run and data ID, or as they come.
    pub(super) fn add(&mut self, listed: Listed, files: Option<BTreeMap<Uuid, Vec<StoredFile>>>, is_sorted: bool) -> Result<()> {
        let group = &listed.dataset_type.dimensions;
        let dimensions: Vec<String> = group.data_id_keys().map(str::to_owned).collect();
        let rows = if is_sorted {
            let order: Vec<String> = std::iter::once("run".to_owned()).chain(natural_order(group)).collect();
            listed.rows.sorted(&order)?
        } else {
            listed.rows
        };
        let name = &listed.dataset_type.name;
        let Some(files) = files else {
            let all: Vec<u32> = (0..).take(rows.len()).collect();
            return self.part(name, dimensions, rows.batch(), &all, None);
        };
        // A dataset that is not stored stands with those that are stored in one file.
        let mut by_component: BTreeMap<String, (Vec<u32>, Vec<Option<String>>)> = BTreeMap::new();
        let ids = rows.column("id")?.as_fixed_size_binary();
        for (row, position) in (0..rows.len()).zip(0u32..) {
            let id = Uuid::from_slice(ids.value(row)).map_err(|_| Error::internal("a UUID that has no 16 bytes"))?;
            let none = [StoredFile { component: None, uri: String::new() }];
            for file in files.get(&id).map_or(&none[..], Vec::as_slice) {
                let component = file.component.as_ref().map(|component| format!("{name}.{component}"));
                let part = by_component.entry(component.unwrap_or_else(|| name.clone())).or_default();
                part.0.push(position);
                part.1.push((!file.uri.is_empty()).then(|| file.uri.clone()));
            }
        }
        for (name, (positions, uris)) in by_component {
            self.part(&name, dimensions.clone(), rows.batch(), &positions, Some(uris))?;
        }
        Ok(())
    }

    fn part(
        &mut self,
        name: &str,
        dimensions: Vec<String>,
        rows: &RecordBatch,
        positions: &[u32],
        uris: Option<Vec<Option<String>>>,
    ) -> Result<()> {
        let rows = take_record_batch(rows, &UInt32Array::from(positions.to_vec()))?;
        let schema = rows.schema();
        let mut fields = vec![Arc::new(Field::new("type", DataType::Utf8, false))];
        let mut columns: Vec<ArrayRef> = vec![Arc::new(StringArray::from(vec![name; positions.len()]))];
        for column in ["run", "id"].into_iter().chain(dimensions.iter().map(String::as_str)) {
            let index = schema.index_of(column)?;
            fields.push(schema.fields()[index].clone());
            columns.push(rows.column(index).clone());
        }
        if let Some(uris) = uris {
            fields.push(Arc::new(Field::new("uri", DataType::Utf8, true)));
            columns.push(Arc::new(StringArray::from(uris)));
        }
        let rows = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?;
        self.parts.push(Part { dimensions, rows });
        Ok(())
    }

    /// The tables, each after an empty line, and an empty line.
    pub(super) fn tables(&self) -> Result<String, Failure> {
        let mut text = String::new();
        for part in &self.parts {
            let mut grid = Grid::new(Align::Right);
            for (field, column) in part.rows.schema().fields().iter().zip(part.rows.columns()) {
                let name = if field.name() == "uri" { "URI" } else { field.name() };
                grid = grid.column(name, cells(field, column)?);
            }
            text.push('\n');
            grid.push(&mut text);
        }
        text.push('\n');
        Ok(text)
    }

    /// All datasets in one listing; a dimension that a dataset does not have is null.
    pub(super) fn write(&self, output: &Output) -> Result<(), Failure> {
        let schema = self.schema()?;
        let mut writer = output.writer(&schema)?;
        for part in &self.parts {
            let columns = schema.fields().iter().map(|field| match part.rows.column_by_name(field.name()) {
                Some(column) => Ok(cast(column, field.data_type())?),
                None => Ok(new_null_array(field.data_type(), part.rows.num_rows())),
            });
            let columns = columns.collect::<Result<Vec<_>>>()?;
            writer.write(&RecordBatch::try_new(schema.clone(), columns).map_err(Error::from)?)?;
        }
        writer.finish()?;
        Ok(())
    }

    /// The columns of all parts: dimensions that more parts have stand first, as in the parts.
    fn schema(&self) -> Result<SchemaRef> {
        let mut fields = vec![
            Field::new("type", DataType::Utf8, false),
            Field::new("run", DataType::Utf8, false),
            Field::new("id", DataType::FixedSizeBinary(16), false),
        ];
        let mut seen = BTreeSet::new();
        for part in &self.parts {
            for name in part.dimensions.iter().filter(|name| seen.insert(name.as_str())) {
                let schema = part.rows.schema();
                let is_int = *schema.field_with_name(name)?.data_type() == DataType::Int64;
                fields.push(Field::new(name, if is_int { DataType::Int64 } else { DataType::Utf8 }, true));
            }
        }
        if self.has_uris {
            fields.push(Field::new("uri", DataType::Utf8, true));
        }
        Ok(Arc::new(Schema::new(fields)))
    }
}
