//! Datasets into an archive.

use std::collections::{BTreeMap, HashMap};
use std::path::Path as FilePath;
use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch};
use futures::TryStreamExt;
use serde_json::Value as Json;
use uuid::Uuid;

use super::INDEX;
use super::index::{Artifact, Index, Info, RefOf, TypeOf, records_to_json};
use crate::datasets::{DatasetType, split_member};
use crate::datastore::{Datastore, Known, Origin};
use crate::dimensions::{Element, FieldKind, Group};
use crate::exchange::export::needed::Needed;
use crate::exchange::placing::Stored;
use crate::registry::Snapshot;
use crate::registry::files::Files;
use crate::registry::keys::column;
use crate::registry::scan::Scan;
use crate::{Error, Result};

/// Digits of a dataset's UUID before the names of its files.
const PREFIX: usize = 8;

/// Datasets of one type that are packed.
#[derive(Debug, Clone)]
pub struct Packed<'a> {
    /// The type.
    pub dataset_type: &'a DatasetType,
    /// Columns of all its dimensions.
    pub rows: &'a RecordBatch,
    /// UUID and run of each row.
    pub datasets: Vec<(Uuid, String)>,
    /// Their files; datasets without any are left out.
    pub files: &'a BTreeMap<Uuid, Vec<Stored>>,
}

/// Writes the archive of datasets to `draft`; returns the name that it is to have.
///
/// # Errors
/// A file is missing or damaged; two files would have one name; there are no files.
pub async fn pack(snapshot: &Snapshot, files: &Files, datastore: &Datastore, packed: &[Packed<'_>], draft: &FilePath) -> Result<String> {
    let mut index = Index::new(&snapshot.universe);
    let mut members = Members::default();
    let mut needed = Needed::new(snapshot, None)?;
    for one in packed {
        needed.add_data_ids(&one.dataset_type.dimensions, one.rows)?;
        add(&mut index, &mut members, datastore, one)?;
    }
    if members.by_name.is_empty() {
        return Err(Error::missing("file to pack", "archive", []).with_hint("none of the datasets is stored"));
    }
    needed.close(files).await?;
    let mut records = BTreeMap::new();
    for element in snapshot.universe.stored_elements().filter(|element| needed.has_any(&element.name)) {
        let mut rows = snapshot.scan(files, &element.name, Scan::default())?;
        let mut found = Vec::new();
        while let Some(batch) = rows.try_next().await? {
            let batch = needed.filter(element, &batch)?;
            found.extend(records_to_json(element, &batch)?);
        }
        records.insert(element.name.clone(), found);
    }
    add_views(snapshot, &mut records);
    index.refs.dimension_records = Some(records);
    let members = members.by_name.into_iter().map(|(name, (origin, known))| (name, origin, known)).collect();
    datastore.carrier().pack((INDEX, index.to_json()?), members, draft).await?;
    Ok(format!("{}.zip", index.id()))
}

/// Adds datasets and their files to the index.
fn add(index: &mut Index, members: &mut Members, datastore: &Datastore, one: &Packed<'_>) -> Result<()> {
    let name = &one.dataset_type.name;
    for (row, (id, run)) in one.datasets.iter().enumerate() {
        let Some(files) = one.files.get(id).filter(|files| !files.is_empty()) else { continue };
        index.refs.dataset_types.entry(name.clone()).or_insert_with(|| TypeOf::new(one.dataset_type));
        let data_id = data_id(&one.dataset_type.dimensions, one.rows, row)?;
        index.refs.compact_refs.insert(*id, RefOf { dataset_type_name: name.clone(), run: run.clone(), data_id });
        for file in files {
            let origin = datastore.origin(&file.path)?;
            let member = members.name(*id, origin, file.known())?;
            let artifact =
                index.artifact_map.entry(member).or_insert_with(|| Artifact { info: info(one.dataset_type, file), ids: Vec::new() });
            artifact.ids.push(*id);
        }
    }
    Ok(())
}

/// What goes into the archive.
#[derive(Debug, Default)]
struct Members {
    by_name: BTreeMap<String, (Origin, Known)>,
    names: HashMap<String, String>,
}

impl Members {
    /// The name of a file of a dataset. Several datasets may be in one file, which has the name that the first gives it.
    fn name(&mut self, id: Uuid, origin: Origin, known: Known) -> Result<String> {
        let place = origin.to_string();
        if let Some(name) = self.names.get(&place) {
            return Ok(name.clone());
        }
        let name = match &origin.member {
            Some(_) => origin.file_name(),
            None => format!("{}-{}", &id.to_string()[..PREFIX], origin.file_name()),
        };
        if let Some((other, _)) = self.by_name.get(&name) {
            let reason = format!("`{other}` and `{place}` would both have this name in the archive");
            return Err(Error::Conflict { what: "member", name, reason });
        }
        self.by_name.insert(name.clone(), (origin, known));
        self.names.insert(place, name.clone());
        Ok(name)
    }
}

fn info(dataset_type: &DatasetType, file: &Stored) -> Info {
    let class = file.component.as_deref().and_then(|component| dataset_type.component(component).ok());
    Info {
        formatter: file.formatter.as_deref().unwrap_or_default().to_owned(),
        path: split_member(&file.path).0.to_owned(),
        storage_class: class.unwrap_or(&dataset_type.storage_class).to_owned(),
        component: file.component.clone(),
        checksum: file.checksum.clone(),
        file_size: file.size_bytes.and_then(|size| i64::try_from(size).ok()).unwrap_or(-1),
    }
}

fn data_id(group: &Group, rows: &RecordBatch, row: usize) -> Result<BTreeMap<String, Json>> {
    let mut values = BTreeMap::new();
    for name in group.data_id_keys() {
        let Some(array) = rows.column_by_name(name).filter(|array| array.is_valid(row)) else { continue };
        let value = match group.universe().key_kind(name)? {
            FieldKind::Int => array.as_primitive::<arrow::datatypes::Int64Type>().value(row).into(),
            _ => arrow::compute::cast(&array.slice(row, 1), &arrow::datatypes::DataType::Utf8)?.as_string::<i32>().value(0).into(),
        };
        values.insert(name.to_owned(), value);
    }
    for name in group.required() {
        column(rows, name)?;
    }
    Ok(values)
}

/// Elements without a table of their own: their values stand in that of another.
fn add_views(snapshot: &Snapshot, records: &mut BTreeMap<String, Vec<Vec<Json>>>) {
    let universe = &snapshot.universe;
    let views: Vec<(&Arc<Element>, &Arc<Element>)> =
        universe.elements().iter().filter_map(|view| Some((view, universe.get(view.view_of.as_deref()?)?))).collect();
    for (view, table) in views {
        let (Some(rows), Some(at)) = (records.get(&table.name), table.fields.iter().position(|field| field.name == view.name)) else {
            continue;
        };
        let mut values: Vec<Json> = rows.iter().filter_map(|row| row.get(at).cloned()).filter(|value| !value.is_null()).collect();
        values.sort_by_key(|value| value.to_string());
        values.dedup();
        records.insert(view.name.clone(), values.into_iter().map(|value| vec![value]).collect());
    }
}
