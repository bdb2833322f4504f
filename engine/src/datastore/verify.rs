//! Whether the files of datasets are there, with the sizes and checksums that the registry gives them, and whether there are others.

use std::collections::HashSet;

use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStore;

use super::path::below;
use super::{Datastore, Known, PARALLEL};
use crate::context::stores::Location;
use crate::{Error, ErrorKind, Result};

/// Files that are looked for at once.
const CHUNK: usize = 4096;

/// A file as the registry knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileCheck {
    /// Path below the root of the datastore, or absolute, or a URI.
    pub path: String,
    /// What is known of it.
    pub known: Known,
}

/// How closely files are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Whether they are there, with the right length.
    Presence,
    /// Whether they have the right bytes, where a checksum is known.
    Content,
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
    /// It has other bytes than it had, or can't be read.
    Content {
        /// Its path as the registry has it.
        path: String,
        /// What does not fit.
        reason: String,
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

impl Datastore {
    /// Looks at each file of `files`, and at all that is below the root but for what `is_own` takes for the repository's own.
    pub async fn check_files(
        &self,
        store: &dyn ObjectStore,
        mut files: BoxStream<'_, Result<Vec<FileCheck>>>,
        depth: Depth,
        is_own: impl Fn(&str) -> bool,
    ) -> Result<Vec<FileProblem>> {
        let mut problems = Vec::new();
        let mut below_root: HashSet<String> = HashSet::new();
        let mut waiting = Vec::new();
        while let Some(batch) = files.try_next().await? {
            for file in batch {
                match self.resolve(&file.path) {
                    Ok(location) => {
                        below_root.extend(below(&self.root, &location));
                        waiting.push((file, location));
                    }
                    Err(error) => problems.push(FileProblem::Path { path: file.path, reason: error.to_string() }),
                }
                if waiting.len() >= CHUNK {
                    self.look_at(std::mem::take(&mut waiting), depth, &mut problems).await?;
                }
            }
        }
        self.look_at(waiting, depth, &mut problems).await?;
        let mut listed = store.list(None);
        while let Some(object) = listed.try_next().await.map_err(|e| Error::store("list", self.root.to_string(), e))? {
            let path = object.location.to_string();
            if !is_own(&path) && !below_root.contains(&path) {
                problems.push(FileProblem::Orphan { path });
            }
        }
        Ok(problems)
    }

    async fn look_at(&self, files: Vec<(FileCheck, Location)>, depth: Depth, problems: &mut Vec<FileProblem>) -> Result<()> {
        let found = self.locator().find(files.iter().map(|(_, location)| location.clone()).collect()).await?;
        let mut to_read = Vec::new();
        for ((file, location), found) in files.into_iter().zip(found) {
            match (found, file.known.size_bytes) {
                (None, _) => problems.push(FileProblem::Missing { path: file.path }),
                (Some(found), Some(expected)) if found.size_bytes != expected => {
                    problems.push(FileProblem::Size { path: file.path, expected, found: found.size_bytes });
                }
                _ if depth == Depth::Content && file.known.checksum.is_some() => to_read.push((file, location)),
                _ => {}
            }
        }
        let read = |(file, location): (FileCheck, Location)| async move {
            match self.carrier.check(&location, &file.known).await {
                Ok(()) => Ok(None),
                Err(error) if error.kind() == ErrorKind::Unavailable => Err(error),
                Err(error) => Ok(Some(FileProblem::Content { path: file.path, reason: error.to_string() })),
            }
        };
        let found: Vec<Option<FileProblem>> = futures::stream::iter(to_read).map(read).buffered(PARALLEL).try_collect().await?;
        problems.extend(found.into_iter().flatten());
        Ok(())
    }
}
