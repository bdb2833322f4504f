//! What can be set of a registry: how often to try again, and when rows move from records into files.

use super::retry::RetryPolicy;

/// Settings of an open registry. They change what is written where, never what is true.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// How often and after which pause it tries again.
    pub retry: RetryPolicy,
    /// When rows move from records into files.
    pub limits: Limits,
    /// Whether the store is known to be safe, so that a process need not probe it before its first commit.
    pub is_store_trusted: bool,
}

/// Sizes from which rows stand elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Rows of one table in one record, at most; more go into a file.
    pub inline_rows: usize,
    /// Bytes of the rows of one table in one record, at most.
    pub inline_bytes: usize,
    /// Records after which a committing process writes a checkpoint.
    pub tail_records: u64,
    /// Bytes of rows in records after which a committing process writes a checkpoint.
    pub tail_bytes: u64,
    /// Records after which nobody may commit before a checkpoint is written.
    pub longest_tail: u64,
    /// A table of at most as many rows, none of them in a file, stays in the checkpoint.
    pub resident_rows: u64,
    /// And of at most as many bytes.
    pub resident_bytes: usize,
    /// Memory for columns that questions come back to, in bytes.
    pub held_bytes: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            inline_rows: 1000,
            inline_bytes: 64 << 10,
            tail_records: 64,
            tail_bytes: 4 << 20,
            longest_tail: 512,
            resident_rows: 2000,
            resident_bytes: 512 << 10,
            held_bytes: 192 << 20,
        }
    }
}
