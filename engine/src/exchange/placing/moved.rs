//! The sources of moves, which go after the commit.

use uuid::Uuid;

use super::bring::{InPlace, Owners};
use super::in_run::InRun;
use super::{Arrivals, Coming};
use crate::context::stores::Location;
use crate::datastore::Datastore;
use crate::error::Result;

/// Sources of files that are in place; of one that was there already by another name of it, none.
pub(super) fn moved(arrivals: &Arrivals<'_>, owner: &Owners, stored: &InPlace, datastore: &Datastore) -> Result<Vec<Location>> {
    let mut sources = Vec::new();
    for file in owner.keys() {
        let coming = &arrivals.files[*file as usize];
        if let (Some(from), Some(stored)) = (coming.own_file(), stored.get(*file))
            && !is_same_place(from, &datastore.origin(&stored.path)?.location)
        {
            sources.push(from.clone());
        }
    }
    Ok(sources)
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
