//! The tables of a registry as the parts of an export.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::database::{Database, Value, listed, quoted};
use super::super::import::Sink;
use super::super::read::{Cell, CollectionKind, CollectionPart, Column, DatasetTypePart, Header, Part, Place, Table};
use super::config::Config;
use super::datasets::{self, Type};
use super::here::Here;
use super::schema::Schema;
use super::{damaged, values};
use crate::dimensions::{Element, FieldKind};
use crate::error::{Error, Result};

/// Rows of one part at most.
pub(super) const CHUNK_ROWS: usize = 10_000;

/// A collection as other tables name it.
pub(super) struct Keyed {
    pub(super) key: Value,
    pub(super) name: Arc<str>,
    pub(super) kind: CollectionKind,
}

/// Reads everything, but for datasets that are `here`, and gives it to `sink`.
pub(super) fn read(config: &Config, here: Option<&Here>, database: &mut dyn Database, sink: Sink<'_>) -> Result<()> {
    let schema = Schema::read(&config.name, database)?;
    let universe = schema.universe.clone();
    here.inspect(|here| here.restart());
    sink(Part::Header(Header { version: (1, 0, 2), universe_version: universe.version, universe_namespace: universe.namespace.clone() }))?;
    let collections = collections(config, &schema, database, sink)?;
    let types = dataset_types(config, database, sink)?;
    for element in universe.stored_elements() {
        records(config, element, database, sink)?;
    }
    datasets::read(config, &schema, database, &collections, &types, here, sink)
}

fn collections(config: &Config, schema: &Schema, database: &mut dyn Database, sink: Sink<'_>) -> Result<Vec<Keyed>> {
    let key = if schema.collection_key == "id" { "collection_id" } else { "name" };
    let mut found = Vec::new();
    let mut docs = Vec::new();
    for row in database.rows(&format!("SELECT {key}, name, type, doc FROM collection ORDER BY {key}"))? {
        let [key, name, kind, doc] = &row[..] else { continue };
        let name = values::text(name).ok_or_else(|| damaged(&config.name, "a collection has no name"))?;
        let kind = match values::integer(kind) {
            Some(1) => CollectionKind::Run,
            Some(2) => CollectionKind::Tagged,
            Some(3) => CollectionKind::Chained,
            Some(4) => CollectionKind::Calibration,
            _ => return Err(damaged(&config.name, format!("the collection `{name}` is of no known type"))),
        };
        docs.push(values::text(doc));
        found.push(Keyed { key: key.clone(), name: name.into(), kind });
    }
    let name_of = |key: &Value| {
        let found = found.iter().find(|collection| values::text(&collection.key) == values::text(key));
        found
            .map(|collection| collection.name.to_string())
            .ok_or_else(|| damaged(&config.name, format!("a chain names a collection that is none: {key:?}")))
    };
    let mut children: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in database.rows("SELECT parent, child FROM collection_chain ORDER BY parent, position")? {
        let [parent, child] = &row[..] else { continue };
        children.entry(name_of(parent)?).or_default().push(name_of(child)?);
    }
    for (collection, doc) in found.iter().zip(docs) {
        let children = children.remove(&*collection.name).unwrap_or_default();
        let name = collection.name.to_string();
        sink(Part::Collection(CollectionPart { name, kind: collection.kind, doc, children, place: Place::default() }))?;
    }
    Ok(found)
}

fn dataset_types(config: &Config, database: &mut dyn Database, sink: Sink<'_>) -> Result<Vec<Type>> {
    let mut groups: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for row in database.rows("SELECT dimension_graph_id, dimension_name FROM dimension_graph_definition ORDER BY 1, 2")? {
        if let (Some(key), Some(name)) = (values::integer(&row[0]), values::text(&row[1])) {
            groups.entry(key).or_default().push(name);
        }
    }
    let mut types = Vec::new();
    let sql = "SELECT id, name, storage_class, dimensions_key, tag_association_table, calibration_association_table FROM dataset_type ORDER BY id";
    for row in database.rows(sql)? {
        let [id, name, storage_class, key, tags, calibs] = &row[..] else { continue };
        let (Some(id), Some(name), Some(storage_class), Some(tags)) =
            (values::integer(id), values::text(name), values::text(storage_class), values::text(tags))
        else {
            return Err(damaged(&config.name, "a row of `dataset_type` lacks a value"));
        };
        // Old registries had components as types of their own, without datasets of their own; they follow from their parents.
        if name.contains('.') {
            continue;
        }
        let calibs = values::text(calibs);
        // The empty group has a key and no rows.
        let dimensions = values::integer(key).and_then(|key| groups.get(&key).cloned()).unwrap_or_default();
        let (is_calibration, place) = (calibs.is_some(), Place::default());
        sink(Part::DatasetType(DatasetTypePart { name: name.clone(), dimensions, storage_class, is_calibration, place }))?;
        types.push(Type { id, name: name.into(), tags, calibs });
    }
    Ok(types)
}

fn records(config: &Config, element: &Element, database: &mut dyn Database, sink: Sink<'_>) -> Result<()> {
    let mut columns = database.columns(&element.name)?;
    if columns.is_empty() {
        return Err(damaged(&config.name, format!("its database has no table `{}`", element.name)));
    }
    if element.name == "visit_definition" {
        // Before universe 2 it repeated the system of its visit, which has it as well.
        columns.retain(|name| name != "visit_system");
    }
    let mut rows = Rows::new(element, &columns);
    let sql = format!("SELECT {} FROM {}", listed("", &columns), quoted(&element.name));
    let name: Arc<str> = element.name.as_str().into();
    database.query(&sql, &mut |row| {
        rows.add(row).map_err(|reason| damaged(&config.name, format!("a record of `{name}`: {reason}")))?;
        if rows.count >= CHUNK_ROWS {
            sink(Part::Records { element: name.clone(), place: Place::default(), rows: rows.take() })?;
        }
        Ok(())
    })?;
    if rows.count > 0 {
        sink(Part::Records { element: name, place: Place::default(), rows: rows.take() })?;
    }
    Ok(())
}

/// What becomes of a column.
enum Target {
    Field(FieldKind),
    /// The begin; the index of the end.
    Begin(usize),
    /// Taken up with the begin.
    End,
}

/// Records as they come.
struct Rows {
    names: Vec<String>,
    targets: Vec<Target>,
    cells: Vec<Vec<Cell>>,
    count: usize,
}

impl Rows {
    fn new(element: &Element, columns: &[String]) -> Rows {
        let end = columns.iter().position(|name| name == "timespan_end");
        let target = |name: &String| match (name.as_str(), end) {
            ("timespan_begin", Some(end)) => Target::Begin(end),
            ("timespan_end", _) => Target::End,
            (name, _) => Target::Field(element.field(name).map_or(FieldKind::Text, |field| field.kind)),
        };
        let targets: Vec<Target> = columns.iter().map(target).collect();
        let named =
            |(name, target): (&String, &Target)| if matches!(target, Target::Begin(_)) { "timespan".to_owned() } else { name.clone() };
        let names = columns.iter().zip(&targets).map(named).collect();
        Rows { names, cells: targets.iter().map(|_| Vec::new()).collect(), targets, count: 0 }
    }

    fn add(&mut self, row: &[Value]) -> Result<(), String> {
        for (at, value) in row.iter().enumerate() {
            let cell = match &self.targets[at] {
                Target::Field(kind) => values::cell(value, *kind).map_err(|reason| format!("`{}`: {reason}", self.names[at]))?,
                Target::Begin(end) => values::timespan(value, &row[*end]).ok_or("its timespan has one bound")?,
                Target::End => continue,
            };
            self.cells[at].push(cell);
        }
        self.count += 1;
        Ok(())
    }

    fn take(&mut self) -> Table {
        let places = vec![Place::default(); std::mem::take(&mut self.count)];
        let mut columns = Vec::new();
        for (at, cells) in self.cells.iter_mut().enumerate() {
            let cells = std::mem::take(cells);
            if !matches!(self.targets[at], Target::End) {
                columns.push(Column { name: self.names[at].clone(), cells, places: places.clone() });
            }
        }
        Table { columns, places }
    }
}

/// The table lacks a value that it must have.
pub(super) fn lacking(config: &Config, table: &str, what: &str) -> Error {
    damaged(&config.name, format!("a row of `{table}` has no {what}"))
}
