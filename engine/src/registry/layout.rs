//! Names of the registry's objects, below the registry root (`registry/` beside `butler.yaml` unless the configuration says otherwise).
//!
//! ```text
//! _latest                               a hint: newest checkpoint and tip seen
//! log/<version, 20 digits>.rec          commit record, or its stub
//! checkpoint/<version>-<uuid>.ckpt      the full state at a version
//! data/<table>/e<epoch>-<uuid>.parquet  rows of a table
//! ```
//!
//! A name is made once and never used for other content, but for `_latest` and the stub that replaces a record.

use object_store::path::Path;
use uuid::Uuid;

/// Folder of the commit records.
pub const LOG: &str = "log";
/// Folder of the checkpoints.
pub const CHECKPOINTS: &str = "checkpoint";
/// Folder of the Parquet files, one folder a table in it.
pub const DATA: &str = "data";
/// The hint.
pub const LATEST: &str = "_latest";

/// What an object of the registry is, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// The hint.
    Latest,
    /// The slot of a version in the log.
    Record {
        /// The version, from 1.
        version: u64,
    },
    /// A checkpoint.
    Checkpoint {
        /// The version whose state it holds.
        version: u64,
        /// Tells checkpoints of one version apart.
        id: Uuid,
    },
    /// A Parquet file.
    Data {
        /// The table.
        table: String,
        /// The garbage-collection epoch in force when it was written.
        epoch: u64,
        /// Makes the name unique.
        id: Uuid,
    },
}

impl Name {
    /// The path below the registry root.
    pub fn path(&self) -> Path {
        match self {
            Name::Latest => Path::from(LATEST),
            Name::Record { version } => record(*version),
            Name::Checkpoint { version, id } => checkpoint(*version, *id),
            Name::Data { table, epoch, id } => data(table, *epoch, *id),
        }
    }

    /// What the object at `path` (below the registry root) is; `None` for a name that this program does not make.
    pub fn parse(path: &Path) -> Option<Name> {
        let name = match path.as_ref().split('/').collect::<Vec<_>>().as_slice() {
            [LATEST] => Name::Latest,
            [LOG, file] => Name::Record { version: file.strip_suffix(".rec")?.parse().ok()? },
            [CHECKPOINTS, file] => {
                let (version, id) = file.strip_suffix(".ckpt")?.split_once('-')?;
                Name::Checkpoint { version: version.parse().ok()?, id: id.parse().ok()? }
            }
            [DATA, table, file] => {
                let (epoch, id) = file.strip_prefix('e')?.strip_suffix(".parquet")?.split_once('-')?;
                Name::Data { table: (*table).to_owned(), epoch: epoch.parse().ok()?, id: id.parse().ok()? }
            }
            _ => return None,
        };
        // One spelling a name: `log/7.rec` or `e07-...` is somebody else's.
        (name.path() == *path).then_some(name)
    }
}

/// The slot of `version` in the log. Sorted as text, slots are sorted by version.
pub fn record(version: u64) -> Path {
    Path::from_iter([LOG, &format!("{version:020}.rec")])
}

/// A checkpoint of the state at `version`.
pub fn checkpoint(version: u64, id: Uuid) -> Path {
    Path::from_iter([CHECKPOINTS, &format!("{version:020}-{id}.ckpt")])
}

/// A Parquet file of `table`, written in `epoch`.
pub fn data(table: &str, epoch: u64, id: Uuid) -> Path {
    Path::from_iter([DATA, table, &format!("e{epoch}-{id}.parquet")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_parsed_back() {
        let id = Uuid::from_u128(7);
        let names = [
            Name::Latest,
            Name::Record { version: 1 },
            Name::Record { version: u64::MAX },
            Name::Checkpoint { version: 64, id },
            Name::Data { table: "visit_detector_region".to_owned(), epoch: 3, id },
        ];
        for name in names {
            assert_eq!(Name::parse(&name.path()), Some(name));
        }
    }

    #[test]
    fn a_name_with_another_spelling_is_not_ours() {
        let others =
            ["log/7.rec", "log/00000000000000000007.rec.tmp", "_latest2", "data/x/e01-00000000-0000-0000-0000-000000000007.parquet"];
        for other in others {
            assert_eq!(Name::parse(&Path::from(other)), None, "{other}");
        }
    }

    #[test]
    fn slots_sort_as_their_versions() {
        assert!(record(9) < record(10) && record(999) < record(1_000_000));
        assert_eq!(record(1).as_ref(), "log/00000000000000000001.rec");
    }
}
