//! Files from one place to another: local disk and S3 in any combination, streamed, many at once, each with its length and BLAKE3 hash.
//!
//! Rules that others rely on:
//! - A name shows a whole file or none. On local disk a file is written beside its place, synced, and given its name by a hard link; in a store it is one
//!   conditional request, or the name is claimed by one and then filled (see `claim`).
//! - Nothing that exists is overwritten or deleted. A file with the same bytes is taken for one's own of an earlier attempt; another one is a conflict.
//! - The source of a move is deleted by the caller, after the commit that names the new place.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStoreExt;

use super::path::on_disk;
use super::{Origin, Pool, check};
use crate::context::stores::Location;
use crate::context::{Context, Progress};
use crate::error::near_matches;
use crate::{Error, Result};

mod archive;
mod claim;
mod local;
mod remote;
mod source;

use claim::Claimant;
pub use source::CHECKSUM_PREFIX;
use source::Source;

/// Files in flight.
pub const PARALLEL: usize = 16;

/// How files come into a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A hard link on one disk, a copy elsewhere; what is there already stays.
    Auto,
    /// A hard link, or a symbolic link where that can't be.
    Link,
    /// A symbolic link with an absolute target.
    Symlink,
    /// A hard link.
    Hardlink,
    /// A copy.
    Copy,
    /// A copy, after which the source is deleted.
    Move,
    /// A symbolic link with a relative target.
    Relsymlink,
    /// The file stays where it is, and its URI is recorded.
    Direct,
}

impl Mode {
    /// All of them.
    pub const ALL: [Mode; 8] =
        [Mode::Auto, Mode::Link, Mode::Symlink, Mode::Hardlink, Mode::Copy, Mode::Move, Mode::Relsymlink, Mode::Direct];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Auto => "auto",
            Mode::Link => "link",
            Mode::Symlink => "symlink",
            Mode::Hardlink => "hardlink",
            Mode::Copy => "copy",
            Mode::Move => "move",
            Mode::Relsymlink => "relsymlink",
            Mode::Direct => "direct",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Mode {
    type Err = Error;

    fn from_str(text: &str) -> Result<Mode> {
        Mode::ALL.into_iter().find(|mode| mode.name() == text).ok_or_else(|| Error::Missing {
            what: "transfer mode",
            name: text.to_owned(),
            near: near_matches(text, Mode::ALL.map(Mode::name)),
        })
    }
}

/// A file that is to be somewhere else.
#[derive(Debug, Clone)]
pub struct Order {
    /// Where it is.
    pub from: Origin,
    /// Its path below the root that it goes to.
    pub path: String,
    /// What is known of it.
    pub known: Known,
}

/// What is known of a file before it is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Its length; another one is an error.
    pub size_bytes: Option<u64>,
    /// Its checksum, `blake3:` and hexadecimal digits; another one is an error.
    pub checksum: Option<String>,
}

/// A file that has arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// Its length.
    pub size_bytes: u64,
    /// Its checksum, if its bytes were read.
    pub checksum: Option<String>,
    /// Whether this made it; otherwise the same bytes were there.
    pub is_new: bool,
}

/// Moves files.
#[derive(Debug, Clone)]
pub struct Carrier {
    pool: Arc<Pool>,
    claimant: Claimant,
    progress: Progress,
}

impl Carrier {
    /// With these clients, in the name of the writer of `context`.
    pub fn new(pool: Arc<Pool>, context: &Context) -> Carrier {
        Carrier { pool, claimant: Claimant::new(context), progress: Progress::default() }
    }

    /// The same, which counts the files that it carries.
    #[must_use]
    pub fn watched(&self, progress: &Progress) -> Carrier {
        Carrier { progress: progress.clone(), ..self.clone() }
    }

    /// What it counts them in.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Carries out all orders into `root`, in any order; what has arrived, in the order of the orders.
    ///
    /// # Errors
    /// The first that failed. What has arrived stays: running again completes it.
    pub async fn carry(&self, orders: Vec<Order>, root: &Location, mode: Mode) -> Result<Vec<Arrived>> {
        self.progress.expect(orders.len());
        let one = |order: Order| async move { self.carry_one(&order, root, mode).await.inspect(|_| self.progress.advance(1)) };
        futures::stream::iter(orders).map(one).buffered(PARALLEL).try_collect().await
    }

    /// Carries out one order.
    ///
    /// # Errors
    /// There is no such file; it is not what is known of it; another one is at its new place; the mode is not for these places.
    pub async fn carry_one(&self, order: &Order, root: &Location, mode: Mode) -> Result<Arrived> {
        check(&order.path)?;
        let is_member = order.from.member.is_some();
        if let (Location::Local { path: from }, Location::Local { path: root }, false) = (&order.from.location, root, is_member) {
            let (from, root, order) = (from.clone(), root.clone(), order.clone());
            return blocking(move || local::carry(&from, &on_disk(&root, &order.path)?, &order.known, mode)).await;
        }
        if !matches!(mode, Mode::Auto | Mode::Copy | Mode::Move) {
            let reason = match is_member {
                true => format!("`{}` is a member of an archive", order.from),
                false => format!("`{}` and `{root}` are not on one disk", order.from),
            };
            return Err(Error::Unsupported { what: "transfer mode", name: mode.to_string(), reason }
                .with_hint("`auto`, `copy` and `move` work between any two places, and `direct` leaves files where they are"));
        }
        let to = root.join(&order.path)?;
        if to == order.from.location {
            return Err(Error::invalid("transfer", to.to_string(), "the file is there already"));
        }
        match root {
            Location::Local { path: root } => {
                let source = Source::open(&self.pool, &order.from).await?;
                let (root, path) = (root.clone(), order.path.clone());
                let place = blocking(move || on_disk(&root, &path)).await?;
                local::receive(source, &place, &order.known).await
            }
            _ => remote::send(&self.pool, &order.from, &to, &order.known, &self.claimant).await,
        }
    }

    /// Writes bytes to a new file at `path` below `root`.
    ///
    /// # Errors
    /// Another file is there.
    pub async fn write(&self, bytes: bytes::Bytes, root: &Location, path: &str) -> Result<Arrived> {
        check(path)?;
        let source = Source::of_bytes(bytes);
        match root {
            Location::Local { path: root } => {
                let place = on_disk(root, path)?;
                local::receive(source, &place, &Known::default()).await
            }
            _ => remote::receive(&self.pool, source, &root.join(path)?, &Known::default(), &self.claimant).await,
        }
    }

    /// Deletes files; those that are absent already are no error. A link is deleted, not what it leads to.
    pub async fn delete(&self, files: Vec<Location>) -> Result<()> {
        let one = |file: Location| async move {
            match &file {
                Location::Local { path } => {
                    let path = path.clone();
                    blocking(move || local::delete(&path)).await
                }
                _ => {
                    let (store, path) = self.pool.store(&file)?;
                    match store.delete(&path).await {
                        Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
                        Err(error) => Err(Error::store("delete", file.to_string(), error)),
                    }
                }
            }
        };
        futures::stream::iter(files).map(one).buffer_unordered(PARALLEL).try_collect().await
    }

    /// Writes a file to a local one, which appears whole or not at all and replaces one that is there; a device or pipe is written in place. Returns its length.
    pub async fn fetch(&self, file: &Origin, known: &Known, to: &std::path::Path) -> Result<u64> {
        local::replace(Source::open(&self.pool, file).await?, to, known).await
    }

    /// Reads a file, and fails if it is not what is known of it.
    pub async fn check(&self, file: &Origin, known: &Known) -> Result<()> {
        self.summary(file).await?.check(known, file)
    }

    /// Reads two files, and fails if the bytes of the first are not those of the other.
    pub async fn check_same(&self, file: &Origin, other: &Origin) -> Result<()> {
        let other = self.summary(other).await?;
        self.check(file, &Known { size_bytes: Some(other.size_bytes()), checksum: Some(other.checksum()) }).await
    }

    async fn summary(&self, file: &Origin) -> Result<source::Summary> {
        let mut source = Source::open(&self.pool, file).await?;
        let mut summary = source::Summary::default();
        while let Some(bytes) = source.bytes.try_next().await? {
            summary.add(&bytes);
        }
        source.check_whole(&summary)?;
        Ok(summary)
    }

    /// Writes a new archive to a local file: the `first` member, of which the bytes are given, then files, each checked against what is known of it.
    pub async fn pack(&self, first: (&str, Vec<u8>), members: Vec<(String, Origin, Known)>, to: &std::path::Path) -> Result<()> {
        archive::pack(&self.pool, first, members, to).await
    }

    /// The length of a file.
    pub async fn length(&self, file: &Origin) -> Result<u64> {
        Ok(Source::open(&self.pool, file).await?.size_bytes)
    }

    /// Names of the members of an archive, with their lengths if it is on local disk.
    pub async fn members(&self, archive: &Location) -> Result<Vec<(String, Option<u64>)>> {
        archive::contents(&self.pool, archive).await
    }

    /// All bytes of a file, checked against what is known of it.
    pub async fn read(&self, file: &Origin, known: &Known) -> Result<bytes::Bytes> {
        let source = Source::open(&self.pool, file).await?;
        let (bytes, summary) = source.collect().await?;
        summary.check(known, file)?;
        Ok(bytes)
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|e| Error::internal(format!("work on files ended early: {e}")))?
}

/// The error that another file is at the place of one that is to be written.
fn occupied(place: &str) -> Error {
    Error::Conflict {
        what: "file",
        name: place.to_owned(),
        reason: "another file is there, with other bytes; nothing was overwritten".to_owned(),
    }
    .with_hint("`butler verify --level 2` tells which files belong to no dataset; one that is left over may be deleted")
}

#[cfg(test)]
mod tests;
