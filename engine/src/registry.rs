//! The registry: immutable Parquet tables and one commit log on an object store (format and protocol: docs/format.md).

pub mod file;
pub mod record;
