//! Files that come into the datastore with datasets: where each goes, and the column of the registry that says so.
//!
//! Files are in place before the commit that names them. What is there already with the same bytes is taken for one's own of an earlier attempt, unless a
//! dataset of the run names it; so what was interrupted is completed by doing it again, and no two datasets ever share a file by accident.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, RecordBatch};
use uuid::Uuid;

use crate::context::stores::Location;
use crate::datasets::{DatasetType, member_path};
use crate::datastore::{Arrived, Datastore, Known, Mode, Order, Origin, Source, StoredFile, below, check_dataset, extension_of};
use crate::error::{Error, Result};
use crate::query::{Asked, Queries, Staged, fact};
use crate::registry::keys::column;

mod associated;
mod column;
mod in_run;

pub(crate) use associated::{Association, associations_in};
pub use column::{Stored, files_column, stored_files};
pub(crate) use in_run::{InRun, datasets_in};

/// How often files are placed again because others were removed meanwhile.
const ATTEMPTS: usize = 5;
/// Names of missing files that a message lists.
const LISTED: usize = 5;

/// A file that comes with datasets.
#[derive(Debug, Clone)]
pub struct Coming {
    /// Where it is.
    pub from: Origin,
    /// The component that it holds; the dataset where absent.
    pub component: Option<String>,
    /// What reads it.
    pub formatter: Option<Arc<str>>,
    /// What is known of it.
    pub known: Known,
}

impl Coming {
    /// The file, if it is no member of an archive.
    fn own_file(&self) -> Option<&Location> {
        self.from.member.is_none().then_some(&self.from.location)
    }
}

/// Datasets of one type and run, with their files.
#[derive(Debug)]
pub struct Arrivals<'a> {
    /// The type.
    pub dataset_type: &'a DatasetType,
    /// The RUN collection.
    pub run: &'a str,
    /// Columns `id` and the required dimensions.
    pub rows: &'a RecordBatch,
    /// The files.
    pub files: &'a [Coming],
    /// For each row the indexes of its files; those of several rows may be the same.
    pub files_of: &'a [Vec<u32>],
    /// Dimension records that will be committed together with the datasets.
    pub staged: Staged<'a>,
}

/// Files that are in place.
#[derive(Debug)]
pub struct Placed {
    /// The column `files`, a value for each row; null for datasets that the registry has already.
    pub files: ArrayRef,
    /// The rows of datasets that the registry has without files and that come with some.
    pub unstored: Vec<u32>,
    /// What is to be deleted after the commit: the sources of moves.
    pub sources: Vec<Location>,
    /// Whether a file was in its place already.
    pub adopted: bool,
}

impl Placed {
    /// `rows` with their files, as they are committed.
    pub fn with_files(&self, rows: &RecordBatch) -> Result<RecordBatch> {
        let columns = rows.schema();
        let columns = columns.fields().iter().zip(rows.columns()).map(|(field, array)| (field.name().as_str(), array.clone(), true));
        Ok(RecordBatch::try_from_iter_with_nullable(columns.chain([("files", self.files.clone(), true)]))?)
    }
}

/// The files that are in place, by their index.
struct InPlace(Vec<Option<Stored>>);

impl InPlace {
    fn new(files: usize) -> InPlace {
        InPlace(vec![None; files])
    }

    fn set(&mut self, file: u32, stored: Stored) {
        self.0[file as usize] = Some(stored);
    }

    fn get(&self, file: u32) -> Option<&Stored> {
        self.0[file as usize].as_ref()
    }
}

/// Does work that places files and commits them; again, if files came into or left the trash meanwhile, so that the commit was refused. What an attempt has
/// placed is found again by the next.
pub(crate) async fn placing<T>(mut work: impl AsyncFnMut() -> Result<T>) -> Result<T> {
    for _ in 1..ATTEMPTS {
        match work().await {
            Err(error) if error.is_trash_changed() => {}
            done => return done,
        }
    }
    work().await
}

/// Brings the files of datasets into the datastore.
///
/// # Errors
/// A file is missing, or its place is taken. Files that are in place stay there.
pub async fn place(arrivals: &Arrivals<'_>, queries: &Queries, datastore: &Datastore, mode: Mode) -> Result<Placed> {
    place_more(arrivals, &mut InRun::asked_once(), queries, datastore, mode).await
}

/// The same for one of many arrivals: `in_run` is kept from one to the next, so that a run is not read for each of them.
///
/// # Errors
/// As those of [`place`].
pub(crate) async fn place_more(
    arrivals: &Arrivals<'_>,
    in_run: &mut InRun,
    queries: &Queries,
    datastore: &Datastore,
    mode: Mode,
) -> Result<Placed> {
    in_run.turn_to(queries, arrivals.run, mode).await?;
    let ids = column(arrivals.rows, "id")?.as_fixed_size_binary();
    let ids: Vec<Uuid> = ids.iter().map(|id| Uuid::from_slice(id.unwrap_or_default()).unwrap_or_default()).collect();
    let is_wanted: Vec<bool> = ids.iter().map(|id| !in_run.is_stored(id)).collect();
    // The first dataset of a file gives it its name, as in the reference.
    let mut owner: BTreeMap<u32, usize> = BTreeMap::new();
    for (row, files) in arrivals.files_of.iter().enumerate().filter(|(row, _)| is_wanted[*row]) {
        for file in files {
            owner.entry(*file).or_insert(row);
        }
    }
    let found = check_sources(arrivals, &owner, datastore, mode).await?;
    let (stored, adopted) = match mode {
        Mode::Direct => (stay(arrivals, &owner, found, datastore).await?, false),
        _ => carry(arrivals, &owner, &ids, in_run, queries, datastore, mode).await?,
    };
    let mut sources: Vec<Location> = Vec::new();
    if mode == Mode::Move {
        for file in owner.keys() {
            let coming = &arrivals.files[*file as usize];
            if let (Some(from), Some(stored)) = (coming.own_file(), stored.get(*file))
                && !is_same_place(from, &datastore.origin(&stored.path)?.location)
            {
                sources.push(from.clone());
            }
        }
        let all = arrivals.files_of.iter().zip(&ids);
        let all = all.flat_map(|(files, id)| files.iter().map(move |file| (&arrivals.files[*file as usize], id)));
        sources.extend(left_over(all, in_run, datastore).await?);
    }
    let is_late = |row: usize| !arrivals.files_of[row].is_empty() && in_run.is_unstored(&ids[row]);
    let unstored = (0..ids.len()).filter(|row| is_late(*row)).map(|row| row as u32).collect();
    let of_row = |row: usize| -> Option<Vec<&Stored>> {
        let files = &arrivals.files_of[row];
        (is_wanted[row] && !files.is_empty()).then(|| files.iter().filter_map(|file| stored.get(*file)).collect())
    };
    let files = files_column((0..ids.len()).map(of_row))?;
    in_run.expect((0..ids.len()).map(|row| (&ids[row], of_row(row))));
    Ok(Placed { files, unstored, sources, adopted })
}

/// Sources that a move which was interrupted after its commit has left: they hold just what the datastore has of their datasets.
pub(crate) async fn left_over<'a>(
    arrivals: impl Iterator<Item = (&'a Coming, &'a Uuid)>,
    in_run: &InRun,
    datastore: &Datastore,
) -> Result<Vec<Location>> {
    let mut left = Vec::new();
    for (coming, id) in arrivals {
        let stored = in_run.files_of(id).iter().find(|one| one.component == coming.component);
        let (Some(stored), Some(from)) = (stored, coming.own_file()) else { continue };
        let place = datastore.origin(&stored.path)?;
        if is_same_place(from, &place.location) {
            continue;
        }
        let is_left = match stored.checksum {
            Some(_) => datastore.carrier().check(&coming.from, &stored.known()).await,
            None => datastore.carrier().check_same(&coming.from, &place).await,
        };
        if is_left.is_ok() {
            left.push(from.clone());
        }
    }
    Ok(left)
}

/// Whether two names lead to one file, as far as that can be ruled out: the last name of a file is not to be deleted.
fn is_same_place(one: &Location, other: &Location) -> bool {
    match (one, other) {
        (Location::Local { path: one }, Location::Local { path: other }) => {
            let real = |path: &std::path::Path| std::fs::canonicalize(path).ok();
            one == other || real(one).zip(real(other)).is_none_or(|(one, other)| one == other)
        }
        _ => one == other,
    }
}

/// All files that are to be brought must be there, before the first is. Returns what was looked for: with [`Mode::Direct`] every file, in the order of `owner`.
async fn check_sources(
    arrivals: &Arrivals<'_>,
    owner: &BTreeMap<u32, usize>,
    datastore: &Datastore,
    mode: Mode,
) -> Result<Vec<StoredFile>> {
    // Remote files are looked for when they are read; asking twice would double the requests.
    let is_asked = |from: &&Location| from.folder().is_some() || mode == Mode::Direct;
    let asked: Vec<&Location> = owner.keys().map(|file| &arrivals.files[*file as usize].from.location).filter(is_asked).collect();
    let found = datastore.locator().find(asked.iter().map(|from| (*from).clone()).collect()).await?;
    let missing: Vec<&Location> = asked.into_iter().zip(&found).filter(|(_, found)| found.is_none()).map(|(from, _)| from).collect();
    let Some(first) = missing.first() else { return Ok(found.into_iter().flatten().collect()) };
    let error = match first.folder() {
        Some(path) if path.exists() => Error::invalid("file", first.to_string(), "it is a folder or no regular file"),
        _ => Error::missing("file", &first.to_string(), []),
    };
    if missing.len() == 1 {
        return Err(error);
    }
    let names: Vec<String> = missing.iter().skip(1).take(LISTED).map(|from| format!("`{from}`")).collect();
    let more = missing.len().saturating_sub(1 + LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Err(error.with_hint(format!("missing as well: {}{more}", names.join(", "))))
}

/// Files that stay where they were found.
async fn stay(arrivals: &Arrivals<'_>, owner: &BTreeMap<u32, usize>, found: Vec<StoredFile>, datastore: &Datastore) -> Result<InPlace> {
    let mut stored = InPlace::new(arrivals.files.len());
    for (file, found) in owner.keys().zip(found) {
        let coming = &arrivals.files[*file as usize];
        // The length of an archive says nothing of its member's.
        let (path, size_bytes) = match &coming.from.member {
            None => (found.uri, found.size_bytes),
            Some(member) => (member_path(&found.uri, member), datastore.carrier().length(&coming.from).await?),
        };
        let arrived = Arrived { size_bytes, checksum: coming.known.checksum.clone(), is_new: false };
        stored.set(*file, Stored::new(coming, path, arrived));
    }
    Ok(stored)
}

/// Files that are brought to where their templates say, and whether one of them was there already.
async fn carry(
    arrivals: &Arrivals<'_>,
    owner: &BTreeMap<u32, usize>,
    ids: &[Uuid],
    in_run: &InRun,
    queries: &Queries,
    datastore: &Datastore,
    mode: Mode,
) -> Result<(InPlace, bool)> {
    let names = Names::of(arrivals, queries).await?;
    let mut paths = Vec::with_capacity(owner.len());
    let mut seen = HashSet::new();
    for (file, row) in owner {
        let coming = &arrivals.files[*file as usize];
        let own = coming.own_file().and_then(|file| below(datastore.root(), file));
        let own = own.filter(|path| mode == Mode::Auto && check_dataset(path).is_ok());
        let (path, is_here) = match own {
            Some(path) => (path, true),
            None => {
                let extension = extension_of(coming.from.member.as_deref().unwrap_or(&coming.from.location.to_string())).to_owned();
                (names.path(datastore, *row, ids[*row], coming.component.as_deref(), &extension)?, false)
            }
        };
        if !seen.insert(path.clone()) {
            return Err(shared(&path, "two of the given datasets").with_hint("the template must tell the datasets apart"));
        }
        if let Some(other) = in_run.other_at(&path, &ids[*row]) {
            return Err(shared(&path, &format!("another dataset ({other})")));
        }
        paths.push((*file, path, is_here));
    }
    let orders = paths.iter().filter(|(_, _, is_here)| !is_here).map(|(file, path, _)| {
        let coming = &arrivals.files[*file as usize];
        Order { from: coming.from.clone(), path: path.clone(), known: coming.known.clone() }
    });
    let mut arrived = datastore.carrier().carry(orders.collect(), datastore.root(), mode).await?.into_iter();
    let here: Vec<Location> =
        paths.iter().filter(|(_, _, is_here)| *is_here).map(|(f, _, _)| arrivals.files[*f as usize].from.location.clone()).collect();
    let mut here = datastore.locator().find(here).await?.into_iter();
    let (mut stored, mut adopted) = (InPlace::new(arrivals.files.len()), false);
    for (file, path, is_here) in paths {
        let coming = &arrivals.files[file as usize];
        let arrived = match is_here {
            true => here.next().flatten().map(|found| Arrived { size_bytes: found.size_bytes, checksum: None, is_new: false }),
            false => arrived.next(),
        };
        let arrived = arrived.ok_or_else(|| Error::missing("file", &coming.from.to_string(), []))?;
        adopted |= !arrived.is_new;
        stored.set(file, Stored::new(coming, path, arrived));
    }
    Ok((stored, adopted))
}

/// The paths that files of the datasets of `arrivals` would have, for each row: one for each of `parts`, which are a component or the whole, and an extension.
pub async fn predict(
    arrivals: &Arrivals<'_>,
    queries: &Queries,
    datastore: &Datastore,
    parts: &[(Option<String>, String)],
) -> Result<Vec<Vec<String>>> {
    let names = Names::of(arrivals, queries).await?;
    let ids = column(arrivals.rows, "id")?.as_fixed_size_binary();
    let of_row = |row: usize| {
        let id = Uuid::from_slice(ids.value(row)).unwrap_or_default();
        parts.iter().map(|(component, extension)| names.path(datastore, row, id, component.as_deref(), extension)).collect()
    };
    (0..arrivals.rows.num_rows()).map(of_row).collect()
}

fn shared(path: &str, by: &str) -> Error {
    Error::Conflict { what: "file", name: path.to_owned(), reason: format!("its path is that of {by}") }
}

/// What templates need to know of the data IDs of rows.
struct Names<'a> {
    arrivals: &'a Arrivals<'a>,
    columns: HashMap<Source, ArrayRef>,
}

impl<'a> Names<'a> {
    /// Reads what any template may ask of these datasets. Fields are few, rows are many.
    async fn of(arrivals: &'a Arrivals<'a>, queries: &Queries) -> Result<Names<'a>> {
        let group = &arrivals.dataset_type.dimensions;
        let mut sources: Vec<Source> = group.names().map(|name| Source::Dimension(name.to_owned())).collect();
        for element in group.dimensions().filter(|element| element.is_stored()) {
            let fields = element.fields.iter().filter(|field| is_nameable(field.kind));
            sources.extend(fields.map(|field| Source::Record { element: element.name.clone(), field: field.name.clone() }));
        }
        let asked: Vec<Asked<'_>> = sources
            .iter()
            .map(|source| match source {
                Source::Dimension(name) => Asked { dimension: name, field: None },
                Source::Record { element, field } => Asked { dimension: element, field: Some(field) },
            })
            .collect();
        let found = queries.facts(group, arrivals.rows, &asked, arrivals.staged).await?;
        Ok(Names { arrivals, columns: sources.into_iter().zip(found).collect() })
    }

    /// The path of the file of a row.
    fn path(&self, datastore: &Datastore, row: usize, id: Uuid, component: Option<&str>, extension: &str) -> Result<String> {
        let value = |source: &Source| self.columns.get(source).map(|array| fact(array, row)).unwrap_or(crate::dimensions::Value::Null);
        let instrument = value(&Source::Dimension("instrument".to_owned()));
        let instrument = if let crate::dimensions::Value::Text(name) = &instrument { Some(name.as_str()) } else { None };
        let dataset_type = self.arrivals.dataset_type;
        let template = datastore.templates().of(dataset_type, component, instrument)?;
        let bound = template.bind(dataset_type, component, self.arrivals.run)?;
        let values: Vec<_> = bound.sources().iter().map(value).collect();
        let path = format!("{}{extension}", bound.path(&values, id)?);
        check_dataset(&path)?;
        Ok(path)
    }
}

fn is_nameable(kind: crate::dimensions::FieldKind) -> bool {
    use crate::dimensions::FieldKind;
    matches!(kind, FieldKind::Int | FieldKind::Text | FieldKind::Float | FieldKind::Bool)
}

#[cfg(test)]
mod tests;
