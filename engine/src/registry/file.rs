//! What the registry keeps at hand about each of its Parquet files, so that pruning and counting need no request.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A BLAKE3 hash, in hexadecimal where it is text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

/// A Parquet file of one table. Immutable; its name is never used again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DataFile {
    /// The table that it belongs to.
    pub table: String,
    /// Path below the registry root, e.g. `data/dataset/e0-<uuid>.parquet`.
    pub path: String,
    /// Length in bytes.
    pub size_bytes: u64,
    /// Length of the page indexes and the footer at its end, in bytes: one range read fetches what a reader must know.
    pub footer_bytes: u64,
    /// Number of rows, tombstoned ones included.
    pub rows: u64,
    /// Hash of the whole content.
    pub hash: Hash,
    /// The version whose state the rows reflect: a tombstone of a later version applies to them, an earlier one does not.
    pub as_of: u64,
    /// The garbage-collection epoch in force when it was written.
    pub epoch: u64,
    /// Least and greatest value and nulls of the key columns; strings may be cut (`min` shortened, `max` rounded up).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ranges: BTreeMap<String, ColumnRange>,
    /// Rows of each combination of the leading columns, in the order of the file, which is sorted by them; see [`Block::key`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
}

/// Bounds of a column in a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnRange {
    /// Not greater than any value; absent where all are null.
    pub min: Option<Bound>,
    /// Not less than any value.
    pub max: Option<Bound>,
    /// Number of nulls.
    pub nulls: u64,
}

/// A bound of a column: an integer, a text, or bytes in hexadecimal.
#[derive(Debug, Clone, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// Of an integer column.
    Int(i64),
    /// Of a text column.
    Text(String),
    /// Of a binary column (UUIDs), as lowercase hexadecimal digits, which sort as the bytes do.
    Hex(String),
}

/// Consecutive rows with the same values in the table's leading columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The values: dataset type and run, or collection and dataset type.
    pub key: Vec<String>,
    /// Number of rows.
    pub rows: u64,
}

impl Hash {
    /// Of `bytes`.
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(*blake3::hash(bytes).as_bytes())
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Hash, D::Error> {
        let text = String::deserialize(deserializer)?;
        let hash = blake3::Hash::from_hex(text.as_bytes()).map_err(serde::de::Error::custom)?;
        Ok(Hash(*hash.as_bytes()))
    }
}
