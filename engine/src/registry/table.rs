//! The registry's tables: columns, keys and order. All follow from the universe of dimensions.
//!
//! Types: text is Utf8View, integers and times (nanoseconds TAI, names end in `_ns`) Int64, UUIDs 16 fixed bytes, regions Binary in sphgeom's encoding,
//! timespans a struct of `begin` and `end`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef};

use crate::dimensions::Universe;
use crate::time::timespan_type;

/// Name of the table of datasets.
pub const DATASET: &str = "dataset";
/// Name of the table of the same datasets in the order of their UUIDs, without stored files.
pub const DATASET_BY_ID: &str = "dataset_by_id";
/// Name of the table of collections.
pub const COLLECTION: &str = "collection";
/// Name of the table of dataset types.
pub const DATASET_TYPE: &str = "dataset_type";
/// Name of the table of datasets in TAGGED collections.
pub const TAG: &str = "tag";
/// Name of the table of validity ranges in CALIBRATION collections.
pub const VALIDITY: &str = "validity";
/// Name of the table of files that are to be deleted.
pub const TRASH: &str = "trash";

/// Columns, keys and order of one table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableSpec {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub schema: SchemaRef,
    /// Columns whose values tell its rows apart.
    pub key: Vec<String>,
    /// Order of the rows in a file; nulls first.
    pub sort: Vec<String>,
    /// How many of the leading `sort` columns make a block.
    pub blocks: usize,
    /// Rows of a page of its Parquet files.
    pub page_rows: usize,
    /// Whether it is always held in memory and in the checkpoint, never in Parquet files.
    pub resident: bool,
}

impl TableSpec {
    /// The columns that make a block.
    pub fn block_columns(&self) -> &[String] {
        &self.sort[..self.blocks]
    }
}

/// All tables of a registry with that universe, by name; `skypix` are the skypix dimensions in use.
pub fn tables(universe: &Universe, skypix: &BTreeSet<String>) -> BTreeMap<String, Arc<TableSpec>> {
    let dimensions = dimension_fields(universe, skypix);
    let mut specs = vec![
        dataset(&dimensions),
        dataset_by_id(&dimensions),
        plain(COLLECTION, vec![text("name"), text("type"), nullable_text("doc"), texts("children")], &["name"], true),
        plain(
            DATASET_TYPE,
            vec![text("name"), texts("dimensions"), text("storage_class"), Field::new("is_calibration", DataType::Boolean, false)],
            &["name"],
            true,
        ),
        tag(&dimensions),
        validity(&dimensions),
        plain(
            TRASH,
            vec![
                text("path"),
                id(),
                Field::new("size_bytes", DataType::Int64, true),
                Field::new("trashed_ns", DataType::Int64, false),
                Field::new("owner", DataType::FixedSizeBinary(16), true),
                nullable_text("host"),
                Field::new("process", DataType::Int64, true),
            ],
            &["path"],
            false,
        ),
    ];
    specs.extend(universe.stored_elements().map(|element| {
        let key: Vec<&str> = element.key_fields().iter().map(|f| f.name.as_str()).collect();
        TableSpec { schema: element.schema.clone(), ..plain(&element.name, Vec::new(), &key, false) }
    }));
    specs.into_iter().map(|spec| (spec.name.clone(), Arc::new(spec))).collect()
}

/// The dimension columns of the dataset tables, all nullable.
fn dimension_fields(universe: &Universe, skypix: &BTreeSet<String>) -> Vec<Field> {
    universe
        .dimensions()
        .filter(|d| d.skypix.is_none() || skypix.contains(&d.name))
        .map(|d| Field::new(&d.name, d.own_key().map_or(DataType::Int64, |key| key.kind.arrow_type()), true))
        .collect()
}

/// Type of the list of stored files of a dataset.
pub fn files_type() -> DataType {
    let fields = Fields::from(vec![
        nullable_text("component"),
        text("path"),
        Field::new("size_bytes", DataType::Int64, true),
        nullable_text("checksum"),
        nullable_text("formatter"),
    ]);
    DataType::List(Arc::new(Field::new("item", DataType::Struct(fields), false)))
}

fn dataset(dimensions: &[Field]) -> TableSpec {
    let mut fields = vec![id(), text("type"), text("run")];
    fields.extend_from_slice(dimensions);
    fields.push(Field::new("ingest_ns", DataType::Int64, false));
    fields.push(Field::new("files", files_type(), true));
    sorted(DATASET, fields, &["id"], &["type", "run"], dimensions)
}

fn dataset_by_id(dimensions: &[Field]) -> TableSpec {
    let mut fields = vec![id(), text("type"), text("run")];
    fields.extend_from_slice(dimensions);
    let mut spec = plain(DATASET_BY_ID, fields, &["id"], false);
    spec.page_rows = 2048;
    spec
}

fn tag(dimensions: &[Field]) -> TableSpec {
    let mut fields = vec![text("collection"), id(), text("type"), text("run")];
    fields.extend_from_slice(dimensions);
    sorted(TAG, fields, &["collection", "id"], &["collection", "type"], dimensions)
}

fn validity(dimensions: &[Field]) -> TableSpec {
    let mut fields = vec![text("collection"), id(), text("type"), text("run")];
    fields.extend_from_slice(dimensions);
    fields.push(Field::new("timespan", timespan_type(), false));
    sorted(VALIDITY, fields, &["collection", "id", "timespan"], &["collection", "type"], dimensions)
}

/// A table sorted by its key.
fn plain(name: &str, fields: Vec<Field>, key: &[&str], resident: bool) -> TableSpec {
    let key: Vec<String> = key.iter().map(|k| (*k).to_owned()).collect();
    let schema = Arc::new(Schema::new(fields));
    TableSpec { name: name.to_owned(), schema, sort: key.clone(), key, blocks: 0, page_rows: 8192, resident }
}

/// A table sorted by two leading columns, which make its blocks, and the data ID.
fn sorted(name: &str, fields: Vec<Field>, key: &[&str], leading: &[&str], dimensions: &[Field]) -> TableSpec {
    let sort = leading.iter().map(|c| (*c).to_owned()).chain(dimensions.iter().map(|f| f.name().clone())).collect();
    TableSpec { sort, blocks: leading.len(), ..plain(name, fields, key, false) }
}

fn id() -> Field {
    Field::new("id", DataType::FixedSizeBinary(16), false)
}

fn text(name: &str) -> Field {
    Field::new(name, DataType::Utf8View, false)
}

fn nullable_text(name: &str) -> Field {
    Field::new(name, DataType::Utf8View, true)
}

fn texts(name: &str) -> Field {
    Field::new(name, DataType::List(Arc::new(Field::new("item", DataType::Utf8View, false))), false)
}
