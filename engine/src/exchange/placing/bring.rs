//! Files on their way to their places.

use std::collections::{BTreeMap, HashSet};

use uuid::Uuid;

use super::Arrivals;
use super::column::Stored;
use super::in_run::InRun;
use super::names::Names;
use crate::context::stores::Location;
use crate::datasets::member_path;
use crate::datastore::{Arrived, Datastore, Mode, Order, StoredFile, below, check_dataset, extension_of};
use crate::error::{Error, ErrorKind, Result};
use crate::query::Queries;

/// Names of missing files that a message lists.
const LISTED: usize = 5;

/// The files that are to be brought, each with the row of the dataset that names it.
pub(super) type Owners = BTreeMap<u32, usize>;

/// The files that are in place, by their index.
pub(super) struct InPlace(Vec<Option<Stored>>);

impl InPlace {
    pub(super) fn new(files: usize) -> InPlace {
        InPlace(vec![None; files])
    }

    pub(super) fn set(&mut self, file: u32, stored: Stored) {
        self.0[file as usize] = Some(stored);
    }

    pub(super) fn get(&self, file: u32) -> Option<&Stored> {
        self.0[file as usize].as_ref()
    }
}

/// All files that are to be brought must be there, before the first is. Returns what was looked for: with [`Mode::Direct`] every file, in the order of `owner`.
pub(super) async fn check_sources(arrivals: &Arrivals<'_>, owner: &Owners, datastore: &Datastore, mode: Mode) -> Result<Vec<StoredFile>> {
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
pub(super) async fn stay(arrivals: &Arrivals<'_>, owner: &Owners, found: Vec<StoredFile>, datastore: &Datastore) -> Result<InPlace> {
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

/// Where a file comes to be.
struct Place {
    file: u32,
    /// The dataset that names it.
    row: usize,
    path: String,
    /// Whether it is there already, as it was put there for this.
    is_here: bool,
}

/// Files that are brought to where their templates say, and whether one of them was there already.
pub(super) async fn carry(
    arrivals: &Arrivals<'_>,
    owner: &Owners,
    ids: &[Uuid],
    in_run: &mut InRun,
    queries: &Queries,
    datastore: &Datastore,
    mode: Mode,
) -> Result<(InPlace, bool)> {
    let places = places(arrivals, owner, ids, queries, datastore, mode).await?;
    check_unshared(in_run, &places, ids)?;
    let orders = places.iter().filter(|place| !place.is_here).map(|place| {
        let coming = &arrivals.files[place.file as usize];
        Order { from: coming.from.clone(), path: place.path.clone(), known: coming.known.clone() }
    });
    let arrived = datastore.carrier().carry(orders.collect(), datastore.root(), mode).await;
    let is_taken = match &arrived {
        Ok(arrived) => arrived.len() < places.len() || arrived.iter().any(|file| !file.is_new),
        Err(error) => error.kind() == ErrorKind::Conflict,
    };
    if is_taken && in_run.is_narrow() {
        in_run.turn_to(queries, arrivals.run, mode).await?;
        check_unshared(in_run, &places, ids)?;
    }
    let mut arrived = arrived?.into_iter();
    let here = places.iter().filter(|place| place.is_here).map(|place| arrivals.files[place.file as usize].from.location.clone());
    let mut here = datastore.locator().find(here.collect()).await?.into_iter();
    let mut stored = InPlace::new(arrivals.files.len());
    for Place { file, path, is_here, .. } in places {
        let coming = &arrivals.files[file as usize];
        let arrived = match is_here {
            true => here.next().flatten().map(|found| Arrived { size_bytes: found.size_bytes, checksum: None, is_new: false }),
            false => arrived.next(),
        };
        let arrived = arrived.ok_or_else(|| Error::missing("file", &coming.from.to_string(), []))?;
        stored.set(file, Stored::new(coming, path, arrived));
    }
    Ok((stored, is_taken))
}

/// Where the files are to be, no two at one place.
async fn places(
    arrivals: &Arrivals<'_>,
    owner: &Owners,
    ids: &[Uuid],
    queries: &Queries,
    datastore: &Datastore,
    mode: Mode,
) -> Result<Vec<Place>> {
    let names = Names::of(arrivals, queries).await?;
    let mut places = Vec::with_capacity(owner.len());
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
            return Err(shared(&path, "two of the given datasets"));
        }
        places.push(Place { file: *file, row: *row, path, is_here });
    }
    Ok(places)
}

/// No other dataset, of those that are known, has one of the places.
fn check_unshared(in_run: &InRun, places: &[Place], ids: &[Uuid]) -> Result<()> {
    places.iter().try_for_each(|place| match in_run.other_at(&place.path, &ids[place.row]) {
        Some(other) => Err(shared(&place.path, &format!("another dataset ({other})"))),
        None => Ok(()),
    })
}

fn shared(path: &str, by: &str) -> Error {
    Error::Conflict { what: "file", name: path.to_owned(), reason: format!("its path is that of {by}") }
        .with_hint("the template of its dataset type must tell datasets apart")
}
