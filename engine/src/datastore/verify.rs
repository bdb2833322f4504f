//! Whether the files of datasets are there, with the sizes and checksums that the registry gives them, and whether there are others.

use std::collections::{HashMap, HashSet};

use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStore;

use super::path::below;
use super::{Datastore, Known, Origin, PARALLEL};
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

/// What was looked at and found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilesChecked {
    /// Files that are there.
    pub files: u64,
    /// Their bytes, where the length is known.
    pub bytes: u64,
    /// Those of which nothing tells whether they have the bytes that they had.
    pub unsummed: u64,
    /// What is wrong.
    pub problems: Vec<FileProblem>,
}

/// A length, if it is known.
type Length = Option<u64>;

/// Lengths of the members of archives by name, or why an archive can't be read.
type Archives = HashMap<Location, Result<HashMap<String, Length>, String>>;

impl Datastore {
    /// Looks at each file of `files`, and at all that is below the root but for what `is_own` takes for the repository's own.
    pub async fn check_files(
        &self,
        store: &dyn ObjectStore,
        mut files: BoxStream<'_, Result<Vec<FileCheck>>>,
        depth: Depth,
        is_own: impl Fn(&str) -> bool,
    ) -> Result<FilesChecked> {
        let mut checked = FilesChecked::default();
        let mut below_root: HashSet<String> = HashSet::new();
        let mut waiting = Vec::new();
        while let Some(batch) = files.try_next().await? {
            for file in batch {
                match self.origin(&file.path) {
                    Ok(origin) => {
                        below_root.extend(below(&self.root, &origin.location));
                        waiting.push((file, origin));
                    }
                    Err(error) => checked.problems.push(FileProblem::Path { path: file.path, reason: error.to_string() }),
                }
                if waiting.len() >= CHUNK {
                    self.look_at(std::mem::take(&mut waiting), depth, &mut checked).await?;
                }
            }
        }
        self.look_at(waiting, depth, &mut checked).await?;
        let mut listed = store.list(None);
        while let Some(object) = listed.try_next().await.map_err(|e| Error::store("list", self.root.to_string(), e))? {
            let path = object.location.to_string();
            if !is_own(&path) && !below_root.contains(&path) {
                checked.problems.push(FileProblem::Orphan { path });
            }
        }
        Ok(checked)
    }

    async fn look_at(&self, files: Vec<(FileCheck, Origin)>, depth: Depth, checked: &mut FilesChecked) -> Result<()> {
        let found = self.locator().find(files.iter().map(|(_, origin)| origin.location.clone()).collect()).await?;
        let mut archives = Archives::new();
        let mut to_read = Vec::new();
        for ((file, origin), found) in files.into_iter().zip(found) {
            let found: Option<Length> = match (&origin.member, found) {
                (Some(member), Some(_)) => match self.length_in(&mut archives, &origin.location, member).await? {
                    Ok(length) => length,
                    Err(reason) => {
                        checked.problems.push(FileProblem::Content { path: file.path, reason });
                        continue;
                    }
                },
                (_, found) => found.map(|found| Some(found.size_bytes)),
            };
            if let Some(length) = found {
                checked.files += 1;
                checked.bytes += length.unwrap_or_default();
            }
            // Members have a checksum of their own in the archive.
            let is_summed = file.known.checksum.is_some() || origin.member.is_some();
            match (found, file.known.size_bytes) {
                (None, _) => checked.problems.push(FileProblem::Missing { path: file.path }),
                (Some(Some(found)), Some(expected)) if found != expected => {
                    checked.problems.push(FileProblem::Size { path: file.path, expected, found })
                }
                _ if !is_summed => checked.unsummed += 1,
                _ if depth == Depth::Content => to_read.push((file, origin)),
                _ => {}
            }
        }
        let read = |(file, origin): (FileCheck, Origin)| async move {
            match self.carrier.check(&origin, &file.known).await {
                Ok(()) => Ok(None),
                Err(error) if error.kind() == ErrorKind::Unavailable => Err(error),
                Err(error) => Ok(Some(FileProblem::Content { path: file.path, reason: error.to_string() })),
            }
        };
        let found: Vec<Option<FileProblem>> = futures::stream::iter(to_read).map(read).buffered(PARALLEL).try_collect().await?;
        checked.problems.extend(found.into_iter().flatten());
        Ok(())
    }

    /// The length of a member of an archive, whose table of contents is read once; or why that can't be read.
    async fn length_in(&self, archives: &mut Archives, archive: &Location, member: &str) -> Result<Result<Option<Length>, String>> {
        if !archives.contains_key(archive) {
            let contents = match self.carrier.members(archive).await {
                Ok(members) => Ok(members.into_iter().collect()),
                Err(error) if error.kind() == ErrorKind::Unavailable => return Err(error),
                Err(error) => Err(error.to_string()),
            };
            archives.insert(archive.clone(), contents);
        }
        Ok(match archives.get(archive) {
            Some(Ok(members)) => Ok(members.get(member).copied()),
            Some(Err(reason)) => Err(reason.clone()),
            None => Ok(None),
        })
    }
}
