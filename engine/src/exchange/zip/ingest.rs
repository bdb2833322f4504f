//! An archive into a repository: it is stored as it is, and its datasets are registered, all or none.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use arrow::array::{ArrayRef, FixedSizeBinaryArray, Int64Array, RecordBatch, StringViewArray};
use arrow::datatypes::DataType;
use futures::TryStreamExt;
use serde_json::Value as Json;
use uuid::Uuid;

use super::index::{Artifact, Index, RefOf, records_of_json};
use super::{INDEX, LONGEST_INDEX};
use crate::collections::{Collection, CollectionType};
use crate::context::stores::Location;
use crate::datasets::{DatasetType, member_path};
use crate::datastore::{Datastore, Known, Mode, Order, Origin, below, check};
use crate::dimensions::{DataId, Element, Key, Universe};
use crate::exchange::placing::{Stored, files_column, placing, stored_files};
use crate::registry::scan::Scan;
use crate::registry::transaction::{NewDatasets, OnConflict};
use crate::registry::{Registry, Snapshot, Transaction, table};
use crate::{Error, Result};

/// How an archive is ingested.
#[derive(Debug, Clone)]
pub struct IngestZipOptions {
    /// Where it is.
    pub archive: Location,
    /// How it gets into the datastore.
    pub mode: Mode,
    /// Whether dimension records that the repository lacks come from the archive.
    pub transfer_dimensions: bool,
    /// Whether everything is only checked.
    pub dry_run: bool,
}

/// What an archive has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IngestZipReport {
    /// Datasets in it.
    pub datasets: usize,
    /// Those of them that the repository had from it already.
    pub known: usize,
    /// Files in it.
    pub files: usize,
    /// The registry's version afterwards.
    pub version: u64,
}

/// Datasets of one type and run.
struct Part {
    dataset_type: Arc<DatasetType>,
    run: String,
    datasets: Vec<(Uuid, DataId)>,
}

/// Ingests an archive.
///
/// # Errors
/// The archive or its index is faulty; a dataset type is missing or another; a dataset is stored already, and not in this archive. Nothing is registered then.
pub async fn ingest_zip(registry: &Registry, datastore: &Datastore, options: &IngestZipOptions) -> Result<IngestZipReport> {
    placing(async || ingest_once(registry, datastore, options).await).await
}

async fn ingest_once(registry: &Registry, datastore: &Datastore, options: &IngestZipOptions) -> Result<IngestZipReport> {
    let snapshot = registry.refresh().await?;
    let index = read(datastore, &options.archive).await?;
    let parts = parts(&index, &snapshot, &options.archive)?;
    let own = below(datastore.root(), &options.archive).filter(|_| options.mode == Mode::Auto);
    let (stored, is_here) = match (own, options.mode) {
        (Some(path), _) => (path, true),
        (None, Mode::Direct) => (options.archive.to_uri()?, true),
        (None, _) => (path_of(&index), false),
    };
    let files = files_of(&index, &stored);
    let (known, late) = known(registry, &snapshot, &parts, &files).await?;
    let mut report = IngestZipReport {
        datasets: index.refs.compact_refs.len(),
        known: known.len(),
        files: index.artifact_map.len(),
        version: snapshot.version,
    };
    if options.dry_run || known.len() == report.datasets {
        return Ok(report);
    }
    let mut transaction = Transaction::new("ingest-zip");
    transaction.set_files_seen_at(snapshot.version);
    if options.transfer_dimensions {
        insert_records(&mut transaction, &index, &snapshot.universe, &options.archive)?;
    }
    for part in &parts {
        transaction.register_collection(Collection::new(&part.run, CollectionType::Run)?);
        let rows = rows(part, &files, |id| !known.contains(&id) && !late.contains(&id))?;
        if rows.num_rows() > 0 {
            transaction.insert_datasets(NewDatasets { dataset_type: part.dataset_type.name.clone(), run: part.run.clone(), rows });
        }
        let again = rows_of_late(part, &files, &late)?;
        if again.num_rows() > 0 {
            transaction.set_files(again);
        }
    }
    if !is_here {
        let order = Order { from: options.archive.clone().into(), path: stored, known: Known::default() };
        datastore.carrier().carry_one(&order, datastore.root(), options.mode).await?;
    }
    let committed = registry.commit(transaction).await?.version();
    report.version = committed.map_err(|error| match error {
        Error::Missing { what: "dimension record", .. } if !options.transfer_dimensions => {
            error.with_hint("`--transfer-dimensions` takes those that are missing from the archive")
        }
        error => error,
    })?;
    if options.mode == Mode::Move && !is_here {
        datastore.carrier().delete(vec![options.archive.clone()]).await?;
    }
    Ok(report)
}

/// Reads the index and compares it with what is in the archive.
async fn read(datastore: &Datastore, archive: &Location) -> Result<Index> {
    let name = archive.to_string();
    let members: HashMap<String, Option<u64>> = datastore.carrier().members(archive).await?.into_iter().collect();
    match members.get(INDEX) {
        None => {
            return Err(Error::damaged("archive", name, format!("it has no member `{INDEX}`"))
                .with_hint("`butler retrieve-artifacts --zip` makes archives that can be ingested"));
        }
        Some(Some(length)) if *length > LONGEST_INDEX => {
            return Err(Error::damaged("archive", name, format!("its index has {length} bytes")));
        }
        Some(_) => {}
    }
    let origin = Origin { location: archive.clone(), member: Some(INDEX.to_owned()) };
    let bytes = datastore.carrier().read(&origin, &Known::default()).await?;
    let index = Index::parse(&name, &bytes)?;
    let wrong = |reason: String| Err(Error::damaged("index of archive", &name, reason));
    for (member, Artifact { info, ids }) in &index.artifact_map {
        check(member)?;
        match (members.get(member), u64::try_from(info.file_size)) {
            (None, _) => return wrong(format!("it names the member `{member}`, which is not there")),
            (Some(Some(found)), Ok(told)) if *found != told => return wrong(format!("`{member}` has {found} bytes, not {told}")),
            _ => {}
        }
        if let Some(unknown) = ids.iter().find(|id| !index.refs.compact_refs.contains_key(id)) {
            return wrong(format!("nothing is said of dataset {unknown} in `{member}`"));
        }
    }
    let stored: BTreeSet<&Uuid> = index.artifact_map.values().flat_map(|artifact| &artifact.ids).collect();
    match index.refs.compact_refs.keys().find(|id| !stored.contains(id)) {
        Some(id) => wrong(format!("dataset {id} is in no member")),
        None => Ok(index),
    }
}

fn path_of(index: &Index) -> String {
    let id = index.id().to_string();
    format!("zips/{}/{id}.zip", &id[..4])
}

/// The datasets by type and run, checked against the repository's types.
fn parts(index: &Index, snapshot: &Snapshot, archive: &Location) -> Result<Vec<Part>> {
    let universe = &snapshot.universe;
    if !index.refs.compact_refs.is_empty() && index.refs.universe_namespace != universe.namespace {
        let name = format!("{} {}", index.refs.universe_namespace, index.refs.universe_version);
        let reason = format!("the repository has {} {}", universe.namespace, universe.version);
        return Err(Error::Unsupported { what: "dimension universe of the archive", name, reason });
    }
    let mut parts: BTreeMap<(&str, &str), Part> = BTreeMap::new();
    for (id, RefOf { dataset_type_name: name, run, data_id }) in &index.refs.compact_refs {
        let wrong = |reason: String| Error::damaged("index of archive", archive.to_string(), format!("dataset {id} {reason}"));
        if !parts.contains_key(&(name.as_str(), run.as_str())) {
            let given = index.refs.dataset_types.get(name).ok_or_else(|| wrong(format!("is of type `{name}`, which is not defined")))?;
            let dataset_type = registered(given, snapshot)?;
            parts.insert((name, run), Part { dataset_type, run: run.clone(), datasets: Vec::new() });
        }
        let Some(part) = parts.get_mut(&(name.as_str(), run.as_str())) else { continue };
        let group = &part.dataset_type.dimensions;
        let mut keys = Vec::new();
        for dimension in group.required() {
            let key = match data_id.get(dimension) {
                Some(Json::String(text)) => Key::Text(text.clone()),
                Some(Json::Number(number)) => number.as_i64().map(Key::Int).ok_or_else(|| wrong(format!("has `{dimension}` {number}")))?,
                _ => return Err(wrong(format!("has no value for `{dimension}`"))),
            };
            keys.push((dimension, key));
        }
        part.datasets.push((*id, DataId::standardize(universe, keys, Some(group))?));
    }
    Ok(parts.into_values().collect())
}

/// The repository's own definition of a type, if it is the same.
fn registered(given: &super::index::TypeOf, snapshot: &Snapshot) -> Result<Arc<DatasetType>> {
    let names = given.dimensions.names();
    let known = snapshot.dataset_type(&given.name).map_err(|error| {
        error.with_hint(format!(
            "`butler register-dataset-type REPO {} {} {}` registers it",
            given.name,
            given.storage_class,
            names.join(" ")
        ))
    })?;
    let group = snapshot.universe.conform(names)?;
    let theirs = DatasetType::new(&given.name, group, &given.storage_class)?.with_calibration(given.is_calibration);
    known.check_same(&theirs)?;
    Ok(Arc::clone(known))
}

/// The files of each dataset, of components by name.
fn files_of(index: &Index, archive: &str) -> HashMap<Uuid, Vec<Stored>> {
    let mut files: HashMap<Uuid, Vec<Stored>> = HashMap::new();
    for (member, Artifact { info, ids }) in &index.artifact_map {
        let stored = Stored {
            component: info.component.clone(),
            path: member_path(archive, member),
            size_bytes: u64::try_from(info.file_size).ok(),
            checksum: info.checksum.clone(),
            formatter: Some(info.formatter.as_str().into()),
        };
        ids.iter().for_each(|id| files.entry(*id).or_default().push(stored.clone()));
    }
    files.values_mut().for_each(|files| files.sort_by(|a, b| a.component.cmp(&b.component)));
    files
}

/// The datasets that the repository has from this archive already, and those that it has without files.
///
/// # Errors
/// It has one with other files.
async fn known(
    registry: &Registry,
    snapshot: &Snapshot,
    parts: &[Part],
    files: &HashMap<Uuid, Vec<Stored>>,
) -> Result<(BTreeSet<Uuid>, BTreeSet<Uuid>)> {
    let (mut known, mut late) = (BTreeSet::new(), BTreeSet::new());
    for part in parts.iter().filter(|part| snapshot.collections().contains_key(&part.run)) {
        let scan = Scan::columns(&["id", "files"]).block(0, &part.dataset_type.name).block(1, &part.run);
        let mut rows = snapshot.scan(registry.files(), table::DATASET, scan)?;
        let ours: HashMap<Uuid, &DataId> = part.datasets.iter().map(|(id, data_id)| (*id, data_id)).collect();
        while let Some(batch) = rows.try_next().await? {
            for (id, found) in stored_files(&batch)? {
                let Some(data_id) = ours.get(&id) else { continue };
                let paths = |files: &[Stored]| files.iter().map(|file| file.path.clone()).collect::<BTreeSet<_>>();
                if found.is_empty() {
                    late.insert(id);
                } else if files.get(&id).is_some_and(|ours| paths(ours) == paths(&found)) {
                    known.insert(id);
                } else {
                    let name = format!("{}@{data_id} ({id})", part.dataset_type.name);
                    return Err(Error::Exists { what: "dataset", name }.with_hint(format!("it is stored in `{}`", found[0].path)));
                }
            }
        }
    }
    Ok((known, late))
}

/// The rows of new datasets, with their files.
fn rows(part: &Part, files: &HashMap<Uuid, Vec<Stored>>, is_new: impl Fn(Uuid) -> bool) -> Result<RecordBatch> {
    let new: Vec<&(Uuid, DataId)> = part.datasets.iter().filter(|(id, _)| is_new(*id)).collect();
    let mut columns: Vec<(&str, ArrayRef, bool)> = vec![("id", ids(new.iter().map(|(id, _)| id))?, true)];
    let group = &part.dataset_type.dimensions;
    for name in group.required() {
        let keys = new.iter().map(|(_, data_id)| data_id.get(name));
        let array: ArrayRef = match group.universe().key_kind(name)?.arrow_type() {
            DataType::Int64 => Arc::new(keys.map(|key| key.and_then(Key::as_int)).collect::<Int64Array>()),
            _ => Arc::new(keys.map(|key| key.and_then(Key::as_text)).collect::<StringViewArray>()),
        };
        columns.push((name, array, true));
    }
    columns.push(("files", files_of_rows(new.iter().map(|(id, _)| id), files)?, true));
    Ok(RecordBatch::try_from_iter_with_nullable(columns)?)
}

/// Columns `id` and `files` of datasets that were registered without files.
fn rows_of_late(part: &Part, files: &HashMap<Uuid, Vec<Stored>>, late: &BTreeSet<Uuid>) -> Result<RecordBatch> {
    let of_part: Vec<&Uuid> = part.datasets.iter().map(|(id, _)| id).filter(|id| late.contains(id)).collect();
    let columns = [("id", ids(of_part.iter().copied())?, true), ("files", files_of_rows(of_part.into_iter(), files)?, true)];
    Ok(RecordBatch::try_from_iter_with_nullable(columns)?)
}

fn ids<'a>(ids: impl Iterator<Item = &'a Uuid>) -> Result<ArrayRef> {
    let bytes: Vec<u8> = ids.flat_map(|id| *id.as_bytes()).collect();
    Ok(Arc::new(FixedSizeBinaryArray::try_new(16, bytes.into(), None)?))
}

fn files_of_rows<'a>(ids: impl Iterator<Item = &'a Uuid>, files: &HashMap<Uuid, Vec<Stored>>) -> Result<ArrayRef> {
    files_column(ids.map(|id| files.get(id)))
}

/// Adds the archive's dimension records; those that the repository has keep their values.
fn insert_records(transaction: &mut Transaction, index: &Index, universe: &Arc<Universe>, archive: &Location) -> Result<()> {
    let Some(records) = &index.refs.dimension_records else {
        return Err(Error::Unsupported {
            what: "dimension records of archive",
            name: archive.to_string(),
            reason: "its index has none".to_owned(),
        });
    };
    let source = match index.refs.universe_version == universe.version {
        true => Arc::clone(universe),
        false => Universe::shipped(index.refs.universe_version)?,
    };
    let stored: Vec<&Arc<Element>> = universe.stored_elements().collect();
    for target in stored {
        if let (Some(rows), Some(element)) = (records.get(&target.name), source.get(&target.name)) {
            let rows = records_of_json(&archive.to_string(), element, target, rows)?;
            transaction.insert_records(&target.name, rows, OnConflict::Keep);
        }
    }
    Ok(())
}
