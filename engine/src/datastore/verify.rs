//! Whether the files of datasets are there, with the sizes that the registry gives them, and whether there are others.

use std::collections::HashSet;

use futures::TryStreamExt;
use futures::stream::BoxStream;
use object_store::ObjectStore;

use super::{Locator, resolve};
use crate::context::stores::{Environment, Location};
use crate::{Error, Result};

/// Files that are looked for at once.
const CHUNK: usize = 4096;

/// A file as the registry knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileCheck {
    /// Path below the root of the datastore, or absolute, or a URI.
    pub path: String,
    /// Its size, if that is known.
    pub size_bytes: Option<u64>,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileProblem {
    /// It is not there.
    Missing {
        /// Its path as the registry has it.
        path: String,
    },
    /// It has another size.
    Size {
        /// Its path as the registry has it.
        path: String,
        /// The size in the registry.
        expected: u64,
        /// The size that it has.
        found: u64,
    },
    /// Its path can't be one.
    Path {
        /// As the registry has it.
        path: String,
        /// Why not.
        reason: String,
    },
    /// No dataset names it.
    Orphan {
        /// Its path below the root.
        path: String,
    },
}

/// Looks at each file of `files`, and at all that is below `root` but for what `is_own` takes for the repository's own.
pub async fn check_files(
    root: &Location,
    store: &dyn ObjectStore,
    environment: &Environment,
    mut files: BoxStream<'_, Result<Vec<FileCheck>>>,
    is_own: impl Fn(&str) -> bool,
) -> Result<Vec<FileProblem>> {
    let locator = Locator::new(environment.clone());
    let mut problems = Vec::new();
    let mut below_root: HashSet<String> = HashSet::new();
    let mut waiting = Vec::new();
    while let Some(batch) = files.try_next().await? {
        for file in batch {
            match resolve(root, &file.path) {
                Ok(location) => {
                    below_root.extend(path_below(root, &location));
                    waiting.push((file, location));
                }
                Err(error) => problems.push(FileProblem::Path { path: file.path, reason: error.to_string() }),
            }
            if waiting.len() >= CHUNK {
                look_at(&locator, std::mem::take(&mut waiting), &mut problems).await?;
            }
        }
    }
    look_at(&locator, waiting, &mut problems).await?;
    let mut listed = store.list(None);
    while let Some(object) = listed.try_next().await.map_err(|e| Error::store("list", root.to_string(), e))? {
        let path = object.location.to_string();
        if !is_own(&path) && !below_root.contains(&path) {
            problems.push(FileProblem::Orphan { path });
        }
    }
    Ok(problems)
}

async fn look_at(locator: &Locator, files: Vec<(FileCheck, Location)>, problems: &mut Vec<FileProblem>) -> Result<()> {
    let found = locator.find(files.iter().map(|(_, location)| location.clone()).collect()).await?;
    for ((file, _), found) in files.into_iter().zip(found) {
        match (found, file.size_bytes) {
            (None, _) => problems.push(FileProblem::Missing { path: file.path }),
            (Some(found), Some(expected)) if found.size_bytes != expected => {
                problems.push(FileProblem::Size { path: file.path, expected, found: found.size_bytes });
            }
            _ => {}
        }
    }
    Ok(())
}

/// The path of `location` below `root`, as the root's store names it.
fn path_below(root: &Location, location: &Location) -> Option<String> {
    let (root, location) = (root.to_string(), location.to_string());
    location.strip_prefix(root.trim_end_matches('/'))?.strip_prefix('/').map(str::to_owned)
}
