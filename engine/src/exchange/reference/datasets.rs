//! Datasets with the records of their files.

use std::collections::BTreeSet;
use std::sync::Arc;

use uuid::Uuid;

use super::super::database::{Database, Value, listed, literal, quoted};
use super::super::import::Sink;
use super::super::read::{CollectionKind, Column, DatasetsPart, FilePart, Part, Place, Table};
use super::associations::Associations;
use super::config::Config;
use super::here::Here;
use super::parts::{CHUNK_ROWS, Keyed, lacking};
use super::schema::Schema;
use super::{damaged, values};
use crate::dimensions::FieldKind;
use crate::error::Result;

/// IDs that are asked for at a time.
const ASKED_IDS: usize = 5_000;

/// A dataset type and its tables.
pub(super) struct Type {
    pub(super) id: i64,
    pub(super) name: Arc<str>,
    pub(super) tags: String,
    pub(super) calibs: Option<String>,
}

/// Reads the datasets of all runs, then what collections say of them. Runs are read one after the other, as whoever takes them keeps what it knows of one.
pub(super) fn read(
    config: &Config,
    schema: &Schema,
    database: &mut dyn Database,
    collections: &[Keyed],
    types: &[Type],
    here: Option<&Here>,
    sink: Sink<'_>,
) -> Result<()> {
    let key = format!("collection_{}", schema.collection_key);
    let filled = filled(&key, database)?;
    let holds = |collection: &Keyed, kind: CollectionKind, ty: &Type| {
        let pair = (values::text(&collection.key).unwrap_or_default(), ty.id);
        collection.kind == kind && filled.as_ref().is_none_or(|filled| filled.contains(&pair))
    };
    let files = files(config, database)?;
    let dimensions = types.iter().map(|ty| dimensions(schema, database, ty)).collect::<Result<Vec<_>>>()?;
    for run in collections {
        for (ty, dimensions) in types.iter().zip(&dimensions).filter(|(ty, _)| holds(run, CollectionKind::Run, ty)) {
            let select = Select { config, key: &key, ty, run, dimensions, files: files.as_deref() };
            match here {
                Some(here) => select.read_new(here, database, sink)?,
                None => select.read(None, database, sink)?,
            }
        }
    }
    Associations { config, key: &key, here }.read(database, collections, types, holds, sink)
}

/// Which collections have datasets of which types; `None` if the registry does not say.
fn filled(key: &str, database: &mut dyn Database) -> Result<Option<BTreeSet<(String, i64)>>> {
    if database.columns("collection_summary_dataset_type")?.is_empty() {
        return Ok(None);
    }
    let rows = database.rows(&format!("SELECT {key}, dataset_type_id FROM collection_summary_dataset_type"))?;
    Ok(Some(rows.iter().filter_map(|row| Some((values::text(&row[0])?, values::integer(&row[1])?))).collect()))
}

/// Names and kinds of the dimensions that a type's table has.
fn dimensions(schema: &Schema, database: &mut dyn Database, ty: &Type) -> Result<Vec<(String, FieldKind)>> {
    let columns = database.columns(&ty.tags)?.into_iter();
    let columns = columns.filter(|name| !matches!(name.as_str(), "dataset_type_id" | "dataset_id" | "collection_id" | "collection_name"));
    columns.map(|name| schema.universe.key_kind(&name).map(|kind| (name, kind))).collect()
}

/// The records of files as a table in SQL with the columns `dataset_id`, `path`, `formatter`, `component`, `file_size`, `store`.
fn files(config: &Config, database: &mut dyn Database) -> Result<Option<String>> {
    let mut tables = Vec::new();
    for (store, table) in config.stores.iter().map(|store| &store.records).enumerate() {
        // A datastore that has never had a file has no table.
        if !database.columns(table)?.is_empty() {
            tables.push(format!("SELECT dataset_id, path, formatter, component, file_size, {store} AS store FROM {}", quoted(table)));
        }
    }
    Ok((!tables.is_empty()).then(|| format!("({})", tables.join(" UNION ALL "))))
}

/// The rows of a collection and type.
pub(super) fn of(key: &str, collection: &Keyed, ty: &Type) -> String {
    format!("dataset_type_id = {} AND {key} = {}", ty.id, literal(&collection.key))
}

/// The datasets of one type and run.
struct Select<'a> {
    config: &'a Config,
    key: &'a str,
    ty: &'a Type,
    run: &'a Keyed,
    dimensions: &'a [(String, FieldKind)],
    files: Option<&'a str>,
}

impl Select<'_> {
    fn sql(&self, ids: Option<&str>) -> String {
        let names: Vec<String> = self.dimensions.iter().map(|(name, _)| name.clone()).collect();
        let names = if names.is_empty() { String::new() } else { format!(", {}", listed("t.", &names)) };
        let ids = ids.map(|ids| format!(" AND dataset_id IN ({ids})")).unwrap_or_default();
        let tags = format!("SELECT * FROM {} WHERE {}{ids}", quoted(&self.ty.tags), of(self.key, self.run, self.ty));
        match self.files {
            None => format!("SELECT NULL, NULL, NULL, NULL, NULL, t.dataset_id{names} FROM ({tags}) t"),
            Some(files) => format!(
                "SELECT f.path, f.formatter, f.component, f.file_size, f.store, t.dataset_id{names} FROM ({tags}) t \
                 LEFT JOIN {files} f ON f.dataset_id = t.dataset_id ORDER BY t.dataset_id, f.store, f.component"
            ),
        }
    }

    /// Reads what is not here with its files: only the IDs of the rest.
    fn read_new(&self, here: &Here, database: &mut dyn Database, sink: Sink<'_>) -> Result<()> {
        let stored = here.stored(&self.ty.name, &self.run.name)?;
        if stored.is_empty() {
            return self.read(None, database, sink);
        }
        let mut new: Vec<String> = Vec::new();
        let sql = format!("SELECT dataset_id FROM {} WHERE {}", quoted(&self.ty.tags), of(self.key, self.run, self.ty));
        database.query(&sql, &mut |row| {
            let id = row.first().and_then(values::dataset_id).ok_or_else(|| lacking(self.config, &self.ty.tags, "dataset ID"))?;
            if stored.contains(&id) {
                here.count_dataset();
            } else {
                new.push(literal(&row[0]));
            }
            Ok(())
        })?;
        drop(stored);
        new.chunks(ASKED_IDS).try_for_each(|ids| self.read(Some(&ids.join(", ")), database, sink))
    }

    /// Reads all, or those whose IDs are listed.
    fn read(&self, ids: Option<&str>, database: &mut dyn Database, sink: Sink<'_>) -> Result<()> {
        let mut part = self.empty();
        let mut formatter: Option<Arc<str>> = None;
        // The datastore that has the last dataset: others that have it as well are not asked.
        let mut store = None;
        database.query(&self.sql(ids), &mut |row| {
            let [path, class, component, size, in_store, id, data_id @ ..] = row else {
                return Err(lacking(self.config, &self.ty.tags, "columns"));
            };
            let id = values::dataset_id(id).ok_or_else(|| lacking(self.config, &self.ty.tags, "dataset ID"))?;
            let is_new = part.ids.last() != Some(&id);
            if is_new {
                if part.ids.len() >= CHUNK_ROWS {
                    sink(Part::Datasets(std::mem::replace(&mut part, self.empty())))?;
                }
                self.add(&mut part, id, data_id)?;
                store = values::integer(in_store);
            } else if values::integer(in_store) != store {
                return Ok(());
            }
            let Some(path) = values::text(path) else { return Ok(()) };
            let name = values::text(class);
            if name.as_deref() != formatter.as_deref() {
                formatter = name.map(Arc::from);
            }
            let file = part.files.len() as u32;
            part.files.push(FilePart {
                path: self.path(path, store)?,
                formatter: formatter.clone(),
                component: values::component(component).map(Arc::from),
                // Unknown sizes are negative.
                size_bytes: values::integer(size).and_then(|size| u64::try_from(size).ok()),
                place: Place::default(),
            });
            match (part.file_of.last_mut(), is_new) {
                (Some(first), true) => *first = Some(file),
                _ => part.more_files.push((part.ids.len() as u32 - 1, file)),
            }
            Ok(())
        })?;
        if !part.ids.is_empty() {
            sink(Part::Datasets(part))?;
        }
        Ok(())
    }

    fn empty(&self) -> DatasetsPart {
        let column = |(name, _): &(String, FieldKind)| Column { name: name.clone(), cells: Vec::new(), places: Vec::new() };
        DatasetsPart {
            dataset_type: self.ty.name.clone(),
            run: self.run.name.clone(),
            place: Place::default(),
            ids: Vec::new(),
            data_ids: Table { columns: self.dimensions.iter().map(column).collect(), places: Vec::new() },
            file_of: Vec::new(),
            more_files: Vec::new(),
            files: Vec::new(),
        }
    }

    fn add(&self, part: &mut DatasetsPart, id: Uuid, data_id: &[Value]) -> Result<()> {
        part.ids.push(id);
        part.file_of.push(None);
        part.data_ids.places.push(Place::default());
        for ((value, (name, kind)), column) in data_id.iter().zip(self.dimensions).zip(&mut part.data_ids.columns) {
            let cell =
                values::cell(value, *kind).map_err(|reason| damaged(&self.config.name, format!("`{name}` of dataset {id}: {reason}")))?;
            column.cells.push(cell);
            column.places.push(Place::default());
        }
        Ok(())
    }

    /// The path as relative to the first datastore's root, or absolute.
    fn path(&self, path: String, store: Option<i64>) -> Result<String> {
        let store = store.and_then(|store| usize::try_from(store).ok()).unwrap_or(0);
        if store == 0 || path.contains("://") || path.starts_with('/') {
            return Ok(path);
        }
        self.config.stores[store].root.join(&path)?.to_uri()
    }
}
